"""After a restore from a backup: what was lent or told since then is not known here, and is not done again.

Numbers that were lent since are on the terminals and perhaps on bags, so the counter of each year jumps over
them. A cursor of a terminal may lie behind the end of the restored feed, so the feed gets another name: every
terminal fetches the directory anew. What terminals wrote since they push again by themselves.
"""

from __future__ import annotations

from secrets import token_hex

from donor_room.domain.clock import Clock
from donor_room.domain.donation_number import number_head
from donor_room.station.founding import House
from donor_room.station.profiles import station_profile
from donor_room.station.store import Connection

NUMBERS_LEFT_OUT = 20_000
"""More than a station of this size lends between two backups; they are never used."""


def after_restore(conn: Connection, houses: dict[str, House], clock: Clock) -> int:
    """Leave out numbers of every year and name every feed anew; return how many numbers each year lost.

    To be done before the station's server starts: a running one goes on under the old name.
    """
    with conn.transaction():
        for house in houses.values():
            _begin_this_year(conn, house, clock)
            conn.execute(
                "UPDATE number_counter SET last_serial = last_serial + %s WHERE station_code = %s",
                [NUMBERS_LEFT_OUT, house.code],
            )
            conn.execute(
                "UPDATE station SET generation = %s WHERE station_code = %s", [token_hex(8), house.code]
            )
    return NUMBERS_LEFT_OUT


def _begin_this_year(conn: Connection, house: House, clock: Clock) -> None:
    """A backup of last year has no counter of this one, from which numbers may have been lent since."""
    year = clock.today().year % 100
    head = number_head(station_profile(conn, house), facility=house.facility, year=year)
    conn.execute(
        "INSERT INTO number_counter (station_code, head, last_serial) VALUES (%s, %s, 0)"
        " ON CONFLICT DO NOTHING",
        [house.code, head],
    )
