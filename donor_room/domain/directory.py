"""What the station has told about a donor: the read-only half of a terminal's knowledge."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

import msgspec

from donor_room.domain.contact import Contact
from donor_room.domain.tally import Tally

PHONE_TAIL = 4
MOST_READINGS = 5
"""How many earlier values of a quantity are shown beside its field, and told."""

READINGS = {"sbp": "sbp_mmhg", "dbp": "dbp_mmhg", "weight": "weight_kg", "hb": "hb_g_per_l"}
"""The quantities of which the station tells earlier values, and where they stand in PastReadings."""

_MOBILE_DIGITS, _SHORTEST_PHONE = 11, 7
_MARK_BYTES = 16


NOT_DONATIONS = ("COMMERCIAL_PLASMA", "FAILED_SMALL")
"""Kinds of the history that an interval counts from and that are no donation of blood."""


class EarlierDonation(msgspec.Struct, frozen=True, kw_only=True):
    """One donation of the past; kind is a donation kind such as WB400."""

    kind: str
    on: date
    volume_ml: int
    site: str


Severity = Literal["mild", "moderate", "severe", "death"]


class EarlierReaction(msgspec.Struct, frozen=True, kw_only=True):
    """A reaction to giving blood, by the day on which it was and how bad it was."""

    on: date
    severity: Severity


class StandingDeferral(msgspec.Struct, frozen=True, kw_only=True):
    """A deferral that stands against the donor; the station keeps its cause to itself."""

    kind: Literal["permanent", "until", "ask_station"]
    until_on: date | None

    def keeps_out_on(self, day: date) -> bool:
        """Say whether the donor is turned away on this day; `ask_station` is the physician's question."""
        if self.kind == "until":
            return self.until_on is None or day < self.until_on
        return self.kind == "permanent"


class PhoneMark(msgspec.Struct, frozen=True, kw_only=True):
    """A phone number that can be asked for but not read: its last four digits, and a keyed hash in hex."""

    tail: str
    mark: str


class PastReadings(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured at one earlier visit; None where nothing was. To be shown, never to decide by."""

    on: date
    sbp_mmhg: Decimal | None = None
    dbp_mmhg: Decimal | None = None
    weight_kg: Decimal | None = None
    hb_g_per_l: Decimal | None = None


class DirectoryDonor(msgspec.Struct, frozen=True, kw_only=True):
    """A donor as the directory knows her or him; newest donation first, and newest readings first."""

    name: str | None
    sex: Literal["male", "female"] | None
    birth_on: date | None
    abo: str | None
    rhd: str | None
    donations: tuple[EarlierDonation, ...]
    count: int
    had_reaction: bool
    deferral: StandingDeferral | None
    phone: PhoneMark | None = None
    readings: tuple[PastReadings, ...] = ()
    reaction: EarlierReaction | None = None
    """The last of which day and severity are known; to be shown, never to decide by."""
    abo_also: str | None = None
    """Another group that was found of the same donor: one of the two is wrong, and nobody has said which."""
    older: Tally | None = None
    """What the donations came to that are older than all that stand here; None where there are none, or where
    nobody knows. `count` says which."""
    contact: Contact | None = None
    """Whether the donor may be called; None = nobody asked, which is no agreement."""
    tags: tuple[str, ...] = ()

    @property
    def groups(self) -> str:
        """Every ABO group on record, as it is shown; empty where none is."""
        return " / ".join(group for group in (self.abo, self.abo_also) if group)

    def group_against(self, typed: str | None) -> str | None:
        """Return the group on record that a typed one is held against: one that differs, where one does."""
        return self.abo_also if self.abo_also and self.abo == typed else self.abo


def last_reaction(reactions: Iterable[EarlierReaction]) -> EarlierReaction | None:
    """Return the newest reaction, of one day the worst."""
    return max(reactions, key=lambda one: (one.on, get_args(Severity).index(one.severity)), default=None)


def newest_readings(readings: Iterable[PastReadings]) -> tuple[PastReadings, ...]:
    """Return the visits that hold one of the last five values of any quantity, newest first."""
    newest = sorted(readings, key=lambda one: one.on, reverse=True)
    kept = {place for name in READINGS.values() for place in _places_with(newest, name)[:MOST_READINGS]}
    return tuple(newest[place] for place in sorted(kept))


def _places_with(readings: list[PastReadings], name: str) -> list[int]:
    return [place for place, one in enumerate(readings) if getattr(one, name) is not None]


def stricter(one: StandingDeferral | None, other: StandingDeferral | None) -> StandingDeferral | None:
    """Return the deferral of two that lasts longer; an end that nobody knows lasts longer than any day."""
    return max((one, other), key=_strictness)


def is_stricter(one: StandingDeferral | None, other: StandingDeferral | None) -> bool:
    """Say whether the first deferral lasts longer than the other."""
    return _strictness(one) > _strictness(other)


def _strictness(deferral: StandingDeferral | None) -> tuple[int, date]:
    if deferral is None:
        return 0, date.min
    if deferral.kind == "until":
        return 2, deferral.until_on or date.max
    return 3 if deferral.kind == "permanent" else 1, date.max


def phone_digits(typed: str) -> str:
    """Return the digits of a phone number as typed, without a leading 86 or +86."""
    digits = "".join(character for character in typed if character in "0123456789")
    return digits[2:] if len(digits) == _MOBILE_DIGITS + 2 and digits.startswith("86") else digits


def phone_mark(directory_key: bytes, phone: str) -> PhoneMark | None:
    """Return how a phone number stands in the directory; None for what is too short to be one."""
    digits = phone_digits(phone)
    if len(digits) < _SHORTEST_PHONE:
        return None
    mark = hmac.digest(directory_key, f"phone:{digits}".encode(), "sha256")[:_MARK_BYTES]
    return PhoneMark(tail=digits[-PHONE_TAIL:], mark=mark.hex())
