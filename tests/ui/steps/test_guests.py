"""Somebody comes to be measured only: one key, a slip, and neither a donor nor a visit."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import Qt

from donor_room.domain import entries as e
from donor_room.domain.guest_counts import Guests
from donor_room.ui.steps.reception.presenter import ReceptionPresenter, build
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.figures import report
from donor_room.workflow.guests import guests_by, guests_of_today
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press, put_up

ENTER, F6, F10 = Qt.Key.Key_Return, Qt.Key.Key_F6, Qt.Key.Key_F10
LONG = "阿卜杜热合曼·买买提依明·吐尔逊"


@pytest.fixture
def reception(shell: ShellSpy, desk) -> ReceptionPresenter:
    people.add_team(desk)
    people.sit_down(desk, people.NURSE)
    presenter = build(shell)
    put_up(shell, presenter, None)
    return presenter


def said(shell: ShellSpy) -> list[e.Act]:
    return [one.act for one in shell.desk.ledger.of_house(e.GuestPressure.KIND, e.GuestGroup.KIND)]


def slips(shell: ShellSpy) -> list[str]:
    files = sorted((shell.papers / "guests").glob("*.pdf"), key=lambda file: file.stat().st_mtime_ns)
    return [pypdfium2.PdfDocument(file)[0].get_textpage().get_text_bounded() for file in files]


def test_a_pressure_is_measured_without_a_name_and_is_no_visit(reception, shell):
    desk = shell.desk
    press(shell.window, F6, "1")
    sheet = reception.view.open_sheet
    assert not find_cut_texts(sheet)
    press(shell.window, "128", ENTER, "82", ENTER, "1", F10)
    assert reception.view.open_sheet is None
    assert [(one.sbp_mmhg, one.dbp_mmhg, one.advice) for one in said(shell)] == [(128, 82, "within")]
    assert "128/82 mmHg" in slips(shell)[0]
    assert "这次没有献血" in slips(shell)[0]
    today: date = desk.clock.today()
    assert common_lines(desk, open_only=False) == []
    assert report(desk.database, desk.ledger, desk.packs.rules, first=today, last=today) == {}
    for by, name in (("all", ""), ("day", today.isoformat()), ("site", "人民广场")):
        assert guests_by(desk.ledger, first=today, last=today, by=by) == {name: Guests(pressure=1)}
    assert guests_by(desk.ledger, first=date(2020, 1, 1), last=date(2020, 1, 2), by="all") == {}
    press(shell.window, F6)
    assert "今天已测 1 次" in reception.view.open_sheet.hint.text()


def test_what_is_unlikely_is_asked_about_once_and_a_swapped_pair_is_never_taken(reception, shell):
    press(shell.window, F6, "1")
    press(shell.window, "212", ENTER, "118", ENTER, "1", F10)
    sheet = reception.view.open_sheet
    assert sheet.message.text
    assert said(shell) == []
    press(shell.window, F10)
    assert [one.advice for one in said(shell)] == ["physician"]
    assert "请建议去看医生" in shell.window.scan_line.text
    assert "请找医生再量一次" in slips(shell)[0]
    press(shell.window, F6, "1", "82", ENTER, "128", ENTER, "1", F10, F10)
    assert len(said(shell)) == 1


def test_a_group_stands_on_the_slip_with_a_long_name_that_no_book_keeps(reception, shell):
    desk = shell.desk
    press(shell.window, F6, "2", "2")
    reception.view.open_sheet.words.setText(LONG)
    press(shell.window, F10)
    assert [one.abo for one in said(shell)] == ["B"]
    assert LONG in slips(shell)[0]
    assert "不作" in slips(shell)[0] or "不能代替" in slips(shell)[0]
    rows = desk.database.rows("SELECT body FROM ledger")
    assert not any(LONG in str(row) for row in rows)
    assert guests_of_today(desk) == 1


def test_a_name_that_is_none_is_refused_before_anything_is_written(reception, shell):
    press(shell.window, F6, "2", "1")
    reception.view.open_sheet.words.setText("李" * 120)
    press(shell.window, F10)
    assert reception.view.open_sheet.message.text
    assert said(shell) == []


def test_a_slip_that_cannot_be_written_takes_nothing_back(reception, shell):
    (shell.papers / "guests").parent.mkdir(parents=True, exist_ok=True)
    (shell.papers / "guests").write_text("")
    press(shell.window, F6, "2", "3", F10)
    assert [one.abo for one in said(shell)] == ["O"]
    assert "纸条没有印出" in shell.window.scan_line.text
