"""What the vehicles handed over, held against what is here; pure questions, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import LiteralString, NamedTuple

from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.station.store import Connection, one

GOOD, DAMAGED, WARM = "good", "damaged", "warm"
STATES = (GOOD, DAMAGED, WARM)
_SOON_DAYS = 30


class Handover(NamedTuple):
    """A shift that was handed over; signed_at is None while only some of its entries have come."""

    shift: str
    site: str
    vehicle: str
    signed_at: datetime | None
    given_by: str
    used: int
    terminal: str
    closed_by: str | None
    closed_at: datetime | None
    remark: str


class Part(NamedTuple):
    """A bag, tube or form by its number and role, and the crate it was packed in."""

    number: str
    role: str
    box: str


class Received(NamedTuple):
    """A part that is here: how it looked, who took it, when."""

    number: str
    role: str
    shift: str
    state: str
    remark: str
    by: str
    at: datetime


class CrateHere(NamedTuple):
    """A crate: what the vehicle said of its warmth, and what was read of it at the station."""

    box: str
    lowest: Decimal | None
    highest: Decimal | None
    is_inside: bool
    minutes_unknown: int
    celsius: Decimal | None
    received_at: datetime | None


class Difference(NamedTuple):
    """What is not as it was handed over; open until it is settled."""

    shift: str
    what: str
    number: str
    role: str
    box: str
    found_at: datetime | None = None
    site: str = ""
    settled_by: str | None = None
    came_at: datetime | None = None


class Held(NamedTuple):
    """A handover held against what is here."""

    handover: Handover
    expected: tuple[Part, ...]
    received: tuple[Received, ...]
    crates: tuple[CrateHere, ...]
    differences: tuple[Difference, ...]

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """Return role, expected and received, as far as it was expected."""
        wanted = {(part.number, part.role) for part in self.expected}
        return [
            (
                role,
                sum(part.role == role for part in self.expected),
                sum(one.role == role and (one.number, one.role) in wanted for one in self.received),
            )
            for role in AFTER_TUBES_ROLES
        ]


# ---- handovers ---------------------------------------------------------------------------------------------

_HANDOVERS: LiteralString = """
SELECT s.shift, s.site, s.vehicle, h.signed_at, coalesce(n.name, h.given_by, ''), coalesce(h.used, 0),
 coalesce(b.terminal, ''), r.signed_by, r.signed_at, coalesce(r.remark, '')
FROM shift s
LEFT JOIN handover h USING (station_code, shift)
LEFT JOIN book b ON b.station_code = s.station_code AND b.book = h.book
LEFT JOIN staff_seen n ON n.station_code = s.station_code AND n.staff = h.given_by AND n.book = h.book
LEFT JOIN receipt_signed r ON r.station_code = s.station_code AND r.shift = s.shift
WHERE s.station_code = %(station)s
"""


def to_receive(conn: Connection, station_code: str, now: datetime) -> list[Handover]:
    """Return the handovers that wait for a clerk, and shifts of today that have packed something."""
    rows = conn.execute(
        _HANDOVERS  # noqa: S608 - a text of ours
        + " AND r.signed_at IS NULL AND (h.signed_at > %(since)s OR (h.signed_at IS NULL"
        " AND s.shift_on >= %(since)s::date AND EXISTS (SELECT 1 FROM packed p"
        "  WHERE p.station_code = s.station_code AND p.shift = s.shift)))"
        " ORDER BY h.signed_at NULLS LAST, s.shift LIMIT 200",
        {"station": station_code, "since": waited_for_since(conn, station_code, now)},
    )
    return [Handover(*row) for row in rows]


def lately_closed(conn: Connection, station_code: str) -> list[Handover]:
    """Return the handovers that were closed last."""
    rows = conn.execute(
        _HANDOVERS + " AND r.signed_at IS NOT NULL ORDER BY r.signed_at DESC LIMIT 20",
        {"station": station_code},
    )
    return [Handover(*row) for row in rows]


def waited_for_since(conn: Connection, station_code: str, now: datetime) -> datetime:
    """Return since when a handover that nobody has received is waited for, however long that takes.

    It is some days before the station received its first one here: what came earlier was received on paper.
    """
    row = one(
        conn,
        "SELECT min(signed_at) FROM receipt_signed WHERE station_code = %(station)s",
        {"station": station_code},
    )
    first = row[0] if row and row[0] is not None else now
    return min(first, now) - timedelta(days=_SOON_DAYS)


def find_handover(conn: Connection, station_code: str, shift: str) -> Handover | None:
    """Return one handover, or None for a shift that the station does not know."""
    row = one(conn, _HANDOVERS + " AND s.shift = %(shift)s", {"station": station_code, "shift": shift})
    return Handover(*row) if row else None


# ---- held against each other -------------------------------------------------------------------------------


def expected_of(conn: Connection, station_code: str, shift: str) -> tuple[Part, ...]:
    """Return what a shift packed, each part in the crate where it came last."""
    rows = conn.execute(
        "SELECT DISTINCT ON (number, role) number, role, box FROM packed"
        " WHERE station_code = %s AND shift = %s AND role = ANY(%s) ORDER BY number, role, seq DESC",
        [station_code, shift, list(AFTER_TUBES_ROLES)],
    )
    return tuple(Part(*row) for row in rows)


RECEIVED: LiteralString = """
SELECT r.number, r.role, CASE
  WHEN EXISTS (SELECT 1 FROM packed p WHERE p.station_code = r.station_code AND p.number = r.number
   AND p.role = r.role AND p.shift = r.shift) THEN r.shift
  ELSE coalesce((SELECT min(p.shift) FROM packed p WHERE p.station_code = r.station_code
   AND p.number = r.number AND p.role = r.role HAVING count(DISTINCT p.shift) = 1), r.shift) END AS belongs,
 r.state, r.remark, r.received_by, r.received_at
