"""Says the code that was scanned, wherever the focus is; a scan never types into a field."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow

if TYPE_CHECKING:
    from donor_room.devices.codecs.scanner import WedgeClassifier, WedgeEvent

GAP_MS = 50
"""A key waits at most this long before a field gets it: long enough for a scanner, too short to be felt."""

MEDIAN_MS = 30
_CONTROLS = frozenset("\r\n\t\x02\x03\x04\x1d\x1e")
_LONG_AGO_MS = 60_000


class Scans(QObject):
    """Listens at the window before any field does; keys that were no scan are passed on unchanged.

    It sits on the QWindow, not on the application: a Python filter on every event of the program
    would cost each paint and each timer. Keys sent straight to a widget are a person's by definition.
    """

    code_scanned = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._classifier: WedgeClassifier | None = None
        self._held: list[QKeyEvent] = []
        self._passing = False
        self._window: QWindow | None = None
        self._pause = QTimer(self, singleShot=True, interval=GAP_MS + 5)
        self._pause.timeout.connect(self._waited)

    def listen_at(self, window: QWindow) -> None:
        """Begin to listen; the widget must have been shown, so that it has a QWindow."""
        if self._window is not window:
            self._window = window
            window.installEventFilter(self)

    def deliver(self, code: str) -> None:
        """Take a code of a scanner that speaks for itself (serial or HID)."""
        self.code_scanned.emit(code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._passing or event.type() != QEvent.Type.KeyPress:
            return False
        return isinstance(event, QKeyEvent) and self._hold(event)

    def _hold(self, event: QKeyEvent) -> bool:
        """Keep a character until it is clear whose it is; any other key ends the waiting."""
        char = event.text()
        if len(char) != 1 or not (char.isprintable() or char in _CONTROLS) or event.isAutoRepeat():
            self._settle(self._wedge.tick(_now_ms() + _LONG_AGO_MS))
            return False
        self._held.append(event.clone())
        events = self._wedge.feed(char, _now_ms())
        if not events and char in "\r\n\t":
            self._held.clear()
        self._settle(events)
        return True

    @property
    def _wedge(self) -> WedgeClassifier:
        if self._classifier is None:
            from donor_room.devices.codecs.scanner import WedgeClassifier, WedgeTiming

            self._classifier = WedgeClassifier(WedgeTiming(median_gap_ms=MEDIAN_MS, longest_gap_ms=GAP_MS))
        return self._classifier

    def _waited(self) -> None:
        self._settle(self._wedge.tick(_now_ms()))

    def _settle(self, events: list[WedgeEvent]) -> None:
        from donor_room.devices.codecs.scanner import Scan, Typed

        for found in events:
            if isinstance(found, Typed):
                self._pass_on(len(found.text))
                continue
            self._held.clear()
            if isinstance(found, Scan):
                self.code_scanned.emit(found.text)
        if self._held:
            self._pause.start()
        else:
            self._pause.stop()

    def _pass_on(self, count: int) -> None:
        """Give the first held keys to the window as if they came now."""
        going, self._held = self._held[:count], self._held[count:]
        self._passing = True
        try:
            for event in going:
                if self._window is not None:
                    QCoreApplication.sendEvent(self._window, event)
        finally:
            self._passing = False


def _now_ms() -> int:
    return int(monotonic() * 1000)
