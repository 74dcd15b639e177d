"""Who is to be called after a reaction, of every vehicle; what a person of the station heard is written here.

A call of the station is its own word. The laptops that wrote the visit hear of it and write it into their
books, so that nobody calls twice.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import LiteralString, NamedTuple

from donor_room.domain.reaction_acts import NEEDS_WORDS, SETTLES, CallResult
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit, fold_visit
from donor_room.station import tables
from donor_room.station.donor_words import name_of
from donor_room.station.founding import House
from donor_room.station.journal import note
from donor_room.station.notices import Word, tell_all
from donor_room.station.store import Connection, one
from donor_room.wire.notices import DONOR_CALLED, CalledNotice

OPENED, CALLED = "call_opened", "donor_called"
MOST_SHOWN = 200
LONGEST_WORDS = 1_000


class Due(NamedTuple):
    """A donor to be called; `call_on` is the first day of the call, `tried` counts the calls so far."""

    visit: str
    reaction: str
    person: str
    name: str
    site: str | None
    reacted_on: date
    call_on: date
    kind: str
    grade: int
    tried: int
    last_at: datetime | None
    last_result: str | None


class Call(NamedTuple):
    """One call, by whom, and what was heard."""

    at: datetime
    name: str
    result: str
    words: str


class Opened(NamedTuple):
    """A donor to be called, the whole phone (empty where none was left), and all calls in their order."""

    due: Due
    visit: Visit
    phone: str
    calls: list[Call]


_DUE: LiteralString = """
SELECT r.visit, r.reaction, r.person, v.name, s.site, r.reacted_on, r.call_on, r.kind, r.grade,
 r.tried + coalesce(c.tried, 0), greatest(r.last_at, c.last_at),
 CASE WHEN c.last_at IS NULL OR r.last_at > c.last_at THEN r.last_result ELSE c.last_result END
