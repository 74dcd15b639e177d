"""The station's list of occasions, from its TOML file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from donor_room.domain.occasions import Occasion, Occasions
from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import load_codes
from donor_room.packs.station_list import ListFile, read_list


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    occasion: tuple[Occasion, ...]


@cache
def load_occasions(folder: Path | None = None) -> Occasions:
    """Read and check the list, once; refuses one with a wrong shape or a souvenir that is on no list."""
    stamp, file = read_list("occasions", _File, folder)
    _check(file.occasion)
    return Occasions(stamp=stamp, occasions=file.occasion)


def _check(occasions: tuple[Occasion, ...]) -> None:
    names = [one.id for one in occasions]
    souvenirs = {one.souvenir for one in occasions if one.souvenir is not None}
    unknown = sorted(name for name in souvenirs if load_codes("souvenir").find(name) is None)
    if len(set(names)) != len(names) or unknown:
        reason = ", ".join(unknown) or "an occasion is there twice"
        raise Refusal("codes.unreadable", pack="occasions", reason=reason)
