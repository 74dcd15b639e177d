"""The parts of the interview page: rows, follow-ups, the curtain, the notice and the donor's own screen."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from donor_room.ui.steps.interview.consent import ConsentPart, TopicLine
from donor_room.ui.steps.interview.parts import CurtainPart, ReviewLine, ReviewPart
from donor_room.ui.steps.interview.rows import ChoiceLine, DetailsLine, FollowUp, QuestionLine, QuestionRow
from donor_room.ui.steps.interview.rows import Wording as WordingLabel
from donor_room.ui.steps.interview.turned import DonorScreen
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.fields import Mark
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets

ENTER, ESC, UP, F10 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_F10
LONG = "过去四周内您是否接种过疫苗，或者因为外伤、动物咬伤、手术而使用过免疫球蛋白、破伤风抗毒素或狂犬病疫苗"


@pytest.fixture
def keep(qtbot):
    def kept(widget: QWidget, width: int = 880, height: int = 0) -> QWidget:
        qtbot.addWidget(widget)
        retext = getattr(widget, "retext", None)
        if retext is not None:
            retext()
        widget.resize(width, height or widget.sizeHint().height())
        widget.show()
        widget.activateWindow()
        return widget

    return kept


# ---- a question ----


@pytest.fixture
def row(keep) -> QuestionRow:
    made = keep(QuestionRow(), 880, 72)
    made.show_line(QuestionLine("Q05", 5, "您是否拔过牙", None, is_here=True))
    return made


def test_a_fresh_question_has_no_answer(row):
    assert row.value is None


@pytest.mark.parametrize("value", ["yes", "no", "not_sure"])
def test_the_stored_answer_is_the_one_that_is_shown(row, value):
    row.show_line(QuestionLine("Q05", 5, "您是否拔过牙", value, is_here=False))
    assert row.value == value


@pytest.mark.parametrize("value", ["yes", "no", "not_sure"])
def test_a_press_is_told_once_and_shows_nothing_before_it_is_stored(row, qtbot, value):
    heard: list[str] = []
    row.answered.connect(heard.append)
    qtbot.mouseClick(row.buttons[value], Qt.MouseButton.LeftButton)
    assert (heard, row.value) == ([value], None)


@pytest.mark.parametrize("percent", [100, 130])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_answers_are_large_enough_and_whole(keep, row, language, percent):
    texts().switch(language)
    theme().set_nurse_percent(percent)
    row.resize(1100, row.maximumHeight())
    assert (find_small_targets(row), find_cut_texts(row)) == ([], [])


@pytest.mark.parametrize("aloud", [True, False])
def test_only_a_question_that_was_read_aloud_says_so(row, aloud):
    row.show_line(QuestionLine("Q05", 5, "?", None, is_here=True, asked_aloud=aloud))
    assert row.aloud.text == (say("interview.asked_aloud") if aloud else "")
    assert row.aloud.isHidden() is not aloud


def test_a_long_question_shrinks_before_it_is_cut(keep):
    label = keep(WordingLabel(), 560, 64)
    label.show_text(LONG)
    assert find_cut_texts(label) == []


def test_a_question_that_does_not_fit_is_found_out(keep):
    label = keep(WordingLabel(), 200, 40)
    label.show_text(LONG)
    assert find_cut_texts(label) == [LONG]


def test_a_question_taken_away_leaves_nothing_cut(keep):
    label = keep(WordingLabel(), 200, 40)
    label.show_text(LONG)
    find_cut_texts(label)
    label.show_text("")
    assert find_cut_texts(label) == []


# ---- what an answer means ----


@pytest.fixture
def follow_up(keep) -> FollowUp:
    return keep(FollowUp(), 880, 400)


def line(**changes) -> DetailsLine:
    basis = {
        "choice": "T11",
        "title": "服药",
        "day_words": "末次服药日",
        "ongoing_words": "",
        "asks_name": True,
    }
    return DetailsLine(**(basis | changes))


def choices(count: int) -> list[ChoiceLine]:
    return [ChoiceLine(f"c{place}", f"选项 {place}", is_chosen=False) for place in range(1, count + 1)]


@pytest.mark.parametrize("digit", [1, 2, 3])
def test_a_digit_presses_the_choice_that_carries_it(follow_up, digit):
    heard: list[str] = []
    follow_up.chosen.connect(heard.append)
    follow_up.show_choices(choices(3))
    assert follow_up.digit_pressed(digit)
    assert heard == [f"c{digit}"]


@pytest.mark.parametrize("digit", [0, 4, 9])
def test_a_digit_without_a_choice_does_nothing(follow_up, digit):
    follow_up.show_choices(choices(3))
    assert not follow_up.digit_pressed(digit)


def test_choices_are_equally_wide(follow_up):
    follow_up.show_choices([ChoiceLine("a", "短", False), ChoiceLine("b", "很长的一个选项名称", False)])
    assert len({button.width() for button in follow_up.choices}) == 1


@pytest.mark.parametrize(("count", "shown"), [(6, True), (7, False)])
def test_with_many_choices_the_hint_leaves_its_room(follow_up, count, shown):
    follow_up.show_choices(choices(count))
    assert follow_up.title.isHidden() is not shown


def test_old_choices_are_gone_when_new_ones_come(follow_up):
    follow_up.show_choices(choices(5))
    follow_up.show_choices(choices(2))
    assert [button.digit for button in follow_up.choices] == [1, 2]


def test_details_take_the_place_of_the_choices(follow_up):
    follow_up.show_choices(choices(3))
    follow_up.show_details(line())
    assert (follow_up.asks_details, follow_up.choices) == (True, [])


def test_day_and_name_begin_empty(follow_up):
    follow_up.show_details(line())
    assert (follow_up.day.text(), follow_up.name.text()) == ("", "")


def test_a_stored_day_and_name_stand_there_again(follow_up):
    follow_up.show_details(line(day=date(2026, 11, 10), name="阿司匹林"))
    assert (follow_up.day.text(), follow_up.name.text()) == ("2026-11-10", "阿司匹林")


def test_what_was_typed_stays_when_the_same_condition_is_shown_again(follow_up, qtbot):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, "2026")
    follow_up.show_details(line())
    assert follow_up.day.text() == "2026"


def test_another_condition_begins_empty(follow_up, qtbot):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, "20261110")
    follow_up.show_details(line(choice="T12"))
    assert follow_up.day.text() == ""


@pytest.mark.parametrize(
    ("typed", "key"), [("", "needs_day"), ("2026", "day_wrong"), ("20260230", "day_wrong")]
)
def test_a_day_that_is_none_is_asked_for_beside_its_field(follow_up, qtbot, typed, key):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, typed)
    with qtbot.assertNotEmitted(follow_up.given):
        follow_up.give()
    assert (follow_up.message.text, follow_up.day.mark) == (say(f"interview.ask.{key}"), Mark.ERROR)


def test_a_name_that_is_missing_is_asked_for_after_the_day(follow_up, qtbot):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, "20261110")
    follow_up.give()
    assert (follow_up.message.text, follow_up.name.mark) == (say("interview.ask.needs_name"), Mark.ERROR)
    assert follow_up.day.mark is Mark.NONE


def test_day_and_name_are_given_together(follow_up, qtbot):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, "20261110")
    follow_up.name.setText(" 阿司匹林 ")
    with qtbot.waitSignal(follow_up.given) as heard:
        follow_up.give()
    assert heard.args == [date(2026, 11, 10), False, "阿司匹林"]


def test_enter_in_the_day_goes_to_the_name(follow_up, qtbot):
    follow_up.show_details(line())
    follow_up.day.setFocus()
    qtbot.keyClick(follow_up.day, ENTER)
    assert follow_up.name.hasFocus()


def test_what_goes_on_is_given_without_a_day(follow_up, qtbot):
    follow_up.show_details(line(ongoing_words="未痊愈", asks_name=False))
    with qtbot.waitSignal(follow_up.given) as heard:
        assert follow_up.digit_pressed(9)
    assert heard.args == [None, True, ""]


def test_nine_does_nothing_where_nothing_can_go_on(follow_up):
    follow_up.show_details(line())
    assert not follow_up.digit_pressed(9)


def test_nought_says_that_nobody_knows_the_day(follow_up, qtbot):
    follow_up.show_details(line())
    with qtbot.waitSignal(follow_up.day_unknown):
        assert follow_up.digit_pressed(0)


@pytest.mark.parametrize("digit", ["9", "0"])
def test_no_day_begins_with_nine_or_nought(follow_up, qtbot, digit):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, digit)
    assert follow_up.day.text() == ""


def test_inside_a_day_nine_and_nought_are_digits(follow_up, qtbot):
    follow_up.show_details(line())
    qtbot.keyClicks(follow_up.day, "20190909")
    assert follow_up.day.day == date(2019, 9, 9)


def test_without_details_nothing_is_given(follow_up, qtbot):
    follow_up.show_choices(choices(2))
    with qtbot.assertNotEmitted(follow_up.given):
        follow_up.give()


# ---- the curtain ----


@pytest.mark.parametrize(
    ("done", "whole", "key"), [(0, 3, "headline"), (2, 3, "headline"), (3, 3, "done"), (0, 0, "headline")]
)
def test_the_curtain_says_how_many_and_nothing_else(keep, done, whole, key):
    curtain = keep(CurtainPart(), 880, 480)
    curtain.show_progress(done, whole)
    assert curtain.card.words[0] == say(f"interview.curtain.{key}")
    assert say("interview.curtain.progress", done=done, n=whole) in curtain.card.words


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("percent", [100, 130])
def test_the_curtain_is_never_cut(keep, language, percent):
    texts().switch(language)
    theme().set_nurse_percent(percent)
    curtain = keep(CurtainPart(), 900, 520)
    curtain.show_progress(1, 3)
    assert find_cut_texts(curtain.card) == []


# ---- answers to be looked at ----


def looked(number: int, *, is_here: bool = False, is_seen: bool = False) -> ReviewLine:
    return ReviewLine(f"Q{number:02d}", number, "您是否服药", "不确定", is_seen, is_here)


class WindowsShown(QObject):
    """Notes every widget that comes up as a window: it would take the keyboard away."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt names it
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_an_answer_to_be_looked_at_is_no_window_of_its_own(keep, qapp):
    part, shown = keep(ReviewPart(), 880, 400), WindowsShown()
    qapp.installEventFilter(shown)
    part.show_lines([looked(9, is_here=True), looked(10)])
    qapp.removeEventFilter(shown)
    assert shown.seen == []


