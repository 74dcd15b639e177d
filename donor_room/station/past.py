"""What the station has read of a person, visit by visit: the ground on which visits are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from donor_room.domain.clock import instant_of
from donor_room.domain.directory import DirectoryDonor, StandingDeferral
from donor_room.domain.entries import DecisionMade
from donor_room.domain.intervals import add
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
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


LOOK_BACK = timedelta(days=400)
"""Further apart than this no interval holds and no year is counted."""


def refuse_longer_memory(rules: RulePack) -> None:
    """Refuse rules with an interval longer than LOOK_BACK: the re-check would not see where it began."""
    begun = date(2000, 1, 1)
    for row in rules.interval:
        for span in row.spans(None):
            if add(span, begun, rules.month_end) - begun > LOOK_BACK:
                raise Refusal("pack_release.long_interval", interval=row.id, most=LOOK_BACK.days)


EVER = datetime(1, 1, 2, tzinfo=UTC)
"""Before everything; a day from the calendar's edge, for whoever reads it in another zone."""

_Mark = tuple[object, ...]


class Past(NamedTuple):
    """What can matter about one donor, whatever documents were shown: visits, and what was known before."""

    visits: tuple[Came, ...]
    known: tuple[DirectoryDonor, ...]

    def seen_from(self, one: Came) -> tuple[Came, ...]:
        """Return the other visits that can matter to one, in their order, however many there are besides.

        Those within LOOK_BACK of it; and of the older ones one for each: the last of every name and group,
        the last that was never closed, the first of every deferral that may still stand.
        """
        old: dict[_Mark, Came] = {}
        day = look_back(one.opened_at).date()
        for other in self.visits:
            if one.opened_at - other.opened_at > LOOK_BACK:
                _keep(old, other, day)
        kept = {came.visit for came in old.values()}
        return tuple(
            other
            for other in self.visits
            if other.visit != one.visit
            and (abs(other.opened_at - one.opened_at) <= LOOK_BACK or other.visit in kept)
        )


def _keep(old: dict[_Mark, Came], came: Came, day: date) -> None:
    """Keep a visit of long ago for each thing in which it stands for others; `_MATTERS` asks the same."""
    who = ("who", came.person, came.name, came.sex, came.birth_on, came.abo)
    for mark in (who, *((("open", came.person),) if came.closed_at is None else ())):
        old[mark] = max(old.get(mark, came), came, key=lambda one: (one.opened_at, one.visit))
    told = came.deferred
    if told is not None and (told.standing.until_on is None or told.standing.until_on >= day):
        mark = ("deferred", came.person, told.standing.kind, told.standing.until_on)
        old[mark] = min(old.get(mark, came), came, key=_deferred_first)


def _deferred_first(came: Came) -> tuple[datetime, str]:
    return (came.deferred.at if came.deferred else came.opened_at), came.visit


_MATTERS = """
WITH asked AS (SELECT * FROM unnest(%(persons)s::text[], %(since)s::timestamptz[]) AS a (person, since)),
old AS (
    SELECT v.*, f.kind AS deferral, f.until_on, coalesce(f.decided_at, v.opened_at) AS deferred_at, a.since
    FROM asked a
    JOIN visit v ON v.station_code = %(station)s AND v.person = a.person AND v.opened_at < a.since
    LEFT JOIN deferral f USING (station_code, visit)
),
matter AS (
    SELECT v.visit FROM asked a
    JOIN visit v ON v.station_code = %(station)s AND v.person = a.person AND v.opened_at >= a.since
    UNION SELECT visit FROM (SELECT DISTINCT ON (person, name, sex, birth_on, abo) visit FROM old
        ORDER BY person, name, sex, birth_on, abo, opened_at DESC, visit DESC) AS who
    UNION SELECT visit FROM (SELECT DISTINCT ON (person) visit FROM old WHERE closed_at IS NULL
        ORDER BY person, opened_at DESC, visit DESC) AS never_closed
    UNION SELECT visit FROM (SELECT DISTINCT ON (person, deferral, until_on) visit FROM old
        WHERE deferral IS NOT NULL AND (until_on IS NULL OR until_on >= (since AT TIME ZONE 'UTC')::date)
        ORDER BY person, deferral, until_on, deferred_at, visit) AS standing
)
SELECT v.visit, v.person, v.opened_at, v.closed_at, v.name, v.sex, v.birth_on, v.abo,
    d.kind, d.plan, d.donated_on, d.given_at, d.volume_ml,
    f.kind, f.until_on, coalesce(f.decided_at, v.opened_at), f.by_interval, e.raw
FROM matter JOIN visit v USING (visit)
LEFT JOIN donation d USING (station_code, visit)
LEFT JOIN deferral f USING (station_code, visit)
LEFT JOIN decided m USING (station_code, visit)
LEFT JOIN entry e ON e.station_code = v.station_code AND e.book = m.book AND e.seq = m.seq
WHERE v.station_code = %(station)s ORDER BY v.opened_at, v.visit
"""
"""Visits since a moment, and of those before it what `seen_from` would choose."""

Since = Mapping[str, datetime]
"""From when on the visits of a record are looked at; what was before them is seen from there."""


def pasts_of(
    conn: Connection, station_code: str, groups: Iterable[frozenset[str]], since: Since
) -> list[Past]:
    """Return the past of each group of records that are one person; without a second word there is none.

    It holds what can matter to visits since then, of each record.
    """
    wanted = [group for group in groups if group]
    persons = set().union(*wanted) if wanted else set()
    visits = _visits(conn, station_code, {person: since[person] for person in persons})
    known = tables.known_donors(conn, station_code, persons)
    pasts = (
        Past(
            tuple(came for person in sorted(group) for came in visits.get(person, ())),
            tuple(known[person] for person in sorted(group) if person in known),
        )
        for group in wanted
    )
    return [past for past in pasts if past.visits and len(past.visits) + len(past.known) > 1]


def _visits(conn: Connection, station_code: str, since: Since) -> Mapping[str, list[Came]]:
    found: dict[str, list[Came]] = defaultdict(list)
    asked = {
        "station": station_code,
        "persons": list(since),
        "since": [look_back(at) for at in since.values()],
    }
    for row in conn.execute(_MATTERS, asked):
        decided, at = _decision(row[17])
        came = Came(*row[:8], _gift(*row[8:13]), _deferred(*row[13:17]), decided, at)  # type: ignore[call-arg]
        found[came.person].append(came)
    return found


def look_back(at: datetime) -> datetime:
    """Return the moment LOOK_BACK before another; the calendar has a first day."""
    return at - LOOK_BACK if at > EVER + LOOK_BACK else EVER


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
