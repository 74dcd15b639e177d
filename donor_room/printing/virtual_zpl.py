"""The virtual printer's ZPL: formats with a bitmap become labels, ~ commands act at once, ~HS is answered."""

from __future__ import annotations

import base64
import re
import zlib

from PIL import Image

from donor_room.printing.virtual_works import Fault, Works

_AT_ONCE = re.compile(rb"~(JA|HQES|HS|HI|SD\d\d|[A-Z]{2})")
_ERROR_WORDS: dict[Fault | None, int] = {
    "paper_out": 0x1, "ribbon_out": 0x2, "head_open": 0x4, "paused": 0x10000,
}  # fmt: skip
_SPEECHLESS: tuple[Fault, ...] = ("paper_out", "ribbon_out", "head_open")
"""With these a Zebra does not answer ~HS at all."""
_LONGEST_AT_ONCE = 5


class ZplInterpreter:
    """Reads a stream as it comes; half a format stays half until its rest comes or it is cancelled."""

    name = "zpl"

    def __init__(self, works: Works) -> None:
        self._works = works
        self._rest = b""
        self._format: dict[str, str] | None = None

    @property
    def is_amid(self) -> bool:
        """Say whether a format has begun and not ended."""
        return self._format is not None

    def feed(self, data: bytes) -> bytes:
        """Take what came and return what the printer says to it."""
        self._rest += data
        said = b""
        while (end := self._end_of_command()) is not None:
            command, self._rest = self._rest[:end], self._rest[end:]
            said += self._obey(command)
        return said

    def _end_of_command(self) -> int | None:
        """Return where the first command ends, or None until more has come."""
        self._rest = self._rest[_first_sign(self._rest) :]
        if self._rest.startswith(b"~"):
            found = _AT_ONCE.match(self._rest)
            is_whole = found is not None and (found[1] != b"HQ" or len(self._rest) >= _LONGEST_AT_ONCE)
            return found.end() if found is not None and is_whole else None
        if self._rest[:3] in (b"^XA", b"^XZ"):
            return 3
        following = _first_sign(self._rest, 1)
        return following if following < len(self._rest) else None

    def _obey(self, command: bytes) -> bytes:
        text = command.decode("ascii", "replace").strip()
        if text.startswith("~"):
            return self._obey_at_once(text)
        name, value = text[1:3], text[3:]
        if name == "XA":
            self._format = {"PQ": "1", "FO": "0,0"}
        elif self._format is not None and name == "XZ":
            self._finish(self._format)
        elif self._format is not None:
            self._format[name] = value
        return b""

    def _obey_at_once(self, command: str) -> bytes:
        if command == "~JA":
            self._works.cancel()
            self._format = None
        if command == "~HS" and self._works.fault not in _SPEECHLESS:
            return self._host_status()
        if command == "~HI":
            return b"\x02VIRTUAL,V1,8,8192KB\x03\r\n"
        return self._errors() if command == "~HQES" else b""

    def _finish(self, parts: dict[str, str]) -> None:
        self._format = None
        if "GF" not in parts:
            return
        page = Image.new("1", (int(parts["PW"]), int(parts["LL"])), 1)
        left, top = (int(number) for number in parts["FO"].split(","))
        page.paste(_bitmap(parts["GF"]), (left, top))
        for _ in range(int(parts["PQ"].split(",")[0])):
            self._works.take(page)

    def _host_status(self) -> bytes:
        paused = int(self._works.fault == "paused")
        waiting = self._works.waiting
        lines = (
            f"030,0,{paused},0240,{max(0, waiting - 1):03d},0,0,{int(self.is_amid)},000,0,0,0",
            f"000,0,0,0,1,2,4,0,{min(1, waiting):08d},1,000",
            "1234,0",
        )
        return b"".join(b"\x02" + line.encode() + b"\x03\r\n" for line in lines)

    def _errors(self) -> bytes:
        word = _ERROR_WORDS.get(self._works.fault, 0)
        return (
            f"\x02\r\n  PRINTER STATUS\r\n   ERRORS:         {int(word > 0)} 00000000 {word:08X}\r\n"
            "   WARNINGS:       0 00000000 00000000\r\n\x03"
        ).encode()


def _first_sign(stream: bytes, begin: int = 0) -> int:
    """Return where the next command begins, or the length when there is none."""
    found = (at for at in (stream.find(b"^", begin), stream.find(b"~", begin)) if at >= 0)
    return min(found, default=len(stream))


def _bitmap(graphic: str) -> Image.Image:
    """Return the picture of a ^GF: 1 = black, each row of whole bytes."""
    _kind, _count, total, row, data = graphic.split(",", 4)
    if data.startswith(":Z64:"):
        dots = zlib.decompress(base64.b64decode(data.split(":")[2]))
    else:
        dots = bytes.fromhex(data)
    wide = int(row)
    inverted = bytes(255 - byte for byte in dots[: int(total)])
    return Image.frombytes("1", (wide * 8, len(inverted) // wide), inverted)
