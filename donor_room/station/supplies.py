"""What the sheets of the vehicles say of supplies; the last word counts where several laptops share them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import LiteralString

from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.entries import ShiftClosed, ShiftOpened, SuppliesHandedOver, SupplyTold
from donor_room.domain.entry import Entry
from donor_room.domain.figures import By
from donor_room.domain.shift import common_day
from donor_room.domain.supplies import MOST, Span
from donor_room.domain.supply_sums import SupplySum, Word, used_of, whose_word_stands
from donor_room.domain.visit import Recorded
from donor_room.station.figures import name_of_part, rows_by
from donor_room.station.store import Connection

_LONGEST, _LONGEST_REASON = 128, 1_000
_LARGEST = 3 * MOST
"""What a book says is not believed beyond reason: no difference is larger than all that was ever counted."""


def add_supplies(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note what the sheets say, the last of each shift, and when each shift was open."""
    touched: set[str] = set()
    for entry, act in readable:
        if isinstance(act, ShiftOpened) and len(act.shift) <= _LONGEST:
            _open(conn, station_code, entry, act)
        elif isinstance(act, ShiftClosed):
            _close(conn, station_code, entry, act)
        elif isinstance(act, SuppliesHandedOver) and len(act.shift) <= _LONGEST:
            _replace(conn, station_code, entry, act)
        else:
            continue
        touched.add(act.shift)
    if touched:
        _settle_words(conn, station_code, touched)


def _open(conn: Connection, station_code: str, entry: Entry, act: ShiftOpened) -> None:
    day = sha256(repr(common_day(act)).encode()).hexdigest()
    conn.execute(
        "INSERT INTO shift_span (station_code, shift, shift_on, common_day, since)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [station_code, act.shift, act.on, day, entry.hlc],
    )


def _close(conn: Connection, station_code: str, entry: Entry, act: ShiftClosed) -> None:
    conn.execute(
        "UPDATE shift_span SET until = least(until, %s) WHERE station_code = %s AND shift = %s",
        [entry.hlc, station_code, act.shift],
    )


def _replace(conn: Connection, station_code: str, entry: Entry, act: SuppliesHandedOver) -> None:
    """Put the words of a sheet in the place of earlier ones, unless a later one is here."""
    newer = conn.execute(
        "SELECT 1 FROM supplies WHERE station_code = %s AND shift = %s AND hlc > %s LIMIT 1",
        [station_code, act.shift, entry.hlc],
    ).fetchone()
    if newer is not None:
        return
    conn.execute("DELETE FROM supplies WHERE station_code = %s AND shift = %s", [station_code, act.shift])
    told = {one.item: (place, one) for place, one in enumerate(act.items) if _is_possible(one)}
    place_of_word = (station_code, act.shift, entry.hlc, day_at_site(instant_of(entry.hlc)), act.shift)
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO supplies (station_code, shift, hlc, on_day, stands, place, item, name, counted_out,"
            " brought, taken, used, counted_in, difference, reason, said_by)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (*place_of_word, place, one.item, one.name, one.out, one.more, one.taken, used_of(one),
                 one.counted, one.difference, one.reason, one.said_by)
                for place, one in told.values()
            ],
        )  # fmt: skip


def _is_possible(told: SupplyTold) -> bool:
    numbers = (told.out, told.more, told.taken, told.counted, told.difference)
    is_short = max(map(len, (told.item, told.name, told.said_by))) <= _LONGEST
    is_counted = all(number is None or abs(number) <= _LARGEST for number in numbers)
    return is_short and is_counted and len(told.item) > 0 and len(told.reason) <= _LONGEST_REASON


def _settle_words(conn: Connection, station_code: str, shifts: set[str]) -> None:
    """Say of each word on the common days of these shifts whose word stands, and to which day it belongs."""
    days = conn.execute(
        "SELECT DISTINCT common_day FROM shift_span WHERE station_code = %s AND shift = ANY(%s)",
        [station_code, sorted(shifts)],
    ).fetchall()
    for (day,) in days:
        rows = conn.execute(
            "SELECT shift, since, until FROM shift_span WHERE station_code = %s AND common_day = %s",
            [station_code, day],
        )
        spans = [Span(*row) for row in rows]
        words = conn.execute(
            "SELECT shift, item, hlc FROM supplies WHERE station_code = %s AND shift = ANY(%s)",
            [station_code, [span.shift for span in spans]],
        )
        stands = whose_word_stands((Word(*row) for row in words), spans)
        with conn.cursor() as cursor:
            cursor.executemany(
                "UPDATE supplies t SET stands = %s, on_day = s.shift_on FROM shift_span s"
                " WHERE t.station_code = %s AND t.shift = %s AND t.item = %s"
                " AND s.station_code = t.station_code AND s.shift = t.shift",
                [(last, station_code, shift, item) for (shift, item), last in stands.items()],
            )


# ---- told --------------------------------------------------------------------------------------------------

_LAST_WORDS: LiteralString = "(SELECT t.*, '' AS pierced_by FROM supplies t WHERE t.stands = t.shift)"


def supplies_by(
    conn: Connection, station_code: str, first: date, last: date, by: By
) -> dict[str, tuple[SupplySum, ...]]:
    """Return what became of each item on these days, both included, by the parts of a report.

    Items stand in the order of their last sheet, under their last name.
    """
    rows = conn.execute(
        "SELECT part_on, part, item, (array_agg(name ORDER BY hlc DESC))[1], sum(counted_out),"  # noqa: S608
        " sum(brought), sum(used), sum(counted_in), sum(difference), count(*),"
        " count(*) FILTER (WHERE counted_out IS NULL OR counted_in IS NULL)"
        f" FROM {rows_by(by, _LAST_WORDS)} GROUP BY part_on, part, item"
        " ORDER BY part_on, part, (array_agg(f.place ORDER BY hlc DESC))[1], item",
        {"station": station_code, "first": first, "last": last},
    )
    parts: dict[str, list[SupplySum]] = {}
    for on, part, *told in rows:
        parts.setdefault(name_of_part(by, on, part), []).append(SupplySum(*told))
    return {name: tuple(parts[name]) for name in sorted(parts)}
