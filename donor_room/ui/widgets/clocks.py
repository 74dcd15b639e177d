"""Clocks that run up: strip, rest, reaction; durations carry their units."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.labels import Run, Runs
from donor_room.ui.widgets.painting import CENTRE, LEFT, RIGHT, Drawn, box, cover, text_width


def clock_runs(seconds: int, colour: str = "text", size: float = 52, unit_size: float = 20) -> list[Run]:
    """Return minutes and seconds, each with its unit, so that nobody reads a time of day."""
    minutes, rest = divmod(max(0, seconds), 60)
    runs: list[Run] = [
        (str(minutes), size, True, colour),
        (f" {say('frame.minute')} ", unit_size, True, colour),
    ]
    return [*runs, (f"{rest:02d}", size, True, colour), (f" {say('frame.second')}", unit_size, True, colour)]


class RestTimer(Runs):
    """A large duration; whoever owns the clock tells it the seconds."""

    def __init__(self, parent: QWidget | None = None, *, right: bool = False, colour: str = "text") -> None:
        super().__init__(parent=parent, right=right)
        self._seconds, self._colour = 0, colour
        self.show_seconds(0)

    @property
    def seconds(self) -> int:
        return self._seconds

    def show_seconds(self, seconds: int) -> None:
        self._seconds = seconds
        self.show_runs(clock_runs(seconds, self._colour))

    def retext(self) -> None:
        self.show_seconds(self._seconds)


class ProgressBar(Drawn):
    """How much of a whole is there; both in the same unit."""

    def __init__(self, parent: QWidget | None = None, *, tone: str = "action") -> None:
        super().__init__(parent)
        self._part, self._tone = 0.0, tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(8))

    def show_part(self, part: float, whole: float, tone: str = "action") -> None:
        self._part, self._tone = min(1.0, max(0.0, part / whole if whole else 0.0)), tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            box(painter, self.rect(), fill="hairline", radius=4)
            if self._part:
                box(
                    painter, QRectF(0, 0, self.width() * self._part, self.height()), fill=self._tone, radius=4
                )


class StripClock(Drawn):
    """The strip's time against its reading window, to scale; green is only the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seconds, self._from_min, self._until_min, self._whole_min = 0, 0, 0, 1
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(88))

    def sizeHint(self) -> QSize:
        return QSize(px(336), px(88))

    def show_window(self, from_min: int, until_min: int, words: str) -> None:
        """Minutes between which the strip may be read; words stand below the window."""
        self._from_min, self._until_min, self._words = from_min, until_min, words
        self._whole_min = max(1, round(until_min * 1.25))
        self.update()

    def show_seconds(self, seconds: int) -> None:
        self.seconds = seconds
        self.update()

    def _x(self, minutes: float) -> float:
        return min(1.0, minutes / self._whole_min) * self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            top, height = px(8), px(16)
            box(painter, QRectF(0, top, self.width(), height), fill="hairline", radius=4)
            window = QRectF(
                self._x(self._from_min), top, self._x(self._until_min) - self._x(self._from_min), height
            )
            cover(painter, window, "green_disc")
            now = self._x(self.seconds / 60)
            box(painter, QRectF(0, top, now, height), fill="action", radius=4)
            if now > window.left():
                cover(painter, window & QRectF(0, top, now, height), "green")
            box(painter, QRectF(now - px(2), px(2), px(4), px(28)), fill="text", radius=2)
            self._paint_scale(painter)

    def _paint_scale(self, painter: QPainter) -> None:
        y, height = px(32), px(26)
        self.write(painter, QRectF(0, y, px(40), height), "0", size=16, colour="quiet", align=LEFT)
        for minutes in (self._from_min, self._until_min):
            room = QRectF(self._x(minutes) - px(30), y, px(60), height)
            self.write(painter, room, str(minutes), size=16, colour="quiet", align=CENTRE)
        end = say("frame.minutes", minutes=self._whole_min)
        room = QRectF(self.width() - px(64), y, px(64), height)
        self.write(painter, room, end, size=16, colour="quiet", align=RIGHT)
        middle = self._x((self._from_min + self._until_min) / 2)
        width = text_width(self._words, 16, bold=True) + 2
        left = min(middle - width / 2, self.width() - width)
        self.write(
            painter,
            QRectF(left, px(58), width, height),
            self._words,
            size=16,
            bold=True,
            colour="green",
            align=CENTRE,
        )
