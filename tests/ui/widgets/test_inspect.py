"""What is cut or covered is found out, and nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from donor_room.ui.widgets.inspect import find_covered_texts
from donor_room.ui.widgets.labels import Label


@pytest.fixture
def place(put) -> QWidget:
    return put(QWidget(), 200, 100)


def show_in(place: QWidget, part: QWidget, left: int, width: int) -> None:
    part.setParent(place)
    part.setGeometry(left, 10, width, 40)
    part.show()


@pytest.mark.parametrize(("left", "covered"), [(0, []), (100, []), (101, ["确认"]), (-1, ["确认"])])
def test_a_button_that_reaches_over_the_side_is_found(place, left, covered):
    show_in(place, QPushButton("确认"), left, 100)
    assert find_covered_texts(place) == covered


def test_a_wide_label_whose_words_are_seen_is_not_covered(place):
    show_in(place, Label("体温", 18), 10, 400)
    assert find_covered_texts(place) == []


def test_a_label_at_the_right_is_covered_where_its_words_stand(place):
    show_in(place, Label("体温", 18, right=True), 10, 400)
    assert find_covered_texts(place) == ["体温"]


def test_what_is_hidden_is_not_looked_at(place):
    part = QPushButton("确认")
    show_in(place, part, 150, 100)
    part.hide()
    assert find_covered_texts(place) == []
