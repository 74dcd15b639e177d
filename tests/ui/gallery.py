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
from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.ui.widgets.sheet import ReasonSheet
from donor_room.ui.window import MainWindow
from tests.ui.samples import LI, SAMPLES, dress

SIZES = {"": (1366, 768), "_small": (1280, 720)}


def window_for(name: str, *, practice: bool = False) -> MainWindow:
    window = MainWindow(FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC)), practice=practice)
    dress(window)
    for page_name, factory in SAMPLES.items():
        window.register(page_name, factory)
    window.show_donor(LI)
    window.show_page(name)
    return window


def shoot(window: MainWindow, file: Path, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.show()
    QApplication.processEvents()
    print(file.name, "cut:", find_cut_texts(window), "small:", find_small_targets(window))
    window.grab().save(str(file))


def draw_pages(folder: Path) -> None:
    for name in SAMPLES:
        for night in (False, True):
            theme().set_night(night)
            for suffix, size in SIZES.items():
                window = window_for(name)
                shoot(window, folder / f"{name}{'_night' if night else ''}{suffix}.png", size)
                window.close()
    theme().set_night(False)


def draw_overlays(folder: Path) -> None:
    window = window_for("reception", practice=True)
    window.show()
    window.queue.open_drawer()
    shoot(window, folder / "queue_practice.png", SIZES[""])
    window.queue.close_drawer()
    window.scan_line.say_bad("这是转移袋，还缺血清管")
    shoot(window, folder / "scan_line.png", SIZES[""])
    sheet = ReasonSheet(window, second_person=True)
    reasons = [(1, "标签损坏", "damaged"), (2, "打印不清", "unreadable"), (3, "贴错", "misplaced")]
    sheet.ask("作废号码 6601 26 014327", "作废后不能再用，需第二人确认", "作废号码", reasons)
    shoot(window, folder / "sheet.png", SIZES[""])
    sheet.close_sheet()
    window.draw_curtain()
    shoot(window, folder / "curtain.png", SIZES[""])
    window.curtain.open()
    texts().switch("en")
    shoot(window, folder / "english.png", SIZES["_small"])
    texts().switch("zh_CN")
    theme().set_nurse_percent(130)
    shoot(window, folder / "large.png", SIZES["_small"])
    theme().set_nurse_percent(100)
    shoot(window, folder / "back_to_100.png", SIZES[""])


if __name__ == "__main__":
    app = QApplication([])
    theme().start(app)
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    draw_pages(target)
    draw_overlays(target)
