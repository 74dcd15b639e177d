"""A due list with names and whole phones: asked for with a reason, approved by another role, taken once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import LiteralString, NamedTuple

import msgspec

from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit, fold_visit
from donor_room.station import tables
from donor_room.station.due_list import Wanted, counts, page
from donor_room.station.founding import House
from donor_room.station.joins import groups_of
from donor_room.station.journal import note
from donor_room.station.projector import project_all
from donor_room.station.store import Connection, one

SHORTEST_WHY, LONGEST_WHY = 8, 200
MOST_ROWS = 2_000
ASKED_FOR = timedelta(days=3)
"""Before so long a request is answered, or it is over."""

APPROVED_FOR = timedelta(hours=2)
"""So long an approval is good, for one time."""

MOST_SHOWN = 50


class Export(NamedTuple):
    """A request, and what became of it."""

    export: str
    wanted: Wanted
    why: str
    asked_by: str
    asked_role: str
    asked_at: datetime
    answered_by: str | None
    answered_role: str | None
    answered_at: datetime | None
    is_approved: bool | None
    taken_at: datetime | None

    def state(self, now: datetime) -> str:
        """Return the key of the word for how it stands: waits, refused, approved, taken, over."""
        if self.taken_at is not None:
            return "taken"
        if self.answered_at is None:
            return "waits" if now < self.asked_at + ASKED_FOR else "over"
        if not self.is_approved:
            return "refused"
        return "approved" if now < self.answered_at + APPROVED_FOR else "over"


class Line(NamedTuple):
    """One donor with name and whole phone; empty where no entry tells it."""

    name: str
    phone: str
    from_on: date
    donor: DirectoryDonor


class Taken(NamedTuple):
    """What was handed out, once."""

    export: Export
    lines: list[Line]
    at: datetime


_EXPORT: LiteralString = (
    "SELECT export, wanted, why, asked_by, asked_role, asked_at, answered_by, answered_role, answered_at,"
    " is_approved, taken_at FROM due_export WHERE station_code = %(station)s"
)


def exports(conn: Connection, station_code: str) -> list[Export]:
    """Return the last requests, the newest first."""
    rows = conn.execute(
        _EXPORT + " ORDER BY asked_at DESC, export LIMIT %(most)s",
        {"station": station_code, "most": MOST_SHOWN},
    )
    return [_export(*row) for row in rows]


def find_export(conn: Connection, station_code: str, export: str, *, lock: bool = False) -> Export:
    """Return one request; raises Refusal where there is none."""
    last: LiteralString = " FOR UPDATE" if lock else ""
    row = one(conn, _EXPORT + " AND export = %(export)s" + last, {"station": station_code, "export": export})
    if row is None:
        raise Refusal("due.export_unknown")
    return _export(*row)


def _export(export: str, wanted: str, *rest: object) -> Export:
    return Export(export, msgspec.json.decode(wanted, type=Wanted), *rest)  # type: ignore[arg-type]


def ask(
    conn: Connection, house: House, wanted: Wanted, *, by: str, role: str, why: str, now: datetime
) -> Export:
    """Ask for a list as a file; raises Refusal without a reason, for an empty list and for one too long."""
    if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    _refuse_size(sum(one.donors for one in counts(conn, house.code, wanted, day_at_site(now))))
    export = token_hex(8)
    with conn.transaction():
        conn.execute(
            "INSERT INTO due_export (station_code, export, wanted, why, asked_by, asked_role, asked_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [house.code, export, msgspec.json.encode(wanted).decode(), why.strip(), by, role, now],
        )
        note(conn, house.code, by, "export_asked", _named(export, wanted, why=why.strip()), now)
    return find_export(conn, house.code, export)


def _refuse_size(count: int) -> None:
    if count == 0:
        raise Refusal("due.export_empty")
    if count > MOST_ROWS:
        raise Refusal("due.export_too_long", count=count, most=MOST_ROWS)


def _named(export: str, wanted: Wanted, **more: object) -> dict[str, object]:
    """What the journal says of a list: nobody's name stands in it."""
    asked = {name: str(value) for name, value in msgspec.structs.asdict(wanted).items() if value}
    return {"export": export, **asked, **more}


