"""The board as it is painted: a line for each person, a column for each step, minutes where the person is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.domain.board import Board, BoardRow
from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.walk import STEPS
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Shape
from donor_room.ui.widgets.painting import (
    CENTRE,
    Drawn,
    box,
    cover,
    draw_shape,
    draw_tick,
    draw_warning,
    text_width,
)
from donor_room.ui.widgets.walk import STEPS as NAMES

ROWS_SEEN = 14
_TOP, _HEAD = 72, 48
_NUMBER, _NAME, _CAME, _STEPS, _RIGHT = 24, 112, 232, 320, 24
_DOT, _HERE, _SIGN = 4, 8, 22
_LAST = 152
"""Width of the last step with its words, in px at scale 1."""
_ROUNDED = 0.01
FRAME_STEPS: dict[str, str] = dict(zip(STEPS, NAMES, strict=True))
"""The steps of the walk by the names of their words."""
_TONES = {"late": "amber", "physician": "violet", "reaction": "red"}
_SHAPES = {"physician": Shape.DIAMOND_CROSS, "reaction": Shape.OCTAGON}


class BoardChart(Drawn):
    """The figures of the day, the row of steps, and the people; arrows and wheel move through them."""

    moved = Signal()
    """Another person is marked."""
    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board: Board | None = None
        self.marked = ""
        """The visit that is marked: it stays marked wherever its row goes."""
        self.first = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(_TOP + _HEAD + 120))

    def sizeHint(self) -> QSize:
        return QSize(px(1366), px(640))

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        return self.board.rows if self.board is not None else ()

    @property
    def place(self) -> int:
        """Return the place of the marked person among the rows; -1 without anybody."""
        return next((at for at, row in enumerate(self.rows) if row.visit == self.marked), -1)

    @property
    def here(self) -> BoardRow | None:
        """Return the marked person."""
        return self.rows[self.place] if self.place >= 0 else None

    def show_board(self, board: Board) -> None:
        """Show the board as it is now; who is marked stays so, and who has gone hands on to the neighbour."""
        at = self.place
        self.board = board
        if self.place < 0:
            self.mark(min(max(at, 0), len(self.rows) - 1))
        else:
            self._come_into_sight()
        self.update()

    def mark_longest(self) -> None:
        """Mark who waits longest at the step that holds the others up, or else the first person."""
        waits = [row for row in self.rows if self.board is not None and row.step == self.board.held_up]
        chosen = max(waits, key=lambda row: row.minutes or 0, default=None)
        self.mark(self.rows.index(chosen) if chosen is not None else 0)

    def mark_visit(self, visit: str) -> bool:
        """Mark the row of a visit; False where it is not here."""
        at = next((at for at, row in enumerate(self.rows) if row.visit == visit), -1)
        if at >= 0:
            self.mark(at)
        return at >= 0

    def mark(self, at: int) -> None:
        """Mark the person at a place."""
        inside = 0 <= at < len(self.rows)
        self.marked = self.rows[at].visit if inside else ""
        self._come_into_sight()
        self.update()
        self.moved.emit()

    def _come_into_sight(self) -> None:
        at = max(self.place, 0)
        if at < self.first:
            self.first = at
        elif at >= self.first + self.seen:
            self.first = at - self.seen + 1
        self.first = max(0, min(self.first, len(self.rows) - self.seen))

    @property
    def _height(self) -> float:
        """Return how high a row is: fourteen fill the page."""
        return max(px(32), (self.height() - px(_TOP + _HEAD)) / ROWS_SEEN)

    @property
    def seen(self) -> int:
        """Return how many rows there is room for."""
        return max(1, int((self.height() - px(_TOP + _HEAD)) / self._height + _ROUNDED))

    # keys, wheel and finger

    def take_key(self, key: Qt.Key) -> bool:
        """Move by an arrow or a page; False for any other key."""
        by = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self.seen, Qt.Key.Key_PageUp: -self.seen,
        }.get(key)  # fmt: skip
        if by is not None and self.rows:
            self.mark(min(max(self.place + by, 0), len(self.rows) - 1))
        return by is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_key(Qt.Key(event.key())):
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.first += -1 if event.angleDelta().y() > 0 else 1
        self.first = max(0, min(self.first, len(self.rows) - self.seen))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        down = event.position().y() - px(_TOP + _HEAD)
        at = self.first + int(down // self._height)
        if down >= 0 and at < len(self.rows):
            self.mark(at)
            self.pressed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._come_into_sight()

    # drawing

    def focus_rect(self) -> QRectF:
        """Return the marked row, or the head where none is in sight; the focus ring is drawn round it."""
        at = self.place - self.first
        if not 0 <= at < self.seen:
            return QRectF(px(16), px(_TOP + 4), self.width() - px(32), px(_HEAD - 8))
        return self._rect(at).adjusted(px(16), px(2), -px(16), -px(2))

    def _rect(self, at: int) -> QRectF:
        return QRectF(0, px(_TOP + _HEAD) + at * self._height, self.width(), self._height)

    def _column(self, at: int) -> float:
        """Return where a step stands; the last one leaves room for its words."""
        width = (self.width() - px(_STEPS) - px(_RIGHT) - px(_LAST)) / (len(STEPS) - 1)
        return px(_STEPS) + at * width + px(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            cover(painter, QRectF(self.rect()), "surface")
            if self.board is None:
                return
            self._paint_head(painter, self.board)
            self._paint_steps(painter, self.board)
            if not self.rows:
                words = QRectF(0, px(_TOP + _HEAD), self.width(), px(160))
                self.write(painter, words, say("board.empty"), size=24, colour="quiet", align=CENTRE)
            for at, row in enumerate(self.rows[self.first : self.first + self.seen]):
                self._paint_row(painter, row, self._rect(at))

    def _paint_head(self, painter: QPainter, board: Board) -> None:
        cover(painter, QRectF(0, 0, self.width(), px(_TOP)), "page")
        words = say("board.here", count=board.here)
        left = px(24) + self.write(painter, QRectF(px(24), 0, px(420), px(_TOP)), words, size=28, bold=True)
        if board.held_up:
            side = px(24)
            draw_warning(painter, QRectF(left + px(24), (px(_TOP) - side) / 2, side, side), "amber", "page")
            step = say(f"frame.step.{FRAME_STEPS[board.held_up]}")
            room = QRectF(left + px(58), 0, self._figures_left() - left - px(66), px(_TOP))
            words = say("board.held_up", step=step, minutes=board.longest)
            self.write(painter, room, words, size=18, bold=True, colour="amber", wraps=True)
        for at, (name, value) in enumerate(self._figures(board)):
            room = QRectF(self._figures_left() + at * px(116), px(8), px(112), px(24))
            self.write(painter, room, name, size=16, colour="quiet")
            below = room.translated(0, px(25)).adjusted(0, 0, 0, px(8))
            size = 24 if text_width(value, 24, bold=True) <= below.width() else 18
            self.write(painter, below, value, size=size, bold=True)
        cover(painter, QRectF(0, px(_TOP) - 1, self.width(), 1), "hairline")

    def _figures_left(self) -> float:
        return self.width() - px(24) - 5 * px(116) + px(8)

    def _figures(self, board: Board) -> tuple[tuple[str, str], ...]:
        day, unknown = board.day, say("frame.unknown")
        ends = day.ends_at.astimezone(DONATION_SITE).strftime("%H:%M") if day.ends_at else unknown
        mean = unknown if day.mean_minutes is None else say("frame.minutes", minutes=day.mean_minutes)
        values = {"came": str(day.came), "gave": str(day.gave), "deferred": str(day.deferred),
                  "mean": mean, "ends": ends}  # fmt: skip
        return tuple((say(f"board.figure.{name}"), value) for name, value in values.items())

    def _paint_steps(self, painter: QPainter, board: Board) -> None:
        bottom = self.height()
        if board.held_up:
            at = STEPS.index(board.held_up)
            left, right = self._column(at) - px(10), self._column(at + 1) - px(10)
            cover(painter, QRectF(left, px(_TOP), right - left, bottom - px(_TOP)), "amber_soft")
        for left, key in ((_NUMBER, "number"), (_NAME, "donor"), (_CAME, "came")):
            room = QRectF(px(left), px(_TOP), px(96), px(_HEAD))
            self.write(painter, room, say(f"board.head.{key}"), size=16, colour="quiet")
        for at, step in enumerate(STEPS):
            is_held = step == board.held_up
            room = QRectF(self._column(at), px(_TOP), self._column(1) - self._column(0) - px(4), px(_HEAD))
            words = f"{say(f'frame.step.{FRAME_STEPS[step]}')} {board.at_step[step]}"
            self.write(painter, room, words, bold=is_held, colour="amber" if is_held else "text", wraps=True)
        cover(painter, QRectF(0, px(_TOP + _HEAD) - 1, self.width(), 1), "hairline")

    def _paint_row(self, painter: QPainter, row: BoardRow, rect: QRectF) -> None:
        if row.visit == self.marked:
            box(painter, rect.adjusted(px(12), 1, -px(12), -1), fill="chosen", radius=6)
            cover(painter, QRectF(px(12), rect.top() + px(4), px(4), rect.height() - px(8)), "action")
        tone = "quiet" if row.sign == "gone" else "text"
        self.write(painter, self._cell(rect, _NUMBER, 84), row.number, bold=True, colour=tone)
        self.write(painter, self._cell(rect, _NAME, 112), row.name or say("board.no_name"), colour=tone)
        came = row.came_at.astimezone(DONATION_SITE).strftime("%H:%M")
        self.write(painter, self._cell(rect, _CAME, 80), came, size=16, colour="quiet")
        self._paint_way(painter, row, rect.center().y())

    @staticmethod
    def _cell(rect: QRectF, left: int, width: int) -> QRectF:
        return QRectF(px(left), rect.top(), px(width), rect.height())

    def _paint_way(self, painter: QPainter, row: BoardRow, middle: float) -> None:
        """Draw the way so far, the person on it, and the way that is left."""
        at = len(STEPS) - 1 if row.step == "closed" else STEPS.index(row.step)
        here, end = self._column(at), self._column(len(STEPS) - 1)
        cover(painter, QRectF(self._column(0), middle - 1, here - self._column(0), 2), "quiet")
        for before in range(at):
            self._dot(painter, self._column(before), middle, _DOT, "quiet")
        self._paint_sign(painter, row, here, middle)
        words_end = self._paint_words(painter, row, here + px(18), middle)
        if row.sign != "gone" and words_end + px(8) < end:
            cover(painter, QRectF(words_end + px(8), middle, end - words_end - px(8), 1), "hairline")

    def _paint_sign(self, painter: QPainter, row: BoardRow, here: float, middle: float) -> None:
        side = px(_SIGN)
        rect = QRectF(here - side / 2, middle - side / 2, side, side)
        if row.sign == "late":
            draw_warning(painter, rect, "amber", "surface")
        elif row.sign in _SHAPES:
            draw_shape(painter, _SHAPES[row.sign], rect, _TONES[row.sign], "surface")
        elif row.sign == "gone":
            draw_tick(painter, QRectF(here - px(7), middle - px(5), px(14), px(10)), "quiet", 2)
        else:
            self._dot(painter, here, middle, _HERE, "action" if row.minutes is not None else "quiet")

    def _dot(self, painter: QPainter, x: float, y: float, radius: int, colour: str) -> None:
        side = px(2 * radius)
        box(painter, QRectF(x - side / 2, y - side / 2, side, side), fill=colour, radius=radius)

    def _paint_words(self, painter: QPainter, row: BoardRow, left: float, middle: float) -> float:
        """Write minutes and what is up beside the person; return where that ends."""
        words, also = _minutes_of(row), _also(row)
        tone = _TONES.get(row.sign, "quiet" if row.sign == "gone" else "text")
        height = px(28)
        room = QRectF(left, middle - height / 2, self.width() - left - px(4), height)
        end = left + self.write(painter, room, words, size=18, bold=row.sign in _TONES, colour=tone)
        if also:
            room = QRectF(end + px(8), room.top(), self.width() - end - px(12), height)
            colour, bold = (tone, True) if row.sign in _TONES else ("quiet", False)
            end += px(8) + self.write(painter, room, also, size=16, bold=bold, colour=colour)
        return end


def _minutes_of(row: BoardRow) -> str:
    if row.sign == "gone":
        return say("board.gone")
    return say("frame.unknown") if row.minutes is None else say("frame.minutes", minutes=row.minutes)


def _also(row: BoardRow) -> str:
    if row.sign in ("physician", "reaction"):
        return say(f"board.sign.{row.sign}")
    if row.chair is not None and row.sign != "gone":
        return say("board.chair", chair=row.chair)
    return "" if row.is_begun else say("board.not_begun")
