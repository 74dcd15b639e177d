"""The labels of one donation: which there are, what is still to scan, and what a scan means."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Literal

import msgspec

from donor_room.domain.donation_number import NumberProfile, check_character, grouped, parse_number
from donor_room.domain.isbt128 import ROLE_FLAGS, ScannedCode, encoded_number

Part = Literal["bag", "tube", "form", "slip"]
"""What must be equal before the needle and after the tubes; the slip is the donor's own."""

_PARTS: dict[str, Part] = {
    "bag1": "bag", "bag2": "bag", "bag3": "bag", "bag4": "bag",
    "nat": "tube", "tube": "tube", "pilot": "tube", "form": "form", "slip": "slip",
}  # fmt: skip


class LabelItem(msgspec.Struct, frozen=True, kw_only=True):
    """One label of a set: what it is stuck on, its flag where the profile has flags, and what its code
    says.
    """

    role: str
    flag: str | None
    encoded: str

    @property
    def part(self) -> Part:
        return _PARTS[self.role]


class LabelSet(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of one number, in the order in which they are printed and scanned."""

    number: str
    profile: NumberProfile
    items: tuple[LabelItem, ...]

    @property
    def eye_readable(self) -> str:
        return grouped(self.number, self.profile)

    @property
    def check(self) -> str | None:
        return check_character(self.number, self.profile)


class LabelContent(msgspec.Struct, frozen=True, kw_only=True):
    """What one label shows. A name goes on the form alone; a template for bags and tubes has no place for
    it.
    """

    role: str
    encoded: str
    symbology: Literal["code128", "codabar"]
    number: str
    check: str | None
    flag: str | None
    station: str
    collected_on: date
    volume_ml: int | None
    group: str | None
    name: str | None
    practice: bool
    copy: int = 1
    """From 2 on the label was printed again, and says so on its face."""
    product: str | None = None
    """The product code without its identifier, where the station has one; nothing is invented."""
    expires_on: date | None = None
    """The last day of the product, to its last minute."""


class PrinterState(msgspec.Struct, frozen=True, kw_only=True):
    """What a printer answers. No answer at all is the fault `silent`, never ready.

    `answers` is False for a channel that carries nothing back: it is never ready, and only scans prove what
    came out. `waiting` = labels that are in the printer and not on paper; None when it does not say.
    """

    ready: bool
    faults: tuple[str, ...] = ()
    answers: bool = True
    busy: bool = False
    waiting: int | None = None

    @property
    def may_print(self) -> bool:
        """Say whether a set may be sent: to a printer that says it is ready, or that cannot say anything."""
        return self.ready or (not self.answers and not self.faults)


class PrintedSet(msgspec.Struct, frozen=True, kw_only=True):
    """What left for the printer: one SHA-256 per raster in the order of the set.

    `uncertain` = something went wrong after the first byte, so nobody knows which labels exist until they
    are scanned. `printed` = how many are on paper by the printer's own word; None when it does not say.
    `answers` False = the channel says nothing: the set was sent, and only its scans prove it.
    """

    printer: str
    rasters_sha256: tuple[str, ...]
    uncertain: bool
    fault: str | None
    number: str = ""
    printed: int | None = None
    answers: bool = True


class Equal(msgspec.Struct, frozen=True):
    """The label belongs here and was not scanned before."""

    item: LabelItem


class AlreadyScanned(msgspec.Struct, frozen=True):
    """The label belongs here and was scanned before in this phase; nothing changes."""

    item: LabelItem | None


class WrongKind(msgspec.Struct, frozen=True):
    """Another kind of code; `expected` is the role to scan next (None = nothing is left to scan)."""

    expected: str | None
    got: str


class Foreign(msgspec.Struct, frozen=True):
    """A label of another donation: both visits stop."""

    number: str


class OtherSlip(msgspec.Struct, frozen=True):
    """The slip that another donor carries from step to step; nothing changes."""

    visit: str


ScanAnswer = Equal | AlreadyScanned | WrongKind | Foreign | OtherSlip


def plan_set(number: str, profile: NumberProfile, roles: tuple[str, ...]) -> LabelSet:
    """Return the set of a number for the roles of a bag kind, such as bag1 bag2 bag3 nat tube form."""
    checked = parse_number(number, profile)
    return LabelSet(
        number=checked, profile=profile, items=tuple(_item(checked, role, profile) for role in roles)
    )


def slip_item(number: str, profile: NumberProfile) -> LabelItem:
    """Return the donor's own label, which is stuck on the slip that she or he carries."""
    return _item(number, "slip", profile)


def still_to_scan(labels: LabelSet, scanned: Collection[str]) -> tuple[LabelItem, ...]:
    """Return the labels not yet scanned in this phase; before the needle and after the tubes each begin
    with none.
    """
    return tuple(item for item in labels.items if item.role not in scanned)


def accept(labels: LabelSet, scanned: Collection[str], code: ScannedCode) -> ScanAnswer:
    """Say what a scan means here; `scanned` holds the roles already scanned in this phase."""
    if code.number is not None and code.number != labels.number:
        return Foreign(code.number)
    left = still_to_scan(labels, scanned)
    expected = left[0].role if left else None
    is_of_other_form = code.flag is not None and not labels.profile.is_isbt128
    if code.number is None or is_of_other_form:  # the digits of the set in a code that no label of it carries
        return WrongKind(expected, code.kind)
    if not labels.profile.has_flags:
        return Equal(left[0]) if left else AlreadyScanned(None)
    return _accept_role(labels, scanned, code, expected)


def _accept_role(
    labels: LabelSet, scanned: Collection[str], code: ScannedCode, expected: str | None
) -> ScanAnswer:
    item = next((item for item in labels.items if item.role == code.kind), None)
    if item is None:
        return WrongKind(expected, code.kind)
    return AlreadyScanned(item) if item.role in scanned else Equal(item)


def _item(number: str, role: str, profile: NumberProfile) -> LabelItem:
    flag = ROLE_FLAGS[role] if profile.has_flags else None
    return LabelItem(role=role, flag=flag, encoded=encoded_number(number, role, profile))
