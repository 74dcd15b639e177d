"""What was found of a donor on another day is asked and measured again, unless the needle is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit, fold_visit
from donor_room.domain.walk import has_lapsed, is_begun_anew, may_give, step_of, why_not
from tests.support.acts import (
    DEFERRED,
    ELIGIBLE,
    LAPSED,
    NEEDLE_FAILED,
    VOIDED,
    WALK,
    planned,
    recorded,
    upto,
    visit_of,
)

VALID_H = 4
EVENING = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
"""Half an hour before midnight of the site."""


def begun(at: datetime, *acts: e.Act) -> Visit:
    return fold_visit(recorded(acts or upto("decision"), at=at))


@pytest.mark.parametrize(
    ("after", "lapses"),
    [
        (timedelta(minutes=20), False),
        (timedelta(hours=1), False),
        (timedelta(hours=VALID_H), False),
        (timedelta(hours=VALID_H, minutes=1), True),
        (timedelta(days=1), True),
        (timedelta(days=400), True),
        (timedelta(hours=-20), False),
    ],
)
def test_another_day_and_the_hours_of_the_pack_make_it_too_old(after: timedelta, lapses: bool) -> None:
    visit = begun(EVENING)
    assert has_lapsed(visit, visit.begun_at + after, VALID_H) is lapses


def test_within_one_day_nothing_is_too_old() -> None:
    morning = EVENING - timedelta(hours=15)
    assert not has_lapsed(begun(morning), EVENING, VALID_H)


@pytest.mark.parametrize("at", ["needle", "ended", "rest", "closed"])
def test_after_the_needle_nothing_is_asked_again(at: str) -> None:
    visit = begun(EVENING, *upto(at))
    assert not has_lapsed(visit, EVENING + timedelta(days=2), VALID_H)
    assert visit.closed is not None or why_not(visit, LAPSED) in (
        "walk.needle_is_in",
        "walk.collection_ended",
    )


def test_a_failed_needle_keeps_nothing_fresh() -> None:
    visit = begun(EVENING, *upto("needle"), NEEDLE_FAILED)
    assert has_lapsed(visit, EVENING + timedelta(days=1), VALID_H)


def test_a_deferral_stands_on_the_next_day() -> None:
    visit = begun(EVENING, *upto("tests"), DEFERRED)
    assert not has_lapsed(visit, EVENING + timedelta(days=1), VALID_H)


@pytest.mark.parametrize("at", ["consent", "interview", "exam", "tests", "decision"])
def test_the_walk_leads_back_to_the_interview(at: str) -> None:
    visit = visit_of(*upto(at), LAPSED)
    assert step_of(visit) == "interview"
    assert not may_give(visit)
    assert (visit.consent, visit.answers, visit.readings, visit.signs) == (None, {}, (), {})
    assert (visit.strip, visit.strip_started, visit.group) == (None, None, None)
    assert is_begun_anew(visit)


def test_who_came_in_stays_known_and_is_heard_again_at_the_chair() -> None:
    visit = visit_of(*upto("chair"), LAPSED)
    assert visit.is_heard("registration")
    assert not visit.is_heard("chair")


def test_nothing_of_yesterday_lets_a_number_be_spent() -> None:
    assert why_not(visit_of(*upto("seated")), planned()) is None
    assert why_not(visit_of(*upto("seated"), LAPSED), planned()) == "walk.no_decision"
    assert why_not(visit_of(*upto("chair"), LAPSED), ELIGIBLE) == "walk.sign_interview_first"


def test_a_set_of_yesterday_is_voided_first() -> None:
    assert step_of(visit_of(*upto("sent"), LAPSED)) == "labels"
    assert step_of(visit_of(*upto("sent"), LAPSED, VOIDED)) == "interview"


def test_what_is_asked_again_counts_from_the_day_on_which_it_is_asked() -> None:
    again = [act for name, act in WALK.items() if name not in ("opened", "heard")]
    names = [*WALK][2 : [*WALK].index("chair")]
    visit = visit_of(*upto("decision"), LAPSED, *again[: len(names)])
    assert may_give(visit)
    assert not is_begun_anew(visit)
    assert visit.lapsed == LAPSED
    assert visit.begun_at > visit.opened_at
    assert len(visit.readings) == 2
