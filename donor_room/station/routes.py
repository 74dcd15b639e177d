"""Everything that the station answers, in a table: the document at /openapi.json is made of it."""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

import msgspec

from donor_room.station.call import BYTES
from donor_room.wire import messages as m
from donor_room.wire.generation import PARTS, DirectorySums, Manifest
from donor_room.wire.hello import AgainReply, AgainRequest, HeldRanges, HelloReply, HelloRequest
from donor_room.wire.membership import Membership
from donor_room.wire.notices import MAX_NOTICES, Lane, NoticePage
from donor_room.wire.receipt import FormerReceipts, Receipt, ReceiptRequest
from donor_room.wire.releases import ReleasePage, ReleasesAsked
from donor_room.wire.staff import StaffAsked, StaffPage

_BOOK = {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}
_CHUNK = {"type": "string", "pattern": r"^[0-9a-f]{64}\.chunk$"}


class Asked(NamedTuple):
    """A value in the query or in the path."""

    name: str
    schema: dict[str, Any]
    required: bool = False
    where: str = "query"


class Route(NamedTuple):
    """One thing that can be asked of the station."""

    method: str
    path: str
    does: str
    reply: type[msgspec.Struct] | None
    message: type[msgspec.Struct] | None = None
    asked: tuple[Asked, ...] = ()
    refusals: tuple[int, ...] = ()
    is_open: bool = False
    takes_lines: bool = False
    media: str = m.ENTRY_LINES
    """In what form an answer without a message of its own goes out."""


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


ROUTES = (
    Route("GET", "/v1/health", "Whose station this is, and its time.", m.Health, is_open=True),
    Route(
        "GET",
        "/v1/authority",
        "Who signs for its server; believed by the mark in a joining code only.",
        m.AuthorityTold,
        is_open=True,
    ),
    Route("GET", "/openapi.json", "This document.", None, is_open=True),
    Route(
        "POST",
        "/v1/enrol",
        "Make a terminal one of the station's, by a code that is spent; signed by the key in the message.",
        m.EnrolReply,
        message=m.EnrolRequest,
        refusals=(401, 403, 409, 423),
        is_open=True,
    ),
    Route(
        "POST",
        "/v1/push",
        "Take entries into a book, one a line; the same again changes nothing.",
        m.PushReply,
        asked=(Asked("book", _BOOK, required=True),),
        refusals=(403, 409, 415),
        takes_lines=True,
    ),
    Route(
        "GET",
        "/v1/head",
        "Where a book ends at the station, and what of it could not be read.",
        m.HeadReply,
        asked=(Asked("book", _BOOK, required=True),),
    ),
    Route(
        "GET",
        "/v1/directory",
        "The next rows about donors, in the order in which they became true.",
        m.DirectoryPage,
        asked=(Asked("cursor", {"type": "string"}), Asked("limit", _whole(1, m.MAX_PAGE_ROWS))),
        refusals=(410,),
    ),
    Route(
        "POST",
        "/v1/hello",
        "Greet: where the terminal stands, its clock and its fence; the next fence comes back.",
        HelloReply,
        message=HelloRequest,
    ),
    Route(
        "POST",
        "/v1/ranges/held",
        "Tell a station that was restored which ranges it had lent.",
        HeldRanges,
        message=HeldRanges,
        refusals=(403, 409),
    ),
    Route(
        "POST",
        "/v1/again",
        "Go on as the one copy of this terminal, by a code that a person gave.",
        AgainReply,
        message=AgainRequest,
        refusals=(403, 409),
    ),
    Route(
        "POST",
        "/v1/receipt",
        "A signed receipt over a run of a book, made from the bytes that are stored.",
        Receipt,
        message=ReceiptRequest,
        refusals=(403, 404, 409),
    ),
    Route(
        "POST",
        "/v1/receipts/former",
        "Show a station that was restored what it had signed for; entries under it may come without a body.",
        FormerReceipts,
        message=FormerReceipts,
        refusals=(403, 409),
    ),
    Route(
        "GET", "/v1/directory/sums", "The sum over each part of the directory, at a cursor.", DirectorySums
    ),
    Route(
        "GET",
        "/v1/directory/range",
        "All rows of one part of the directory, packed.",
        None,
        asked=(Asked("n", _whole(0, PARTS - 1)),),
        media=BYTES,
    ),
    Route(
        "GET",
        "/v1/generation",
        "The signed list of chunks of which the whole directory is made.",
        Manifest,
        refusals=(404,),
    ),
    Route(
        "GET",
        "/v1/chunks/{name}",
        "One chunk, or with Range a piece of it; named by its SHA-256.",
        None,
        asked=(Asked("name", _CHUNK, required=True, where="path"),),
        refusals=(404, 416),
        media=BYTES,
    ),
    Route(
        "GET",
        "/v1/notices",
        "The next notices for this terminal, urgent ones, the rest, or without a lane all, in order.",
        NoticePage,
        asked=(
            Asked("cursor", {"type": "string"}),
            Asked("lane", {"type": "string", "enum": ["", *get_args(Lane)]}),
            Asked("limit", _whole(1, MAX_NOTICES)),
        ),
        refusals=(410,),
    ),
    Route(
        "POST",
        "/v1/releases",
        "Tell how the releases of packs stand that the terminal has, and take the next one.",
        ReleasePage,
        message=ReleasesAsked,
        refusals=(410,),
    ),
    Route(
        "POST",
        "/v1/staff",
        "The next people who work at the terminals, each row signed, in the order in which it was told.",
        StaffPage,
        message=StaffAsked,
        refusals=(410,),
    ),
    Route(
        "POST",
        "/v1/ranges",
        "Lend donation numbers; the same request is answered with the same range.",
        m.LeasedRange,
        message=m.RangeRequest,
        refusals=(409,),
    ),
    Route("GET", "/v1/ranges", "All ranges whose labels the station has printed.", m.LentRanges),
    Route("GET", "/v1/membership", "What a terminal shows to its neighbours.", Membership),
    Route(
        "GET",
        "/v1/books/{book}/entries",
        "Entries as they came, one a line, packed by zstd.",
        None,
        asked=(
            Asked("book", _BOOK, required=True, where="path"),
            Asked("after", _whole(0, 2**53)),
            Asked("limit", _whole(1, m.MAX_BATCH_ENTRIES)),
        ),
        refusals=(404,),
    ),
)
"""Everything that a Desk answers; a test holds both lists against each other."""
