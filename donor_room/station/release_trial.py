"""What a release would have changed: the station's own visits decided again under it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import LiteralString, NamedTuple

from donor_room.domain.clock import day_at_site
from donor_room.domain.eligibility import Decision
from donor_room.domain.entries import DecisionMade
from donor_room.domain.findings import Finding
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.under_rules import as_decided, decided_under, is_same, only_in, timeless
from donor_room.station.founding import House
from donor_room.station.journal import note
from donor_room.station.reading import Unreadable, read_entry
from donor_room.station.releases import Kept, check_rules, content_of
from donor_room.station.store import Connection

DAYS, MOST_DAYS = 30, 366
MOST_DECISIONS = 5_000
MOST_SHOWN = 200


class Changed(NamedTuple):
    """A visit that would have been decided differently: the findings that went, and those that came."""

    visit: str
    number: str | None
    site: str | None
    on: date
    before: Decision
    after: Decision
    gone: tuple[Finding, ...]
    came: tuple[Finding, ...]


class Trial(NamedTuple):
    """What came of it, newest first, under the layers of the day as_on; is_cut: older ones were left out."""

    as_on: date
    days: int
    decisions: int
    unreadable: int
    differing: int
    changed: tuple[Changed, ...]
    is_cut: bool


_DECISIONS: LiteralString = """
SELECT v.visit, s.site, e.raw, (SELECT min(n.number) FROM donation_number n
    WHERE n.station_code = v.station_code AND n.visit = v.visit AND n.state = 'used')
FROM visit v JOIN decided d USING (station_code, visit)
JOIN entry e ON e.station_code = d.station_code AND e.book = d.book AND e.seq = d.seq
LEFT JOIN shift s ON s.station_code = v.station_code AND s.shift = v.shift
WHERE v.station_code = %(station)s AND v.opened_at >= %(since)s
ORDER BY v.opened_at DESC, v.visit LIMIT %(most)s
"""


def try_out(conn: Connection, house: House, kept: Kept, *, days: int, by: str, now: datetime) -> Trial:
    """Decide the last visits of so many days again, and keep how many would differ; raises Refusal."""
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("pack_release.days", most=MOST_DAYS)
    as_on, pack = check_rules(conn, house, content_of(conn, house, kept.release), day_at_site(now))[-1]
    trial = trial_of(conn, house, pack, as_on=as_on, days=days, now=now)
    with conn.transaction():
        conn.execute(
            "UPDATE release SET tried_by = %s, tried_at = %s, tried_days = %s, tried_decisions = %s,"
            " tried_differing = %s WHERE station_code = %s AND release = %s",
            [by, now, days, trial.decisions, trial.differing, house.code, kept.release],
        )
        told = {"decisions": trial.decisions, "differing": trial.differing, "days": days}
        body: dict[str, object] = {"release": kept.release[:12], "edition": kept.edition, **told}
        note(conn, house.code, by, "release_tried", body, now)
    return trial


def trial_of(
    conn: Connection, house: House, pack: RulePack, *, as_on: date, days: int, now: datetime
) -> Trial:
    """Return what would have changed; changes nothing."""
    asked = {"station": house.code, "since": now - timedelta(days=days), "most": MOST_DECISIONS + 1}
    rows = conn.execute(_DECISIONS, asked).fetchall()
    read = list(_read(rows[:MOST_DECISIONS]))
    changed = list(_changed(timeless(pack), read))
    shown, seen = tuple(changed[:MOST_SHOWN]), min(len(rows), MOST_DECISIONS)
    return Trial(as_on, days, len(read), seen - len(read), len(changed), shown, len(rows) > MOST_DECISIONS)


_Read = tuple[str, str | None, str | None, DecisionMade]


def _read(rows: list[tuple[str, str | None, bytes, str | None]]) -> Iterator[_Read]:
    for visit, site, raw, number in rows:
        try:
            act = read_entry(raw).act
        except Unreadable:
            continue
        if isinstance(act, DecisionMade):
            yield visit, site, number, act


def _changed(pack: RulePack, read: list[_Read]) -> Iterator[Changed]:
    for visit, site, number, made in read:
        before, after = as_decided(made), decided_under(pack, made)
        if not is_same(before, after):
            gone, came = only_in(before.findings, after.findings), only_in(after.findings, before.findings)
            yield Changed(visit, number, site, made.facts.today, before, after, gone, came)
