"""The papers of a donor room: donor slip, deferral notice, thanks with certificate, oath, handover sheet."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from donor_room.domain.guest_counts import Guests
from donor_room.packs.texts import Texts
from donor_room.printing.saved import saved


class DonorSlip(msgspec.Struct, frozen=True, kw_only=True):
    """What a donor carries from step to step. `code` is the bar code's text, `ticket` the short number
    people call.
    """

    station: str
    practice: bool
    name: str
    ticket: str
    code: str
    site: str
    came_at: datetime
    steps: tuple[str, ...]
    number: str | None
    check: str | None
    phone: str | None


class DeferralNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What a donor takes home who does not donate today: why in general terms, never a value or an answer.

    `why` says only whether it is the time since the last donation, a check of today, or health at large.
    """

    station: str
    practice: bool
    name: str
    site: str
    decided_at: datetime
    outcome: Literal["until", "for_good", "later"]
    why: Literal["interval", "check", "health"] | None
    next_on: date | None
    bring: tuple[str, ...]
    phone: str | None


class GivenSoFar(msgspec.Struct, frozen=True, kw_only=True):
    """What the donor has given with today's donation; counts are those of the national awards.

    Awards are told in the words of the paper: the highest that was reached, and the next with the counts that
    are still missing. With `is_whole` false the station knows of more, and every number is a least one.
    """

    visits: int
    award_counts: str
    volume_ml: int
    is_whole: bool
    award: str | None
    next_award: str
    missing: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a family needs that has paid for blood: the leaflet, what the donor may apply for besides, and the
    proof of this donation for a QR code. Without the station's word for the terminal there is none.
    """

    lines: tuple[str, ...]
    entitled: tuple[str, ...]
    proof: str | None
    masked_name: str


class UnitWord(msgspec.Struct, frozen=True, kw_only=True):
    """The codes by which a donor keeps the own unit from being used: to call with, and on two like slips."""

    call: str
    left: str
    right: str
    apart_is_left: bool


class AftercareSlip(msgspec.Struct, frozen=True, kw_only=True):
    """Thanks, proof of the donation and what to mind today. `group` is what the rapid test said."""

    station: str
    practice: bool
    name: str
    number: str
    check: str | None
    collected_at: datetime
    site: str
    kind: str
    volume_ml: int
    group: str | None
    so_far: GivenSoFar | None
    next_on: date | None
    next_kind: str | None
    press_minutes: int
    rest_minutes: int
    plaster_hours: int
    phone: str | None
    claim: Claim | None = None
    unit: UnitWord | None = None


class OathPaper(msgspec.Struct, frozen=True, kw_only=True):
    """The oath of an adult, to be signed by whoever swears it: no more than the visit tells stands on it.

    `is_birthday` says whether `age_years` are completed just today; `picture` is the station's own, PNG or
    JPEG, or None.
    """

    station: str
    practice: bool
    name: str
    on: date
    age_years: int
    is_birthday: bool
    site: str
    picture: bytes | None


class UnitLine(msgspec.Struct, frozen=True, kw_only=True):
    """One donation that is handed over; marks are words such as no platelets, short."""

    number: str
    check: str | None
    volume_ml: int
    box: str
    marks: tuple[str, ...]


class DeadLine(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that carry no unit; a returned run of numbers is one line."""

    number: str
    how: Literal["void", "returned", "unexplained"]
    reason: str
    persons: tuple[str, ...]


class HandLine(msgspec.Struct, frozen=True, kw_only=True):
    """How often something of a number was typed in the place of a scan, or printed again."""

    number: str
    how: Literal["typed", "copied"]
    times: int


class PartCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many of one thing there should be and how many were scanned at packing; what is the word for it."""

    what: str
    expected: int
    scanned: int


class BoxLine(msgspec.Struct, frozen=True, kw_only=True):
    """One transport box; temperature and remark (closed, what is amiss) are in words."""

    box: str
    bags: int
    tubes: int
    forms: int
    temperature: str
    remark: str = ""


class OpenLine(msgspec.Struct, frozen=True, kw_only=True):
    """A difference that two persons wrote down: it stays open until the station has settled it."""

    what: str
    reason: str
    persons: tuple[str, ...]


class SupplyLine(msgspec.Struct, frozen=True, kw_only=True):
    """An item of the supplies as it was handed over, all in words; empty where nobody knows."""

    what: str
    out: str
    more: str
    taken: str
    counted: str
    difference: str
    remark: str


class HandoverSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What one team hands over to the station at the end of a shift."""

    station: str
    practice: bool
    on: date
    site: str
    vehicle: str
    issued: int
    used: int
    void: int
    returned: int
    unexplained: int
    volume_ml: int
    counts: tuple[PartCount, ...]
    boxes: tuple[BoxLine, ...]
    units: tuple[UnitLine, ...]
    dead: tuple[DeadLine, ...]
    released: tuple[tuple[str, int], ...]
    """Physicians, and how many findings each of them released on this day."""
    by_hand: tuple[HandLine, ...] = ()
    open: tuple[OpenLine, ...] = ()
    supplies: tuple[SupplyLine, ...] = ()
    guests: Guests = Guests()
    given_by: str
    received_by: str
    printed_at: datetime
    book: str
    seq: int
    head: str


Document = DonorSlip | DeferralNotice | AftercareSlip | HandoverSheet | OathPaper


def draw_document(document: Document, texts: Texts) -> bytes:
    """Return the PDF; the same document gives the same bytes. Refuses a missing glyph and what does not
    fit.
    """
    if isinstance(document, HandoverSheet):
        from donor_room.printing.handover_sheet import draw_handover

        return draw_handover(document, texts)
    if isinstance(document, OathPaper):
        from donor_room.printing.oath import draw_oath

        return draw_oath(document, texts)
    from donor_room.printing.slips import draw_slip

    return draw_slip(document, texts)


def save_document(document: Document, texts: Texts, file: Path) -> str:
    """Write the PDF and return its SHA-256; Trouble when the folder cannot be written."""
    drawn = draw_document(document, texts)
    saved(file, drawn)
    return hashlib.sha256(drawn).hexdigest()
