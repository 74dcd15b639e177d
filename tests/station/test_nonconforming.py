"""Nonconformities at the station: the same as at the terminals, by day, kind and site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.nonconforming import Nonconformity
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Recorded
from donor_room.simulation.run import run
from donor_room.simulation.server import Server
from donor_room.simulation.world import Size, World
from donor_room.station import nonconforming_list
from donor_room.station.nonconforming_list import Wanted, list_of, rows, sites_of, sums, unread
from donor_room.station.read_again import read_again
from donor_room.station.server import Station
from donor_room.workflow.nonconforming import find
from tests.support import acts as a
from tests.support.stations import Caller, database_server
from tests.support.van import SHIFT, Book, donor

ALWAYS = Wanted(date(2020, 1, 1), date(2040, 1, 1))
NUMBERS = [f"A999926{serial:06d}" for serial in range(1, 5)]
KINDS = {type(act): act for act in a.OF_THE_HOUSE}


def found(station: Station, wanted: Wanted = ALWAYS) -> tuple[Nonconformity, ...]:
    with station.connections.lend() as conn:
        return rows(conn, station.house.code, wanted, limit=1_000)


def codes(station: Station, wanted: Wanted = ALWAYS) -> list[tuple[str, str]]:
    return sorted((one.code, one.settled) for one in found(station, wanted))


def bad_book() -> Book:
    """A shift with a unit that goes apart, a crate that was warm, and a number nobody found."""
    book = Book()
    book.open_shift()
    book.open_visit("v1", donor())
    book.group("v1", "A")
    book.decide("v1", "eligible")
    book.add(a.needle(), visit="v1")
    book.donate("v1", NUMBERS[0], volume_ml=300)
    book.add(a.held("group_differs"), visit="v1")
    warm = replace(KINDS[e.BoxTemperature], minutes_outside=40)
    book.add(warm, replace(KINDS[e.GapExplained], number=NUMBERS[1]))
    return book


def push(station: Station, book: Book, caller: Caller | None = None) -> Caller:
    caller = caller or Caller(station, numbers=10)
    caller.push(book.name, book.lines)
    station.settle()
    return caller


def test_what_visits_and_shifts_tell_is_listed_with_its_site(station: Station) -> None:
    push(station, bad_book())
    assert codes(station) == [("crate_outside", "open"), ("number_gap", "open"), ("unit_apart", "open")]
    with station.connections.lend() as conn:
        told = list_of(conn, station.house, ALWAYS)
        assert sites_of(conn, station.house.code, ALWAYS) == ["样例广场"]
        assert [tuple(one) for one in sums(conn, station.house.code, ALWAYS)] == [
            ("unit_apart", 1, 1), ("crate_outside", 1, 1), ("number_gap", 1, 1),
        ]  # fmt: skip
    assert told.places[SHIFT].site == "样例广场"
    assert told.open == 3


def test_what_comes_later_settles_what_is_listed(station: Station) -> None:
    book = bad_book()
    caller = push(station, book)
    before = len(book.lines)
    packed = replace(KINDS[e.UnitsPacked], number=NUMBERS[0], box="Q")
    book.add(packed, KINDS[e.BoxTemperature])
    caller.push(book.name, book.lines[before:])
    station.settle()
    assert codes(station) == [
        ("crate_outside", "put_right"), ("number_gap", "open"), ("unit_apart", "isolated"),
    ]  # fmt: skip
    with station.connections.lend() as conn:
        (gap,) = [one for one in sums(conn, station.house.code, ALWAYS) if one.open]
        assert gap.code == "number_gap"
        assert read_again(conn, station.house.world, keep=False) == []


def test_day_code_and_site_part_the_list(station: Station) -> None:
    push(station, bad_book())
    day = date(2026, 11, 21)
    assert len(found(station, Wanted(day, day))) == 3
    assert found(station, Wanted(date(2026, 11, 22), date(2026, 11, 30))) == ()
    assert codes(station, ALWAYS._replace(code="number_gap")) == [("number_gap", "open")]
    assert codes(station, ALWAYS._replace(site="样例广场", code="unit_apart")) == [("unit_apart", "open")]
    assert found(station, ALWAYS._replace(site="nowhere")) == ()
    with station.connections.lend() as conn:
        assert len(sums(conn, station.house.code, ALWAYS._replace(code="number_gap"))) == 3
        one, two = (rows(conn, station.house.code, ALWAYS, limit=2, after=after) for after in (0, 2))
    assert (*one, *two) == found(station)


def test_more_than_a_file_is_for_is_refused(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    push(station, bad_book())
    monkeypatch.setattr(nonconforming_list, "MOST", 2)
    with station.connections.lend() as conn:
        with pytest.raises(Refusal) as refused:
            list_of(conn, station.house, ALWAYS)
        assert len(list_of(conn, station.house, ALWAYS._replace(code="number_gap")).rows) == 1
    assert refused.value.values == {"n": 3, "most": 2}


def test_names_and_words_beyond_reason_are_cut_and_a_shift_without_reason_is_not_told(
    station: Station,
) -> None:
    book = Book()
    gap = KINDS[e.GapExplained]
    book.add(
        replace(gap, number="9" * 500, reason="找" * 5_000),
        replace(gap, shift="s" * 129),
        replace(gap, shift=""),
    )
    push(station, book)
    (one,) = found(station)
    assert (len(one.number), len(one.reason)) == (128, 2_000)


def test_entries_set_aside_are_counted_beside(station: Station) -> None:
    book = bad_book()
    book.add(e.VisitClosed(how="donated", remark=None), visit="w" * 200)
    push(station, book)
    with station.connections.lend() as conn:
        assert unread(conn, station.house.code) == 1


def test_a_paper_at_the_end_of_all_calendars_is_set_aside(station: Station) -> None:
    book = Book()
    book.open_visit("v1", donor())
    book.add(e.PaperTime(at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)), visit="v1")
    book.donate("v1", NUMBERS[0])
    book.add(replace(a.RESTARTED, number=NUMBERS[0]), visit="v1")
    push(station, book)
    with station.connections.lend() as conn:
        assert unread(conn, station.house.code) == 1
    assert found(station) == ()


# ---- counted again, from the books of simulated laptops ----------------------------------------------------


def naive(lines: list[Recorded]) -> Counter[str]:
    """Count again from nothing but the acts, in their order, without any fold."""
    acts = [line.act for line in lines]
    ends = [act for act in acts if isinstance(act, e.CollectionEnded)]
    counted = Counter(
        set_voided=sum(isinstance(act, e.LabelSetVoided) for act in acts),
        list_old=sum(isinstance(act, e.SecondPersonLooked) and act.what == "old_list" for act in acts),
        too_slow=sum("no_plasma" in act.flags for act in ends),
        slow=sum("no_platelets" in act.flags and "no_plasma" not in act.flags for act in ends),
        unit_apart=len(set(held_with_needle(lines))),
        crate_unknown=sum(map(len, unmeasured(acts))),
    )
    return +counted


def held_with_needle(lines: list[Recorded]) -> Iterator[tuple[str, str]]:
    needles: set[str | None] = set()
    for entry, act in lines:
        if isinstance(act, e.NeedleIn):
            needles.add(entry.visit)
        elif isinstance(act, e.VisitHeld) and entry.visit in needles:
            yield entry.visit or "", act.reason


def unmeasured(acts: list[e.Act]) -> Iterator[set[str]]:
    """Give, for each handover, the crates that had blood and no word of their warmth."""
    for place, signed in enumerate(acts):
        if isinstance(signed, e.HandoverSigned):
            before = [act for act in acts[:place] if getattr(act, "shift", "") == signed.shift]
            packed = (act for act in before if isinstance(act, e.UnitsPacked) and act.role == "bag1")
            boxes = {act.number: act.box for act in packed}
            yield set(boxes.values()) - {act.box for act in before if isinstance(act, e.BoxTemperature)}


def test_terminals_and_station_tell_what_the_bare_acts_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Counter[str], Counter[str]]] = []
    at_station: list[set[Nonconformity]] = []
    of_laptops: set[Nonconformity] = set()
    close = World.close

    def compare(world: World) -> None:
        for laptop in world.laptops:
            desk = laptop.desk
            here = find(desk.database, desk.ledger, first=ALWAYS.first, last=ALWAYS.last).rows
            told.append((Counter(one.code for one in here), naive(list(desk.ledger.every_entry()))))
            of_laptops.update(here)
        world.station.read()
        with world.station.connections.lend() as conn:
            code = world.station.house.code
            at_station.append(set(rows(conn, code, ALWAYS, limit=100_000)))
        close(world)

    monkeypatch.setattr(World, "close", compare)
    run(Server(database_server()), Size(terminals=2, days=2, visits=8), seed=5, words="none")
    assert len(told) == 2
    for found_here, counted in told:
        assert dict(found_here) == dict(counted)
    assert sum(sum(one.values()) for _, one in told) > 5
    assert at_station == [of_laptops]
