"""What the station has read of a person, visit by visit: the ground on which visits are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from donor_room.domain.clock import instant_of
from donor_room.domain.directory import DirectoryDonor, StandingDeferral
from donor_room.domain.entries import DecisionMade
from donor_room.station import tables
from donor_room.station.reading import read_entry
from donor_room.station.store import Connection


class Gift(NamedTuple):
    """Blood that was drawn; plan is what it was meant to be, kind what it counts as."""

    kind: str
    plan: str
    on: date
    at: datetime | None
    volume_ml: int


class Deferred(NamedTuple):
    """A deferral that stands; by_interval: nothing but earlier donations keeps the donor waiting."""

    standing: StandingDeferral
    at: datetime
    by_interval: bool


class Came(NamedTuple):
    """One visit, as far as it can be held against another one."""

    visit: str
    person: str
    opened_at: datetime
    closed_at: datetime | None
    name: str
    sex: str
    birth_on: date
    abo: str | None
    gift: Gift | None
    deferred: Deferred | None
    decided: DecisionMade | None
    decided_at: datetime | None


class Past(NamedTuple):
    """Everything about one donor, whatever documents were shown: visits, and what was known before them."""

    visits: tuple[Came, ...]
    known: tuple[DirectoryDonor, ...]


_VISITS = """
SELECT v.visit, v.person, v.opened_at, v.closed_at, v.name, v.sex, v.birth_on, v.abo,
    d.kind, d.plan, d.donated_on, d.given_at, d.volume_ml,
    f.kind, f.until_on, coalesce(f.decided_at, v.opened_at), f.by_interval, e.raw
FROM visit v
LEFT JOIN donation d USING (station_code, visit)
LEFT JOIN deferral f USING (station_code, visit)
LEFT JOIN decided m USING (station_code, visit)
LEFT JOIN entry e ON e.station_code = v.station_code AND e.book = m.book AND e.seq = m.seq
WHERE v.station_code = %s AND v.person = ANY(%s) ORDER BY v.opened_at, v.visit
"""


def pasts_of(conn: Connection, station_code: str, groups: Iterable[frozenset[str]]) -> list[Past]:
    """Return the past of each group of records that are one person; without a second word there is none."""
    wanted = [group for group in groups if group]
    persons = set().union(*wanted) if wanted else set()
    visits = _visits(conn, station_code, persons)
    known = tables.known_donors(conn, station_code, persons)
    pasts = (
        Past(
            tuple(came for person in sorted(group) for came in visits.get(person, ())),
            tuple(known[person] for person in sorted(group) if person in known),
        )
        for group in wanted
    )
    return [past for past in pasts if past.visits and len(past.visits) + len(past.known) > 1]


def _visits(conn: Connection, station_code: str, persons: set[str]) -> Mapping[str, list[Came]]:
    found: dict[str, list[Came]] = defaultdict(list)
    for row in conn.execute(_VISITS, [station_code, sorted(persons)]):
        decided, at = _decision(row[17])
        came = Came(*row[:8], _gift(*row[8:13]), _deferred(*row[13:17]), decided, at)  # type: ignore[call-arg]
        found[came.person].append(came)
    return found


def _decision(raw: bytes | None) -> tuple[DecisionMade | None, datetime | None]:
    if raw is None:
        return None, None
    entry, act = read_entry(raw)
    return (act, instant_of(entry.hlc)) if isinstance(act, DecisionMade) else (None, None)


def _gift(kind: str | None, plan: str | None, on: date, at: datetime | None, volume_ml: int) -> Gift | None:
    return Gift(kind, plan or kind, on, at, volume_ml) if kind else None


def _deferred(kind: str | None, until_on: date | None, at: datetime, by_interval: bool) -> Deferred | None:
    if kind is None:
        return None
    return Deferred(StandingDeferral(kind=kind, until_on=until_on), at, by_interval)  # type: ignore[arg-type]
