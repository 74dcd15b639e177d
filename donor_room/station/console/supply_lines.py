"""The supplies of a sheet as the receiving page shows them and takes them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from donor_room.packs.supply_sums import difference_said, more_or_less
from donor_room.packs.texts import Texts
from donor_room.station.console.asked import Asked
from donor_room.station.supplies_received import SupplyHere, Typed, marks_of, supplies_of

_ASKED_AT_ONCE = 40
"""So many items have fields on one page: a form takes no more of them. What is not answered comes first."""

_COUNT, _REMARK = "count.", "remark."


class SupplyLine(NamedTuple):
    """An item as it is shown: its difference in words, and what stands in its fields."""

    told: SupplyHere
    differs: str
    differs_here: str
    is_asked: bool
    typed: Typed


class SupplyLines(NamedTuple):
    """The items of a sheet, how many the sheet leaves open, how many wait for a word, and what was seen."""

    lines: tuple[SupplyLine, ...]
    opened: int
    waiting: int
    seen: str


def supply_lines(asked: Asked, shift: str, typed: Mapping[str, Typed]) -> SupplyLines:
    """Return the supplies of a sheet, with what somebody has typed about them."""
    items = supplies_of(asked.conn, asked.house.code, shift)
    own = [one for one in items if one.stands == shift]
    in_turn = sorted(own, key=lambda one: (one.item not in typed, one.received_at is not None))
    is_asked = {one.item for one in in_turn[:_ASKED_AT_ONCE]}
    return SupplyLines(
        lines=tuple(
            SupplyLine(
                one,
                _differs(one, asked.texts),
                _differs_here(one, asked.texts),
                one.item in is_asked,
                typed.get(one.item, Typed("", "")),
            )
            for one in items
        ),
        opened=sum(one.is_open for one in own),
        waiting=sum(one.received_at is None for one in own),
        seen=msgspec.json.encode(marks_of(items)).decode(),
    )


def _differs(told: SupplyHere, texts: Texts) -> str:
    if not told.stands:
        return texts.say("receiving.supplies_gone")
    return difference_said(
        texts,
        counted_out=told.counted_out,
        counted_in=told.counted_in,
        difference=told.difference,
        used=told.used,
        is_use_told=told.taken is not None,
    )


def _differs_here(told: SupplyHere, texts: Texts) -> str:
    """Say how the count here stands to the sheet; nothing where the two cannot be held against each other."""
    if told.more_here is not None:
        return more_or_less(texts, told.more_here)
    return texts.say("receiving.supplies_said") if told.received_at and told.counted is None else ""


def typed_of(form: Mapping[str, str]) -> dict[str, Typed]:
    """Return what was typed about each item."""
    items = [name.removeprefix(_COUNT) for name in form if name.startswith(_COUNT)]
    return {item: Typed(form[_COUNT + item], form.get(_REMARK + item, "")) for item in items}


def seen_of(form: Mapping[str, str]) -> dict[str, str]:
    """Return the marks of the words that stood on the page; nothing where they cannot be read."""
    try:
        return msgspec.json.decode(form.get("seen", ""), type=dict[str, str])
    except msgspec.DecodeError:
        return {}
