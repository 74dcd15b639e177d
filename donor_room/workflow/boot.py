"""Which run of the machine this is: within one run its steady clock can be held against an earlier look."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

_BOOT_FILE = Path("/proc/sys/kernel/random/boot_id")


def read_boot(file: Path) -> str:
    """Return the name of this run of the machine; where nobody tells it, one for this run of the program."""
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return token_hex(8)


THIS_RUN = read_boot(_BOOT_FILE)
