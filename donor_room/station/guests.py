"""People who were only measured, as the vehicles wrote it down: counted apart, and nobody is named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import LiteralString

from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.entries import GuestGroup, GuestPressure
from donor_room.domain.figures import By
from donor_room.domain.guest_counts import Guests, add_guests
from donor_room.domain.visit import Recorded
from donor_room.station.figures import name_of_part, rows_by
from donor_room.station.store import Connection

_LONGEST = 128
_GUESTS: LiteralString = "(SELECT g.*, g.by_staff AS pierced_by FROM guest g)"


def add_measured(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note that somebody was measured, where, when, by whom: no value and no person."""
    rows = [
        (station_code, entry.book, entry.seq, act.shift, day_at_site(instant_of(entry.hlc)), entry.by,
         "pressure" if isinstance(act, GuestPressure) else "group")
        for entry, act in readable
        if isinstance(act, GuestPressure | GuestGroup) and max(len(act.shift), len(entry.by)) <= _LONGEST
    ]  # fmt: skip
    if rows:
        with conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO guest (station_code, book, seq, shift, on_day, by_staff, measured)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                rows,
            )


def guests_by(conn: Connection, station_code: str, first: date, last: date, by: By) -> dict[str, Guests]:
    """Return how often guests were measured on these days, both included, by the parts of a report."""
    rows = conn.execute(
        "SELECT part_on, part, count(*) FILTER (WHERE measured = 'pressure'),"  # noqa: S608 - texts of ours
        f" count(*) FILTER (WHERE measured = 'group') FROM {rows_by(by, _GUESTS)} GROUP BY part_on, part",
        {"station": station_code, "first": first, "last": last},
    )
    parts: dict[str, Guests] = {}
    for on, part, pressure, group in rows:
        name = name_of_part(by, on, part)
        parts[name] = add_guests((parts.get(name, Guests()), Guests(pressure, group)))
    return dict(sorted(parts.items()))
