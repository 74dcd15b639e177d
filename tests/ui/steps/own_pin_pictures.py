"""Draws the page of the own PIN, day and night, in both languages.

python -m tests.ui.steps.own_pin_pictures DIR
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.ui.steps.own_pin.view import OwnPinView
from donor_room.ui.texts import said
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from tests.ui.camera import photograph
from tests.ui.samples import dress

AT = datetime(2026, 11, 21, 6, 12, tzinfo=UTC)


def draw(folder: Path) -> int:
    """Draw every look and return how many have a fault."""
    window, view = MainWindow(FixedClock(AT)), OwnPinView()
    dress(window)
    window.register("own_pin", lambda: view)
    window.show()
    window.show_page("own_pin")

    def fill() -> None:
        view.clear()
        view.pin.setText("1470")
        view.again.setText("1471")
        view.show_problem("again", said("own_pin.differs"))

    return photograph(window, folder, "own_pin", before=fill)


if __name__ == "__main__":
    application = QApplication([])
    theme().begin()
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    sys.exit(1 if draw(target) else 0)
