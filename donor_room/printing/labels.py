"""A whole set of labels: drawn and read back before anything is promised to a printer."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.domain.label_set import LabelContent
from donor_room.packs.labels import Labels, shipped_labels
from donor_room.packs.texts import Texts
from donor_room.printing.raster import Raster, draw_label
from donor_room.printing.verify import verify


def draw_set(
    contents: Sequence[LabelContent], texts: Texts, dpi: int, labels: Labels | None = None
) -> tuple[Raster, ...]:
    """Return the verified pictures in the order given; one label that cannot be drawn or read back stops
    them all.
    """
    return tuple(draw_one(content, texts, dpi, labels or shipped_labels()) for content in contents)


def draw_one(content: LabelContent, texts: Texts, dpi: int, labels: Labels) -> Raster:
    """Return one verified picture, by the template that serves its role."""
    template = labels.template_for(content.role, content.symbology)
    raster = draw_label(labels.completed(content), template, texts, dpi)
    verify(raster)
    return raster
