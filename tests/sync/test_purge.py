"""At the end of a conversation what the station has for long leaves, in pieces, and never instead of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import Visit
from donor_room.station.server import Station
from donor_room.sync.schedule import Schedule
from donor_room.sync.session import Session, Told, link_of
from donor_room.workflow import purge
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.mesh.conftest import clock, station, vehicle  # noqa: F401
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import left
from tests.sync.test_schedule import StoreHere


@pytest.fixture
def laptop(vehicle: Vehicle) -> Laptop:  # noqa: F811
    return vehicle.laptop("1")


@pytest.fixture
def old(laptop: Laptop, station: Station, clock: FixedClock) -> list[Visit]:  # noqa: F811
    return left.day_over(laptop, station, clock, donors=3)


Sessions = Callable[..., Session]


@pytest.fixture
def session_of(laptop: Laptop) -> Iterator[Sessions]:
    """Give sessions of the laptop, over whatever is asked; their lines end with the test."""
    with ExitStack() as lines:

        def made(ask: Callable[..., Any] | None = None) -> Session:
            link = lines.enter_context(link_of(enrolment_of(laptop.desk.ledger), laptop.desk.clock))
            return Session(link, ask or (lambda work: work(exchange_of(laptop.desk))))

        yield made


def test_after_a_conversation_that_made_all_level_it_leaves(
    session_of: Sessions, laptop: Laptop, old: list[Visit]
) -> None:
    session = session_of()
    session.purge()
    assert len(laptop.desk.visits.all()) == len(old), "nothing was talked about yet"
    assert session.run().is_all_there
    session.purge()
    assert laptop.desk.visits.all() == []
    told = session.run()
    assert told.sent == len(laptop.desk.ledger.bodies_left()) > 0, "what left is an entry that goes up"
    assert told.is_all_there


def test_without_the_station_nothing_leaves(
    session_of: Sessions,
    laptop: Laptop,
    old: list[Visit],
    station: Station,  # noqa: F811
) -> None:
    station.stop()
    session = session_of()
    assert not session.run().is_all_there
    session.purge()
    assert len(laptop.desk.visits.all()) == len(old)


def test_what_is_cut_between_two_pieces_goes_on_after_the_next_conversation(
    session_of: Sessions, laptop: Laptop, old: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "PIECE_VISITS", 1)
    may = iter([True, False])
    session = session_of()
    session.run()
    session.purge(go_on=lambda: next(may))
    assert len(laptop.desk.visits.all()) == len(old) - 1
    session.run()
    session.purge()
    assert laptop.desk.visits.all() == []
    assert len(laptop.desk.ledger.bodies_left()) == len(old)
    assert laptop.desk.ledger.verify()


def test_a_piece_takes_no_more_rows_than_it_may(
    laptop: Laptop, old: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "PIECE_ROWS", 1)
    plan = left.plan_of(laptop.desk)
    assert purge.Purge(laptop.desk).piece(plan, 0) == 1
    assert len(laptop.desk.visits.all()) == len(old) - 1


@pytest.mark.parametrize(("code", "is_told"), [("store.disk_full", False), ("store.closed", True)])
def test_a_full_disk_is_no_trouble_of_the_conversation_and_a_closed_store_ends_it(
    session_of: Sessions, laptop: Laptop, old: list[Visit], code: str, is_told: bool
) -> None:
    is_broken = False

    def ask(work: Any) -> Any:
        if is_broken:
            raise Trouble(code, path="x")
        return work(exchange_of(laptop.desk))

    session = session_of(ask)
    assert session.run().is_all_there
    is_broken = True
    if is_told:
        with pytest.raises(Trouble, match=code):
            session.purge()
    else:
        session.purge()
    assert len(laptop.desk.visits.all()) == len(old)


def test_the_line_tells_how_it_went_before_anything_leaves(
    session_of: Sessions, laptop: Laptop, old: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, done = StoreHere(laptop.desk), []
    piece = purge.Purge.piece

    def noted(self: purge.Purge, *given: Any) -> int:
        done.append("left")
        return piece(self, *given)

    monkeypatch.setattr(purge.Purge, "piece", noted)

    def tell(told: Told) -> None:
        done.append("told")
        store.told.put(told)

    schedule = Schedule(session_of(store.ask), tell, every_s=600)
    schedule.start()
    assert store.serve().is_all_there
    schedule.wake()
    assert store.serve().is_all_there
    schedule.stop()
    assert done == ["told", *["left"] * (len(done) - 2), "told"]
    assert "left" in done
    assert laptop.desk.visits.all() == []
    assert old
