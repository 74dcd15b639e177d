"""What stands against a donor beside the decisions of a visit from paper: what else paper or rules said."""

from __future__ import annotations

from datetime import date

from donor_room.domain.directory import StandingDeferral
from donor_room.domain.visit import Visit


def deferral_beside(visit: Visit) -> StandingDeferral | None:
    """Return the deferral that no decision holds: the paper gave against it, or it is the paper's alone."""
    if visit.is_let_by_paper:
        return _standing(visit.reviews[-1].outcome, visit.reviews[-1].until_on)
    told = visit.paper_decided
    if told is None or visit.decisions:
        return None
    return _standing(told.outcome, told.until_on)


def _standing(outcome: str, until_on: date | None) -> StandingDeferral | None:
    if outcome == "deferred_for_good":
        return StandingDeferral(kind="permanent", until_on=None)
    if outcome != "deferred_until":
        return None
    return StandingDeferral(kind="until" if until_on else "ask_station", until_on=until_on)
