"""A crate in the rail: how many bags lie in it, how warm it was, and below what else is to be said."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent

from donor_room.ui.theme import px
from donor_room.ui.widgets.painting import RIGHT, Drawn, cover, text_width


@dataclass(frozen=True, slots=True)
class CrateShown:
    """One crate in words; what is amiss is said in its own words and colour."""

    name: str
    bags: str
    temperature: str
    below: str
    is_amiss: bool = False
    is_in_hand: bool = False


class CrateRow(Drawn):
    """Two lines; the crate in hand has a bar before it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = CrateShown("", "", "", "")
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(50))

    def show_crate(self, shown: CrateShown) -> None:
        self.shown = shown
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        width, line = self.width(), px(26)
        shown = self.shown
        colour = "amber" if shown.is_amiss else "quiet"
        with self.drawing() as painter:
            if shown.is_in_hand:
                cover(painter, QRectF(0, px(3), px(4), 2 * line - px(8)), "action")
            left = px(12)
            warm = text_width(shown.temperature, 16) + px(2)
            bags = left + max(px(84), text_width(shown.name, 18) + px(12))
            self.write(painter, QRectF(left, 0, bags - left, line), shown.name)
            room = QRectF(bags, 0, width - bags - warm - px(8), line)
            self.write(painter, room, shown.bags, bold=True)
            edge = QRectF(width - warm, 0, warm, line)
            self.write(painter, edge, shown.temperature, size=16, colour=colour, align=RIGHT)
            below = QRectF(left, line, width - left, px(22))
            self.write(painter, below, shown.below, size=15, colour=colour)
