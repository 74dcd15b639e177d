"""A release: another physician, own PIN, reason and words; then all is decided anew and replayed."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.findings import Finding
from donor_room.domain.visit import Visit
from donor_room.workflow import decide, examine, release
from donor_room.workflow.decide_again import Tally, dry_run, replay
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def deferred(desk: Desk) -> Visit:
    """37.4 degrees: the station's own limit, signed as a deferral by the one who may do everything."""
    visit = d.bring_to(desk, "decision")
    examine.measure(desk, visit.id, quantity="temp", text="37.4", confirmed=True)
    examine.sign_exam(desk, visit.id)
    return decide.confirm(desk, visit.id, pin=d.PIN)


def let_go(desk: Desk, visit: Visit, finding: Finding | None = None, **other: str) -> Visit:
    given = {"reason": "examined_fit", "words": "复测三次", "staff_id": d.PHYSICIAN, "pin": d.PIN} | other
    return release.release(desk, visit.id, finding=finding or visit.decisions[-1].made.findings[0], **given)


def test_another_physician_releases_and_the_decision_is_made_anew(desk: Desk, deferred: Visit) -> None:
    assert [one.staff for one in release.releasers(desk, deferred.id)] == [d.PHYSICIAN]
    visit = let_go(desk, deferred)
    assert visit.decision is None
    made = decide.confirm(desk, visit.id, pin=d.PIN).decision
    assert made is not None
    assert (made.made.outcome, made.made.marks) == ("eligible", ("released",))
    assert [one.rule for one in made.made.released] == ["temp_lt_c"]
    assert deferred.decisions[0].made == desk.visits.get(visit.id).decisions[0].made


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"staff_id": d.EVERYBODY}, "release.same_person"),
        ({"staff_id": d.NURSE}, "release.not_a_physician"),
        ({"staff_id": "nobody"}, "release.not_a_physician"),
        ({"reason": "special_matching"}, "release.no_reason"),
        ({"words": " "}, "release.no_words"),
        ({"pin": "0000"}, "staff.wrong_secret"),
    ],
)
def test_who_may_not_or_says_no_reason_releases_nothing(
    desk: Desk, deferred: Visit, other: dict[str, str], code: str
) -> None:
    with refused(code):
        let_go(desk, deferred, **other)
    assert e.FindingReleased.KIND not in d.kinds(desk, deferred.id)


def test_a_warmer_donor_is_deferred_again(desk: Desk, deferred: Visit) -> None:
    visit = let_go(desk, deferred)
    examine.measure(desk, visit.id, quantity="temp", text="37.6", confirmed=True)
    assert decide.propose(desk, visit.id).decision.outcome == "deferred_until"


def test_without_a_deferral_there_is_nothing_to_release(desk: Desk, deferred: Visit) -> None:
    let_go(desk, deferred)
    with refused("walk.no_deferral"):
        let_go(desk, deferred)


def test_a_pressure_is_released_by_nobody(desk: Desk) -> None:
    visit = d.bring_to(desk, "decision")
    examine.measure_pressure(desk, visit.id, sbp="146", dbp="76", confirmed=True)
    visit = decide.confirm(desk, visit.id, pin=d.PIN)
    with refused("release.not_releasable"):
        let_go(desk, visit)


def test_each_physicians_releases_of_a_day_are_counted(desk: Desk, deferred: Visit) -> None:
    let_go(desk, deferred)
    assert release.released_on(desk, desk.clock.today()) == {d.PHYSICIAN: 1}


def test_a_visit_with_a_release_is_replayed_the_same(desk: Desk, deferred: Visit) -> None:
    let_go(desk, deferred)
    decide.confirm(desk, deferred.id, pin=d.PIN)
    tally = Tally()
    assert list(replay(desk.ledger, [desk.packs.rules], tally)) == []
    assert list(dry_run(desk.ledger, desk.packs.rules, tally)) == []
    assert tally.decisions == 4
