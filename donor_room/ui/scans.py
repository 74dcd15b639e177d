"""Tells a scanner's fast keys from a nurse's and says the code, wherever the focus is."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow

FAST_MS = 30
"""Longest time between two characters of a scan."""

SHORTEST = 4
"""Fewer fast characters than this are a nurse with quick fingers."""


class ScanCollector:
    """Keeps characters as long as they come as fast as only a scanner types."""

    def __init__(self, fast_ms: int = FAST_MS, shortest: int = SHORTEST) -> None:
        self._fast_ms, self._shortest = fast_ms, shortest
        self._kept = ""
        self._last_ms = 0.0

    def feed(self, char: str, at_ms: float) -> str | None:
        """Take a character typed at a time in ms; return the code when this one ends a scan."""
        is_fast = at_ms - self._last_ms <= self._fast_ms
        kept, self._kept = (self._kept if is_fast else ""), ""
        self._last_ms = at_ms
        if char in "\r\n\t":
            return kept if len(kept) >= self._shortest else None
        self._kept = kept + char
        return None


class Scans(QObject):
    """Listens at the window before any field does; keys that were no scan are passed on unchanged.

    It sits on the QWindow, not on the application: a Python filter on every event of the program
    would cost each paint and each timer. Keys sent straight to a widget are a person's by definition.
    """

    code_scanned = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collector = ScanCollector()
        self._held: list[QKeyEvent] = []
        self._passing = False
        self._window: QWindow | None = None
        self._pause = QTimer(self, singleShot=True, interval=FAST_MS + 5)
        self._pause.timeout.connect(self._let_go)

    def listen_at(self, window: QWindow) -> None:
        """Begin to listen; the widget must have been shown, so that it has a QWindow."""
        self._window = window
        window.installEventFilter(self)

    def deliver(self, code: str) -> None:
        """Take a code of a scanner that speaks for itself (serial or HID)."""
        self.code_scanned.emit(code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._passing or event.type() != QEvent.Type.KeyPress:
            return False
        return self._hold(event)

    def _hold(self, event: QKeyEvent) -> bool:
        char = event.text()
        if len(char) != 1 or not (char.isprintable() or char in "\r\n\t") or event.isAutoRepeat():
            self._let_go()
            return False
        code = self._collector.feed(char, monotonic() * 1000)
        if code is not None:
            self._held.clear()
            self._pause.stop()
            self.code_scanned.emit(code)
            return True
        if char in "\r\n\t":
            self._let_go()
            return False
        self._held.append(event.clone())
        self._pause.start()
        return True

    def _let_go(self) -> None:
        self._pause.stop()
        held, self._held = self._held, []
        self._passing = True
        try:
            for event in held:
                if self._window is not None:
                    QCoreApplication.sendEvent(self._window, event)
        finally:
            self._passing = False
