"""Reads the books into tables, after the acknowledgement: run by run, each in one transaction.

The row of the station stays locked from the first number of the feed that a transaction takes to its commit.
So numbers of the feed become visible in their order, however many processes of the station run at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.entries import BookOpened, ShiftOpened
from donor_room.domain.visit import Recorded
from donor_room.packs.rules import load_rules
from donor_room.station import due, holds, number_ends, tables, told_rows
from donor_room.station.checking import check_persons, hold_forks
from donor_room.station.guests import add_measured
from donor_room.station.joins import Group, groups_of
from donor_room.station.nonconforming import add_told, read_shifts_again
from donor_room.station.packed import add_handed_over, add_packed
from donor_room.station.reading import Unreadable, read_entry, read_visit
from donor_room.station.rows import VisitReading
from donor_room.station.rules_kept import keep_rules
from donor_room.station.staff import add_seen
from donor_room.station.store import Connection
from donor_room.station.supplies import add_supplies
from donor_room.station.telling import known_together, tell_donor
from donor_room.station.tickets import add_tickets, tickets_of
from donor_room.station.world import World
from donor_room.wire.messages import encode

RUN_LIMIT = 2_000
Row = TypeVar("Row")


class Run(NamedTuple):
    """Entries of one book that are read together."""

    book: str
    after: int
    last: int


def project_pending(conn: Connection, world: World) -> int:
    """Read one run that is still unread; return how many entries it had, 0 when all is read."""
    with conn.transaction():
        tables.lock_feed(conn, world.station_code)
        run = tables.next_run(conn, world.station_code, RUN_LIMIT)
        if run is None:
            return 0
        book, after, last = run
        tables.add_run(conn, world.station_code, book, after, last)
        persons = _read_run(conn, world, Run(book, after, last))
        tell_directory(conn, world, persons)
    return last - after


def project_all(
    conn: Connection,
    world: World,
    now: datetime | None = None,
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Read everything that is unread, tell terminals what is held, and return how many entries were read.

    Once it `is_over`, the runs that are still unread are left for the next time.
    """
    total = 0
    while not is_over() and (entries := project_pending(conn, world)):
        total += entries
    hold_forks(conn, world.station_code)
    holds.announce(conn, world.station_code, now)
    return total


def rebuild(conn: Connection, world: World) -> None:
    """Forget all that was read and read it again, run by run in the order of the feed, in one transaction.

    A donor of whom the same is told keeps the revision, so that terminals need not fetch the directory again.
    """
    with conn.transaction():
        tables.lock_feed(conn, world.station_code)
        tables.forget(conn, world.station_code)
        for book, after, last in tables.runs(conn, world.station_code):
            _read_run(conn, world, Run(book, after, last))
        hold_forks(conn, world.station_code)
        tell_directory(conn, world, tables.every_person(conn, world.station_code))


def _read_run(conn: Connection, world: World, run: Run) -> set[str]:
    """Take one run into the tables and return the persons of whom something else may be told now."""
    readable, unreadable = _readable(conn, world, run)
    tables.quarantine(conn, world.station_code, run.book, unreadable)
    visits = tables.add_visit_entries(conn, world.station_code, readable)
    visits |= add_tickets(conn, world.station_code, readable)
    shifts = tables.add_shifts(conn, world.station_code, _shifts(readable))
    keep_rules(conn, world.station_code, readable)
    add_seen(conn, world.station_code, readable)
    add_packed(conn, world.station_code, readable)
    add_handed_over(conn, world.station_code, readable)
    read_shifts_again(conn, world.station_code, add_told(conn, world.station_code, readable))
    add_measured(conn, world.station_code, readable)
    add_supplies(conn, world.station_code, readable)
    ended = number_ends.add_ends(conn, world.station_code, readable)
    persons = read_visits_again(conn, world, visits, readable)
    number_ends.hold_ended_twice(conn, world.station_code, ended)
    persons |= tables.persons_of_shifts(conn, world.station_code, shifts)
    tables.mark_projected(conn, world.station_code, run.book, run.last)
    return persons


def _readable(conn: Connection, world: World, run: Run) -> tuple[list[Recorded], list[tuple[int, str]]]:
    readable: list[Recorded] = []
    unreadable: list[tuple[int, str]] = []
    wrong_world = tables.is_wrong_world(conn, world.station_code, run.book)
    for seq, raw in tables.raw_run(conn, world.station_code, *run):
        try:
            recorded = read_entry(raw)
            wrong_world = wrong_world or _opens_other_world(recorded, world)
            if wrong_world:
                raise Unreadable("practice")  # noqa: TRY301 - the one place where entries are set aside
        except Unreadable as problem:
            unreadable.append((seq, problem.code))
        else:
            readable.append(recorded)
    if wrong_world:
        tables.mark_wrong_world(conn, world.station_code, run.book)
    return readable, unreadable


