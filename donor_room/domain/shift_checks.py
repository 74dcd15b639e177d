"""The checks of a shift: the station's list, what was said of each item, and what it lets be done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.guarded import Guarded
from donor_room.domain.stamp import PackStamp
from donor_room.domain.visit import Recorded

MOST_ITEMS = 10
"""As many as there are digits, and rows on the page."""

Wants = Literal["yes", "value", "lot"]
Reagent = Literal["hb", "alt", "hbsag", "abo", "cuso4_male", "cuso4_female"]
"""What has a lot at the blood tests (workflow.blood_tests.LOTS and SOLUTIONS)."""

State = Literal["good", "failed", "unanswered", "expired"]


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item: what kind of answer it wants, and the work that waits for it.

    A value is good from `least` to `most`, both included, in `unit`. A lot is that of a reagent.
    """

    id: str
    tag: Literal["V", "V2", "R"]
    wants: Wants
    guards: tuple[Guarded, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    reagent: Reagent | None = None

    def __post_init__(self) -> None:
        has_limit = self.least is not None or self.most is not None
        if (self.wants == "value") != has_limit or (self.wants == "value") != bool(self.unit):
            raise ValueError(f"{self.id}: a value, and nothing else, has a limit and a unit")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"{self.id}: its limits are the wrong way round")
        if (self.wants == "lot") != (self.reagent is not None):
            raise ValueError(f"{self.id}: a lot, and nothing else, is of a reagent")

    def is_within(self, value: Decimal) -> bool:
        """Say whether a value is good."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class Checks(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a station, in the order in which it is gone through."""

    stamp: PackStamp
    items: tuple[Check, ...]

    def find(self, item: str) -> Check | None:
        """Return an item of the list, or None."""
        return next((one for one in self.items if one.id == item), None)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of an item, when and by which account."""

    act: e.ShiftChecked
    at: datetime
    by: str


def fold_checks(recorded: Iterable[Recorded], shifts: Collection[str]) -> dict[str, tuple[Checked, ...]]:
    """Return what was said of each item in these shifts, the last word last."""
    said: dict[str, tuple[Checked, ...]] = {}
    for line in sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        if isinstance(line.act, e.ShiftChecked) and line.act.shift in shifts:
            word = Checked(act=line.act, at=instant_of(line.entry.hlc), by=line.entry.by)
            said[word.act.item] = (*said.get(word.act.item, ()), word)
    return said


def state_of(words: tuple[Checked, ...], today: date) -> State:
    """Return how an item stands; a lot that was good in the morning is not after its last day of use."""
    if not words:
        return "unanswered"
    last = words[-1].act
    if last.result == "failed":
        return "failed"
    return "expired" if last.lot_expires_on is not None and last.lot_expires_on < today else "good"


def on_list(listed: Checks, opened: e.ShiftOpened) -> tuple[Check, ...]:
    """Return the items that count for a shift: those of its opening that the station has not switched off.

    A shift that an older program opened has none: nothing blocks it in the middle of its day.
    """
    return tuple(one for one in listed.items if one.id in opened.checks)


def in_the_way(
    items: Iterable[Check], said: dict[str, tuple[Checked, ...]], work: Guarded, today: date
) -> tuple[Check, State] | None:
    """Return the first item that keeps this work from being done, and how it stands."""
    for one in items:
        state = state_of(said.get(one.id, ()), today)
        if work in one.guards and state != "good":
            return one, state
    return None
