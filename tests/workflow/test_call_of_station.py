"""A call that the station made after a reaction: the laptop writes it to the visit and calls no more."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.reaction_acts import CallResult
from donor_room.ui.steps.notices.state import page_of
from donor_room.wire.notices import DONOR_CALLED, CalledNotice
from donor_room.workflow.call_back import to_call
from donor_room.workflow.desk import Desk
from tests.support import acts as a
from tests.support import desks as d
from tests.support.notices import notice, tell_notices


@pytest.fixture
def visit(desk: Desk) -> str:
    """A donor who was unwell, is well again and is to be called."""
    folded = d.needle_in(desk, d.bring_to(desk, "collection"))
    d.take_place(desk, d.EVERYBODY)
    desk.record(folded.id, a.BEGAN)
    desk.record(folded.id, a.TO_CALL)
    return folded.id


def tell(desk: Desk, visit: str, result: CallResult, reaction: str = "r") -> None:
    body = CalledNotice(visit=visit, reaction=reaction, result=result, at=desk.clock.now(), by="样例乙")
    tell_notices(desk, notice(body, DONOR_CALLED, desk=desk, urgent=False))


def heard(desk: Desk, visit: str) -> list[e.Act]:
    return [line.act for line in desk.ledger.of_visit(visit) if isinstance(line.act, e.CalledAtStation)]


def test_it_stays_on_the_list_until_a_call_settled_it(desk: Desk, visit: str) -> None:
    tell(desk, visit, "no_answer")
    (line,) = to_call(desk)
    assert [(one.name, one.result, one.words) for one in line.tried] == [("样例乙", "no_answer", "")]
    tell(desk, visit, "well")
    assert to_call(desk) == ()
    tell(desk, visit, "well")
    assert len(heard(desk, visit)) == 2


def test_what_is_not_here_or_not_open_is_kept_as_a_notice_alone(desk: Desk, visit: str) -> None:
    tell(desk, "elsewhere", "well")
    tell(desk, visit, "well", "another")
    body = a.CALLED_AT_STATION
    tell_notices(desk, notice(body, DONOR_CALLED, desk=desk))  # of a shape that is none of a call
    assert heard(desk, visit) == []
    assert len(desk.notices.not_noted()) == 3


def test_the_page_says_what_was_heard_and_names_no_donor(desk: Desk, visit: str) -> None:
    tell(desk, visit, "care")
    page = page_of(desk.notices.not_noted(), crates={}, names={}, today=desk.clock.today())
    (line,) = page.lines
    assert (line.look, line.head) == ("calm", "血站已回访一位有反应的献血者")
    assert "样例乙" in line.what
