"""A printer as a device file, such as /dev/usb/lp0: two-way where the system lets it be read."""

from __future__ import annotations

import os
import select
import stat
import time
from pathlib import Path

from donor_room.domain.refusal import Trouble
from donor_room.printing.languages.speech import Question
from donor_room.printing.transports.channel import ANSWER_WITHIN_S, STALLED_AFTER_S, Hearing, Lost

_AT_ONCE = 4096
_LOOK_EVERY_S = 0.02


class DeviceChannel:
    """A device file; whether it answers is known once it has been opened."""

    def __init__(self, path: str, *, answers: bool = True, stalled_after_s: float = STALLED_AFTER_S) -> None:
        self.name = path
        self.answers = answers
        self._stalled_after_s = stalled_after_s

    def open(self) -> DeviceLine:
        try:
            return DeviceLine(self._descriptor(), self._stalled_after_s, answers=self.answers)
        except PermissionError as error:
            raise Trouble("printer.fault.not_permitted", printer=self.name) from error
        except OSError as error:
            raise Trouble("printer.fault.unplugged", printer=self.name) from error

    def _descriptor(self) -> int:
        """Open for both directions where possible. An ordinary file is no printer: nothing would come out."""
        if not _is_device(Path(self.name)):
            raise FileNotFoundError(self.name)
        at_once = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        if self.answers:
            try:
                return os.open(self.name, os.O_RDWR | at_once)
            except OSError:
                self.answers = False
        return os.open(self.name, os.O_WRONLY | at_once)

    def faults(self) -> tuple[str, ...]:
        return () if _is_device(Path(self.name)) else ("unplugged",)

    def drop_waiting(self) -> bool:
        """A device file keeps nothing."""
        return True


def _is_device(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


class DeviceLine:
    """An open device file that never blocks."""

    def __init__(self, descriptor: int, stalled_after_s: float, *, answers: bool) -> None:
        self._descriptor = descriptor
        self._stalled_after_s = stalled_after_s
        self._answers = answers

    def send(self, data: bytes) -> None:
        sent = 0
        while sent < len(data):
            _, takes, _ = select.select([], [self._descriptor], [], self._stalled_after_s)
            if not takes:
                raise Lost("stalled", sent)
            try:
                sent += os.write(self._descriptor, data[sent : sent + _AT_ONCE])
            except BlockingIOError:
                continue
            except OSError as error:
                raise Lost("cut", sent) from error

    def ask(self, question: Question, more_s: float = 0.0) -> bytes:
        if not self._answers:
            return b""
        self._read(0)
        self.send(question.ask)
        hearing = Hearing(question, ANSWER_WITHIN_S + more_s)
        while (left_s := hearing.left_s) > 0:
            hearing.heard += self._read(left_s)
        return hearing.heard

    def _read(self, wait_s: float) -> bytes:
        try:
            told, _, _ = select.select([self._descriptor], [], [], wait_s)
            heard = os.read(self._descriptor, _AT_ONCE) if told else b""
        except OSError as error:
            raise Lost("cut", 0) from error
        if told and not heard:  # a printer that has nothing to say reads as the end of a file
            time.sleep(min(wait_s, _LOOK_EVERY_S))
        return heard

    def close(self) -> None:
        os.close(self._descriptor)
