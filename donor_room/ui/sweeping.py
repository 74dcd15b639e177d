"""Garbage is collected on the window's thread: a widget collected on another takes the process down."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_SWEEP_MS = 2_000
_SWEEPS_TO_A_WHOLE_ONE = 60


def sweeping(parent: QObject) -> QTimer:
    """Return a timer that sweeps whenever it fires, once it is started."""
    timer = QTimer(parent, interval=_SWEEP_MS)
    timer.timeout.connect(_sweep)
    return timer


def _sweep() -> None:
    gc.collect(2 if gc.get_count()[2] >= _SWEEPS_TO_A_WHOLE_ONE else 1)
