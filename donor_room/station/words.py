"""What a terminal and the station say around the books: greeting, receipts, and which copy goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from donor_room.station import frozen, gaps, hello, receipts, release_feed, restored, staff
from donor_room.station.call import read_message
from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House, houses
from donor_room.station.store import Connection
from donor_room.wire.hello import AgainReply, AgainRequest, HeldRanges, HelloReply, HelloRequest
from donor_room.wire.receipt import FormerReceipts, Receipt, ReceiptRequest
from donor_room.wire.releases import ReleasePage, ReleasesAsked
from donor_room.wire.staff import StaffAsked, StaffPage

Faces = dict[str, House]
Word = Callable[[Connection, Faces, Terminal, bytes, datetime], msgspec.Struct]


def _hello(conn: Connection, faces: Faces, terminal: Terminal, body: bytes, now: datetime) -> HelloReply:
    """Greet back; what a greeting showed of a restored backup holds for every later call too."""
    reply = hello.greet(conn, terminal.house, terminal.terminal, read_message(body, HelloRequest), now)
    if reply.generation != faces[terminal.house.code].generation:
        faces.update(houses(conn))
    return reply


def _held(conn: Connection, _faces: Faces, terminal: Terminal, body: bytes, now: datetime) -> HeldRanges:
    held = read_message(body, HeldRanges)
    restored.take_ranges(conn, terminal.house, terminal.terminal, held, now)
    return held


def _again(conn: Connection, _faces: Faces, terminal: Terminal, body: bytes, now: datetime) -> AgainReply:
    return frozen.go_on(conn, terminal.house, terminal.terminal, read_message(body, AgainRequest), now)


def _receipt(conn: Connection, _faces: Faces, terminal: Terminal, body: bytes, now: datetime) -> Receipt:
    return receipts.issue(conn, terminal.house, terminal.terminal, read_message(body, ReceiptRequest), now)


def _releases(conn: Connection, _faces: Faces, terminal: Terminal, body: bytes, now: datetime) -> ReleasePage:
    return release_feed.answer(conn, terminal, read_message(body, ReleasesAsked), now)


def _staff(conn: Connection, _faces: Faces, terminal: Terminal, body: bytes, _now: datetime) -> StaffPage:
    return staff.answer(conn, terminal, read_message(body, StaffAsked))


def _former(
    conn: Connection, _faces: Faces, terminal: Terminal, body: bytes, now: datetime
) -> FormerReceipts:
    shown = read_message(body, FormerReceipts)
    gaps.keep_former(conn, terminal.house, terminal.terminal, shown, now)
    return shown


WORDS: dict[tuple[str, str], Word] = {
    ("POST", "/v1/hello"): _hello,
    ("POST", "/v1/ranges/held"): _held,
    ("POST", "/v1/again"): _again,
    ("POST", "/v1/receipt"): _receipt,
    ("POST", "/v1/releases"): _releases,
    ("POST", "/v1/staff"): _staff,
    ("POST", "/v1/receipts/former"): _former,
}
