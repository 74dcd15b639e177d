"""What the station tells of a donor stops the walk before the needle, and parts the unit after it."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit
from donor_room.domain.walk import leads_on, may_give, step_of, why_not
from tests.support.acts import (
    BEGAN,
    CONSENT,
    DEFERRED,
    ELIGIBLE,
    NEEDLE_FAILED,
    RESOLVED,
    TOLD,
    VOIDED,
    answered,
    before,
    changed,
    closed,
    ended,
    held,
    measured,
    needle,
    planned,
    scanned,
    sent,
    upto,
    visit_of,
)


@pytest.mark.parametrize("at", ["heard", "answered", "exam", "decision", "planned", "bag"])
def test_a_hold_leads_to_the_decision_from_wherever_the_donor_is(at: str) -> None:
    visit = visit_of(*upto(at), held())
    assert step_of(visit) == "decision"
    assert visit.hold == held()


def test_a_decision_made_before_the_hold_lets_nobody_give() -> None:
    assert may_give(visit_of(*upto("decision")))
    assert not may_give(visit_of(*upto("decision"), held()))
    assert not may_give(visit_of(*upto("decision"), held(), RESOLVED))


@pytest.mark.parametrize(
    "act", [CONSENT, answered(), measured("sbp", 118), ELIGIBLE, planned(), sent(), scanned("bag1"), needle()]
)
def test_nothing_leads_on_while_a_visit_is_held(act: e.Act) -> None:
    assert why_not(visit_of(*upto("bag"), held()), act) == "walk.is_held"


@pytest.mark.parametrize("act", [VOIDED, BEGAN, RESOLVED])
def test_what_is_for_the_donor_or_away_from_the_needle_may_be_done(act: e.Act) -> None:
    assert why_not(visit_of(*upto("bag"), held()), act) is None


def test_a_donor_may_leave_while_held() -> None:
    assert why_not(visit_of(*upto("exam"), held()), closed("left")) is None


def test_a_reading_of_a_reaction_is_taken_while_held() -> None:
    assert why_not(visit_of(*upto("bag"), held(), BEGAN), measured("sbp", 90)) is None


def test_with_the_needle_in_the_collection_goes_on() -> None:
    visit = visit_of(*upto("needle"), held())
    assert step_of(visit) == "collection"
    assert why_not(visit, ended()) is None
    assert not leads_on(visit, scanned("bag1"))


def test_after_a_failed_needle_the_hold_stands_before_the_next() -> None:
    visit = visit_of(*upto("needle"), NEEDLE_FAILED, held())
    assert why_not(visit, needle("right", 2, agreed=True)) == "walk.is_held"


def test_a_physician_looks_only_where_something_is_held() -> None:
    assert why_not(visit_of(*upto("exam")), RESOLVED) == "walk.is_not_held"


def test_after_the_look_the_walk_goes_on_where_it_was() -> None:
    assert step_of(visit_of(*upto("answered"), held(), RESOLVED)) == "interview"
    assert step_of(visit_of(*upto("tests"), held(), RESOLVED)) == "decision"


def test_a_set_printed_before_the_hold_is_voided_before_the_decision_is_made_again() -> None:
    looked = (*upto("sent"), held(), RESOLVED)
    assert step_of(visit_of(*looked)) == "labels"
    assert why_not(visit_of(*looked), needle()) == "walk.no_decision"
    assert step_of(visit_of(*looked, VOIDED)) == "decision"
    assert step_of(visit_of(*looked, VOIDED, ELIGIBLE)) == "labels"


def test_the_rules_see_what_the_station_told_last() -> None:
    news = changed(held(), known=changed(TOLD, count=9))
    assert visit_of(*upto("exam")).known is None
    assert visit_of(*upto("exam"), held(), news).known == changed(TOLD, count=9)


def test_one_look_is_at_all_that_was_told_until_then() -> None:
    assert visit_of(*upto("exam"), held(), held("deferred_elsewhere"), RESOLVED).hold is None
    assert visit_of(*upto("exam"), held(), RESOLVED, held()).hold == held()


def reasons(*acts: e.Act) -> tuple[str, ...]:
    return visit_of(*acts).quarantine


def test_a_unit_whose_donor_is_held_after_the_needle_goes_apart_also_when_a_physician_looked() -> None:
    assert reasons(*upto("needle"), held()) == ("donated_elsewhere",)
    assert reasons(*upto("ended"), held("deferred_elsewhere"), RESOLVED) == ("deferred_elsewhere",)
    assert reasons(*upto("closed"), held(), held()) == ("donated_elsewhere",)


def test_a_hold_looked_at_before_the_needle_parts_no_unit() -> None:
    decided_again = (*upto("tests"), held(), RESOLVED, *before("ended")[len(upto("tests")) :])
    assert reasons(*decided_again) == ()


def test_without_a_needle_there_is_no_unit_to_part() -> None:
    assert reasons(*upto("exam"), held()) == ()


def test_the_station_is_heard_after_the_donor_has_left() -> None:
    assert why_not(visit_of(*upto("closed")), held()) is None
    assert why_not(visit_of(*upto("closed"), held()), RESOLVED) == "walk.visit_closed"


def test_a_hold_lifts_no_deferral() -> None:
    visit: Visit = visit_of(*upto("tests"), DEFERRED, held(), RESOLVED)
    assert step_of(visit) == "decision"
    assert not may_give(visit)
