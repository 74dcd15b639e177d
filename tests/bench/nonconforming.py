"""A year of nonconformities at a large station: one in five of 300,000 visits, and the page that shows them.

The twin only counts the same rows in the same database, in one statement.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter

from donor_room.domain.clock import SystemClock
from donor_room.domain.nonconforming import CODES, Nonconformity
from donor_room.station.founding import twin_of
from donor_room.station.nonconforming import COLUMNS, row_of
from donor_room.station.nonconforming_list import PAGE, Wanted, list_of, places_of, rows, sites_of, sums
from donor_room.station.server import Station
from donor_room.station.store import Connection
from tests.bench.line import Line, against_limit, in_turns
from tests.support.stations import running_station

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
VISITS, ONE_IN, SITES = 300_000, 5, 22
_TWIN = "SELECT count(*) FROM nonconformity WHERE station_code = %s AND on_day BETWEEN %s AND %s"
_PACKED = "COPY packed (station_code, book, seq, number, role, box, shift) FROM STDIN"
_BEGAN = datetime(2022, 1, 1, 1, tzinfo=UTC)


def lines(*, quick: bool) -> Iterator[Line]:
    """Measure the first page of a year, its last, one kind of it, and the whole year for a file."""
    visits = VISITS // (20 if quick else 1)
    year = Wanted(FIRST, LAST)
    with running_station(SystemClock()) as station:
        fill(station, visits)
        for name, wanted, after in (
            ("first_page", year, 0),
            ("last_page", year, visits // ONE_IN - PAGE),
            ("one_kind", year._replace(code="unit_apart", site="house 3"), 0),
        ):
            yield _of_page(station, name, wanted, after)
        yield _of_file(station, year)


def fill(station: Station, visits: int) -> None:
    """Write the year into the station's tables: the main bag of every visit was packed, some apart."""
    code = twin_of(station.houses, practice=True).code
    with station.connections.lend() as conn:
        conn.execute("SET statement_timeout = 0")
        with conn.cursor() as cursor:
            with cursor.copy(f"COPY nonconformity (station_code, {COLUMNS}) FROM STDIN") as copy:
                for one in _year(visits):
                    copy.write_row((code, *row_of(one)))
            with cursor.copy(_PACKED) as copy:
                for n in range(visits):
                    box = "Q" if n % 50 == 0 else "1"
                    copy.write_row((code, "van1", n + 1, f"A{n:09d}", "bag1", box, ""))
        conn.execute(
            "INSERT INTO shift (station_code, shift, shift_on, site, drive, vehicle)"
            " SELECT DISTINCT %s, shift, on_day, 'house ' || split_part(shift, '-', 2), 'house', '03'"
            " FROM nonconformity",
            [code],
        )
        conn.execute("ANALYZE nonconformity, packed, shift")


def _year(visits: int) -> Iterator[Nonconformity]:
    dice = random.Random(1)
    for n in range(0, visits, ONE_IN):
        at = _BEGAN + timedelta(days=dice.randrange(365), minutes=dice.randrange(600))
        yield Nonconformity(
            "van1", n + 1, dice.choice(CODES), at, f"{at:%j}-{dice.randrange(SITES)}", f"v{n}", "s1",
            number=f"A{n:09d}", reason="车上找遍了",
        )  # fmt: skip


def _of_page(station: Station, name: str, wanted: Wanted, after: int) -> Line:
    code = twin_of(station.houses, practice=True).code

    def page(conn: Connection) -> int:
        sums(conn, code, wanted)
        sites_of(conn, code, wanted)
        found = rows(conn, code, wanted, limit=PAGE, after=after)
        places_of(conn, code, found)
        return len(found)

    return _measured(station, f"nonconforming.year.{name}", page, most=1.0)


def _of_file(station: Station, wanted: Wanted) -> Line:
    house = twin_of(station.houses, practice=True)
    return _measured(
        station, "nonconforming.year.file", lambda conn: len(list_of(conn, house, wanted).rows), most=5.0
    )


def _measured(station: Station, name: str, work: Callable[[Connection], int], *, most: float) -> Line:
    code, found = twin_of(station.houses, practice=True).code, 0
    with station.connections.lend() as conn:

        def ours() -> float:
            nonlocal found
            began = perf_counter()
            found = work(conn)
            return perf_counter() - began

        def twin() -> float:
            began = perf_counter()
            conn.execute(_TWIN, [code, FIRST, LAST]).fetchall()
            return perf_counter() - began

        took, bare = in_turns(ours, twin, 5)
    return against_limit(name, "s", took, bare, most=most, note=f"{found} found")
