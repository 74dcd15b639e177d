"""A donor with a long past: a new visit costs no more by it, and nothing is missed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from donor_room.domain.directory import StandingDeferral
from donor_room.domain.history import interval_findings
from donor_room.packs.rules import load_rules
from donor_room.station.checking import check_persons
from donor_room.station.gifts import _facts_of, all_given
from donor_room.station.past import EVER, LOOK_BACK, Came, Deferred, Past, pasts_of
from donor_room.station.read_again import read_again
from donor_room.station.server import Station
from donor_room.station.suspicion import suspicions
from tests.station.test_suspicion import came, gift
from tests.support.stations import Caller
from tests.support.van import MORNING, Book

RULES = load_rules()
YEAR = timedelta(days=365)


def long_past(years: int, *, first: datetime = MORNING - 60 * YEAR) -> Book:
    """A book of many donations, one every 200 days; the next visit comes much later."""
    book = Book("old", at=first)
    book.open_shift()
    for n in range(2 * years):
        book._clock.instant = first + n * timedelta(days=200)
        book.open_visit(f"old-{n:03d}")
        book.group(f"old-{n:03d}", "A")
        book.donate(f"old-{n:03d}", f"A9999{n:08d}")
        book.decide(f"old-{n:03d}", "eligible")
    return book


class Counted:
    """How many rows a connection gave, and how many statements it was asked."""

    def __init__(self) -> None:
        self.statements = self.rows = 0


@contextmanager
def counting(patch: pytest.MonkeyPatch) -> Iterator[Counted]:
    counted, run = Counted(), psycopg.Cursor.execute

    def execute(self: Any, *given: Any, **named: Any) -> Any:
        found = run(self, *given, **named)
        counted.statements += 1
        counted.rows += max(found.rowcount, 0) if found.description else 0
        return found

    with patch.context() as inside:
        inside.setattr(psycopg.Cursor, "execute", execute)
        yield counted


def rows_of_a_new_visit(station: Station, caller: Caller, years: int, patch: pytest.MonkeyPatch) -> Counted:
    caller.push("old", long_past(years).lines)
    station.settle()
    book = Book("new")
    book.open_shift("shift-2")
    book.open_visit("new", shift="shift-2")
    book.donate("new", "A999926000001")
    with counting(patch) as counted:
        caller.push("new", book.lines)
        station.settle()
    return counted


def test_a_new_visit_costs_hardly_more_after_forty_years_than_after_two(
    station: Station, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a row for each visit: beyond the donations that are told, nothing grows; forty more would show."""
    long = rows_of_a_new_visit(station, caller, 40, monkeypatch)
    assert long.rows < 100, f"{long.rows} rows in {long.statements} statements"


def test_of_a_long_past_a_handful_of_visits_is_looked_at(station: Station, caller: Caller) -> None:
    caller.push("old", long_past(20).lines)
    station.settle()
    code = caller.reply.station_code
    with station.connections.lend() as conn:
        (person,) = conn.execute("SELECT DISTINCT person FROM visit").fetchone() or ("",)
        group = [frozenset({person})]
        assert pasts_of(conn, code, group, {person: MORNING}) == []
        (past,) = pasts_of(conn, code, group, {person: MORNING - 40 * YEAR})
        assert past.visits[-1].visit == "old-039"
        assert len(past.visits) < 8
        (whole,) = pasts_of(conn, code, group, {person: EVER})
        assert len(whole.visits) == 40


