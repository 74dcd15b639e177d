"""Who may be called for which donation: found by kind, group, tag and days, a hundred at a time."""

from __future__ import annotations

from datetime import date
from typing import Any, LiteralString, NamedTuple, Self

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.donor_tags import TAGS
from donor_room.domain.refusal import Refusal
from donor_room.station.store import Connection

PAGE = 100
ABO = ("A", "B", "O", "AB")
RHD = ("positive", "negative")
_LONGEST = 24


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is of; empty = any. A list without a first day begins with whoever waits longest."""

    family: str
    first: date | None
    last: date
    abo: str = ""
    rhd: str = ""
    tag: str = ""

    @classmethod
    def of(cls, *, family: str, first: str, last: str, abo: str, rhd: str, tag: str) -> Self:
        """Return what a form asks for; raises Refusal for what no list can be of."""
        if not 0 < len(family) <= _LONGEST or abo not in ("", *ABO) or rhd not in ("", *RHD):
            raise Refusal("due.no_such_list")
        if tag not in ("", *TAGS):
            raise Refusal("due.no_such_list")
        from_on, until_on = _day(first) if first else None, _day(last)
        if from_on is not None and from_on > until_on:
            raise Refusal("due.days_turned", first=from_on, last=until_on)
        return cls(family=family, first=from_on, last=until_on, abo=abo, rhd=rhd, tag=tag)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise Refusal("due.day_shape") from fault


class DueRow(NamedTuple):
    """One donor of a list, as the directory tells of her or him."""

    person: str
    from_on: date
    donor: DirectoryDonor


class GroupCount(NamedTuple):
    """How many of a list are of one group; None = not known."""

    abo: str | None
    rhd: str | None
    donors: int


_WHERE: LiteralString = (
    " d.station_code = %(station)s AND d.family = %(family)s AND d.from_on <= %(last)s"
    " AND d.from_on >= %(first)s"
    " AND (d.until_on IS NULL OR d.until_on >= greatest(d.from_on, %(today)s))"
)
_ALSO: dict[str, LiteralString] = {
    "abo": " AND d.abo = %(abo)s",
    "rhd": " AND d.rhd = %(rhd)s",
    "tag": " AND d.tags @> ARRAY[%(tag)s]",
}

_COUNTED: LiteralString = "SELECT d.abo, d.rhd, count(*) FROM due d WHERE"
_BY_GROUP: LiteralString = " GROUP BY d.abo, d.rhd ORDER BY 3 DESC, 1, 2"
_FOUND: LiteralString = "SELECT d.person, d.from_on, o.donor FROM (SELECT d.* FROM due d WHERE"
_WITH_DONOR: LiteralString = (
    " ORDER BY d.from_on DESC, d.person DESC LIMIT %(limit)s) d"
    " JOIN directory o ON o.station_code = d.station_code AND o.person = d.person"
    " WHERE o.donor IS NOT NULL ORDER BY d.from_on DESC, d.person DESC"
)


def _asked(station_code: str, wanted: Wanted, today: date) -> tuple[LiteralString, dict[str, Any]]:
    also: LiteralString = ""
    for name, condition in _ALSO.items():
        if getattr(wanted, name):
            also += condition
    values = msgspec.structs.asdict(wanted) | {
        "station": station_code,
        "first": wanted.first or date.min,
        "today": max(wanted.first or today, today),
    }
    return _WHERE + also, values


def counts(conn: Connection, station_code: str, wanted: Wanted, today: date) -> list[GroupCount]:
    """Return how many of each group a list has, the largest first."""
    where, values = _asked(station_code, wanted, today)
    rows = conn.execute(_COUNTED + where + _BY_GROUP, values)
    return [GroupCount(*row) for row in rows]


def page(
    conn: Connection,
    station_code: str,
    wanted: Wanted,
    today: date,
    *,
    after: tuple[date, str] | None = None,
    limit: int = PAGE,
) -> list[DueRow]:
    """Return the next donors of a list, whoever came due last first; after is the last of the page before."""
    where, values = _asked(station_code, wanted, today)
    if after is not None:
        where += " AND (d.from_on, d.person) < (%(after_on)s, %(after)s)"
        values |= {"after_on": after[0], "after": after[1]}
    rows = conn.execute(_FOUND + where + _WITH_DONOR, values | {"limit": limit})
    return [
        DueRow(person, from_on, msgspec.json.decode(donor, type=DirectoryDonor))
        for person, from_on, donor in rows
    ]
