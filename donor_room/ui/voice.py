"""Calls out loud by the speech of the system: a process of its own, for which nobody waits."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 200
_LONGEST_LOOKS = 100
"""A speech that does not end within twenty seconds is ended."""
_MOST_WAITING = 3

_WINDOWS = (
    "Add-Type -AssemblyName System.Speech; $words = [Console]::In.ReadToEnd(); "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak($words)"
)

Finder = Callable[[str], str | None]


def speech_of(language: str, *, platform: str = sys.platform, find: Finder = shutil.which) -> tuple[str, ...]:
    """Return the program that says what it reads, with its options; empty where the system has none."""
    chinese = language == "zh_CN"
    choices: list[tuple[str, ...]] = [
        ("espeak-ng", "-v", "cmn" if chinese else "en", "-s", "140", "--stdin"),
        ("espeak", "-v", "zh" if chinese else "en", "-s", "140", "--stdin"),
    ]
    if platform == "darwin":
        choices = [("say", "-v", "Tingting" if chinese else "Samantha", "-f", "-"), *choices]
    elif platform == "win32":
        choices = [("powershell", "-NoProfile", "-Command", _WINDOWS), *choices]
    for program, *options in choices:
        found = find(program)
        if found is not None:
            return (found, *options)
    return ()


class Voice(QObject):
    """Says one call after the other; what cannot be said is left out, and the oldest of too many."""

    def __init__(self, parent: QObject | None = None, *, program: Sequence[str] | None = None) -> None:
        """Give program for another speech than that of the system."""
        super().__init__(parent)
        self._given = None if program is None else tuple(program)
        self._waiting: deque[tuple[str, tuple[str, ...]]] = deque(maxlen=_MOST_WAITING)
        self._speaking: subprocess.Popen[bytes] | None = None
        self._looks = 0
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)

    def say(self, words: str, language: str) -> None:
        """Have it said as soon as what is being said has ended."""
        program = speech_of(language) if self._given is None else self._given
        if program:
            self._waiting.append((words, program))
            self._looking.start()
            self._look()

    @property
    def is_speaking(self) -> bool:
        """Say whether something is being said or waits to be."""
        return self._speaking is not None or bool(self._waiting)

    def stop(self) -> None:
        """Be silent at once."""
        self._waiting.clear()
        self._looking.stop()
        self._end()

    def _look(self) -> None:
        self._looks += 1
        if self._speaking is not None and self._speaking.poll() is None and self._looks < _LONGEST_LOOKS:
            return
        self._end()
        if self._waiting:
            self._begin(*self._waiting.popleft())
        else:
            self._looking.stop()

    def _begin(self, words: str, program: tuple[str, ...]) -> None:
        self._looks = 0
        with suppress(OSError):
            self._speaking = subprocess.Popen(  # noqa: S603 - the system's own speech
                program, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            assert self._speaking.stdin is not None  # noqa: S101 - asked for as a pipe
            self._speaking.stdin.write(words.encode())
            self._speaking.stdin.close()

    def _end(self) -> None:
        speaking, self._speaking = self._speaking, None
        if speaking is not None:
            with suppress(OSError):
                speaking.kill()
            with suppress(OSError, subprocess.TimeoutExpired):
                speaking.wait(timeout=0.5)
