"""The verdict panel: one word, one shape, one date; it cannot be dismissed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Meaning, Shape
from donor_room.ui.widgets.painting import LEFT, RIGHT, Drawn, box, draw_shape, text_width


class VerdictPanel(Drawn):
    """Meaning by word, shape and colour; the reason below the word, date or plan at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.meaning = Meaning.UNDECIDED
        self.reason, self.label, self.value = "", "", ""
        self.word = ""
        self._is_low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(72 if self._is_low else 120))

    def set_low(self, is_low: bool) -> None:
        """Put word and reason on one line, where the room is needed below and nothing stands at the right."""
        if is_low != self._is_low:
            self._is_low = is_low
            self.restyle()

    def retext(self) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(600), self.height())

    def show_verdict(
        self, meaning: Meaning, reason: str = "", label: str = "", value: str = "", word: str = ""
    ) -> None:
        """Label and value stand at the right, such as 可再来献血; word replaces the usual one."""
        self.meaning, self.reason, self.label, self.value, self.word = meaning, reason, label, value, word
        self.update()

    @property
    def shown_word(self) -> str:
        return self.word or say(self.meaning.word_key)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.meaning.panel(night=theme().night)
        ink = look.writing
        with self.drawing() as painter:
            width = 3 if self.meaning is Meaning.ELIGIBLE else 2
            box(painter, self.rect(), fill=look.fill, edge=look.edge, width=width)
            ground = look.fill or "page"
            side = px(48 if self._is_low else 72)
            sign = QRectF(px(24), (self.height() - side) / 2, side, side)
            draw_shape(painter, self.meaning.shape, sign, look.shape, ground)
            (self._paint_one_line if self._is_low else self._paint_words)(painter, ink)

    def _paint_one_line(self, painter: QPainter, ink: str) -> None:
        left = px(96)
        used = text_width(self.shown_word, 40, bold=True) + px(24)
        word = QRectF(left, 0, used, self.height())
        self.write(painter, word, self.shown_word, size=40, bold=True, colour=ink, align=LEFT)
        room = QRectF(left + used, px(4), self.width() - left - used - px(24), self.height() - px(4))
        self.write(painter, room, self.reason, size=20, colour=ink, align=RIGHT)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        right = max(text_width(self.value, 40, bold=True), text_width(self.label, 18)) + 2
        room = self.width() - px(120) - px(24) - (right + px(24) if self.value or self.label else 0)
        word = QRectF(px(120), px(12), room, px(60))
        self.write(painter, word, self.shown_word, size=40, bold=True, colour=ink, align=LEFT)
        below = QRectF(
            px(120), px(72), self.width() - px(144) - (right + px(24) if self.value else 0), px(30)
        )
        self.write(painter, below, self.reason, size=18, colour=ink, align=LEFT)
        left = self.width() - px(24) - right
        self.write(painter, QRectF(left, px(18), right, px(30)), self.label, size=18, colour=ink, align=RIGHT)
        value = QRectF(left, px(48), right, px(56))
        self.write(painter, value, self.value, size=40, bold=True, colour=ink, align=RIGHT)


class Sign(Drawn):
    """The small shape of a meaning, to stand beside its word; side in px at scale 1."""

    def __init__(self, shape: Shape, token: str, parent: QWidget | None = None, *, side: int = 24) -> None:
        super().__init__(parent)
        self._shape, self._token, self._side = shape, token, side
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            draw_shape(painter, self._shape, QRectF(self.rect()), self._token, "surface")
