"""The station's list of entitlements and its leaflet, from its TOML file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.entitlements import Entitlement, Entitlements, LeafletLine
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    edition: str
    title: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: _About
    leaflet: tuple[LeafletLine, ...] = ()
    entitlement: tuple[Entitlement, ...] = ()


@cache
def load_entitlements(folder: Path | None = None) -> Entitlements:
    """Read and check the list, once; refuses one with a wrong shape or something that is there twice."""
    raw = ((folder or resources_folder() / "entitlements") / "station.toml").read_bytes()
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack="entitlements", reason=str(fault)) from fault
    for names in ([one.id for one in file.leaflet], [one.id for one in file.entitlement]):
        if len(set(names)) != len(names):
            raise Refusal("codes.unreadable", pack="entitlements", reason="a line is there twice")
    stamp = stamp_of(raw, id=file.about.id, edition=file.about.edition)
    return Entitlements(stamp=stamp, entitlements=file.entitlement, leaflet=file.leaflet)
