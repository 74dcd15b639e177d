"""A reaction that this terminal wrote down is known at the next coming, by day and severity."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.facts import known
from donor_room.workflow import aftercare, collect, decide, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.reacted import over


@pytest.mark.parametrize(("severity", "days"), [("moderate", 1), ("mild", 0)])
def test_a_donor_who_had_a_moderate_reaction_here_is_deferred_when_coming_again(
    desk: Desk, clock: FixedClock, severity: str, days: int
) -> None:
    visit = d.come_in(desk)
    collect.begin_reaction(desk, visit.id)
    over(desk, visit.id, severity=severity)  # type: ignore[arg-type]
    aftercare.close(desk, visit.id, how="left", remark="已恢复")
    clock.instant += timedelta(days=1)
    second = register.Second(staff=d.NURSE, pin=d.PIN)
    again = register.open_visit(desk, donor=visit.donor, source="typed", plan="WB400", second=second)
    found = decide.propose(desk, again.id)
    assert found.facts.values["had_reaction"] == known(True)
    assert sum(one.rule == "reaction_deferral_moderate" for one in found.decision.findings) == days
