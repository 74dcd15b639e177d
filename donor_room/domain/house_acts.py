"""The acts that belong to the terminal, its people and the shift, and to no single donor."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

import msgspec

from donor_room.domain.donation_number import NumberProfile
from donor_room.domain.entry import Act
from donor_room.domain.staff import Role
from donor_room.domain.stamp import PackStamp

Use = Literal["printer", "preprinted"]
"""Where the labels of a range come from: a number of one kind is never spent in the way of the other."""

# ---- the terminal and its people -------------------------------------------------------------------------


class BookOpened(Act, frozen=True, kw_only=True):
    """The first entry of every book."""

    KIND: ClassVar[str] = "book.opened"
    terminal: str
    program: str
    engine: str
    practice: bool
    replaces: str | None


class TerminalEnrolled(Act, frozen=True, kw_only=True):
    """The station knows this terminal from now on."""

    KIND: ClassVar[str] = "terminal.enrolled"
    station_code: str
    station_name: str
    terminal: str
    public_key: str


class RangeLeased(Act, frozen=True, kw_only=True):
    """Donation numbers that this terminal alone may use, first and last included."""

    KIND: ClassVar[str] = "range.leased"
    VERSION: ClassVar[int] = 2
    range_id: str
    profile: str
    first: str
    last: str
    count: int
    own_profile: NumberProfile | None = None
    """The whole of a profile that is the station's own; None = the shipped one of this name."""
    signature: str = ""
    """By the station's key, in base64; empty in version 1 and on a practice terminal's invented range."""
    use: Use = "printer"
    """Whether a printer here makes the labels, or the station printed them (from version 2 on)."""


class TerminalGoesOn(Act, frozen=True, kw_only=True):
    """Another copy of this terminal was found, and a person of the station let this one go on.

    No number of these ranges goes to a printer any more: the other copy has them too.
    """

    KIND: ClassVar[str] = "terminal.goes_on"
    spent: tuple[str, ...]


class DateConfirmed(Act, frozen=True, kw_only=True):
    """The clock could not be trusted; a second person has said that this is today's date."""

    KIND: ClassVar[str] = "clock.date_confirmed"
    on: date
    doubt: str
    confirmed_by: str


class ClockJumped(Act, frozen=True, kw_only=True):
    """The clock on the wall was set: seconds away from where it should have stood, told by what showed it.

    Forward over a rest of the program means that it rested longer than any terminal does.
    """

    KIND: ClassVar[str] = "clock.jumped"
    seconds: int
    direction: Literal["forward", "back"]
    shown_by: Literal["running_clock", "last_entry"]


class TakenPack(msgspec.Struct, frozen=True, kw_only=True):
    """A rule pack, whole: its stamp, and the text of its file."""

    stamp: PackStamp
    text: str


class RulesTaken(Act, frozen=True, kw_only=True):
    """Rules that this terminal decides by from now on: the base, then its overlays as they lie on it."""

    KIND: ClassVar[str] = "rules.taken"
    packs: tuple[TakenPack, ...]


class StaffAdded(Act, frozen=True, kw_only=True):
    """A person may sign in from now on; password is an Argon2id verifier."""

    KIND: ClassVar[str] = "staff.added"
    staff: str
    name: str
    roles: tuple[Role, ...]
    password: str


class PinSet(Act, frozen=True, kw_only=True):
    """A person's PIN for the quick switch; pin is a verifier peppered with a secret of this terminal."""

    KIND: ClassVar[str] = "staff.pin_set"
    staff: str
    pin: str


class SignedIn(Act, frozen=True, kw_only=True):
    """A person proved who she or he is."""

    KIND: ClassVar[str] = "staff.signed_in"
    staff: str
    means: Literal["password", "pin"]


class SignInRefused(Act, frozen=True, kw_only=True):
    """A wrong secret was given; failures counts the wrong ones in a row."""

    KIND: ClassVar[str] = "staff.sign_in_refused"
    staff: str
    means: Literal["password", "pin"]
    failures: int