def test_the_answer_in_hand_has_the_focus_and_the_keys(keep):
    part = keep(ReviewPart(), 880, 400)
    part.show_lines([looked(5, is_seen=True), looked(6, is_here=True), looked(7)])
    assert [row.seen_button.isEnabled() for row in part.rows] == [False, True, False]


def test_an_answer_seen_is_ticked_and_no_other(keep):
    part = keep(ReviewPart(), 880, 400)
    part.show_lines([looked(5, is_seen=True), looked(6, is_here=True)])
    assert [row.seen_button.isChecked() for row in part.rows] == [True, False]


@pytest.mark.parametrize(("button", "signal"), [("seen_button", "seen"), ("again_button", "again")])
def test_both_keys_of_an_answer_are_told(keep, qtbot, button, signal):
    part = keep(ReviewPart(), 880, 400)
    part.show_lines([looked(6, is_here=True)])
    with qtbot.waitSignal(getattr(part, signal)):
        qtbot.mouseClick(getattr(part.rows[0], button), Qt.MouseButton.LeftButton)


def test_answers_shown_again_replace_the_old_ones(keep):
    part = keep(ReviewPart(), 880, 400)
    part.show_lines([looked(5), looked(6)])
    part.show_lines([looked(7, is_here=True)])
    assert [row.line.number for row in part.rows] == [7]


