"""Releasing on the decision page: what is read, which key is pressed, and what stands afterwards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.practice.people import InventedStaff
from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow import examine
from tests.support.profiles import enlist
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press
from tests.ui.steps.test_decision import PIN, decision

F8, F10, ENTER = Qt.Key.Key_F8, Qt.Key.Key_F10, Qt.Key.Key_Return
OTHER = InventedStaff(name="何平", roles=("physician",), password="slow-green-river", pin="7391")


@pytest.fixture
def desk(desk):
    people.add_team(desk)
    enlist(desk, "s009-team", OTHER.name, OTHER.roles, OTHER.password, OTHER.pin)
    people.sit_down(desk, people.NURSE)
    return desk


def feverish(shell: ShellSpy, text: str = "37.4", **walk: str):
    visit = people.before_decision(shell.desk, **walk)
    examine.measure(shell.desk, visit.id, quantity="temp", text=text, confirmed=True)
    return examine.sign_exam(shell.desk, visit.id)


def notes(page) -> list[tuple[str, str]]:
    return [(line.item, line.note) for line in page.view.table.lines]


def signed(shell: ShellSpy):
    page = decision(shell, feverish(shell))
    press(shell.window, F10, PIN)
    return page


def release(shell: ShellSpy, page) -> None:
    press(shell.window, F8)
    page.view.open_sheet.choices.digit_pressed(1)
    page.view.open_sheet.words.setText("复测三次")
    page.view.open_sheet.people.digit_pressed(1)
    page.view.open_sheet.pin.setFocus()
    press(shell.window, OTHER.pin, F10)


def test_what_may_be_released_says_so_and_the_deferral_is_signed_first(shell):
    page = decision(shell, feverish(shell))
    assert notes(page) == [("体温", "可由医师放行")]
    assert (page.view.main.text(), page.view.action(Act.PRINT).isVisible()) == ("确认暂缓", False)


def test_after_the_signature_one_key_releases_and_another_prints(shell):
    page = signed(shell)
    assert (shell.went_on, page.state.mode, page.view.action(Act.PRINT).isVisible()) == ([], "decided", True)
    press(shell.window, F10)
    assert shell.went_on[-1].closed.how == "deferred"


def test_the_other_physician_releases_and_all_is_decided_anew(shell):
    page = signed(shell)
    release(shell, page)
    assert page.view.verdict.reason == "医师放行 1 项，其余都符合"
    assert notes(page) == [("体温", "何平已放行")]
    press(shell.window, PIN, F10)
    made = shell.went_on[-1].decision.made
    assert (made.outcome, made.marks) == ("eligible", ("released",))


def test_the_sheet_names_only_who_did_not_sign(shell):
    page = signed(shell)
    press(shell.window, F8)
    sheet = page.view.open_sheet
    assert next(one for one in sheet.people.buttons if not one.isHidden()).text().endswith("何平")
    assert sheet.headline.text() == "医师放行：体温"


def test_without_words_nothing_is_released(shell):
    page = signed(shell)
    press(shell.window, F8)
    page.view.open_sheet.choices.digit_pressed(1)
    assert page.view.open_sheet.main.missing == "还没写原因"


def test_beside_an_absolute_finding_there_is_nothing_to_press(shell):
    page = decision(shell, feverish(shell, sbp="146"))
    assert {note for _, note in notes(page)} == {""}
    press(shell.window, F10, PIN)
    assert shell.went_on[-1].closed.how == "deferred"


def test_it_reads_in_english_too(shell):
    page = signed(shell)
    texts().switch("en")
    assert notes(page) == [("Temperature", "May be released")]
