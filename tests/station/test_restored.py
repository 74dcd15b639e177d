"""A station whose backup was put back: found by a fence that it forgot, and numbers never lent twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station import generations, hello, restored
from donor_room.station.numbers import lend_preprinted
from donor_room.station.restored import LEAST_GAP, begin_new_generation
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.hello import HeldRanges, HelloReply
from donor_room.wire.messages import LeasedRange
from donor_room.wire.notices import NoticePage
from tests.station.test_due import known
from tests.support.busy import Busy
from tests.support.greetings import greet, lease
from tests.support.greetings import hello as asking
from tests.support.profiles import new_profile
from tests.support.restored import Backup
from tests.support.stations import Caller, running_station
from tests.support.van import MORNING
from tests.sync.test_branches import talk, terminal
from tests.sync.test_session import here, write


def generation(station: Station) -> str:
    return station.house.generation


def tell(caller: Caller, *ranges: LeasedRange) -> None:
    caller.link.post("/v1/ranges/held", HeldRanges(ranges=ranges), HeldRanges)


def test_a_fence_that_the_station_forgot_begins_a_new_generation(caller: Caller, station: Station) -> None:
    before = generation(station)
    fence = greet(caller).fence
    backup = Backup(station)
    for _ in range(3):
        fence = greet(caller, fence).fence
    backup.put_back()
    reply = greet(caller, fence)
    assert (reply.status, reply.wants_ranges) == ("ok", True)
    assert reply.generation == generation(station) != before
    assert greet(caller, reply.fence).generation == reply.generation


def put_back_under(station: Station, count: int) -> tuple[list[Caller], list[str]]:
    """Put a backup back from before these terminals' last fences; return them and what they hold."""
    callers = [Caller(station) for _ in range(count)]
    fences = [greet(caller).fence for caller in callers]
    backup = Backup(station)
    for _ in range(2):
        fences = [greet(caller, fence).fence for caller, fence in zip(callers, fences, strict=True)]
    backup.put_back()
    return callers, fences


def test_every_other_terminal_shows_the_fence_that_it_has_and_is_not_frozen(station: Station) -> None:
    callers, fences = put_back_under(station, 3)
    replies = [greet(caller, fence) for caller, fence in zip(callers, fences, strict=True)]
    assert {reply.status for reply in replies} == {"ok"}
    assert len({reply.generation for reply in replies}) == 1
    assert [greet(c, r.fence).status for c, r in zip(callers, replies, strict=True)] == ["ok"] * 3


def test_every_process_of_the_station_knows_at_once_that_it_has_begun_anew(
    caller: Caller, station: Station
) -> None:
    """A cursor of the lost time would pass over what is told by the same numbers now."""
    with Station(station.connections._url, clock=station.clock) as other:
        cursor = caller.link.get("/v1/notices", NoticePage).cursor
        with station.connections.lend() as conn, conn.transaction():
            begin_new_generation(conn, station.clock.now())
        reply = greet(caller)
        beside = Caller(other)
        assert beside.reply.generation == reply.generation
        beside.key, beside.reply = caller.key, caller.reply
        link = beside.linked(caller.key)
        with pytest.raises(StationSaysNo, match=r"notices\.cursor"):
            link.get("/v1/notices", NoticePage, cursor=cursor)
        assert other.house.generation == reply.generation


def test_the_whole_directory_is_made_anew_where_the_station_has_begun_anew(
    caller: Caller, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "MAX_PAGE_ROWS", 1)
    monkeypatch.setattr(generations, "AT_ONCE_ROWS", 1)
    station.load_directory([known(n) for n in range(3)], practice=False)
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    greet(caller)
    station.generations.make_due()
    with station.connections.lend() as conn:
        assert generations.manifest(conn, station.house, station.clock.now())


@pytest.mark.parametrize("after", range(1, 7))
def test_two_that_greet_a_restored_station_at_once_are_both_answered(station: Station, after: int) -> None:
    callers, fences = put_back_under(station, 2)
    (one, other), (here, there) = callers, fences
    told: list[HelloReply] = []
    with station.connections.lend() as conn:
        busy: Any = Busy(conn, after, lambda: told.append(greet(other, there)))
        told.append(hello.greet(busy, station.house, one.reply.terminal, asking(here), station.clock.now()))
        busy.end()
    assert [reply.status for reply in told] == ["ok", "ok"]
    assert len({reply.generation for reply in told}) == 1


def test_numbers_that_were_lent_since_the_backup_are_not_lent_again(station: Station) -> None:
    one, other = Caller(station), Caller(station)
    fence, idle = greet(one).fence, greet(other).fence
    backup = Backup(station)
    lent = lease(one, fence, count=500)
    fence = greet(one, fence).fence
    backup.put_back()
    fence = greet(one, fence).fence
    idle = greet(other, idle).fence
    assert int(lease(other, idle, "r2").first[-6:]) > LEAST_GAP
    tell(one, lent)
    assert not greet(one, fence).wants_ranges
    with station.connections.lend() as conn:
        assert conn.execute("SELECT first FROM number_range ORDER BY 1").fetchall()[0] == (lent.first,)


