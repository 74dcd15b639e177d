"""What did not go as it should at all terminals: read out of the entries, asked for by day, kind and site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, LiteralString, NamedTuple

from donor_room.domain.entries import UnitsPacked
from donor_room.domain.nonconforming import APART, CODES, Code, Nonconformity
from donor_room.domain.nonconforming_shift import READ_OF_SHIFT, of_shift, shift_of
from donor_room.domain.visit import Recorded
from donor_room.packs.nonconforming import Place
from donor_room.station.reading import read_entry
from donor_room.station.store import Connection, one

PAGE = 100
_LONGEST_NAME, _LONGEST_WORDS = 128, 2_000
"""What a book says is not believed beyond reason: a longer name is cut, longer words too."""

COLUMNS: LiteralString = (
    "book, seq, code, happened_at, shift, visit, by_staff, number, part, box, amount, reason, settled"
    ", witness, on_day"
)


# ---- reading -----------------------------------------------------------------------------------------------


def row_of(found: Nonconformity) -> tuple[Any, ...]:
    """Return how one stands in the table."""
    short = (value[:_LONGEST_NAME] if isinstance(value, str) else value for value in found)
    row = Nonconformity(*short)  # type: ignore[arg-type]
    return (*row._replace(reason=found.reason[:_LONGEST_WORDS]), found.on)


def add_told(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> set[str]:
    """Note which entries tell of a shift, and return the shifts of which something was told."""
    told = [line for line in readable if 0 < len(shift_of(line.act)) <= _LONGEST_NAME]
    rows = [
        (station_code, shift_of(act), entry.book, entry.seq)
        for entry, act in told
        if not isinstance(act, UnitsPacked)
    ]
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO shift_entry (station_code, shift, book, seq) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            rows,
        )
    return {shift_of(line.act) for line in told if isinstance(line.act, READ_OF_SHIFT)}


_OF_SHIFTS: LiteralString = """
SELECT t.shift, e.raw FROM (
 SELECT shift, book, seq FROM shift_entry WHERE station_code = %(station)s AND shift = ANY(%(shifts)s)
 UNION SELECT shift, book, seq FROM packed WHERE station_code = %(station)s AND shift = ANY(%(shifts)s)
) t JOIN entry e ON e.station_code = %(station)s AND e.book = t.book AND e.seq = t.seq
"""


def read_shifts_again(conn: Connection, station_code: str, shifts: set[str]) -> None:
    """Put what all entries of these shifts tell in the place of what was there."""
    if not shifts:
        return
    asked = {"station": station_code, "shifts": sorted(shifts)}
    lines: dict[str, list[Recorded]] = {}
    for shift, raw in conn.execute(_OF_SHIFTS, asked):
        lines.setdefault(shift, []).append(read_entry(raw))
    conn.execute(
        "DELETE FROM nonconformity WHERE station_code = %(station)s AND visit = ''"
        " AND shift = ANY(%(shifts)s)",
        asked,
    )
    found = [row for shift, told in lines.items() for row in of_shift(shift, told)]
    add_rows(conn, station_code, found)


def add_rows(conn: Connection, station_code: str, found: Iterable[Nonconformity]) -> None:
    """Write rows; one that an entry tells twice stands once."""
    marks: LiteralString = "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s"
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO nonconformity (station_code, "  # noqa: S608 - names of ours
            + COLUMNS
            + f") VALUES ({marks}) ON CONFLICT DO NOTHING",
            [(station_code, *row_of(one)) for one in found],
        )


# ---- asking ------------------------------------------------------------------------------------------------


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