FROM reaction_call r JOIN visit v USING (station_code, visit) LEFT JOIN shift s USING (station_code, shift)
LEFT JOIN LATERAL (
    SELECT count(*) AS tried, max(called_at) AS last_at,
     (array_agg(result ORDER BY call_no DESC))[1] AS last_result,
     bool_or(result = ANY(%(settles)s)) AS is_settled
    FROM called k
    WHERE k.station_code = r.station_code AND k.visit = r.visit AND k.reaction = r.reaction
) c ON true
WHERE r.station_code = %(station)s AND c.is_settled IS NOT TRUE
"""
_COUNTED: LiteralString = f"SELECT count(*) FROM ({_DUE}) AS d WHERE d.call_on <= %(today)s"  # noqa: S608 - ours
_BY_DAY: LiteralString = " ORDER BY r.call_on, r.reacted_on, r.visit, r.reaction LIMIT %(limit)s"
_OF_ONE: LiteralString = " AND r.visit = %(visit)s AND r.reaction = %(reaction)s"


def to_call(conn: Connection, station_code: str, *, limit: int = MOST_SHOWN) -> list[Due]:
    """Return whoever is still to be called, of every vehicle, who waits longest first."""
    values = {"station": station_code, "settles": list(SETTLES), "limit": limit}
    return [Due(*row) for row in conn.execute(_DUE + _BY_DAY, values)]


def count_due(conn: Connection, station_code: str, today: date) -> int:
    """Return how many are to be called today, whoever is late with them."""
    row = one(
        conn,
        _COUNTED,
        {"station": station_code, "settles": list(SETTLES), "today": today},
    )
    return int(row[0]) if row else 0


def open_call(conn: Connection, house: House, visit: str, reaction: str, *, by: str, now: datetime) -> None:
    """Write down who looks at whose phone; raises Refusal where nobody is to be called any more."""
    due = _find(conn, house.code, visit, reaction)
    note(conn, house.code, by, OPENED, {"person": due.person, "visit": visit, "reaction": reaction}, now)


def opened(
    conn: Connection, house: House, visit: str, reaction: str, *, by: str, since: datetime
) -> Opened | None:
    """Return a donor whom this person opened since then to be called; None otherwise."""
    looked = one(
        conn,
        "SELECT 1 FROM station_act WHERE station_code = %(station)s AND kind = 'call_opened'"
        " AND done_by = %(by)s AND done_at >= %(since)s AND body ->> 'visit' = %(visit)s"
        " AND body ->> 'reaction' = %(reaction)s LIMIT 1",
        {"station": house.code, "by": by, "since": since, "visit": visit, "reaction": reaction},
    )
    if looked is None:
        return None
    due = _find(conn, house.code, visit, reaction)
    folded = fold_visit(tables.entries_of_visits(conn, house.code, {visit})[0])
    calls = [*_calls_of_vehicles(conn, house.code, folded, reaction), *_own_calls(conn, house.code, due)]
    return Opened(due, folded, folded.donor.phone or "", sorted(calls, key=lambda one: one.at))


def _calls_of_vehicles(conn: Connection, station_code: str, visit: Visit, reaction: str) -> list[Call]:
    return [
        Call(call.at, name_of(conn, station_code, call.by), call.call.result, call.call.words)
        for one in visit.reactions
        if one.began.reaction == reaction
        for call in one.calls
        if not call.at_station
    ]


def _own_calls(conn: Connection, station_code: str, due: Due) -> list[Call]:
    rows = conn.execute(
        "SELECT c.called_at, coalesce(p.name, c.called_by), c.result, c.words FROM called c"
        " LEFT JOIN station_person p ON p.station_code = c.station_code AND p.login = c.called_by"
        " WHERE c.station_code = %s AND c.visit = %s AND c.reaction = %s ORDER BY c.call_no",
        [station_code, due.visit, due.reaction],
    )
    return [Call(*row) for row in rows]


def _find(conn: Connection, station_code: str, visit: str, reaction: str) -> Due:
    values = {"station": station_code, "settles": list(SETTLES), "visit": visit, "reaction": reaction}
    row = one(conn, _DUE + _OF_ONE, values)
    if row is None:
        raise Refusal("reaction.no_call_open")
    return Due(*row)


def call(
    conn: Connection,
    house: House,
    visit: str,
    reaction: str,
    *,
    result: CallResult,
    words: str,
    by: str,
    name: str,
    now: datetime,
) -> None:
    """Write a call down and tell the laptops that wrote the visit; what was heard stays at the station.

    Raises Refusal without the words that the result needs, and where another call has settled it.
    """
    if result in NEEDS_WORDS and not words.strip():
        raise Refusal(f"reaction.call_needs_words.{result}")
    if len(words.strip()) > LONGEST_WORDS:
        raise Refusal("calls.words_too_long", most=LONGEST_WORDS)
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        due = _find(conn, house.code, visit, reaction)
        conn.execute(
            "INSERT INTO called"
            " (station_code, call_no, visit, reaction, result, words, called_by, called_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                house.code, tables.take_feed_numbers(conn, house.code, 1), visit, reaction, result,
                words.strip(), by, now,
            ],
        )  # fmt: skip
        body: dict[str, object] = {
            "person": due.person,
            "visit": visit,
            "reaction": reaction,
            "result": result,
        }
        note(conn, house.code, by, CALLED, body, now)
        told = CalledNotice(visit=visit, reaction=reaction, result=result, at=now, by=name)
        terminals = _wrote(conn, house.code, visit)
        if terminals:
            tell_all(conn, house.code, [Word(DONOR_CALLED, told, one, False) for one in terminals], now)


def _wrote(conn: Connection, station_code: str, visit: str) -> list[str]:
    """Return the terminals of the books that tell of a visit."""
    rows = conn.execute(
        "SELECT DISTINCT b.terminal FROM visit_entry v JOIN book b USING (station_code, book)"
        " WHERE v.station_code = %s AND v.visit = %s ORDER BY b.terminal",
        [station_code, visit],
    )
    return [terminal for (terminal,) in rows]
