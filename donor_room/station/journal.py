"""What people of the station did, one line for each act: only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from donor_room.station.store import Connection


class StationAct(NamedTuple):
    """One line; done_by is a login, body says about what, as the kind has it."""

    act: int
    done_at: datetime
    done_by: str
    kind: str
    body: dict[str, Any]


def note(
    conn: Connection, station_code: str, by: str, kind: str, body: dict[str, object], now: datetime
) -> None:
    """Write down what a person did; stands in the transaction of the act itself, where there is one."""
    conn.execute(
        "INSERT INTO station_act (station_code, done_at, done_by, kind, body) VALUES (%s, %s, %s, %s, %s)",
        [station_code, now, by, kind, msgspec.json.encode(body, order="sorted").decode()],
    )


def newest(
    conn: Connection, station_code: str, *, limit: int, before: int | None = None, kind: str = ""
) -> list[StationAct]:
    """Return the last acts, newest first: those before a line, of one kind where one is named."""
    rows = conn.execute(
        "SELECT act, done_at, done_by, kind, body FROM station_act WHERE station_code = %(station)s"
        " AND (%(before)s::bigint IS NULL OR act < %(before)s) AND (%(kind)s = '' OR kind = %(kind)s)"
        " ORDER BY act DESC LIMIT %(limit)s",
        {"station": station_code, "before": before, "kind": kind, "limit": limit},
    )
    return [StationAct(*row) for row in rows]


def kinds(conn: Connection, station_code: str) -> list[str]:
    """Return every kind of act that there has been."""
    rows = conn.execute(
        "SELECT DISTINCT kind FROM station_act WHERE station_code = %s ORDER BY kind", [station_code]
    )
    return [kind for (kind,) in rows]
