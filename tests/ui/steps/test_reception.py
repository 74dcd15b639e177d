"""The desk: what the nurse presses and reads before a visit begins."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from donor_room.domain.directory import StandingDeferral
from donor_room.domain.identity import check_character
from donor_room.ui.steps.reception.presenter import ReceptionPresenter, build
from donor_room.ui.tokens import Meaning, Tone
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow import aftercare, decide, register
from tests.support.cards import CARD
from tests.support.profiles import enlist
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press, put_up

ENTER, DOWN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape
F2, F4, F10 = Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F10
LAST = date(2026, 5, 16)


@pytest.fixture
def desk(desk):
    people.add_team(desk)
    people.sit_down(desk, people.NURSE)
    return desk


@pytest.fixture
def reception(shell: ShellSpy) -> ReceptionPresenter:
    presenter = build(shell)
    put_up(shell, presenter, None)
    return presenter


def come(reception: ReceptionPresenter, donor) -> None:
    press(reception.shell.window, donor.document_number, ENTER)


def returning(reception, *, name: str = "李建国", age: int = 38, **told):
    donor = people.somebody(reception.shell.desk, 3, name=name, sex="male", age=age)
    donations = told.pop("donations", people.gave(LAST, date(2025, 10, 18), date(2025, 3, 8)))
    people.into_directory(reception.shell.desk, donor, donations=donations, **told)
    come(reception, donor)
    return donor


def test_a_returning_donor_begins_with_one_key_after_the_number(reception, shell):
    donor = returning(reception)
    assert reception.view.headline.text() == "第 4 次献血，可以开始征询"
    press(shell.window, F10)
    assert [visit.donor.document_number for visit in shell.went_on] == [donor.document_number]
    assert (shell.went_on[0].plan, shell.went_on[0].is_heard("registration")) == ("WB400", True)


def test_the_four_facts_carry_value_and_reason(reception):
    returning(reception, age_h=12)
    facts = {name: (row.value, row.reason) for name, row in reception.view.facts.items()}
    assert facts == {
        "list": ("无记录", "名单 12 h 前更新"),
        "interval": ("已满 6 个月", "上次全血 400 mL 2026-05-16，自 2026-11-16 起可献"),
        "age": ("38 岁", "18 至 55 周岁"),
        "reactions": ("无", "3 次献血均无不良反应"),
    }


def test_digits_choose_another_plan(reception, shell):
    returning(reception)
    press(shell.window, "3", F10)
    assert shell.went_on[0].plan == "WB200"


def test_an_interval_that_runs_is_said_and_the_walk_may_still_begin(reception, shell):
    returning(reception, donations=people.gave(date(2026, 8, 30)))
    assert reception.view.headline.text() == "第 2 次献血，间隔未满"
    assert reception.view.facts["interval"].tone is Tone.CHECK
    press(shell.window, F10)
    assert len(shell.went_on) == 1


def test_a_list_of_a_day_is_amber(reception):
    returning(reception, age_h=30)
    assert reception.view.facts["list"].tone is Tone.CHECK
    assert reception.view.facts["list"].reason == "名单 30 h 前更新，请尽快同步"


def test_a_list_of_three_days_needs_a_second_person_with_pin(reception, shell):
    returning(reception, age_h=80)
    press(shell.window, F10)
    assert not shell.went_on
    press(shell.window, "1", people.PHYSICIAN.pin, F10)
    assert [one.what for one in shell.went_on[0].second_persons] == ["old_list"]


def test_a_wrong_pin_of_the_second_person_begins_nothing(reception, shell):
    returning(reception, age_h=80)
    press(shell.window, F10, "1", "0000", F10)
    assert not shell.went_on
    assert reception.view.open_sheet.message.text


def came_back(reception, shell):
    """A donor who was deferred an hour ago comes in with another document; F10 asks for the second person."""
    desk = shell.desk
    before = people.before_decision(desk, donor=people.somebody(desk, 5, sex="male"), alt="90")
    people.sit_down(desk, people.PHYSICIAN)
    decide.confirm(desk, before.id, pin=people.PHYSICIAN.pin)
    aftercare.close(desk, before.id, how="deferred")
    people.sit_down(desk, people.NURSE)
    reception.open(None)
    again = msgspec.structs.replace(before.donor, document_number=other_number(before.donor))
    come(reception, again)
    for name in ("name", "phone"):
        reception.view.form.fields[name].setText(getattr(again, name))
    reception.view.plan.digit_pressed(1)
    press(shell.window, F10)
    assert reception.view.open_sheet.headline.text() == "今天来过，没有献成，请第二人核对"
    return again


def other_number(donor) -> str:
    """Another number of the same sex and birth date."""
    order = int(donor.document_number[14:17])
    body = f"{donor.document_number[:14]}{(order + 2) % 1000:03d}"
    return body + check_character(body)


def begun_with(shell, donor) -> list:
    return shell.desk.visits.of_person(donor.document_kind, donor.document_number)


def press_on_sheet(reception, name: str, *keys: object) -> None:
    sheet = reception.view.open_sheet
    place = next(n for n, one in enumerate(sheet.people.buttons, 1) if one.text() == name)
    press(reception.shell.window, str(place), *keys)


def test_after_a_refused_pin_what_was_typed_stays_and_nothing_has_begun(reception, shell):
    donor = came_back(reception, shell)
    press_on_sheet(reception, people.PHYSICIAN.name, "0000", F10)
    sheet = reception.view.open_sheet
    assert (sheet.message.text, sheet.pin.is_full) == ("不对，还可以试 4 次", False)
    assert sheet.people.button_of(sheet.people.value).text() == people.PHYSICIAN.name
    press(shell.window, ESC)
    typed = reception.view.form.typed()
    assert (typed["name"], typed["phone"], reception.state.plan) == (donor.name, donor.phone, "WB400")
    assert (shell.went_on, begun_with(shell, donor)) == ([], [])


def test_the_right_pin_after_a_refused_one_begins_the_visit_that_was_typed(reception, shell):
    donor = came_back(reception, shell)
    press_on_sheet(reception, people.PHYSICIAN.name, "0000", F10, people.PHYSICIAN.pin, F10)
    (visit,) = shell.went_on
    assert (visit.donor.name, visit.donor.phone) == (donor.name, donor.phone)
    assert [one.what for one in visit.second_persons] == ["came_back"]


def test_somebody_who_may_not_register_any_more_is_refused_and_nothing_has_begun(reception, shell):
    donor = came_back(reception, shell)
    one = people.PHYSICIAN
    enlist(shell.desk, "s002-team", one.name, ("administrator",), one.password, one.pin)
    press_on_sheet(reception, one.name, one.pin, F10)
    assert reception.view.open_sheet.message.text == f"{one.name} 没有这项权限"
    assert reception.view.form.typed()["name"] == donor.name
    assert (shell.went_on, begun_with(shell, donor)) == ([], [])


def test_the_sheet_names_nobody_who_may_not_register(reception, shell):
    enlist(shell.desk, "s009-team", "陈立", ("administrator",), "slow-green-river", "7391")
    came_back(reception, shell)
    named = {one.text() for one in reception.view.open_sheet.people.buttons}
    assert named == {people.PHYSICIAN.name, people.LEADER.name}


def test_a_first_donor_types_what_is_missing_and_chooses_the_plan(reception, shell):
    donor = people.somebody(shell.desk, 5)
    come(reception, donor)
    assert reception.view.main.missing == "还差本次计划"
    reception.view.form.fields["name"].setText("朱𬭎铭")
    press(shell.window, ENTER, ENTER, "13812345678", ENTER, ENTER)
    reception.view.form.fields["ethnic_group"].setText("汉")
    press(shell.window, ENTER, ENTER, "1", F10)
    begun = shell.went_on[0].donor
    assert (begun.name, begun.phone, begun.ethnic_group) == ("朱𬭎铭", "13812345678", "01")


def test_errors_stand_in_the_summary_and_beside_the_field(reception, shell):
    come(reception, people.somebody(shell.desk, 5))
    reception.view.form.fields["phone"].setText("12")
    reception.view.plan.digit_pressed(1)
    press(shell.window, F10)
    assert reception.view.summary.problems == ["请输入姓名", "请输入 7 至 15 位数字"]
    assert reception.view.form.cells["name"].message.text == "请输入姓名"
    assert not shell.went_on


@pytest.mark.parametrize("name", ["张\ue000", "王\u200b明", "李1"])
def test_characters_that_are_no_name_are_refused_in_words(reception, shell, name):
    come(reception, people.somebody(shell.desk, 5))
    reception.view.form.fields["name"].setText(name)
    reception.view.plan.digit_pressed(1)
    press(shell.window, F10)
    assert reception.view.form.cells["name"].message.text.startswith("姓名有")


def test_a_birth_that_differs_from_the_number_is_said_at_its_field(reception, shell):
    come(reception, people.somebody(shell.desk, 5))
    reception.view.form.fields["name"].setText("张䶮")
    reception.view.form.fields["birth_on"].setText("1990-01-01")
    reception.view.plan.digit_pressed(1)
    press(shell.window, F10)
    assert reception.view.form.cells["birth_on"].message.text == "与证件号码不一致"


def test_a_number_with_a_wrong_check_digit_is_said_below_it(reception, shell):
    press(shell.window, "660001199003070010", ENTER)
    assert reception.view.number_message.text == "最后一位与前 17 位不符，请逐位核对号码。"
    assert reception.state.mode == "idle"


def test_a_passport_is_looked_up_by_its_kind(reception, shell):
    reception.view.other.click()
    press(shell.window, "7")
    press(shell.window, "E12345678", ENTER)
    assert reception.state.mode == "form"
    assert str(reception.state.known.identity.kind) == "09"


def test_an_unknown_document_asks_for_its_kind(reception, shell):
    press(shell.window, "ABCDEFGHIJKLMNOPQ1234567890123456", ENTER)
    assert reception.view.number_message.text
    assert not shell.went_on


def test_a_card_fills_the_form_and_is_not_typed_over(reception, shell):
    assert reception.card_read(CARD)
    fields = reception.view.form.fields
    assert (fields["name"].text(), fields["name"].isReadOnly()) == ("𠮷田样例", True)
    assert fields["address"].text() == CARD.address
    assert fields["ethnic_group"].text() == "汉族"


def test_a_card_whose_parts_disagree_is_refused(reception):
    reception.card_read(msgspec.structs.replace(CARD, birth_on=date(1991, 1, 1)))
    assert reception.state.mode == "idle"
    assert reception.view.number_message.text == "出生日期与证件号码不一致，请对照证件核对。"


def test_a_card_waits_while_a_donor_is_at_the_desk(reception):
    returning(reception)
    assert not reception.card_read(CARD)


def test_a_permanent_deferral_takes_the_whole_side_before_anything_is_typed(reception, shell):
    returning(reception, deferral=StandingDeferral(kind="permanent", until_on=None))
    view = reception.view
    assert view.verdict.meaning is Meaning.DEFERRED_FOR_GOOD
    assert view.form.isHidden()
    assert not view.plan.isVisible()


def test_the_notice_is_printed_and_the_coming_in_is_on_record(reception, shell):
    returning(reception, deferral=StandingDeferral(kind="until", until_on=date(2027, 3, 1)))
    assert reception.view.verdict.value == "2027-03-01 起"
    press(shell.window, F10)
    visit = shell.went_on[0]
    assert (visit.closed.how, visit.documents[0].document) == ("deferred", "deferral_notice")
    assert len(list(shell.papers.glob("notice_*.pdf"))) == 1
    assert reception.state.mode == "idle"


def test_a_deferral_that_is_over_keeps_nobody_out(reception):
    returning(reception, deferral=StandingDeferral(kind="until", until_on=date(2026, 11, 21)))
    assert reception.state.mode == "facts"


def test_the_station_asks_for_a_call_and_the_walk_may_begin(reception):
    returning(reception, deferral=StandingDeferral(kind="ask_station", until_on=None))
    assert reception.view.facts["list"].value == "请联系血站"


def test_three_conditions_are_asked_of_a_donor_of_57(reception, shell):
    returning(reception, age=57)
    assert reception.view.main.missing == "还差 3 项确认"
    press(shell.window, "1", "1", "1", F10)
    assert shell.went_on[0].ticks == dict.fromkeys(register.TICKS, True)


def test_a_no_among_the_three_is_kept_and_shown(reception, shell):
    returning(reception, age=57)
    press(shell.window, "1", "2", "1")
    assert reception.view.facts["age"].tone is Tone.CHECK
    press(shell.window, F10)
    assert shell.went_on[0].ticks["no_earlier_reaction"] is False


def test_nobody_of_61_is_asked_the_three(reception):
    returning(reception, age=61)
    assert reception.view.facts["age"].reason == "超过 60 周岁，由第 5 步判定"


def test_a_visit_that_is_open_already_is_taken_up(reception, shell):
    donor = people.somebody(shell.desk, 6)
    visit = register.open_visit(shell.desk, donor=donor, source="typed", plan="WB400")
    come(reception, donor)
    assert (reception.view.verdict.word, reception.view.verdict.value) == ("已在现场", "征询")
    press(shell.window, F10)
    assert shell.went_on[0].id == visit.id


def test_initials_find_donors_of_the_directory_without_their_number(reception, shell):
    people.into_directory(
        shell.desk, people.somebody(shell.desk, 3, name="王国栋"), donations=people.gave(LAST)
    )
    press(shell.window, F2, "wgd", ENTER)
    assert [(hit.name, hit.note) for hit in reception.view.hits] == [("王*栋", "2026-05-16  全血 400 mL")]
    press(shell.window, ENTER)
    assert "请放身份证" in reception.view.hint.text()


def test_somebody_of_today_is_found_by_phone_and_taken_up(reception, shell):
    donor = people.somebody(shell.desk, 6)
    visit = register.open_visit(shell.desk, donor=donor, source="typed", plan="WB400")
    press(shell.window, F2, donor.phone, ENTER, ENTER)
    assert [one.id for one in shell.went_on] == [visit.id]


def test_nobody_found_is_said(reception, shell):
    press(shell.window, F2, "zzzz", ENTER)
    assert reception.view.number_message.text == "没有找到，请核对，或放身份证"


def test_the_queue_is_walked_by_arrow_and_opened_by_digit(reception, shell):
    donors = [people.somebody(shell.desk, seed) for seed in (6, 7)]
    opened = [register.open_visit(shell.desk, donor=one, source="typed", plan="WB400") for one in donors]
    ids = [visit.id for visit in opened]
    reception.grew(None, ())
    assert {row.line.visit for row in reception.view.visits} == set(ids)
    press(shell.window, DOWN, "2")
    assert shell.went_on[0].id == reception.view.visits[1].line.visit


def test_the_keyboard_does_not_pass_from_a_visit_that_left_to_another(reception, shell):
    for seed in (6, 7, 8):
        register.open_visit(shell.desk, donor=people.somebody(shell.desk, seed), source="typed", plan="WB400")
    reception.grew(None, ())
    press(shell.window, DOWN, DOWN)
    left = reception.view.visits[1]
    assert reception.view.focusWidget() is left
    reception.view.show_queue([row.line for row in reception.view.visits if row is not left])
    assert reception.view.focusWidget() is reception.view.number
    press(shell.window, F10)
    assert shell.went_on == []


def test_a_row_of_the_queue_is_opened_by_the_main_key(reception, shell):
    register.open_visit(shell.desk, donor=people.somebody(shell.desk, 6), source="typed", plan="WB400")
    reception.grew(None, ())
    press(shell.window, DOWN, F10)
    assert len(shell.went_on) == 1


def test_going_back_writes_nothing(reception, shell):
    donor = returning(reception)
    press(shell.window, ESC)
    assert reception.state.mode == "idle"
    assert shell.desk.visits.of_person(donor.document_kind, donor.document_number) == []


def test_shift_and_handover_are_one_key_away(reception, shell):
    press(shell.window, F4)
    assert shell.shown == ["handover"]


def test_a_name_that_the_directory_lacks_is_asked(reception, shell):
    returning(reception, name="李建国")
    press(shell.window, ESC)
    donor = people.somebody(shell.desk, 9)
    people.into_directory(shell.desk, donor, donor_name=None, donations=people.gave(LAST))
    come(reception, donor)
    assert reception.state.mode == "form"


def test_a_deferral_decided_here_today_keeps_the_donor_out(reception, shell):
    from donor_room.workflow import decide

    desk = shell.desk
    visit = people.before_decision(desk, alt="90")
    people.sit_down(desk, people.PHYSICIAN)
    desk.clock.instant = desk.clock.instant.replace(hour=8)
    decide.confirm(desk, visit.id, pin=people.PHYSICIAN.pin)
    from donor_room.workflow import aftercare

    aftercare.close(desk, visit.id, how="deferred")
    reception.open(None)
    come(reception, visit.donor)
    assert reception.state.mode == "deferred"


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_nothing_is_cut_and_nothing_is_small(reception, shell, size):
    shell.window.resize(*size)
    returning(reception)
    QApplication.processEvents()
    assert (find_cut_texts(shell.window), find_small_targets(reception.view)) == ([], [])
