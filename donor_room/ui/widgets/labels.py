"""Words and numbers that are only read."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.painting import (
    CENTRE,
    Drawn,
    baseline_write,
    box,
    draw_error,
    kept_together,
    text_width,
    write_line,
)

Run = tuple[str, float, bool, str]
"""Text, size in px at scale 1, bold, colour token."""


_TAIL = 0.28
"""How far letters such as g and p reach below the line, as a share of the size."""


class Label(QLabel):
    """A text of the type scale; size in px at scale 1, colour a token of the palette."""

    def __init__(
        self,
        text: str = "",
        size: float = 18,
        *,
        bold: bool = False,
        colour: str = "text",
        wrap: bool = False,
        width: int = 0,
        right: bool = False,
        height: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._height = height
        self._size, self._bold, self._colour, self._width = size, bold, colour, width
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.restyle()

    def setText(self, text: str) -> None:
        """Keep numbers and their units on one line where the text wraps."""
        self._text = text
        super().setText(kept_together(text) if self.wordWrap() else text)

    def text(self) -> str:
        return self._text

    def restyle(self) -> None:
        self.setFont(theme().font(self._size, bold=self._bold))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().colour(self._colour))
        self.setPalette(palette)
        if self._width:
            self.setFixedWidth(px(self._width))

    @property
    def lift(self) -> int:
        """How much higher than the middle a single line stands, so that in a low line its tails are whole."""
        if self.wordWrap():
            return 0
        letters, height = self.fontMetrics(), self.height()
        reach = (height - letters.height()) / 2 + letters.ascent() + px(self._size * _TAIL)
        return max(0, math.ceil(reach - height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a single line without cutting it at the box of its letters, as Qt would."""
        if self.wordWrap():
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            painter.setFont(self.font())
            painter.setPen(theme().colour(self._colour))
            flags = self.alignment() | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
            painter.drawText(self.contentsRect().translated(0, -self.lift), flags, self.text())

    def sizeHint(self) -> QSize:
        """Single lines stand as close as the scale says: values 1.25, reading text 1.5."""
        natural = super().sizeHint()
        if self.wordWrap():
            return natural
        return QSize(
            natural.width(), px(self._height or self._size * (1.25 if self._bold or self._size > 18 else 1.5))
        )

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self.wordWrap() else self.sizeHint()

    def set_size(self, size: float) -> None:
        if size != self._size:
            self._size = size
            self.restyle()

    def set_colour(self, token: str) -> None:
        self._colour = token
        self.restyle()

    def set_bold(self, bold: bool) -> None:
        self._bold = bold
        self.restyle()


class Complaint(Label):
    """What went wrong, the cross before it; any number of lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", 18, bold=True, colour="red", wrap=True, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def restyle(self) -> None:
        super().restyle()
        self.setContentsMargins(px(28), px(8), 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                line, side = self.fontMetrics().height(), px(20)
                draw_error(painter, QRectF(0, px(8) + (line - side) / 2, side, side), "red", "surface")


def title(text: str) -> Label:
    """Make the headline of a page."""
    return Label(text, 28, bold=True)


def heading(text: str) -> Label:
    """Make the heading of a group."""
    return Label(text, 20, bold=True, height=36)


def value(text: str) -> Label:
    """Make a value: the heaviest thing of its row."""
    return Label(text, 20, bold=True)


def quiet(text: str, size: float = 16) -> Label:
    """Make a label, a hint or a reason."""
    return Label(text, size, colour="quiet")


class Runs(Drawn):
    """Texts of different size on one baseline, such as "12 分 12 秒" or "318 / 400 mL"."""

    def __init__(
        self, runs: list[Run] | None = None, parent: QWidget | None = None, *, right: bool = False
    ) -> None:
        super().__init__(parent)
        self._runs: list[Run] = runs or []
        self._right = right
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All words one after the other, as they are read."""
        return "".join(run[0] for run in self._runs)

    def show_runs(self, runs: list[Run]) -> None:
        if runs != self._runs:
            self._runs = runs
            self.updateGeometry()
            self.update()

    def restyle(self) -> None:
        self.updateGeometry()

    def _natural_width(self) -> float:
        return sum(text_width(text, size, bold=bold) for text, size, bold, _ in self._runs)

    def sizeHint(self) -> QSize:
        tallest = max((run[1] for run in self._runs), default=18)
        return QSize(round(self._natural_width()), px(tallest * 1.25))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._runs:
            return
        with self.drawing() as painter:
            if self._natural_width() > self.width() + 1:
                self.cut_texts.add(self.text)
            tallest = max(self._runs, key=lambda run: run[1])
            metrics = QFontMetricsF(theme().font(tallest[1], bold=tallest[2]))
            base = (self.height() + metrics.capHeight()) / 2
            x = max(0.0, self.width() - self._natural_width()) if self._right else 0.0
            for text, size, bold, colour in self._runs:
                x = baseline_write(painter, QPointF(x, base), text, theme().font(size, bold=bold), colour)


def duration_runs(minutes: str, minute: str, seconds: str, second: str, *, colour: str = "text") -> list[Run]:
    """Return the runs of a clock whose units stand behind the numbers."""
    return [
        (minutes, 52, True, colour),
        (f" {minute} ", 20, True, colour),
        (seconds, 52, True, colour),
        (f" {second}", 20, True, colour),
    ]


class KeyChip(Drawn):
    """The small box with the key that does the same."""

    def __init__(self, key: str, parent: QWidget | None = None, *, side: int = 32) -> None:
        super().__init__(parent)
        self._key, self._side = key, side
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(max(px(self._side), text_width(self._key, 16) + px(14)), px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            paint_chip(painter, QRectF(self.rect()), self._key, ink="text", edge="edge", cut=self.cut_texts)


def paint_chip(painter: QPainter, rect: QRectF, key: str, *, ink: str, edge: str, cut: set[str]) -> None:
    """Draw the box of a key; shared by chips and buttons."""
    box(painter, rect, edge=edge, width=1, radius=4)
    write_line(painter, rect, key, size=16, bold=False, colour=ink, align=CENTRE, cut=cut)


class DonationNumberLabel(Drawn):
    """A donation number in groups of even digits, its check character boxed behind it."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 32, colour: str = "text") -> None:
        super().__init__(parent)
        self._groups: list[str] = []
        self._check = ""
        self._size, self._colour = size, colour
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_number(self, groups: list[str], check: str = "") -> None:
        """Show the groups as given, such as ["6601", "26", "014327"], and the check character."""
        self._groups, self._check = groups, check
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        return "  ".join(self._groups) + (f"  {self._check}" if self._check else "")

    def restyle(self) -> None:
        self.updateGeometry()

    def _number_width(self) -> int:
        return text_width("  ".join(self._groups), self._size, bold=True)

    def sizeHint(self) -> QSize:
        boxed = px(self._size * 1.25 + 16) if self._check else 0
        return QSize(self._number_width() + boxed + 2, px(self._size * 1.25))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._groups:
            return
        with self.drawing() as painter:
            number = "  ".join(self._groups)
            self.write(painter, self.rect(), number, size=self._size, bold=True, colour=self._colour)
            if self._check:
                side = px(self._size * 1.25)
                rect = QRectF(self._number_width() + px(16), (self.height() - side) / 2, side, side)
                box(painter, rect, edge="edge" if self._colour == "text" else self._colour, width=2, radius=4)
                self.write(
                    painter,
                    rect,
                    self._check,
                    size=self._size * 0.75,
                    bold=True,
                    colour=self._colour,
                    align=CENTRE,
                )
