"""The station's list of entitlements and its leaflet, from its TOML file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from donor_room.domain.entitlements import Entitlement, Entitlements, LeafletLine
from donor_room.domain.refusal import Refusal
from donor_room.packs.station_list import ListFile, read_list


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    leaflet: tuple[LeafletLine, ...] = ()
    entitlement: tuple[Entitlement, ...] = ()


@cache
def load_entitlements(folder: Path | None = None) -> Entitlements:
    """Read and check the list, once; refuses one with a wrong shape or something that is there twice."""
    stamp, file = read_list("entitlements", _File, folder)
    for names in ([one.id for one in file.leaflet], [one.id for one in file.entitlement]):
        if len(set(names)) != len(names):
            raise Refusal("codes.unreadable", pack="entitlements", reason="a line is there twice")
    return Entitlements(stamp=stamp, entitlements=file.entitlement, leaflet=file.leaflet)
