"""Proof by scan: three panels that must be equal, and what to scan next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.layout import Row
from donor_room.ui.widgets.painting import CENTRE, LEFT, RIGHT, Drawn, box, draw_tick, text_width


@dataclass(frozen=True, slots=True)
class ScanItem:
    """One label that must be scanned."""

    name: str
    is_proved: bool = False
    is_next: bool = False
    is_missing: bool = False
    """Whether nobody knows that this label exists."""
    is_printing: bool = False
    """Whether it may still come out of the printer; then nobody says yet that it is missing."""
    copy: int = 1
    """From 2 on the label was printed again, and is waited for as that copy."""


class ScanPanel(Drawn):
    """Bag, tubes or form: count, a circle readable from the chair, and the items below."""

    def __init__(
        self, icon_name: str, name: str, items: list[ScanItem], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self.name, self.items = icon_name, name, items
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.restyle()

    def restyle(self) -> None:
        """On a low screen the panel gives way before anything scrolls."""
        self.setMinimumSize(px(240), px(232))
        self.setMaximumHeight(px(280))

    def sizeHint(self) -> QSize:
        return QSize(px(272), px(280))

    def retext(self) -> None:
        self.update()

    def show_items(self, items: list[ScanItem], name: str = "") -> None:
        self.items, self.name = items, name or self.name
        self.update()

    @property
    def proved(self) -> int:
        return sum(item.is_proved for item in self.items)

    @property
    def _is_at_ease(self) -> bool:
        return len(self.items) <= _ITEMS_AT_EASE

    @property
    def is_complete(self) -> bool:
        return bool(self.items) and self.proved == len(self.items)

    def paintEvent(self, event: QPaintEvent) -> None:
        here = any(item.is_next for item in self.items)
        with self.drawing() as painter:
            if self.is_complete:
                box(painter, self.rect(), fill="green_soft", edge="green", width=3)
            elif here:
                box(painter, self.rect(), fill="surface", edge="action", width=3)
            else:
                box(painter, self.rect(), fill="surface", edge="hairline", width=1)
            self._paint_head(painter, faint=not here and not self.is_complete)
            self._paint_circle(painter)
            rise, pitch = (98, 28) if self._is_at_ease else (114, 25)
            for place, item in enumerate(self.items):
                self._paint_item(painter, item, self.height() - px(rise) + px(pitch * place))

    def _paint_head(self, painter: QPainter, *, faint: bool) -> None:
        side = px(28)
        painter.drawPixmap(px(26), px(26), icon(self._icon, "text", side, self.devicePixelRatioF()))
        count = f"{self.proved} / {len(self.items)}"
        room = text_width(count, 24, bold=True)
        self.write(
            painter,
            QRectF(px(68), px(20), self.width() - px(100) - room, px(40)),
            self.name,
            size=24,
            bold=True,
        )
        right = QRectF(self.width() - px(24) - room - 2, px(20), room + 2, px(40))
        self.write(
            painter, right, count, size=24, bold=not faint, colour="quiet" if faint else "text", align=RIGHT
        )

    def _paint_circle(self, painter: QPainter) -> None:
        spare = px(280) - self.height()
        side = px(90 if self._is_at_ease else 82) - spare * 0.4
        rect = QRectF((self.width() - side) / 2, px(67) - spare * 0.15, side, side)
        if self.is_complete:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("green_disc"))
            painter.drawEllipse(rect)
            inner = QRectF(rect.x() + side * 0.25, rect.y() + side * 0.33, side * 0.5, side * 0.37)
            draw_tick(painter, inner, "#16202A" if not theme().night else "#10161C", 10)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().colour("edge"), px(5)))
        inset = px(3)
        painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
        if self.proved:
            self.write(painter, rect, str(self.proved), size=40, bold=True, colour="quiet", align=CENTRE)

    def _paint_item(self, painter: QPainter, item: ScanItem, top: float) -> None:
        height = px(26)
        words = _state_words(item)
        width = text_width(words, 16)
        ink = "action" if item.is_next else ("text" if item.is_proved else "quiet")
        if item.is_proved:
            draw_tick(painter, QRectF(px(27), top + px(8), px(12), px(9)), "green", 2)
        elif item.is_next:
            painter.drawPixmap(
                px(24), round(top + px(4)), icon("arrow_right", "action", px(18), self.devicePixelRatioF())
            )
        room = QRectF(px(56), top, self.width() - px(56 + 32) - width, height)
        self.write(painter, room, item.name, size=18, bold=item.is_next, colour=ink)
        right = QRectF(self.width() - px(24) - width - 2, top, width + 2, height)
        colour = "amber" if item.is_missing else "green" if item.is_proved else "quiet"
        self.write(painter, right, words, size=16, colour=colour, align=RIGHT)


def _state_words(item: ScanItem) -> str:
    if item.is_printing:
        return say("chair.printing")
    if item.is_missing:
        return say("chair.not_seen")
    if item.copy > 1 and not item.is_proved:
        return say("chair.copy", copy=item.copy)
    return say("frame.scan.proved" if item.is_proved else "frame.scan.waiting")


_ITEMS_AT_EASE = 3


class ScanPanels(QWidget):
    """Bag = tubes = form."""

    def __init__(self, panels: list[ScanPanel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Row(self, gap=0)
        self.panels = panels
        for place, panel in enumerate(panels):
            if place:
                row.addWidget(_Equals())
            row.addWidget(panel, 1)


class _Equals(Drawn):
    def __init__(self) -> None:
        super().__init__()
        self.restyle()

    def restyle(self) -> None:
        self.setFixedWidth(px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            room = QRectF(0, px(92), self.width(), px(40))
            self.write(painter, room, "=", size=32, bold=True, colour="quiet", align=CENTRE)


class ScanPrompt(Drawn):
    """The next thing to scan, large enough to be read from the chair."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.hint, self.missing = "", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(96))

    def sizeHint(self) -> QSize:
        return QSize(px(600), px(96))

    def show_prompt(self, text: str, hint: str = "", missing: str = "") -> None:
        self.text, self.hint, self.missing = text, hint, missing
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            box(painter, self.rect(), fill="chosen")
            side = px(44)
            top = (self.height() - side) // 2
            painter.drawPixmap(px(34), top, icon("scan", "action", side, self.devicePixelRatioF()))
            right = text_width(self.missing, 20, bold=True)
            room = self.width() - px(112) - px(40) - right
            self.write(painter, QRectF(px(112), px(12), room, px(42)), self.text, size=28, bold=True)
            self.write(painter, QRectF(px(112), px(54), room, px(30)), self.hint, colour="quiet", align=LEFT)
            box_right = QRectF(self.width() - px(24) - right - 2, 0, right + 2, self.height())
            self.write(painter, box_right, self.missing, size=20, bold=True, align=RIGHT)
