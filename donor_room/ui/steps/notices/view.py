"""What the station told, one row for each unit: its number, its crate, what to do and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.notices.state import NoticeLine, Page
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.page import Page as PageWidget
from donor_room.ui.widgets.painting import RIGHT, box, cover, draw_tick, draw_warning, text_width
from donor_room.ui.widgets.rows import FixedRow

_HEIGHT = 112
_SECOND_LINE = 24
_TEXT_LEFT, _TEXT_RIGHT = 64, 24


class NoticeRow(FixedRow):
    """Number and crate large, what to do below, and who told and read it in small."""

    row_height = _HEIGHT

    def __init__(self, line: NoticeLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long sentence has a second line."""
        super().resizeEvent(event)
        room = self.width() - px(_TEXT_LEFT + _TEXT_RIGHT)
        self.stand(_HEIGHT + (_SECOND_LINE if text_width(self.line.what, 18) > room else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        line, width = self.line, self.width()
        is_act, is_noted = line.look == "act", line.look == "noted"
        ground = "amber_soft" if is_act else "surface"
        crate = text_width(line.crate, 28, bold=True) + px(8) if line.crate else 0
        right, left = width - px(_TEXT_RIGHT), px(_TEXT_LEFT)
        ink = "quiet" if is_noted else "text"
        with self.drawing() as painter:
            frame = QRectF(1, 1, width - 2, self.height() - px(8))
            box(painter, frame, fill=ground, edge="amber" if is_act else "hairline", width=1, radius=8)
            if is_act:
                cover(painter, QRectF(1, px(8), px(6), frame.height() - px(16)), "amber")
                draw_warning(painter, QRectF(px(22), px(14), px(28), px(28)), "amber", ground)
            else:
                draw_tick(painter, QRectF(px(24), px(20), px(22), px(16)), "quiet", 3)
            room = QRectF(left, px(8), right - left - crate, px(36))
            self.write(painter, room, line.head, size=24, bold=not is_noted, colour=ink)
            room = QRectF(right - crate, px(8), crate, px(36))
            self.write(painter, room, line.crate, size=24, bold=not is_noted, colour=ink, align=RIGHT)
            more = self.height() - px(_HEIGHT)
            room = QRectF(left, px(42), right - left, px(32) + more)
            self.write(painter, room, line.what, size=18, colour=ink, wraps=True)
            room = QRectF(left, px(74) + more, right - left, px(24))
            self.write(painter, room, line.foot, size=16, colour="quiet")


class NoticesView(PageWidget):
    """The rows on the left, what to do with a unit that goes apart on the right."""

    shows_donor = False
    note_asked = Signal()
    call_asked = Signal()
    """How this terminal stands with its station."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notices")
        self.page: Page = Page((), ())
        self.rows: list[NoticeRow] = []
        self.add_back().setObjectName("back")
        self.add_action(Act.AGAIN, self.call_asked.emit, "shift.station").setObjectName("call")
        self._headline, self._hint = self.add_title()
        self.left.gap(12)
        self.left.addStretch(1)
        self._how_head = heading("")
        self._how = [Label("", 18, wrap=True) for _ in range(4)]
        self.rail.addWidget(self._how_head)
        for line in self._how:
            self.rail.gap(8)
            self.rail.addWidget(line)
        self.rail.addStretch(1)
        self.main.setObjectName("main")
        self.main_pressed.connect(self._go_on)
        self._left_scroll.verticalScrollBar().valueChanged.connect(self._say_main)
        self._left_scroll.verticalScrollBar().rangeChanged.connect(self._say_main)
        self.retext()

    def show_lines(self, page: Page) -> None:
        """Show what was told; what is as it was is not built again."""
        if page == self.page:
            return
        self.page = page
        for row in self.rows:
            self.left.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [NoticeRow(line) for line in page.lines]
        for place, row in enumerate(self.rows):
            self.left.insertWidget(self.left.count() - 1, row)
            row.setObjectName(f"notice_{place + 1}")
            row.show()
        self.retext()

    def retext(self) -> None:
        super().retext()
        waiting = say("notices.waiting", count=self.waiting)
        self._headline.setText(waiting if self.waiting else say("notices.title"))
        self._hint.setText(say("notices.hint" if self.page.lines else "notices.nothing"))
        self._how_head.setText(say("notices.how.title"))
        for place, line in enumerate(self._how, 1):
            line.setText(say(f"notices.how.{place}"))
        self._say_main()

    @property
    def waiting(self) -> int:
        """How many lines nobody has read."""
        return sum(line.look != "noted" for line in self.page.lines)

    def _say_main(self) -> None:
        """Nobody says to have read what has not been on the screen."""
        if not self.waiting:
            self.main.hide()
            return
        key = "notices.note" if self._is_seen() else "notices.further"
        self.set_main(say(key, count=self.waiting))
        self.show_ready()

    def _is_seen(self) -> bool:
        """Say whether the last unread line stands on the screen, or has stood there."""
        bar, last = self._left_scroll.verticalScrollBar(), self.rows[self.waiting - 1]
        return bar.value() >= bar.maximum() or last.geometry().bottom() <= bar.value() + bar.pageStep()

    def _go_on(self) -> None:
        if self._is_seen():
            self.note_asked.emit()
            return
        bar = self._left_scroll.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep() - px(_HEIGHT))
