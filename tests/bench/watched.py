"""Runs `python -m donor_room` unchanged, tells when it has come to a place, and ends it there.

Called as a program of its own: `watched.py painted`, `watched.py sign_in` or `watched.py day`. It prints
one line: the moment by the clock for intervals, the processor time spent, the resident memory.
`watched.py bare` is the twin: one empty window.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import PathFinder
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

SETTLED_MS = 1_500


def resident_mb() -> float:
    """Return what this process holds in memory now, in MB of 1,000,000 bytes; 0 where it is not told."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
    except OSError:
        return 0.0


def tell_and_leave() -> None:
    """Print what was measured and end the process as it stands."""
    sys.stdout.write(json.dumps({"at": perf_counter(), "mb": resident_mb(), "cpu": process_time()}) + "\n")
    sys.stdout.flush()
    os._exit(0)


def tell_when_settled(window: Any) -> None:
    """Take the time now, and the memory when the window has rested for a while; then close it well."""
    from PySide6.QtCore import QTimer

    reached, worked = perf_counter(), process_time()

    def settled() -> None:
        mb = resident_mb()
        window.close()
        sys.stdout.write(json.dumps({"at": reached, "mb": mb, "cpu": worked}) + "\n")
        sys.stdout.flush()
        os._exit(0)

    QTimer.singleShot(SETTLED_MS, settled)


def bare() -> None:
    """Show one empty window and leave when it has been painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
            QTimer.singleShot(0, tell_and_leave)

    application = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    application.exec()


class _Watcher(MetaPathFinder, Loader):
    """Lets donor_room.app be imported as ever, and then looks over the shoulder of its terminal."""

    def __init__(self, place: str) -> None:
        self._place = place

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != "donor_room.app":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def execute_and_watch(module: Any) -> None:
            execute(module)
            watch(module.Terminal, self._place)

        spec.loader.exec_module = execute_and_watch  # type: ignore[method-assign]
        return spec


def watch(terminal_type: Any, place: str) -> None:
    """Leave when the terminal has come to the place."""
    if place == "painted":
        terminal_type._begin = lambda _terminal: tell_and_leave()  # as the twin does, nothing more
        return
    start = terminal_type.start

    def watched_start(terminal: Any, **how: Any) -> None:
        terminal.window.page_shown.connect(lambda page: _came_to(terminal, page, place))
        start(terminal, **how)

    terminal_type.start = watched_start


def _came_to(terminal: Any, page: str, place: str) -> None:
    if page == "sign_in" and place == "sign_in":
        tell_when_settled(terminal.window)
    elif page == "sign_in":
        from tests.bench.desk import take_the_nurses_place

        terminal.tasks.run(lambda: take_the_nurses_place(terminal.desk), lambda _none: terminal.signed_in())
    elif page == "reception":
        tell_when_settled(terminal.window)


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    wanted = sys.argv.pop(1)
    if wanted == "bare":
        bare()
    sys.meta_path.insert(0, _Watcher(wanted))
    runpy.run_module("donor_room", run_name="__main__", alter_sys=True)