FROM received r WHERE r.station_code = %(station)s
"""
"""A part belongs where it was in hand if it was packed there, else where alone it was packed."""


_RECEIVED_OF: LiteralString = (
    "SELECT * FROM ("  # noqa: S608 - texts of ours
    + RECEIVED
    + " AND (r.shift = %(shift)s OR EXISTS (SELECT 1 FROM packed q WHERE q.station_code = r.station_code"
    " AND q.number = r.number AND q.role = r.role AND q.shift = %(shift)s))) found"
    " WHERE belongs = %(shift)s ORDER BY number, role"
)
_WITHOUT_ENTRIES: LiteralString = (
    "SELECT * FROM ("  # noqa: S608 - texts of ours
    + RECEIVED
    + " AND r.shift = '') found WHERE belongs = '' ORDER BY received_at, number LIMIT 500"
)


def received_of(conn: Connection, station_code: str, shift: str) -> tuple[Received, ...]:
    """Return the parts that are here and belong to a handover."""
    rows = conn.execute(_RECEIVED_OF, {"station": station_code, "shift": shift})
    return tuple(Received(*row) for row in rows)


def without_entries(conn: Connection, station_code: str) -> tuple[Received, ...]:
    """Return the parts that are here though no vehicle has told of them yet."""
    rows = conn.execute(_WITHOUT_ENTRIES, {"station": station_code})
    return tuple(Received(*row) for row in rows)


def hold_against(conn: Connection, station_code: str, handover: Handover) -> Held:
    """Hold what was handed over against what is here, as both stand now."""
    shift = handover.shift
    expected = expected_of(conn, station_code, shift)
    received = received_of(conn, station_code, shift)
    crates = _crates(conn, station_code, shift, {part.box for part in expected})
    found = [
        *_parts_that_differ(shift, expected, received),
        *_missing_there(conn, station_code, shift, received, expected),
        *_crates_that_differ(shift, expected, crates),
    ]
    return Held(handover, expected, received, crates, tuple(found))


def _parts_that_differ(
    shift: str, expected: Iterable[Part], received: Iterable[Received]
) -> Iterable[Difference]:
    here = {(one.number, one.role) for one in received}
    boxes = {(part.number, part.role): part.box for part in expected}
    for part in expected:
        if (part.number, part.role) not in here:
            yield Difference(shift, "missing", part.number, part.role, part.box)
    for one_here in received:
        box = boxes.get((one_here.number, one_here.role), "")
        if (one_here.number, one_here.role) not in boxes:
            yield Difference(shift, "extra", one_here.number, one_here.role, box)
        if one_here.state != GOOD:
            yield Difference(shift, one_here.state, one_here.number, one_here.role, box)


def _missing_there(
    conn: Connection,
    station_code: str,
    shift: str,
    received: Iterable[Received],
    expected: Iterable[Part],
) -> Iterable[Difference]:
    """What two persons of the vehicle said is missing stays open here, unless it was packed or came."""
    known = {(one.number, one.role) for one in received} | {(part.number, part.role) for part in expected}
    rows = conn.execute(
        "SELECT DISTINCT number, role FROM part_missing WHERE station_code = %s AND shift = %s"
        " AND role = ANY(%s) ORDER BY number, role",
        [station_code, shift, list(AFTER_TUBES_ROLES)],
    )
    for number, role in rows:
        if (number, role) not in known:
            yield Difference(shift, "missing_there", number, role, "")


def _crates(conn: Connection, station_code: str, shift: str, packed: set[str]) -> tuple[CrateHere, ...]:
    rows = conn.execute(
        "WITH told AS (SELECT DISTINCT ON (box) box, lowest, highest, is_inside, minutes_unknown"
        " FROM crate_warmth WHERE station_code = %(station)s AND shift = %(shift)s ORDER BY box, seq DESC),"
        " here AS (SELECT box, celsius, received_at FROM received_box"
        " WHERE station_code = %(station)s AND shift = %(shift)s)"
        " SELECT b.box, t.lowest, t.highest, coalesce(t.is_inside, false), coalesce(t.minutes_unknown, 0),"
        " h.celsius, h.received_at"
        " FROM (SELECT unnest(%(packed)s::text[]) AS box UNION SELECT box FROM here) b"
        " LEFT JOIN told t USING (box) LEFT JOIN here h USING (box)",
        {"station": station_code, "shift": shift, "packed": sorted(packed)},
    )
    found = [CrateHere(*row) for row in rows]
    return tuple(sorted(found, key=lambda crate: (not crate.box.isdecimal(), len(crate.box), crate.box)))


def _crates_that_differ(
    shift: str, expected: Iterable[Part], crates: Iterable[CrateHere]
) -> Iterable[Difference]:
    """Only crates with blood are asked how warm they were; one that nobody packed is too much."""
    packed = {part.box for part in expected}
    with_blood = {part.box for part in expected if part.role == AFTER_TUBES_ROLES[0]}
    for crate in crates:
        if crate.box not in packed:
            yield Difference(shift, "extra_box", "", "", crate.box)
        elif crate.box in with_blood and crate.lowest is None:
            yield Difference(shift, "box_unknown", "", "", crate.box)
        elif crate.box in with_blood and not crate.is_inside:
            yield Difference(shift, "box_outside", "", "", crate.box)
        elif crate.box in with_blood and crate.minutes_unknown:
            yield Difference(shift, "box_unknown", "", "", crate.box)
