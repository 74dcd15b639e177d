"""Holds: what the reader finds, what a person of the station decides of it, and what terminals are told.

What is found can be read again at any time. What was decided is the station's own word: a decided hold is
open again only when it rests on something else.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from donor_room.domain.names import masked_name
from donor_room.domain.refusal import Refusal
from donor_room.station import notices, tables
from donor_room.station.founding import House
from donor_room.station.store import Connection
from donor_room.wire.notices import HOLD_DECIDED, HOLD_GONE, HOLD_OPENED, HoldNotice, Verdict

APART = "apart"
"""The one word for every unit that a person of the station set apart, whatever the cause (0022, 7)."""

OF_IDENTITY = ("same_person",)
"""Of a record, not of a unit: a clerk looks, and no terminal is told."""


class OpenHold(NamedTuple):
    """A hold that waits for a person; the name is masked, what is not known is empty."""

    station_code: str
    reason: str
    subject: str
    visit: str
    donor: str
    number: str
    crate: str
    site: str
    shift: str
    terminal: str
    since: datetime | None
    rests_on: str


_ABOUT = """
SELECT h.reason, h.subject, h.visit, coalesce(v.name, ''),
    coalesce(d.number, n.number, CASE WHEN h.reason LIKE 'number%%' THEN h.subject END, ''),
    coalesce((SELECT p.box FROM packed p WHERE p.station_code = %(station)s
        AND p.number = coalesce(d.number, n.number) ORDER BY p.role <> 'bag1', p.seq DESC LIMIT 1), ''),
    coalesce(s.site, ''), coalesce(v.shift, ''),
    coalesce((SELECT string_agg(DISTINCT t.terminal_name, ', ') FROM book b
        JOIN terminal t USING (station_code, terminal) WHERE b.station_code = %(station)s
        AND (b.book = h.subject OR b.book IN (SELECT e.book FROM visit_entry e
            WHERE e.station_code = %(station)s AND e.visit = h.visit))), ''),
    w.since, h.rests_on
FROM unnest(%(reason)s::text[], %(subject)s::text[], %(visit)s::text[], %(rests_on)s::text[])
    AS h (reason, subject, visit, rests_on)
LEFT JOIN visit v ON v.station_code = %(station)s AND v.visit = h.visit
LEFT JOIN donation d ON d.station_code = %(station)s AND d.visit = h.visit
LEFT JOIN LATERAL (SELECT number FROM donation_number n WHERE n.station_code = %(station)s
    AND n.visit = h.visit AND n.state <> 'void' ORDER BY number DESC LIMIT 1) n ON true
LEFT JOIN shift s ON s.station_code = %(station)s AND s.shift = v.shift
LEFT JOIN hold_told w ON w.station_code = %(station)s AND w.reason = h.reason
    AND w.subject = h.subject AND w.visit = h.visit
ORDER BY w.since, h.visit, h.reason, h.subject
"""

_Key = tuple[str, str, str, str]


def open_holds(conn: Connection, station_code: str) -> list[OpenHold]:
    """Return what waits for a person of the station, the oldest first."""
    keys = conn.execute(
        "SELECT reason, subject, visit, rests_on FROM hold_open WHERE station_code = %s", [station_code]
    ).fetchall()
    return _about(conn, station_code, keys)


def _about(conn: Connection, station_code: str, keys: list[_Key]) -> list[OpenHold]:
    """Return all that a person needs to know of these holds."""
    names = ("reason", "subject", "visit", "rests_on")
    columns: dict[str, object] = {name: [key[n] for key in keys] for n, name in enumerate(names)}
    rows = conn.execute(_ABOUT, columns | {"station": station_code}).fetchall() if keys else []
    return [_open(station_code, row) for row in rows]


def _open(station_code: str, row: tuple[Any, ...]) -> OpenHold:
    reason, subject, visit, name, *rest = row
    donor = masked_name(name) if name else ""
    return OpenHold(station_code, reason, subject, visit, donor, *rest)


def find_hold(conn: Connection, station_code: str, *, reason: str, visit: str, subject: str = "") -> OpenHold:
    """Return one open hold by its reason and visit, or subject; refuses when none or several are open."""
    found = [
        one
        for one in open_holds(conn, station_code)
        if one.reason == reason and one.visit == visit and subject in {"", one.subject}
    ]
    if len(found) != 1:
        raise Refusal("station.hold_unknown", reason=reason, visit=visit or subject)
    return found[0]


def decide_hold(
    conn: Connection, house: House, hold: OpenHold, *, verdict: Verdict, by: str, why: str, now: datetime
) -> int:
    """Write down what a person decided of a hold and tell the terminals; return the place of the decision.

    Refuses without a person and a reason, a hold that is no longer as that person saw it, and to release a
    unit of which the donor said that it is not to be used.
    """
    if not by.strip() or not why.strip():
        raise Refusal("station.hold_who_and_why")
    if verdict == "release" and is_donors_word(hold.reason, hold.rests_on):
        raise Refusal("station.hold_donors_word")
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        current = find_hold(conn, house.code, reason=hold.reason, visit=hold.visit, subject=hold.subject)
        if current.rests_on != hold.rests_on:
            raise Refusal("station.hold_changed", reason=hold.reason, visit=hold.visit)
        feed_no = tables.take_feed_numbers(conn, house.code, 1)
        conn.execute(
            "INSERT INTO hold_decision (station_code, feed_no, reason, subject, visit, rests_on, verdict,"
            " decided_by, why, decided_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [house.code, feed_no, *current[1:4], current.rests_on, verdict, by.strip(), why.strip(), now],
        )
        _tell(conn, house.code, [(HOLD_DECIDED, current)], now, verdict=verdict, by=by.strip())
    return feed_no


def is_donors_word(reason: str, rests_on: str) -> bool:
    """Say whether the donor had the unit set apart."""
    return reason == APART and "donor" in msgspec.json.decode(rests_on or "[]", type=list[str])


# ---- what terminals are told -------------------------------------------------------------------------------


def announce(conn: Connection, station_code: str, now: datetime | None = None) -> int:
    """Tell the terminals which holds have opened and which are gone since the last time; return how many.

    Without a time it is now, by the clock of the database.
    """
    with conn.transaction():
        tables.lock_feed(conn, station_code)
        given = {"station": station_code, "now": now}
        gone = _about(conn, station_code, conn.execute(_TAKE_GONE, given).fetchall())
        opened = _about(conn, station_code, conn.execute(_TAKE_FRESH, given).fetchall())
        news = [(HOLD_GONE, hold) for hold in gone]
        news += [(HOLD_OPENED, hold) for hold in opened]
        _tell(conn, station_code, news, now)
    return len(news)


_FRESH = """
SELECT f.reason, f.subject, f.visit, f.rests_on FROM hold_open f
LEFT JOIN hold_told_and t USING (station_code, reason, subject, visit)
WHERE f.station_code = %(station)s AND (t.rests_on IS NULL OR (t.rests_on <> f.rests_on AND t.was_decided))
"""
"""Open now and not told yet; one that was open and rests on more now is told only after a decision."""

_NOTE_TOLD = """
INSERT INTO hold_told AS t (station_code, reason, subject, visit, rests_on, since)
SELECT f.station_code, f.reason, f.subject, f.visit, f.rests_on,
    CASE WHEN w.since IS NULL OR w.was_decided THEN coalesce(%(now)s, clock_timestamp()) ELSE w.since END