def answer(
    conn: Connection, house: House, export: str, *, by: str, role: str, approves: bool, now: datetime
) -> Export:
    """Approve a request or refuse it; raises Refusal for whoever asked, for the same role, and too late."""
    with conn.transaction():
        found = find_export(conn, house.code, export, lock=True)
        if found.state(now) != "waits":
            raise Refusal("due.export_answered")
        if by == found.asked_by or role == found.asked_role:
            raise Refusal("due.export_other_role")
        conn.execute(
            "UPDATE due_export SET answered_by = %s, answered_role = %s, answered_at = %s, is_approved = %s"
            " WHERE station_code = %s AND export = %s",
            [by, role, now, approves, house.code, export],
        )
        kind = "export_approved" if approves else "export_refused"
        note(conn, house.code, by, kind, _named(export, found.wanted, asked_by=found.asked_by), now)
    return find_export(conn, house.code, export)


def take(conn: Connection, house: House, export: str, *, by: str, now: datetime, form: str = "xlsx") -> Taken:
    """Hand a list out to whoever asked for it: once, in one form, while the approval is good; raises Refusal.

    It is made at this moment, after all that has come was read: of nobody whose agreement does not stand.
    """
    project_all(conn, house.world, now)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        found = find_export(conn, house.code, export, lock=True)
        if by != found.asked_by:
            raise Refusal("due.export_not_yours")
        if found.state(now) != "approved":
            raise Refusal(f"due.export_not_{found.state(now)}")
        today = day_at_site(now)
        _refuse_size(sum(one.donors for one in counts(conn, house.code, found.wanted, today)))
        lines = _lines(conn, house, found.wanted, today)
        conn.execute(
            "UPDATE due_export SET taken_at = %s WHERE station_code = %s AND export = %s",
            [now, house.code, export],
        )
        told = {"why": found.why, "approved_by": found.answered_by, "rows": len(lines), "form": form}
        note(conn, house.code, by, "export_taken", _named(export, found.wanted, **told), now)
    return Taken(find_export(conn, house.code, export), lines, now)


def _lines(conn: Connection, house: House, wanted: Wanted, today: date) -> list[Line]:
    rows = page(conn, house.code, wanted, today, limit=MOST_ROWS)
    agreed = [row for row in rows if row.donor.contact is not None and row.donor.contact.word == "agreed"]
    records = {
        person: group
        for group in groups_of(conn, house.code, [row.person for row in agreed])
        for person in group
    }
    visits = _last_visits(conn, house.code, records.keys())
    lines = []
    for row in agreed:
        own = [visits[one] for one in records[row.person] if one in visits]
        last = max(own, key=lambda visit: (bool(visit.donor.phone), visit.opened_at), default=None)
        name = last.donor.name if last else row.donor.name or ""
        lines.append(Line(name, (last.donor.phone if last else None) or "", row.from_on, row.donor))
    return lines


def _last_visits(conn: Connection, station_code: str, persons: Iterable[str]) -> dict[str, Visit]:
    """Return of each record the last visit at which a phone was given, else the last, from its entries."""
    rows = conn.execute(
        "SELECT DISTINCT ON (person) person, visit FROM visit WHERE station_code = %s AND person = ANY(%s)"
        " ORDER BY person, phone_tail IS NULL, opened_at DESC, visit",
        [station_code, sorted(persons)],
    ).fetchall()
    told = tables.entries_of_visits(conn, station_code, {visit for _person, visit in rows})
    folded = {visit.id: visit for visit in map(fold_visit, told)}
    return {person: folded[visit] for person, visit in rows if visit in folded}
