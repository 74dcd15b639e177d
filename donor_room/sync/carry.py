"""A stick in the place of the line: what waits here goes out, what the station says comes in."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal
from donor_room.sync.carried import CarriedIn, Incoming
from donor_room.wire.carry import Asking, Part, lines_of, read_parts, write_parts
from donor_room.wire.messages import MAX_BATCH_ENTRIES, MAX_LINES_BYTES, EnrolReply
from donor_room.wire.sealing import open_sealed, outside_of, seal
from donor_room.wire.signature import read_public
from donor_room.workflow.enrolled import Enrolment
from donor_room.workflow.exchange import Exchange

_MOST_BYTES = MAX_LINES_BYTES // 8


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A file for the station, and how many entries of which books are in it."""

    content: bytes
    entries: dict[str, int]


def carry_out(exchange: Exchange, enrolment: Enrolment | None, clock: Clock) -> Written:
    """Return all that the station has not acknowledged, sealed for it; nothing here changes by that."""
    key, reply = _enrolled(enrolment)
    parts: list[Part] = [
        Asking(
            written_at=clock.now(),
            cursor=exchange.directory_cursor(),
            wanted=exchange.numbers_wanted(),
            urgent=exchange.notice_cursor("urgent"),
            rest=exchange.notice_cursor("rest"),
            receipts=exchange.greeting.receipts.wanted_at_once(),
            releases=exchange.greeting.releases.asked(),
            staff=exchange.greeting.staff.cursor(),
            is_member_wanted=exchange.membership_wanted(),
        )
    ]
    entries: dict[str, int] = {}
    for book in exchange.books():
        for lines in _waiting(exchange, book):
            parts.append(lines_of(book, lines))
            entries[book] = entries.get(book, 0) + len(lines)
    content = seal(
        write_parts(parts),
        sender=reply.terminal,
        receiver=reply.station_code,
        key=key.key,
        receiver_key=read_public(reply.station_key),
    )
    return Written(content=content, entries=entries)


def _enrolled(enrolment: Enrolment | None) -> tuple[Enrolment, EnrolReply]:
    if enrolment is None or enrolment.reply is None:
        raise Refusal("sync.not_enrolled")
    return enrolment, enrolment.reply


def _waiting(exchange: Exchange, book: str) -> Iterator[list[bytes]]:
    after = exchange.acknowledged_of(book)
    while lines := exchange.lines_after(book, after, most=MAX_BATCH_ENTRIES, most_bytes=_MOST_BYTES):
        yield lines
        after += len(lines)


def carry_in(exchange: Exchange, enrolment: Enrolment | None, content: bytes) -> CarriedIn:
    """Take in what the station wrote for this terminal; the same file, or an older one, changes nothing.

    Refuses a file that is damaged, for another terminal or of another station.
    """
    key, reply = _enrolled(enrolment)
    try:
        outside = outside_of(content)
        if outside.receiver != reply.terminal:
            raise Refusal("carry.other_terminal", terminal=outside.receiver)
        parts = read_parts(open_sealed(content, key=key.key, sender_key=read_public(reply.station_key)))
    except ValueError as problem:
        raise Refusal("carry.damaged") from problem
    incoming = Incoming(exchange)
    for part in parts:
        incoming.take(part)
    return incoming.told()
