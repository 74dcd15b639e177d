"""Rows that are read: facts with their reason, pairs and lists of the rail, passed results."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px
from donor_room.ui.tokens import Shape, Tone
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.painting import (
    CENTRE,
    LEFT,
    RIGHT,
    Drawn,
    box,
    cover,
    draw_shape,
    draw_tick,
    draw_warning,
    text_width,
)


class FixedRow(Drawn):
    """A row of fixed height that takes the width it is given."""

    row_height = 36

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(self.row_height))

    def stand(self, height: int) -> None:
        """Take this height, in px at scale 1."""
        if height != self.row_height:
            self.row_height = height
            self.restyle()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(self.row_height))


class FactRow(FixedRow):
    """One standing fact: icon, label, value, and why it is so."""

    row_height = 56

    def __init__(
        self,
        icon_name: str = "",
        label: str = "",
        value: str = "",
        reason: str = "",
        *,
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icon_name, self.label, self.value, self.reason, self.tone = icon_name, label, value, reason, tone

    def show_fact(self, label: str, value: str, reason: str = "", tone: Tone = Tone.PLAIN) -> None:
        self.label, self.value, self.reason, self.tone = label, value, reason, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            height, ink = self.height(), self.tone.value
            cover(painter, QRect(0, 0, self.width(), 1), "hairline")
            left = 0
            if self.icon_name:
                side = px(24)
                picture = icon(self.icon_name, "quiet", side, self.devicePixelRatioF())
                painter.drawPixmap(0, (height - side) // 2, picture)
                left = px(40)
            self.write(painter, QRectF(left, 0, px(160) - left - px(8), height), self.label, colour="quiet")
            value_room = max(px(160), text_width(self.value, 20, bold=True) + 2)
            self.write(
                painter, QRectF(px(160), 0, value_room, height), self.value, size=20, bold=True, colour=ink
            )
            reason_left = max(px(328), px(160) + value_room + px(16))
            reason = QRectF(reason_left, 0, self.width() - reason_left, height)
            colour = "quiet" if self.tone in (Tone.PLAIN, Tone.QUIET) else ink
            self.write(painter, reason, self.reason, colour=colour, wraps=True)


class PairRow(FixedRow):
    """A line of the rail: quiet label, value, and a note at the right edge."""

    def __init__(
        self,
        label: str = "",
        value: str = "",
        note: str = "",
        *,
        indent: int = 80,
        bold: bool = False,
        height: int = 36,
        tone: Tone = Tone.PLAIN,
        parent: QWidget | None = None,
    ) -> None:
        """Indent is where the value begins, in px at scale 1; 0 puts it at the right edge."""
        self.row_height = height
        super().__init__(parent)
        self.label, self.value, self.note = label, value, note
        self._indent, self._bold, self.tone = indent, bold, tone

    def show_pair(self, label: str, value: str, note: str = "", tone: Tone = Tone.PLAIN) -> None:
        self.label, self.value, self.note, self.tone = label, value, note, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            width, height = self.width(), self.height()
            note = text_width(self.note, 16) if self.note else 0
            if note:
                room = QRectF(width - note - 2, 0, note + 2, height)
                self.write(painter, room, self.note, size=16, colour="quiet", align=RIGHT)
            if self._indent:
                left = max(px(self._indent), text_width(self.label, 18) + px(16))
                room = QRectF(left, 0, width - left - (note + px(8) if note else 0), height)
                align = LEFT
            else:
                left = width
                room, align = QRectF(text_width(self.label, 18) + px(8), 0, width, height), RIGHT
                room.setRight(width)
            self.write(painter, QRectF(0, 0, left, height), self.label, colour="quiet")
            self.write(painter, room, self.value, bold=self._bold, colour=self.tone.value, align=align)


class ListRow(FixedRow):
    """A line of a list in the rail: done ones ticked, the present one on blue, one in trouble on amber."""

    row_height = 36

    def __init__(
        self,
        text: str = "",
        note: str = "",
        *,
        state: str = "open",
        mark: str = "",
        height: int = 36,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """State is "open", "done", "here", "check" or "physician"; mark is what stands before an open row.

        wraps lets a long text have a second line.
        """
        self.row_height, self._one_line, self._wraps = height, height, wraps
        super().__init__(parent)
        self.text, self.note, self.state, self.mark = text, note, state, mark

    def show_row(self, text: str, note: str, state: str, mark: str = "") -> None:
        self.text, self.note, self.state, self.mark = text, note, state, mark
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._wraps:
            bold = self.state in _HEAVY
            is_long = text_width(self.text, 18, bold=bold) > self._room().width() + 1
            self.stand(_TWO_LINES if is_long else self._one_line)

    def _room(self) -> QRectF:
        note = text_width(self.note, 16, bold=self.state == "check") if self.note else 0
        return QRectF(px(32), 0, self._right_edge - px(32) - note - px(8), self.height())

    @property
    def _right_edge(self) -> int:
        return self.width() - (px(8) if self.state in ("here", "check") else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = _LIST_INKS.get(self.state, "text")
        with self.drawing() as painter:
            self._paint_ground(painter)
            self._paint_mark(painter, ink)
            note = text_width(self.note, 16, bold=self.state == "check") if self.note else 0
            bold, room = self.state in _HEAVY, self._room()
            is_longest = self._wraps and text_width(self.text, 18, bold=bold) > _LONGEST * room.width()
            self.write(
                painter,
                room,
                self.text,
                size=16 if is_longest else 18,
                bold=bold,
                colour="text" if self.state == "check" else ink,
                wraps=self._wraps,
            )
            right = QRectF(self._right_edge - note - 2, 0, note + 2, self.height())
            faint = "amber" if self.state == "check" else "quiet"
            self.write(
                painter, right, self.note, size=16, bold=self.state == "check", colour=faint, align=RIGHT
            )

    def _paint_ground(self, painter: QPainter) -> None:
        if self.state == "here":
            box(painter, QRectF(-px(8), 0, self.width() + px(8), self.height()), fill="chosen", radius=6)
            cover(painter, QRect(0, 0, px(4), self.height()), "action")
        elif self.state == "check":
            box(painter, QRectF(0, 0, self.width(), self.height()), fill="amber_soft", radius=6)

    def _paint_mark(self, painter: QPainter, ink: str) -> None:
        middle = self.height() / 2
        if self.state == "done":
            draw_tick(painter, QRectF(px(3), middle - px(4), px(13), px(9)), "quiet", 2)
        elif self.state == "check":
            draw_warning(painter, QRectF(px(4), middle - px(10), px(20), px(20)), "amber", "amber_soft")
        elif self.state == "physician":
            side = px(24)
            draw_shape(
                painter, Shape.DIAMOND_CROSS, QRectF(0, middle - side / 2, side, side), "violet", "surface"
            )
        else:
            left = px(8) if self.state == "here" else 0
            room = QRectF(left, 0, px(26), self.height())
            colour = "action" if self.state == "here" else "quiet"
            self.write(painter, room, self.mark, size=16, bold=self.state == "here", colour=colour)


_LIST_INKS = {"physician": "violet"}
_HEAVY = ("here", "check", "physician")
_TWO_LINES = 52
_LONGEST = 1.7
"""How much longer than its room a text may be and still stand on two lines of the usual size."""


class ResultRow(FixedRow):
    """A line of the passed results: label, value, limit, comparison; quiet but for the value."""

    row_height = 38

    def __init__(self, cells: tuple[str, str, str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = cells

    def paintEvent(self, event: QPaintEvent) -> None:
        share = min(1.0, self.width() / px(880))
        lefts = [round(px(left) * share) for left in (0, 160, 360, 616)] + [self.width()]
        with self.drawing() as painter:
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")
            for place, text in enumerate(self.cells):
                room = QRectF(lefts[place], 0, lefts[place + 1] - lefts[place] - px(8), self.height())
                heavy = place == 1
                self.write(
                    painter,
                    room,
                    text,
                    size=20 if heavy else 18,
                    bold=heavy,
                    colour="text" if heavy else "quiet",
                )


class Tag(Drawn):
    """A word on a soft ground, such as "流速偏慢"."""

    def __init__(self, text: str = "", tone: Tone = Tone.CHECK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_tag(self, text: str, tone: Tone) -> None:
        self.text, self.tone = text, tone
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def restyle(self) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(text_width(self.text, 16, bold=True) + px(32), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill, ink = _TAGS[self.tone]
        with self.drawing() as painter:
            if fill:
                box(painter, self.rect(), fill=fill, radius=14)
            align = CENTRE if fill else RIGHT
            self.write(painter, self.rect(), self.text, size=16, bold=bool(fill), colour=ink, align=align)


_TAGS = {
    Tone.PLAIN: ("", "text"),
    Tone.QUIET: ("", "quiet"),
    Tone.ACTION: ("chosen", "action"),
    Tone.PROVED: ("green_soft", "green"),
    Tone.CHECK: ("amber_soft", "amber"),
    Tone.STOP: ("#8A0F16", "#FFFFFF"),
    Tone.PHYSICIAN: ("#4B2C8F", "#FFFFFF"),
}
