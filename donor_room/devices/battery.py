"""How the machine says that it is fed: mains and charge of the battery, as far as its system tells."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

POWER_SUPPLIES = Path("/sys/class/power_supply")
_UNKNOWN = 255
"""What Windows says of a state that it does not know."""


class Power(NamedTuple):
    """Charge in percent, None where nobody knows; a machine without a battery is on mains."""

    percent: int | None
    is_on_mains: bool


def power_now(folder: Path = POWER_SUPPLIES) -> Power | None:
    """Return how the machine is fed now; None where its system says nothing."""
    return _of_windows() if sys.platform == "win32" else _of_folder(folder)


def _of_folder(folder: Path) -> Power | None:
    supplies = sorted(folder.iterdir()) if folder.is_dir() else []
    kinds = {one: _read(one / "type") for one in supplies if _read(one / "scope") != "Device"}
    charges = [_read(one / "capacity") for one, kind in kinds.items() if kind == "Battery"]
    known = [int(charge) for charge in charges if charge.isdecimal()]
    online = [_read(one / "online") for one, kind in kinds.items() if kind in ("Mains", "USB")]
    if not charges and not online:
        return None
    return Power(min(known) if known else None, "1" in online or (not charges and bool(online)))


def _read(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _of_windows() -> Power | None:  # pragma: no cover - only there
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("line", ctypes.c_ubyte),
            ("flag", ctypes.c_ubyte),
            ("percent", ctypes.c_ubyte),
            ("saver", ctypes.c_ubyte),
            ("seconds_left", ctypes.c_ulong),
            ("seconds_full", ctypes.c_ulong),
        )

    status = Status()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):  # type: ignore[attr-defined]
        return None
    return Power(None if status.percent == _UNKNOWN else status.percent, status.line == 1)
