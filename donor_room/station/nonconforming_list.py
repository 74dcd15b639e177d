"""The list of what did not go as it should at all terminals: of some days, of one kind, of one site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, LiteralString, NamedTuple

from donor_room.domain.nonconforming import APART, CODES, Code, Nonconformity
from donor_room.domain.refusal import Refusal
from donor_room.packs.nonconforming import NonconformityList, Place
from donor_room.station.founding import House
from donor_room.station.staff import names_of
from donor_room.station.store import Connection, one

PAGE = 100
MOST = 100_000
"""No file holds more of them."""


class Wanted(NamedTuple):
    """Which are asked for: of these days, both included, of one code and one site where they are named."""

    first: date
    last: date
    code: str = ""
    site: str = ""


class Sum(NamedTuple):
    """How many there are of a code, and how many of them nothing has settled."""

    code: Code
    found: int
    open: int


_SETTLED: LiteralString = (
    "CASE WHEN n.settled = 'open' AND n.number <> '' AND n.code = ANY(%(apart)s) AND EXISTS ("
    "SELECT 1 FROM packed p WHERE p.station_code = n.station_code AND p.number = n.number"
    " AND p.role = 'bag1' AND p.box = 'Q') THEN 'isolated' ELSE n.settled END"
)
_FROM: LiteralString = (
    " FROM nonconformity n LEFT JOIN shift s ON s.station_code = n.station_code AND s.shift = n.shift"
    " WHERE n.station_code = %(station)s AND n.on_day BETWEEN %(first)s AND %(last)s"
    " AND (%(site)s = '' OR s.site = %(site)s)"
)
_OF_CODE: LiteralString = " AND (%(code)s = '' OR n.code = %(code)s)"
_SUMS: LiteralString = (
    "SELECT code, count(*), count(*) FILTER (WHERE settled = 'open') FROM (SELECT n.code, "  # noqa: S608 - texts of ours
    + _SETTLED
    + " AS settled"
    + _FROM
    + ") n GROUP BY code"
)
_ROWS: LiteralString = (
    "SELECT n.book, n.seq, n.code, n.happened_at, n.shift, n.visit, n.by_staff, n.number, n.part, n.box,"
    " n.amount, n.reason, "
    + _SETTLED
    + ", n.witness"
    + _FROM
    + _OF_CODE
    + " ORDER BY n.happened_at, n.book, n.seq, n.code, n.part, n.box"
)


def sums(conn: Connection, station_code: str, wanted: Wanted) -> list[Sum]:
    """Return how many there are of each code that there is, whichever code is asked for, in their order."""
    found = [Sum(*row) for row in conn.execute(_SUMS, _asked(station_code, wanted))]
    return sorted(found, key=lambda one: (_place(one.code), one.code))


def rows(
    conn: Connection, station_code: str, wanted: Wanted, *, limit: int, after: int = 0
) -> tuple[Nonconformity, ...]:
    """Return so many of them in the order of time, after so many others."""
    asked = _asked(station_code, wanted) | {"limit": limit, "after": after}
    found = conn.execute(_ROWS + " LIMIT %(limit)s OFFSET %(after)s", asked)
    return tuple(Nonconformity(*row) for row in found)


def sites_of(conn: Connection, station_code: str, wanted: Wanted) -> list[str]:
    """Return the sites at which there was something on these days, by name."""
    asked = _asked(station_code, wanted._replace(site=""))
    found = conn.execute("SELECT DISTINCT s.site" + _FROM + " AND s.site <> '' ORDER BY 1", asked)
    return [site for (site,) in found]


def list_of(conn: Connection, house: House, wanted: Wanted) -> NonconformityList:
    """Return all of them to be written down; raises Refusal where they are more than any file is for."""
    asked_for = sum(one.found for one in sums(conn, house.code, wanted) if wanted.code in ("", one.code))
    if asked_for > MOST:
        raise Refusal("nonconforming.too_many", n=asked_for, most=MOST)
    found = rows(conn, house.code, wanted, limit=MOST)
    return NonconformityList(
        station=house.name,
        practice=house.world.practice,
        first=wanted.first,
        last=wanted.last,
        rows=found,
        places=places_of(conn, house.code, found),
        names=names_of(conn, house.code),
    )


def places_of(conn: Connection, station_code: str, found: Iterable[Nonconformity]) -> dict[str, Place]:
    """Return where the shifts of these worked, as far as the station knows."""
    shifts = sorted({row.shift for row in found})
    told = conn.execute(
        "SELECT shift, site, vehicle FROM shift WHERE station_code = %s AND shift = ANY(%s)",
        [station_code, shifts],
    )
    return {shift: Place(site, vehicle) for shift, site, vehicle in told}


def unread(conn: Connection, station_code: str) -> int:
    """Return how many entries the station has set aside: of these nothing is told."""
    row = one(
        conn,
        "SELECT count(*) FROM quarantine WHERE station_code = %(station)s",
        {"station": station_code},
    )
    return int(row[0]) if row else 0


def _asked(station_code: str, wanted: Wanted) -> dict[str, Any]:
    return {"station": station_code, "apart": list(APART), **wanted._asdict()}


def _place(code: str) -> int:
    return CODES.index(code) if code in CODES else len(CODES)
