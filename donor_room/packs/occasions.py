"""The station's list of occasions, from its TOML file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.occasions import Occasion, Occasions
from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import load_codes
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    edition: str
    title: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: _About
    occasion: tuple[Occasion, ...]


@cache
def load_occasions(folder: Path | None = None) -> Occasions:
    """Read and check the list, once; refuses one with a wrong shape or a souvenir that is on no list."""
    raw = ((folder or resources_folder() / "occasions") / "station.toml").read_bytes()
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack="occasions", reason=str(fault)) from fault
    _check(file.occasion)
    return Occasions(
        stamp=stamp_of(raw, id=file.about.id, edition=file.about.edition), occasions=file.occasion
    )


def _check(occasions: tuple[Occasion, ...]) -> None:
    names = [one.id for one in occasions]
    souvenirs = {one.souvenir for one in occasions if one.souvenir is not None}
    unknown = sorted(name for name in souvenirs if load_codes("souvenir").find(name) is None)
    if len(set(names)) != len(names) or unknown:
        reason = ", ".join(unknown) or "an occasion is there twice"
        raise Refusal("codes.unreadable", pack="occasions", reason=reason)
