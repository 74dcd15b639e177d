"""What is left of labels, ribbon and head of a printer: what was put in, less what its prints used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from donor_room.domain.label_acts import LabelsSent
from donor_room.domain.printer_acts import StockKind, StockLoaded

MM_PER_METRE = 1_000
USUAL_SET = 9
"""Labels of a set, where none was printed yet."""
SETS_LEFT_TO_WARN = 5

At: TypeAlias = str
"""The hybrid time of an entry: it orders what was loaded and what was printed."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in the printer, in labels (roll) or metres (ribbon, head)."""

    stock: StockKind
    lot: str
    amount: int
    used: int

    @property
    def left(self) -> int:
        """How much there should still be; below nothing = more was used than was said to be in it."""
        return self.amount - self.used


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a printer; None where nobody said what was put in."""

    roll: Loaded | None
    ribbon: Loaded | None
    head: Loaded | None
    set_size: int
    """Labels of the largest set that was printed here."""
    set_mm: int
    """Paper of the longest."""

    @property
    def lasts_not(self) -> tuple[StockKind, ...]:
        """What does not last for the next set."""
        return self._below(1)

    @property
    def nearly_empty(self) -> tuple[StockKind, ...]:
        """What lasts for a few sets only."""
        return tuple(kind for kind in self._below(SETS_LEFT_TO_WARN) if kind not in self.lasts_not)

    def _below(self, sets: int) -> tuple[StockKind, ...]:
        needed: tuple[tuple[Loaded | None, float], ...] = (
            (self.roll, self.set_size * sets),
            (self.ribbon, self.set_mm * sets / MM_PER_METRE),
            (self.head, 0),
        )
        return tuple(one.stock for one, need in needed if one is not None and one.left < need)


class _Use(msgspec.Struct, frozen=True):
    at: At
    labels: int
    feed_mm: int


def stock_of(
    printer: str, loaded: Iterable[tuple[At, StockLoaded]], sent: Iterable[tuple[At, LabelsSent]]
) -> Stock:
    """Return what is in a printer by what was loaded into it and printed on it, both in order of time."""
    uses = _uses(printer, sent)
    last = {act.stock: (at, act) for at, act in loaded if act.printer == printer}
    known = {kind: _loaded(at, act, uses) for kind, (at, act) in last.items()}
    return Stock(
        roll=known.get("roll"),
        ribbon=known.get("ribbon"),
        head=known.get("head"),
        set_size=max((use.labels for use in uses), default=USUAL_SET),
        set_mm=max((use.feed_mm for use in uses), default=0),
    )


def _loaded(at: At, act: StockLoaded, uses: list[_Use]) -> Loaded:
    since = [use for use in uses if use.at > at]
    if act.stock == "roll":
        used = sum(use.labels for use in since)
    else:
        used = sum(use.feed_mm for use in since) // MM_PER_METRE
    return Loaded(stock=act.stock, lot=act.lot, amount=act.amount, used=used)


def _uses(printer: str, sent: Iterable[tuple[At, LabelsSent]]) -> list[_Use]:
    """A print is told of twice, before and after; one that was told of once broke off, and counts in full."""
    begun: dict[str, tuple[At, LabelsSent]] = {}
    uses = []
    for at, act in sent:
        if act.printer != printer:
            continue
        if act.number not in begun:
            begun[act.number] = (at, act)
            continue
        del begun[act.number]
        if not act.nothing_left:
            uses.append(_use(at, act))
    return uses + [_use(at, act) for at, act in begun.values()]


def _use(at: At, act: LabelsSent) -> _Use:
    """What a print that broke off has used is what the printer says; without its word it is the whole set."""
    planned = len(act.rasters_sha256)
    if not act.uncertain or act.printed is None or not planned:
        return _Use(at, planned, act.feed_mm)
    return _Use(at, act.printed, act.feed_mm * act.printed // planned)
