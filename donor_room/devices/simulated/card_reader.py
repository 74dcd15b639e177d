"""A card reader's twin: the same bytes as the real module, a card to lay down, and faults on command."""

from __future__ import annotations

import threading
from collections import deque
from enum import StrEnum

from donor_room.devices.codecs.card_text import PHOTO_BYTES, TEXT_BYTES, encode_card_text
from donor_room.devices.codecs.sam_v import Command, Frame, FrameParser, encode_answer
from donor_room.domain.card import CardRead

_LENGTHS = TEXT_BYTES.to_bytes(2, "big") + PHOTO_BYTES.to_bytes(2, "big")
_BAD_COMMAND = 0x21


class Fault(StrEnum):
    """What goes wrong with one answer."""

    SILENT = "silent"
    BAD_CHECKSUM = "bad_checksum"
    NOISE = "noise"
    PULLED = "pulled"
    UNPROVEN = "unproven"
    DEFECT = "defect"
    UNPLUGGED = "unplugged"


_STATUS_OF = {Fault.UNPROVEN: 0x31, Fault.DEFECT: 0x66}


class Unplugged(Exception):
    """The cable was pulled: whoever serves the twin closes its link."""


class SimulatedCardReader:
    """Answers commands as a reader would. Laying down and taking away may come from another thread."""

    def __init__(self) -> None:
        self._parser = FrameParser()
        self._lock = threading.Lock()
        self._faults: deque[Fault] = deque()
        self._block: bytes | None = None
        self._address: str | None = None
        self._is_selected = False

    def place(self, card: CardRead, *, appended_address: str | None = None) -> None:
        """Lay a card down; raises ValueError where a field does not fit on a chip."""
        self.place_block(encode_card_text(card), appended_address=appended_address)

    def place_block(self, block: bytes, *, appended_address: str | None = None) -> None:
        """Lay down a card by its 256 bytes, also one that no layout explains."""
        with self._lock:
            self._block, self._address, self._is_selected = block, appended_address, False

    def remove(self) -> None:
        """Take the card away."""
        with self._lock:
            self._block, self._is_selected = None, False

    def fail_next(self, *faults: Fault) -> None:
        """Let the next answers go wrong, one fault each, in this order."""
        with self._lock:
            self._faults.extend(faults)

    def answer(self, received: bytes) -> bytes:
        """Give the bytes that answer what arrived; raises Unplugged on that fault."""
        with self._lock:
            frames = [found for found in self._parser.feed(received) if isinstance(found, Frame)]
            return b"".join(self._answer_to(frame.body) for frame in frames)

    def _answer_to(self, body: bytes) -> bytes:
        fault = self._faults.popleft() if self._faults else None
        if fault is Fault.UNPLUGGED:
            raise Unplugged
        if fault is Fault.PULLED:
            self._block = None
        if fault in _STATUS_OF:
            return encode_answer(_STATUS_OF[fault])
        return _spoiled(self._sound_answer(body), fault)

    def _sound_answer(self, body: bytes) -> bytes:
        if body == Command.FIND.value:
            return encode_answer(0x9F, bytes(4)) if self._block else encode_answer(0x80)
        if body == Command.SELECT.value:
            self._is_selected = self._block is not None
            return encode_answer(0x90, bytes(8)) if self._is_selected else encode_answer(0x81)
        if body == Command.READ.value:
            return self._read()
        if body == Command.READ_ADDRESS.value:
            return self._read_address()
        is_known = body in (Command.RESET.value, Command.STATUS.value)
        return encode_answer(0x90 if is_known else _BAD_COMMAND)

    def _read(self) -> bytes:
        if self._block is None or not self._is_selected:
            return encode_answer(0x41)
        return encode_answer(0x90, _LENGTHS + self._block + bytes(PHOTO_BYTES))

    def _read_address(self) -> bytes:
        if self._block is None or self._address is None:
            return encode_answer(0x91)
        return encode_answer(0x90, self._address.ljust(35).encode("utf-16-le")[:70])


def _spoiled(answer: bytes, fault: Fault | None) -> bytes:
    if fault is Fault.SILENT:
        return b""
    if fault is Fault.BAD_CHECKSUM:
        return answer[:-1] + bytes((answer[-1] ^ 0xFF,))
    return b"\xaa\xaa\x00\x96" + answer if fault is Fault.NOISE else answer
