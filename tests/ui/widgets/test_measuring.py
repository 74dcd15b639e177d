"""A measured value: handed in once, asked about by one key, its past beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.measuring import Past, Question, ValueField

YES_NO = [(1, "确认", True), (2, "重测", False)]


@pytest.fixture
def field(put) -> ValueField:
    return put(ValueField("temp", places=1))


@pytest.fixture
def typed(field, heard) -> list:
    return heard(field.typed)


# ---- the field ----


def test_a_fresh_field_holds_nothing(field):
    assert (field.text(), field.is_unsaved, field.has_saved) == ("", False, False)


def test_an_empty_field_hands_nothing_in(field, typed):
    field.hand_in()
    assert typed == []


def test_what_was_typed_is_handed_in_with_its_quantity(field, typed, qtbot):
    qtbot.keyClicks(field, "36.5")
    field.hand_in()
    assert typed == [("temp", "36.5")]


def test_leaving_the_field_hands_it_in(put, heard, qtbot):
    host = put(QWidget(), 400, 200)
    first, second = ValueField("sbp"), ValueField("dbp")
    for one in (first, second):
        one.setParent(host)
        one.show()
    typed = heard(first.typed)
    first.setFocus()
    qtbot.keyClicks(first, "118")
    second.setFocus(Qt.FocusReason.TabFocusReason)
    assert typed == [("sbp", "118")]


def test_a_value_that_is_stored_is_not_handed_in_again(field, typed, qtbot):
    qtbot.keyClicks(field, "36.5")
    field.take_as_saved()
    field.hand_in()
    assert typed == []


def test_a_value_changed_is_handed_in_anew(field, typed, qtbot):
    field.show_saved("36.5")
    field.selectAll()
    qtbot.keyClicks(field, "36.8")
    field.hand_in()
    assert typed == [("temp", "36.8")]


def test_an_emptied_field_shows_the_stored_value_again(field, typed):
    field.show_saved("36.5")
    field.clear()
    field.hand_in()
    assert (field.text(), typed) == ("36.5", [])


def test_a_stored_value_does_not_replace_what_is_being_typed(field, qtbot):
    qtbot.keyClicks(field, "38")
    field.show_saved("36.5")
    assert (field.text(), field.is_unsaved) == ("38", True)


def test_a_stored_value_replaces_an_older_one(field):
    field.show_saved("36.5")
    field.show_saved("36.8")
    assert (field.text(), field.is_unsaved) == ("36.8", False)


def test_for_a_further_reading_the_same_number_counts_as_new(field, typed, qtbot):
    field.show_saved("36.5")
    field.begin_again()
    qtbot.keyClicks(field, "36.5")
    field.hand_in()
    assert typed == [("temp", "36.5")]


def test_a_further_reading_begins_without_a_mark(field):
    field.set_mark(Mark.ERROR)
    field.begin_again()
    assert (field.mark, field.text()) == (Mark.NONE, "")


def test_a_field_is_large_enough_at_every_size(field, percent):
    assert field.height() >= 56 * percent // 100


# ---- the question ----


@pytest.fixture
def question(put) -> Question:
    return put(Question(), 640)


def test_nothing_is_asked_at_first(question):
    assert (question.text, question.mark, question.is_open) == ("", Mark.NONE, False)


def test_a_complaint_awaits_no_answer(question):
    question.complain("请输入数字")
    assert (question.text, question.mark, question.is_open) == ("请输入数字", Mark.ERROR, False)


def test_a_question_awaits_an_answer(question):
    question.ask("38.0 ℃ 少见，请核对", YES_NO, "temp")
    assert (question.mark, question.is_open) == (Mark.CHECK, True)


@pytest.mark.parametrize(("digit", "value"), [(1, True), (2, False)])
def test_one_key_answers(question, heard, digit, value):
    answers = heard(question.answered)
    question.ask("38.0 ℃ 少见，请核对", YES_NO, "temp")
    question.choices.digit_pressed(digit)
    assert answers == [value]


@pytest.mark.parametrize("digit", [0, 3, 9])
def test_other_keys_do_not_answer(question, heard, digit):
    answers = heard(question.answered)
    question.ask("?", YES_NO, "temp")
    assert not question.choices.digit_pressed(digit)
    assert answers == []


def test_its_buttons_can_be_told_apart_by_name(question):
    question.ask("?", YES_NO, "temp")
    assert [button.objectName() for button in question.choices.buttons] == ["temp_1", "temp_2"]


def test_a_question_answered_is_gone(question):
    question.ask("?", YES_NO, "temp")
    question.clear()
    assert (question.text, question.is_open) == ("", False)


def test_a_complaint_takes_the_place_of_a_question(question):
    question.ask("?", YES_NO, "temp")
    question.complain("请输入数字")
    assert not question.is_open


def test_the_question_can_be_answered_from_the_keyboard_at_once(question, qtbot, heard):
    answers = heard(question.answered)
    question.ask("?", YES_NO, "temp")
    question.take_focus()
    qtbot.keyClicks(question.choices.buttons[0], "2")
    assert answers == [False]


def test_nothing_moves_when_a_question_comes(question):
    before = question.height()
    question.ask("?", YES_NO, "temp")
    assert question.height() == before


@pytest.mark.parametrize("is_tight", [False, True])
def test_a_question_is_readable_and_large_enough(put, qapp, percent, is_tight):
    question = put(Question(is_tight=is_tight), 900)
    question.ask("38.0 ℃ 少见，请核对", YES_NO, "temp")
    qapp.processEvents()
    assert (find_cut_texts(question), find_small_targets(question)) == ([], [])


# ---- the past ----


@pytest.fixture
def past(put) -> Past:
    return put(Past(), 460, 64)


def test_the_last_value_stands_with_its_day(past):
    past.show_past([138.0, 140.0], ("140", "2026-05-16"), None, None)
    assert (past.value.text(), past.day.text()) == ("140", "2026-05-16")


@pytest.mark.parametrize("count", [1, 5, 6, 40])
def test_at_most_five_past_values_are_drawn(past, count):
    past.show_past([float(n) for n in range(count)], None, None, None)
    assert past.trend.past == [float(n) for n in range(count)][-5:]


def test_without_a_past_nothing_is_drawn(past):
    past.show_past([138.0], ("138", "2026-05-16"), None, None)
    past.show_nothing("首次献血")
    assert (past.trend.past, past.value.text(), past.day.text()) == ([], "", "")


@pytest.mark.parametrize("limit", [None, (120.0, "120")])
def test_a_limit_is_drawn_only_if_there_is_one(past, limit):
    past.show_past([138.0], None, 124.0, limit, Tone.CHECK)
    assert past.trend.limit == (limit[0] if limit else None)
    assert find_cut_texts(past) == []
