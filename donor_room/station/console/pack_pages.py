"""The rule packs of this station's program: which there are, who signed them, and what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from donor_room.domain.layers import violations
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import About
from donor_room.domain.stamp import PackStamp
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import NATIONAL, load_overlay, load_rules, rule_files
from donor_room.packs.trust import Keys, distrust_of, trusted_keys
from donor_room.station.console.asked import Asked, Go, Page
from donor_room.station.console.release_pages import lines_of


class PackRow(NamedTuple):
    """One pack; distrust is why its signature is not believed, loose how many things keep it from use."""

    file: str
    stamp: PackStamp | None
    about: About | None
    distrust: str | None
    loose: int
    fault: str | None

    @property
    def effective_from(self) -> date | None:
        return self.about.effective_from if self.about else None


def shipped_packs(folder: Path, keys: Keys) -> Iterator[PackRow]:
    """Give a row for each pack of a folder; one that cannot be read is a row too."""
    for stem in sorted(rule_files(folder), key=lambda stem: (stem != NATIONAL, stem)):
        file = folder / f"{stem}.toml"
        try:
            stamp, about, loose = _read(stem)
        except Refusal as no:
            yield PackRow(file.name, None, None, None, 0, str(no.values.get("fault", no.code)))
        else:
            yield PackRow(file.name, stamp, about, distrust_of(file, stamp, keys), loose, None)


def _read(stem: str) -> tuple[PackStamp, About, int]:
    if stem == NATIONAL:
        base = load_rules(stem)
        return base.stamp, base.about, 0
    overlay = load_overlay(stem)
    return overlay.stamp, overlay.about, len(violations(load_rules(), overlay))


def packs(asked: Asked) -> Page | Go:
    """The releases of this station, and every pack that is shipped with its program."""
    rows = list(shipped_packs(resources_folder() / "rules", trusted_keys()))
    return Page("packs", {"rows": rows, "today": asked.clock.today(), "releases": lines_of(asked)})
