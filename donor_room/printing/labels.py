"""A whole set of labels: drawn and read back before anything is promised to a printer."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.domain.label_set import LabelContent
from donor_room.domain.refusal import Refusal
from donor_room.packs.labels import LabelTemplate, shipped_templates
from donor_room.packs.texts import Texts
from donor_room.printing.raster import Raster, draw_label
from donor_room.printing.verify import verify


def draw_set(
    contents: Sequence[LabelContent],
    texts: Texts,
    dpi: int,
    templates: dict[str, LabelTemplate] | None = None,
) -> tuple[Raster, ...]:
    """Return the verified pictures in the order given; one label that cannot be drawn or read back stops
    them all.
    """
    known = templates or shipped_templates()
    drawn = []
    for content in contents:
        if content.role not in known:
            raise Refusal("labels.template_missing", role=content.role)
        raster = draw_label(content, known[content.role], texts, dpi)
        verify(raster)
        drawn.append(raster)
    return tuple(drawn)
