"""Releases go down in the conversation: checked by the terminal's own keys, in force from their first day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.packs import trust
from donor_room.packs.locate import resources_folder
from donor_room.station.release_feed import holders
from donor_room.station.releases import withdraw
from donor_room.station.server import Station
from donor_room.store.releases import Releases
from donor_room.sync.client import State
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.session import Session
from donor_room.wire.messages import Problem
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.releases import put_in_force
from tests.support.releases import ask_who_signed, released, set_out_at, trust_the_tests
from tests.support.stations import Caller
from tests.support.van import MORNING

TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust_the_tests(monkeypatch, tmp_path)


@pytest.fixture
def desk(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A real terminal's packs: they ask who signed."""
    ask_who_signed(desk, tmp_path / "terminal")
    put_in_force(desk)
    return desk


def later(desk: Desk, station: Station, **span: int) -> None:
    for clock in (desk.clock, station.clock):
        assert isinstance(clock, FixedClock)
        clock.instant += timedelta(**span)


def here(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.edition, one.state, one.code) for one in Releases(desk.database).every()]


def at_station(station: Station) -> list[tuple[str, str]]:
    with station.connections.lend() as conn:
        return [(one.state, one.code) for one in holders(conn, "66001-practice")]


def test_a_release_comes_down_and_decides_from_its_first_day_on(
    session: Session, enrolled: Desk, station: Station, tmp_path: Path
) -> None:
    set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    assert at_station(station) == [("", "")]
    assert session.run().state is State.RESTING
    assert here(enrolled) == [("1", "taken", "")]
    assert at_station(station) == [("taken", "")]
    assert enrolled.packs.rules.stamp.edition == "2011.5"
    later(enrolled, station, days=1)
    assert (enrolled.packs.rules.stamp.edition, enrolled.packs.rules.distrust) == ("2011.6", ())


def test_a_second_conversation_brings_nothing_twice(
    session: Session, enrolled: Desk, station: Station, tmp_path: Path
) -> None:
    set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    session.run()
    taken_at = Releases(enrolled.database).every()[0].taken_at
    later(enrolled, station, hours=1)
    session.run()
    assert [one.taken_at for one in Releases(enrolled.database).every()] == [taken_at] == [MORNING]


def test_what_is_withdrawn_before_its_first_day_never_decides(
    session: Session, enrolled: Desk, station: Station, tmp_path: Path
) -> None:
    kept = set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    session.run()
    with station.connections.lend() as conn:
        house, now = station.houses["66001-practice"], station.clock.now()
        withdraw(conn, house, kept.release, by="keeper", why="改错了数值", now=now)
    session.run()
    assert (here(enrolled), at_station(station)) == ([("1", "withdrawn", "")], [("withdrawn", "")])
    later(enrolled, station, days=2)
    assert enrolled.packs.rules.stamp.edition == "2011.5"


def test_a_terminal_believes_its_own_keys_and_not_the_station(
    session: Session, enrolled: Desk, station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    monkeypatch.setattr(trust, "resources_folder", resources_folder)
    assert session.run().state is State.RESTING
    assert here(enrolled) == [("", "refused", "pack_release.unknown_key")]
    assert at_station(station) == [("refused", "pack_release.unknown_key")]
    later(enrolled, station, days=2)
    assert enrolled.packs.rules.stamp.edition == "2011.5"


def test_a_release_for_other_terminals_does_not_come_down(
    session: Session, enrolled: Desk, station: Station, tmp_path: Path
) -> None:
    other = Caller(station, practice=True).reply.terminal
    set_out_at(station, released(tmp_path), from_on=TOMORROW, terminals=(other,), practice=True)
    session.run()
    assert here(enrolled) == []


class OtherStation(Link):
    """The line to a station that does not know, or refuses, what is asked after hearing."""

    status = 404

    def __init__(self, line: Link) -> None:
        self.__dict__.update(line.__dict__)

    def post(self, path: str, message: Any, kind: Any) -> Any:
        if path in ("/v1/releases", "/v1/staff"):
            raise StationSaysNo(self.status, Problem(code="not_found"))
        return super().post(path, message, kind)


@pytest.mark.parametrize("status", [404, 403])
def test_a_station_that_releases_nothing_is_passed_over(enrolled: Desk, link: Link, status: int) -> None:
    other = OtherStation(link)
    other.status = status
    session = Session(other, lambda work: work(exchange_of(enrolled)))
    assert session.run().state is State.RESTING
    assert enrolled.directory.cursor()
