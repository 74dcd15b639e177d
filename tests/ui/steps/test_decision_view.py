"""The decision as it is seen: nothing of one donor stays for the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from donor_room.ui.keys import Act
from donor_room.ui.steps.aftercare.view import AftercareView
from donor_room.ui.steps.decision.missing import Missing
from donor_room.ui.steps.decision.view import DecisionView, Shown
from donor_room.ui.texts import say, texts
from donor_room.ui.tokens import Meaning
from donor_room.ui.widgets.findings import FindingLine
from donor_room.ui.widgets.inspect import find_cut_texts

LINES = [
    FindingLine("血红蛋白", "116 g/L", "不低于 120", "8.2", "2026-12-05", True),
    FindingLine("脉搏", "104", "", "7.4", ""),
]
ASKED = FindingLine("第 23 题：布氏杆菌病、疟疾、风湿热", "不清楚", "", "6", "医师判断")
GAPS = [
    Missing("名单", "没有", "先同步", ""),
    Missing("体重", "还没有", "去体检", "exam"),
    Missing("ALT", "还没有", "去初筛", "tests"),
]
DOWN, UP = Qt.Key.Key_Down, Qt.Key.Key_Up


@pytest.fixture
def view(qtbot, qapp) -> DecisionView:
    made = DecisionView()
    qtbot.addWidget(made)
    made.resize(1366, 592)
    made.show()
    made.activateWindow()
    qapp.processEvents()
    return made


def show(view: DecisionView, mode: str = "deferred", **changes: Any) -> None:
    """Show a page of this mode; changes may name physician, pin and day beside what is shown."""
    physician, pin, day = (changes.pop(name, name == "physician") for name in ("physician", "pin", "day"))
    named: dict[str, Any] = {"mode": mode, "meaning": Meaning.DEFERRED_UNTIL, "main": "确认"}
    basis = Shown(reason="", label="", value="", **named)
    view.show_decision(replace(basis, **changes), asks_pin=pin, is_physician=physician, picks_day=day)


def said(signal) -> list:
    kept: list = []
    signal.connect(lambda *sent: kept.append(sent[0] if sent else None))
    return kept


# ---- findings and gaps ----


@pytest.mark.parametrize(
    ("lines", "gaps", "rows"),
    [(LINES, [], (2, 0)), ([], GAPS, (0, 3)), (LINES, GAPS, (0, 3)), ([], [], (0, 0))],
)
def test_what_is_missing_comes_before_what_was_found(view, lines, gaps, rows):
    show(view, lines=lines, missing=gaps)
    assert (len(view.table.rows), len(view.missing_rows)) == rows


def test_the_next_donor_sees_nothing_of_the_last(view):
    show(view, lines=LINES, tell="今天不能献血", before=[("体重", "50")], results=[("体重", "70", "", "")])
    show(view, "eligible")
    assert (view.table.rows, view.missing_rows, view.tell.text()) == ([], [], "")
    assert all(row.isHidden() for row in view.before)


@pytest.mark.parametrize(("digit", "step"), [(2, "exam"), (3, "tests")])
def test_a_gap_leads_to_its_step_by_its_digit(view, digit, step):
    steps = said(view.step_asked)
    show(view, "missing", missing=GAPS)
    assert view._digit(digit)
    assert steps == [step]


def test_a_gap_that_no_step_asks_cannot_be_pressed(view):
    steps = said(view.step_asked)
    show(view, "missing", missing=GAPS)
    assert not view._digit(1)
    assert steps == []


def test_the_keyboard_stands_on_the_first_gap_that_leads_somewhere(view):
    show(view, "missing", missing=GAPS)
    view.take_focus()
    assert view.missing_rows[1].hasFocus()


@pytest.mark.parametrize(("keys", "place"), [([], 0), ([DOWN], 1), ([DOWN, DOWN], 0), ([UP], 1)])
def test_arrows_walk_through_the_findings(view, qtbot, keys, place):
    show(view, lines=LINES)
    view.take_focus()
    for key in keys:
        qtbot.keyClick(view.focusWidget(), key)
    assert view.table.rows[place].hasFocus()


@pytest.mark.parametrize("place", [0, 1])
def test_f1_asks_for_the_clause_of_the_row_in_hand(view, qtbot, place):
    asked = said(view.clause_asked)
    show(view, lines=LINES)
    view.table.rows[place].setFocus()
    qtbot.keyClick(view.table.rows[place], Qt.Key.Key_F1)
    assert asked == [place]


# ---- who signs ----


def test_no_pin_is_asked_before_it_is_time(view):
    show(view, lines=LINES, tell="今天不能献血")
    assert not view.pin.isVisibleTo(view)
    assert view.tell.isVisibleTo(view)


def test_the_signature_takes_the_place_of_what_is_said(view):
    show(view, lines=LINES, tell="今天不能献血", pin=True, person="赵敏", role="医师")
    assert (view.pin.isVisibleTo(view), view.tell.isVisibleTo(view)) == (True, False)
    assert view.person.text() == "赵敏"


@pytest.mark.parametrize("mode", ["eligible", "deferred", "physician"])
def test_a_nurse_is_told_that_a_physician_signs(view, mode):
    show(view, mode, physician=False)
    assert view._pin_words.text() == say("decision.physician_needed")
    assert not view.pin.isVisibleTo(view)


@pytest.mark.parametrize("mode", ["decided", "missing"])
def test_nobody_is_called_where_nothing_is_to_be_signed(view, mode):
    show(view, mode, physician=False)
    assert not view._sign_side.isVisibleTo(view)


def test_digits_go_into_the_pin(view):
    typed = said(view.pin_typed)
    show(view, "eligible", pin=True)
    for digit in (9, 7, 5, 3):
        view._digit(digit)
    assert (typed, view.pin.is_full) == ([1, 2, 3, 4], True)


def test_a_wrong_pin_is_emptied_and_its_place_keeps_the_keyboard(view):
    show(view, "eligible", pin=True)
    for digit in (9, 7, 5, 3):
        view._digit(digit)
    view.show_wrong_pin("不对，还可试 4 次")
    assert (view.pin.is_full, view.pin_message.text, view.pin.hasFocus()) == (
        False,
        "不对，还可试 4 次",
        True,
    )


# ---- the physician's own decision ----


@pytest.mark.parametrize(
    ("mode", "physician", "shown"),
    [
        ("physician", True, True),
        ("physician", False, False),
        ("deferred", True, False),
        ("eligible", True, False),
    ],
)
def test_only_a_physician_decides_and_only_what_the_rules_leave_open(view, mode, physician, shown):
    show(view, mode, physician=physician)
    assert view.choices.isVisibleTo(view) is shown


def test_no_decision_is_chosen_before(view):
    show(view, "physician")
    assert (view.choices.value, view.remark.text(), view.until.text()) == (None, "", "")


@pytest.mark.parametrize(
    ("digit", "choice"), [(1, "eligible"), (2, "deferred_until"), (3, "deferred_for_good")]
)
def test_a_decision_is_one_digit(view, digit, choice):
    made = said(view.choice_made)
    show(view, "physician")
    assert view._digit(digit)
    assert made == [choice]


@pytest.mark.parametrize("picks_day", [True, False])
def test_a_day_is_asked_only_of_a_deferral(view, picks_day):
    show(view, "physician", day=picks_day)
    assert view.until.isVisibleTo(view) is picks_day


def test_the_keyboard_goes_from_choice_to_day_to_reason_to_pin(view):
    show(view, "physician", pin=True, day=True)
    view.choices.show_value("deferred_until")
    walked = []
    for fill in (
        lambda: view.until.show_day(date(2026, 12, 5)),
        lambda: view.remark.setText("问过"),
        lambda: None,
    ):
        view.take_focus()
        walked.append(view.focusWidget())
        fill()
    assert walked == [view.until, view.remark, view.pin]


def test_beginning_again_empties_all_that_was_given(view):
    show(view, "physician", pin=True, day=True)
    view.choices.show_value("eligible")
    view.remark.setText("问过")
    view.until.show_day(date(2026, 12, 5))
    view._digit(9)
    view.begin_again()
    assert (view.choices.value, view.remark.text(), view.until.text(), view.pin.take()) == (None, "", "", "")


def test_a_choice_stays_when_the_language_changes(view):
    show(view, "physician")
    view.choices.show_value("deferred_until")
    texts().switch("en")
    assert view.choices.value == "deferred_until"


# ---- actions ----


@pytest.mark.parametrize(
    ("changes", "act", "shown"),
    [
        ({"lines": LINES}, Act.HELP, True),
        ({"missing": GAPS}, Act.HELP, False),
        ({"may_repeat": True}, Act.AGAIN, True),
        ({"may_repeat": False}, Act.AGAIN, False),
        ({"may_leave": False}, Act.DEFER, False),
    ],
)
def test_an_act_is_offered_only_where_it_means_something(view, changes, act, shown):
    show(view, **changes)
    assert view.action(act).isVisibleTo(view) is shown


@pytest.mark.parametrize("unreviewed", [True, False])
def test_rules_that_nobody_reviewed_say_so(view, unreviewed):
    show(view, unreviewed=unreviewed)
    assert bool(view.unreviewed.text) is unreviewed


@pytest.mark.parametrize("count", [1, 8])
def test_all_passed_results_are_seen(view, qapp, count):
    show(view, "eligible", results=[("体重", "70 kg", "不低于 50", "")] * count)
    qapp.processEvents()
    assert len([row for row in view._made_results if not row.isHidden()]) == count
    assert find_cut_texts(view) == []


# ---- room ----


def whole_rows(view: DecisionView) -> int:
    """Return how many findings are seen from top to bottom without scrolling."""
    port = view._reasons_side.viewport()
    return sum(row.mapTo(port, row.rect().bottomLeft()).y() < port.height() for row in view.table.rows)


@pytest.mark.parametrize("height", [592, 544])
def test_five_findings_are_seen_whole(view, qapp, height):
    view.resize(1366, height)
    show(view, lines=LINES[:1] * 5)
    qapp.processEvents()
    assert whole_rows(view) == 5


def test_the_physician_sees_five_of_eight_findings_above_the_choices(view, qapp):
    show(view, "physician", lines=[ASKED] * 8, physician=True, pin=True)
    qapp.processEvents()
    assert whole_rows(view) == 5
    assert find_cut_texts(view) == []


@pytest.mark.parametrize(("count", "is_low"), [(2, False), (8, True)])
def test_the_verdict_gives_way_only_where_findings_need_its_room(view, qapp, count, is_low):
    show(view, "physician", lines=[ASKED] * count, physician=True, pin=True)
    assert (view.verdict.height() < view.verdict.width() // 10) is is_low


@pytest.mark.parametrize("height", [592, 544])
def test_of_many_gaps_none_is_cut_in_half(view, qapp, height):
    view.resize(1366, height)
    show(view, "missing", missing=GAPS * 5)
    qapp.processEvents()
    port = view._reasons_side.viewport()
    assert port.height() % view.missing_rows[0].height() < view.missing_rows[0].height() // 4


def test_the_last_lines_of_the_rail_are_seen_on_the_low_screen(view, qapp):
    view.resize(1280, 544)
    pairs = [("血红蛋白", "不低于 120 g/L")] * 4
    show(view, lines=LINES, tell="今天先不献血，是为了您和用血者的安全。" * 3, before=pairs,
         basis=[("依据", "GB18467-2011")] * 3, unreviewed=True)  # fmt: skip
    qapp.processEvents()
    assert view._rail_scroll.verticalScrollBar().maximum() == 0


def test_rules_that_were_reviewed_keep_no_room_for_a_warning(view):
    show(view, unreviewed=False)
    assert view.unreviewed.isHidden()


# ---- aftercare ----


@pytest.fixture
def aftercare(qtbot) -> AftercareView:
    made = AftercareView()
    qtbot.addWidget(made)
    made.retext()
    made.resize(1366, 592)
    made.show()
    return made


@pytest.mark.parametrize(
    ("is_over", "is_started", "tag"),
    [(False, False, "waiting"), (False, True, "resting"), (True, True, "over")],
)
def test_the_rest_says_where_it_stands(aftercare, is_over, is_started, tag):
    aftercare.show_rest(0, 10, "", is_over=is_over, is_started=is_started)
    assert aftercare.tag.text == say(f"aftercare.tag.{tag}")


@pytest.mark.parametrize("seconds", [0, 300, 600, 900])
def test_the_rest_counts_up_to_its_minutes(aftercare, seconds):
    aftercare.show_rest(seconds, 10, "", is_over=False, is_started=True)
    assert (aftercare.clock.seconds, aftercare.bar._part) == (seconds, min(1.0, seconds / 600))


def test_a_souvenir_is_one_digit_and_none_is_given_before(aftercare):
    given = said(aftercare.souvenir_given)
    aftercare.show_souvenirs([(1, "雨伞", "umbrella"), (2, "杯子", "cup")], None)
    before = aftercare.souvenirs.value
    aftercare.souvenirs.digit_pressed(2)
    assert (before, given) == (None, ["cup"])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_rail_shows_as_much_as_is_known(aftercare, count):
    pairs = [("全血", "2027-05-21", "")] * count
    aftercare.show_known(pairs, pairs, [("登记", "14:00", "done")] * count)
    shown = [
        sum(not row.isHidden() for row in rows)
        for rows in (aftercare.next_rows, aftercare.count_rows, aftercare.done_rows)
    ]
    assert shown == [count] * 3
