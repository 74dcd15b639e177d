"""Where the nurse types: no default, no wheel, and room kept for what must be said about the value."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QLineEdit, QWidget

from donor_room.ui.texts import say, say_again
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.painting import LEFT, Drawn, box, draw_error, draw_warning, text_width, write_line

if TYPE_CHECKING:
    from decimal import Decimal


class Mark(Enum):
    """What the edge of a field says."""

    NONE = "edge"
    CHECK = "amber"
    ERROR = "red"


class TextField(QLineEdit):
    """One line of writing in a field 56 high; width in px at scale 1, 0 takes what is free."""

    left = Signal()
    """The nurse went on to another field."""

    def __init__(self, width: int = 0, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(parent)
        self._width, self._mark = width, Mark.NONE
        self.cut_texts: set[str] = set()
        self.setFrame(False)
        self._hint = hint
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.restyle()

    def restyle(self) -> None:
        self.setFont(theme().font(24, bold=True))
        self.setTextMargins(px(14), 0, px(8), 0)
        self.setFixedHeight(px(56))
        if self._width:
            self.setFixedWidth(px(self._width))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme().colour("text"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme().colour("quiet"))
        self.setPalette(palette)

    def set_hint(self, hint: str) -> None:
        """Say what belongs into the empty field; it is never a label."""
        self._hint = hint
        self.update()

    @property
    def mark(self) -> Mark:
        return self._mark

    def set_mark(self, mark: Mark) -> None:
        self._mark = mark
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = 2 if self._mark is Mark.NONE else 3
            live = self.isEnabled() and not self.isReadOnly()
            box(painter, self.rect(), fill="surface" if live else "page",
                edge=self._mark.value if live else "hairline", width=width, radius=6)  # fmt: skip
            if self._hint and not self.text():
                room = QRectF(self.rect()).adjusted(px(18), 0, -px(8), 0)
                self.cut_texts = set()
                write_line(painter, room, self._hint, size=20, bold=False, colour="quiet", align=LEFT,
                           cut=self.cut_texts)  # fmt: skip
        super().paintEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.left.emit()


class _KeyedField(TextField):
    """A field for digits: the Chinese input method is off and other keys go past it."""

    allowed = "0123456789"

    def __init__(self, width: int = 0, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(width, parent, hint=hint)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.setAcceptDrops(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
            return
        typed = event.text()
        if typed.isprintable() and typed and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            plain = half_width(typed)
            if self.takes(plain):
                self.insert(plain)
            else:
                event.ignore()
            return
        super().keyPressEvent(event)

    def _paste(self) -> None:
        for char in half_width(QGuiApplication.clipboard().text()):
            if self.takes(char):
                self.insert(char)

    def takes(self, typed: str) -> bool:
        """Whether a key belongs into this field as it stands now."""
        return typed in self.allowed and len(self._remaining()) < self.maxLength()

    def _remaining(self) -> str:
        whole, start = self.text(), self.selectionStart()
        return whole if start < 0 else whole[:start] + whole[start + len(self.selectedText()) :]


def half_width(text: str) -> str:
    """Return digits and signs of a Chinese keyboard in their plain form."""
    return text.translate(_HALF)


_HALF = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: ".", 0x3002: ".", 0xFF0D: "-"}


class NumberField(_KeyedField):
    """A number with its unit behind it: digits and at most one point; it says nothing about limits itself."""

    allowed = "0123456789."

    def __init__(
        self, unit: str = "", parent: QWidget | None = None, *, places: int = 0, width: int = 136
    ) -> None:
        """Places is how many decimals may be typed; 0 keeps the point away."""
        self.unit, self._places = unit, places
        super().__init__(width, parent)
        self.setMaxLength(8)

    def takes(self, typed: str) -> bool:
        rest = self._remaining()
        if typed == ".":
            return self._places > 0 and "." not in rest
        behind = rest.partition(".")[2]
        at_end = self.cursorPosition() > rest.find(".") >= 0
        return super().takes(typed) and not (at_end and len(behind) >= self._places)

    @property
    def number(self) -> Decimal | None:
        """The number typed, or None when there is none."""
        from decimal import Decimal, InvalidOperation

        try:
            return Decimal(self.text())
        except InvalidOperation:
            return None

    def show_number(self, number: Decimal | int | None) -> None:
        """Show a value that is already stored or came from a device."""
        self.setText("" if number is None else str(number))


class DateField(_KeyedField):
    """A day typed as eight digits or as YYYY-MM-DD; shown with hyphens."""

    allowed = "0123456789-"

    def __init__(self, parent: QWidget | None = None, *, width: int = 184) -> None:
        super().__init__(width, parent)
        self.retext()
        self.setMaxLength(10)
        self.left.connect(self._tidy)

    def retext(self) -> None:
        """Say how a day is written, in the language of the screen."""
        self.set_hint(say("frame.day_hint"))

    @property
    def day(self) -> date | None:
        """The day typed, or None when there is none or the calendar has no such day."""
        return parse_day(self.text())

    def show_day(self, day: date | None) -> None:
        self.setText(day.isoformat() if day else "")

    def _tidy(self) -> None:
        day = self.day
        if day is not None:
            self.show_day(day)


def parse_day(typed: str) -> date | None:
    """Read eight digits or YYYY-MM-DD; anything else, also 2026-02-30, is None."""
    digits = typed.replace("-", "") if typed.count("-") in (0, 2) else ""
    if len(digits) != 8 or not digits.isdecimal():
        return None
    parts = typed.split("-") if "-" in typed else [digits[:4], digits[4:6], digits[6:]]
    if [len(part) for part in parts] != [4, 2, 2]:
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


class PinBoxes(Drawn):
    """Four boxes for a PIN; the digits are never drawn and are given away once."""

    entered = Signal(str)
    """All digits are typed."""
    changed = Signal(int)
    """How many digits stand."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        count: int = 4,
        width: int = 80,
        height: int = 96,
        gap: int = 16,
    ) -> None:
        super().__init__(parent)
        self._pin = ""
        self._count, self._box, self._gap = count, (width, height), gap
        self._error = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.restyle()

    def restyle(self) -> None:
        width, height = self._box
        self.setFixedSize(px(width * self._count + self._gap * (self._count - 1)), px(height))

    @property
    def is_full(self) -> bool:
        return len(self._pin) == self._count

    def take(self) -> str:
        """Give the PIN away and empty the boxes."""
        pin = self._pin
        self.clear()
        return pin

    def clear(self) -> None:
        self._pin, self._error = "", False
        self._tell()

    def show_wrong(self) -> None:
        """Empty the boxes and mark them, never saying which digit."""
        self.clear()
        self._error = True
        self.update()

    def digit_pressed(self, digit: int) -> bool:
        if self.is_full:
            return False
        self._error = False
        self._pin += str(digit)
        self._tell()
        if self.is_full:
            self.entered.emit(self._pin)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = half_width(event.text())
        if typed.isdecimal() and len(typed) == 1 and not event.isAutoRepeat():
            self.digit_pressed(int(typed))
        elif event.key() == Qt.Key.Key_Backspace:
            self._pin = self._pin[:-1]
            self._tell()
        else:
            event.ignore()

    def _tell(self) -> None:
        self.changed.emit(len(self._pin))
        self.update()

    def current_box(self) -> QRectF:
        """Return where the next digit goes; the focus ring is drawn round it."""
        width, height = px(self._box[0]), px(self._box[1])
        place = min(len(self._pin), self._count - 1)
        return QRectF(place * (width + px(self._gap)), 0, width, height)

    def focus_rect(self) -> QRectF:
        return self.current_box()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        width, height = px(self._box[0]), px(self._box[1])
        with self.drawing() as painter:
            for place in range(self._count):
                rect = QRectF(place * (width + px(self._gap)), 0, width, height)
                is_next = place == len(self._pin) and self.hasFocus()
                paint_pin_box(
                    painter, rect, is_typed=place < len(self._pin), is_next=is_next, is_wrong=self._error
                )


