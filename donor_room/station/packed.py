"""In which crate each part was packed and how each shift was handed over, as the vehicles wrote it down."""

from __future__ import annotations

from collections.abc import Iterable

from donor_room.domain.clock import instant_of
from donor_room.domain.entries import BoxTemperature, HandoverSigned, PartMissing, UnitsPacked
from donor_room.domain.visit import Recorded
from donor_room.station.store import Connection

_LONGEST = 128
_LARGEST = 1_000_000
"""No name is longer than this, and no count larger: what a book says is not believed beyond reason."""


def add_packed(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note what was packed; a name that is longer than any true one is not."""
    rows = [
        (station_code, entry.book, entry.seq, act.number, act.role, act.box, act.shift)
        for entry, act in readable
        if isinstance(act, UnitsPacked) and _is_short(act.number, act.role, act.box, act.shift)
    ]
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO packed (station_code, book, seq, number, role, box, shift)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            rows,
        )


def add_handed_over(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note who handed over what, which parts were missing then, and how warm the crates were."""
    for entry, act in readable:
        place = (station_code, entry.book, entry.seq)
        if isinstance(act, HandoverSigned) and _is_handover(act):
            conn.execute(
                "INSERT INTO handover"
                " (station_code, shift, book, signed_at, given_by, received_by, used, volume_ml)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [station_code, act.shift, entry.book, instant_of(entry.hlc), act.given_by, act.received_by,
                 act.used, act.volume_ml],
            )  # fmt: skip
        elif isinstance(act, PartMissing) and _is_short(act.shift, act.number, act.role):
            conn.execute(
                "INSERT INTO part_missing (station_code, book, seq, shift, number, role, reason)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [*place, act.shift, act.number, act.role, act.reason],
            )
        elif isinstance(act, BoxTemperature) and _is_warmth(act):
            conn.execute(
                "INSERT INTO crate_warmth"
                " (station_code, book, seq, shift, box, lowest, highest, is_inside, minutes_unknown)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [*place, act.shift, act.box, act.lowest, act.highest, act.is_inside, act.minutes_unknown],
            )


def _is_short(*names: str) -> bool:
    return max(map(len, names)) <= _LONGEST


def _is_handover(act: HandoverSigned) -> bool:
    is_counted = 0 <= act.used <= _LARGEST and 0 <= act.volume_ml <= _LARGEST * 1_000
    return is_counted and _is_short(act.shift, act.given_by, act.received_by)


def _is_warmth(act: BoxTemperature) -> bool:
    is_possible = all(
        celsius.is_finite() and abs(celsius) <= _LARGEST for celsius in (act.lowest, act.highest)
    )
    return is_possible and 0 <= act.minutes_unknown <= _LARGEST and _is_short(act.shift, act.box)
