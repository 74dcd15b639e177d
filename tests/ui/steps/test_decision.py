"""The decision: what physician and nurse read, press and sign."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from donor_room.domain.questionnaire import Answer, Detail
from donor_room.ui.keys import Act
from donor_room.ui.steps.decision.presenter import DecisionPresenter, build
from donor_room.ui.texts import texts
from donor_room.ui.tokens import Meaning
from donor_room.workflow import register
from tests.support.told import PERMANENT, tell, word
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, press, put_up

ENTER, F1, F5, F6, F10 = Qt.Key.Key_Return, Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F10
PIN = people.PHYSICIAN.pin
NOT_SURE = Answer(value="not_sure", asked_aloud=True, details=(), remark=None)
PRIVATE = Answer(
    value="yes",
    asked_aloud=True,
    details=(Detail(which="P19", when_on=None, ongoing=False, name=None),),
    remark=None,
)


@pytest.fixture
def desk(desk):
    people.add_team(desk)
    people.sit_down(desk, people.NURSE)
    return desk


def decision(shell: ShellSpy, visit=None, *, who=people.PHYSICIAN, **walk) -> DecisionPresenter:
    visit = visit or people.before_decision(shell.desk, **walk)
    people.sit_down(shell.desk, who)
    presenter = build(shell)
    put_up(shell, presenter, visit)
    return presenter


def test_an_eligible_donor_takes_four_digits_and_one_key(shell):
    page = decision(shell)
    assert page.view.verdict.meaning is Meaning.ELIGIBLE
    assert page.view.main.missing == "还差 PIN"
    press(shell.window, PIN, F10)
    assert [visit.decision.made.outcome for visit in shell.went_on] == ["eligible"]


def test_the_walk_ticks_what_is_done_and_not_what_was_passed(shell):
    visit = register.open_visit(
        shell.desk, donor=people.somebody(shell.desk, 5), source="typed", plan="WB400"
    )
    page = build(shell)
    put_up(shell, page, people.answered(shell.desk, visit))
    assert (shell.window.walk.step, shell.window.walk.done) == (5, frozenset({1, 2}))


def test_a_wrong_pin_empties_the_boxes_and_decides_nothing(shell):
    page = decision(shell)
    press(shell.window, "0000", F10)
    assert page.view.pin_message.text.startswith("不对")
    assert (page.view.pin.is_full, shell.went_on) == (False, [])


def test_a_wrong_pin_is_said_again_in_the_other_language(shell):
    page = decision(shell)
    press(shell.window, "0000", F10)
    texts().switch("en")
    assert page.view.pin_message.text.isascii()


def test_a_deferral_names_every_reason_with_the_latest_day_first(shell):
    page = decision(shell, sbp="146", hb="116", alt="62")
    lines = [(line.item, line.value, line.limit, line.until) for line in page.view.table.lines]
    assert lines == [
        ("ALT", "62 U/L", "不高于 50", "2026-12-05"),
        ("血红蛋白", "116 g/L", "不低于 120", "2026-11-22"),
        ("收缩压", "146 mmHg", "低于 140", "2026-11-22"),
    ]
    assert page.view.verdict.value == "2026-12-05 起"


def test_a_deferral_is_signed_printed_and_closed(shell):
    decision(shell, alt="62")
    press(shell.window, F10, PIN)
    visit = shell.went_on[-1]
    assert (visit.closed.how, visit.documents[0].document) == ("deferred", "deferral_notice")
    assert len(list(shell.papers.glob("notice_*.pdf"))) == 1


def test_when_the_paper_fails_the_deferral_stands_and_the_key_tries_again(shell, tmp_path):
    shell.papers = tmp_path / "file"
    shell.papers.write_text("no folder")
    page = decision(shell, alt="62")
    press(shell.window, F10, PIN)
    assert (shell.went_on, page.state.mode) == ([], "decided")
    shell.papers = tmp_path / "papers"
    press(shell.window, F10)
    assert shell.went_on[-1].closed.how == "deferred"


def test_a_nurse_reads_that_a_physician_confirms(shell, qtbot):
    page = decision(shell, who=people.NURSE)
    assert (page.view.main.missing, page.view.pin.isVisible()) == ("请医师确认", False)
    with qtbot.waitSignal(shell.window.person_switch_asked):
        press(shell.window, F10)


def test_a_private_cause_is_shown_to_the_physician_only(shell):
    visit = people.before_decision(shell.desk, other={"Q33": PRIVATE})
    nurse = decision(shell, visit, who=people.NURSE).view.table.lines[0]
    assert (nurse.item, nurse.value, nurse.clause) == ("不宜献血", "请医师说明", "")
    assert decision(shell, visit).view.table.lines[0].clause == "6.1.19"


def test_the_clause_of_a_finding_is_one_key_away(shell):
    page = decision(shell, hb="116")
    press(shell.window, F1)
    sheet = page.view._clause
    assert sheet.headline.text() == "GB18467-2011 第 8.2 条"
    assert sheet.words.text() == "血红蛋白 116 g/L，低于男性下限 120 g/L。"


def test_the_pressure_may_be_taken_again_at_the_examination(shell):
    page = decision(shell, sbp="146")
    press(shell.window, F5)
    assert shell.steps == [(page.visit_id, "exam")]


def test_without_a_pressure_finding_there_is_no_repeat(shell):
    page = decision(shell, alt="62")
    assert not page.view.action(Act.AGAIN).isVisible()


def test_what_is_missing_leads_to_its_step(shell):
    visit = register.open_visit(shell.desk, donor=people.somebody(shell.desk), source="typed", plan="WB400")
    page = decision(shell, people.answered(shell.desk, visit))
    assert page.view.verdict.meaning is Meaning.UNDECIDED
    press(shell.window, "1")
    assert shell.steps == [(visit.id, "exam")]


def test_the_physician_lets_a_donor_give_with_a_reason(shell):
    page = decision(shell, other={"Q24": NOT_SURE})
    press(shell.window, "1")
    assert page.view.main.missing == "还差说明"
    press(shell.window, "ok", ENTER, PIN, F10)
    assert shell.went_on[-1].decision.made.outcome == "eligible"


def test_the_physician_defers_until_a_day_to_come(shell):
    page = decision(shell, other={"Q24": NOT_SURE})
    press(shell.window, "2", "20261121", ENTER)
    assert page.view.main.missing == "还差日期"
    page.view.until.setFocus()
    page.view.until.selectAll()
    press(shell.window, "20270101", ENTER, "travel", ENTER, PIN, F10)
    assert str(shell.went_on[-1].decisions[-1].made.until_on) == "2027-01-01"
    assert shell.went_on[-1].closed.how == "deferred"


def test_a_donor_may_leave_without_a_decision(shell):
    page = decision(shell)
    press(shell.window, F6)
    page.view.open_sheet.words.setText("有事先走")
    press(shell.window, F10)
    assert (shell.went_on[-1].closed.how, shell.went_on[-1].decisions) == ("left", ())


def test_rules_that_nobody_reviewed_are_named(shell):
    assert decision(shell).view.unreviewed.text == "规则未经审核"


# ---- a word of the station --------------------------------------------------------------------------------


def held(shell, **told):
    visit = people.before_decision(shell.desk)
    return tell(shell.desk, visit, word(**(told or {"deferral": PERMANENT})))


def test_a_word_of_the_station_is_read_and_looked_at_before_anything_is_decided(shell):
    page = decision(shell, held(shell))
    assert page.view.verdict.reason == "血站来信：这位献血者在别处被暂缓"
    assert page.view.main.missing == "还差说明"
    press(shell.window, "phoned", ENTER, PIN, F10)
    (visit,) = shell.went_on
    assert (visit.hold, visit.decisions) == (None, ())


def test_no_answer_of_a_physician_is_asked_for_at_a_hold(shell):
    page = decision(shell, held(shell))
    assert page.view.choices.isHidden()
    press(shell.window, "1")
    assert page.view.remark.text() == "1"


def test_a_nurse_reads_the_word_and_fetches_the_physician(shell):
    page = decision(shell, held(shell), who=people.NURSE)
    assert page.view.main.missing == "请医师确认"
    assert page.view.tell.text() == "请稍等，医师要核对一下您的资料。"
    press(shell.window, F10)
    assert shell.went_on == []


def test_after_the_look_the_page_shows_what_the_rules_make_of_it(shell):
    visit = held(shell)
    decision(shell, visit)
    press(shell.window, "phoned", ENTER, PIN, F10)
    page = decision(shell, shell.went_on[-1])
    assert page.view.verdict.meaning is Meaning.DEFERRED_FOR_GOOD
