"""Opens the terminal's line to the station: loaded away from the screen, opened on the screen's thread."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from donor_room.app import Terminal


def with_line_loaded(enrolment: Any) -> Any:
    """Load all that a line is made of, which takes half a second, and give the enrolment back."""
    importlib.import_module("donor_room.station_line")
    return enrolment


def opened_line(terminal: Terminal, enrolment: Any) -> Any:
    """Return the line of a terminal, which talks from now on; it was loaded before."""
    from donor_room.station_line import StationLine

    return StationLine(
        enrolment,
        terminal.clock,
        on_store=terminal.tasks.run,
        desk=lambda: terminal.desk,
        told=terminal.station_told.emit,
    )
