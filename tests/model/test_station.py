"""Laptops and a real station: what one does the others learn, and no number is believed twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.station.holds import open_holds
from donor_room.station.server import Station
from donor_room.store import numbers
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, link_of
from donor_room.workflow import register
from donor_room.workflow.exchange import enrolment_of, exchange_of
from tests.model.guards import deferred
from tests.model.scene import Scene
from tests.model.terminal import Terminal
from tests.model.world import World
from tests.support import desks as d
from tests.support.stations import running_station


class Round:
    """Two laptops of one station; `talk` lets one of them tell and hear everything."""

    def __init__(self, folder: Path, station: Station) -> None:
        self.station, self.world = station, World(folder)
        self.first, self.second = Scene(self.world), Scene(self.world)
        self.second.terminal = self.world.terminals[1]
        for terminal in self.world.terminals:
            code = station.enrolment_code(terminal.name)
            self.world.do("enrol", terminal, None, lambda t=terminal, c=code: self._enrol(t, c))
            assert self.world.house.step.refused is None

    def _enrol(self, terminal: Terminal, code: str) -> None:
        enrol_desk(terminal.desk, url=self.station.url, code=code, clock=terminal.clock)

    def talk(self, *scenes: Scene) -> None:
        for scene in scenes:
            desk = scene.terminal.desk

            def converse(desk: d.Desk = desk) -> None:
                with link_of(enrolment_of(desk.ledger), desk.clock) as link:
                    told = Session(link, lambda work: work(exchange_of(desk))).run()
                assert (told.trouble, told.stopped) == (None, {})

            scene.press(None, converse, did="talk")
            self.station.settle()

    def held(self) -> set[tuple[str, str]]:
        with self.station.connections.lend() as conn:
            return {
                (one.reason, one.visit)
                for house in self.station.houses.values()
                for one in open_holds(conn, house.code)
            }


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    with running_station(FixedClock(d.AFTERNOON)) as station:
        made = Round(tmp_path, station)
        yield made
        made.world.close()


def test_ranges_of_two_laptops_never_meet(round_: Round) -> None:
    lent = [one for one in round_.world.house.ranges if one[1] != "r1"]
    assert len(lent) == 2
    assert round_.world.violations == []


def test_a_deferral_elsewhere_holds_the_open_visit_when_it_is_learnt(round_: Round) -> None:
    here = round_.first.printed()
    donor = round_.first.terminal.desk.visits.get(here).donor
    there = deferred(_with_donor(round_.second, donor))
    assert round_.second.stay(there).deferral is not None
    round_.talk(round_.second, round_.first)
    assert round_.first.stay(here).held
    assert round_.first.scan(here, round_.first.set(here).labels["bag1"]) == "walk.is_held"
    assert round_.world.violations == []


def _with_donor(scene: Scene, donor: e.Donor) -> Scene:
    """Let the next donor of a scene be this one, who also sits at the other laptop."""
    scene.next_donor = donor
    return scene


def test_one_donor_at_two_laptops_is_held_on_both(round_: Round) -> None:
    here = round_.first.donor("interview")
    donor = round_.first.terminal.desk.visits.get(here).donor
    there = _with_donor(round_.second, donor).donor("interview")
    round_.talk(round_.first, round_.second)
    assert round_.held() == {("open_twice", here), ("open_twice", there)}


def test_a_number_that_two_laptops_claim_is_believed_of_neither_and_named(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second laptop is forced to the number of the first, past every guard of its own."""
    here, there = round_.first.printed(), round_.second.donor()
    stolen = round_.first.terminal.desk.visits.get(here).label_sets[0].planned
    monkeypatch.setitem(numbers._KEEPERS, e.LabelSetPlanned, lambda database, entry, act: None)
    round_.second.chair(there)
    round_.second.press(
        there, lambda: round_.second.terminal.desk.record(there, replace(stolen, range_id="r1"))
    )
    assert {one.invariant for one in round_.world.violations} >= {"I01"}
    round_.talk(round_.first, round_.second)
    assert {("number_twice", here), ("number_twice", there)} <= round_.held()


def test_a_laptop_refuses_the_number_of_another_one(round_: Round) -> None:
    here, there = round_.first.printed(), round_.second.donor()
    stolen = round_.first.terminal.desk.visits.get(here).label_sets[0].planned
    round_.second.chair(there)
    code = round_.second.press(there, lambda: round_.second.terminal.desk.record(there, stolen))
    assert code == "labels.number_not_in_range"
    assert round_.world.violations == []


def test_the_same_number_with_another_name_is_refused_where_it_is_known(round_: Round) -> None:
    here = round_.first.gave()
    donor = round_.first.terminal.desk.visits.get(here).donor
    round_.talk(round_.first, round_.second)
    desk = round_.second.terminal.desk
    renamed = replace(donor, name="别的人")
    code = round_.second.press(
        None, lambda: register.open_visit(desk, donor=renamed, source="typed", plan="WB400")
    )
    assert code == "register.other_name_known"
