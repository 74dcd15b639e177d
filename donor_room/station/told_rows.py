"""Of all that the station has read of a person, the few rows of which is made what terminals are told.

However long the past is: the rows that `telling` would leave out are not fetched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, LiteralString, NamedTuple, TypeVar

from donor_room.domain.contact import Said
from donor_room.domain.directory import (
    MOST_READINGS,
    EarlierDonation,
    EarlierReaction,
    PastReadings,
    StandingDeferral,
)
from donor_room.domain.donor_tags import TagSaid
from donor_room.station.rows import VisitRow
from donor_room.station.store import Connection
from donor_room.station.telling import MAX_DONATIONS_TOLD

Row = TypeVar("Row")


class Donated(NamedTuple):
    """The newest donations of a person, and the older ones beside them, without their sites."""

    newest: tuple[EarlierDonation, ...]
    older: tuple[EarlierDonation, ...]


_VISIT: LiteralString = (
    "visit, person, shift, opened_at, name, sex, birth_on, abo, had_reaction, outcome, phone_tail, phone_mark"
    ", closed_at"
)
_THEIRS: LiteralString = " FROM visit WHERE station_code = %(station)s AND person = ANY(%(persons)s)"
_VISITS: LiteralString = " UNION ".join(
    f"(SELECT DISTINCT ON ({of}) {_VISIT}{_THEIRS}{which} ORDER BY {of}, opened_at DESC, visit DESC)"
    for of, which in (
        ("person", ""),
        ("person, abo", " AND abo IS NOT NULL"),
        ("person", " AND phone_tail IS NOT NULL AND phone_mark IS NOT NULL"),
        ("person", " AND had_reaction"),
    )
)

_PLACED: LiteralString = """
SELECT * FROM (
    SELECT d.person, d.kind, d.donated_on, d.volume_ml, coalesce(s.site, '') AS site,
        row_number() OVER newest AS place
    FROM donation d JOIN visit v USING (station_code, visit) LEFT JOIN shift s USING (station_code, shift)
    WHERE d.station_code = %(station)s AND d.person = ANY(%(persons)s)
    WINDOW newest AS (PARTITION BY d.person ORDER BY d.donated_on DESC, d.kind COLLATE "C", d.volume_ml,
        coalesce(s.site, '') COLLATE "C")
) AS placed
"""

_NEWEST: LiteralString = f"{_PLACED} WHERE place <= %(most)s ORDER BY person, place"
_OLDER: LiteralString = f"""
SELECT person, array_agg(kind ORDER BY place), array_agg(donated_on ORDER BY place),
    array_agg(volume_ml ORDER BY place)
FROM ({_PLACED}) AS every WHERE place > %(most)s GROUP BY person
"""  # noqa: S608 - a text of ours
"""One row of a person, however many donations it holds: of nine donors in ten there is none."""

_DEFERRALS: LiteralString = """
SELECT DISTINCT ON (person, kind) person, kind, until_on FROM deferral
WHERE station_code = %(station)s AND person = ANY(%(persons)s)
ORDER BY person, kind, until_on DESC NULLS LAST
"""

_READINGS: LiteralString = """
SELECT person, measured_on, sbp_mmhg, dbp_mmhg, weight_kg, hb_g_per_l FROM (
    SELECT *, count(sbp_mmhg) OVER newest AS sbp, count(dbp_mmhg) OVER newest AS dbp,
        count(weight_kg) OVER newest AS weight, count(hb_g_per_l) OVER newest AS hb
    FROM readings WHERE station_code = %(station)s AND person = ANY(%(persons)s)
    WINDOW newest AS (PARTITION BY person ORDER BY measured_on DESC, visit)
) AS counted
WHERE (sbp_mmhg IS NOT NULL AND sbp <= %(most)s) OR (dbp_mmhg IS NOT NULL AND dbp <= %(most)s)
    OR (weight_kg IS NOT NULL AND weight <= %(most)s) OR (hb_g_per_l IS NOT NULL AND hb <= %(most)s)
