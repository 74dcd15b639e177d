"""From the reaction key to the answered call, in the real window: two at once, and the day after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.ui.monkey import _enlist_all
from tests.ui.terminals import LEADER, Nurse, terminal_at_work


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock) -> Iterator[Nurse]:
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.do(_enlist_all)
        nurse.do(lambda desk: d.take_place(desk, d.EVERYBODY))
        yield nurse


def flowing(nurse: Nurse, seed: int) -> Visit:
    told = nurse.do(lambda desk: d.needle_in(desk, d.bring_to(desk, "collection", seed)))
    assert isinstance(told, Visit), told
    return told


def now(nurse: Nurse, visit: Visit) -> Visit:
    told = nurse.do(lambda desk: desk.visits.get(visit.id))
    assert isinstance(told, Visit)
    return told


def leave(desk: Desk, visit: Visit) -> None:
    d.scan_all(desk, d.collect.end(desk, visit.id, volume_ml=186, reason="reaction"), "after_tubes")
    d.rest_and_leave(desk, visit)


def answer(nurse: Nurse, *digits: str) -> None:
    for digit in digits:
        nurse.type(digit)
        nurse.settle()


def test_two_reactions_from_the_key_to_the_answered_call(nurse: Nurse, clock: FixedClock) -> None:
    first, second = flowing(nurse, 7), flowing(nurse, 8)

    nurse.press(Act.REACTION)  # from the reception
    nurse.wait_for_page("chairs")
    answer(nurse, "1")
    nurse.press(Act.REACTION)
    nurse.wait(lambda: now(nurse, first).open_reaction, "the clock of the first")
    nurse.settle()
    clock.instant += timedelta(seconds=70)
    nurse.view.choose(2)
    nurse.press(Act.REACTION)
    nurse.wait(lambda: now(nurse, second).open_reaction, "the clock of the second")
    nurse.settle()
    nurse.terminal.presenter("chairs").tick()
    assert second.donor.name in nurse.view.reaction_head.who.text()
    assert [row.other.name for row in nurse.view.others if row.isVisible()] == [first.donor.name]
    assert nurse.view.others[0].other.seconds == 70
    assert nurse.faults() == []

    answer(nurse, "3")  # needle out, of the one in the rail
    assert [what for _, what in now(nurse, second).reactions[0].notes] == ["needle_out"]
    nurse.press(Act.REACTION)
    nurse.settle()
    answer(nurse, "6", "2", "1", "1", "1")  # faint, fainted for a moment, soon well after rest
    nurse.type("1")
    nurse.press(Act.MAIN)
    nurse.wait(lambda: now(nurse, second).open_reaction is None, "the end of the second")
    nurse.settle()
    assert first.donor.name in nurse.view.reaction_head.who.text()
    ended = now(nurse, second).reactions[0].ended
    assert ended is not None
    assert ended.judged is not None
    assert (ended.reaction_kind, ended.severity, ended.judged.grade) == ("B2", "severe", 1)
    assert ended.judged.call_on == clock.today() + timedelta(days=1)

    nurse.press(Act.REACTION)
    nurse.settle()
    answer(nurse, "1", "1", "1", "1", "1", "1")  # a small bruise
    nurse.press(Act.MAIN)
    nurse.wait(lambda: now(nurse, first).open_reaction is None, "the end of the first")
    nurse.settle()
    assert now(nurse, first).to_call == ()

    nurse.do(lambda desk: leave(desk, second))
    clock.instant += timedelta(days=1)
    nurse.press(Act.BACK)
    nurse.wait_for_page("reception")
    nurse.press(Act.REACTION)
    nurse.wait_for_page("chairs")
    nurse.settle()
    assert nurse.view.action(Act.AGAIN).text() == say("chairs.calls", n=1)
    nurse.press(Act.AGAIN)
    nurse.wait_for_page("calls")
    nurse.settle()
    (line,) = nurse.view.lines
    assert (line.name, line.is_due, line.tried) == (second.donor.name, True, "")
    assert nurse.faults() == []

    for digit in ("4", "5"):  # no answer; given up without a word, which is refused
        nurse.press(Act.MAIN)
        nurse.settle()
        answer(nurse, digit)
        nurse.press(Act.MAIN)
        nurse.settle()
    assert nurse.view.open_sheet.message.text == say("reaction.call_needs_words.given_up")
    nurse.press(Act.BACK)
    nurse.settle()
    (line,) = nurse.view.lines
    assert line.tried.endswith(say("reactions.call.no_answer"))

    nurse.press(Act.MAIN)
    nurse.settle()
    answer(nurse, "1")
    nurse.press(Act.MAIN)
    nurse.wait(lambda: not nurse.view.lines, "the list to be empty")
    (_, heard) = now(nurse, second).reactions[0].calls
    assert heard.call.result == "well"
    assert heard.by == nurse.terminal.desk.person.staff
    nurse.press(Act.BACK)
    nurse.settle()
    assert nurse.page == "reception"
