"""What a restored station holds no more and its terminals neither: a gap under its own former receipts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec

from donor_room.station.founding import House
from donor_room.station.refused import refused
from donor_room.station.store import Connection, one
from donor_room.wire.hollow import NO_COVERS, Covers, is_envelope
from donor_room.wire.messages import encode
from donor_room.wire.receipt import MAX_FORMER, FormerReceipts, Receipt, ReceiptRequest, check_receipt
from donor_room.wire.signature import Unproven

CODE = "hollow"
"""By which entries without a body are set aside."""


class Gap(NamedTuple):
    """A stretch of a book of which only the envelopes are here; signed_at is of its newest receipt."""

    book: str
    terminal_name: str
    first: int
    last: int
    entries: int
    signed_at: datetime


def keep_former(conn: Connection, house: House, terminal: str, shown: FormerReceipts, now: datetime) -> None:
    """Keep receipts that this station gave this terminal; raises Refused for what it did not sign."""
    if len(shown.receipts) > MAX_FORMER:
        raise refused(400, "receipt.shape", limit=MAX_FORMER)
    with conn.transaction():
        for receipt in shown.receipts:
            _keep(conn, house, terminal, receipt, now)


def _keep(conn: Connection, house: House, terminal: str, receipt: Receipt, now: datetime) -> None:
    try:
        check_receipt(receipt, house.key.public_key(), station_code=house.code, terminal=terminal)
    except Unproven as problem:
        raise refused(409, "receipt.unproven") from problem
    conn.execute(
        "INSERT INTO former_receipt (station_code, book, generation, first, last, hash, terminal, issued_at,"
        " shown_at, body) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [house.code, receipt.book, receipt.generation, receipt.first, receipt.last, receipt.hash, terminal,
         receipt.issued_at, now, encode(receipt)],
    )  # fmt: skip


def covers_of(conn: Connection, station_code: str, book: str, raws: Iterable[bytes]) -> Covers:
    """Return by which receipts entries without a body may come; asked only where there are some."""
    if not any(is_envelope(raw) for raw in raws):
        return NO_COVERS
    rows = conn.execute(
        "SELECT body FROM former_receipt WHERE station_code = %s AND book = %s", [station_code, book]
    )
    return Covers([msgspec.json.decode(bytes(body), type=Receipt) for (body,) in rows])


def begins_after_former(conn: Connection, house: House, request: ReceiptRequest) -> bool:
    """Say whether a run begins where a former receipt ends."""
    row = one(
        conn,
        "SELECT 1 FROM former_receipt WHERE station_code = %(station)s AND book = %(book)s"
        " AND last = %(last)s AND hash = %(hash)s",
        {"station": house.code, "book": request.book, "last": request.first - 1, "hash": request.before},
    )
    return row is not None


def gaps(conn: Connection, station_code: str) -> list[Gap]:
    """Return what is here by its envelopes alone, book by book."""
    rows = conn.execute(
        "SELECT q.book, max(t.terminal_name), min(q.seq), max(q.seq), count(*),"
        " (SELECT max(issued_at) FROM former_receipt r"
        "   WHERE r.station_code = q.station_code AND r.book = q.book)"
        " FROM quarantine q JOIN book b USING (station_code, book)"
        " JOIN terminal t ON t.station_code = b.station_code AND t.terminal = b.terminal"
        " WHERE q.station_code = %s AND q.code = %s GROUP BY q.station_code, q.book ORDER BY q.book",
        [station_code, CODE],
    )
    return [Gap(*row) for row in rows]
