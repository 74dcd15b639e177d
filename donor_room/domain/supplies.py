"""The supplies of a vehicle: the station's list, what was counted of it, and what differs at the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias
from unicodedata import normalize

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.guarded import Guarded
from donor_room.domain.souvenirs import NONE_WANTED, in_hand
from donor_room.domain.stamp import PackStamp
from donor_room.domain.supply_acts import Round
from donor_room.domain.visit import Recorded

MOST = 9_999
"""No vehicle carries more of one thing."""

MOST_OF_A_KIND = 10
"""As many as there are digits, and rows on the page."""

_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)

Kind = Literal["consumable", "souvenir", "comfort", "emergency"]
Open = Literal["not_counted", "not_counted_out", "differs"]
"""Why an item is not settled: not counted in, counted in and never out, or another number than expected."""


class SupplyItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item: how many a vehicle carries, from how many on it is little, and who tells of its use.

    A souvenir is given as a code of the list of souvenirs, a bag is used as a kind of bag; of all else only
    counts tell. `guards` is the work that waits until at least one was counted out.
    """

    code: str
    tag: Literal["V", "V2", "R"]
    kind: Kind
    unit: str
    carry: int
    low: int | None = None
    bar_codes: tuple[str, ...] = ()
    souvenir: str | None = None
    bag_kind: str | None = None
    guards: tuple[Guarded, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.carry <= MOST or (self.low is not None and not 0 <= self.low <= MOST):
            raise ValueError(f"{self.code}: a count is from 0 to {MOST}")
        if self.souvenir is not None and (self.kind != "souvenir" or self.souvenir == NONE_WANTED):
            raise ValueError(f"{self.code}: a souvenir, and nothing else, is given as one")
        if self.bag_kind is not None and self.kind != "consumable":
            raise ValueError(f"{self.code}: a bag is a consumable")
        if not (self.code and self.unit):
            raise ValueError("an item has a code and a unit")

    @property
    def is_use_known(self) -> bool:
        """Say whether the ledger tells how many were used."""
        return self.souvenir is not None or self.bag_kind is not None


class Supplies(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a station, in the order in which it is counted; without a stamp there is none."""

    stamp: PackStamp | None
    items: tuple[SupplyItem, ...]

    def find(self, code: str) -> SupplyItem | None:
        """Return an item of the list, or None."""
        return next((one for one in self.items if one.code == code), None)

    def scanned(self, text: str) -> SupplyItem | None:
        """Return the item with this bar code, or None."""
        return next((one for one in self.items if text in one.bar_codes), None)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return the kinds that are on the list, in its order."""
        return tuple(dict.fromkeys(one.kind for one in self.items))


def count_typed(text: str) -> int | None:
    """Return the whole number that somebody typed, in whatever width; None for what is none.

    It may be larger than MOST: whoever asks says so.
    """
    typed = "".join(normalize("NFKC", text).split())
    return int(typed) if _NUMBER.fullmatch(typed) else None


# ---- which shifts count together ---------------------------------------------------------------------------


class Span(NamedTuple):
    """A shift of the common day, from its opening to its end, both as hybrid times; None = still open."""

    shift: str
    since: str
    until: str | None


def side_by_side(own: str, spans: Collection[Span]) -> frozenset[str]:
    """Return the shifts that were open together with this one, also through a third: they share the supplies.

    A second shift of the same vehicle on the same day begins anew.
    """
    found = {own}
    while True:
        inside = [span for span in spans if span.shift in found]
        more = {span.shift for span in spans if any(_meet(span, one) for one in inside)} | found
        if more == found:
            return frozenset(found)
        found = more


def _meet(one: Span, other: Span) -> bool:
    return (other.until is None or one.since < other.until) and (one.until is None or other.since < one.until)


# ---- what was counted --------------------------------------------------------------------------------------


class Said(NamedTuple):
    """The last word of a count: its entry, who said it where and when."""

    entry: str
    book: str
    by: str
    at: datetime


class Count(NamedTuple):
    """How many there were by all that was said; `against` is another number that the last one did not see."""

    number: int
    last: Said
    against: tuple[int, Said] | None


Counts: TypeAlias = dict[tuple[str, Round], Count]


def fold_counts(recorded: Iterable[Recorded], shifts: Collection[str]) -> Counts:
    """Return what was counted in these shifts, by item and round, in the order of hybrid time."""
    counts: Counts = {}
    for line in sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        act = line.act
        if isinstance(act, e.SuppliesCounted | e.SuppliesAdded) and act.shift in shifts:
            key = (act.item, act.round)
            counts[key] = _after(counts.get(key), line.entry, act)
    return counts


def _after(before: Count | None, entry: e.Entry, act: e.SuppliesCounted | e.SuppliesAdded) -> Count:
    said = Said(entry.id, entry.book, entry.by, instant_of(entry.hlc))
    if isinstance(act, e.SuppliesAdded):
        number, against = (before.number, before.against) if before is not None else (0, None)
        return Count(number + act.count, said, against)
    is_unseen = before is not None and act.seen != before.last.entry and before.number != act.count
    return Count(act.count, said, (before.number, before.last) if before is not None and is_unseen else None)


class Reason(NamedTuple):
    """Why a difference stays open, and who said so; of these numbers only."""

    expected: int | None
    counted: int | None
    words: str
    by: str


def fold_reasons(recorded: Iterable[Recorded], shifts: Collection[str]) -> dict[str, Reason]:
    """Return the last reason that was given for each item."""
    reasons: dict[str, Reason] = {}
    for line in sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        act = line.act
        if isinstance(act, e.SuppliesLeftOpen) and act.shift in shifts:
            reasons[act.item] = Reason(act.expected, act.counted, act.reason, line.entry.by)
    return reasons


# ---- what the ledger knows of use --------------------------------------------------------------------------


class Used(NamedTuple):
    """Souvenirs by their code, and bags by their kind, as the visits tell it."""

    souvenirs: dict[str, int]
    bags: dict[str, int]

    def of(self, item: SupplyItem) -> int | None:
        """Return how many of an item were used; None where no visit tells."""
        if item.souvenir is not None:
            return self.souvenirs.get(item.souvenir, 0)
        return self.bags.get(item.bag_kind, 0) if item.bag_kind is not None else None


def used_in(recorded: Iterable[Recorded], visits: Collection[str]) -> Used:
    """Return what these visits used: souvenirs that donors have, bags into which a needle went.

    A visit that is typed in from paper used nothing of this day.
    """
    hands: dict[str, tuple[str, ...]] = {}
    pieces: dict[tuple[str, str], int] = {}
    hanging: dict[str, str] = {}
    bags: list[tuple[str, str]] = []
    on_paper: set[str] = set()
    for entry, act in sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        visit = entry.visit
        if visit is None or visit not in visits:
            continue
        if isinstance(act, e.SouvenirGiven):
            hands[visit] = in_hand(hands.get(visit, ()), act.souvenir, beside=act.beside)
            pieces[visit, act.souvenir] = act.pieces
        elif isinstance(act, e.BagTaken):
            hanging[visit] = act.bag_kind
        elif isinstance(act, e.NeedleIn) and visit in hanging:
            bags.append((visit, hanging.pop(visit)))
        elif isinstance(act, e.PaperTime):
            on_paper.add(visit)
    given = (
        code
        for visit, codes in hands.items()
        if visit not in on_paper
        for code in codes
        for _ in range(pieces[visit, code])
    )
    pierced = (kind for visit, kind in bags if visit not in on_paper)
    return Used(_counted(code for code in given if code != NONE_WANTED), _counted(pierced))


def _counted(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return found


# ---- how an item stands ------------------------------------------------------------------------------------


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One item as it stands; what nobody counted is not known, never nought."""

    item: SupplyItem
    is_listed: bool
    out: Count | None
    more: Count | None
    taken: int | None
    counted: Count | None
    reason: Reason | None

    @property
    def had(self) -> int | None:
        """Return how many there were for the day: counted out, and brought since."""
        if self.out is None:
            return None
        return self.out.number + (self.more.number if self.more is not None else 0)

    @property
    def expected(self) -> int | None:
        """Return how many should be left, where the ledger knows the use."""
        return self.had - self.taken if self.had is not None and self.taken is not None else None

    @property
    def used(self) -> int | None:
        """Return how many are gone by the counts alone."""
        return self.had - self.counted.number if self.had is not None and self.counted is not None else None

    @property
    def difference(self) -> int | None:
        """Return how many more (or fewer, below nought) there are than there should be; None = not known.

        Where no visit tells of the use, only more than there were is a difference.
        """
        if self.counted is None or self.had is None:
            return None
        if self.expected is not None:
            return self.counted.number - self.expected
        return max(0, self.counted.number - self.had)

    @property
    def open(self) -> Open | None:
        """Return why the item is not settled at the closing, or None; a reason settles nothing."""
        if self.counted is None:
            return "not_counted" if self.out is not None or self.more is not None else None
        if self.out is None:
            return "not_counted_out"
        return "differs" if self.difference else None

    @property
    def is_explained(self) -> bool:
        """Say whether somebody gave a reason for just these numbers."""
        counted = self.counted.number if self.counted is not None else None
        said = self.reason
        return said is not None and (said.expected, said.counted) == (self.expected, counted)

    @property
    def left(self) -> int | None:
        """Return how many there are by the last that is known: counted in, expected, or had."""
        if self.counted is not None:
            return self.counted.number
        return self.expected if self.expected is not None else self.had

    @property
    def is_low(self) -> bool:
        """Say whether there are so few left that somebody should know."""
        return self.left is not None and self.item.low is not None and self.left <= self.item.low


def standings(listed: Supplies, counts: Counts, reasons: Mapping[str, Reason], used: Used) -> list[Standing]:
    """Return every item of the list as it stands, and behind them what was counted and left the list."""
    gone = sorted({item for item, _round in counts} - {one.code for one in listed.items})
    items = [(one, True) for one in listed.items] + [(_gone(code), False) for code in gone]
    return [
        Standing(
            item=item,
            is_listed=is_listed,
            out=counts.get((item.code, "out")),
            more=counts.get((item.code, "more")),
            taken=used.of(item),
            counted=counts.get((item.code, "in")),
            reason=reasons.get(item.code),
        )
        for item, is_listed in items
    ]


def _gone(code: str) -> SupplyItem:
    """An item that is no longer on the list has no name but its code."""
    return SupplyItem(code=code, tag="R", kind="consumable", unit="item", carry=0)


def in_the_way(listed: Supplies, counts: Counts, work: Guarded) -> SupplyItem | None:
    """Return the first item that keeps this work from being done: nobody counted out even one of it."""
    for one in listed.items:
        out = counts.get((one.code, "out"))
        brought = counts.get((one.code, "more"))
        there = sum(count.number for count in (out, brought) if count is not None)
        if work in one.guards and not there:
            return one
    return None
