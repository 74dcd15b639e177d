"""What a stick carries: the messages of the wire, one in each part of a sealed file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from donor_room.wire.membership import Membership
from donor_room.wire.messages import (
    MAX_LINES_BYTES,
    DirectoryPage,
    Head,
    LeasedRange,
    RangeRequest,
    encode,
    pack_lines,
    unpack_lines,
)
from donor_room.wire.notices import Lane, NoticePage
from donor_room.wire.receipt import Receipt, ReceiptRequest
from donor_room.wire.releases import ReleasePage, ReleasesAsked
from donor_room.wire.staff import StaffPage


class Asking(msgspec.Struct, frozen=True, kw_only=True, tag="asking"):
    """The first part of a terminal's stick: what it wants to hear on the way back."""

    written_at: datetime
    cursor: str
    wanted: RangeRequest | None
    urgent: str = ""
    rest: str = ""
    """Up to where either lane of notices was heard."""
    receipts: tuple[ReceiptRequest, ...] = ()
    """The runs that need a receipt, once the station has what is on this stick."""
    releases: ReleasesAsked | None = None
    staff: str | None = None
    """From where it asks on for rules and people; None in an older program, which cannot read them."""
    is_member_wanted: bool = False


class Written(msgspec.Struct, frozen=True, kw_only=True, tag="written"):
    """The first part of a station's stick: when it was written, in which life of the station's data."""

    at: datetime
    generation: str


class Heard(msgspec.Struct, frozen=True, kw_only=True, tag="heard"):
    """Notices of one lane that follow a cursor.

    asked is the cursor that the terminal had told; it is another one where all is told anew.
    """

    lane: Lane
    asked: str
    after: str
    page: NoticePage


class Signed(msgspec.Struct, frozen=True, kw_only=True, tag="signed"):
    """What the station signed for."""

    receipt: Receipt


class Lines(msgspec.Struct, frozen=True, kw_only=True, tag="lines"):
    """Entries of one book, packed; the same bytes that a push has as its body."""

    book: str
    packed: bytes

    @property
    def raws(self) -> list[bytes]:
        """The entries again; raises ValueError when they cannot be unpacked."""
        return unpack_lines(self.packed)


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True, tag="acknowledged"):
    """Where a book ends at the station."""

    head: Head


class Page(msgspec.Struct, frozen=True, kw_only=True, tag="page"):
    """Rows of the directory that follow a cursor."""

    after: str
    page: DirectoryPage


class Lent(msgspec.Struct, frozen=True, kw_only=True, tag="lent"):
    """Donation numbers."""

    numbers: LeasedRange


class Released(msgspec.Struct, frozen=True, kw_only=True, tag="released"):
    """The release of packs that follows a cursor; asked as with Heard."""

    asked: str
    after: str
    page: ReleasePage


class Employed(msgspec.Struct, frozen=True, kw_only=True, tag="employed"):
    """People of the terminals that follow a cursor; asked as with Heard."""

    asked: str
    after: str
    page: StaffPage


class Belongs(msgspec.Struct, frozen=True, kw_only=True, tag="belongs"):
    """By what the terminal proves itself to its neighbours from now on."""

    membership: Membership


class Newer(msgspec.Struct, frozen=True, kw_only=True, tag="newer"):
    """A part that this program does not know; a newer one will, from the same stick."""


Known = Asking | Lines | Acknowledged | Page | Lent | Written | Heard | Signed | Released | Employed | Belongs
Part = Known | Newer
_MOST_BYTES = 2 * MAX_LINES_BYTES
_KINDS = frozenset(
    {
        *("asking", "lines", "acknowledged", "page", "lent", "written", "heard", "signed"),
        *("released", "employed", "belongs"),
    }
)


class _Kind(msgspec.Struct, frozen=True):
    type: str


def lines_of(book: str, raws: list[bytes]) -> Lines:
    """Return a part of these entries."""
    return Lines(book=book, packed=pack_lines(raws))


def write_parts(parts: Iterable[Part]) -> list[bytes]:
    """Return the bytes of each part."""
    return [pack_lines([encode(part)]) for part in parts]


def read_parts(raws: Iterable[bytes]) -> list[Part]:
    """Read parts back; raises ValueError for one that is none."""
    return [_read(raw) for raw in raws]


def _read(packed: bytes) -> Part:
    raw = b"".join(unpack_lines(packed, limit=_MOST_BYTES))
    if msgspec.json.decode(raw, type=_Kind).type not in _KINDS:
        return Newer()
    part: Known = msgspec.json.decode(raw, type=Known)
    return part
