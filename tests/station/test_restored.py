"""A station whose backup was put back: found by a fence that it forgot, and numbers never lent twice."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station import generations, hello
from donor_room.station.numbers import lend_preprinted
from donor_room.station.passing_over import LEAST_STEP, TURN, TURNS, gap
from donor_room.station.refused import Refused
from donor_room.station.restored import begin_new_generation
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


def later(station: Station, hours: float = TURN / timedelta(hours=1)) -> None:
    """Let it be later: by a turn of the station that lends, where nothing else is said."""
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(hours=hours)


def test_numbers_that_were_lent_since_the_backup_are_not_lent_again(station: Station) -> None:
    one, other = Caller(station), Caller(station)
    fence, idle = greet(one).fence, greet(other).fence
    backup = Backup(station)
    lent = lease(one, fence, count=500)
    fence = greet(one, fence).fence
    backup.put_back()
    fence = greet(one, fence).fence
    idle = greet(other, idle).fence
    later(station)
    assert int(lease(other, idle, "r2").first[-6:]) > LEAST_STEP
    tell(one, lent)
    assert not greet(one, fence).wants_ranges
    with station.connections.lend() as conn:
        assert conn.execute("SELECT first FROM number_range ORDER BY 1").fetchall()[0] == (lent.first,)


def test_after_a_backup_nothing_is_lent_until_the_next_turn_and_then_a_step_in_each(
    caller: Caller, station: Station
) -> None:
    held = lease(caller, greet(caller).fence)
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())  # an hour before the next turn
    fence = greet(caller).fence
    later(station, 0.5)
    with pytest.raises(StationSaysNo, match=r"numbers\.rests") as no:
        lease(caller, fence, "r2")
    assert no.value.problem.retry_after_s == 1_800
    assert lease(caller, fence) == held, "what it has is only said once more"
    assert Caller(station, numbers=10).reply.numbers is None, "who comes in now asks for numbers later"
    later(station, 0.5)
    assert lease(caller, fence, "r2", count=LEAST_STEP).first > held.last
    with station.connections.lend() as conn, pytest.raises(Refused) as refusal:
        lend_preprinted(conn, station.house, caller.reply.terminal, 2 * LEAST_STEP, station.clock)
    assert refusal.value.problem.retry_after_s == 2 * TURN.total_seconds()
    later(station)
    lease(caller, fence, "r3", count=LEAST_STEP)
    with pytest.raises(StationSaysNo, match=r"numbers\.rests"):
        lease(caller, fence, "r4", count=1)


def test_numbers_of_a_new_year_are_passed_over_again_by_a_second_backup(
    caller: Caller, station: Station
) -> None:
    """Of a year that neither backup knows, the first one's gap may be lent from already."""
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    fence = greet(caller).fence
    backup = Backup(station)
    later(station, 366 * 24)
    lent = lease(caller, fence, count=500)
    fence = greet(caller, fence).fence
    backup.put_back()
    fence = greet(caller, fence).fence
    later(station)
    assert lease(caller, fence, "r2").first > lent.last


def test_a_year_that_began_after_the_last_backup_begins_with_its_first_number(
    caller: Caller, station: Station
) -> None:
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    fence = greet(caller).fence
    later(station)
    assert int(lease(caller, fence).first[-6:]) > LEAST_STEP, "this year's may have been lent from"
    later(station, 366 * 24)
    assert int(lease(caller, greet(caller, fence).fence, "r2").first[-6:]) == 1


