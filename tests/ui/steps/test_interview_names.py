"""A medicine, vaccine or disease is found in the interview by keys alone: initials, a digit, the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from donor_room.domain.questionnaire import Answer
from donor_room.domain.refusal import Refusal
from donor_room.practice.script import SIGNATURE
from donor_room.ui.steps.interview.presenter import InterviewPresenter, build
from donor_room.ui.texts import texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow import interview
from donor_room.workflow.packs import Packs
from tests.ui.steps.house import ShellSpy, come_in, press, put_up

ENTER, UP = Qt.Key.Key_Return, Qt.Key.Key_Up


@pytest.fixture
def page(shell: ShellSpy) -> InterviewPresenter:
    """A man who has signed the notice."""
    presenter = build(shell)
    visit = come_in(shell.desk, sex="male")
    put_up(
        shell, presenter, interview.give_consent(shell.desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    )
    return presenter


def press_until(page: InterviewPresenter, item: str) -> None:
    for one in page.shell.desk.packs.interview.questionnaire.items:
        if one.id == item:
            return
        press(page.shell.window, "1" if one.expect == "yes" else "2")


def answer_of(page: InterviewPresenter, item: str):
    return page.shell.desk.visits.get(page.visit_id).answers[item].answer


def lines(page: InterviewPresenter) -> list[str]:
    return [row.line.name for row in page.view.finder.rows if not row.isHidden()]


def effects(page: InterviewPresenter) -> list[str]:
    return [row.line.effect for row in page.view.finder.rows if not row.isHidden()]


@pytest.fixture
def medicine(page: InterviewPresenter, shell: ShellSpy) -> InterviewPresenter:
    """A yes to the question of medicines that act on platelets."""
    press_until(page, "Q06")
    press(shell.window, "1")
    return page


@pytest.fixture
def vaccine(page: InterviewPresenter, shell: ShellSpy) -> InterviewPresenter:
    """A yes to the question of vaccinations."""
    press_until(page, "Q04")
    press(shell.window, "1")
    return page


@pytest.fixture
def journey(page: InterviewPresenter, shell: ShellSpy) -> InterviewPresenter:
    """A yes to the question of journeys."""
    for item in shell.desk.packs.interview.questionnaire.items:
        if item.id != "Q24":
            given = Answer(value=item.expect, asked_aloud=False, details=(), remark=None)
            interview.answer(shell.desk, page.visit_id, item=item.id, given=given)
    page.open(shell.desk.visits.get(page.visit_id))
    press(shell.window, "1")
    return page


def test_a_disease_is_named_by_keys_and_says_until_when(journey, shell):
    assert "传染病" in journey.view.finder.hint.text()
    press(shell.window, "dgr")
    assert (lines(journey)[0], effects(journey)[0]) == ("登革热", "满 15 天")
    press(shell.window, "1")
    assert journey.view._help.text() == "满 15 天可以献血，请输入日期"
    press(shell.window, "20261119")
    assert journey.view._help.text() == "2026-12-04 起可以献血"
    assert journey.view._clause.text() == "GB 18467  6.2.16"
    press(shell.window, ENTER)
    [detail] = answer_of(journey, "Q24").details
    assert (detail.which, detail.disease, detail.name) == ("T16", "dengue", "登革热")
    assert detail.listed.pack == shell.desk.packs.preparations("diseases").stamp


def test_a_disease_that_the_rules_do_not_know_reads_as_the_physicians(journey, shell):
    older = structs.replace(shell.desk.packs.rules, incubation={})
    journey._words = replace(
        journey._words,
        spans={},
        meaning=lambda one: interview.would_mean(older, one, plan="WB400", today=shell.desk.clock.today()),
    )
    press(shell.window, "dgr")
    assert set(effects(journey)) == {"医师判断"}
    press(shell.window, "1", "20261119")
    assert journey.view._help.text() == "由医师判断"


def test_a_place_whose_disease_nobody_knows_goes_to_the_physician(journey, shell):
    press(shell.window, "xyz", "9", "20261119", ENTER)
    [detail] = answer_of(journey, "Q24").details
    assert (detail.which, detail.disease, detail.name) == ("abroad", None, "xyz")


def test_the_english_page_finds_a_disease_by_its_english_name(journey, shell):
    texts().switch("en")
    press(shell.window, "deng")
    assert (lines(journey), effects(journey)) == (["Dengue"], ["after 15 days"])


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("typed", ["", "z", "b", "qqqq"])
def test_every_look_of_the_diseases_is_whole(journey, shell, language, typed, qtbot):
    texts().switch(language)
    shell.window.resize(1280, 720)
    press(shell.window, typed)
    qtbot.wait(1)
    assert find_cut_texts(shell.window) == []
    assert find_small_targets(shell.window) == []


def test_initials_a_digit_and_the_day_are_the_whole_follow_up(medicine, shell):
    press(shell.window, "blf", "1", "20261119", ENTER)
    detail = answer_of(medicine, "Q06").details[0]
    assert (detail.which, detail.when_on, detail.name) == ("T11", date(2026, 11, 19), "布洛芬")
    assert detail.listed.pack == shell.desk.packs.preparations("medicines").stamp
    assert medicine.view.finder.isHidden()


def test_nothing_is_read_before_the_follow_up_asks(page, shell):
    shell.desk.packs = Packs()
    press_until(page, "Q04")
    assert "_vaccines" not in shell.desk.packs.__dict__
    press(shell.window, "1")
    assert "_vaccines" in shell.desk.packs.__dict__
    assert "_medicines" not in shell.desk.packs.__dict__


def test_each_line_says_what_it_would_mean_here(medicine, shell):
    press(shell.window, "aspl")
    assert lines(medicine) == ["阿司匹林（退热止痛）", "阿司匹林肠溶片", "阿咖酚散"]
    assert effects(medicine) == ["满 5 天", "满 5 天，医师判断", "满 5 天"]


def test_at_most_six_lines_and_the_rest_is_counted(vaccine, shell):
    press(shell.window, "ym")
    assert len(lines(vaccine)) == 6
    assert vaccine.view.finder.message.text.startswith("还有 ")


def test_the_day_as_it_is_typed_says_until_when(vaccine, shell):
    press(shell.window, "msf", "1", "2026111")
    assert vaccine.view._help.text() == "满 4 周可以献血，请输入日期"
    press(shell.window, "9")
    assert vaccine.view._help.text() == "2026-12-17 起可以献血"
    assert vaccine.view._clause.text() == "GB 18467  6.3.1"


def test_what_spoils_the_platelets_only_says_so(medicine, shell):
    press(shell.window, "lbgl", "1", "20261120")
    assert medicine.view._help.text() == "可以献全血，血袋标注不制备血小板；另请医师判断"


def test_one_day_counts_for_all_that_a_name_means(medicine, shell):
    press(shell.window, "lbgl", "1", "20261120", ENTER)
    days = {detail.which: detail.when_on for detail in answer_of(medicine, "Q06").details}
    assert days == {"T11": date(2026, 11, 20), "other": date(2026, 11, 20)}


def test_what_needs_no_day_is_done_with_one_digit(medicine, shell):
    press(shell.window, "hfl", "1")
    assert [detail.which for detail in answer_of(medicine, "Q06").details] == ["other"]
    assert medicine.view.finder.isHidden()


def test_a_name_that_is_not_in_the_list_goes_to_the_physician(medicine, shell):
    press(shell.window, "qqqq")
    assert lines(medicine) == []
    assert medicine.view.finder.hint.text().startswith("没有找到")
    press(shell.window, "9")
    [detail] = answer_of(medicine, "Q06").details
    assert (detail.which, detail.name, detail.listed) == ("other", "qqqq", None)


def test_a_second_name_of_its_own_stands_behind_the_first(medicine, shell):
    press(shell.window, "aaaa", "9", UP, "1", "bbbb", "9")
    assert [detail.name for detail in answer_of(medicine, "Q06").details] == ["aaaa、bbbb"]


def test_nine_without_a_name_asks_for_one(medicine, shell):
    press(shell.window, "9")
    assert medicine.view.finder.message.text == "请输入名称"
    assert answer_of(medicine, "Q06").details == ()


def test_a_name_that_nobody_knows_is_not_sure(medicine, shell):
    press(shell.window, "0")
    assert answer_of(medicine, "Q06").value == "not_sure"


def test_enter_chooses_nothing(medicine, shell):
    press(shell.window, "blf", ENTER)
    assert medicine.view.finder.message.text == "请按数字"
    assert answer_of(medicine, "Q06").details == ()
    medicine.view.finder.field.clear()
    press(shell.window, ENTER)
    assert not medicine.view.finder.isHidden()


def test_a_digit_without_a_line_does_nothing(medicine, shell):
    press(shell.window, "blf", "6", "8")
    assert medicine.view.finder.field.text() == "blf"
    assert answer_of(medicine, "Q06").details == ()


def test_what_needs_no_name_is_pressed_without_one(vaccine, shell):
    assert lines(vaccine) == ["新冠灭活或重组疫苗", "其他新冠疫苗", "不知道是哪种疫苗"]
    press(shell.window, "3", "20261101", ENTER)
    assert [detail.which for detail in answer_of(vaccine, "Q04").details] == ["V09"]


def test_a_second_vaccine_of_the_same_kind_has_its_own_day(vaccine, shell):
    press(shell.window, "msf", "1", "20261101", ENTER, UP, "1", "fzjd", "1", "20261110", ENTER)
    told = [(one.which, one.entry, one.when_on) for one in answer_of(vaccine, "Q04").details]
    assert told == [
        ("V03", "measles_mumps_rubella_live", date(2026, 11, 1)),
        ("V03", "rubella_live", date(2026, 11, 10)),
    ]


def test_what_is_named_already_can_be_changed(vaccine, shell):
    press(shell.window, "msf", "1", "20261101", ENTER, UP, "1")
    assert (lines(vaccine)[0], effects(vaccine)[0]) == ("麻腮风疫苗", "2026-11-01")
    press(shell.window, "1", Qt.Key.Key_Backspace, "2", ENTER)
    assert [one.when_on for one in answer_of(vaccine, "Q04").details] == [date(2026, 11, 2)]


def test_the_same_line_again_asks_its_day_again(vaccine, shell):
    press(shell.window, "msf", "1", "20261101", ENTER, UP, "1", "msf", "1")
    assert vaccine.view.follow_up.isVisible()
    assert vaccine.view.follow_up.day.text() == "2026-11-01"


def test_a_name_without_a_day_is_taken_away_by_its_digit(medicine, shell):
    press(shell.window, "hfl", "1", UP, "1", "1")
    assert answer_of(medicine, "Q06").details == ()
    assert not medicine.view.finder.isHidden()


def test_a_day_that_nobody_knows_sends_the_name_to_the_physician(vaccine, shell):
    press(shell.window, "msf", "1", "0")
    answer = answer_of(vaccine, "Q04")
    assert (answer.value, answer.details[0].name) == ("not_sure", "麻腮风疫苗")


def test_characters_find_as_letters_do(medicine, shell):
    medicine.view.finder.field.setText("阿斯匹灵")
    assert lines(medicine)[0] == "阿司匹林（退热止痛）"


def test_a_list_that_cannot_be_read_leaves_the_name_in_own_words(page, shell, monkeypatch):
    def broken(kind: str) -> None:
        raise Refusal("interview.pack_unreadable", pack=kind, reason="damaged")

    monkeypatch.setattr(shell.desk.packs, "preparations", broken)
    press_until(page, "Q06")
    press(shell.window, "1")
    assert "不能使用" in shell.window.scan_line.text
    press(shell.window, "xyz", "9")
    assert answer_of(page, "Q06").details[0].name == "xyz"


def test_the_examiner_reads_the_name_and_what_to_ask_about_it(medicine, shell):
    press(shell.window, "lbgl", "1", "20261120", ENTER)
    item = shell.desk.packs.interview.questionnaire.item("Q06")
    words = medicine._words.answer(item, answer_of(medicine, "Q06"), medicine._notes(item))
    assert words == "是  氯吡格雷 2026-11-20（抗血小板药，问清为何服用）"
    assert medicine._notes(shell.desk.packs.interview.questionnaire.item("Q05")) == {}


def test_the_list_is_read_again_for_the_review_of_a_visit_taken_up(medicine, shell):
    press(shell.window, "lbgl", "1", "20261120", ENTER)
    medicine._lists.clear()
    medicine.open(shell.desk.visits.get(medicine.visit_id))
    assert list(medicine._notes(shell.desk.packs.interview.questionnaire.item("Q06"))) == ["clopidogrel"]


def test_a_touch_chooses_as_a_digit_does(medicine, shell):
    press(shell.window, "blf")
    QTest.mouseClick(medicine.view.finder.rows[0], Qt.MouseButton.LeftButton)
    assert answer_of(medicine, "Q06").details[0].entry == "ibuprofen"


def test_the_english_page_names_in_english(medicine, shell):
    texts().switch("en")
    press(shell.window, "blf")
    assert lines(medicine)[0] == "Ibuprofen"
    assert effects(medicine)[0] == "after 5 days"


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("typed", ["", "ym", "hfrs", "qqqq"])
def test_every_look_is_whole_and_large_enough_to_touch(vaccine, shell, size, language, typed, qtbot):
    texts().switch(language)
    shell.window.resize(*size)
    press(shell.window, typed)
    qtbot.wait(1)
    assert find_cut_texts(shell.window) == []
    assert find_small_targets(shell.window) == []