FROM hold_matter f LEFT JOIN hold_told_and w USING (station_code, reason, subject, visit)
WHERE f.station_code = %(station)s AND w.rests_on IS DISTINCT FROM f.rests_on
ON CONFLICT (station_code, reason, subject, visit)
DO UPDATE SET rests_on = excluded.rests_on, since = excluded.since
"""

_GONE = """
SELECT t.reason, t.subject, t.visit, t.rests_on FROM hold_told_and t
LEFT JOIN hold_matter f USING (station_code, reason, subject, visit)
WHERE t.station_code = %(station)s AND f.reason IS NULL AND NOT t.was_decided
"""
"""Told, never decided, and no longer so: both visits are right as they are now."""

_FORGET_TOLD = """
DELETE FROM hold_told t WHERE t.station_code = %(station)s AND NOT EXISTS (
    SELECT 1 FROM hold_matter f WHERE f.station_code = t.station_code AND f.reason = t.reason
    AND f.subject = t.subject AND f.visit = t.visit)
"""

_TAKE_FRESH = f"WITH noted AS ({_NOTE_TOLD}) {_FRESH}"
_TAKE_GONE = f"WITH forgotten AS ({_FORGET_TOLD}) {_GONE}"
"""What is read and what is noted is one statement, so it is the same: what a unit is held for also comes from
people's pages, which wait for no reader, and a hold that is noted between two statements would never be told.
"""


def _tell(
    conn: Connection,
    station_code: str,
    news: list[tuple[str, OpenHold]],
    now: datetime | None,
    *,
    verdict: Verdict | None = None,
    by: str = "",
) -> None:
    """Tell those terminals that work where the units are; a unit of which none is known concerns all."""
    units = [(kind, hold) for kind, hold in news if hold.reason not in OF_IDENTITY]
    terminals = _terminals_of(conn, station_code, [hold for _, hold in units])
    words = [
        notices.Word(kind, _body(hold, verdict, by), terminal, urgent=True)
        for (kind, hold), those in zip(units, terminals, strict=True)
        for terminal in those or [None]
    ]
    if words:
        notices.tell_all(conn, station_code, words, now)


def _body(hold: OpenHold, verdict: Verdict | None, by: str) -> HoldNotice:
    return HoldNotice(
        reason=hold.reason,
        visit=hold.visit,
        number=hold.number,
        crate=hold.crate,
        donor=hold.donor,
        site=hold.site,
        verdict=verdict,
        by=by,
    )


def _terminals_of(conn: Connection, station_code: str, holds: list[OpenHold]) -> list[list[str | None]]:
    """Return, for each hold, the terminals that wrote of the visit, in its shift, or in the book itself."""
    asked = {
        "station": station_code,
        "books": [hold.subject for hold in holds],
        "visits": [hold.visit for hold in holds],
        "shifts": sorted({hold.shift for hold in holds} - {""}),
    }
    of: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for what, name, terminal in conn.execute(_WROTE, asked) if holds else ():
        of[what, name].add(terminal)
    keys = ((("book", hold.subject), ("visit", hold.visit), ("shift", hold.shift)) for hold in holds)
    found = (set().union(*(of.get(key, set()) for key in three)) for three in keys)
    return [sorted(those, key=str) for those in found]


_WROTE = """
SELECT DISTINCT told.what, told.name, b.terminal FROM (
    SELECT 'visit' AS what, e.visit AS name, e.book FROM visit_entry e
     WHERE e.station_code = %(station)s AND e.visit = ANY(%(visits)s)
    UNION SELECT 'shift', v.shift, e.book FROM visit v JOIN visit_entry e USING (station_code, visit)
     WHERE v.station_code = %(station)s AND v.shift = ANY(%(shifts)s)
    UNION SELECT 'book', book, book FROM book WHERE station_code = %(station)s AND book = ANY(%(books)s)
) AS told JOIN book b ON b.station_code = %(station)s AND b.book = told.book
"""
