"""The eight stops of the walk: grey ticks behind, blue here, pale ahead."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.painting import Drawn, box, cover, draw_tick, text_width

STEPS = ("register", "interview", "examine", "blood_tests", "decide", "label", "collect", "aftercare")


NARROW_WALK = 400
"""Width that the walk needs while something stands beside it, in px at scale 1."""


class WalkStrip(Drawn):
    """Shows where the donor stands; done steps are only those that are truly done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = 0
        self.done: frozenset[int] = frozenset()
        self._from = 0
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(Size.WALK))

    def retext(self) -> None:
        self.update()

    def show_step(self, step: int) -> None:
        """Step 1 to 8; whatever is done stays ticked."""
        self.step = step
        self.update()

    def show_done(self, done: frozenset[int]) -> None:
        """Tick these steps and no others; none for somebody who is not here yet."""
        self.done = done
        self.update()

    def give_way(self, until: int) -> None:
        """Leave the room up to here, in logical pixels; only this step keeps its word. 0 takes it back."""
        self._from = until
        self.update()

    def steps(self) -> list[tuple[str, float, float]]:
        """Return word, left edge and width of each step as it is drawn."""
        names, gap = [say(f"frame.step.{name}") for name in STEPS], px(8)
        if not self._from:
            width = (self.width() - 2 * px(24) - 7 * gap) / 8
            return [(name, px(24) + place * (width + gap), width) for place, name in enumerate(names)]
        words = [name if place == self.step else "" for place, name in enumerate(names, 1)]
        widths = [px(28) + (text_width(word, 16, bold=True) if word else 0) for word in words]
        left = self.width() - px(24) - sum(widths) - 7 * gap
        lefts = [left + sum(widths[:place]) + place * gap for place in range(8)]
        return list(zip(words, lefts, widths, strict=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            cover(painter, self.rect(), "page")
            for place, (words, left, width) in enumerate(self.steps(), 1):
                self._paint_step(painter, place, words, left, width)

    def _paint_step(self, painter: QPainter, place: int, words: str, left: float, width: float) -> None:
        here, done = place == self.step, place in self.done
        bar = "action" if here else ("quiet" if done else "hairline")
        box(painter, QRectF(left, px(8), width, px(4)), fill=bar, radius=2)
        row = QRectF(left, px(16), width, px(28))
        ink = "action" if here else "quiet"
        if done and not here:
            draw_tick(painter, QRectF(left + px(3), px(25), px(12), px(9)), "quiet", 2)
        else:
            self.write(painter, row, str(place), size=16, bold=here, colour=ink)
        indent = px(24) if done and not here else px(17)
        self.write(painter, row.adjusted(indent, 0, 0, 0), words, size=16, bold=here, colour=ink)
