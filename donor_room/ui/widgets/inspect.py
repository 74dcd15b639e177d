"""Finds what a nurse could not read or could not hit; tests hold every page against it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLabel, QLineEdit, QWidget

from donor_room.ui.theme import px
from donor_room.ui.tokens import Size


def find_cut_texts(widget: QWidget) -> list[str]:
    """Return every visible text that does not fit its place; paints the widget once to know."""
    widget.grab()
    cut: list[str] = []
    for part in [widget, *widget.findChildren(QWidget)]:
        if part.isVisibleTo(widget) or part is widget:
            cut += sorted(getattr(part, "cut_texts", ()))
            if isinstance(part, QLabel) and _is_cut(part):
                cut.append(part.text())
    return cut


def _is_cut(label: QLabel) -> bool:
    if not label.text():
        return False
    room = label.contentsRect()
    if label.wordWrap():
        return label.heightForWidth(room.width()) > room.height() + 1
    return _loses_tails(label) or label.fontMetrics().horizontalAdvance(label.text()) > room.width() + 1


def _loses_tails(label: QLabel) -> bool:
    """Whether letters such as g and p end below the label."""
    letters, room = QFontMetricsF(label.font()), label.contentsRect()
    baseline = (
        room.top() + (room.height() - letters.height()) / 2 + letters.ascent() - getattr(label, "lift", 0)
    )
    return baseline + letters.tightBoundingRect(label.text()).bottom() > label.height() + _HALF_A_PIXEL


_HALF_A_PIXEL = 0.5


def find_small_targets(widget: QWidget) -> list[QWidget]:
    """Return what is to be pressed but is under 48 px high or wide."""
    least = px(Size.TARGET)
    pressed = (QAbstractButton, QLineEdit, QAbstractSpinBox)
    return [
        part
        for part in widget.findChildren(QWidget)
        if isinstance(part, pressed)
        and part.isVisibleTo(widget)
        and not part.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        and (part.width() < least or part.height() < least)
    ]
