"""Draws the kit and sample pages into pictures, to be looked at beside the sketches.

python -m tests.ui.gallery DIR
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from tests.ui.samples import LI, SAMPLES, dress


def window_for(name: str, *, practice: bool = False) -> MainWindow:
    window = MainWindow(FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC)), practice=practice)
    dress(window)
    for page_name, factory in SAMPLES.items():
        window.register(page_name, factory)
    window.show_donor(LI)
    window.show_page(name)
    return window


def draw(folder: Path, app: QApplication) -> None:
    for name in SAMPLES:
        for night in (False, True):
            theme().set_night(night)
            for width, height in ((1366, 768), (1280, 720)):
                window = window_for(name)
                window.resize(width, height)
                window.show()
                app.processEvents()
                suffix = ("_night" if night else "") + ("_small" if width == 1280 else "")
                window.grab().save(str(folder / f"{name}{suffix}.png"))
                window.close()
                window.deleteLater()


if __name__ == "__main__":
    app = QApplication([])
    theme().start(app)
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    draw(target, app)
