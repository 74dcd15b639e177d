"""At the chair: whose it is, the donor's slip, a check begun anew, a label once more, acts by scan."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.domain.chairs import chair_of
from donor_room.domain.own_codes import chair_code, command_code, visit_code
from donor_room.domain.walk import step_of
from donor_room.ui.steps.collection import presenter as collection
from donor_room.ui.steps.labels import presenter as labels
from donor_room.workflow import chair, label, label_scan
from tests.ui.steps.chair import (
    codes,
    eligible,
    labelled,
    pierced,
    printed,
    said,
    second_person,
    second_person_pin,
)
from tests.ui.steps.house import press, put_up

F7, F8, F10 = Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F10


@pytest.fixture
def page(shell, desk, printer):
    presenter = labels.build(shell)
    put_up(shell, presenter, eligible(desk))
    return presenter


@pytest.fixture
def flowing(shell, desk, printer):
    presenter = collection.build(shell)
    put_up(shell, presenter, pierced(desk))
    return presenter


def rail(page):
    return [(row.label, row.value) for row in page.view.goods if not row.isHidden()]


def proved(page):
    return sum(panel.proved for panel in page.view.proof.panels.values())


# ---- whose chair ----


def test_the_lowest_free_chair_is_shown_and_taken_without_a_key(page, desk):
    label.confirm_at_chair(desk, eligible(desk, name="马国栋", seed=9).id)
    page.open(page.visit)
    assert ("椅子", "2 号") in rail(page)
    press(page.shell.window, "1")
    assert (chair_of(page.visit), page.stage) == (2, "bag")


def test_the_card_of_a_chair_chooses_it_before_the_donor_is_heard(page):
    page.scanned(chair_code(4))
    assert (said(page), page.visit.chair) == ("坐 4 号椅", None)
    assert ("椅子", "4 号") in rail(page)
    press(page.shell.window, "1")
    assert chair_of(page.visit) == 4


def test_the_card_of_another_chair_moves_the_donor_before_the_print(page):
    press(page.shell.window, "1")
    page.scanned(chair_code(5))
    assert (chair_of(page.visit), said(page)) == (5, "坐 5 号椅")
    page.scanned(chair_code(5))
    assert said(page) == "就是这把椅子，5 号"


def test_a_chair_with_another_donor_is_refused_with_the_name_and_what_to_do(page, desk):
    label.confirm_at_chair(desk, eligible(desk, name="马国栋", seed=9).id, chair=3)
    for _ in range(2):
        page.scanned(chair_code(3))
        assert said(page) == "3 号椅上是马国栋，请换一把空椅；换错了人请先扫献血者联"
        press(page.shell.window, "1")
    assert chair_of(page.visit) == 1


def test_a_card_of_no_chair_here_is_refused(page):
    page.scanned(chair_code(9))
    assert said(page) == "本机没有 9 号椅，请扫椅子上的卡"


def test_with_labels_printed_the_card_brings_the_donor_of_that_chair(page, desk, shell):
    other = label.confirm_at_chair(desk, eligible(desk, name="马国栋", seed=9).id, chair=3)
    printed(page)
    page.scanned(chair_code(3))
    assert [visit.id for visit in shell.went_on] == [other.id]


def test_another_chair_after_the_print_is_asked_and_begins_the_check_anew(page, desk):
    printed(page)
    page.scanned(codes(page.visit)[0])
    page.scanned(chair_code(6))
    assert page.view.open_sheet.objectName() == "labels.move"
    assert chair_of(page.visit) == 1
    press(page.shell.window, F10)
    assert (chair_of(page.visit), proved(page)) == (6, 0)


def test_with_a_needle_in_nobody_changes_the_chair(flowing):
    flowing.scanned(chair_code(6))
    assert said(flowing) == "已进针，不能换椅子"
    assert flowing.view.open_sheet is None


def test_nobody_draws_the_own_blood(shell, desk, printer):
    presenter = labels.build(shell)
    put_up(shell, presenter, eligible(desk, name=desk.signed_in().name))
    press(shell.window, "1")
    assert "不能给自己采血" in said(presenter)
    assert presenter.stage == "identity"


# ---- the donor's slip ----


def test_the_slip_by_which_the_donor_was_taken_up_is_not_scanned_twice(page, shell):
    shell.slip = visit_code(page.visit.id)
    printed(page)
    assert (proved(page), page.view.main.shown_text) == (1, "还差 6 次扫描")
    for code in codes(page.visit):
        page.scanned(code)
    assert step_of(shell.went_on[-1]) == "collection"


def test_without_it_the_slip_is_asked_for_and_its_code_proves_it(page, shell):
    printed(page)
    for code in codes(page.visit)[:-1]:
        page.scanned(code)
    assert page.view.proof.prompt.text == "请扫 献血者联"
    page.scanned(visit_code(page.visit.id))
    assert step_of(shell.went_on[-1]) == "collection"


def test_the_own_slip_before_the_print_is_kept_for_the_check(page, shell):
    page.scanned(visit_code(page.visit.id))
    assert (said(page), shell.slip) == ("献血者联对上了", visit_code(page.visit.id))
    printed(page)
    assert proved(page) == 1


def test_the_slip_counts_after_the_tubes_too_while_nobody_left_the_chair(flowing, shell):
    shell.slip = visit_code(flowing.visit.id)
    press(shell.window, "1")
    assert flowing.view.main.shown_text == "还差 4 次扫描"


def test_the_slip_label_of_a_void_set_is_none_of_the_next(page, shell):
    printed(page)
    page.scanned(codes(page.visit)[-1])
    assert shell.slip
    press(shell.window, F8, "2")
    second_person(page)
    press(shell.window, "1", F8)
    assert (page.stage, page.view.main.shown_text) == ("scan", "还差 7 次扫描")
    assert page.visit.foreign is None


def test_the_slip_of_another_donor_does_not_change_the_screen_within_a_check(page, desk, shell):
    other = eligible(desk, name="马国栋", seed=9)
    assert not page.scanned(visit_code(other.id))
    printed(page)
    page.scanned(codes(page.visit)[0])
    assert page.scanned(visit_code(other.id))
    assert said(page) == "这是马国栋的献血者联。核对没做完，要换人请先按 Esc"
    assert (proved(page), page.visit.foreign) == (1, None)


def test_a_misread_code_of_our_own_changes_nothing(page):
    printed(page)
    page.scanned("DRC0001A")
    assert said(page) == "条码读错了，请再扫一次"
    page.scanned("DRV")
    assert said(page) == "条码没有读全，请再扫一次"


def test_no_slip_and_no_card_is_heard_while_a_sheet_is_open(page, shell):
    printed(page)
    press(shell.window, F8)
    for text in (visit_code("3f9c1a7e5b2d4860"), chair_code(3), codes(page.visit)[0]):
        assert page.scanned(text)
        assert said(page) == "请先填完或关上这张表"
    assert shell.went_on == []


# ---- interrupted ----


def test_coming_back_to_a_check_half_done_begins_it_anew_and_says_so(page, desk, shell):
    printed(page)
    for code in codes(page.visit)[:3]:
        page.scanned(code)
    other = eligible(desk, name="马国栋", seed=9)
    mine = page.visit
    page.open(other)
    page.open(mine)
    assert said(page) == "核对被打断，请从头再扫"
    assert (proved(page), len(page.visit.unscanned("before_needle"))) == (0, 7)
    assert page.view.proof.prompt.text == "请扫 主袋"


def test_language_and_sheets_interrupt_nothing(page, shell):
    from donor_room.ui.texts import texts

    printed(page)
    page.scanned(codes(page.visit)[0])
    texts().switch("en")
    texts().switch("zh_CN")
    press(shell.window, F8, Qt.Key.Key_Escape)
    page.scanned(codes(page.visit)[0])
    assert proved(page) == 2


def test_a_slip_scanned_on_coming_back_is_the_first_scan_of_the_new_check(page, desk, shell):
    printed(page)
    for code in codes(page.visit)[:3]:
        page.scanned(code)
    shell.slip = visit_code(page.visit.id)
    page.open(page.visit)
    assert proved(page) == 1


def test_a_complete_check_is_left_alone(shell, desk, printer):
    visit = labelled(desk)
    presenter = collection.build(shell)
    put_up(shell, presenter, visit)
    assert presenter.visit.unscanned("before_needle") == ()


def test_the_second_check_begins_anew_as_well(flowing, shell):
    press(shell.window, "1")
    for code in codes(flowing.visit, "after_tubes")[:2]:
        flowing.scanned(code)
    flowing.open(flowing.visit)
    assert said(flowing) == "核对被打断，请从头再扫"
    assert flowing.view.main.shown_text == "还差 5 次扫描"


def test_a_foreign_label_beside_the_bag_stops_both(shell, desk, printer):
    other = labelled(desk, scanned=False, name="马国栋", seed=9)
    presenter = collection.build(shell)
    put_up(shell, presenter, labelled(desk))
    presenter.scanned(codes(other)[0])
    assert desk.visits.get(other.id).foreign is not None
    assert shell.went_on[-1].foreign is not None
    assert step_of(shell.went_on[-1]) == "labels"


def test_the_own_label_beside_the_bag_is_not_due(shell, desk, printer):
    presenter = collection.build(shell)
    visit = labelled(desk, scanned=False)
    own = codes(visit)[0]
    put_up(shell, presenter, _scanned(desk, visit))
    presenter.scanned(own)
    assert said(presenter) == "请扫血袋的批号或效期"


def _scanned(desk, visit):
    from tests.ui.steps.chair import scan_all

    return scan_all(desk, visit, "before_needle")


def test_a_chair_chosen_and_taken_meanwhile_is_no_wish_any_more(page, desk):
    page.scanned(chair_code(4))
    label.confirm_at_chair(desk, eligible(desk, name="马国栋", seed=9).id, chair=4)
    press(page.shell.window, "1")
    assert said(page).startswith("4 号椅上是马国栋")
    press(page.shell.window, "1")
    assert chair_of(page.visit) == 1


# ---- uncertain, and once more ----


def test_missing_labels_are_named_and_exactly_they_come_out_again(page, printer):
    printer.uncertain = True
    printed(page)
    for code in codes(page.visit)[:4]:
        page.scanned(code)
    prompt = page.view.proof.prompt
    assert prompt.text == "打印没有确认，请扫 血清管"
    assert prompt.hint == "还没扫到：血清管、登记表、献血者联。没打出来的按 F8 补打"
    printer.uncertain = False
    press(page.shell.window, F8, "1")
    assert page.view.open_sheet.headline.text() == "补打 血清管、登记表、献血者联"
    second_person(page, reason="1")
    assert (printer.sets, printer.count) == (2, 3)
    assert (page.stage, proved(page)) == ("scan", 4)
    assert page.visit.label_set.reprints[-1].old == "never_came_out"


def test_an_uncertain_set_that_was_scanned_whole_goes_on(page, printer, shell):
    printer.uncertain = True
    printed(page)
    for code in codes(page.visit):
        page.scanned(code)
    assert step_of(shell.went_on[-1]) == "collection"


def test_one_label_comes_out_again_and_is_scanned_again(page, printer):
    printed(page)
    for code in codes(page.visit)[:2]:
        page.scanned(code)
    press(page.shell.window, F8, "1", "1")
    second_person(page, reason="2")
    assert printer.count == 1
    assert page.view.proof.prompt.text == "请扫 主袋"
    assert proved(page) == 1


def test_all_come_out_again(page, printer):
    printed(page)
    press(page.shell.window, F8, "1", "8")
    assert page.view.open_sheet.headline.text().startswith("补打 主袋、转移袋 1")
    second_person(page, reason="3")
    assert printer.count == 7
    assert page.visit.label_set.copy == 2


def test_a_reprint_before_the_needle_leads_back_to_the_labels(shell, desk, printer):
    presenter = collection.build(shell)
    put_up(shell, presenter, labelled(desk))
    press(shell.window, F8, "1", "4")
    second_person(presenter, reason="2")
    assert step_of(shell.went_on[-1]) == "labels"


def test_without_paper_nothing_is_printed_again_and_the_sheet_says_why(page, printer):
    printed(page)
    printer.ready = False
    press(page.shell.window, F8, "1", "1")
    second_person(page, reason="2")
    assert page.view.open_sheet.message.text == "标签纸用完，请换纸后再打印"
    assert page.visit.label_set.reprints == ()


def test_a_typed_number_is_counted_on_the_screen(page, desk):
    visit = printed(page)
    for count in (1, 2):
        press(page.shell.window, F8, "3")
        sheet = page.view.open_sheet
        sheet.fields["number"].setText(page.view.proof.number.text.replace(" ", ""))
        press(page.shell.window, Qt.Key.Key_Return)
        second_person_pin(page)
        assert ("输入号码", f"{count} 次") in rail(page)
    assert chair.typed_count(desk, visit.opened.shift) == 2
    assert page.typed_in_shift == 2


def test_a_sheet_asked_again_has_no_answer_of_the_last_time(page):
    printed(page)
    for _ in range(2):
        press(page.shell.window, F8, "1", "1")
        sheet = page.view.open_sheet
        assert (sheet.choices.value, sheet.people.value, sheet.main.missing) == (None, None, "请按一个数字选")
        press(page.shell.window, "2", "1", Qt.Key.Key_Escape)


def test_where_nothing_guards_a_number_two_persons_type_it(page, monkeypatch):
    visit = printed(page)
    monkeypatch.setattr(label_scan, "needs_second_entry", lambda _visit: True)
    press(page.shell.window, F8, "3")
    sheet = page.view.open_sheet
    assert list(sheet.fields) == ["number", "again"]
    number = page.view.proof.number.text.replace(" ", "")
    sheet.fields["number"].setText(number)
    sheet.fields["again"].setText(number)
    press(page.shell.window, Qt.Key.Key_Return)
    second_person_pin(page)
    assert page.visit.label_set.scanned != visit.label_set.scanned


# ---- acts by scan ----


def scan(page, *commands):
    for one in commands:
        page.scanned(command_code(one))


def test_gloved_hands_hear_choose_and_print_by_scan(page, printer):
    scan(page, "heard", "1", "print")
    assert (page.stage, printer.sets) == ("scan", 1)


def test_gloved_hands_put_the_needle_in_and_end_by_scan(shell, desk, printer):
    presenter = collection.build(shell)
    put_up(shell, presenter, labelled(desk))
    presenter.view.lot.setText("B1")
    presenter.view.expiry.show_day(desk.clock.today())
    scan(presenter, "next")
    assert presenter.stage == "arm"
    scan(presenter, "1", "next")
    assert presenter.stage == "flowing"
    scan(presenter, "reaction")
    assert presenter.reaction is not None


def test_stop_asks_for_the_volume_and_second_for_the_reason(flowing):
    scan(flowing, "stop")
    assert flowing.view.open_sheet.objectName() == "collection.end"
    press(flowing.shell.window, Qt.Key.Key_Escape)
    scan(flowing, "second")
    assert flowing.view.open_sheet.objectName() == "collection.failed"
    scan(flowing, "next")
    assert said(flowing) == flowing.view.open_sheet.main.missing
    scan(flowing, "1", "next")
    assert flowing.visit.needles[-1].failed == "no_vein"


def test_a_second_stick_is_agreed_to_by_scan(shell, desk, printer):
    presenter = collection.build(shell)
    put_up(shell, presenter, _second_try(desk))
    scan(presenter, "second", "2", "next")
    assert (presenter.stage, len(presenter.visit.needles)) == ("flowing", 2)


def _second_try(desk):
    from datetime import timedelta

    from donor_room.workflow import collect, label_print
    from tests.ui.steps.chair import LEADER, scan_all, witness_id

    visit = pierced(desk)
    collect.fail_needle(desk, visit.id, reason="no_vein")
    label.void(desk, visit.id, reason="needle_failed", witness=witness_id(desk), pin=LEADER.pin)
    label.plan(desk, visit.id, bag_kind="triple_400")
    visit = scan_all(desk, label_print.send(desk, visit.id), "before_needle")
    day = desk.clock.today() + timedelta(days=9)
    return collect.take_bag(desk, visit.id, bag_kind="triple_400", lot="B2", expires_on=day)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("next", "现在不能继续，现在是：还缺本人核对"),
        ("stop", "现在不能停采，现在是：还缺本人核对"),
        ("second", "现在不能再次穿刺，现在是：还缺本人核对"),
        ("reaction", "现在不能记反应，现在是：还缺本人核对"),
    ],
)
def test_a_command_at_the_wrong_moment_is_told_what_is_due(page, command, words):
    scan(page, command)
    assert said(page) == words


def test_hearing_is_not_repeated_by_scan(page):
    scan(page, "heard", "heard")
    assert said(page) == "现在不能记本人核对，现在是：还没选血袋种类"


def test_a_command_never_lands_in_a_field(page):
    printed(page)
    press(page.shell.window, F8, "3")
    sheet = page.view.open_sheet
    scan(page, "1", "print")
    assert sheet.fields["number"].text() == ""
    assert said(page) == "请先填完或关上这张表"
