"""The station's list of checks before the doors open, from its TOML file."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from donor_room.domain.refusal import Refusal
from donor_room.domain.shift_checks import MOST_ITEMS, Check, Checks
from donor_room.packs.station_list import ListFile, read_list


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    check: tuple[Check, ...] = ()


@cache
def load_checks(folder: Path | None = None) -> Checks:
    """Read and check the list, once; refuses a wrong shape, unknown work, or more than ten items."""
    stamp, file = read_list("checks", _File, folder, number=Decimal)
    _refuse_wrong(file.check)
    return Checks(stamp=stamp, items=file.check)


def _refuse_wrong(items: tuple[Check, ...]) -> None:
    names, reagents = [one.id for one in items], [one.reagent for one in items if one.reagent]
    reason = ""
    if len(set(names)) != len(names):
        reason = "an item is there twice"
    elif len(set(reagents)) != len(reagents):
        reason = "a reagent has two items"
    elif len(items) > MOST_ITEMS:
        reason = f"{len(items)} items, {MOST_ITEMS} are the most"
    if reason:
        raise Refusal("codes.unreadable", pack="checks", reason=reason)
