"""Another language at the desk: what was typed, found and said stays, in the words of the new language."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.steps.reception.presenter import ReceptionPresenter, build
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.fields import Mark
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press, put_up

ENTER, F2, F10 = Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_F10
LAST = date(2026, 5, 16)
WAYS = [("zh_CN", "en"), ("en", "zh_CN")]


@pytest.fixture
def reception(shell: ShellSpy) -> ReceptionPresenter:
    people.add_team(shell.desk)
    people.sit_down(shell.desk, people.NURSE)
    presenter = build(shell)
    put_up(shell, presenter, None)
    return presenter


@pytest.fixture(params=WAYS)
def switched(request, reception):
    """Begin in one language; what is returned goes to the other."""
    before, after = request.param
    texts().switch(before)
    return lambda: texts().switch(after)


def in_language(zh: str, en: str) -> str:
    return {"zh_CN": zh, "en": en}[texts().language]


def test_a_number_half_typed_stays(reception, shell, switched):
    press(shell.window, "6600011990")
    switched()
    assert reception.view.number.text() == "6600011990"
    assert shell.window.focusWidget() is reception.view.number
    assert reception.view.headline.text() == say("reception.idle_title")


def test_what_is_wrong_with_a_number_stays_beside_it(reception, shell, switched):
    press(shell.window, "660001199003070010", ENTER)
    switched()
    assert reception.view.number.text() == "660001199003070010"
    assert reception.view.number.mark is Mark.ERROR
    assert reception.view.number_message.text.startswith(in_language("最后一位", "The last"))


def test_who_was_found_stays_and_is_still_chosen_with_one_key(reception, shell, switched):
    donor = people.somebody(shell.desk, 3, name="王国栋")
    people.into_directory(shell.desk, donor, donations=people.gave(LAST))
    press(shell.window, F2, "wgd", ENTER)
    switched()
    kind = in_language("全血 400 mL", "Whole blood 400 mL")
    assert [hit.note for hit in reception.view.hits] == [f"2026-05-16  {kind}"]
    assert reception.view.number.text() == "wgd"
    press(shell.window, ENTER)
    assert "王*栋" in reception.view.hint.text()
    texts().switch("en")
    texts().switch("zh_CN")
    assert "王*栋" in reception.view.hint.text()


def test_the_chosen_kind_of_document_stays(reception, shell, switched):
    reception.view.other.click()
    press(shell.window, "7", "E123")
    switched()
    assert (reception.view.kind, reception.view.number.text()) == ("09", "E123")
    press(shell.window, "45678", ENTER)
    assert str(reception.state.known.identity.kind) == "09"


def test_the_marks_of_the_form_stay_with_what_was_typed(reception, shell, switched):
    press(shell.window, people.somebody(shell.desk, 5).document_number, ENTER)
    reception.view.form.fields["phone"].setText("12")
    reception.view.plan.digit_pressed(1)
    press(shell.window, F10)
    switched()
    cells = reception.view.form.cells
    assert cells["name"].message.text == in_language("请输入姓名", "Enter the name")
    assert (cells["phone"].field.text(), cells["phone"].field.mark) == ("12", Mark.ERROR)
    assert len(reception.view.summary.problems) == 2


def test_the_keyboard_stays_in_the_field_and_no_mark_comes_by_itself(reception, shell, switched):
    press(shell.window, people.somebody(shell.desk, 5).document_number, ENTER)
    field = reception.view.form.fields["address"]
    field.setFocus()
    press(shell.window, "a 12")
    switched()
    assert (shell.window.focusWidget(), field.text()) == (field, "a 12")
    assert reception.view.summary.isHidden()
