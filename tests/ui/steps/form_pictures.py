"""Draws questionnaires of others as they are asked, to be looked at like every other screen.

python -m tests.ui.steps.form_pictures DIR
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.ui.form_window import FormWindow
from donor_room.ui.theme import theme
from tests.packs.fhir.forms import ENABLE_WHEN, RECORD, ZIKA
from tests.ui.camera import photograph

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
CLOCK = FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC))
Keys = tuple[str | Qt.Key, ...]
SCENES: dict[str, tuple[Path, Keys]] = {
    "form_yes_no": (ZIKA, ("2",)),
    "form_amount": (ZIKA, ("2", "1", "12")),
    "form_words": (RECORD, ()),
    "form_choices": (RECORD, ("Anna", ENTER)),
    "form_parts": (RECORD, ("Anna", ENTER, "1", "3.45", ENTER, "51", ENTER, "3", "1")),
    "form_conditions": (ENABLE_WHEN, ("1", "1", "2")),
    "form_leave": (ZIKA, ("2", ESC)),
}


def put_up(file: Path, keys: Keys) -> FormWindow:
    window = FormWindow(read_questionnaire(file.read_bytes()).form, CLOCK)
    window.resize(1366, 768)
    window.show()
    for key in keys:
        target = window.focusWidget() or window
        QTest.keyClicks(target, key) if isinstance(key, str) else QTest.keyClick(target, key)
    return window


def main(arguments: list[str]) -> int:
    application = QApplication.instance() or QApplication([])
    theme().start(application)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    kept = []  # what Python throws away in the middle of an event Qt still wants to paint
    for name, (file, keys) in SCENES.items():
        if len(arguments) == 1 or any(wanted in name for wanted in arguments[1:]):
            kept.append(put_up(file, keys))
            photograph(kept[-1], folder, name)
            kept[-1].close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
