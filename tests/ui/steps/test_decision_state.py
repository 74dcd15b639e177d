"""What is missing before the physician's signature, and what an answer of the physician changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from donor_room.ui.steps.decision.state import CHOICES, State, began_to_sign, chose, missing, typed_pin, wrote

TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)


def physician(**fields: object) -> State:
    return State(is_physician=True, **fields)  # type: ignore[arg-type]


def test_nothing_is_chosen_before_somebody_chooses():
    fresh = State()
    assert (fresh.choice, fresh.until_on, fresh.remark, fresh.pin_is_full) == (None, None, "", False)


def test_without_facts_nothing_is_decided():
    assert State().mode == "missing"


@pytest.mark.parametrize(
    ("outcome", "mode"),
    [
        ("eligible", "eligible"),
        ("eligible_check_before_release", "eligible"),
        ("deferred_until", "deferred"),
        ("deferred_for_good", "deferred"),
        ("physician", "physician"),
        ("cannot_decide", "missing"),
    ],
)
def test_each_outcome_has_its_page(outcome, mode):
    assert State(outcome=outcome).mode == mode


@pytest.mark.parametrize("outcome", ["eligible", "deferred_for_good", "physician", "cannot_decide"])
def test_a_decision_on_the_disk_leaves_only_paper_and_parting(outcome):
    assert State(outcome=outcome, decided=True).mode == "decided"


@pytest.mark.parametrize("outcome", ["eligible", "physician", "deferred_until", "cannot_decide"])
def test_nobody_but_a_physician_is_asked_for_a_pin(outcome):
    assert not State(outcome=outcome, signing=True).asks_pin


@pytest.mark.parametrize(
    ("outcome", "asked"),
    [("eligible", True), ("physician", True), ("deferred_until", False), ("cannot_decide", False)],
)
def test_a_physician_signs_at_once_but_reads_a_deferral_first(outcome, asked):
    assert physician(outcome=outcome).asks_pin is asked


def test_a_deferral_that_was_read_is_signed():
    assert began_to_sign(physician(outcome="deferred_until")).asks_pin


def test_beginning_to_sign_takes_no_earlier_pin():
    assert not began_to_sign(physician(outcome="deferred_until", pin_is_full=True)).pin_is_full


def test_a_decision_on_the_disk_asks_for_no_pin():
    assert not physician(outcome="eligible", decided=True).asks_pin


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (State(), "facts"),
        (physician(), "facts"),
        (State(outcome="eligible"), "physician"),
        (State(outcome="deferred_for_good"), "physician"),
        (physician(outcome="eligible"), "pin"),
        (physician(outcome="eligible", pin_is_full=True), ""),
        (physician(outcome="deferred_until"), ""),
        (physician(outcome="deferred_until", signing=True), "pin"),
        (physician(outcome="deferred_until", signing=True, pin_is_full=True), ""),
        (physician(outcome="physician"), "choice"),
        (physician(outcome="physician", choice="eligible"), "remark"),
        (physician(outcome="physician", choice="eligible", remark="问过"), "pin"),
        (physician(outcome="physician", choice="eligible", remark="问过", pin_is_full=True), ""),
        (State(outcome="eligible", decided=True), ""),
    ],
)
def test_what_is_missing_first_is_named(state, what):
    assert missing(state, TODAY) == what


@pytest.mark.parametrize(
    ("until_on", "what"),
    [(None, "day"), (TODAY - timedelta(days=1), "day"), (TODAY, "day"), (TOMORROW, "remark")],
)
def test_a_deferral_ends_tomorrow_at_the_earliest(until_on, what):
    state = physician(outcome="physician", choice="deferred_until", until_on=until_on)
    assert missing(state, TODAY) == what


@pytest.mark.parametrize("remark", ["", " ", "\t", "　"])
def test_blanks_are_no_reason(remark):
    state = physician(outcome="physician", choice="eligible", remark=remark, pin_is_full=True)
    assert missing(state, TODAY) == "remark"


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_is_taken_as_it_was_made(choice):
    assert chose(physician(outcome="physician"), choice).choice == choice


@pytest.mark.parametrize(
    ("choice", "kept"), [("deferred_until", TOMORROW), ("eligible", None), ("deferred_for_good", None)]
)
def test_a_day_belongs_to_a_deferral_only(choice, kept):
    state = physician(outcome="physician", choice="deferred_until", until_on=TOMORROW)
    assert chose(state, choice).until_on == kept


def test_choosing_again_keeps_the_reason():
    assert chose(physician(outcome="physician", remark="问过"), "eligible").remark == "问过"


@pytest.mark.parametrize(("choice", "kept"), [("deferred_until", TOMORROW), ("eligible", None), (None, None)])
def test_a_day_typed_without_a_deferral_is_not_kept(choice, kept):
    state = wrote(physician(outcome="physician", choice=choice), remark="问过", until_on=TOMORROW)
    assert (state.until_on, state.remark) == (kept, "问过")


@pytest.mark.parametrize(("digits", "full"), [(0, False), (3, False), (4, True), (5, True)])
def test_a_pin_is_full_with_all_its_digits(digits, full):
    assert typed_pin(State(), digits, needed=4).pin_is_full is full


def test_a_digit_taken_back_opens_the_pin_again():
    assert not typed_pin(typed_pin(State(), 4, needed=4), 3, needed=4).pin_is_full
