"""What a barcode scanner sends, and how its keystrokes are told from a person's."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

import msgspec

STX, ETX = "\x02", "\x03"
LONGEST_SCAN = 512
"""Characters; a longer run without an end is no code of a donor room."""

_ENDS = frozenset("\r\n\t" + ETX)
_AIM = re.compile(r"\](?P<code>[A-Za-z])(?P<modifier>[0-9A-Za-z])")
_SYMBOLOGIES = {
    "A": "code_39",
    "C": "code_128",
    "F": "codabar",
    "Q": "qr",
    "d": "data_matrix",
    "h": "han_xin",
}


class Scan(msgspec.Struct, frozen=True):
    """One code as it stood on the label; symbology is None when the scanner sent no AIM identifier.

    Separators inside (GS) stay. `]C1` (FNC1 first) shows as symbology `gs1_128`.
    """

    text: str
    symbology: str | None


class Typed(msgspec.Struct, frozen=True):
    """Characters of a person, to be given to the field they were meant for."""

    text: str


class BrokenScan(msgspec.Struct, frozen=True):
    """A scan that began with its prefix and did not end in time; its characters go nowhere."""


WedgeEvent = Scan | Typed | BrokenScan


class WedgeTiming(msgspec.Struct, frozen=True, kw_only=True):
    """Where speed divides scanner from person, in milliseconds; a setting, since scanners differ."""

    shortest: int = 8
    median_gap_ms: int = 35
    longest_gap_ms: int = 100
    framed_wait_ms: int = 5000
    repeat_ms: int = 500


def scan_of(text: str) -> Scan:
    """Take the AIM identifier off the front of what was scanned."""
    aim = _AIM.match(text)
    if aim is None:
        return Scan(text, None)
    symbology = _SYMBOLOGIES.get(aim["code"], "other")
    if aim["code"] + aim["modifier"] == "C1":
        symbology = "gs1_128"
    return Scan(text[aim.end() :], symbology)


class Repeats:
    """The same code twice within half a second from one device is one scan."""

    def __init__(self, repeat_ms: int) -> None:
        self._repeat_ms = repeat_ms
        self._last: tuple[Scan, int] | None = None

    def is_new(self, scan: Scan, at_ms: int) -> bool:
        """Take note of a scan and tell whether it is one."""
        before, self._last = self._last, (scan, at_ms)
        return before is None or before[0] != scan or at_ms - before[1] > self._repeat_ms


class WedgeClassifier:
    """Divides one keyboard stream into scans and typing; the times are of any clock that only grows.

    Characters are held until it is clear whose they are: at most the longest gap after the last of them,
    if `tick` is called then.
    """

    def __init__(self, timing: WedgeTiming | None = None) -> None:
        self._timing = timing or WedgeTiming()
        self._repeats = Repeats(self._timing.repeat_ms)
        self._held: list[tuple[str, int]] = []
        self._is_framed = False
        self._scanned_at_ms: int | None = None

    def feed(self, character: str, at_ms: int) -> list[WedgeEvent]:
        """Take one character; give what became clear by it, in order."""
        events = self.tick(at_ms)
        if character == STX:
            events += self._let_go()
            self._is_framed, self._held = True, [(STX, at_ms)]
        elif self._is_framed:
            events += self._in_frame(character, at_ms)
        elif character in _ENDS:
            events += self._at_end(character, at_ms)
        else:
            events += self._hold(character, at_ms)
        return events

    def tick(self, at_ms: int) -> list[WedgeEvent]:
        """Let go of what has waited too long."""
        if not self._held:
            return []
        wait = self._timing.framed_wait_ms if self._is_framed else self._timing.longest_gap_ms
        since = self._held[0][1] if self._is_framed else self._held[-1][1]
        return self._let_go() if at_ms - since > wait else []

    def _hold(self, character: str, at_ms: int) -> list[WedgeEvent]:
        full = self._let_go() if len(self._held) >= LONGEST_SCAN else []
        self._held.append((character, at_ms))
        return full

    def _in_frame(self, character: str, at_ms: int) -> list[WedgeEvent]:
        """Keep up to one character too many: an overlong scan breaks at its end, and none of it is typed."""
        if character != ETX:
            if len(self._held) <= LONGEST_SCAN + 1:
                self._held.append((character, at_ms))
            return []
        text = self._text()[1:]
        self._forget()
        return self._tell(text, at_ms) if len(text) <= LONGEST_SCAN else [BrokenScan()]

    def _at_end(self, end: str, at_ms: int) -> list[WedgeEvent]:
        if not self._held and self._is_tail_of_scan(at_ms):
            return []
        if self._is_scan(at_ms):
            text = self._text()
            self._forget()
            return self._tell(text, at_ms)
        typed = self._text() + end
        self._forget()
        return [Typed(typed)]

    def _is_scan(self, end_at_ms: int) -> bool:
        times = [at_ms for _, at_ms in self._held] + [end_at_ms]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        return len(self._held) >= self._timing.shortest and median(gaps) <= self._timing.median_gap_ms

    def _is_tail_of_scan(self, at_ms: int) -> bool:
        """The LF of a CR LF, the Enter after an ETX: they belong to the scan that just ended."""
        return self._scanned_at_ms is not None and at_ms - self._scanned_at_ms <= self._timing.longest_gap_ms

    def _tell(self, text: str, at_ms: int) -> list[WedgeEvent]:
        self._scanned_at_ms = at_ms
        scan = scan_of(text)
        return [scan] if text and self._repeats.is_new(scan, at_ms) else []

    def _let_go(self) -> list[WedgeEvent]:
        held, was_framed = self._text(), self._is_framed
        self._forget()
        if was_framed:
            return [BrokenScan()]
        return [Typed(held)] if held else []

    def _text(self) -> str:
        return "".join(character for character, _ in self._held)

    def _forget(self) -> None:
        self._held, self._is_framed = [], False


class ScanLines:
    """A scanner on its own port: lines ended by CR, LF or ETX, in UTF-8, with or without STX before them."""

    def __init__(self, *, repeat_ms: int = 500) -> None:
        self._kept = bytearray()
        self._repeats = Repeats(repeat_ms)

    def step(self, received: bytes, at_ms: int) -> tuple[bytes, list[Scan]]:
        """Take what arrived; a scanner is never sent anything."""
        self._kept += received
        *lines, rest = re.split(rb"[\r\n\x03]", bytes(self._kept))
        self._kept = bytearray(rest if len(rest) <= LONGEST_SCAN else b"")
        scans = [scan_of(_line_text(line)) for line in lines if 0 < len(line) <= LONGEST_SCAN]
        return b"", [scan for scan in scans if scan.text and self._repeats.is_new(scan, at_ms)]


def _line_text(line: bytes) -> str:
    return line.decode("utf-8", errors="replace").removeprefix(STX)