class Locked(Act, frozen=True, kw_only=True):
    """The screen was locked, by a person or because nobody touched it."""

    KIND: ClassVar[str] = "staff.locked"
    staff: str
    idle: bool


# ---- the shift -------------------------------------------------------------------------------------------


class ShiftOpened(Act, frozen=True, kw_only=True):
    """A team began to work at a site."""

    KIND: ClassVar[str] = "shift.opened"
    VERSION: ClassVar[int] = 2
    shift: str
    on: date
    site_kind: Literal["vehicle", "house"]
    site: str
    vehicle: str
    drive: Literal["street", "group", "house"]
    organisation: str | None
    team: tuple[str, ...]
    campaign: str | None = None
    """What the day was called out for, and below how its donors were won: from version 2 on."""
    source: str | None = None
    checks: tuple[str, ...] = ()
    """The items that stood on the list of checks at the opening: no other one guards this shift."""


class ShiftChecked(Act, frozen=True, kw_only=True):
    """One item of the checks before the doors open, or looked at again later; the last word counts.

    Value is in the item's unit. A lot is that of what was opened for the day, with its last day of use.
    """

    KIND: ClassVar[str] = "shift.checked"
    shift: str
    item: str
    result: Literal["good", "failed"]
    value: Decimal | None
    unit: str | None
    lot: str | None
    lot_expires_on: date | None
    remark: str | None


class ListTaken(Act, frozen=True, kw_only=True):
    """An organiser's list was taken: the file by its hash, and how many rows it had on either side.

    Who stands on it is not said: a book forgets nothing, and who never came has told us nothing.
    """

    KIND: ClassVar[str] = "list.taken"
    shift: str
    file_sha256: str
    taken: int
    refused: int


class TicketGiven(Act, frozen=True, kw_only=True):
    """Somebody got a number to wait by; `visit` is the visit that is begun, or will be, under it.

    Whose it is stands in the visit alone: who leaves before that has told us nothing.
    """

    KIND: ClassVar[str] = "ticket.given"
    shift: str
    ticket: str
    visit: str


class DonorCalled(Act, frozen=True, kw_only=True):
    """A donor was called to a step, at the desk with this letter; screen and voice tell what stands here."""

    KIND: ClassVar[str] = "donor.called"
    shift: str
    visit: str
    step: str
    desk: str


class NumbersIssued(Act, frozen=True, kw_only=True):
    """A block of a leased range went to the shift, both ends included: each number must find an end."""

    KIND: ClassVar[str] = "numbers.issued"
    shift: str
    range_id: str
    profile: str
    first: str
    last: str
    count: int


class NumbersReturned(Act, frozen=True, kw_only=True):
    """Unused numbers go back to the station and are dead here."""

    KIND: ClassVar[str] = "numbers.returned"
    shift: str
    range_id: str
    profile: str
    first: str
    last: str
    count: int


class GapExplained(Act, frozen=True, kw_only=True):
    """A number without an end was explained by two persons; it stays open by name.

    A pre-printed set that is missing from its bundle is such a number, too, though it was never spent.
    """

    KIND: ClassVar[str] = "numbers.gap_explained"
    shift: str
    number: str
    reason: str
    witness: str


class UnitsPacked(Act, frozen=True, kw_only=True):
    """A bag, tube or form was scanned into a box at packing; with a reason it came out of another one."""

    KIND: ClassVar[str] = "handover.packed"
    VERSION: ClassVar[int] = 2
    shift: str
    number: str
    role: str
    box: str
    reason: str = ""
    """Why it changes the box; empty in version 1."""


class HandoverSigned(Act, frozen=True, kw_only=True):
    """Two persons agreed on what is handed over; counts are numbers of labels and units."""

    KIND: ClassVar[str] = "handover.signed"
    shift: str
    issued: int
    used: int
    void: int
    returned: int
    unexplained: int
    volume_ml: int
    given_by: str
    received_by: str
    document_sha256: str


class ShiftClosed(Act, frozen=True, kw_only=True):
    """The team finished; nothing more is written in this shift."""

    KIND: ClassVar[str] = "shift.closed"
    shift: str
