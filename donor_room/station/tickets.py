"""When who waits got a ticket, as the vehicles wrote it down: from there the way to the desk is counted."""

from __future__ import annotations

from collections.abc import Iterable

from donor_room.domain.entries import TicketGiven
from donor_room.domain.visit import Recorded
from donor_room.station.store import Connection

_LONGEST = 128
"""No visit has a longer name: what a book says is not believed beyond reason."""


def add_tickets(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> set[str]:
    """Note the first ticket of each visit, in whichever order they come, and return the visits."""
    rows = [
        (station_code, act.visit, entry.hlc)
        for entry, act in readable
        if isinstance(act, TicketGiven) and 0 < len(act.visit) <= _LONGEST
    ]
    if rows:
        with conn.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ticket (station_code, visit, hlc) VALUES (%s, %s, %s)"
                " ON CONFLICT (station_code, visit) DO UPDATE SET hlc = least(ticket.hlc, excluded.hlc)",
                rows,
            )
    return {visit for _station, visit, _hlc in rows}


def tickets_of(conn: Connection, station_code: str, visits: set[str]) -> dict[str, str]:
    """Return the hybrid time at which the donor of each visit got a ticket; who got none is not in it."""
    rows = conn.execute(
        "SELECT visit, hlc FROM ticket WHERE station_code = %s AND visit = ANY(%s)",
        [station_code, sorted(visits)],
    )
    return dict(rows.fetchall())
