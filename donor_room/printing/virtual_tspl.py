"""The virtual printer's TSPL: lines become labels, ESC commands act at once, a bitmap waits to be full."""

from __future__ import annotations

import re

from PIL import Image

from donor_room.printing.languages.speech import dots
from donor_room.printing.virtual_works import Fault, Works

_BITMAP = re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),(\d),")
_LONGEST_HEAD = 64
_AT_ONCE_LENGTH = 3
_BITS: dict[Fault | None, int] = {"head_open": 0x01, "paper_out": 0x04, "ribbon_out": 0x08, "paused": 0x10}
_PRINTING = 0x20
_SIGNS: dict[Fault | None, bytes] = {
    "head_open": b"@@@`", "paper_out": b"@@@A", "ribbon_out": b"@@@D", "paused": b"`@@@",
}  # fmt: skip


class TsplInterpreter:
    """Reads a stream as it comes. A bitmap that is cut off swallows what comes next until it is full."""

    name = "tspl"

    def __init__(self, works: Works, dpi: int = 203) -> None:
        self._works, self._dpi = works, dpi
        self._rest = b""
        self._size = (0, 0)
        self._page: Image.Image | None = None
        self._bitmap: tuple[int, int, int] | None = None
        """Left, top and bytes a row of the bitmap that is coming in."""
        self._lacking = 0
        self._dots = b""

    @property
    def is_amid(self) -> bool:
        """Say whether a bitmap has begun and not ended."""
        return self._bitmap is not None

    def feed(self, data: bytes) -> bytes:
        """Take what came and return what the printer says to it."""
        self._rest += data
        said = b""
        while True:
            if self._bitmap is not None:
                if not self._fill(self._bitmap):
                    return said
            elif self._rest.startswith(b"\x1b!"):
                if len(self._rest) < _AT_ONCE_LENGTH:
                    return said
                command, self._rest = self._rest[2:3], self._rest[3:]
                said += self._obey_at_once(command)
            elif not self._next_line():
                return said

    def _obey_at_once(self, command: bytes) -> bytes:
        if command == b".":
            self._works.cancel()
        if command == b"?":
            printing = _PRINTING if self._works.waiting and self._works.fault is None else 0
            return bytes([_BITS.get(self._works.fault, 0) | printing])
        if command == b"S":
            idle = b"P@@@" if self._works.waiting else b"@@@@"
            return b"\x02" + _SIGNS.get(self._works.fault, idle) + b"\x03\r\n"
        return b""

    def _next_line(self) -> bool:
        """Obey a line, or begin a bitmap; False until more has come."""
        found = _BITMAP.match(self._rest)
        if found is not None:
            left, top, row, high = (int(number) for number in found.groups()[:4])
            self._bitmap, self._lacking, self._dots = (left, top, row), row * high, b""
            self._rest = self._rest[found.end() :]
            return True
        if self._rest.startswith(b"BITMAP ") and len(self._rest) < _LONGEST_HEAD:
            return False
        line, end, rest = self._rest.partition(b"\n")
        escape = line.find(b"\x1b!")
        if escape > 0:
            self._rest = self._rest[escape:]
            return True
        if not end:
            return False
        self._rest = rest
        self._obey(line.decode("ascii", "replace").strip())
        return True

    def _obey(self, line: str) -> None:
        name, _, values = line.partition(" ")
        if name == "SIZE":
            wide, high = (float(part.removesuffix(" mm")) for part in values.split(","))
            self._size = (dots(wide, self._dpi), dots(high, self._dpi))
        elif name == "CLS":
            self._page = Image.new("1", self._size, 1)
        elif name == "PRINT" and self._page is not None:
            sets, copies = (int(part) for part in values.split(","))
            for _ in range(sets * copies):
                self._works.take(self._page.copy())

    def _fill(self, bitmap: tuple[int, int, int]) -> bool:
        """Take dots of the bitmap; True when it is whole."""
        taken, self._rest = self._rest[: self._lacking], self._rest[self._lacking :]
        self._dots += taken
        self._lacking -= len(taken)
        if self._lacking > 0:
            return False
        left, top, row = bitmap
        picture = Image.frombytes("1", (row * 8, len(self._dots) // row), self._dots)
        if self._page is not None:
            self._page.paste(picture, (left, top))
        self._bitmap = None
        return True
