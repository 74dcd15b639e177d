"""What is heard when something was scanned, or a strip can be read."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from donor_room.ui import tones
from donor_room.ui.window import MainWindow


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append("tone"))
    monkeypatch.setattr(tones, "BETWEEN_MS", 1)
    return heard


@pytest.fixture
def window(qtbot: Any) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    return window


def test_what_is_right_is_one_tone(qtbot: Any, window: MainWindow, heard: list[str]) -> None:
    window.scan_line.say_good("对")
    qtbot.wait(20)
    assert heard == ["tone"]


def test_what_is_wrong_is_two(qtbot: Any, window: MainWindow, heard: list[str]) -> None:
    window.scan_line.say_bad("这是转移袋，还缺血清管")
    qtbot.waitUntil(lambda: heard == ["tone", "tone"], timeout=2_000)