# ---- the notice ----


@pytest.fixture
def consent(keep) -> ConsentPart:
    part = keep(ConsentPart(), 880, 560)
    topics = [TopicLine(f"t{n}", f"题 {n}", "内容", apart=n in (2, 3, 5)) for n in range(1, 6)]
    part.show_notice(topics, "我已阅读", "李建国")
    return part


def test_the_notice_has_three_topics_a_page_and_a_page_to_sign(consent):
    assert (consent.pages, consent.is_signing) == (3, False)


def test_what_is_grave_is_confirmed_one_by_one(consent):
    assert consent.unconfirmed == 2
    assert consent.digit_pressed(1)
    assert consent.unconfirmed == 1


@pytest.mark.parametrize("digit", [0, 3, 9])
def test_a_digit_that_stands_nowhere_confirms_nothing(consent, digit):
    assert not consent.digit_pressed(digit)
    assert consent.unconfirmed == 2


def test_confirming_twice_takes_nothing_back(consent):
    consent.digit_pressed(1)
    consent.digit_pressed(1)
    assert consent.unconfirmed == 1


def test_the_last_page_is_the_one_to_sign(consent):
    for _ in range(5):
        consent.go_on()
    assert consent.is_signing


def test_what_was_confirmed_stays_when_one_turns_back(consent):
    consent.digit_pressed(1)
    consent.go_on()
    consent.go_back()
    assert consent.unconfirmed == 1


