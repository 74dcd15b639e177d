"""A physician names the disease of a contact: the rules give the day, the physician reads and signs it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from donor_room.domain.questionnaire import Answer, Detail
from donor_room.packs.preparations import load_preparations
from donor_room.ui.keys import Act
from donor_room.ui.steps.decision import disease
from donor_room.ui.steps.decision import state as signing
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press
from tests.ui.steps.test_decision import NOT_SURE, PIN, decision

ENTER, ESC, F2, F10 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F2, Qt.Key.Key_F10
LAST = date(2026, 11, 15)


@pytest.fixture
def desk(desk):
    people.add_team(desk)
    people.sit_down(desk, people.NURSE)
    return desk


def contact(name: str = "病人", day: date = LAST, which: str = "T10a") -> Answer:
    detail = Detail(which=which, when_on=day, ongoing=False, name=name)
    return Answer(value="yes", asked_aloud=False, details=(detail,), remark=None)


def at_contact(
    shell: ShellSpy, *, who=people.PHYSICIAN, name: str = "病人", day: date = LAST, **other: Answer
):
    return decision(shell, who=who, other={"Q20": contact(name, day), **other})


def sheet_of(page):
    return page.view.disease_sheet


def hits(page) -> list[tuple[str, str]]:
    return [(row.line.name, row.line.effect) for row in sheet_of(page).finder.rows if not row.isHidden()]


def test_initials_and_one_digit_give_the_day_that_the_rules_wait_for(shell):
    page = at_contact(shell)
    press(shell.window, F2, "sd")
    assert hits(page) == [("水痘", "满 24 天")]
    press(shell.window, "1")
    assert (page.state.choice, page.state.until_on) == ("deferred_until", date(2026, 12, 9))
    assert page.state.remark == "水痘：最长潜伏期 24 天，自 2026-11-15 起算，未满"
    press(shell.window, PIN, F10)
    made = shell.went_on[-1].decisions[-1].made
    assert (made.outcome, made.until_on, made.remark) == (
        "deferred_until",
        date(2026, 12, 9),
        page.state.remark,
    )


def test_what_the_donor_called_it_is_said_and_looked_for_at_once(shell):
    page = at_contact(shell, name="水痘")
    press(shell.window, F2)
    assert sheet_of(page).hint.text() == "密切接触传染病患者，2026-11-15。献血者说：水痘"
    assert [name for name, _ in hits(page)] == ["水痘"]


@pytest.mark.parametrize(
    ("said", "sought"), [("得水痘的同事", "水痘"), ("家人甲流", "甲流"), ("病人", ""), ("", "")]
)
def test_only_a_whole_name_in_the_donors_words_is_looked_for(said, sought):
    assert disease.said_by_donor(load_preparations("diseases").index, said) == sought


def test_the_first_key_takes_the_place_of_what_the_donor_said(shell):
    page = at_contact(shell, name="得水痘的同事")
    press(shell.window, F2, "mz")
    assert [name for name, _ in hits(page)] == ["麻疹"]


def test_an_incubation_that_is_over_chooses_nothing_for_the_physician(shell):
    page = at_contact(shell, day=date(2026, 10, 1))
    press(shell.window, F2, "sd", "1")
    assert (page.state.choice, page.state.until_on) == (None, None)
    assert page.view.remark.text() == "水痘：最长潜伏期 24 天，自 2026-10-01 起算，已满"
    assert page.view.main.missing == "还差医师判定"
    press(shell.window, "1", PIN, F10)
    assert shell.went_on[-1].decision.made.outcome == "eligible"


def test_a_disease_that_the_rules_do_not_know_stays_with_the_physician(shell):
    page = at_contact(shell)
    press(shell.window, F2, "nj")
    assert hits(page) == [("疟疾", "医师判断")]
    press(shell.window, "1")
    assert (page.state.choice, page.view.remark.text()) == (None, "疟疾：规则中没有最长潜伏期")


def test_the_physician_may_change_what_was_filled_in(shell):
    page = at_contact(shell)
    press(shell.window, F2, "sd", "1")
    page.view.until.setFocus()
    page.view.until.selectAll()
    press(shell.window, "20270101", ENTER, ENTER, PIN, F10)
    assert shell.went_on[-1].decisions[-1].made.until_on == date(2027, 1, 1)


def test_esc_names_nothing_and_leaves_what_was_written(shell):
    page = at_contact(shell)
    press(shell.window, "2")
    page.view.remark.setText("再问")
    press(shell.window, F2, "sd", ESC)
    assert (page.state.choice, page.state.until_on, page.view.remark.text()) == (
        "deferred_until",
        None,
        "再问",
    )


def test_a_name_that_stands_in_no_list_is_said(shell):
    page = at_contact(shell)
    press(shell.window, F2, "qqqq", ENTER, F10)
    assert sheet_of(page).finder.hint.text().startswith("没有找到")
    assert (sheet_of(page).finder.message.text, sheet_of(page).isHidden()) == ("请按数字", False)


def test_the_nurse_neither_sees_nor_names_the_disease(shell):
    page = at_contact(shell, who=people.NURSE, name="水痘")
    assert not page.view.action(Act.FIND).isVisible()
    press(shell.window, F2)
    assert page.view._disease is None


def test_where_something_else_is_left_to_the_physician_nothing_is_to_be_named(shell):
    assert not decision(shell, other={"Q24": NOT_SURE}).view.action(Act.FIND).isVisible()


def test_a_deferral_that_the_rules_make_needs_no_name(shell):
    page = at_contact(shell, Q10=contact("", date(2026, 11, 10), "T01b"))
    assert not page.view.action(Act.FIND).isVisible()


def test_of_two_diseases_the_later_day_counts_and_both_are_written():
    first = signing.named(signing.State(), date(2026, 12, 9), "水痘")
    both = signing.named(first, date(2026, 11, 25), "流感")
    assert (both.choice, both.until_on, both.remark) == ("deferred_until", date(2026, 12, 9), "水痘；流感")
    assert signing.named(both, None, "流感") == signing.named(both, None, "流感")


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_on_the_sheet_is_cut(shell, size, language):
    page = at_contact(shell, name="水痘")
    shell.window.resize(*size)
    texts().switch(language)
    press(shell.window, F2)
    sheet_of(page).finder.field.setText("m" if language == "en" else "s")
    QApplication.processEvents()
    assert (find_cut_texts(sheet_of(page)), find_small_targets(sheet_of(page))) == ([], [])
