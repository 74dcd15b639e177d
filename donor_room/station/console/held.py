"""Visits that wait for a person of the station, as the pages show them; `station.holds` finds and decides.

Every decision also stands in the journal, with the person who signed in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, LiteralString, NamedTuple, get_args

from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Gone
from donor_room.station.founding import House
from donor_room.station.holds import OF_IDENTITY, decide_hold, find_hold
from donor_room.station.journal import note
from donor_room.station.store import Connection
from donor_room.wire.notices import Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SHORTEST_WHY = 4
LONGEST_WHY = 1_000

KIND = "hold_decided"


class HoldKey(NamedTuple):
    """Which hold: why, about what (a number, or the hash of a document), and in which visit."""

    reason: str
    subject: str
    visit: str


class Hold(NamedTuple):
    """A visit that is held; what the station has not read of it is None."""

    reason: str
    subject: str
    visit: str
    person: str | None
    name: str | None
    sex: str | None
    birth_on: Any
    abo: str | None
    outcome: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    site: str | None
    number: str | None
    kind: str | None
    volume_ml: int | None
    rests_on: str
    crate: str | None
    verdict: str | None
    why: str | None
    decided_by: str | None
    decided_at: datetime | None

    @property
    def key(self) -> HoldKey:
        return HoldKey(self.reason, self.subject, self.visit)

    @property
    def is_of_a_unit(self) -> bool:
        """Say whether a physician decides; two records of one donor are a clerk's."""
        return self.reason not in OF_IDENTITY


_HOLDS: LiteralString = """
SELECT h.reason, h.subject, h.visit, v.person, v.name, v.sex, v.birth_on, v.abo, v.outcome, v.opened_at,
 v.closed_at, s.site, coalesce(d.number, n.number), d.kind, d.volume_ml,
 h.rests_on, (SELECT p.box FROM packed p WHERE p.station_code = h.station_code
  AND p.number = coalesce(d.number, n.number) ORDER BY p.role <> 'bag1', p.seq DESC LIMIT 1),
 a.verdict, a.why, a.decided_by, a.decided_at
FROM hold_matter h
LEFT JOIN visit v USING (station_code, visit)
LEFT JOIN shift s USING (station_code, shift)
LEFT JOIN donation d USING (station_code, visit)
LEFT JOIN LATERAL (SELECT max(number) AS number FROM donation_number m
                   WHERE m.station_code = h.station_code AND m.visit = h.visit) n ON true
LEFT JOIN LATERAL (
    SELECT verdict, why, decided_by, decided_at FROM hold_decision x
    WHERE x.station_code = h.station_code AND x.reason = h.reason AND x.subject = h.subject
     AND x.visit = h.visit AND x.rests_on = h.rests_on ORDER BY feed_no DESC LIMIT 1
) a ON true
WHERE h.station_code = %(station)s
"""
"""A decision counts for what the hold rested on: the same hold on something else is open again."""


def holds(conn: Connection, station_code: str, *, decided: bool, limit: int = 500) -> list[Hold]:
    """Return the holds that are open, oldest first, or those that were decided, newest first."""
    order: LiteralString = " AND a.decided_at IS NULL ORDER BY v.opened_at, h.visit, h.reason"
    if decided:
        order = " AND a.decided_at IS NOT NULL ORDER BY a.decided_at DESC, h.visit, h.reason"
    rows = conn.execute(_HOLDS + order + " LIMIT %(limit)s", {"station": station_code, "limit": limit})
    return [Hold(*row) for row in rows]


def count_open(conn: Connection, station_code: str) -> int:
    """Return how many holds wait for a person."""
    counted: LiteralString = "SELECT count(*) FROM (" + _HOLDS + " AND a.decided_at IS NULL) waiting"  # noqa: S608
    row = conn.execute(counted, {"station": station_code}).fetchone()
    return int(row[0]) if row else 0


def one_hold(conn: Connection, station_code: str, key: HoldKey) -> Hold:
    """Return a hold; raises Gone when it is none any more."""
    row = conn.execute(
        _HOLDS + " AND h.reason = %(reason)s AND h.subject = %(subject)s AND h.visit = %(visit)s",
        {"station": station_code, **key._asdict()},
    ).fetchone()
    if row is None:
        raise Gone
    return Hold(*row)


def others_of(conn: Connection, station_code: str, key: HoldKey) -> list[Hold]:
    """Return the other visits that are held for the same: what one visit says against the other."""
    rows = conn.execute(
        _HOLDS + " AND h.reason = %(reason)s AND h.subject = %(subject)s AND h.visit <> %(visit)s"
        " ORDER BY v.opened_at, h.visit LIMIT 20",
        {"station": station_code, **key._asdict()},
    )
    return [Hold(*row) for row in rows]


def decide(
    conn: Connection,
    house: House,
    by: str,
    key: HoldKey,
    *,
    rests_on: str,
    verdict: str,
    why: str,
    now: datetime,
) -> None:
    """Let a person decide about a hold as it was shown, tell the terminals, and keep it in the journal.

    Raises Refusal, also for a hold that rests on something else by now.
    """
    if verdict not in VERDICTS:
        raise Refusal("console.problem.verdict")
    if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    with conn.transaction():
        if one_hold(conn, house.code, key).verdict is not None:
            raise Refusal("console.problem.decided_meanwhile")
        hold = find_hold(conn, house.code, **key._asdict())._replace(rests_on=rests_on)
        chosen: Verdict = next(one for one in VERDICTS if one == verdict)
        decide_hold(conn, house, hold, verdict=chosen, by=by, why=why, now=now)
        body: dict[str, object] = {**key._asdict(), "verdict": verdict, "why": why.strip()}
        note(conn, house.code, by, KIND, body, now)