def test_numbers_of_a_new_year_are_passed_over_again_by_a_second_backup(
    caller: Caller, station: Station
) -> None:
    """Of a year that neither backup knows, the first one's gap may be lent from already."""
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    fence = greet(caller).fence
    backup = Backup(station)
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(days=366)
    lent = lease(caller, fence, count=500)
    fence = greet(caller, fence).fence
    backup.put_back()
    assert lease(caller, greet(caller, fence).fence, "r2").first > lent.last


def test_the_same_backup_put_back_twice_leads_to_other_numbers(
    caller: Caller, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    chances = iter((3, 3, 12_345, 12_345))  # of the station and of its practice half, twice
    monkeypatch.setattr(restored, "randbelow", lambda _many: next(chances))
    fence = greet(caller).fence
    backup = Backup(station)
    lent = []
    for request in ("r1", "r2"):
        fence = greet(caller, greet(caller, fence).fence).fence
        backup.put_back()
        fence = greet(caller, fence).fence
        lent.append(lease(caller, fence, request, count=500))
    assert lent[1].first > lent[0].last


@pytest.mark.parametrize("after", range(1, 7))
def test_the_first_numbers_of_a_year_are_passed_over_also_while_the_station_begins_anew(
    caller: Caller, station: Station, after: int
) -> None:
    """Nobody knows whether they were lent after the backup: those lent just now, or all that come after."""
    lent: list[LeasedRange] = []

    def lend() -> None:
        with station.connections.lend() as own:
            lent.append(lend_preprinted(own, station.house, caller.reply.terminal, 100, station.clock))

    with station.connections.lend() as conn:
        busy: Any = Busy(conn, after, lend)
        with conn.transaction():
            begin_new_generation(busy, station.clock.now())
        busy.end()
    lend()
    assert int(lent[-1].first[-6:]) > LEAST_GAP


def test_what_a_terminal_holds_moves_the_counter_beyond_it(caller: Caller, station: Station) -> None:
    fence = greet(caller).fence
    lent = lease(caller, fence, count=5_000)
    with station.connections.lend() as conn:
        conn.execute("DELETE FROM number_range")
        conn.execute("UPDATE number_counter SET last_serial = 0")
    tell(caller, lent)
    assert lease(caller, fence, "r2").first > lent.last


def test_ranges_that_the_station_did_not_sign_are_refused(caller: Caller) -> None:
    import msgspec

    lent = lease(caller, greet(caller).fence)
    with pytest.raises(StationSaysNo, match=r"numbers\.lease_unproven"):
        tell(caller, msgspec.structs.replace(lent, last=lent.first))


def test_the_gap_is_at_least_twice_what_the_busiest_day_took(
    caller: Caller, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restored, "randbelow", lambda _many: 0)
    fence = greet(caller).fence
    for n in range(2):
        lease(caller, fence, f"r{n}", count=4_000)
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
        assert conn.execute("SELECT last_serial FROM number_counter").fetchall() == [(24_000,)]


def test_terminals_push_again_what_the_backup_has_not(tmp_path: Path) -> None:
    """What COPY wrote out, put back: nothing acknowledged is missing, cursors and receipts begin anew."""
    from donor_room.sync.enrol import enrol_desk

    clock = FixedClock(MORNING)
    with running_station(clock) as station, terminal(new_profile(tmp_path / "terminal")) as desk:
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        write(desk, 5)
        talk(desk)
        backup = Backup(station)
        write(desk, 30)
        first = talk(desk)
        assert first.receipted_at
        backup.put_back()
        assert len(station.raw_entries(desk.ledger.book)) < len(here(desk))
        clock.instant += timedelta(hours=1)
        told = talk(desk)
        assert (told.is_all_there, told.notes, told.trouble) == (True, (), None)
        assert station.raw_entries(desk.ledger.book) == here(desk)
        assert told.receipted_at
        assert told.receipted_at > first.receipted_at
        assert desk.directory.cursor()
        assert talk(desk).is_all_there


def test_a_receipt_of_the_lost_time_does_not_count_any_more(tmp_path: Path) -> None:
    from donor_room.sync.enrol import enrol_desk
    from donor_room.workflow.exchange import exchange_of

    with running_station() as station, terminal(new_profile(tmp_path / "terminal")) as desk:
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        backup = Backup(station)
        write(desk, 3)
        talk(desk)
        backup.put_back()
        talk(desk)
        with station.connections.lend() as conn:
            conn.execute("DELETE FROM receipt")
        assert exchange_of(desk).greeting.receipts.receipted_at()
        assert talk(desk).receipted_at
