"""The feed of notices: what the station tells one terminal or all of them, in the order of its commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from donor_room.station import tables
from donor_room.station.cursors import read_cursor, write_cursor
from donor_room.station.enrolment import Terminal
from donor_room.station.refused import refused
from donor_room.station.store import Connection
from donor_room.wire.messages import encode
from donor_room.wire.notices import Notice, NoticePage

_TOLD_ANEW = timedelta(days=30)
"""How far back somebody hears who asks for the first time: nobody looks for a bag of last year."""

_LANES = {"": (True, False), "urgent": (True,), "rest": (False,)}


class Word(NamedTuple):
    """What is to be told; no terminal stands for all of them."""

    kind: str
    body: msgspec.Struct
    terminal: str | None
    urgent: bool


def tell(
    conn: Connection,
    station_code: str,
    kind: str,
    body: msgspec.Struct,
    *,
    terminal: str | None = None,
    urgent: bool = False,
    now: datetime | None = None,
) -> int:
    """Add a notice to the feed, for one terminal or for all, and return its revision.

    Without a time it is told now, by the clock of the database.
    """
    return tell_all(conn, station_code, [Word(kind, body, terminal, urgent)], now)


def tell_all(conn: Connection, station_code: str, words: Sequence[Word], now: datetime | None = None) -> int:
    """Add notices to the feed in this order and return the revision of the first."""
    with conn.transaction(), conn.cursor() as cursor:
        tables.lock_feed(conn, station_code)
        first = tables.take_feed_numbers(conn, station_code, len(words))
        cursor.executemany(
            "INSERT INTO notice (station_code, revision, terminal, kind, urgent, told_at, body)"
            " VALUES (%s, %s, %s, %s, %s, coalesce(%s, clock_timestamp()), %s)",
            [
                (station_code, n, word.terminal, word.kind, word.urgent, now, encode(word.body).decode())
                for n, word in enumerate(words, first)
            ],
        )
    return first


def page(
    conn: Connection, terminal: Terminal, *, cursor: str, lane: str, limit: int, now: datetime
) -> NoticePage:
    """Return what a terminal has not heard of a lane; raises Refused for a cursor of another feed."""
    if lane not in _LANES:
        raise refused(400, "lane.shape")
    house = terminal.house
    after = read_cursor(house, "notices", cursor)
    found = conn.execute(
        "SELECT revision, kind, urgent, told_at, body FROM notice"
        " WHERE station_code = %(station)s AND revision > %(after)s AND urgent = ANY(%(lane)s)"
        " AND (terminal IS NULL OR terminal = %(terminal)s) AND (%(goes_on)s OR told_at >= %(since)s)"
        " ORDER BY revision LIMIT %(limit)s",
        {
            "station": house.code,
            "after": after,
            "lane": list(_LANES[lane]),
            "terminal": terminal.terminal,
            "goes_on": bool(cursor),
            "since": now - _TOLD_ANEW,
            "limit": limit + 1,
        },
    ).fetchall()
    notices = tuple(_notice(*row) for row in found[:limit])
    last = notices[-1].revision if notices else after
    return NoticePage(notices=notices, cursor=write_cursor(house, "notices", last), more=len(found) > limit)


def _notice(revision: int, kind: str, urgent: bool, at: datetime, body: str) -> Notice:
    return Notice(revision=revision, kind=kind, urgent=urgent, at=at, body=msgspec.Raw(body.encode()))
