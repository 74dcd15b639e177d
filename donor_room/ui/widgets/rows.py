"""Rows that are read: facts with their reason, pairs of the rail, findings with clause and date."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px
from donor_room.ui.tokens import Shape, Tone
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.layout import Column
from donor_room.ui.widgets.painting import (
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


class _FixedRow(Drawn):
    """A row of fixed height that takes the width it is given."""

    row_height = 36

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(self.row_height))

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(self.row_height))


class FactRow(_FixedRow):
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


class PairRow(_FixedRow):
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


class ListRow(_FixedRow):
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
        parent: QWidget | None = None,
    ) -> None:
        """State is "open", "done", "here", "check" or "physician"; mark is what stands before an open row."""
        self.row_height = height
        super().__init__(parent)
        self.text, self.note, self.state, self.mark = text, note, state, mark

    def show_row(self, text: str, note: str, state: str, mark: str = "") -> None:
        self.text, self.note, self.state, self.mark = text, note, state, mark
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = _LIST_INKS.get(self.state, "text")
        with self.drawing() as painter:
            self._paint_ground(painter)
            self._paint_mark(painter, ink)
            note = text_width(self.note, 16, bold=self.state == "check") if self.note else 0
            right_edge = self.width() - (px(8) if self.state in ("here", "check") else 0)
            room = QRectF(px(32), 0, right_edge - px(32) - note - px(8), self.height())
            bold = self.state in ("here", "check", "physician")
            self.write(
                painter, room, self.text, size=18, bold=bold, colour="text" if self.state == "check" else ink
            )
            right = QRectF(right_edge - note - 2, 0, note + 2, self.height())
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


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as the decision page shows it; every text is ready to be read."""

    item: str
    value: str
    limit: str
    clause: str
    until: str
    is_deciding: bool = False
    """Whether it sets the date of the decision."""
    note: str = ""
    """Who may release it, or who has; it stands under the date."""


_COLUMNS = (0, 40, 264, 424, 592)


class FindingsTable(QWidget):
    """All findings, the one that sets the date first; a row can be asked for its clause."""

    clause_asked = Signal(int)

    def __init__(self, heads: list[str] | None = None, parent: QWidget | None = None) -> None:
        """Heads name the five columns: item, value, limit, clause, date."""
        super().__init__(parent)
        self.lines: list[FindingLine] = []
        self.rows: list[_FindingRow] = []
        self._made: list[_FindingRow] = []
        self._column = Column(self)
        self._head = _HeadRow(heads or [""] * 5)
        self._column.addWidget(self._head)

    def show_heads(self, heads: list[str]) -> None:
        self._head.heads = heads
        self._head.update()

    def show_lines(self, lines: list[FindingLine]) -> None:
        """Show these findings; rows are used again, so that the one with the keyboard keeps it."""
        self.lines = lines
        for place in range(len(self._made), len(lines)):
            row = _FindingRow(place + 1, lines[place])
            row.asked.connect(self.clause_asked)
            self._made.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._made):
            row.setVisible(place < len(lines))
        self.rows = self._made[: len(lines)]
        for row, line in zip(self.rows, lines, strict=True):
            row.show_line(line)


class _HeadRow(_FixedRow):
    row_height = 36

    def __init__(self, heads: list[str]) -> None:
        super().__init__()
        self.heads = heads

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            for place, head in enumerate(self.heads):
                last = place == 4
                right = self.width() if last else _column_left(self, place + 2)
                left = _column_left(self, place + 1)
                room = QRectF(left, px(4), right - left - (0 if last else px(8)), self.height() - px(4))
                self.write(painter, room, head, size=16, colour="quiet", align=RIGHT if last else LEFT)
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")


def _column_left(row: QWidget, place: int) -> float:
    """Return where a column begins; columns keep their share when the page is narrow."""
    share = min(1.0, row.width() / max(1, px(880)))
    lefts = (*_COLUMNS, 712)
    return px(lefts[min(place, 5)]) * share


class _FindingRow(_FixedRow):
    row_height = 64
    least_height = 52
    asked = Signal(int)

    def __init__(self, place: int, line: FindingLine) -> None:
        super().__init__()
        self._place, self.line = place, line
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_line(self, line: FindingLine) -> None:
        """Show another finding in this place."""
        self.line = line
        self.update()

    def focus_rect(self) -> QRect:
        """Leave air between the ring and the words."""
        return self.rect().adjusted(-px(8), px(4), px(8), -px(4))

    def restyle(self) -> None:
        """On a low screen the rows move together before anything scrolls."""
        self.setMinimumHeight(px(self.least_height))
        self.setMaximumHeight(px(self.row_height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Space):
            self.asked.emit(self._place - 1)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(self._place - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self.line
        cells = [
            (str(self._place), 16, False, "quiet"),
            (line.item, 20, False, "text"),
            (line.value, 20, True, "text"),
            (line.limit, 18, False, "text"),
            (line.clause, 18, False, "quiet"),
        ]
        with self.drawing() as painter:
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")
            for place, (text, size, bold, colour) in enumerate(cells):
                left, right = _column_left(self, place), _column_left(self, place + 1)
                room = QRectF(left, 0, right - left - px(8), self.height())
                long = text_width(text, size, bold=bold) > 1.8 * room.width()
                fitted = 16 if long else size
                self.write(painter, room, text, size=fitted, bold=bold, colour=colour, wraps=True)
            left = _column_left(self, 5)
            room = QRectF(left, 0, self.width() - left, self.height())
            if line.note:
                room.setHeight(self.height() / 2 + px(4))
                self._paint_note(painter, left, line)
            self.write(painter, room, line.until, size=20, bold=line.is_deciding, align=RIGHT)

    def _paint_note(self, painter: QPainter, left: float, line: FindingLine) -> None:
        """Under the date; in its place where there is none."""
        top = self.height() / 2 - px(2) if line.until else 0
        room = QRectF(left, top, self.width() - left, self.height() - top - px(2))
        self.write(painter, room, line.note, size=16, bold=True, colour="violet", align=RIGHT, wraps=True)


class ResultRow(_FixedRow):
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
            align = Qt.AlignmentFlag.AlignCenter
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
