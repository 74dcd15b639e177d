"""The station's list of checks before the doors open, from its TOML file."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.shift_checks import MOST_ITEMS, Check, Checks
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    edition: str
    title: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: _About
    check: tuple[Check, ...] = ()


@cache
def load_checks(folder: Path | None = None) -> Checks:
    """Read and check the list, once; refuses a wrong shape, unknown work, or more than ten items."""
    try:
        raw = ((folder or resources_folder() / "checks") / "station.toml").read_bytes()
        table = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
        file = msgspec.convert(table, _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack="checks", reason=str(fault)) from fault
    _refuse_wrong(file.check)
    return Checks(stamp=stamp_of(raw, id=file.about.id, edition=file.about.edition), items=file.check)


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
