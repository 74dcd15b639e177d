"""The station's list of supplies, from its TOML file; a station that counts nothing has none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from donor_room.domain.own_codes import OWN
from donor_room.domain.refusal import Refusal
from donor_room.domain.supplies import MOST_OF_A_KIND, Supplies, SupplyItem
from donor_room.packs.codes import load_codes
from donor_room.packs.locate import resources_folder
from donor_room.packs.station_list import ListFile, read_list

_BAR_CODE = re.compile(r"[0-9A-Za-z-]{4,32}", re.ASCII)


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    item: tuple[SupplyItem, ...] = ()


@cache
def load_supplies(folder: Path | None = None) -> Supplies:
    """Read and check the list, once; without a file nothing is counted. Refuses what cannot be meant so."""
    if not ((folder or resources_folder() / "supplies") / "station.toml").exists():
        return Supplies(stamp=None, items=())
    stamp, file = read_list("supplies", _File, folder)
    reason = next(_faults(file.item), "")
    if reason:
        raise Refusal("codes.unreadable", pack="supplies", reason=reason)
    return Supplies(stamp=stamp, items=file.item)


def _faults(items: tuple[SupplyItem, ...]) -> Iterator[str]:
    for what, names in _names(items).items():
        for name in (name for name, count in Counter(names).items() if count > 1):
            yield f"{what} {name} is there twice"
    for kind, count in Counter(one.kind for one in items).items():
        if count > MOST_OF_A_KIND:
            yield f"{count} of {kind}, {MOST_OF_A_KIND} are the most"
    for one in items:
        for code in one.bar_codes:
            if not _BAR_CODE.fullmatch(code) or code.startswith(OWN):
                yield f"{one.code}: {code} is no bar code of an article"
        if one.souvenir is not None and load_codes("souvenir").find(one.souvenir) is None:
            yield f"{one.code}: no souvenir {one.souvenir}"
        if one.bag_kind is not None and load_codes("bag_kind").find(one.bag_kind) is None:
            yield f"{one.code}: no kind of bag {one.bag_kind}"


def _names(items: tuple[SupplyItem, ...]) -> dict[str, list[str]]:
    """Return what may be there only once: who counts one thing twice has two numbers of it."""
    return {
        "item": [one.code for one in items],
        "bar code": [code for one in items for code in one.bar_codes],
        "souvenir": [one.souvenir for one in items if one.souvenir is not None],
        "bag": [one.bag_kind for one in items if one.bag_kind is not None],
    }
