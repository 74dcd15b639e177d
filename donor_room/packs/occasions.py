"""The station's list of occasions, from its TOML file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.occasions import Occasion, Occasions
from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import load_codes
from donor_room.packs.station_list import ListFile, read_list


class _OfAge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From how many completed years on one is of age, and where that is laid down."""

    years: int
    clause: str
    tag: str


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    of_age: _OfAge
    occasion: tuple[Occasion, ...]


@cache
def load_occasions(folder: Path | None = None) -> Occasions:
    """Read and check the list, once; refuses one with a wrong shape or a souvenir that is on no list.

    An oath of adults is at the age that the list itself names, and at no other.
    """
    stamp, file = read_list("occasions", _File, folder)
    _check(file)
    return Occasions(stamp=stamp, occasions=file.occasion)


def _check(file: _File) -> None:
    names = [one.id for one in file.occasion]
    souvenirs = {one.souvenir for one in file.occasion if one.souvenir is not None}
    wrong = sorted(name for name in souvenirs if load_codes("souvenir").find(name) is None)
    wrong += [
        f"{one.id} has an oath and not ages = [{file.of_age.years}]"
        for one in file.occasion
        if one.paper == "oath" and one.ages != (file.of_age.years,)
    ]
    wrong += ["an occasion is there twice"] if len(set(names)) != len(names) else []
    if wrong:
        raise Refusal("codes.unreadable", pack="occasions", reason=", ".join(wrong))
