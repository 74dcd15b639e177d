"""A second physician releases what is left to one; the decision stays, and is made anew (C10, I19)."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.domain import entries as e
from donor_room.domain.eligibility import RELEASED, decide, releasable
from donor_room.domain.findings import Finding
from donor_room.domain.visit import Visit, fold_visit
from donor_room.domain.walk import is_deferred, may_give, step_of, why_not
from tests.support import acts as a
from tests.support.acts import before, recorded, released

FEVER, TIRED = a.FEVER, a.finding("T18", until=date(2026, 12, 1))
PRESSURE, FOR_GOOD = (
    a.finding("sbp_lt_mmhg", by=None),
    a.finding("P01", "deferred_for_good", by=None, until=None),
)


def signed(*findings: Finding) -> e.DecisionMade:
    made = decide(findings)
    return a.decision(made.outcome, made.until_on, findings=made.findings)


def walked(*findings: Finding, release: tuple[Finding, ...] = (), then: tuple[e.Act, ...] = ()) -> Visit:
    acts = [*before("decision"), signed(*findings)]
    entry = recorded(acts)[-1].entry.id
    return fold_visit(recorded([*acts, *(released(entry, one) for one in release), *then]))


def entry_of(visit: Visit) -> str:
    return visit.decisions[-1].entry


def test_what_was_released_is_kept_and_decides_nothing() -> None:
    decision = decide([FEVER, PRESSURE], [FEVER])
    assert (decision.outcome, decision.released, decision.marks) == ("deferred_until", (FEVER,), (RELEASED,))
    assert sorted(one.rule for one in decision.findings) == ["sbp_lt_mmhg", "temp_lt_c"]
    assert decide([FEVER], [FEVER]).may_give


def test_another_reading_is_not_what_was_released() -> None:
    worse = a.finding(value="38.1")
    decision = decide([worse], [FEVER])
    assert (decision.outcome, decision.released, decision.marks) == ("deferred_until", (), ())


@pytest.mark.parametrize(
    ("findings", "gone", "left"),
    [
        ((FEVER, TIRED), (), ["temp_lt_c", "T18"]),
        ((FEVER, TIRED), (TIRED,), ["temp_lt_c"]),
        ((FEVER, PRESSURE), (), []),
        ((FEVER, FOR_GOOD), (), []),
        ((), (), []),
    ],
)
def test_beside_an_absolute_finding_there_is_nothing_to_release(findings, gone, left) -> None:
    assert [one.rule for one in releasable(findings, gone)] == left


def test_a_release_lifts_the_deferral_and_lets_nobody_give_before_a_new_decision() -> None:
    visit = walked(FEVER, release=(FEVER,))
    assert (is_deferred(visit), may_give(visit), visit.decision, visit.outcome) == (False, False, None, None)
    assert (step_of(visit), visit.released) == ("decision", (FEVER,))
    assert visit.decisions[0].made == signed(FEVER)
    assert may_give(walked(FEVER, release=(FEVER,), then=(a.ELIGIBLE,)))


def test_the_next_worst_of_what_is_left_stands() -> None:
    visit = walked(FEVER, TIRED, release=(TIRED,))
    assert is_deferred(visit)
    assert (visit.outcome, visit.decisions[0].until_on) == ("deferred_until", date(2026, 11, 22))
    assert not is_deferred(walked(FEVER, TIRED, release=(TIRED, FEVER)))


def test_what_another_laptop_released_of_nothing_known_lifts_nothing() -> None:
    assert is_deferred(walked(PRESSURE, release=(PRESSURE,)))
    assert is_deferred(walked(FEVER, release=(TIRED,)))
    assert is_deferred(fold_visit(recorded([*before("decision"), signed(FEVER), released("elsewhere")])))


def test_on_another_day_the_release_no_longer_counts() -> None:
    visit = walked(FEVER, release=(FEVER,), then=(a.LAPSED,))
    assert (visit.released, is_deferred(visit)) == ((), False)


def test_only_what_is_left_to_a_physician_is_released_and_never_by_who_signed() -> None:
    visit, pressed = walked(FEVER), walked(PRESSURE)
    assert why_not(visit, released(entry_of(visit))) is None
    assert why_not(visit, released(entry_of(visit), by="physician")) == "release.same_person"
    assert why_not(visit, released("x")) == "release.not_releasable"
    assert why_not(pressed, released(entry_of(pressed), PRESSURE)) == "release.not_releasable"
    assert why_not(a.visit_of(*before("decision")), released("x")) == "walk.no_deferral"
