"""The donor banner: whose page this is, fixed while it is open."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.painting import LEFT, Drawn, cover, text_width


class DonorLine(NamedTuple):
    """What the banner shows; every text is ready to be read, the document is masked."""

    name: str
    sex_and_age: str
    born: str
    document: str
    last: str
    plan: str
    group: str = ""
    """Known ABO group; empty while it must stay hidden."""
    rh: str = ""
    tags: tuple[str, ...] = ()


class DonorBanner(Drawn):
    """Labels quiet, values heavy, the name heaviest; no photo is kept. A press asks for another donor."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.donor: DonorLine | None = None
        self._hides_group = False
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(Size.BANNER))

    def retext(self) -> None:
        self.update()

    def show_donor(self, donor: DonorLine | None) -> None:
        self.donor = donor
        self.update()

    def hide_group(self, hidden: bool) -> None:
        """Keep the known group away until ABO has been read: nobody reads what they expect."""
        self._hides_group = hidden
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    @property
    def shown_group(self) -> str:
        return self.donor.group if self.donor and not self._hides_group else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            cover(painter, self.rect(), "surface")
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")
            if self.donor is not None:
                self._paint_donor(painter, self.donor)

    def _paint_donor(self, painter: QPainter, donor: DonorLine) -> None:
        group_from = self._paint_group(painter, donor)
        size = _name_size(donor.name)
        below = text_width(donor.sex_and_age, 18)
        name_room = max(px(112), text_width(donor.name, size, bold=True), below)
        tags = tags_that_fit(donor.tags, max(px(_TAGS_ROOM), name_room) - below - px(12))
        name_room = max(name_room, below + px(12) + text_width(tags, 16, bold=True) if tags else 0)
        name_room = min(name_room, px(_NAME_ROOM))
        self.write(painter, QRectF(px(24), px(6), name_room + 2, px(42)), donor.name, size=size, bold=True)
        self.write(painter, QRectF(px(24), px(46), name_room + 2, px(32)), donor.sex_and_age, size=18)
        left = px(24) + below + px(12)
        self.write(
            painter,
            QRectF(left, px(46), text_width(tags, 16, bold=True) + 2, px(32)),
            tags,
            size=16,
            bold=True,
        )
        self._paint_columns(painter, donor, px(24) + name_room + px(40), group_from - px(8))

    def _paint_columns(self, painter: QPainter, donor: DonorLine, left: float, right: float) -> None:
        columns = [
            ("born", donor.born),
            ("document", donor.document),
            ("last", donor.last),
            ("plan", donor.plan),
        ]
        shown = [(say(f"frame.banner.{key}"), text) for key, text in columns if text]
        size, widths = 20, _widths(shown, 20)
        if sum(widths) + px(16) * len(widths) > right - left:
            size, widths = 16, _widths(shown, 16)
        gap = min(px(40), (right - left - sum(widths)) / max(1, len(widths)))
        x = left
        for (label, text), width in zip(shown, widths, strict=True):
            room = min(width + 2, right - x)
            self.write(painter, QRectF(x, px(12), room, px(28)), label, size=16, colour="quiet")
            self.write(painter, QRectF(x, px(42), room, px(34)), text, size=size, bold=True)
            x += width + max(px(8), gap)

    def _paint_group(self, painter: QPainter, donor: DonorLine) -> float:
        """Paint the group at the right; return where it begins."""
        if not self.shown_group:
            return self.width() - px(24)
        words = max(text_width(donor.rh, 18), text_width(say("frame.banner.group"), 16))
        left = self.width() - px(24) - words
        self.write(
            painter,
            QRectF(left, px(12), words + 2, px(28)),
            say("frame.banner.group"),
            size=16,
            colour="quiet",
        )
        self.write(painter, QRectF(left, px(42), words + 2, px(34)), donor.rh, size=18, align=LEFT)
        letter = text_width(donor.group, 40, bold=True)
        self.write(
            painter,
            QRectF(left - px(12) - letter, px(6), letter + 2, px(76)),
            donor.group,
            size=40,
            bold=True,
        )
        return left - px(36) - letter


_NAME_ROOM = 364
_TAGS_ROOM = 236
"""What sex, age and tags may take together before the columns beside them would have to give way."""


def tags_that_fit(tags: tuple[str, ...], room: float) -> str:
    """Return as many tags as there is room for, and how many there are besides."""
    for shown in range(len(tags), 0, -1):
        rest = f"  +{len(tags) - shown}" if shown < len(tags) else ""
        words = "  ".join(tags[:shown]) + rest
        if text_width(words, 16, bold=True) <= room:
            return words
    return f"+{len(tags)}" if tags else ""


def _name_size(name: str) -> int:
    """Return the largest size at which a name is whole: a long one is written smaller before it is cut."""
    fitting = (size for size in (28, 22, 18) if text_width(name, size, bold=True) <= px(_NAME_ROOM))
    return next(fitting, 18)


def _widths(shown: list[tuple[str, str]], size: int) -> list[int]:
    return [max(text_width(text, size, bold=True), text_width(label, 16)) for label, text in shown]
