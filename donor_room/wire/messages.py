"""What a terminal and the station say to each other, and the limits that both keep to."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from hmac import new as hmac
from typing import Annotated

import msgspec
import zstandard

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.donation_number import NumberProfile
from donor_room.domain.house_acts import Use
from donor_room.wire.membership import Membership

PROTOCOL = 1
MAX_BATCH_ENTRIES = 1_000
MAX_BODY_BYTES = 4 * 1024 * 1024
"""A request's body as it travels."""

MAX_LINES_BYTES = 16 * 1024 * 1024
"""The same body unpacked."""

MAX_PAGE_ROWS = 1_000
MAX_RANGE = 5_000
STATIONS_PROFILE = ""
"""What a terminal names that wants its numbers as the station writes them."""

ENTRY_LINES = "application/x-ndjson"
_PERSON_BYTES = 16
_ZSTD_LEVEL = 3


def _says(**schema: str | int) -> msgspec.Meta:
    """What the served document says of a field; the station looks itself, to say which was wrong."""
    return msgspec.Meta(extra_json_schema=schema)


class TooLarge(ValueError):
    """A body that is larger than both ends have agreed on."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where a book ends; seq 0 with the book's first hash when it has no entry."""

    book: str
    seq: int
    hash: str


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal asks to belong to the station; signed by the key that it names, keyid `enrol`."""

    code: str
    public_key: str
    practice: bool
    program: str
    protocols: tuple[int, ...]
    profile: str
    numbers: int
    before: KnownBefore | None = None
    """What a terminal was to this station that the station's data tell no more."""


class KnownBefore(msgspec.Struct, frozen=True, kw_only=True):
    """What the station once signed for a terminal of which the backup that was put back knows nothing."""

    membership: Membership
    """That the key which signs the request had this name here; how long it lasted does not matter."""
    generation: str
    """In which life of the station's data the terminal was last heard."""
    ranges: tuple[LeasedRange, ...]
    """Every range that it was ever lent: none of them may be lent again."""


class LeasedRange(msgspec.Struct, frozen=True, kw_only=True):
    """Donation numbers for one terminal alone, first and last included; signed as `wire.lease` says."""

    range_id: str
    profile: str
    first: str
    last: str
    count: int
    own_profile: NumberProfile | None = None
    """The whole of a profile that is the station's own."""
    signature: str = ""
    use: Use = "printer"
    """Whether the terminal prints the labels, or the station has printed them already."""


class LentRanges(msgspec.Struct, frozen=True, kw_only=True):
    """Every range that was lent to a terminal for sets that the station printed."""

    ranges: tuple[LeasedRange, ...]


class EnrolReply(msgspec.Struct, frozen=True, kw_only=True):
    """All that a terminal needs for its days without a network; directory_key is base64 and stays secret."""

    terminal: str
    terminal_name: str
    station_code: str
    station_name: str
    station_key: str
    directory_key: str
    practice: bool
    protocol: int
    numbers: LeasedRange | None
    authority: str = ""
    """The certificate of the station's authority (PEM), the only one by which TLS to it is believed."""
    membership: Membership | None = None
    """What it shows to other terminals of the station; an older station gives none."""
    generation: str = ""
    """Which life of the station's data this is; an older station does not tell it here."""
    letter: str = ""
    """What its tickets begin with, and those of no other terminal; an older station gives none."""


class PushReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the station holds on its disk now, and how much of the push was new to it."""

    acknowledged: Head
    fresh: int


class HeadReply(msgspec.Struct, frozen=True, kw_only=True):
    """What the station holds of a book, up to where it has read it, and what it could not read."""

    acknowledged: Head
    projected: int
    quarantined: tuple[tuple[int, str], ...]


class DirectoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about one donor; revision only grows. No donor: the row is gone."""

    person: str
    revision: int
    donor: DirectoryDonor | None


class DirectoryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows in the order in which they became true, and the cursor to ask on with."""

    rows: tuple[DirectoryRow, ...]
    cursor: str
    more: bool
    as_of: datetime


class RangeRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A terminal asks for numbers; the same request is answered with the same range.

    A profile that is named is the one in which they are written; no name stands for the station's own.
    """

    request: Annotated[str, _says(pattern="^[A-Za-z0-9._-]{1,64}$")]
    profile: str
    count: Annotated[int, _says(minimum=1, maximum=MAX_RANGE)]
    fence: str = ""
    """What the greeting gave; an older terminal has none."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """That the station is up, and whose it is."""

    station_code: str
    station_name: str
    protocol: int
    now: datetime


class AuthorityTold(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate of the station's authority; believed by the mark in a joining code only."""

    certificate: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why the station does not do it: a code, and where it stands instead."""

    code: str
    need: int | None = None
    at: int | None = None
    hash: str | None = None
    limit: int | None = None
    retry_after_s: int | None = None
    """Before so many seconds asking again is in vain."""


def encode(message: msgspec.Struct) -> bytes:
    """Return the JSON bytes of a message."""
    return msgspec.json.encode(message, order="sorted")


def pack_lines(lines: list[bytes]) -> bytes:
    """Return entries as they travel: one a line, compressed by zstd."""
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(b"\n".join(lines))


def read_within(parts: Iterable[bytes], most: int) -> bytes:
    """Return a body that comes in parts; raises TooLarge as soon as it is longer than most bytes."""
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def unpack_lines(body: bytes, *, limit: int = MAX_LINES_BYTES) -> list[bytes]:
    """Return the lines again; raises TooLarge beyond limit bytes, ValueError when it is no zstd frame.

    The frame must tell its own size before anything is unpacked, so that a small body cannot fill the memory.
    """
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= limit:
            raise TooLarge
        content = zstandard.ZstdDecompressor().decompress(body, allow_extra_data=False)
    except zstandard.ZstdError as problem:
        raise ValueError("zstd") from problem
    return content.split(b"\n") if content else []


def person_key(directory_key: bytes, document_kind: str, document_number: str) -> str:
    """Return a donor's name in the directory: a keyed hash, so that a stolen directory names nobody."""
    document = f"{document_kind}:{document_number}".encode()
    return hmac(directory_key, document, sha256).digest()[:_PERSON_BYTES].hex()


def read_directory_key(text: str) -> bytes:
    """Return the secret of an EnrolReply; raises ValueError unless it is 32 bytes in base64."""
    try:
        key = b64decode(text, validate=True)
    except Base64Error as problem:
        raise ValueError("directory_key") from problem
    if len(key) != sha256().digest_size:
        raise ValueError("directory_key")
    return key
