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
        return label.heightForWidth(label.width()) > label.height() + 1
    return _loses_tails(label) or label.fontMetrics().horizontalAdvance(label.text()) > room.width() + 1


def _loses_tails(label: QLabel) -> bool:
    """Whether letters such as g and p end below the label."""
    letters, room = QFontMetricsF(label.font()), label.contentsRect()
    baseline = (
        room.top() + (room.height() - letters.height()) / 2 + letters.ascent() - getattr(label, "lift", 0)
    )
    return baseline + letters.tightBoundingRect(label.text()).bottom() > label.height() + _HALF_A_PIXEL


_HALF_A_PIXEL = 0.5


def find_covered_texts(widget: QWidget) -> list[str]:
    """Return every visible word that reaches over the side of what it stands in, where nothing scrolls."""
    parts = [part for part in widget.findChildren(QWidget) if part.isVisibleTo(widget) and _words(part)]
    return [_words(part) for part in parts if _is_covered(part, widget)]


def _is_covered(part: QWidget, within: QWidget) -> bool:
    left, right, outer, holder = 0, _reach(part), part, part.parentWidget()
    while outer is not within and holder is not None:
        left, right = left + outer.x(), right + outer.x()
        if left < 0 or right > holder.width():
            return True
        outer, holder = holder, holder.parentWidget()
    return False


def _words(part: QWidget) -> str:
    return part.text() if isinstance(part, (QLabel, QAbstractButton)) else ""


def _reach(part: QWidget) -> int:
    """Return how far to the right a part has something to show."""
    is_line = (
        isinstance(part, QLabel) and not part.wordWrap() and part.alignment() & Qt.AlignmentFlag.AlignLeft
    )
    return min(part.width(), part.fontMetrics().horizontalAdvance(_words(part))) if is_line else part.width()


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
