"""The examination page: what the nurse presses and reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from donor_room.ui.steps.exam.presenter import ExamPresenter, build
from donor_room.ui.texts import texts
from donor_room.ui.widgets.fields import Mark
from donor_room.workflow import aftercare, examine, register
from tests.ui.steps.house import ShellSpy, answer_all, come_in, press, put_up

ENTER, F5, F10 = Qt.Key.Key_Return, Qt.Key.Key_F5, Qt.Key.Key_F10


@pytest.fixture
def exam(shell: ShellSpy) -> ExamPresenter:
    presenter = build(shell)
    put_up(shell, presenter, answer_all(shell.desk, come_in(shell.desk, sex="male")))
    return presenter


def stored(exam: ExamPresenter, quantity: str) -> list[str]:
    visit = exam.shell.desk.visits.get(exam.visit_id)
    return [str(reading.measured.value) for reading in visit.all_of(quantity)]


def type_all(exam: ExamPresenter) -> None:
    press(exam.shell.window, "118", ENTER, "76", ENTER, "72", ENTER, "36.5", ENTER, "72", ENTER)


def test_the_whole_examination_takes_twenty_three_keys_and_goes_on(exam, shell):
    type_all(exam)
    press(shell.window, "1", "1", "1", "1", F10)
    assert [visit.exam_signed_by for visit in shell.went_on] == ["s1"]


def test_a_value_is_on_the_disk_as_soon_as_its_field_is_left(exam, shell):
    press(shell.window, "118", ENTER)
    assert stored(exam, "sbp") == []
    press(shell.window, "76", ENTER)
    assert (stored(exam, "sbp"), stored(exam, "dbp")) == (["118"], ["76"])


def test_a_swapped_pressure_is_said_beside_the_field_and_kept(exam, shell):
    press(shell.window, "76", ENTER, "118", ENTER)
    assert exam.view.rows["pressure"].question.text == "舒张压必须小于收缩压"
    assert exam.view.fields["dbp"].mark is Mark.ERROR
    assert (exam.view.fields["dbp"].text(), stored(exam, "dbp")) == ("118", [])


def test_a_corrected_pressure_takes_the_words_away(exam, shell):
    press(shell.window, "76", ENTER, "118", ENTER)
    exam.view.fields["sbp"].setFocus()
    exam.view.fields["sbp"].selectAll()
    press(shell.window, "118", ENTER)
    exam.view.fields["dbp"].selectAll()
    press(shell.window, "76", ENTER)
    assert exam.view.rows["pressure"].question.text == ""
    assert stored(exam, "dbp") == ["76"]


def test_an_unlikely_weight_waits_for_one_key(exam, shell):
    exam.view.fields["weight"].setFocus()
    press(shell.window, "135", ENTER)
    assert (
        "少见" in exam.view.rows["weight"].question.text or "市斤" in exam.view.rows["weight"].question.text
    )
    assert stored(exam, "weight") == []
    press(shell.window, "1")
    assert stored(exam, "weight") == ["135"]


def test_a_temperature_in_fahrenheit_is_asked_about_and_never_converted(exam, shell):
    exam.view.fields["temp"].setFocus()
    press(shell.window, "98.6", ENTER)
    assert "华氏度" in exam.view.rows["temp"].question.text
    assert stored(exam, "temp") == []


def test_a_repeated_pressure_keeps_both_readings_and_lists_them(exam, shell):
    press(shell.window, "146", ENTER, "88", ENTER)
    press(shell.window, F5, "138", ENTER, "84", ENTER)
    assert stored(exam, "sbp") == ["146", "138"]
    assert [row.value for row in exam.view.readings] == ["146/88 mmHg", "138/84 mmHg"]


def test_the_same_pressure_measured_again_is_a_further_reading(exam, shell):
    press(shell.window, "146", ENTER, "88", ENTER, F5, "146", ENTER, "88", ENTER)
    assert stored(exam, "sbp") == ["146", "146"]


def test_a_slow_pulse_asks_for_endurance_sport(exam, shell):
    exam.view.fields["pulse"].setFocus()
    press(shell.window, "54", ENTER)
    assert exam.view.rows["pulse"].question.text == "耐力运动员？"
    press(shell.window, "1")
    assert shell.desk.visits.get(exam.visit_id).ticks == {"is_endurance_athlete": True}


def test_a_usual_pulse_asks_nothing(exam, shell):
    exam.view.fields["pulse"].setFocus()
    press(shell.window, "60", ENTER)
    assert exam.view.rows["pulse"].question.text == ""


def test_what_is_missing_is_named_and_led_to(exam, shell):
    press(shell.window, "118", ENTER, "76", ENTER, "72", ENTER, F10)
    assert shell.went_on == []
    assert exam.view.summary.problems[:2] == ["体温", "体重"]
    press(shell.window, ENTER)
    assert exam.view.fields["temp"].hasFocus()


def test_what_stands_in_the_last_field_is_saved_by_the_main_key(exam, shell):
    type_all(exam)
    press(shell.window, "1111")
    exam.view.fields["weight"].setFocus()
    exam.view.fields["weight"].selectAll()
    press(shell.window, "73", F10)
    assert stored(exam, "weight") == ["72", "73"]
    assert len(shell.went_on) == 1


def test_an_open_question_keeps_the_examination_from_being_signed(exam, shell):
    type_all(exam)
    press(shell.window, "1111")
    exam.view.fields["weight"].setFocus()
    exam.view.fields["weight"].selectAll()
    press(shell.window, "35", F10)
    assert shell.went_on == []
    assert len(exam.view.summary.problems) == 1


def test_no_sign_is_chosen_before_it_is_seen(exam):
    assert [row.value for row in exam.view.signs.values()] == [None] * 4


def test_enter_pressed_once_too_often_says_nothing_of_a_sign(exam, shell):
    type_all(exam)
    press(shell.window, ENTER, ENTER, ENTER)
    assert shell.desk.visits.get(exam.visit_id).signs == {}
    press(shell.window, "2")
    signs = shell.desk.visits.get(exam.visit_id).signs
    assert {name: sign.normal for name, sign in signs.items()} == {"skin": False}


def test_the_limits_are_those_of_the_pack_and_the_sex(exam):
    words = [exam.view.rows[name].limit.text() for name in ("pressure", "pulse", "temp", "weight")]
    assert words == ["90/60 至 139/89", "60 至 100", "低于 37.3", "不低于 50"]


def test_a_woman_has_her_own_weight_limit(exam, shell):
    exam.open(answer_all(shell.desk, come_in(shell.desk, seed=9, sex="female")))
    assert exam.view.rows["weight"].limit.text() == "不低于 45"


def test_another_donor_finds_empty_fields(exam, shell):
    press(shell.window, "76", ENTER, "118", ENTER)
    exam.open(answer_all(shell.desk, come_in(shell.desk, seed=9)))
    assert [field.text() for field in exam.view.fields.values()] == [""] * 6
    assert exam.view.rows["pressure"].question.text == ""


def test_the_page_taken_up_again_shows_what_is_stored(exam, shell):
    press(shell.window, "118", ENTER, "76", ENTER, "72", ENTER)
    exam.open(shell.desk.visits.get(exam.visit_id))
    assert [exam.view.fields[name].text() for name in ("sbp", "dbp", "pulse")] == ["118", "76", "72"]


def test_a_donor_who_leaves_is_written_down_with_the_reason(exam, shell):
    press(shell.window, Qt.Key.Key_F6, "has to go", F10)
    assert [(visit.closed.how, visit.closed.remark) for visit in shell.went_on] == [("left", "has to go")]


def test_nobody_leaves_without_a_reason(exam, shell):
    press(shell.window, Qt.Key.Key_F6, F10)
    assert shell.went_on == []


@pytest.fixture
def returning(shell, clock) -> ExamPresenter:
    """Somebody who weighed 71 kg here two months ago."""
    visit = answer_all(shell.desk, come_in(shell.desk, sex="male"))
    examine.measure(shell.desk, visit.id, quantity="weight", text="71", confirmed=False)
    examine.measure_pressure(shell.desk, visit.id, sbp="120", dbp="78", confirmed=False)
    aftercare.close(shell.desk, visit.id, how="left", remark="no time")
    clock.instant += timedelta(days=60)
    shell.desk.directory.apply([], "later", clock.now())
    again = register.open_visit(shell.desk, donor=visit.donor, source="typed", plan="WB400")
    presenter = build(shell)
    put_up(shell, presenter, answer_all(shell.desk, again))
    return presenter


def test_the_last_value_and_its_day_stand_beside_the_field(returning):
    past = returning.view.rows["weight"].past
    assert (past.value.text(), past.day.text()) == ("71", "2026-11-21")


def test_what_is_wrong_is_said_again_in_the_other_language(exam, shell):
    press(shell.window, "118", ENTER, "181", ENTER)
    texts().switch("en")
    row, english = exam.view.rows["pressure"], texts().say("measures.pressures_swapped", sbp=118, dbp=181)
    assert row.question.text == english


def test_a_question_and_its_key_are_said_again(exam, shell):
    exam.view.fields["weight"].setFocus()
    press(shell.window, "135", ENTER)
    chinese = exam.view.rows["weight"].question
    before = (chinese.text, chinese.choices.buttons[0].text())
    texts().switch("en")
    after = (chinese.text, chinese.choices.buttons[0].text())
    assert not any(word.isascii() for word in before)
    assert after[0].isascii()
    assert after[1] == texts().say("exam.confirm.is_so")


def test_a_first_donor_is_called_so_once(exam):
    rows = [row.past.trend.empty_text for row in exam.view.rows.values()]
    said = [label.text() for label in exam.view.rail_side.findChildren(QLabel) if label.isVisible()]
    assert (set(rows), said.count("首次献血，无以往数值")) == ({""}, 1)


def test_a_jump_against_the_last_visit_is_asked_about(returning, shell):
    returning.view.fields["weight"].setFocus()
    press(shell.window, "92", ENTER)
    assert returning.view.rows["weight"].question.text == "比上次高 21 kg，请核对"
    press(shell.window, "1")
    assert stored(returning, "weight") == ["92"]


def test_a_small_change_is_not_asked_about(returning, shell):
    returning.view.fields["weight"].setFocus()
    press(shell.window, "73", ENTER)
    assert stored(returning, "weight") == ["73"]


def test_a_fourth_pressure_is_left_to_the_physician(exam, shell):
    for _ in range(3):
        press(shell.window, "146", ENTER, "88", ENTER, F5)
    press(shell.window, "146", ENTER, "88", ENTER)
    assert stored(exam, "sbp") == ["146"] * 3
    assert shell.window.scan_line.text == "血压最多测 3 次，请交医师"


def test_a_high_pressure_starts_the_rest_and_says_when_to_repeat(exam, shell, clock):
    press(shell.window, "146", ENTER, "88", ENTER)
    assert exam.view.rest.isVisible()
    assert exam.view.rest_words == "休息中，满 15 分可重测"
    clock.instant += timedelta(minutes=15)
    exam.look_at_rest()
    assert exam.view.rest.seconds == 900
    assert exam.view.rest_words == "已休息满 15 分，可以重测"
    press(shell.window, F5, "128", ENTER, "82", ENTER)
    assert not exam.view.rest.isVisible()
    assert [row.value for row in exam.view.readings] == ["146/88 mmHg", "128/82 mmHg"]


def test_a_pressure_within_its_limits_needs_no_rest(exam, shell):
    press(shell.window, "118", ENTER, "76", ENTER)
    assert not exam.view.rest.isVisible()


F4 = Qt.Key.Key_F4


@pytest.mark.parametrize(("digit", "said", "is_named"), [("1", True, True), ("2", False, False)])
def test_fear_of_the_needle_is_two_keys_and_stands_in_the_rail_at_once(exam, shell, digit, said, is_named):
    unknown = exam.view.risk_unknown.text()
    press(shell.window, F4, digit)
    assert shell.desk.visits.get(exam.visit_id).is_afraid is said
    assert ("害怕" in exam.view.risk.text()) is is_named
    assert ("是否害怕" in unknown, "是否害怕" in exam.view.risk_unknown.text()) == (True, False)


def test_the_last_word_about_fear_counts_and_the_same_is_written_once(exam, shell):
    press(shell.window, F4, "1", F4, "1", F4, "2")
    assert shell.desk.visits.get(exam.visit_id).is_afraid is False
    acts = shell.desk.ledger.of_visit(exam.visit_id)
    assert [line.act.is_afraid for line in acts if line.entry.kind == "visit.fear_said"] == [True, False]
