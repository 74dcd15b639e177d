"""Who is to be called after a reaction: until somebody heard, or gave up with a reason."""

from __future__ import annotations

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.reaction_acts import CallResult
from donor_room.domain.walk import why_not
from tests.support import acts as a
from tests.support.acts import upto
from tests.support.acts import visit_of as told
from tests.support.fit_donor import TODAY

REACTED = (*upto("needle"), a.BEGAN, a.TO_CALL)


def called(result: CallResult, reaction: str = "r") -> e.CalledBack:
    return e.CalledBack(reaction=reaction, result=result, words="x")


def test_a_reaction_that_goes_on_and_one_of_an_older_program_call_nobody() -> None:
    assert told(*upto("needle"), a.BEGAN).to_call == ()
    assert told(*upto("needle"), a.BEGAN, a.OVER).to_call == ()


def test_the_pack_says_from_which_day() -> None:
    (reaction,) = told(*REACTED).to_call
    assert reaction.call_on == TODAY
    nobody = msgspec.structs.replace(a.JUDGED, call_on=None)
    light = msgspec.structs.replace(a.TO_CALL, judged=nobody)
    assert told(*upto("needle"), a.BEGAN, light).to_call == ()


@pytest.mark.parametrize(
    ("result", "is_open"),
    [("well", False), ("care", False), ("given_up", False), ("unwell", True), ("no_answer", True)],
)
def test_what_settles_a_call(result: CallResult, is_open: bool) -> None:
    visit = told(*REACTED, called("no_answer"), called(result))
    assert bool(visit.to_call) is is_open
    assert [one.call.result for one in visit.reactions[0].calls] == ["no_answer", result]


def test_a_call_is_written_to_a_visit_that_is_over_as_long_as_it_is_open() -> None:
    walked = [*upto("needle"), a.BEGAN, a.TO_CALL, *(upto("closed")[len(upto("needle")) :])]
    visit = told(*walked)
    assert visit.closed is not None
    assert why_not(visit, called("well")) is None
    assert why_not(visit, called("well", "another")) == "reaction.no_call_open"
    assert why_not(told(*walked, called("well")), called("well")) == "reaction.no_call_open"
    assert why_not(visit, a.CONSENT) == "walk.visit_closed"


def test_a_call_of_the_station_counts_as_one_however_many_laptops_wrote_it_down() -> None:
    at_station = msgspec.structs.replace(a.CALLED_AT_STATION, result="well")
    visit = told(*REACTED, a.CALLED_AT_STATION, a.CALLED_AT_STATION, at_station)
    assert [(one.by, one.call.result, one.at_station) for one in visit.reactions[0].calls] == [
        ("样例乙", "no_answer", True),
        ("样例乙", "well", True),
    ]
    assert visit.to_call == ()
    assert why_not(visit, a.CALLED_AT_STATION) == "reaction.no_call_open"
