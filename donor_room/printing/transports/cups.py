"""A queue of CUPS, used raw. Nothing of the printer comes back; the queue itself says a little."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

from donor_room.domain.refusal import Trouble
from donor_room.printing.languages.speech import Question
from donor_room.printing.transports.channel import STALLED_AFTER_S, Lost, wait_until_gone

JOB_TITLE = "donor-room labels"
_COMMAND_WITHIN_S = 5.0


def is_here() -> bool:
    """Say whether this machine has CUPS."""
    return all(shutil.which(name) for name in ("lp", "lpstat", "cancel"))


def queues() -> tuple[str, ...]:
    """Return the names of the queues there are; none without CUPS."""
    if not is_here():
        return ()
    told = _run("lpstat", "-e")
    return tuple(told.stdout.decode("utf-8", "replace").split()) if told.returncode == 0 else ()


class CupsChannel:
    """One queue. A set is one job; one that stays in the queue is cancelled: it never comes later."""

    answers = False

    def __init__(self, queue: str, *, stalled_after_s: float = STALLED_AFTER_S) -> None:
        self.name = queue
        self._stalled_after_s = stalled_after_s

    def open(self) -> CupsLine:
        if not is_here():
            raise Trouble("printer.fault.no_spooler", printer=self.name)
        return CupsLine(self, self._stalled_after_s)

    def faults(self) -> tuple[str, ...]:
        if not is_here():
            return ("no_spooler",)
        told = _run("lpstat", "-p", self.name)
        words = told.stdout.decode("utf-8", "replace")
        if told.returncode != 0 or not words.startswith("printer "):
            return ("no_queue",)
        return ("queue_stopped",) if " disabled since" in words else ()

    def drop_waiting(self) -> bool:
        _run("cancel", "-a", self.name)
        return not self.waiting()

    def waiting(self) -> tuple[str, ...]:
        """Return the jobs that the queue still keeps."""
        told = _run("lpstat", "-o", self.name)
        if told.returncode != 0:
            raise Lost("no_queue", 0)
        return tuple(line.split()[0] for line in told.stdout.decode("utf-8", "replace").splitlines() if line)


class CupsLine:
    """What is sent becomes one job when the line is closed."""

    def __init__(self, channel: CupsChannel, stalled_after_s: float) -> None:
        self._channel, self._stalled_after_s = channel, stalled_after_s
        self._data = b""

    def send(self, data: bytes) -> None:
        self._data += data

    def ask(self, question: Question, more_s: float = 0.0) -> bytes:
        del question, more_s
        return b""

    def close(self) -> None:
        """Hand the job over and stay until it has left the queue for the printer."""
        if not self._data:
            return
        data, self._data = self._data, b""
        queue = ("-d", self._channel.name, "-o", "raw", "-t", JOB_TITLE)
        told = _run("lp", *queue, given=data)
        found = re.search(rb"request id is (\S+)", told.stdout)
        if told.returncode != 0 or found is None:
            raise Lost("not_taken", 0)
        job = found[1].decode("utf-8", "replace")
        wait_until_gone(job, self._channel.waiting, within_s=self._stalled_after_s, size=len(data))


def _run(*command: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    plain = {**os.environ, "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 - the programs of CUPS, found on the path
            command, input=given, capture_output=True, timeout=_COMMAND_WITHIN_S, check=False, env=plain
        )
    except (OSError, subprocess.TimeoutExpired):
        return subprocess.CompletedProcess(command, 1, b"", b"")
