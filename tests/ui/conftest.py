"""The look and the language as at the start, for every test of the screens."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow


@pytest.fixture(autouse=True, scope="module")
def garbage_stays_on_this_thread() -> Iterator[None]:
    """A widget that another thread happens to collect takes the process down; here only this one collects."""
    before = gc.get_threshold()
    gc.set_threshold(0)
    yield
    gc.collect()
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def day_in_chinese(qapp: QApplication) -> Iterator[None]:
    if not theme().is_started:
        theme().start(qapp)
    yield
    # what was closed is deleted now: no event loop runs here, and each later restyling would meet it again
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    texts().switch("zh_CN")
    theme().set_nurse_percent(100)
    theme().set_night(False)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC))


@pytest.fixture
def window(qtbot, clock) -> MainWindow:
    made = MainWindow(clock)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    return made
