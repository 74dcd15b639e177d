"""What may leave a laptop once the station has it, and why the rest stays: pure (docs/decisions/0021)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias

import msgspec

from donor_room.domain.chair_acts import LabelsReprinted
from donor_room.domain.contact import is_told
from donor_room.domain.directory import DirectoryDonor, StandingDeferral, is_stricter
from donor_room.domain.entry import Act
from donor_room.domain.label_acts import LabelSetPlanned, LabelSetVoided, LabelsSent

STAY_WHOLE = frozenset(act.KIND for act in (LabelSetPlanned, LabelSetVoided, LabelsSent, LabelsReprinted))
"""Acts of a visit that tell of its numbers and nothing of the donor; the table's triggers name them too."""

Stays: TypeAlias = Literal[
    "open",
    "to_be_called",
    "not_handed_over",
    "number_open",
    "last_of_book",
    "no_receipt",
    "young",
    "unread",
    "not_in_directory",
]
"""Why a visit stays."""


class GoneOf(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of one book: runs of (first, last), and a hash over all that stays of them, in their order."""

    book: str
    runs: tuple[tuple[int, int], ...]
    envelopes: str


class BodiesLeft(Act, frozen=True, kw_only=True):
    """The bodies of these visits' entries are no longer here: the station signed that it holds them.

    `as_of` is of when the directory was by which that was judged, `until_on` the day of the newest visit.
    """

    KIND: ClassVar[str] = "book.bodies_left"
    visits: tuple[str, ...]
    gone: tuple[GoneOf, ...]
    as_of: datetime
    stay_days: int
    until_on: date


class Leaver(msgspec.Struct, frozen=True, kw_only=True):
    """All by which is judged whether a visit may leave; signed_at is None where not all is under receipts."""

    is_closed: bool
    is_to_be_called: bool
    is_handed_over: bool
    has_open_number: bool
    has_last_of_book: bool
    has_unread: bool
    signed_at: datetime | None
    donated_on: date | None
    deferral: StandingDeferral | None
    told: DirectoryDonor | None
    """What the directory here says of the donor."""
    withdrawals: tuple[str, ...] = ()
    """The donor's words in this visit not to be called, by the ids of their entries."""


def why_it_stays(leaver: Leaver, *, signed_before: datetime) -> Stays | None:
    """Return why a visit stays, or None when it may leave."""
    grounds: tuple[tuple[Stays, bool], ...] = (
        ("open", not leaver.is_closed),
        ("to_be_called", leaver.is_to_be_called),
        ("not_handed_over", not leaver.is_handed_over),
        ("number_open", leaver.has_open_number),
        ("last_of_book", leaver.has_last_of_book),
        ("no_receipt", leaver.signed_at is None),
        ("young", leaver.signed_at is not None and leaver.signed_at > signed_before),
        ("unread", leaver.has_unread),
        ("not_in_directory", not _is_told(leaver)),
    )
    return next((why for why, is_so in grounds if is_so), None)


def _is_told(leaver: Leaver) -> bool:
    """Say whether a next coming finds in the directory what this visit has to say."""
    told = leaver.told
    if told is None or is_stricter(leaver.deferral, told.deferral):
        return False
    if not is_told(told.contact, leaver.withdrawals):
        return False
    newest = max((one.on for one in told.donations), default=date.min)
    return leaver.donated_on is None or newest >= leaver.donated_on


def runs_of(places: list[int]) -> tuple[tuple[int, int], ...]:
    """Return growing numbers as runs of (first, last)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return tuple(runs)
