"""The frames of the SAM_V module that every certified identity-card reader contains."""

from __future__ import annotations

from enum import Enum, StrEnum
from functools import reduce
from operator import xor

import msgspec

PREAMBLE = bytes.fromhex("AAAAAA9669")
LONGEST_BODY = 4096
"""Bytes a length field may claim; the longest answer in the field claims 2,314."""

_SHORTEST_BODY = 3
_HEAD = len(PREAMBLE) + 2


class Command(Enum):
    """What a terminal asks. Reading fingerprints exists in the protocol and is not asked for."""

    RESET = bytes.fromhex("10FF")
    STATUS = bytes.fromhex("11FF")
    SAM_NUMBER = bytes.fromhex("12FF")
    FIND = bytes.fromhex("2001")
    SELECT = bytes.fromhex("2002")
    READ = bytes.fromhex("3001")
    READ_ADDRESS = bytes.fromhex("3003")


class Meaning(StrEnum):
    """What a status word means for the desk."""

    OK = "ok"
    FOUND = "found"
    NOT_ON_CARD = "not_on_card"
    NO_CARD = "no_card"
    HOLD_STILL = "hold_still"
    UNPROVEN = "unproven"
    WRONG_TYPE = "wrong_type"
    DEFECT = "defect"
    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN = "unknown"


_MEANINGS: dict[int, Meaning] = {
    0x90: Meaning.OK,
    0x9F: Meaning.FOUND,
    0x91: Meaning.NOT_ON_CARD,
    0x10: Meaning.NOT_UNDERSTOOD,
    0x11: Meaning.NOT_UNDERSTOOD,
    0x21: Meaning.NOT_UNDERSTOOD,
    0x24: Meaning.UNKNOWN,
    0x31: Meaning.UNPROVEN,
    0x32: Meaning.UNPROVEN,
    0x33: Meaning.UNPROVEN,
    0x40: Meaning.WRONG_TYPE,
    0x41: Meaning.HOLD_STILL,
    0x47: Meaning.HOLD_STILL,
    0x60: Meaning.DEFECT,
    0x66: Meaning.DEFECT,
    0x80: Meaning.NO_CARD,
    0x81: Meaning.HOLD_STILL,
}


class Frame(msgspec.Struct, frozen=True):
    """One body that arrived whole: what stands between the length and the checksum."""

    body: bytes


class BadFrame(msgspec.Struct, frozen=True):
    """Something began like a frame and was none; reason is `length` or `checksum`."""

    reason: str


class Answer(msgspec.Struct, frozen=True):
    """What the module said: the third status byte (the first two are zero in practice) and its data."""

    status: int
    data: bytes

    @property
    def meaning(self) -> Meaning:
        """Unknown words stay unknown; they are never taken for success."""
        return _MEANINGS.get(self.status, Meaning.UNKNOWN)


def encode_command(command: Command) -> bytes:
    """Build the frame that asks; copied frames carry copied checksum slips."""
    return encode_frame(command.value)


def encode_answer(status: int, data: bytes = b"") -> bytes:
    """Build the frame that answers, as a reader would."""
    return encode_frame(bytes((0, 0, status)) + data)


def encode_frame(body: bytes) -> bytes:
    """Add preamble, length (big-endian, checksum included) and XOR."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes((checksum(counted),))


def checksum(counted: bytes) -> int:
    """XOR of everything after the preamble and before the checksum itself."""
    return reduce(xor, counted, 0)


def answer_in(frame: Frame) -> Answer | None:
    """Read a frame as an answer; None when it is too short for one or its first two bytes are not zero."""
    if len(frame.body) < 3 or frame.body[:2] != b"\x00\x00":
        return None
    return Answer(frame.body[2], frame.body[3:])


class FrameParser:
    """Finds frames in whatever arrives: any split, any garbage, no exception, no growing buffer."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def reset(self) -> None:
        """Forget a half frame, as after a silence."""
        self._kept.clear()

    def feed(self, received: bytes) -> list[Frame | BadFrame]:
        """Take the next bytes and give what they complete, in order."""
        self._kept += received
        found: list[Frame | BadFrame] = []
        while (event := self._next()) is not None:
            found.append(event)
        return found

    def _next(self) -> Frame | BadFrame | None:
        self._drop_garbage()
        if len(self._kept) < _HEAD:
            return None
        length = int.from_bytes(self._kept[len(PREAMBLE) : _HEAD], "big")
        if not _SHORTEST_BODY <= length <= LONGEST_BODY:
            return self._give_up("length")
        end = _HEAD + length
        if len(self._kept) < end:
            return None
        if checksum(bytes(self._kept[len(PREAMBLE) : end - 1])) != self._kept[end - 1]:
            return self._give_up("checksum")
        body = bytes(self._kept[_HEAD : end - 1])
        del self._kept[:end]
        return Frame(body)

    def _drop_garbage(self) -> None:
        """Keep from the first preamble on, or a tail that may become one (it begins with runs of AA)."""
        at = self._kept.find(PREAMBLE)
        if at < 0:
            at = len(self._kept) - self._beginning_at_end()
        del self._kept[:at]

    def _beginning_at_end(self) -> int:
        for size in range(min(len(PREAMBLE) - 1, len(self._kept)), 0, -1):
            if self._kept.endswith(PREAMBLE[:size]):
                return size
        return 0

    def _give_up(self, reason: str) -> BadFrame:
        """Drop one byte only: the next frame may have begun inside the broken one."""
        del self._kept[:1]
        return BadFrame(reason)
