"""What a ZPL printer says of itself: ~HS in three lines, ~HQES as a further word where the first is missing.

A Zebra without paper or ribbon or with its head open does not answer ~HS at all, so silence is a fault.
"""

from __future__ import annotations

import re

import msgspec

from donor_room.domain.label_set import PrinterState
from donor_room.printing.languages.speech import GARBAGE, SILENT, Asking, Question

_ETX = b"\x03"
_LINES = 3

_FIRST = re.compile(r"\d{3},[01],[01],\d{4},\d{3},[01],[01],[01],\d{3},[01],[01],[01]")
_SECOND = re.compile(r"\d{3},\d,[01],[01],[01],[0-9A-K],\d,[01],\d{8},[01],\d{3}")
_THIRD = re.compile(r"\d{4},[01]")
_ERRORS = re.compile(rb"ERRORS:\s+([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})")

HOST_STATUS = Question(b"~HS\r\n", lambda heard: heard.count(_ETX) >= _LINES)
ERRORS = Question(b"~HQES\r\n", lambda heard: _ETX in heard)

_ERROR_BITS = {
    0x1: "paper_out", 0x2: "ribbon_out", 0x4: "head_open", 0x8: "cutter", 0x10: "too_hot", 0x20: "too_hot",
    0x40: "head_worn", 0x80: "head_worn", 0x4000: "paper_jam", 0x10000: "paused",
}  # fmt: skip
_OTHER = "other"


def state(ask: Asking) -> PrinterState:
    """Return what the printer says; what it says of its errors is heard when it says no more than that."""
    status = host_status(ask(HOST_STATUS))
    if status not in (SILENT, GARBAGE):
        return status
    known = errors(ask(ERRORS))
    return msgspec.structs.replace(status, faults=known or status.faults)


def host_status(answer: bytes) -> PrinterState:
    """Read the three lines of ~HS; anything but exactly three whole ones is no answer."""
    if not answer:
        return SILENT
    lines = _framed(answer)
    if len(lines) != _LINES or not _are_well_formed(lines):
        return GARBAGE
    first, second = lines[0].split(","), lines[1].split(",")
    faults = tuple(name for name, told in _flags(first, second) if told == "1")
    waiting = int(first[4]) + int(second[8])
    return PrinterState(ready=not faults, faults=faults, waiting=waiting, busy=waiting > 0)


def errors(answer: bytes) -> tuple[str, ...]:
    """Read the error word of ~HQES; empty when it names none or cannot be read."""
    found = _ERRORS.search(answer)
    if found is None or found[1] == b"0":
        return ()
    word = int(found[3], 16)
    named = dict.fromkeys(name for bit, name in _ERROR_BITS.items() if word & bit)
    return tuple(named) or (_OTHER,)


def _flags(first: list[str], second: list[str]) -> tuple[tuple[str, str], ...]:
    return (
        ("paper_out", first[1]),
        ("head_open", second[2]),
        ("ribbon_out", second[3]),
        ("paused", first[2]),
        ("half_label", first[7]),
        ("other", first[9]),
        ("too_cold", first[10]),
        ("too_hot", first[11]),
    )


def _framed(answer: bytes) -> list[str]:
    """Return the lines between STX and ETX when the answer is nothing but such lines."""
    text = answer.strip().decode("ascii", "replace")
    if re.fullmatch(r"(\x02[^\x02\x03]*\x03\s*)+", text) is None:
        return []
    return [line.strip() for line in re.findall(r"\x02([^\x03]*)\x03", text)]


def _are_well_formed(lines: list[str]) -> bool:
    return all(
        form.fullmatch(line) is not None for form, line in zip((_FIRST, _SECOND, _THIRD), lines, strict=True)
    )
