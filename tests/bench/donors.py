"""Invented donors by the million: the same for each order, one in ten of them the station's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    PastReadings,
    StandingDeferral,
    phone_mark,
)
from donor_room.station import sums
from donor_room.station.founding import House
from donor_room.station.store import Connection
from donor_room.wire.messages import encode, person_key

KIND = "01"
_SITES = tuple(f"第{n}献血屋" for n in range(1, 41))
_NEWEST = date(2026, 10, 30)
_ONE_OF = 10
_SURNAMES, _NAMES = "王李张刘陈杨黄赵周吴", "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平"


def number(order: int) -> str:
    """Return an invented document number, another for each order."""
    return f"{order:018d}"


def donor(order: int, directory_key: bytes, *, count: int | None = None) -> DirectoryDonor:
    """Return a donor with up to four donations; name, phone and readings only for the station's own."""
    given = order % 5
    days = [_NEWEST - timedelta(days=order % 900 + 190 * n) for n in range(given)]
    own = order % _ONE_OF == 0
    reading = PastReadings(on=_NEWEST, sbp_mmhg=Decimal(118 + order % 20), weight_kg=Decimal("62.5"))
    return DirectoryDonor(
        name=_name(order) if own else None,
        sex="male" if order % 2 else "female",
        birth_on=date(1965, 1, 1) + timedelta(days=order % 14_000),
        abo=("A", "B", "O", "AB")[order % 4],
        rhd="-" if order % 300 == 0 else "+",
        donations=tuple(
            EarlierDonation(kind="WB400", on=on, volume_ml=400, site=_SITES[order % len(_SITES)])
            for on in days
        ),
        count=given if count is None else count,
        had_reaction=order % 50 == 0,
        deferral=StandingDeferral(kind="until", until_on=date(2027, 1, 1)) if order % 40 == 0 else None,
        phone=phone_mark(directory_key, f"139{order:08d}") if own else None,
        readings=(reading,) if own and given else (),
    )


def _name(order: int) -> str:
    rest = order // _ONE_OF
    return _SURNAMES[rest % 10] + _NAMES[rest // 10 % 20] + _NAMES[rest // 200 % 20]


def rows(donors: int, directory_key: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Return person, revision and donor of each as the station keeps them."""
    for order in range(donors):
        person = person_key(directory_key, KIND, number(order))
        yield person, order + 1, encode(donor(order, directory_key))


def fill_station(conn: Connection, house: House, donors: int) -> None:
    """Let the station tell of so many donors, by COPY: how it came to know them is not measured here."""
    conn.execute("SET statement_timeout = 0")
    with conn.transaction():
        copy_in = "COPY directory (station_code, person, revision, donor) FROM STDIN"
        with conn.cursor() as cursor, cursor.copy(copy_in) as copy:
            for row in rows(donors, house.world.directory_key):
                copy.write_row((house.code, *row))
        conn.execute("UPDATE station SET last_feed_no = %s WHERE station_code = %s", [donors, house.code])
        parts = [(house.code, n, *part) for n, part in enumerate(sums.counted(conn, house.code))]
        with conn.cursor() as cursor:
            cursor.executemany("INSERT INTO directory_part VALUES (%s, %s, %s, %s)", parts)
    conn.execute("ANALYZE directory")
