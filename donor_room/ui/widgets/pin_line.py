"""A PIN among the fields of a sheet: a line to type in that looks like the boxes of every other PIN."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from donor_room.ui.theme import px
from donor_room.ui.widgets.fields import NumberField, paint_pin_box

_DIGITS, _SIDE, _GAP = 4, 64, 16


class PinLine(NumberField):
    """Four boxes; the digits are never drawn."""

    def __init__(self) -> None:
        super().__init__(width=_DIGITS * _SIDE + (_DIGITS - 1) * _GAP)
        self.setMaxLength(_DIGITS)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.textChanged.connect(self.update)

    def restyle(self) -> None:
        super().restyle()
        self.setFixedHeight(px(_SIDE))

    def focus_rect(self) -> QRectF:
        """Return where the next digit goes; the focus ring is drawn round it."""
        return self._box(min(len(self.text()), _DIGITS - 1))

    def _box(self, place: int) -> QRectF:
        return QRectF(place * px(_SIDE + _GAP), 0, px(_SIDE), px(_SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        typed = len(self.text())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place in range(_DIGITS):
                is_next = place == typed and self.hasFocus()
                paint_pin_box(painter, self._box(place), is_typed=place < typed, is_next=is_next)
