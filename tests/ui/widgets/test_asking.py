"""Sheets that ask: what is missing is said first to last, nothing goes away half, a PIN goes once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.asking import AskingPage, AskSheet, Given, Parts
from donor_room.ui.widgets.fields import Mark, NumberField, TextField
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets

F10, ESC, TAB, ENTER = Qt.Key.Key_F10, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return
REASONS = [(1, "标签损坏", "damaged"), (2, "打印不清", "unreadable")]
PEOPLE = [(1, "孙悦", "s1"), (2, "赵敏", "s2")]
VALUE = Parts(fields=(("lot", "tests.lot", TextField), ("box", "tests.lot", TextField)))
REASON = Parts(choices="asking.second_person", words="frame.sheet.words")
CHOICE = Parts(choices="asking.second_person", words="frame.sheet.words", needs_choice=True)
WORDS = Parts(words="frame.sheet.words")
SECOND = Parts(second_person=True)
WHOLE = Parts(choices="asking.second_person", second_person=True)
AT_ONCE = Parts(choices="asking.second_person", at_once=True)


@pytest.fixture
def ask(window, heard):
    window.show()
    window.activateWindow()

    def asked(parts: Parts) -> AskSheet:
        sheet = AskSheet(window, "sheet", parts)
        sheet.heard = heard(sheet.given)
        asks = {
            "choices": REASONS if parts.choices else None,
            "people": PEOPLE if parts.second_person else None,
        }
        sheet.ask(headline="作废号码 014327", hint="", act="作废号码", **asks)
        return sheet

    return asked


# ---- what is missing ----


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (REASON, "needs_choice"),
        (CHOICE, "needs_choice"),
        (WORDS, "needs_words"),
        (SECOND, "needs_person"),
        (WHOLE, "needs_choice"),
    ],
)
def test_an_empty_sheet_says_what_is_missing_first(ask, parts, key, language):
    assert ask(parts).main.shown_text == say(f"asking.{key}")


def test_a_value_that_is_missing_is_named(ask, language):
    assert say(VALUE.fields[0][1]) in ask(VALUE).main.shown_text


def test_a_field_narrower_than_the_sheet_stands_at_its_left_side(ask, qapp):
    sheet = ask(Parts(fields=(("volume", "asking.reason", NumberField),)))
    qapp.processEvents()
    assert sheet.fields["volume"].x() == sheet.message.x()


@pytest.mark.parametrize("parts", [VALUE, REASON, CHOICE, WORDS, SECOND, WHOLE])
def test_f10_gives_nothing_while_something_is_missing(ask, qtbot, parts):
    sheet = ask(parts)
    qtbot.keyClick(sheet, F10)
    assert sheet.heard == []


def test_a_sheet_that_asks_nothing_can_be_confirmed(ask, qtbot):
    sheet = ask(Parts())
    qtbot.keyClick(sheet, F10)
    assert sheet.heard == [Given()]


def test_every_value_is_needed(ask):
    sheet = ask(VALUE)
    sheet.fields["lot"].setText("B26")
    assert sheet.main.missing == say("asking.needs_value", what=say(VALUE.fields[1][1]))
    sheet.fields["box"].setText("1")
    assert sheet.main.missing == ""


@pytest.mark.parametrize("blank", ["", " ", "　"])
def test_blanks_are_no_value(ask, blank):
    sheet = ask(WORDS)
    sheet.words.setText(blank)
    assert sheet.main.missing == say("asking.needs_words")


def test_own_words_stand_for_a_choice(ask, qtbot):
    sheet = ask(REASON)
    sheet.words.setText(" 试管掉落 ")
    qtbot.keyClick(sheet, F10)
    assert (sheet.heard[0].reason, sheet.heard[0].choice) == ("试管掉落", "")


def test_where_a_choice_is_needed_words_do_not_stand_for_it(ask):
    sheet = ask(CHOICE)
    sheet.words.setText("试管掉落")
    assert sheet.main.missing == say("asking.needs_choice")


@pytest.mark.parametrize(("digit", "code"), [(1, "damaged"), (2, "unreadable")])
def test_a_digit_chooses_the_reason_on_it(ask, qtbot, digit, code):
    sheet = ask(REASON)
    qtbot.keyClicks(sheet, str(digit))
    qtbot.keyClick(sheet, F10)
    assert [given.reason for given in sheet.heard] == [code]


def test_a_choice_counts_more_than_the_words_beside_it(ask, qtbot):
    sheet = ask(REASON)
    sheet.words.setText("还有")
    qtbot.keyClicks(sheet.choices.buttons[0], "1")
    qtbot.keyClick(sheet, F10)
    assert (sheet.heard[0].reason, sheet.heard[0].words) == ("damaged", "还有")


@pytest.mark.parametrize("digit", ["3", "0", "9"])
def test_a_digit_on_no_button_chooses_nothing(ask, qtbot, digit):
    sheet = ask(REASON)
    qtbot.keyClicks(sheet, digit)
    assert sheet.choices.value is None


# ---- the second person ----


def test_reason_then_person_then_pin_are_asked_in_this_order(ask, qtbot):
    sheet, missing = ask(WHOLE), []
    for typed in ("1", "2", ""):
        missing.append(sheet.main.missing)
        qtbot.keyClicks(sheet.window().focusWidget(), typed)
    assert missing == [say(f"asking.{key}") for key in ("needs_choice", "needs_person", "needs_pin")]


def test_each_answer_leads_to_the_next_question(ask, qtbot):
    sheet = ask(WHOLE)
    qtbot.keyClicks(sheet.window().focusWidget(), "1")
    assert sheet.people.buttons[0].hasFocus()
    qtbot.keyClicks(sheet.window().focusWidget(), "1")
    assert sheet.pin.hasFocus()


def test_the_person_whom_the_sheet_names_is_given_with_the_pin(ask, qtbot):
    sheet = ask(SECOND)
    qtbot.keyClicks(sheet.window().focusWidget(), "2")
    qtbot.keyClicks(sheet.pin, "9753")
    qtbot.keyClick(sheet.pin, F10)
    assert [(given.witness, given.pin) for given in sheet.heard] == [("s2", "9753")]


def test_a_pin_is_given_away_once(ask, qtbot):
    sheet = ask(SECOND)
    sheet.people.digit_pressed(1)
    qtbot.keyClicks(sheet.pin, "9753")
    qtbot.keyClick(sheet.pin, F10)
    assert not sheet.pin.is_full


def test_a_second_f10_while_the_answer_is_awaited_gives_nothing(ask, qtbot):
    sheet = ask(WORDS)
    sheet.words.setText("头晕")
    for _ in range(3):
        qtbot.keyClick(sheet, F10)
    assert len(sheet.heard) == 1


def test_a_refusal_keeps_what_was_typed_and_takes_the_pin(ask, qtbot):
    sheet = ask(WHOLE)
    sheet.choices.digit_pressed(1)
    sheet.people.digit_pressed(2)
    qtbot.keyClicks(sheet.pin, "0000")
    sheet.show_refused("PIN 不对")
    assert (sheet.choices.value, sheet.people.value, sheet.pin.is_full) == ("damaged", "s2", False)
    assert sheet.message.text == "PIN 不对"


def test_after_a_refusal_the_pin_can_be_typed_at_once(ask):
    sheet = ask(SECOND)
    sheet.people.digit_pressed(1)
    sheet.show_refused("PIN 不对")
    assert sheet.pin.hasFocus()
    assert sheet.main.isEnabled()


# ---- coming and going ----


def test_escape_gives_nothing_and_closes(ask, qtbot):
    sheet = ask(WORDS)
    qtbot.keyClick(sheet, ESC)
    assert (sheet.heard, sheet.isHidden()) == ([], True)


@pytest.mark.parametrize("parts", [VALUE, REASON, WHOLE])
def test_asked_again_it_begins_empty(ask, parts):
    sheet = ask(parts)
    for field in (*sheet.fields.values(), sheet.words):
        field.setText("B26")
    sheet.choices.digit_pressed(1)
    sheet.people.digit_pressed(1)
    sheet.message.say("PIN 不对", Mark.ERROR)
    choices, people = (REASONS if parts.choices else None), (PEOPLE if parts.second_person else None)
    sheet.ask(headline="", hint="", act="", choices=choices, people=people)
    assert [field.text() for field in (*sheet.fields.values(), sheet.words)] == [""] * (len(sheet.fields) + 1)
    assert sheet.message.text == ""


def test_the_tab_key_never_leaves_the_sheet(ask, qtbot):
    sheet = ask(WHOLE)
    for _ in range(9):
        qtbot.keyClick(sheet.window().focusWidget(), TAB)
        assert sheet.isAncestorOf(sheet.window().focusWidget())


def test_a_choice_that_leads_further_needs_no_f10(ask, qtbot):
    sheet = ask(AT_ONCE)
    qtbot.keyClicks(sheet, "2")
    assert [given.choice for given in sheet.heard] == ["unreadable"]


def test_enter_in_a_value_leads_to_the_next_one(ask, qtbot):
    sheet = ask(VALUE)
    sheet.fields["lot"].setText("B26")
    qtbot.keyClick(sheet.fields["lot"], ENTER)
    assert sheet.fields["box"].hasFocus()


def test_values_are_given_without_blanks(ask, qtbot):
    sheet = ask(VALUE)
    sheet.fields["lot"].setText(" B26 ")
    sheet.fields["box"].setText("1")
    qtbot.keyClick(sheet, F10)
    assert dict(sheet.heard[0].values) == {"lot": "B26", "box": "1"}


@pytest.mark.parametrize("parts", [VALUE, REASON, WORDS, SECOND, WHOLE])
def test_every_sheet_is_readable_and_large_enough(ask, qapp, parts, language):
    sheet = ask(parts)
    sheet.retext()
    qapp.processEvents()
    assert (find_cut_texts(sheet), find_small_targets(sheet)) == ([], [])


def test_the_words_follow_the_language_and_what_was_typed_stays(ask):
    sheet = ask(WORDS)
    sheet.words.setText("头晕")
    texts().switch("en")
    assert (sheet.words.text(), sheet.main.missing) == ("头晕", "")


class TwoSheets(AskingPage):
    sheets = {"leave": WORDS, "void": WHOLE}  # noqa: RUF012 - a constant of the class


def test_a_page_builds_a_sheet_when_it_is_asked_for(window):
    page = TwoSheets(window)
    assert (page.open_sheet, page.sheet("leave") is page.sheet("leave")) == (None, True)


def test_a_page_tells_which_sheet_was_answered(window, heard, qtbot):
    window.show()
    page = TwoSheets(window)
    answers = heard(page.answered)
    sheet = page.sheet("leave")
    sheet.ask(headline="", hint="", act="")
    sheet.words.setText("头晕")
    qtbot.keyClick(sheet, F10)
    assert [(name, given.words) for name, given in answers] == [("leave", "头晕")]


def test_the_sheet_goes_when_its_act_is_written(window):
    window.show()
    page = TwoSheets(window)
    page.sheet("leave").ask(headline="", hint="", act="")
    page.close_sheet()
    assert page.open_sheet is None
