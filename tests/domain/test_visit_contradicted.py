"""A correction of what the decision rests on parts the unit, and new readings take the signature away."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit, fold_visit
from donor_room.domain.walk import step_of, why_not
from tests.support.acts import (
    BEGAN,
    OPENED,
    WALK,
    changed,
    corrected,
    measured,
    recorded,
    reviewed,
    upto,
    visit_of,
)
from tests.support.van import donor


def put_right(at: str, what: str, right: e.Act, *more: e.Act) -> Visit:
    """Return the visit that was corrected when it had come to `at`."""
    acts = upto(at)
    wrong = recorded(acts)[list(WALK).index(what)].entry
    lines = recorded((*acts, corrected(wrong, right), *more))
    return fold_visit(lines)


def ids(visit: Visit) -> tuple[str, ...]:
    return visit.contradicted


LOW = measured("sbp", 88)


@pytest.mark.parametrize("at", ["needle", "ended", "closed"])
def test_a_fact_corrected_after_the_needle_contradicts_the_decision(at: str) -> None:
    visit = put_right(at, "sbp", LOW)
    assert len(visit.contradicted) == 1
    assert visit.quarantine == ("not_reviewed",)


@pytest.mark.parametrize("at", ["exam", "decision", "bag"])
def test_one_corrected_before_the_needle_only_undoes_the_decision(at: str) -> None:
    visit = put_right(at, "sbp", LOW)
    assert (visit.contradicted, visit.quarantine, visit.decision) == ((), (), None)


def test_the_donors_own_data_are_facts_too() -> None:
    other = changed(OPENED, donor=changed(donor(), sex="female"))
    assert put_right("ended", "opened", other).quarantine == ("not_reviewed",)


def test_what_no_decision_rests_on_contradicts_none() -> None:
    assert put_right("closed", "ended", changed(WALK["ended"], volume_ml=390)).quarantine == ()
    bag = changed(WALK["bag"], lot="B2")
    assert put_right("closed", "bag", bag).quarantine == ()


def test_a_reading_after_the_decision_contradicts_none() -> None:
    acts = (*upto("ended"), measured("sbp", 100))
    wrong = recorded(acts)[-1].entry
    assert fold_visit(recorded((*acts, corrected(wrong, measured("sbp", 110))))).quarantine == ()


def test_a_correction_without_a_decision_contradicts_none() -> None:
    acts = [act for name, act in WALK.items() if name != "decision"]
    wrong = recorded(acts)[list(WALK).index("sbp")].entry
    assert fold_visit(recorded((*acts, corrected(wrong, LOW)))).contradicted == ()


@pytest.mark.parametrize(
    ("outcome", "reasons"),
    [
        ("eligible", ()),
        ("eligible_check_before_release", ()),
        ("deferred_until", ("would_be_deferred_until",)),
        ("cannot_decide", ("would_be_cannot_decide",)),
        ("physician", ("would_be_physician",)),
    ],
)
def test_the_review_says_whether_the_unit_goes_apart(outcome: str, reasons: tuple[str, ...]) -> None:
    correction = put_right("closed", "sbp", LOW).contradicted[0]
    assert put_right("closed", "sbp", LOW, reviewed(correction, outcome)).quarantine == reasons


def test_a_later_review_lifts_no_quarantine() -> None:
    correction = put_right("closed", "sbp", LOW).contradicted[0]
    visit = put_right("closed", "sbp", LOW, reviewed(correction), reviewed("another", "eligible"))
    assert visit.quarantine == ("would_be_deferred_until",)


def test_a_review_is_written_of_a_used_decision_only() -> None:
    assert why_not(visit_of(*upto("bag")), reviewed("x")) == "walk.no_needle"
    assert why_not(visit_of(*upto("needle")), reviewed("x")) is None
    assert why_not(visit_of(*upto("closed")), reviewed("x")) is None


# ---- signatures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [measured("sbp", 130), WALK["skin"]])
def test_a_reading_after_the_examination_was_signed_takes_the_signature_away(act: e.Act) -> None:
    visit = visit_of(*upto("tests"), act)
    assert visit.exam_signed_by is None
    assert visit.tests_signed_by is not None
    assert step_of(visit) == "exam"


@pytest.mark.parametrize(
    "act", [measured("hb", 130, "g/L"), measured("alt", 20), WALK["strip"], WALK["group"]]
)
def test_a_result_after_the_tests_were_signed_takes_the_signature_away(act: e.Act) -> None:
    visit = visit_of(*upto("decision"), act)
    assert visit.tests_signed_by is None
    assert visit.exam_signed_by is not None
    assert step_of(visit) == "tests"
    assert why_not(visit, WALK["decision"]) == "walk.sign_tests_first"


def test_signed_again_the_walk_goes_on() -> None:
    assert step_of(visit_of(*upto("tests"), measured("sbp", 130), e.ExamSigned())) == "decision"


def test_a_reading_at_a_reaction_leaves_the_signature_of_a_planned_set() -> None:
    visit = visit_of(*upto("needle"), BEGAN, measured("sbp", 85))
    assert visit.exam_signed_by is not None