def test_what_is_found_bit_by_bit_is_what_is_found_at_once(station: Station, caller: Caller) -> None:
    """Groups, names, deferrals and intervals over thirty years, pushed visit by visit, out of order."""
    chance = random.Random(5)
    days = [*range(0, 11_000, 310), 40, 5_000, 10_900]
    chance.shuffle(days)
    for n, day in enumerate(days):
        book = Book(f"b{n}", at=MORNING - timedelta(days=day))
        book.open_shift(f"s{n}")
        visit = f"v{n:02d}"
        book.open_visit(visit, shift=f"s{n}")
        book.group(visit, chance.choice("AAAB"))
        if chance.random() < 0.2:
            book.decide(visit, "deferred_for_good")
        else:
            book.decide(visit, "eligible", age_h=chance.choice((1, 99)))
            book.donate(visit, f"A9999{n:08d}")
        caller.push(book.name, book.lines)
        station.settle()
    code = caller.reply.station_code
    with station.connections.lend() as conn:
        found = "SELECT reason, subject, visit, rests_on FROM hold ORDER BY 1, 2, 3"
        before = conn.execute(found).fetchall()
        persons = {person for (person,) in conn.execute("SELECT DISTINCT person FROM visit")}
        with conn.transaction(force_rollback=True):
            check_persons(conn, code, persons)
            assert conn.execute(found).fetchall() == before
        world = next(house.world for house in station.houses.values() if house.code == code)
        assert read_again(conn, world, keep=False) == []
    assert {"group_differs", "deferred_elsewhere", "interval"} <= {reason for reason, *_ in before}


# ---- what is seen from a visit -----------------------------------------------------------------------------

FAR = LOOK_BACK + timedelta(days=1)


def seen(past: list[Came], one: Came) -> list[str]:
    return [came.visit for came in Past((*past, one), ()).seen_from(one)]


def test_of_what_is_older_one_of_each_name_and_group_is_seen() -> None:
    old = [
        came("1", at=MORNING - FAR, abo="A"),
        came("2", at=MORNING - 2 * FAR, abo="A"),
        came("3", at=MORNING - 3 * FAR, abo="B"),
        came("4", at=MORNING - 3 * FAR, name="别人"),
    ]
    assert seen(old, came("new")) == ["1", "3", "4"]


def test_at_the_edge_of_the_look_back_everything_is_seen() -> None:
    old = [came(name, at=MORNING - LOOK_BACK) for name in ("1", "2")]
    assert seen(old, came("new")) == ["1", "2"]
    assert seen([came("later", at=MORNING + LOOK_BACK)], came("new")) == ["later"]
    assert seen([came("later", at=MORNING + FAR)], came("new")) == []


def test_a_deferral_that_may_still_stand_is_seen_however_old() -> None:
    def deferred(visit: str, kind: Any, until: date | None, far: int) -> Came:
        at = MORNING - far * FAR
        return came(visit, at=at, deferred=Deferred(StandingDeferral(kind=kind, until_on=until), at, False))

    old = [
        deferred("first", "permanent", None, 4),
        deferred("again", "permanent", None, 3),
        deferred("over", "until", date(2020, 1, 1), 3),
        deferred("stands", "until", date(2030, 1, 1), 3),
        came("last", at=MORNING - 2 * FAR),
    ]
    assert seen(old, came("new")) == ["first", "stands", "last"]


def test_the_last_visit_that_nobody_closed_is_seen() -> None:
    old = [
        came("1", at=MORNING - 4 * FAR, closed_at=None),
        came("2", at=MORNING - 3 * FAR, closed_at=None),
        came("3", at=MORNING - 2 * FAR),
    ]
    assert seen(old, came("new")) == ["2", "3"]
    found = suspicions(Past((*old, came("new")), ()), lambda _made: RULES)
    assert ("open_twice", "new") in {(one.reason, one.visit) for one in found}


@pytest.mark.parametrize("kind", [row.id for row in RULES.donation.kinds])
def test_no_interval_of_the_rules_is_longer_than_the_look_back(kind: str) -> None:
    for sex in ("male", "female"):
        for last in (row.id for row in RULES.donation.kinds):
            far = came("1", at=MORNING - FAR, sex=sex, gift=gift(last, days=-FAR.days))
            one = came("2", sex=sex, gift=gift(kind))
            facts = _facts_of(one, one.gift, all_given(Past((far,), ())))  # type: ignore[arg-type]
            assert list(interval_findings(RULES, facts)) == []
