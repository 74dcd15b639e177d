"""The donor's own screen: a question breaks where it is spoken, never in the middle of a thought."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from donor_room.ui.steps.interview.turned import AskedLabel

LONG = "1 年内是否密切接触传染病患者，或与有高危行为者有性接触？"


@pytest.fixture
def label(qtbot, qapp) -> AskedLabel:
    made = AskedLabel()
    qtbot.addWidget(made)
    made.resize(1046, 160)
    made.show()
    qapp.processEvents()
    return made


def shown(label: AskedLabel) -> list[str]:
    return QLabel.text(label).replace("\u00a0", " ").split("\n")


def test_a_long_question_breaks_behind_its_comma(label):
    label.setText(LONG)
    assert shown(label) == ["1 年内是否密切接触传染病患者，", "或与有高危行为者有性接触？"]


def test_what_is_asked_stays_one_text(label):
    label.setText(LONG)
    assert label.text() == LONG


def test_a_short_question_stays_on_its_line(label):
    label.setText("是否怀孕，或在哺乳？")
    assert shown(label) == ["是否怀孕，或在哺乳？"]


def test_a_wider_screen_takes_the_break_back(label):
    label.setText(LONG)
    label.resize(2400, 160)
    assert shown(label) == [LONG]


def test_without_a_pause_it_wraps_as_it_comes(label):
    text = "一" * 40
    label.setText(text)
    assert shown(label) == [text]


def test_on_a_narrow_screen_where_a_half_does_not_fit_it_wraps_as_it_comes(label):
    label.setText(LONG)
    label.resize(300, 400)
    assert len(shown(label)) == 1
