"""Dots of a print head that print no more: a label is read back as such a head will print it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import msgspec
from PIL import ImageDraw

from donor_room.domain.refusal import Refusal
from donor_room.printing.languages.speech import dots
from donor_room.printing.verify import reads_as_meant

if TYPE_CHECKING:
    from donor_room.packs.label_templates import LabelTemplate, SymbolPlace
    from donor_room.printing.raster import Raster


def worn(raster: Raster, dead: Collection[int]) -> Raster:
    """Return the label with a white line along the feed for each dead dot; the leftmost dot is 1."""
    image = raster.image.copy()
    pen = ImageDraw.Draw(image)
    for dot in dead:
        pen.line((dot - 1, 0, dot - 1, image.height - 1), fill=1)
    return msgspec.structs.replace(raster, image=image)


def roles_hit(templates: Mapping[str, LabelTemplate], dead: Collection[int], dpi: int) -> tuple[str, ...]:
    """Return the labels whose bars lie under a dead dot along their whole height; ladder-wise none does."""
    return tuple(
        role
        for role, one in templates.items()
        if one.direction == "picket" and any(_lies_under(place, dead, dpi) for place in one.symbol)
    )


def _lies_under(place: SymbolPlace, dead: Collection[int], dpi: int) -> bool:
    return any(dots(place.x, dpi) < dot <= dots(place.x + place.width, dpi) for dot in dead)


def refuse_unreadable(raster: Raster, dead: Collection[int]) -> None:
    """Refuse a label whose symbol cannot be read when the dead dots are missing from it."""
    if dead and not reads_as_meant(worn(raster, dead)):
        raise Refusal("printer.dead_dot_under_symbol", dots=" ".join(map(str, sorted(dead))))
