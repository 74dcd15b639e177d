"""Reads what did not go as it should out of the entries of visits and shifts, into a table of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, LiteralString

from donor_room.domain.entries import UnitsPacked
from donor_room.domain.nonconforming import Nonconformity
from donor_room.domain.nonconforming_shift import READ_OF_SHIFT, of_shift, shift_of
from donor_room.domain.visit import Recorded
from donor_room.station.reading import read_entry
from donor_room.station.store import Connection

_LONGEST_NAME, _LONGEST_WORDS = 128, 2_000
"""What a book says is not believed beyond reason: a longer name is cut, longer words too."""

COLUMNS: LiteralString = (
    "book, seq, code, happened_at, shift, visit, by_staff, number, part, box, amount, reason, settled"
    ", witness, on_day"
)


def row_of(found: Nonconformity) -> tuple[Any, ...]:
    """Return how one stands in the table."""
    short = (value[:_LONGEST_NAME] if isinstance(value, str) else value for value in found)
    row = Nonconformity(*short)  # type: ignore[arg-type]
    return (*row._replace(reason=found.reason[:_LONGEST_WORDS]), found.on)


def add_told(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> set[str]:
    """Note which entries tell of a shift, and return the shifts of which something was told."""
    told = [line for line in readable if 0 < len(shift_of(line.act)) <= _LONGEST_NAME]
    rows = [
        (station_code, shift_of(act), entry.book, entry.seq)
        for entry, act in told
        if not isinstance(act, UnitsPacked)
    ]
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO shift_entry (station_code, shift, book, seq) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            rows,
        )
    return {shift_of(line.act) for line in told if isinstance(line.act, READ_OF_SHIFT)}


_OF_SHIFTS: LiteralString = """
SELECT t.shift, e.raw FROM (
 SELECT shift, book, seq FROM shift_entry WHERE station_code = %(station)s AND shift = ANY(%(shifts)s)
 UNION SELECT shift, book, seq FROM packed WHERE station_code = %(station)s AND shift = ANY(%(shifts)s)
) t JOIN entry e ON e.station_code = %(station)s AND e.book = t.book AND e.seq = t.seq
"""


def read_shifts_again(conn: Connection, station_code: str, shifts: set[str]) -> None:
    """Put what all entries of these shifts tell in the place of what was there."""
    if not shifts:
        return
    asked = {"station": station_code, "shifts": sorted(shifts)}
    lines: dict[str, list[Recorded]] = {}
    for shift, raw in conn.execute(_OF_SHIFTS, asked):
        lines.setdefault(shift, []).append(read_entry(raw))
    conn.execute(
        "DELETE FROM nonconformity WHERE station_code = %(station)s AND visit = ''"
        " AND shift = ANY(%(shifts)s)",
        asked,
    )
    found = [row for shift, told in lines.items() for row in of_shift(shift, told)]
    add_rows(conn, station_code, found)


def add_rows(conn: Connection, station_code: str, found: Iterable[Nonconformity]) -> None:
    """Write rows; one that an entry tells twice stands once."""
    marks: LiteralString = "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s"
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO nonconformity (station_code, "  # noqa: S608 - names of ours
            + COLUMNS
            + f") VALUES ({marks}) ON CONFLICT DO NOTHING",
            [(station_code, *row_of(one)) for one in found],
        )
