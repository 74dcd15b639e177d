"""What a TSPL printer says of itself: ESC ! ? in one byte, ESC ! S in eight where it has more to say."""

from __future__ import annotations

from donor_room.domain.label_set import PrinterState
from donor_room.printing.languages.speech import GARBAGE, SILENT, Asking, Question

ONE_BYTE = Question(b"\x1b!?", lambda heard: len(heard) >= 1)
EIGHT_BYTES = Question(b"\x1b!S", lambda heard: len(heard) >= _WHOLE)

_WHOLE = 8
_PRINTING = 0x20
_BITS = {
    0x01: "head_open", 0x02: "paper_jam", 0x04: "paper_out", 0x08: "ribbon_out", 0x10: "paused",
    0x40: "other", 0x80: "other",
}  # fmt: skip

_NORMAL = ord("@")
_BUSY_SIGNS = b"BCFPW"
_HELD_SIGNS = {ord("`"): "paused", ord("E"): "other", ord("K"): "paused", ord("L"): "paused"}
_ERROR_SIGNS = (
    {0x01: "too_hot", 0x02: "too_hot", 0x04: "head_worn", 0x08: "cutter", 0x10: "other"},
    {0x01: "paper_out", 0x02: "paper_jam", 0x04: "ribbon_out", 0x08: "ribbon_out", 0x20: "head_open"},
)


def state(ask: Asking) -> PrinterState:
    """Return what the printer says; of an error that has no name in one byte the long answer is heard."""
    told = one_byte(ask(ONE_BYTE))
    if told.faults != ("other",):
        return told
    longer = eight_bytes(ask(EIGHT_BYTES))
    return longer if longer.faults and longer not in (SILENT, GARBAGE) else told


def one_byte(answer: bytes) -> PrinterState:
    """Read the answer to ESC ! ?; more than a byte is no answer."""
    if not answer:
        return SILENT
    if len(answer) != 1:
        return GARBAGE
    faults = tuple(dict.fromkeys(name for bit, name in _BITS.items() if answer[0] & bit))
    return PrinterState(ready=not faults, faults=faults, busy=bool(answer[0] & _PRINTING))


def eight_bytes(answer: bytes) -> PrinterState:
    """Read the answer to ESC ! S: STX, the state, warnings, two sets of errors, ETX, CR and LF."""
    if not answer:
        return SILENT
    if len(answer) != _WHOLE or not (answer[0] == 0x02 and answer[5:] == b"\x03\r\n"):
        return GARBAGE
    sign, warning, errors = answer[1], answer[2], answer[3:5]
    if not _is_known(sign) or any(byte & 0xC0 != _NORMAL for byte in (warning, *errors)):
        return GARBAGE
    faults = [_HELD_SIGNS[sign]] if sign in _HELD_SIGNS else []
    for byte, names in zip(errors, _ERROR_SIGNS, strict=True):
        left = byte & ~_NORMAL
        faults += [name for bit, name in names.items() if left & bit]
        faults += ["other"] if left & ~sum(names) else []
    named = tuple(dict.fromkeys(name for name in faults if name != "other")) or tuple(dict.fromkeys(faults))
    return PrinterState(ready=not named, faults=named, busy=sign in _BUSY_SIGNS)


def _is_known(sign: int) -> bool:
    return sign == _NORMAL or sign in _BUSY_SIGNS or sign in _HELD_SIGNS
