"""The table of findings: each with value, limit, clause and date, as many as fit without one cut in half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.theme import px
from donor_room.ui.widgets.layout import Column
from donor_room.ui.widgets.painting import LEFT, RIGHT, cover, text_width
from donor_room.ui.widgets.rows import FixedRow


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


_NUMBER, _ITEM, _MIDDLE = 40, 224, (160, 168, 120)
"""How wide number, item, and value, limit and clause are in a table 880 wide; the date has the rest."""
_SHORT = 12
"""So many characters of a value fit into its column whatever they are."""
HEAD, LEAST, MOST = 32, 48, 64
"""How high the heads are, and a row at least and at most, in px at scale 1."""
_TWO_LINES = 52
"""From this height on two lines of 18 fit into a row."""


def column_lefts(lines: Sequence[FindingLine]) -> tuple[int, ...]:
    """Return where each of the six columns begins.

    A column in which nothing stands leaves its room to the item, or a third of it to a value of many words.
    """
    told = [any(cells) for cells in zip(*((one.value, one.limit, one.clause) for one in lines), strict=True)]
    widths = [width if is_told else 0 for width, is_told in zip(_MIDDLE, told or [True] * 3, strict=True)]
    free = sum(_MIDDLE) - sum(widths)
    to_value = free // 3 if any(len(one.value) > _SHORT for one in lines) else 0
    widths[0] += to_value
    lefts = [0, _NUMBER, _NUMBER + _ITEM + free - to_value]
    for width in widths:
        lefts.append(lefts[-1] + width)
    return tuple(lefts)


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
        self.head = _HeadRow(heads or [""] * 5)
        self._column.addWidget(self.head)

    def show_heads(self, heads: list[str]) -> None:
        self.head.heads = heads
        self.head.update()

    def show_lines(self, lines: list[FindingLine]) -> None:
        """Show these findings; rows are used again, so that the one with the keyboard keeps it."""
        self.lines, lefts = lines, column_lefts(lines)
        for place in range(len(self._made), len(lines)):
            row = _FindingRow(place + 1, lines[place])
            row.asked.connect(self.clause_asked)
            self._made.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._made):
            row.setVisible(place < len(lines))
        self.rows = self._made[: len(lines)]
        self.head.show_columns(lefts)
        for row, line in zip(self.rows, lines, strict=True):
            row.show_line(line, lefts)

    def fit(self, room: int) -> None:
        """Share out a height in pixels: whole rows are seen, the others come by scrolling."""
        room -= 0 if self.head.isHidden() else px(HEAD)
        seen = max(1, room // px(LEAST))
        height = room // seen if len(self.rows) > seen else 0
        for row in self._made:
            row.take_height(height)


def _left_of(row: QWidget, lefts: tuple[int, ...], place: int) -> float:
    """Return where a column begins; columns keep their share when the page is narrow."""
    return px(lefts[place]) * min(1.0, row.width() / max(1, px(880)))


class _HeadRow(FixedRow):
    row_height = HEAD

    def __init__(self, heads: list[str]) -> None:
        super().__init__()
        self.heads = heads
        self._lefts = column_lefts([])

    def show_columns(self, lefts: tuple[int, ...]) -> None:
        self._lefts = lefts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            for place, head in enumerate(self.heads):
                last = place == 4
                left = _left_of(self, self._lefts, place + 1)
                right = self.width() if last else _left_of(self, self._lefts, place + 2)
                if right > left:
                    room = QRectF(left, 0, right - left - (0 if last else px(8)), self.height())
                    self.write(painter, room, head, size=16, colour="quiet", align=RIGHT if last else LEFT)
            cover(painter, QRect(0, self.height() - 1, self.width(), 1), "hairline")


class _FindingRow(FixedRow):
    row_height = MOST
    asked = Signal(int)

    def __init__(self, place: int, line: FindingLine) -> None:
        self._height = 0
        super().__init__()
        self._place, self.line, self._lefts = place, line, column_lefts([])
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_line(self, line: FindingLine, lefts: tuple[int, ...]) -> None:
        """Show another finding in this place."""
        self.line, self._lefts = line, lefts
        self.update()

    def take_height(self, height: int) -> None:
        """Take this height in pixels; at 0 as much as there is room for."""
        if height != self._height:
            self._height = height
            self.restyle()

    def focus_rect(self) -> QRect:
        """Leave air between the ring and the words."""
        return self.rect().adjusted(-px(8), px(2), px(8), -px(2))

    def restyle(self) -> None:
        """On a low screen the rows move together before anything scrolls."""
        self.setMinimumHeight(self._height or px(LEAST))
        self.setMaximumHeight(self._height or px(MOST))

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
                left = _left_of(self, self._lefts, place)
                room = QRectF(
                    left, 0, _left_of(self, self._lefts, place + 1) - left - px(8), self.height() - 1
                )
                if text:
                    fitted = self._size_for(text, room.width(), size, bold=bold)
                    self.write(painter, room, text, size=fitted, bold=bold, colour=colour, wraps=True)
            self._paint_until(painter, _left_of(self, self._lefts, 5))

    def _size_for(self, text: str, room: float, size: int, *, bold: bool) -> int:
        """Return a size at which the text takes one line, or else two that the row has room for."""
        one_line = next((one for one in (size, 18) if text_width(text, one, bold=bold) <= room + 1), None)
        if one_line is not None:
            return one_line
        is_long = text_width(text, 18, bold=bold) > 1.8 * room
        return 16 if is_long or self.height() < px(_TWO_LINES) else 18

    def _paint_until(self, painter: QPainter, left: float) -> None:
        room = QRectF(left, 0, self.width() - left, self.height() - 1)
        if self.line.note:
            room.setHeight(self.height() / 2 + px(4))
            self._paint_note(painter, left)
        self.write(painter, room, self.line.until, size=20, bold=self.line.is_deciding, align=RIGHT)

    def _paint_note(self, painter: QPainter, left: float) -> None:
        """Under the date; in its place where there is none."""
        top = self.height() / 2 - px(2) if self.line.until else 0
        room = QRectF(left, top, self.width() - left, self.height() - top - px(2))
        self.write(
            painter, room, self.line.note, size=16, bold=True, colour="violet", align=RIGHT, wraps=True
        )
