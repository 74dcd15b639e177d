"""What is heard: one tone for what is right, two for what is not; the system's own bell, on any laptop."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

BETWEEN_MS = 180


def sound(is_good: bool, _words: str = "") -> None:
    """Sound as a scanner's answer does; the words are for the eyes."""
    QApplication.beep()
    if not is_good:
        QTimer.singleShot(BETWEEN_MS, QApplication.beep)
