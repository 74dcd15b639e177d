"""A sheet over the page: asks something without stopping the house, with no event loop of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import ActionButton, AnswerLook, ChoiceRow, MainButton
from donor_room.ui.widgets.fields import Mark, Message, PinBoxes, TextField
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import box, cover


class Sheet(QWidget):
    """Dims what lies below it and holds one question; Esc closes it, and what was typed below stays."""

    closed = Signal()
    main_pressed = Signal()

    def __init__(self, host: QWidget, *, width: int = 720) -> None:
        super().__init__(host)
        self._width = width
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = Column(self, margins=(24, 24, 24, 24))
        outer.addStretch(1)
        middle = Row()
        outer.addLayout(middle)
        outer.addStretch(1)
        self._card = _Card()
        middle.addStretch(1)
        middle.addWidget(self._card)
        middle.addStretch(1)
        self._fill()
        self.restyle()
        host.installEventFilter(self)
        self.hide()

    def _fill(self) -> None:
        whole = Column(self._card, gap=0, margins=(32, 24, 32, 24))
        self.headline = Label("", 28, bold=True, wrap=True)
        self.hint = Label("", 18, colour="quiet", wrap=True)
        whole.addWidget(self.headline)
        whole.gap(4)
        whole.addWidget(self.hint)
        whole.gap(16)
        self.body = Column(gap=8)
        whole.addLayout(self.body)
        whole.gap(24)
        self.buttons = buttons = Row(gap=16)
        self.back = ActionButton(say(Act.BACK.text_key), Act.BACK.chip)
        self.main = MainButton()
        buttons.addWidget(self.back)
        buttons.addWidget(self.main, 1)
        whole.addLayout(buttons)
        self.back.clicked.connect(self.close_sheet)
        self.main.clicked.connect(self.main_pressed)

    def restyle(self) -> None:
        self._card.setFixedWidth(px(self._width))

    def retext(self) -> None:
        self.back.say_text(say(Act.BACK.text_key))

    def open_sheet(self) -> None:
        self._cover()
        self.show()
        self.raise_()
        self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_sheet(self) -> None:
        self.hide()
        self.closed.emit()

    def first_field(self) -> QWidget:
        """Return where typing begins; sheets with fields say which."""
        return self.main

    def _cover(self) -> None:
        self.setGeometry(self.parentWidget().rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._cover()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        elif event.key() == Qt.Key.Key_F10 and not event.isAutoRepeat():
            self.main.click()
        elif not (event.text().isdecimal() and self.digit_pressed(int(event.text()))):
            event.accept()

    def digit_pressed(self, digit: int) -> bool:
        """Use a digit that no field of the sheet took."""
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside the sheet."""
        from donor_room.ui.widgets.page import focusable

        chain = focusable(self._card)
        here = self.focusWidget()
        place = chain.index(here) if here in chain else -1
        chain[(place + (1 if forward else -1)) % len(chain)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setOpacity(0.55)
            cover(painter, self.rect(), "band")


class _Card(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box(painter, QRectF(self.rect()), fill="surface", edge="hairline", width=1)


class ReasonSheet(Sheet):
    """Asks for a reason and, where the act needs one, for the PIN of a second person."""

    given = Signal(str, str)
    """Code or words of the reason, and the second person's PIN (empty when none was asked)."""

    def __init__(self, host: QWidget, *, second_person: bool, free_words: bool = True) -> None:
        super().__init__(host)
        self._asks_pin, self._asks_words = second_person, free_words
        self._reason_title = heading("")
        self.reasons = ChoiceRow(look=AnswerLook.CHIP, gap=8, height=56)
        self.words = TextField()
        self._pin_title = heading("")
        self.pin = PinBoxes(width=64, height=64)
        self.message = Message()
        rows: list[QWidget] = [self._reason_title, self.reasons]
        rows += [self.words] if free_words else []
        rows += [self._pin_title, self.pin] if second_person else []
        for row in [*rows, self.message]:
            self.body.addWidget(row)
        self.reasons.chosen.connect(self._check)
        self.words.textChanged.connect(self._check)
        self.pin.changed.connect(self._check)
        self.main_pressed.connect(self._give)
        self.retext()
        self._check()

    def retext(self) -> None:
        super().retext()
        self._reason_title.setText(say("frame.sheet.reason"))
        self.words.set_hint(say("frame.sheet.words"))
        self._pin_title.setText(say("frame.sheet.second_pin"))
        self._check()

    def ask(self, headline: str, hint: str, act: str, reasons: list[tuple[int, str, object]]) -> None:
        """Open for one act; act is verb and object, reasons are (digit, words, code)."""
        self.headline.setText(headline)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.main.say_text(act)
        self.reasons.set_choices(reasons)
        self.reasons.show_value(None)
        self.reasons.setVisible(bool(reasons))
        self.words.clear()
        self.pin.clear()
        self.message.clear()
        self._check()
        self.open_sheet()

    def first_field(self) -> QWidget:
        if self._asks_words and not self.reasons.buttons:
            return self.words
        return self.reasons.buttons[0] if self.reasons.buttons else self.pin

    def digit_pressed(self, digit: int) -> bool:
        if self.pin.hasFocus() or self.words.hasFocus():
            return False
        if self.reasons.digit_pressed(digit):
            (self.pin if self._asks_pin else self.main).setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def show_refused(self, text: str) -> None:
        """Say why it was not taken; the reason stays, the PIN goes."""
        self.pin.clear()
        self.message.say(text, Mark.ERROR)

    @property
    def reason(self) -> str:
        chosen = self.reasons.value
        return str(chosen) if chosen is not None else self.words.text().strip()

    def _check(self, *_: object) -> None:
        if not self.reason:
            self.main.show_blocked(say("frame.sheet.needs_reason"))
        elif self._asks_pin and not self.pin.is_full:
            self.main.show_blocked(say("frame.sheet.needs_pin"))
        else:
            self.main.show_ready()

    def _give(self) -> None:
        self.given.emit(self.reason, self.pin.take() if self._asks_pin else "")
