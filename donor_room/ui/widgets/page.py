"""What every page is: work on the left, knowledge on the right, actions below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from donor_room.ui.keys import Act, act_of
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.buttons import ActionButton, AnswerButton, Button, MainButton
from donor_room.ui.widgets.fields import PinBoxes
from donor_room.ui.widgets.labels import Label, title
from donor_room.ui.widgets.layout import Column, Row, Surface
from donor_room.ui.widgets.rail_mark import RailMark
from donor_room.ui.widgets.rows import FixedRow
from donor_room.ui.widgets.scrolling import scrolling

Listener = Callable[[], object]


class Page(QWidget):
    """One page between donor banner and window edge.

    Subclasses fill left and rail in __init__, name their actions, and say their words in retext().
    """

    shows_donor = True
    """Whether banner and walk stand above; board, sign-in and handover belong to the shift."""
    step = 0
    """Stop of the walk, 1 to 8; 0 when it is none."""
    shows_queue = True
    """Whether the queue may be opened over it; not before somebody has signed in."""
    has_rail = True
    main_pressed = Signal()
    back_asked = Signal()
    help_asked = Signal()

    no_focus_ring = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, tuple[Button, str, Listener]] = {}
        self._digit_listeners: list[Callable[[int], bool]] = []
        self._is_ordered = False
        self.mark: RailMark | None = None
        whole = Column(self)
        middle = Row(gap=0)
        whole.addLayout(middle, 1)
        self._build_left(middle)
        self._build_rail(middle)
        self._build_actions(whole)

    def _build_left(self, middle: Row) -> None:
        self.left_side = QWidget()
        self.left = Column(self.left_side, margins=(24, 16, 32 if self.has_rail else 24, 8))
        self._left_scroll = scrolling(self.left_side)
        middle.addWidget(self._left_scroll, 1)

    def _build_rail(self, middle: Row) -> None:
        self.rail_side = Surface("surface", line="left")
        whole = Column(self.rail_side, margins=(1, 0, 0, 0))
        self.rail_head = Column()
        whole.addLayout(self.rail_head)
        inside = QWidget()
        self.rail = Column(inside, margins=(23, 16, 24, 16))
        self._rail_scroll = scrolling(inside)
        whole.addWidget(self._rail_scroll, 1)
        middle.addWidget(self.rail_side)
        self.rail_side.setVisible(self.has_rail)

    def _build_actions(self, whole: Column) -> None:
        self.action_band = Surface("surface", line="top")
        whole.addWidget(self.action_band)
        band = Row(self.action_band, gap=16, margins=(24, 1, 24, 0))
        self._action_row = Row(gap=16)
        band.addLayout(self._action_row)
        band.addStretch(1)
        self.main = MainButton()
        band.addWidget(self.main)
        self.main.clicked.connect(self.main_pressed)
        self.main.hide()
        self.restyle()

    def restyle(self) -> None:
        self.action_band.setFixedHeight(px(Size.ACTIONS))
        self._fit_width()

    def _fit_width(self) -> None:
        rail = px(rail_width(self.width() / theme().scale))
        self.rail_side.setFixedWidth(rail)
        self.main.setFixedWidth(rail - px(2 * Size.RAIL_INSET))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_ordered:
            self._is_ordered = True
            self._order_focus()

    def _order_focus(self) -> None:
        """Let Tab go through the work, then the rail, then to the main button and the other actions."""
        chain = focusable(self.left_side) + focusable(self.rail_side)
        chain += [self.main, *(button for button, _, _ in self._actions.values())]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def fit_rail(self, rows: Sequence[FixedRow], heights: Sequence[int]) -> None:
        """Let rows of the rail stand as close as it takes to see all that is in it; heights at scale 1."""
        for height in heights:
            for row in rows:
                row.stand(height)
            for holder in {row.parentWidget() for row in rows}:
                if holder is not None and holder.layout() is not None:
                    holder.layout().activate()
            if self.rail_fits():
                return

    def rail_fits(self) -> bool:
        """Say whether all that is in the rail is seen without scrolling."""
        self.rail.activate()
        room = self.height() - px(Size.ACTIONS + 2) - self.rail_head.sizeHint().height()
        if self.rail.hasHeightForWidth():
            return self.rail.totalHeightForWidth(self.rail_side.width() - 1) <= room
        return self.rail.totalSizeHint().height() <= room

    # words and actions

    def retext(self) -> None:
        """Say all words again; subclasses call this one too."""
        for button, key, _ in self._actions.values():
            button.say_text(say(key))

    def show_mark(self, words: str, below: str = "") -> None:
        """Keep a calm mark on top of the rail for as long as it is so; empty words take it away."""
        if self.mark is None:
            if not words:
                return
            self.mark = RailMark()
            self.rail_head.addWidget(self.mark)
        self.mark.show_mark(words, below)

    def add_title(self, text: str = "", hint: str = "") -> tuple[Label, Label]:
        """Put headline and hint on top of the left side; return both, to be filled in retext()."""
        headline, below = title(text), Label(hint, 18, colour="quiet")
        self.left.addWidget(headline)
        self.left.gap(4)
        self.left.addWidget(below)
        return headline, below

    def add_action(
        self, act: Act, asked: Listener, text_key: str = "", *, tone: str = "edge"
    ) -> ActionButton:
        """Put an action with its key into the bottom band; text_key replaces the usual words of the act."""
        key = text_key or act.text_key
        button = ActionButton(say(key), act.chip, tone=tone)
        button.clicked.connect(lambda: asked())  # noqa: PLW0108 - clicked brings a bool, a wish takes none
        self._actions[act.chip] = (button, key, asked)
        self._action_row.addWidget(button)
        return button

    def add_key(self, act: Act, button: Button, asked: Listener, text_key: str) -> None:
        """Give an act its key whose button stands elsewhere than in the band."""
        button.say_text(say(text_key))
        button.clicked.connect(lambda: asked())  # noqa: PLW0108 - clicked brings a bool, a wish takes none
        self._actions[act.chip] = (button, text_key, asked)

    def add_back(self) -> ActionButton:
        """Put the way back, which leaves the visit where it stands, first into the band."""
        return self.add_action(Act.BACK, self.back_asked.emit)

    def has_act(self, act: Act) -> bool:
        return act.chip in self._actions

    def action(self, act: Act) -> Button:
        return self._actions[act.chip][0]

    def set_main(self, text: str) -> None:
        """Name the main button and show it."""
        self.main.say_text(text)
        self.main.update()
        self.main.show()

    def show_blocked(self, missing: str) -> None:
        """Say on the main button what is missing; it takes no press until show_ready()."""
        self.main.show()
        self.main.show_blocked(missing)

    def show_ready(self) -> None:
        self.main.show_ready()

    def set_busy(self, busy: bool) -> None:
        """Keep a second press away until the answer of the act is back."""
        self.main.set_busy(busy)

    def first_field(self) -> QWidget | None:
        """Return where typing begins when the page is shown; None keeps digits and keys with the page."""
        fields = (QLineEdit, PinBoxes)
        return next((part for part in focusable(self.left_side) if isinstance(part, fields)), None)

    def take_focus(self) -> None:
        """Come to the front: the field that had the keyboard when the page was left gets it back."""
        (self.focusWidget() or self.first_field() or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_focus(self) -> None:
        """Another donor: do not go back to the field that had the keyboard."""
        here = self.focusWidget()
        if here is not None:
            here.clearFocus()

    # keys

    def listen_digits(self, listener: Callable[[int], bool]) -> None:
        """Offer digits that no field took; it returns whether it used the digit. The first is asked first."""
        self._digit_listeners.append(listener)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event.key())
        if act is not None and self.press(act, repeated=event.isAutoRepeat()):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on_from(self.focusWidget())
        elif not self._offer_digit(event):
            event.ignore()

    def press(self, act: Act, *, repeated: bool = False) -> bool:
        """Do what the key of an act does on this page; False when the page has no such act."""
        if act is Act.MAIN and not self.main.isHidden():
            if not repeated:
                self.main.click()
            return True
        if act is Act.HELP and act.chip not in self._actions:
            self.help_asked.emit()
            return True
        found = self._actions.get(act.chip)
        if found is None:
            return False
        if found[0].isEnabled() and not repeated:
            found[0].click()
        return True

    def _offer_digit(self, event: QKeyEvent) -> bool:
        typed = event.text()
        if len(typed) != 1 or not typed.isdecimal() or event.isAutoRepeat():
            return False
        return self.give_digit(int(typed))

    def give_digit(self, digit: int) -> bool:
        """Offer a digit to the page as its key does; return whether it was used."""
        return any(listener(digit) for listener in self._digit_listeners)

    def go_on_from(self, field: QWidget | None) -> None:
        """Move to the next field; from the last one to the main button, which is not pressed.

        An answer that nobody gave is not passed by.
        """
        if isinstance(field, AnswerButton):
            return
        fields = [widget for widget in focusable(self.left_side) if not isinstance(widget, QAbstractButton)]
        if field in fields and fields.index(field) + 1 < len(fields):
            following = fields[fields.index(field) + 1]
            following.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(following, QLineEdit):
                following.selectAll()
        elif not self.main.isHidden():
            self.main.setFocus(Qt.FocusReason.TabFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(px(1366), px(592))


def rail_width(width: float) -> int:
    """Return the width of the rail, both in px at scale 1; large letters on a small screen leave it less."""
    if width >= Size.WIDE_FROM:
        return Size.RAIL_WIDE
    return Size.RAIL_NARROW if width >= Size.NARROW_FROM else Size.RAIL_LEAST


def focusable(inside: QWidget) -> list[QWidget]:
    """Return what the keyboard can reach inside a widget, in the order it was made."""
    return [
        widget
        for widget in inside.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(inside)
        and widget.isEnabled()
        and not isinstance(widget, QScrollArea)
    ]
