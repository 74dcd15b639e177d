"""What the station gives a terminal to show to its neighbours: that it is one of this station's."""

from __future__ import annotations

from datetime import datetime

from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.membership import LASTS, Membership, sign_membership


def member(house: House, *, terminal: str, name: str, public_key: str, now: datetime) -> Membership:
    """Return the signed membership of a terminal."""
    unsigned = Membership(
        terminal=terminal,
        terminal_name=name,
        public_key=public_key,
        station_code=house.code,
        until=now + LASTS,
    )
    return sign_membership(unsigned, house.key)


def renewed(conn: Connection, terminal: Terminal, now: datetime) -> Membership:
    """Return a new membership of a terminal that has proven itself."""
    row = one(
        conn,
        "SELECT terminal_name FROM terminal WHERE station_code = %(station)s AND terminal = %(terminal)s",
        {"station": terminal.house.code, "terminal": terminal.terminal},
    )
    if row is None:
        raise refused(401, "terminal_unknown")
    return member(
        terminal.house,
        terminal=terminal.terminal,
        name=str(row[0]),
        public_key=terminal.public_key,
        now=now,
    )
