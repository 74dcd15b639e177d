"""Draws the set of one donor as one picture, each dot of a 203 dpi head as one, to be looked at.

python -m tests.printing.pictures FILE
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import msgspec
from PIL import Image

from donor_room.packs.labels import shipped_labels
from donor_room.packs.texts import Texts
from donor_room.printing.raster import draw_label
from tests.printing.samples import content

SMALL = ("bag2", "nat", "tube", "form", "slip")
GROUND, AIR = 200, 24
DPI = 203


def draw() -> Image.Image:
    """The hundred millimetre label of the bag on the left, the small ones beside it."""
    labels, texts = shipped_labels(), Texts("zh_CN")
    facts = {"product": "E0330V00", "expires_on": date(2026, 12, 26)}
    bag = msgspec.structs.replace(content("bag1", group="A+", practice=False), **facts)
    large = draw_label(bag, labels.templates["bag100"], texts, DPI).as_read()
    said = {"bag2": {"group": "A", "practice": False}, "form": {"name": "李建国", "practice": False},
            "slip": {"practice": False}, "nat": {"copy": 2, "practice": False}}  # fmt: skip
    small = [
        draw_label(content(role, **said.get(role, {})), labels.template_for(role, "code128"), texts, DPI)
        for role in SMALL
    ]
    return laid_out(large, [raster.as_read() for raster in small])


def laid_out(large: Image.Image, small: list[Image.Image]) -> Image.Image:
    wide, high = small[0].size
    rows = -(-len(small) // 2)
    height = max(large.height, rows * (high + AIR) - AIR) + 2 * AIR
    sheet = Image.new("L", (large.width + 2 * wide + 4 * AIR, height), GROUND)
    sheet.paste(large.convert("L"), (AIR, (height - large.height) // 2))
    for place, picture in enumerate(small):
        x = large.width + 2 * AIR + place % 2 * (wide + AIR)
        y = (height - rows * (high + AIR) + AIR) // 2 + place // 2 * (high + AIR)
        sheet.paste(picture.convert("L"), (x, y))
    return sheet


if __name__ == "__main__":
    draw().save(Path(sys.argv[1]), optimize=True)
