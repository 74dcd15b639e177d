"""The real window without a screen, on a practice terminal of its own, and how to wait for what it shows."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from donor_room.app import Terminal
from donor_room.commands.terminal import SWITCH_S
from donor_room.domain.clock import SystemClock
from donor_room.settings import PASSPHRASE_VARIABLE
from donor_room.ui.theme import theme
from donor_room.workflow.desk import Desk
from tests.bench.desk import PASSPHRASE, fill, practice_profile, take_the_nurses_place


class Stage:
    """A terminal that is open, with a nurse signed in and the shift begun."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.window = terminal.window

    def on_store(self, work: Callable[[Desk], Any]) -> Any:
        """Do work with the desk on the store thread, and wait for its answer here."""
        answer: list[Any] = []
        loop = QEventLoop()

        def done(value: object) -> None:
            answer.append(value)
            loop.quit()

        self.terminal.tasks.run(lambda: work(self.terminal.desk), done, done, done)
        loop.exec()
        if isinstance(answer[0], Exception):
            raise answer[0]
        return answer[0]

    def ms_until_painted(self, page: str, begin: Callable[[], object]) -> float:
        """Return the milliseconds from `begin` to the moment at which a page has been shown and painted."""
        loop = QEventLoop()

        def shown(name: str) -> None:
            if name == page:
                QTimer.singleShot(0, lambda: QTimer.singleShot(0, loop.quit))  # layout and paint come before

        self.window.page_shown.connect(shown)
        began = perf_counter()
        begin()
        loop.exec()
        took = (perf_counter() - began) * 1_000
        self.window.page_shown.disconnect(shown)
        return took

    def press_f10(self) -> None:
        """Press the main key where the keyboard is."""
        QTest.keyClick(self.window.focusWidget() or self.window, Qt.Key.Key_F10)

    def rest(self, ms: int = 50) -> None:
        """Let the window do what is left, such as building the page that is likely next."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()


@contextmanager
def open_stage(visits: int = 0) -> Iterator[Stage]:
    """Make a terminal in which so many donors have walked to the end, and open it as its nurse."""
    application = QApplication.instance() or QApplication(["donor-room", "-style", "Fusion"])
    assert isinstance(application, QApplication)
    if not theme().is_started:
        theme().begin()
    with practice_profile() as profile, _as_in_the_program():
        fill(profile, visits=visits)
        os.environ[PASSPHRASE_VARIABLE] = PASSPHRASE
        terminal = Terminal(profile, SystemClock())
        stage = Stage(terminal)
        stage.ms_until_painted("sign_in", terminal.start)
        stage.on_store(take_the_nurses_place)
        stage.ms_until_painted("reception", terminal.signed_in)
        yield stage
        terminal.window.close()
        del os.environ[PASSPHRASE_VARIABLE]


@contextmanager
def _as_in_the_program() -> Iterator[None]:
    """Leave garbage to the window's sweeping, and no thread to compute for long, as `donor_room` does."""
    gc.collect()
    gc.disable()
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
        gc.unfreeze()
        gc.enable()
