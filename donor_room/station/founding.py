"""Whose station this is: its code, its keys, and its practice twin, made once, read at every start."""

from __future__ import annotations

import re
from secrets import token_bytes, token_hex
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from donor_room.domain.refusal import Refusal
from donor_room.station.store import Connection
from donor_room.station.world import World
from donor_room.wire.signature import load_key, new_key

PRACTICE_MARK = "-practice"
_CODE = re.compile(r"[A-Za-z0-9]{1,16}")


class House(NamedTuple):
    """One of the two faces of a station, the real one or its practice twin."""

    world: World
    name: str
    facility: str
    generation: str
    key: Ed25519PrivateKey

    @property
    def code(self) -> str:
        """The station code that leads every key of its rows."""
        return self.world.station_code


class Founding(NamedTuple):
    """What a new station is called; facility begins its donation numbers."""

    code: str
    name: str
    facility: str


TRY_OUT = Founding("66001", "示范中心血站", "A9999")
"""Area code 66 is not allotted to anyone."""


def found(conn: Connection, founding: Founding | None) -> None:
    """Make a station and its practice twin where there is none; raises Refusal when another is there."""
    wanted = founding or TRY_OUT
    if not _CODE.fullmatch(wanted.code):
        raise Refusal("station.code_shape", station=wanted.code)
    with conn.transaction():
        conn.execute("LOCK TABLE station IN SHARE ROW EXCLUSIVE MODE")
        here = {code for (code,) in conn.execute("SELECT station_code FROM station WHERE NOT practice")}
        if not here:
            _insert(conn, wanted, practice=False)
            _insert(conn, wanted, practice=True)
        elif founding and founding.code not in here:
            raise Refusal("station.another_here", station=founding.code, here=", ".join(sorted(here)))


def _insert(conn: Connection, founding: Founding, *, practice: bool) -> None:
    conn.execute(
        "INSERT INTO station (station_code, station_name, practice, facility, signing_key, directory_key,"
        " generation) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            founding.code + (PRACTICE_MARK if practice else ""),
            founding.name,
            practice,
            founding.facility,
            new_key().private_bytes_raw(),
            token_bytes(32),
            token_hex(8),
        ],
    )


def houses(conn: Connection) -> dict[str, House]:
    """Return both faces of the station by their codes, the real one first."""
    rows = conn.execute(
        "SELECT station_code, practice, directory_key, station_name, facility, generation, signing_key"
        " FROM station ORDER BY practice, station_code"
    )
    return {
        row[0]: House(World(row[0], row[1], bytes(row[2])), row[3], row[4], row[5], load_key(bytes(row[6])))
        for row in rows
    }


def real_house(all_houses: dict[str, House]) -> House:
    """Return the real face."""
    return next(house for house in all_houses.values() if not house.world.practice)


def twin_of(all_houses: dict[str, House], *, practice: bool) -> House:
    """Return the face for real work or the one for practice."""
    return next(house for house in all_houses.values() if house.world.practice == practice)
