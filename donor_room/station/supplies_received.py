"""What whoever receives a vehicle says of its supplies, beside what the sheet says; it holds up no blood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import LiteralString, NamedTuple

from donor_room.domain.refusal import Refusal
from donor_room.domain.supplies import MOST, count_typed
from donor_room.station.journal import note
from donor_room.station.store import Connection

LONGEST_REMARK = 200


class SupplyHere(NamedTuple):
    """An item of a sheet, and the last word of whoever received it; received_at is None before one.

    `stands` is the shift whose sheet tells of it last, where several laptops share the supplies; empty where
    the sheet tells of it no more. `counted` is None where somebody said in words what differs.
    """

    item: str
    name: str
    counted_out: int | None
    brought: int
    taken: int | None
    used: int | None
    counted_in: int | None
    difference: int | None
    reason: str
    said_by: str
    stands: str
    counted: int | None
    remark: str
    received_by: str
    received_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Say whether the sheet itself has a difference, or a count that nobody made."""
        return self.counted_in is None or self.counted_out is None or bool(self.difference)

    @property
    def more_here(self) -> int | None:
        """Return how many more (or fewer, below nought) are here than the sheet says; None = not known."""
        if self.counted is None or self.counted_in is None:
            return None
        return self.counted - self.counted_in

    @property
    def differs_here(self) -> bool:
        """Say whether what is here is not what the sheet says, by count or in words."""
        is_answered = self.received_at is not None
        return is_answered and (self.more_here != 0 or bool(self.remark))

    @property
    def mark(self) -> str:
        """Return what the last word is known by, to see whether somebody has said another one since."""
        if self.received_at is None:
            return ""
        said = (self.counted, self.remark, self.received_by, self.received_at.isoformat())
        return sha256(repr(said).encode()).hexdigest()[:12]


class Typed(NamedTuple):
    """What somebody typed about an item: a count, or words, or both."""

    number: str
    remark: str

    @property
    def is_nothing(self) -> bool:
        """Say whether both were left empty."""
        return not self.number.strip() and not self.remark.strip()


_OF_SHIFT: LiteralString = """
SELECT item, coalesce(t.name, item), t.counted_out, coalesce(t.brought, 0), t.taken, t.used, t.counted_in,
    t.difference, coalesce(t.reason, ''), coalesce(t.said_by, ''), coalesce(t.stands, ''),
    r.counted, coalesce(r.remark, ''), coalesce(r.received_by, ''), r.received_at
FROM (SELECT * FROM supplies WHERE station_code = %(station)s AND shift = %(shift)s) t
FULL JOIN (SELECT * FROM supplies_received WHERE station_code = %(station)s AND shift = %(shift)s) r
    USING (item)
ORDER BY t.place NULLS LAST, item
"""


def supplies_of(conn: Connection, station_code: str, shift: str) -> tuple[SupplyHere, ...]:
    """Return the items of a sheet: what differs or nobody counted first, then in the order of the sheet."""
    rows = conn.execute(_OF_SHIFT, {"station": station_code, "shift": shift})
    return tuple(sorted((SupplyHere(*row) for row in rows), key=lambda one: not one.is_open))


def receive_supplies(
    conn: Connection,
    station_code: str,
    shift: str,
    typed: Mapping[str, Typed],
    *,
    seen: Mapping[str, str],
    by: str,
    now: datetime,
) -> int:
    """Keep what was typed about the items of a sheet, all of it or nothing; return of how many.

    `seen` are the marks of the words that stood on the page. Raises Refusal for nothing, for what is no
    count, for an item that this sheet does not tell of, and where somebody said something else meanwhile.
    """
    said = {item: one for item, one in typed.items() if not one.is_nothing}
    if not said:
        raise Refusal("receiving.supplies_nothing")
    with conn.transaction():
        # whoever else says something of this sheet waits here, so that nobody's word is lost unseen
        conn.execute(
            "SELECT 1 FROM shift WHERE station_code = %s AND shift = %s FOR UPDATE", [station_code, shift]
        )
        items = {one.item: one for one in supplies_of(conn, station_code, shift)}
        for item, one in said.items():
            _receive_one(conn, station_code, shift, _told(items, item, shift), one, seen=seen, by=by, now=now)
    return len(said)


def _told(items: Mapping[str, SupplyHere], item: str, shift: str) -> SupplyHere:
    found = items.get(item)
    if found is None or found.stands != shift:
        raise Refusal("receiving.supplies_not_told", item=found.name if found else item[:32])
    return found


def _receive_one(
    conn: Connection,
    station_code: str,
    shift: str,
    told: SupplyHere,
    typed: Typed,
    *,
    seen: Mapping[str, str],
    by: str,
    now: datetime,
) -> None:
    counted, remark = _count(told, typed.number), typed.remark.strip()
    if len(remark) > LONGEST_REMARK:
        raise Refusal("receiving.supplies_remark", item=told.name, most=LONGEST_REMARK)
    if told.mark != seen.get(told.item, ""):
        raise Refusal("receiving.supplies_meanwhile", item=told.name, by=told.received_by)
    conn.execute(
        "INSERT INTO supplies_received (station_code, shift, item, counted, remark, received_by, received_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (station_code, shift, item)"
        " DO UPDATE SET counted = excluded.counted, remark = excluded.remark,"
        " received_by = excluded.received_by, received_at = excluded.received_at",
        [station_code, shift, told.item, counted, remark, by, now],
    )
    body: dict[str, object] = {"shift": shift, "item": told.name, "remark": remark}
    counts = {"counted": counted, "expected": told.counted_in}
    body |= {name: count for name, count in counts.items() if count is not None}
    note(conn, station_code, by, "supplies_received", body, now)


def _count(told: SupplyHere, text: str) -> int | None:
    """Return the count that was typed, None where nothing was; raises Refusal for what is none."""
    if not text.strip():
        return None
    counted = count_typed(text)
    if counted is None or counted > MOST:
        raise Refusal("receiving.supplies_no_count", item=told.name, most=MOST)
    return counted


def marks_of(items: Iterable[SupplyHere]) -> dict[str, str]:
    """Return the marks of the words that a page shows, for `receive_supplies`."""
    return {one.item: one.mark for one in items if one.mark}
