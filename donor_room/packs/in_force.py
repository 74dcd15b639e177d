"""The rules that decide on a day: base and layers in force, and whether they may be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import Distrust, RulePack
from donor_room.domain.stamp import PackStamp
from donor_room.packs.active import FILE, load_active
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import NATIONAL, find_overlay, layered, load_rules
from donor_room.packs.trust import Keys, distrust_of

_Read = tuple[Path, PackStamp]


def rules_named(overlays: Sequence[str], *, folder: Path | None = None, keys: Keys | None = None) -> RulePack:
    """Return the base of a folder under these overlays; keys None = nobody asks who signed.

    Raises Refusal for an overlay that is not there, is a stub, or changes what it may not.
    """
    base = load_rules(NATIONAL, folder)
    found = {file: overlay for overlay, file in (find_overlay(name, (folder,)) for name in overlays)}
    pack = layered(base, list(found.values()))
    read = [(_base_file(folder), base.stamp), *((file, overlay.stamp) for file, overlay in found.items())]
    return _judged(pack, read, keys)


def rules_in_force(
    station: Path,
    day: date,
    *,
    keys: Keys | None,
    newest_seen: str | None = None,
    release: Path | None = None,
) -> RulePack:
    """Return the rules of a station's terminal on a day, by the layers that its `active.toml` names.

    Overlays of a release come before those of the station's own folder and those of the program. newest_seen
    is the newest edition that this terminal has worked by. Layers that cannot be put in force leave rules
    that decide nothing.
    """
    folder = _folder_of_base(release)
    base = load_rules(NATIONAL, folder)
    try:
        pack, read = _with_layers(base, station, day, release)
    except Refusal as no:
        fault = f"{no.values.get('file', '')} {no.values.get('fault', no.values.get('name', ''))}".strip()
        return msgspec.structs.replace(base, distrust=("layers",), layers_fault=fault)
    pack = _judged(pack, [(_base_file(folder), base.stamp), *read], keys)
    is_older = newest_seen is not None and rank_of(base.stamp.edition) < rank_of(newest_seen)
    return msgspec.structs.replace(pack, distrust=(*pack.distrust, "older")) if is_older else pack


def _folder_of_base(release: Path | None) -> Path | None:
    """Return where the base is read from: the program's own once it is newer than that of the release."""
    if release is None or not (release / f"{NATIONAL}.toml").is_file():
        return None
    own, released = load_rules().stamp.edition, load_rules(NATIONAL, release).stamp.edition
    return release if rank_of(released) >= rank_of(own) else None


def _with_layers(
    base: RulePack, station: Path, day: date, release: Path | None
) -> tuple[RulePack, list[_Read]]:
    """A release that names layers does so in the place of the station's own folder."""
    says = release if release is not None and (release / FILE).is_file() else station
    active = load_active(says)
    if active is None:
        return base, []
    folders = (station, None) if release is None else (release, station, None)
    found = [find_overlay(name, folders) for name in active.ids_on(day)]
    pack = layered(base, [overlay for overlay, _ in found])
    return pack, [(says / FILE, active.stamp), *((file, one.stamp) for one, file in found)]


def _base_file(folder: Path | None) -> Path:
    return (folder or resources_folder() / "rules") / f"{NATIONAL}.toml"


def _judged(pack: RulePack, read: Sequence[_Read], keys: Keys | None) -> RulePack:
    reasons = tuple(dict.fromkeys(_reasons(read, keys))) if keys is not None else ()
    return msgspec.structs.replace(pack, distrust=reasons) if reasons else pack


def _reasons(read: Sequence[_Read], keys: Keys) -> Iterator[Distrust]:
    for file, stamp in read:
        why = distrust_of(file, stamp, keys)
        if why is not None:
            yield why


def rank_of(edition: str) -> tuple[int, ...]:
    """Return the numbers of an edition, so that 2011.10 comes after 2011.9."""
    return tuple(int(number) for number in re.findall(r"\d+", edition))
