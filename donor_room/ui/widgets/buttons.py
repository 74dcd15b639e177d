"""Everything that is pressed: actions with their key, answers with their digit."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from donor_room.ui.texts import Said, say_again
from donor_room.ui.theme import px
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.labels import paint_chip
from donor_room.ui.widgets.layout import Row
from donor_room.ui.widgets.painting import CENTRE, LEFT, box, text_width, write_line


class Button(QAbstractButton):
    """A painted button; Enter and Space press it, a key held down does not press it again."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cut_texts: set[str] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def restyle(self) -> None:
        self.updateGeometry()

    def say_text(self, text: str) -> None:
        """Change the words and the width with them."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        if event.key() in _ARROWS:
            event.ignore()
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class ActionButton(Button):
    """An action of the bottom band: verb and object, and the key that does the same."""

    def __init__(
        self, text: str, key: str = "", parent: QWidget | None = None, *, tone: str = "edge"
    ) -> None:
        self.key = key
        self._tone = tone
        super().__init__(text, parent)

    def sizeHint(self) -> QSize:
        chip = self._chip_width() + px(14) if self.key else 0
        natural = px(26) * 2 + text_width(self.text(), 20) + chip
        step = px(8)
        return QSize(max(px(152), -(-natural // step) * step), px(64))

    def _chip_width(self) -> int:
        return max(px(34), text_width(self.key, 16) + px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        live = self.isEnabled()
        ink = "quiet" if not live else ("text" if self._tone == "edge" else self._tone)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill = "chosen" if self.isDown() else ("surface" if live else "page")
            box(painter, self.rect(), fill=fill, edge=self._tone if live else "hairline", width=2)
            chip = self._chip_width() if self.key else 0
            words = QRectF(px(26), 0, self.width() - px(52) - (chip + px(14) if chip else 0), self.height())
            if not chip:
                words = QRectF(self.rect())
            align = LEFT if chip else CENTRE
            write_line(
                painter, words, self.text(), size=20, bold=False, colour=ink, align=align, cut=self.cut_texts
            )
            if chip:
                rect = QRectF(self.width() - px(26) - chip, (self.height() - px(28)) / 2, chip, px(28))
                edge = "hairline" if self._tone == "edge" or not live else self._tone
                paint_chip(
                    painter,
                    rect,
                    self.key,
                    ink="quiet" if self._tone == "edge" else ink,
                    edge=edge,
                    cut=self.cut_texts,
                )


class MainButton(Button):
    """The one button that goes on. Blocked, it says what is missing and takes no press."""

    missing_asked = Signal()
    """Pressed while blocked: the page may lead to the first missing thing."""

    def __init__(self, text: str = "", key: str = "F10", parent: QWidget | None = None) -> None:
        self.key = key
        self._missing = ""
        self._busy = False
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def missing(self) -> str:
        """What is missing, or an empty text when it can be pressed."""
        return self._missing

    @property
    def shown_text(self) -> str:
        return self._missing or self.text()

    def show_blocked(self, missing: str) -> None:
        self._missing = missing
        self.update()

    def show_ready(self) -> None:
        self._missing = ""
        self.update()

    def set_busy(self, busy: bool) -> None:
        """While the answer of an act is awaited a second press does nothing."""
        self._busy = busy
        self.update()

    def nextCheckState(self) -> None:
        """Swallow the press while blocked or busy."""

    def click(self) -> None:
        if self._busy:
            return
        if self._missing:
            self.missing_asked.emit()
            return
        super().click()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._busy or self._missing:
            self.setDown(False)
            if self._missing and self.rect().contains(event.position().toPoint()):
                self.missing_asked.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        blocked = bool(self._missing) or not self.isEnabled()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if blocked:
                box(painter, self.rect(), fill="page", edge="hairline", width=2)
            else:
                box(painter, self.rect(), fill="action")
            if self.isDown() or self._busy:
                painter.setOpacity(0.75)
            self._paint_words(painter, blocked)

    def _paint_words(self, painter: QPainter, blocked: bool) -> None:
        words = self.shown_text
        ink = "quiet" if blocked else "on_action"
        width = text_width(words, 20, bold=not blocked)
        chip = 0 if blocked or not self.key else max(px(34), text_width(self.key, 16) + px(16))
        whole = width + (px(14) + chip if chip else 0)
        left = max(px(12), (self.width() - whole) / 2)
        room = self.width() - left - px(12) - (px(14) + chip if chip else 0)
        write_line(
            painter,
            QRectF(left, 0, room, self.height()),
            words,
            size=20,
            bold=not blocked,
            colour=ink,
            align=LEFT,
            cut=self.cut_texts,
        )
        if chip:
            rect = QRectF(left + min(width, room) + px(14), (self.height() - px(28)) / 2, chip, px(28))
            paint_chip(painter, rect, self.key, ink=ink, edge=ink, cut=self.cut_texts)


class QuietButton(Button):
    """A lesser act inside a page, with an icon where one helps."""

    def __init__(
        self, text: str, parent: QWidget | None = None, *, icon_name: str = "", height: int = 56
    ) -> None:
        self._icon, self._height = icon_name, height
        super().__init__(text, parent)

    def sizeHint(self) -> QSize:
        sign = px(20 + 12) if self._icon else 0
        return QSize(px(22) * 2 + sign + text_width(self.text(), 20), px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        ink = "text" if self.isEnabled() else "quiet"
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, self.rect(), fill="chosen" if self.isDown() else "surface", edge="edge", width=1.5)
            left = px(22)
            if self._icon:
                side = px(20)
                picture = icon(self._icon, ink, side, self.devicePixelRatioF())
                painter.drawPixmap(left, (self.height() - side) // 2, picture)
                left += px(32)
            room = QRectF(left, 0, self.width() - left - px(22), self.height())
            write_line(
                painter, room, self.text(), size=20, bold=False, colour=ink, align=LEFT, cut=self.cut_texts
            )


class AnswerLook(Enum):
    """How the digit stands: bare before the word, boxed, or small in the corner."""

    PLAIN = "plain"
    CHIP = "chip"
    CORNER = "corner"


class AnswerButton(Button):
    """One of several answers; its digit is printed on it. It never chooses itself.

    Its digit, Space or a touch give it, never Enter: pressed once too often behind a field, Enter would say
    what nobody saw.
    """

    def __init__(
        self,
        digit: int,
        text: str,
        parent: QWidget | None = None,
        *,
        look: AnswerLook = AnswerLook.PLAIN,
        tone: str = "action",
        width: int = 0,
        height: int = 64,
        hint: str = "",
    ) -> None:
        self.digit = digit
        self.hint = hint
        self._look, self._tone, self._width, self._height = look, tone, width, height
        self.faded = False
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def minimumSizeHint(self) -> QSize:
        """On a narrow page the words are enough, on a low one 56 instead of 64."""
        low = 56 if self._height == 64 else self._height
        return QSize(max(px(56), self._words_width()), px(low))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        """Leave choosing to the row, which knows whether the answer was taken."""

    def sizeHint(self) -> QSize:
        return QSize(max(px(self._width or 56), self._words_width()), px(self._height))

    def _words_width(self) -> int:
        words = max(text_width(self.text(), 20, bold=True), text_width(self.hint, 18))
        sides = {AnswerLook.PLAIN: 40 + 10, AnswerLook.CHIP: 60 + 16, AnswerLook.CORNER: 24}
        return words + px(sides[self._look])

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            fill, edge, ink, width = self._colours()
            box(painter, self.rect(), fill=fill, edge=edge, width=width)
            self._paint_words(painter, ink)

    def _colours(self) -> tuple[str, str, str, float]:
        if self.isChecked() and self._tone == "violet":
            return "#4B2C8F", "", "#FFFFFF", 0
        if self.isChecked():
            return "chosen", self._tone, "text", 2 if self.faded else 3
        if not self.isEnabled():
            return "page", "hairline", "quiet", 2
        if self.faded:
            return "page", "hairline", "quiet", 1
        return ("chosen" if self.isDown() else "surface"), "edge", "text", 2

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        w, h, bold = self.width(), self.height(), self.isChecked()
        line = h if not self.hint else px(64)
        if self._look is AnswerLook.CORNER:
            self._write(
                painter, QRectF(px(8), px(2), w - px(12), px(22)), str(self.digit), 16, False, ink, LEFT
            )
            self._write(painter, QRectF(0, px(14), w, h - px(16)), self.text(), 24, bold, ink, CENTRE)
            return
        if self._look is AnswerLook.CHIP:
            chip = QRectF(px(16), (line - px(28)) / 2, px(32), px(28))
            paint_chip(painter, chip, str(self.digit), ink=ink, edge="edge", cut=self.cut_texts)
            left = px(60)
        else:
            self._write(painter, QRectF(px(15), 0, px(20), line), str(self.digit), 16, False, ink, LEFT)
            left = px(40)
        self._write(
            painter,
            QRectF(left, 0, w - left - px(8), line),
            self.text(),
            20,
            bold or bool(self.hint),
            ink,
            LEFT,
        )
        if self.hint:
            self._write(
                painter, QRectF(left, px(54), w - left - px(8), px(44)), self.hint, 18, False, "quiet", LEFT
            )

    def _write(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        size: int,
        bold: bool,
        ink: str,
        align: Qt.AlignmentFlag,
    ) -> None:
        write_line(painter, rect, text, size=size, bold=bold, colour=ink, align=align, cut=self.cut_texts)


class ChoiceRow(QWidget):
    """Answers beside each other, pressed by finger or by the digit on them; none is chosen before."""

    chosen = Signal(object)
    """The value of the answer just given; sent again when another is given."""

    def __init__(
        self,
        choices: list[tuple[int, str, object]] | None = None,
        parent: QWidget | None = None,
        *,
        look: AnswerLook = AnswerLook.PLAIN,
        gap: int = 16,
        width: int = 0,
        height: int = 64,
        tones: dict[object, str] | None = None,
    ) -> None:
        """Choices are (digit, words, value); tones gives the colour of a value once chosen."""
        super().__init__(parent)
        self._look, self._width, self._height, self._tones = look, width, height, tones or {}
        self._row = Row(self, gap=gap)
        self._row.addStretch(1)
        self._values: dict[AnswerButton, object] = {}
        self.buttons: list[AnswerButton] = []
        self._offered: list[tuple[int, str, object]] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if choices:
            self.set_choices(choices)

    def set_choices(self, choices: list[tuple[int, str, object]]) -> None:
        """Offer these answers; where only the words differ, the buttons stay and so does the answer given."""
        self._offered = choices
        if not self._says_again(choices):
            self._offer(choices)

    def retext(self) -> None:
        """Say the answers again, as far as their words can be; the answer given stays."""
        if any(isinstance(words, Said) for _, words, _value in self._offered):
            self.set_choices([(digit, say_again(words), value) for digit, words, value in self._offered])

    def _offer(self, choices: list[tuple[int, str, object]]) -> None:
        self._values = {self._button(digit, words, value): value for digit, words, value in choices}
        self.buttons = list(self._values)
        self._row.fill(self.buttons)

    def _says_again(self, choices: list[tuple[int, str, object]]) -> bool:
        if [(digit, value) for digit, _, value in choices] != [
            (button.digit, self._values[button]) for button in self.buttons
        ]:
            return False
        for button, (_, words, _value) in zip(self.buttons, choices, strict=True):
            button.say_text(words)
        return bool(choices)

    def _button(self, digit: int, words: str, value: object) -> AnswerButton:
        button = AnswerButton(
            digit,
            words,
            self,
            look=self._look,
            tone=self._tones.get(value, "action"),
            width=self._width,
            height=self._height,
        )
        button.clicked.connect(self._pressed)
        return button

    @property
    def value(self) -> object | None:
        """What was chosen, or None as long as nothing was."""
        return next((self._values[button] for button in self.buttons if button.isChecked()), None)

    def show_value(self, value: object | None) -> None:
        """Show an answer that is already stored; None shows that there is none."""
        for button in self.buttons:
            button.setChecked(value is not None and self._values[button] == value)
            button.update()

    def button_of(self, value: object) -> AnswerButton:
        """Return the button that gives this answer; KeyError for an answer that is not offered."""
        return {self._values[button]: button for button in self.buttons}[value]

    def set_faded(self, faded: bool) -> None:
        """Step back: answered rows are quieter than the one in question."""
        for button in self.buttons:
            button.faded = faded
            button.update()

    def digit_pressed(self, digit: int) -> bool:
        """Press the answer with this digit; False when there is none or it is locked."""
        for button in self.buttons:
            if button.digit == digit and button.isEnabled():
                button.click()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (
            event.text().isdecimal() and not event.isAutoRepeat() and self.digit_pressed(int(event.text()))
        ):
            event.ignore()

    def _pressed(self) -> None:
        button = self.sender()
        if not isinstance(button, AnswerButton):
            return
        self.show_value(self._values[button])
        self.chosen.emit(self._values[button])


class SignButtons(ChoiceRow):
    """A sign of the examination: 1 normal, 2 abnormal; no default."""

    def __init__(self, normal: str, abnormal: str, parent: QWidget | None = None) -> None:
        super().__init__(
            [(1, normal, True), (2, abnormal, False)], parent, width=90, height=56, tones={False: "amber"}
        )

    def retext_with(self, normal: str, abnormal: str) -> None:
        for button, words in zip(self.buttons, (normal, abnormal), strict=True):
            button.say_text(words)