ORDER BY measured_on, visit
"""

_REACTIONS: LiteralString = """
SELECT DISTINCT ON (person, severity) person, reacted_on, severity FROM reaction
WHERE station_code = %(station)s AND person = ANY(%(persons)s) ORDER BY person, severity, reacted_on DESC
"""


_OF_STATION: LiteralString = " WHERE station_code = %(station)s AND person = ANY(%(persons)s)"
_CONTACT: LiteralString = f"""
SELECT person, entry, word, said_at, said_by, seen FROM contact{_OF_STATION}
UNION ALL SELECT person, 'station-' || word_no, 'withdrawn', said_at, '', ARRAY[]::text[]
FROM donor_word{_OF_STATION} AND about = 'contact'
"""  # noqa: S608 - a text of ours
_TAGS: LiteralString = f"""
SELECT person, entry, tag, is_on, said_at FROM tagged{_OF_STATION}
UNION ALL SELECT person, 'station-' || word_no, about, is_on, said_at
FROM donor_word{_OF_STATION} AND about <> 'contact'
"""  # noqa: S608 - a text of ours


def visits_told(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[VisitRow]]:
    """Return of each person the last visit, the last with a phone, a reaction and each group."""
    rows = conn.execute(_VISITS, _asked(station_code, persons))
    return _by_person((row[1], VisitRow(*row)) for row in rows)


def donations_told(conn: Connection, station_code: str, persons: set[str]) -> dict[str, Donated]:
    """Return the newest donations of each person, with the site where the shift is known."""
    asked = _asked(station_code, persons) | {"most": MAX_DONATIONS_TOLD}
    newest: dict[str, list[EarlierDonation]] = defaultdict(list)
    for person, kind, on, volume_ml, site, _place in conn.execute(_NEWEST, asked):
        newest[person].append(EarlierDonation(kind=kind, on=on, volume_ml=volume_ml, site=site))
    full = [person for person, told in newest.items() if len(told) == MAX_DONATIONS_TOLD]
    older = {
        person: tuple(
            EarlierDonation(kind=kind, on=on, volume_ml=volume_ml, site="")
            for kind, on, volume_ml in zip(kinds, days, volumes, strict=True)
        )
        for person, kinds, days, volumes in (conn.execute(_OLDER, asked | {"persons": full}) if full else ())
    }
    return {person: Donated(tuple(told), older.get(person, ())) for person, told in newest.items()}


def deferrals_told(
    conn: Connection, station_code: str, persons: set[str]
) -> dict[str, list[StandingDeferral]]:
    """Return of each person the deferral of each kind that lasts longest."""
    rows = conn.execute(_DEFERRALS, _asked(station_code, persons))
    return _by_person(
        (person, StandingDeferral(kind=kind, until_on=until_on)) for person, kind, until_on in rows
    )


def readings_told(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[PastReadings]]:
    """Return of each person the visits that hold one of the last values of a quantity."""
    rows = conn.execute(_READINGS, _asked(station_code, persons) | {"most": MOST_READINGS})
    return _by_person(
        (person, PastReadings(on=on, sbp_mmhg=sbp, dbp_mmhg=dbp, weight_kg=weight, hb_g_per_l=hb))
        for person, on, sbp, dbp, weight, hb in rows
    )


def reactions_told(
    conn: Connection, station_code: str, persons: set[str]
) -> dict[str, list[EarlierReaction]]:
    """Return of each person the last reaction of each severity."""
    rows = conn.execute(_REACTIONS, _asked(station_code, persons))
    return _by_person((person, EarlierReaction(on=on, severity=severity)) for person, on, severity in rows)


def contact_told(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[Said]]:
    """Return every time that each person said whether to be called, at a terminal or to the station."""
    rows = conn.execute(_CONTACT, _asked(station_code, persons))
    return _by_person(
        (person, Said(id=name, word=word, at=at, by=by, seen=tuple(seen)))
        for person, name, word, at, by, seen in rows
    )


def tags_told(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[TagSaid]]:
    """Return of each person every tag that was given or taken away."""
    rows = conn.execute(_TAGS, _asked(station_code, persons))
    return _by_person(
        (person, TagSaid(id=name, tag=tag, is_on=is_on, at=at)) for person, name, tag, is_on, at in rows
    )


def _asked(station_code: str, persons: set[str]) -> dict[str, Any]:
    return {"station": station_code, "persons": sorted(persons)}


def _by_person(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for person, row in rows:
        found[person].append(row)
    return found