def _opens_other_world(recorded: Recorded, world: World) -> bool:
    return isinstance(recorded.act, BookOpened) and recorded.act.practice != world.practice


def _shifts(readable: Iterable[Recorded]) -> list[ShiftOpened]:
    return [line.act for line in readable if isinstance(line.act, ShiftOpened)]


def read_visits_again(
    conn: Connection, world: World, visits: set[str], at_hand: Iterable[Recorded]
) -> set[str]:
    """Fold these visits from all their entries and put their rows in the place of the old ones."""
    readings: list[VisitReading] = []
    ticketed = tickets_of(conn, world.station_code, visits)
    for recorded in tables.entries_of_visits(conn, world.station_code, visits, at_hand):
        last = recorded[-1].entry
        try:
            reading = read_visit(recorded, world.directory_key, ticketed.get(last.visit or ""))
        except Unreadable as problem:
            tables.quarantine(conn, world.station_code, last.book, [(last.seq, problem.code)])
            continue
        if reading is not None:
            readings.append(reading)
            unread = [(last.seq, "unread")] if reading.has_unread else []
            tables.quarantine(conn, world.station_code, last.book, unread)
    changed = tables.replace_visits(conn, world.station_code, visits, readings)
    claimed = number_ends.numbers_of(conn, world.station_code, visits)
    number_ends.hold_ended_twice(conn, world.station_code, claimed)
    check_persons(conn, world.station_code, set(changed), changed)
    return set(changed)


def tell_directory(conn: Connection, world: World, persons: set[str]) -> None:
    """Write what terminals are told about these persons, with a new revision where it has changed.

    A donor with several records is told the same under each of them.
    """
    donors = donors_of(conn, world.station_code, persons)
    rows = _by_record(donors)
    told = tables.told_before(conn, world.station_code, set(rows))
    changed = [
        (person, encode(donor) if donor else None)
        for person, donor in sorted(rows.items())
        if not _is_told(told.get(person), donor)
    ]
    tables.tell(conn, world.station_code, changed)
    due.keep(conn, world.station_code, donors)


def told_of(conn: Connection, station_code: str, persons: set[str]) -> dict[str, DirectoryDonor | None]:
    """Return what is to be told about these persons, and about whoever is one donor with them."""
    return _by_record(donors_of(conn, station_code, persons))


def _by_record(donors: list[tuple[Group, DirectoryDonor | None]]) -> dict[str, DirectoryDonor | None]:
    return {person: donor for group, donor in donors for person in group}


def donors_of(
    conn: Connection, station_code: str, persons: set[str]
) -> list[tuple[Group, DirectoryDonor | None]]:
    """Return each donor to whom these persons belong: the records, and what is to be told of them."""
    groups = groups_of(conn, station_code, persons)
    everybody = set().union(*groups)
    asked = station_code, everybody
    known = tables.known_donors(conn, *asked)
    visits, donations = told_rows.visits_told(conn, *asked), told_rows.donations_told(conn, *asked)
    deferrals, readings = told_rows.deferrals_told(conn, *asked), told_rows.readings_told(conn, *asked)
    reactions = told_rows.reactions_told(conn, *asked)
    contact, tags = told_rows.contact_told(conn, *asked), told_rows.tags_told(conn, *asked)
    donors: list[tuple[Group, DirectoryDonor | None]] = []
    for group in groups:
        donor = tell_donor(
            known_together([known[one] for one in sorted(group) if one in known]),
            sorted(_all_of(group, visits), key=lambda row: (row.opened_at, row.visit)),
            [one for person in sorted(group) if person in donations for one in donations[person].newest],
            _all_of(group, deferrals),
            sorted(_all_of(group, readings), key=lambda one: one.on),
            _all_of(group, reactions),
            older=[one for person in sorted(group) if person in donations for one in donations[person].older],
            contact=_all_of(group, contact),
            tags=_all_of(group, tags),
            rules=load_rules(),
        )
        donors.append((group, donor))
    return donors


def _all_of(group: Group, told: Mapping[str, list[Row]]) -> list[Row]:
    return [row for person in sorted(group) for row in told.get(person, ())]


def _is_told(before: bytes | None, donor: DirectoryDonor | None) -> bool:
    """Say whether terminals have been told just this, also by a program that wrote it in fewer fields."""
    if before is None or donor is None:
        return before is None and donor is None
    return msgspec.json.decode(before, type=DirectoryDonor) == donor