def test_before_the_first_page_there_is_none(consent):
    consent.go_back()
    assert not consent.is_signing


def test_another_donor_begins_with_nothing_confirmed_and_nothing_signed(consent):
    consent.digit_pressed(1)
    consent.pad.show_strokes((tuple((n, n) for n in range(20)),))
    consent.begin()
    assert (consent.unconfirmed, consent.pad.strokes) == (2, ())


# ---- the donor's own screen ----


@pytest.fixture
def screen(window) -> DonorScreen:
    window.show()
    made = DonorScreen(window)
    made.turn()
    made.show_question("1", 0, 3, "您是否", None)
    return made


@pytest.mark.parametrize(("key", "value"), [("1", "yes"), ("2", "no"), ("0", "not_sure")])
def test_the_donor_answers_by_one_digit(screen, qtbot, key, value):
    with qtbot.waitSignal(screen.answered) as heard:
        qtbot.keyClicks(screen, key)
    assert heard.args == [value]


@pytest.mark.parametrize("key", ["3", "9", "a"])
def test_other_keys_answer_nothing(screen, qtbot, key):
    with qtbot.assertNotEmitted(screen.answered):
        qtbot.keyClicks(screen, key)


@pytest.mark.parametrize("key", [UP, ESC])
def test_the_donor_may_go_back(screen, qtbot, key):
    with qtbot.waitSignal(screen.back_asked):
        qtbot.keyClick(screen, key)


def test_no_answer_is_chosen_before(screen):
    assert not any(button.isChecked() for button in screen.buttons.values())


def test_a_stored_answer_is_shown_to_the_donor(screen):
    screen.show_question("1", 0, 3, "您是否", "no")
    assert [name for name, button in screen.buttons.items() if button.isChecked()] == ["no"]


@pytest.mark.parametrize("key", [F10, ENTER])
def test_handed_back_only_staff_keys_work(screen, qtbot, key):
    screen.show_hand_back()
    with qtbot.waitSignal(screen.returned):
        qtbot.keyClick(screen, key)


@pytest.mark.parametrize("key", ["1", "2", "0"])
def test_handed_back_no_digit_answers(screen, qtbot, key):
    screen.show_hand_back()
    with qtbot.assertNotEmitted(screen.answered):
        qtbot.keyClicks(screen, key)


def test_before_handing_back_f10_gives_nothing_away(screen, qtbot):
    with qtbot.assertNotEmitted(screen.returned):
        qtbot.keyClick(screen, F10)


def test_handing_back_forgets_question_and_answer(screen):
    screen.show_question("1", 0, 3, "您是否吸毒", "yes")
    screen.give_back()
    assert (screen.question.text(), screen.isVisible()) == ("", False)
    assert not any(button.isChecked() for button in screen.buttons.values())


@pytest.mark.parametrize("night", [True, False])
def test_the_donors_page_is_light_and_the_night_comes_back(window, night):
    theme().set_night(night)
    window.show()
    made = DonorScreen(window)
    made.turn()
    assert not theme().night
    made.give_back()
    assert theme().night is night


def test_it_covers_the_window_whatever_its_size(screen, window):
    window.resize(1280, 720)
    assert screen.geometry() == window.rect()


def test_a_choice_on_the_donors_screen_is_pressed_by_its_digit(screen, qtbot):
    screen.show_choices("1", 0, 3, choices(2))
    with qtbot.waitSignal(screen.follow_up.chosen) as heard:
        qtbot.keyClicks(screen, "2")
    assert heard.args == ["c2"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_donors_page_is_never_cut(screen, qapp, language):
    texts().switch(language)
    qapp.processEvents()
    assert find_cut_texts(screen) == []
