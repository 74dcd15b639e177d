from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.domain.visit import BEFORE_NEEDLE
from donor_room.domain.walk import step_of
from donor_room.ui.steps.labels import presenter as labels
from tests.ui.steps.chair import (
    codes,
    eligible,
    labelled,
    printed,
    said,
    second_person_pin,
)
from tests.ui.steps.desk_people import LEADER, PHYSICIAN
from tests.ui.steps.house import press, put_up

F6, F8, F10 = Qt.Key.Key_F6, Qt.Key.Key_F8, Qt.Key.Key_F10


@pytest.fixture
def page(shell, desk, printer):
    presenter = labels.build(shell)
    put_up(shell, presenter, eligible(desk))
    return presenter


def scan_rest(page):
    for code in codes(page.visit):
        page.scanned(code)


def test_nothing_is_printed_before_the_donor_said_name_and_birth_date(page, printer):
    press(page.shell.window, F8)
    assert said(page) == "还缺本人核对"
    assert printer.sets == 0


def test_two_keys_and_f8_spend_a_number_and_print_the_set(page, printer):
    visit = printed(page)
    assert (printer.sets, visit.label_set.uncertain) == (1, False)
    assert page.view.proof.number.text.startswith("A6601  26  000001")
    assert page.view.proof.prompt.text == "请扫 主袋"
    assert page.view.main.shown_text == "还差 7 次扫描"


def test_the_last_equal_scan_opens_the_next_step_by_itself(page, shell):
    printed(page)
    scan_rest(page)
    assert [step_of(visit) for visit in shell.went_on] == ["collection"]


def test_any_order_is_welcome_and_a_second_scan_changes_nothing(page):
    printed(page)
    tube = codes(page.visit)[4]
    page.scanned(tube)
    assert page.view.proof.panels["tube"].proved == 1
    page.scanned(tube)
    assert said(page) == "血清管已经扫过"
    assert page.view.proof.panels["tube"].proved == 1


def test_a_wrong_kind_says_what_is_still_missing(page):
    printed(page)
    page.scanned("=%6200")
    assert said(page) == "这是血型码，还缺主袋"


def test_no_key_of_one_person_skips_the_scans(page, shell):
    printed(page)
    press(shell.window, F10, Qt.Key.Key_Return, "1", "2")
    assert shell.went_on == []
    assert page.view.main.missing


def test_a_printer_without_paper_costs_no_set(page, printer):
    printer.ready = False
    press(page.shell.window, "1", "1", F8)
    assert said(page) == "标签纸用完，请换纸后再打印"
    printer.ready = True
    press(page.shell.window, F8)
    assert len(page.visit.label_sets) == 1
    assert page.visit.label_set.sent_at is not None


def test_an_uncertain_print_asks_for_every_label_or_the_end_of_the_set(page, printer):
    printer.uncertain = True
    printed(page)
    assert page.view.proof.prompt.text == "打印没有确认，请扫 主袋"
    hint = "还有 7 张没扫到，上面标着“未见”。没打出来的按 F8 补打"
    assert page.view.proof.prompt.hint == hint
    press(page.shell.window, F8, "3")
    assert page.view.open_sheet.objectName() == "labels.void"


def test_a_number_is_void_only_with_a_second_person(page):
    first = printed(page).label_set.number
    press(page.shell.window, F8, "2")
    press(page.shell.window, "1", "1", "0000", F10)
    assert page.view.open_sheet.message.text
    assert page.visit.label_set.number == first
    pin = {PHYSICIAN.name: PHYSICIAN.pin, LEADER.name: LEADER.pin}
    press(page.shell.window, pin[page.view.open_sheet.people.buttons[0].text()], F10)
    assert page.visit.label_set is None
    press(page.shell.window, "1", F8)
    assert page.visit.label_set.number != first


def test_a_foreign_label_stops_both_and_only_two_persons_go_on(page, desk, shell):
    other = labelled(desk, scanned=False, name="马国栋", seed=9)
    printed(page)
    page.scanned(codes(other)[4])
    assert page.stage == "stop"
    stop = page.view.stop.panel
    assert [line.name for line in stop.lines] == ["李建国", "马国栋"]
    assert desk.visits.get(other.id).foreign is not None
    page.scanned(codes(page.visit)[0])
    assert page.visit.label_set.scanned == frozenset()
    press(shell.window, Qt.Key.Key_Escape, "1", F8)
    assert page.visit.foreign is not None
    press(shell.window, F10)
    page.view.open_sheet.words.setText("放回 2 号椅")
    press(shell.window, Qt.Key.Key_Return)
    second_person_pin(page)
    assert page.visit.foreign is None
    assert page.stage == "identity"


def test_a_typed_number_needs_its_check_character_and_a_second_person(page):
    visit = printed(page)
    press(page.shell.window, F8, "3")
    sheet = page.view.open_sheet
    number = visit.label_set.number
    sheet.fields["number"].setText(number + "?")
    press(page.shell.window, Qt.Key.Key_Return)
    second_person_pin(page)
    assert "校验位" in sheet.message.text
    groups = page.view.proof.number.text.split()
    sheet.fields["number"].setText(number + groups[-1])
    pin = {PHYSICIAN.name: PHYSICIAN.pin, LEADER.name: LEADER.pin}
    press(page.shell.window, pin[sheet.people.buttons[0].text()], F10)
    assert page.visit.label_set.is_scanned("bag1", BEFORE_NEEDLE)


def test_a_donor_who_changes_the_mind_leaves_with_a_reason(page, shell):
    press(shell.window, F6)
    page.view.open_sheet.words.setText("赶时间")
    press(shell.window, F10)
    assert shell.went_on[-1].closed.how == "left"


def test_a_printed_set_must_be_void_before_the_donor_leaves(page):
    printed(page)
    press(page.shell.window, F6)
    assert said(page) == "请先作废这套标签"
