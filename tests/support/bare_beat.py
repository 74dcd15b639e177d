"""A beat beside a window's: a process that does nothing else says when the machine itself came late.

Started as a program it writes a line for each beat that was late: when it was due, and when it came, in
seconds of the machine's running clock. What a window missed at the same time was not the window's doing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter, sleep
from typing import NamedTuple

_BEAT_S, _WORTH_TELLING_S = 0.002, 0.004


class Missed(NamedTuple):
    """A beat that was due at one second and came at another."""

    due: float
    came: float


class BareBeat:
    """The process that beats, and what it has told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def missed(self) -> list[Missed]:
        """End the beat and return what it missed."""
        self._process.terminate()
        told, _ = self._process.communicate(timeout=10)
        return [Missed(*map(float, line.split())) for line in told.splitlines()]


@contextmanager
def bare_beat() -> Iterator[BareBeat]:
    """Beat in another process until the block ends, or until somebody asks what was missed.

    The block begins when it beats: its own beginning holds nobody up that is measured.
    """
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield BareBeat(process)
    finally:
        process.kill()
        process.wait()


def own_part(ours: Missed, machine: Sequence[Missed]) -> float:
    """Return the seconds of a late beat in which the machine was not late as well."""
    late = ours.came - ours.due
    shared = sum(max(0.0, min(ours.came, one.came) - max(ours.due, one.due)) for one in machine)
    return max(0.0, late - shared)


def _beat() -> None:
    print(flush=True)
    last = perf_counter()
    while True:
        sleep(_BEAT_S)
        now = perf_counter()
        if now - last > _BEAT_S + _WORTH_TELLING_S:
            print(last + _BEAT_S, now, flush=True)
        last = now


if __name__ == "__main__":
    _beat()
