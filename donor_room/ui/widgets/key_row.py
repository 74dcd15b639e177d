"""An act of the rail with its key: less room than in the band, and still as large as a finger needs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.painting import LEFT, box, text_width, write_line

_INSET, _GAP = 8, 6
_USUAL, _SMALL = 18, 16


class KeyRow(Button):
    """Key and words in a box that takes the width it is given; long words are written smaller."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.key = key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        needed = self._left + text_width(self.text(), _SMALL) + px(_INSET) + 2
        return QSize(needed, px(Size.TARGET))

    @property
    def _chip(self) -> int:
        return max(px(34), text_width(self.key, 16) + px(12))

    @property
    def _left(self) -> int:
        """Where the words begin."""
        return px(_INSET + _GAP) + self._chip

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        room = QRectF(self._left, 0, self.width() - self._left - px(_INSET), self.height())
        size = _USUAL if text_width(self.text(), _USUAL) <= room.width() else _SMALL
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, self.rect(), fill="chosen" if self.isDown() else "surface", edge="edge", width=2)
            rect = QRectF(px(_INSET), (self.height() - px(28)) / 2, self._chip, px(28))
            paint_chip(painter, rect, self.key, ink="quiet", edge="hairline", cut=self.cut_texts)
            write_line(painter, room, self.text(), size=size, bold=False, colour="text", align=LEFT,
                       cut=self.cut_texts)  # fmt: skip


class AnswersKey(KeyRow):
    """Shows that questions of a donor have a key here; the key itself is the window's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Act.READ_CARD.chip, parent)
        self.setObjectName("answers.key")
        self.clicked.connect(self._ask)

    def retext(self) -> None:
        """Say the words in the language of the screen."""
        self.say_text(say("answers.key"))

    def _ask(self) -> None:
        asked = getattr(self.window(), "answers_asked", None)
        if asked is not None:
            asked.emit()
