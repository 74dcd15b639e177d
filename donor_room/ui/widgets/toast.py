"""One line over the walk: the answer to a scan, good or bad, gone after a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say_again
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.page import rail_width
from donor_room.ui.widgets.painting import Drawn, box, draw_error, draw_tick, text_width
from donor_room.ui.widgets.walk import NARROW_WALK

SHOWN_MS = 6000


class ScanLine(Drawn):
    """Covers nothing that is pressed or read and takes no focus; sounds are the window's business."""

    said = Signal(bool, str)
    """Good or bad, and the words; whoever plays tones listens here."""
    reached = Signal(int)
    """Up to where it stands on the window, in logical pixels; 0 when it has gone."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.text, self.is_good = "", True
        self._top, self._is_right = px(Size.STATUS), False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._gone = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._gone.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    def say_good(self, text: str) -> None:
        self._say(text, good=True)

    def say_bad(self, text: str) -> None:
        """Say what was expected instead."""
        self._say(text, good=False)

    def _say(self, text: str, *, good: bool) -> None:
        self.text, self.is_good = text, good
        self.restyle()
        self.show()
        self.raise_()
        self.update()
        self._gone.start()
        self.said.emit(good, text)

    def restyle(self) -> None:
        """Beside a headline it takes its end of the row, over the walk all that the walk can spare."""
        across = self.parentWidget().width()
        rail = px(rail_width(across / theme().scale) + 32)
        most = round((across - rail) * 0.6) if self._is_right else across - px(48) - px(NARROW_WALK)
        width = min(text_width(self.text, 20, bold=True) + px(96), most)
        left = across - rail - width if self._is_right else px(24)
        self.setGeometry(left, self._top, width, px(Size.WALK))
        if not self.isHidden():
            self.reached.emit(self.geometry().right())

    def retext(self) -> None:
        self.text = say_again(self.text)
        self.restyle()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        self.reached.emit(self.geometry().right())

    def hideEvent(self, event: QHideEvent) -> None:
        self.reached.emit(0)

    def place_at(self, top: int, *, is_right: bool = False) -> None:
        """Stand at this height of the window, in logical pixels; beside the headline where there is one."""
        self._top, self._is_right = top, is_right
        self.restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.restyle()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = "green" if self.is_good else "red"
        with self.drawing() as painter:
            box(painter, self.rect(), fill=f"{tone}_soft", edge=tone, width=3)
            middle = self.height() / 2
            if self.is_good:
                draw_tick(painter, QRectF(px(22), middle - px(8), px(22), px(16)), tone, 3)
            else:
                draw_error(painter, QRectF(px(20), middle - px(13), px(26), px(26)), tone, f"{tone}_soft")
            room = QRectF(px(64), 0, self.width() - px(80), self.height())
            fits = text_width(self.text, 20, bold=True) <= room.width() + 1
            self.write(painter, room, self.text, size=20 if fits else 16, bold=True, colour=tone, wraps=True)
