"""The interview page: notice, one key per question, follow-ups, curtain, and what is looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from donor_room.practice.script import SIGNATURE
from donor_room.ui.steps.interview.presenter import InterviewPresenter, build
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.workflow import interview
from donor_room.workflow.station_word import take_up
from tests.ui.steps.house import ShellSpy, answer_all, come_in, press, put_up

ENTER, F5, F10, UP = Qt.Key.Key_Return, Qt.Key.Key_F5, Qt.Key.Key_F10, Qt.Key.Key_Up


@pytest.fixture
def notice(shell: ShellSpy) -> InterviewPresenter:
    """A donor who has not read the notice."""
    presenter = build(shell)
    put_up(shell, presenter, come_in(shell.desk, sex="male"))
    return presenter


@pytest.fixture
def page(shell: ShellSpy) -> InterviewPresenter:
    """A man who has signed the notice."""
    presenter = build(shell)
    visit = come_in(shell.desk, sex="male")
    put_up(
        shell, presenter, interview.give_consent(shell.desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    )
    return presenter


def told(page: InterviewPresenter):
    return page.shell.desk.visits.get(page.visit_id)


def answer_of(page: InterviewPresenter, item: str):
    return told(page).answers[item].answer


def here(page: InterviewPresenter) -> str:
    return next(row.wording.text for row in page.view.rows if row.isVisible() and row.is_here)


def scribble(pad: QWidget) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    for step in range(12):
        QTest.mouseMove(pad, QPoint(60 + 10 * step, 60 + step % 3 * 20))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))


def press_until(page: InterviewPresenter, item: str) -> None:
    """Give expected answers until an item is in question."""
    for one in page.shell.desk.packs.interview.questionnaire.items:
        if one.id == item:
            return
        press(page.shell.window, "1" if one.expect == "yes" else "2")


def answer_the_rest(page: InterviewPresenter) -> None:
    """Give expected answers to all that is left but the private group."""
    visit, desk = told(page), page.shell.desk
    for item in interview.items_of(desk, visit):
        if item.id not in visit.answers and not item.private:
            press(page.shell.window, "1" if item.expect == "yes" else "2")


def answer_alone(page: InterviewPresenter, keys: str) -> None:
    press(page.shell.window, F10, keys)
    press(page.shell.window, F10)


# ---- the notice -------------------------------------------------------------------------------------------


def test_after_another_day_the_page_says_why_all_is_asked_anew(shell, clock):
    visit = answer_all(shell.desk, come_in(shell.desk))
    clock.instant += timedelta(days=3)
    page = build(shell)
    put_up(shell, page, take_up(shell.desk, visit.id))
    assert page.view.mark.words.text() == say("walk.lapsed")
    page.open(come_in(shell.desk, seed=8))
    assert page.view.mark.isHidden()


def test_the_notice_comes_first_and_its_grave_topics_are_confirmed_one_by_one(notice, shell):
    assert notice.view.main.shown_text == "还有 2 项请献血者确认"
    press(shell.window, "1", "2")
    assert notice.view.main.shown_text == "继续"


def test_all_nine_topics_are_shown_before_the_signature(notice, shell):
    read: set[str] = set()
    press(shell.window, "12")
    for _ in range(3):
        read |= {row.topic for row in notice.view.consent.findChildren(QWidget) if getattr(row, "topic", "")}
        press(shell.window, F10)
    assert len(read) == 9
    assert notice.view.main.shown_text == "请献血者签名"


def test_a_signature_binds_the_donor_to_the_notice_as_shown(notice, shell):
    press(shell.window, "12", F10, F10, F10)
    scribble(notice.view.consent.pad)
    press(shell.window, F10)
    consent = told(notice).consent
    assert consent.text == shell.desk.packs.consent("zh_CN").stamp
    assert sum(len(stroke) for stroke in consent.strokes) >= 8
    assert notice.view.face == "questions"


def test_a_dot_is_no_signature(notice, shell):
    press(shell.window, "12", F10, F10, F10)
    QTest.mouseClick(notice.view.consent.pad, Qt.MouseButton.LeftButton)
    press(shell.window, F10)
    assert told(notice).consent is None


def test_a_signature_written_again_keeps_nothing(notice, shell):
    press(shell.window, "12", F10, F10, F10)
    scribble(notice.view.consent.pad)
    notice.view.consent.again.click()
    assert notice.view.consent.pad.strokes == ()
    assert notice.view.main.shown_text == "请献血者签名"


# ---- questions --------------------------------------------------------------------------------------------


def test_nothing_is_chosen_before_a_key_is_pressed(page):
    assert [row.value for row in page.view.rows] == [None] * 6


def test_one_key_stores_one_answer_and_goes_to_the_next(page, shell):
    first = here(page)
    press(shell.window, "1")
    assert answer_of(page, "Q01").value == "yes"
    assert here(page) != first
    assert page.view.rows[0].value == "yes"


def test_the_last_of_a_group_opens_the_next_group(page, shell):
    press_until(page, "Q03")
    assert here(page) == "24 小时内是否喝过酒？"


def test_up_goes_back_and_the_changed_answer_keeps_the_old_entry(page, shell):
    press(shell.window, "1", UP, "0")
    assert answer_of(page, "Q01").value == "not_sure"
    entries = list(shell.desk.ledger.entries_after(shell.desk.ledger.book, 0, 1000))
    assert sum(one.kind == "interview.answered" for one in entries) == 2


def test_an_answer_asked_aloud_is_marked(page, shell):
    press(shell.window, F5, "1")
    assert answer_of(page, "Q01").asked_aloud
    press(shell.window, "1")
    assert not answer_of(page, "Q02").asked_aloud


def test_not_sure_is_listed_for_the_physician(page, shell):
    press(shell.window, "0")
    lines = [row.text for row in page.view.for_physician()]
    assert lines == ["第 1 题不清楚，待医师复核"]


def test_what_is_left_is_said_on_the_main_button(page, shell):
    press(shell.window, "1", "1")
    assert page.view.main.shown_text == "还有 34 题未答"


def test_the_visit_taken_up_again_stands_where_it_was_left(page, shell):
    press(shell.window, "1", "1")
    page.open(told(page))
    assert page.view.rows[2].is_here


# ---- follow-ups -------------------------------------------------------------------------------------------


def test_a_yes_with_one_meaning_asks_its_day_at_once(page, shell):
    press_until(page, "Q03")
    press(shell.window, "1", "20261120", ENTER)
    detail = answer_of(page, "Q03").details[0]
    assert (detail.which, detail.when_on) == ("T17", date(2026, 11, 20))
    assert here(page) == "48 小时内是否接种过疫苗？"


def test_a_yes_with_several_meanings_asks_which_by_digit(page, shell):
    press_until(page, "Q04")
    press(shell.window, "1", "1", "20261119", ENTER)
    assert [detail.which for detail in answer_of(page, "Q04").details] == ["V07"]


def test_a_condition_with_a_name_waits_for_it(page, shell):
    press_until(page, "Q22")
    press(shell.window, "1", "2", ENTER)
    assert answer_of(page, "Q22").details[0].name is None
    press(shell.window, "wart", ENTER)
    assert answer_of(page, "Q22").details[0].name == "wart"


def test_what_is_not_over_needs_no_day(page, shell):
    press_until(page, "Q07")
    press(shell.window, "1", "1", "9")
    assert answer_of(page, "Q07").details[0].ongoing


def test_a_day_that_nobody_knows_sends_the_answer_to_the_physician(page, shell):
    press_until(page, "Q03")
    press(shell.window, "1", "0")
    answer = answer_of(page, "Q03")
    assert (answer.value, answer.details[0].which) == ("not_sure", "T17")


def test_a_day_to_come_is_refused_beside_the_field_and_kept(page, shell):
    press_until(page, "Q03")
    press(shell.window, "1", "20261122", ENTER)
    assert page.view.follow_up.message.text == "2026-11-22 还没有到，请核对日期"
    assert page.view._help.text() == ""  # and the rail promises nothing for it
    assert page.view.follow_up.day.text() == "20261122"


def test_a_day_that_does_not_exist_is_asked_for_again(page, shell):
    press_until(page, "Q03")
    press(shell.window, "1", "20260231", ENTER)
    assert page.view.follow_up.message.text.startswith("请输入 8 位数字")


def test_a_second_condition_is_added_to_the_first(page, shell):
    press_until(page, "Q04")
    press(shell.window, "1", "1", "20261119", ENTER, UP, "1", "2", "20261118", ENTER)
    assert [detail.which for detail in answer_of(page, "Q04").details] == ["V07", "V08"]


def test_a_condition_pressed_by_mistake_is_taken_away_again(page, shell):
    press_until(page, "Q25")
    press(shell.window, "1", "1", UP, "1", "2", UP, "1", "1")
    assert [detail.which for detail in answer_of(page, "Q25").details] == ["P02"]


# ---- private questions ------------------------------------------------------------------------------------


def staff_words(page: InterviewPresenter) -> str:
    labels = [label.text() for label in page.view.findChildren(QLabel)]
    drawn = [str(getattr(part, "text", "")) for part in page.view.findChildren(QWidget)]
    return " ".join(labels + drawn)


def private_words(page: InterviewPresenter) -> list[str]:
    pack = page.shell.desk.packs.interview
    return [pack.ask(item.id, "zh_CN") for item in pack.questionnaire.items if item.private]


def test_private_questions_stand_behind_the_curtain(page, shell):
    answer_the_rest(page)
    assert page.view.face == "curtain"
    assert page.view.main.shown_text == "转屏，请献血者作答"
    assert not any(words in staff_words(page) for words in private_words(page))


def test_digits_answer_nothing_while_the_curtain_is_drawn(page, shell):
    answer_the_rest(page)
    press(shell.window, "1", "2", "0")
    assert "Q20" not in told(page).answers


def test_the_donor_answers_alone_and_hands_the_screen_back(page, shell):
    answer_the_rest(page)
    press(shell.window, F10)
    assert page.donor_screen.question.text() == shell.desk.packs.interview.ask("Q20", "zh_CN")
    press(shell.window, "2", "2")
    assert page.donor_screen.is_handed_back
    assert page.donor_screen.question.text() == "请把屏幕交还给护士"
    press(shell.window, F10)
    assert page.donor_screen.isHidden()
    press(shell.window, F10)
    assert len(shell.went_on) == 1


def test_no_private_word_is_left_when_the_screen_is_back(page, shell):
    answer_the_rest(page)
    answer_alone(page, "20")
    screen = [label.text() for label in page.donor_screen.findChildren(QLabel)]
    assert not any(words in " ".join([staff_words(page), *screen]) for words in private_words(page))


def test_a_private_yes_asks_its_follow_up_on_the_donors_screen(page, shell):
    answer_the_rest(page)
    press(shell.window, F10, "1", "2", "20260901", ENTER)
    assert answer_of(page, "Q20").details[0].which == "T15"


def test_calling_the_nurse_hides_the_question(page, shell):
    answer_the_rest(page)
    press(shell.window, F10)
    page.donor_screen.call.click()
    assert page.donor_screen.is_handed_back
    press(shell.window, F10)
    assert page.view.face == "curtain"


def test_the_keys_of_the_house_are_dead_while_the_donor_answers(page, shell, qtbot):
    answer_the_rest(page)
    press(shell.window, F10)
    with qtbot.assertNotEmitted(shell.window.person_switch_asked):
        press(shell.window, Qt.Key.Key_F9)
    assert shell.shown == []


def test_the_donors_screen_is_light_at_night(page, shell):
    theme().set_night(True)
    answer_the_rest(page)
    press(shell.window, F10)
    assert not theme().night
    press(shell.window, "2", "2", F10)
    assert theme().night


def test_the_donor_may_read_english_and_the_house_goes_on_in_chinese(page, shell):
    answer_the_rest(page)
    press(shell.window, F10)
    page.donor_screen.language.click()
    assert page.donor_screen.question.text() == shell.desk.packs.interview.ask("Q20", "en")
    press(shell.window, "2", "2", F10)
    assert texts().language == "zh_CN"


def test_a_second_touch_of_the_same_finger_answers_nothing(page, shell):
    answer_the_rest(page)
    press(shell.window, F10)
    page.donor_screen.buttons["no"].click()
    page.donor_screen.buttons["no"].click()
    assert "Q33" not in told(page).answers


# ---- answers to be looked at ------------------------------------------------------------------------------


def test_an_exception_is_looked_at_before_signing(page, shell):
    press(shell.window, "0")
    answer_the_rest(page)
    answer_alone(page, "22")
    assert page.view.face == "review"
    assert page.view.main.shown_text == "还有 1 个回答需要查看"
    press(shell.window, F10)
    assert shell.went_on == []
    press(shell.window, "1", F10)
    assert [visit.interview_signed.exceptions_seen for visit in shell.went_on] == [("Q01",)]


def test_an_exception_can_be_asked_again(page, shell):
    press(shell.window, "0")
    answer_the_rest(page)
    answer_alone(page, "22")
    press(shell.window, "2", "1")
    assert answer_of(page, "Q01").value == "yes"
    press(shell.window, F10)
    assert len(shell.went_on) == 1


def test_a_private_exception_is_named_without_its_words(page, shell):
    answer_the_rest(page)
    answer_alone(page, "20")
    assert [row.line.question for row in page.view.review.rows] == ["私密问题，由医师单独核对"]
    press(shell.window, "1", F10)
    assert len(shell.went_on) == 1


def test_a_notice_that_was_not_understood_stops_the_signing(page, shell):
    press(shell.window, "1", "2")
    answer_the_rest(page)
    answer_alone(page, "22")
    press(shell.window, "1", F10)
    assert shell.went_on == []
    assert shell.window.scan_line.text == "请先讲解告知内容，献血者理解后再签名"


def test_the_words_change_with_the_language_and_the_answers_stay(page, shell):
    press(shell.window, "1")
    texts().switch("en")
    assert here(page) == "Have you read and understood the notice before donation?"
    assert page.view.rows[0].value == "yes"


def test_a_donor_who_leaves_is_written_down_with_the_reason(page, shell):
    press(shell.window, Qt.Key.Key_F6, "has to go", F10)
    assert [(visit.closed.how, visit.closed.remark) for visit in shell.went_on] == [("left", "has to go")]


def test_nobody_leaves_without_a_reason(page, shell):
    press(shell.window, Qt.Key.Key_F6, F10)
    assert shell.went_on == []