@pytest.mark.parametrize("hours", [0.2, 2, 5, 26])
def test_the_same_backup_put_back_twice_leads_to_other_numbers(
    caller: Caller, station: Station, hours: float
) -> None:
    """Also where a terminal called before anybody knew that it was put back."""
    other = Caller(station)
    idle, fence = greet(other).fence, greet(caller).fence
    backup = Backup(station)
    lent: list[LeasedRange] = []
    for request in ("r1", "r2", "r3"):
        fence = greet(caller, greet(caller, fence).fence).fence
        backup.put_back()
        greet(other, idle)
        fence = greet(caller, fence).fence
        with suppress(StationSaysNo):
            lent.append(lease(caller, fence, request, count=500))
        later(station, hours)
        with suppress(StationSaysNo):
            lent.append(lease(caller, fence, f"{request}-later", count=500))
    later(station)
    lent.append(lease(caller, fence, "last", count=500))
    taken = sorted((one.first, one.last) for one in lent)
    assert all(before[1] < after[0] for before, after in pairwise(taken)), taken


def test_between_two_times_that_a_backup_is_put_back_lies_a_step_for_each_turn(
    caller: Caller, station: Station
) -> None:
    fence = greet(caller).fence
    for request in ("r1", "r2"):
        lease(caller, fence, request, count=5_000)
    moment = station.clock.now()
    with station.connections.lend() as conn:
        gaps = [gap(conn, station.house.code, moment + TURN / 3 * n) for n in range((TURNS - 1) * 3)]
    assert {one.step for one in gaps} == {1_667}
    assert {late.numbers - early.numbers >= 1_667 for early, late in pairwise(gaps[::3])} == {True}


def test_of_an_old_backup_more_is_passed_over_than_may_have_been_lent_and_not_the_whole_year(
    caller: Caller, station: Station
) -> None:
    lease(caller, greet(caller).fence, count=1_000)
    for days in (40, 4_000):
        with station.connections.lend() as conn:
            passed = gap(conn, station.house.code, station.clock.now() + timedelta(days=days)).numbers
        assert 2 * 1_000 * min(days, 250) < passed <= 620_000


def test_what_terminals_told_of_is_no_busy_day(caller: Caller, station: Station) -> None:
    fence = greet(caller).fence
    held = [lease(caller, fence, f"r{n}", count=5_000) for n in range(3)]
    with station.connections.lend() as conn:
        conn.execute("DELETE FROM number_range")
    tell(caller, *held)
    with station.connections.lend() as conn:
        assert gap(conn, station.house.code, station.clock.now()) == (LEAST_STEP, LEAST_STEP)


def test_what_one_terminal_tells_of_a_new_year_leads_nobody_to_what_another_has(station: Station) -> None:
    one, other, third = (Caller(station) for _ in range(3))
    fences = [greet(caller).fence for caller in (one, other, third)]
    backup = Backup(station)
    held = lease(one, fences[0], count=500)
    lost = lease(other, fences[1], count=500)
    fence = greet(one, fences[0]).fence
    backup.put_back()
    greet(one, fence)
    tell(one, held)
    fence = greet(third, fences[2]).fence
    later(station)
    assert lease(third, fence).first > lost.last


@pytest.mark.parametrize("after", range(1, 7))
def test_the_first_numbers_of_a_year_are_passed_over_also_while_the_station_begins_anew(
    caller: Caller, station: Station, after: int
) -> None:
    """Nobody knows whether they were lent after the backup: those lent just now, or all that come after."""
    lent: list[LeasedRange] = []

    def lend() -> None:
        with station.connections.lend() as own, suppress(Refused):
            lent.append(lend_preprinted(own, station.house, caller.reply.terminal, 100, station.clock))

    with station.connections.lend() as conn:
        busy: Any = Busy(conn, after, lend)
        with conn.transaction():
            begin_new_generation(busy, station.clock.now())
        busy.end()
    later(station)
    lend()
    assert int(lent[-1].first[-6:]) > LEAST_STEP


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


def test_a_step_is_a_sixth_of_what_the_busiest_day_took(caller: Caller, station: Station) -> None:
    fence = greet(caller).fence
    for n in range(2):
        lease(caller, fence, f"r{n}", count=4_000)
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
        assert conn.execute("SELECT last_serial FROM number_counter").fetchall() == [(8_000 + 1_334,)]


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
