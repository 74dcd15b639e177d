"""Who works now: chosen by a digit, let in by a secret, and what the shift stands on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from donor_room.domain import entries as e
from donor_room.ui.keys import Act
from donor_room.ui.steps.sign_in.view import PersonLine
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts
from donor_room.workflow import sign_in
from tests.ui.terminals import LEADER, NURSE, PHYSICIAN, terminal_at_work


@pytest.fixture
def asked(tmp_path, clock):
    """A terminal with a shift at which nobody has signed in."""
    with terminal_at_work(tmp_path, clock, who=None) as nurse:
        yield nurse


def give_pin(nurse, pin: str) -> None:
    nurse.type(pin)
    nurse.settle()


def give_password(nurse, password: str) -> None:
    nurse.type(password)
    nurse.enter()
    nurse.settle()


def sign_in_and_switch(nurse, who=NURSE) -> None:
    nurse.sign_in(who)
    nurse.press(Act.SWITCH_PERSON)
    nurse.wait_for_page("sign_in")


def person(nurse) -> str | None:
    return nurse.do(lambda desk: desk.person.name if desk.person else None)


def facts(nurse) -> list[tuple[str, str]]:
    """What stands at the side: name and value."""
    return [(row.label, row.value) for row in nurse.view._facts]


def check(nurse, words: str) -> tuple[str, str]:
    """What is said about one thing that the shift stands on, and whether it is well."""
    nurse.terminal.show("sign_in")
    nurse.settle()
    row = next(row for row in nurse.view._checks if row.isVisible() and row.text == words)
    return row.note, "well" if row.state == "done" else "look"


# ---- choosing ----------------------------------------------------------------------------------------------


def test_everybody_has_a_card_with_a_digit_and_the_roles(asked) -> None:
    cards = [(card.digit, card.name, card.role) for card in asked.view.cards]
    assert cards == [
        (1, "孙悦", "组长 · 护士"),
        (2, "王芳", "护士"),
        (3, "赵敏", "医师"),
        (4, "周海", "护士"),
    ]


def test_nobody_is_chosen_before_somebody_chooses(asked) -> None:
    assert asked.view.chosen is None
    assert not asked.view._box.isVisible()


@pytest.fixture
def crowd(asked):
    """Twelve people, more than there are cards."""
    people = [PersonLine(f"s{place}", f"护士{place}", "护士", True) for place in range(1, 13)]
    asked.view.show_people(people)
    return asked


def test_more_people_than_cards_are_shown_by_sixes(crowd) -> None:
    assert [card.name for card in crowd.view.cards] == [f"护士{place}" for place in range(1, 7)]
    assert crowd.view.more.isVisible()


def test_the_tenth_person_is_reached_by_nought_and_a_digit(crowd) -> None:
    crowd.press_digit(0)
    crowd.press_digit(4)
    assert crowd.view.chosen.name == "护士10"


def test_after_the_last_people_come_the_first_again(crowd) -> None:
    crowd.press_digit(0)
    crowd.press_digit(0)
    assert crowd.view.cards[0].name == "护士1"


def test_a_team_that_changed_meanwhile_is_shown_anew(crowd) -> None:
    crowd.view.say_people_again(crowd.view.people[:3])
    assert [card.name for card in crowd.view.cards] == ["护士1", "护士2", "护士3"]


def test_the_faces_of_a_large_team_are_not_cut(crowd) -> None:
    crowd.press_digit(1)
    assert find_cut_texts(crowd.window) == []


def test_a_digit_chooses_a_person_and_asks_the_password_first(asked) -> None:
    asked.choose_person(NURSE)
    assert asked.view.chosen.name == "王芳"
    assert "输入口令，按回车进入" in asked.said()
    assert asked.window.focusWidget() is asked.view.password


@pytest.mark.parametrize("digit", [0, 5, 9])
def test_a_digit_of_nobody_chooses_nobody(asked, digit) -> None:
    asked.press_digit(digit)
    assert asked.view.chosen is None


def test_a_finger_chooses_another_person_and_what_was_typed_is_gone(asked) -> None:
    asked.choose_person(NURSE)
    asked.type("nurse")
    asked.click("person_3")
    assert asked.view.chosen.name == "赵敏"
    assert asked.view.password.text() == ""


def test_the_chosen_card_alone_is_marked(asked) -> None:
    asked.choose_person(PHYSICIAN)
    assert [card.name for card in asked.view.cards if card.isChecked()] == ["赵敏"]


# ---- letting in --------------------------------------------------------------------------------------------


def test_the_password_lets_in_and_the_reception_stands(asked) -> None:
    asked.choose_person(NURSE)
    give_password(asked, NURSE.password)
    assert (asked.page, person(asked)) == ("reception", "王芳")


def test_a_wrong_password_is_said_with_the_tries_left_and_is_gone(asked) -> None:
    asked.choose_person(NURSE)
    give_password(asked, "nurse-one-2")
    assert asked.view.message.text == "不对，还可以试 4 次"
    assert (asked.view.password.text(), asked.page, person(asked)) == ("", "sign_in", None)


def test_enter_without_a_password_asks_nothing(asked) -> None:
    asked.choose_person(NURSE)
    asked.enter()
    asked.settle()
    assert asked.view.message.text == ""
    assert not asked.do(lambda desk: desk.ledger.of_house(e.SignInRefused.KIND))


def test_after_the_password_of_the_day_four_digits_are_enough(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    assert "输入 4 位 PIN，输完即进入" in asked.said()
    give_pin(asked, NURSE.pin)
    assert asked.page == "reception"


def test_the_pin_of_one_does_not_open_the_day_of_another(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(LEADER)
    assert asked.view.chosen.may_use_pin is False
    assert asked.view.password.isVisible()


def test_the_next_morning_asks_the_password_again(asked, clock) -> None:
    sign_in_and_switch(asked)
    clock.instant += timedelta(days=1)
    asked.terminal.show("sign_in")
    asked.settle()
    assert [one.may_use_pin for one in asked.view.people] == [False] * 4


def test_a_wrong_pin_empties_the_boxes_and_counts(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    give_pin(asked, "0000")
    assert asked.view.message.text == "不对，还可以试 4 次"
    assert not asked.view.pin.is_full
    give_pin(asked, "1111")
    assert asked.view.message.text == "不对，还可以试 3 次"


def test_a_digit_after_a_wrong_pin_belongs_to_the_pin_and_chooses_nobody(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    give_pin(asked, "0000")
    asked.press_digit(1)
    assert asked.view.chosen.name == "王芳"


def test_after_five_wrong_pins_even_the_right_one_waits(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    for _ in range(5):
        give_pin(asked, "0000")
    assert asked.view.message.text == "不对，请稍等再试"
    give_pin(asked, NURSE.pin)
    assert asked.view.message.text == "请等 30 秒再试"
    assert (asked.page, asked.view.pin.is_full) == ("sign_in", False)


def test_when_the_wait_is_over_the_right_pin_lets_in(asked, clock) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    for _ in range(5):
        give_pin(asked, "0000")
    clock.instant += timedelta(seconds=31)
    give_pin(asked, NURSE.pin)
    assert asked.page == "reception"


def test_somebody_else_may_come_in_while_one_waits(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    for _ in range(5):
        give_pin(asked, "0000")
    asked.click("person_1")
    give_password(asked, LEADER.password)
    assert person(asked) == "孙悦"


def test_every_wrong_secret_is_on_record_and_no_secret_is(asked) -> None:
    asked.choose_person(NURSE)
    give_password(asked, "nurse-one-2")
    refused = asked.do(lambda desk: desk.ledger.of_house(e.SignInRefused.KIND))
    assert [line.act.failures for line in refused] == [1]
    assert "nurse-one-2" not in "".join(line.entry.body for line in refused)


def test_the_way_back_leads_nowhere_from_here(asked) -> None:
    asked.key(Qt.Key.Key_Escape)
    asked.settle()
    assert asked.page == "sign_in"


# ---- what the shift stands on ------------------------------------------------------------------------------


def test_place_people_numbers_and_rules_stand_beside(asked) -> None:
    pairs = facts(asked)
    assert pairs[:3] == [("地点", "人民广场  街头"), ("人员", "4 人"), ("献血码", "余 50 个")]
    assert pairs[3] == ("规则", asked.do(lambda desk: desk.packs.rules.about.id))


def test_before_the_shift_it_is_said_that_there_is_none(tmp_path, clock) -> None:
    with terminal_at_work(tmp_path, clock, who=None, opened=False) as nurse:
        assert facts(nurse)[0] == ("地点", "尚未开班")
        assert facts(nurse)[2] == ("献血码", "余 9,999 个")


def test_a_fresh_list_and_numbers_are_well(asked) -> None:
    assert check(asked, "屏蔽名单") == ("名单刚更新", "well")
    assert check(asked, "献血码")[1] == "well"


def test_an_old_list_is_not_well(asked, clock) -> None:
    clock.instant += timedelta(hours=25)
    assert check(asked, "屏蔽名单") == ("名单 25 h 前", "look")


def test_without_numbers_the_check_says_so(tmp_path, clock) -> None:
    with terminal_at_work(tmp_path, clock, who=None, opened=False, numbers=False) as nurse:
        assert check(nurse, "献血码") == ("余 0 个", "look")


def test_rules_that_nobody_reviewed_are_named(asked) -> None:
    reviewed = asked.do(lambda desk: desk.packs.rules.about.reviewed_by)
    said = ("已审核", "well") if reviewed else ("规则未经审核", "look")
    assert check(asked, "规则审核") == said


def test_the_other_language_says_cards_facts_and_checks_again(asked) -> None:
    texts().switch("en")
    asked.settle()
    words = [text for pair in facts(asked) for text in pair]
    words += [row.text + row.note for row in asked.view._checks if row.isVisible()]
    words += [card.role + card.note for card in asked.view.cards]
    assert [text for text in words if "人员" in text or "护士" in text or "打印机" in text] == []
    assert asked.view.cards[1].role == "Nurse"


def test_a_person_who_was_chosen_stays_chosen_in_the_other_language(asked) -> None:
    asked.choose_person(NURSE)
    asked.type("nurse")
    texts().switch("en")
    asked.settle()
    assert (asked.view.chosen.name, asked.view.password.text()) == ("王芳", "nurse")


def test_nothing_is_cut_and_nothing_is_small(asked) -> None:
    assert asked.faults() == []


def test_nothing_is_cut_when_a_password_was_wrong(asked) -> None:
    asked.choose_person(LEADER)
    give_password(asked, "wrong-secret")
    assert asked.faults() == []


def test_nothing_is_cut_when_a_pin_is_asked(asked) -> None:
    sign_in_and_switch(asked)
    asked.choose_person(NURSE)
    assert asked.faults() == []


def test_the_people_are_those_of_the_ledger(asked) -> None:
    assert [one.name for one in asked.view.people] == [one.name for one in asked.do(sign_in.staff)]