def paint_pin_box(
    painter: QPainter, rect: QRectF, *, is_typed: bool, is_next: bool, is_wrong: bool = False
) -> None:
    """Draw the box of one digit: a dot where it is typed, a cursor where it is awaited."""
    edge, line = ("red", 3) if is_wrong else ("edge", 2)
    box(painter, rect, fill="surface", edge=edge, width=line, radius=6)
    if is_typed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("text"))
        painter.drawEllipse(rect.center(), px(10), px(10))
    elif is_next:
        x, y = rect.center().x(), rect.center().y()
        painter.setPen(theme().colour("text"))
        painter.drawLine(QPointF(x, y - px(20)), QPointF(x, y + px(20)))


_TWO_LINES = 42
"""Height from which two lines of a message fit, in px at scale 1."""


class Message(Drawn):
    """The place beside a field where an error or a question stands; empty it keeps its room.

    Where it is high enough, a long one takes two lines.
    """

    def __init__(self, parent: QWidget | None = None, *, height: int = 24, width: int = 0) -> None:
        super().__init__(parent)
        self.text, self._mark = "", Mark.NONE
        self._height, self._width = height, width
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(self._height))
        self.setMinimumWidth(px(self._width))

    def stand(self, height: int) -> None:
        """Take this height, in px at scale 1."""
        self._height = height
        self.restyle()

    def say(self, text: str, mark: Mark = Mark.ERROR) -> None:
        self.text, self._mark = text, mark
        self.updateGeometry()
        self.update()

    def clear(self) -> None:
        self.say("", Mark.NONE)

    def retext(self) -> None:
        self.say(say_again(self.text), self._mark)

    def sizeHint(self) -> QSize:
        return QSize(max(px(self._width), px(30) + text_width(self.text, 16, bold=True)), px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.text:
            self.cut_texts = set()
            return
        with self.drawing() as painter:
            side = px(20)
            sign = QRectF(0, (self.height() - side) / 2, side, side)
            if self._mark is Mark.ERROR:
                draw_error(painter, sign, "red", "surface")
            elif self._mark is Mark.CHECK:
                draw_warning(painter, sign, "amber", "surface")
            indent = 0 if self._mark is Mark.NONE else px(28)
            words = QRectF(indent, 0, self.width() - indent, self.height())
            bold = self._mark is not Mark.NONE
            colour = "quiet" if self._mark is Mark.NONE else self._mark.value
            wraps = self.height() >= px(_TWO_LINES)
            self.write(painter, words, self.text, size=16, bold=bold, colour=colour, align=LEFT, wraps=wraps)
