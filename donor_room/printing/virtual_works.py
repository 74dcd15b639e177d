"""The works of a virtual printer: paper, ribbon, head and buffer, and what goes wrong on command."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from pathlib import Path
from typing import Literal, get_args

from PIL import Image

Fault = Literal["paper_out", "ribbon_out", "head_open", "paused", "silent", "garbage", "cut", "slow"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
HOLDING: tuple[Fault, ...] = ("paper_out", "ribbon_out", "head_open", "paused", "silent")
"""With these nothing is printed; what has been received waits in the buffer."""
LOG = "printed.jsonl"


class Works:
    """Takes labels and prints them, into a folder where it has one.

    fault begins when `after` more labels have been printed. `stubborn`: while at fault nothing is cancelled,
    so that the buffer comes out when the paper is put in. label_s: how long a label takes.
    """

    def __init__(self, folder: Path | None = None, *, label_s: float = 0.0) -> None:
        self.folder, self.label_s = folder, label_s
        self.printed: list[Image.Image] = []
        self.cancelled = 0
        self.stubborn = False
        self._fault: Fault | None = None
        self._fails_at = 0
        self._waiting: list[Image.Image] = []
        self._free_at = 0.0
        self._lock = threading.RLock()
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def break_down(self, fault: Fault, *, after: int = 0, stubborn: bool = False) -> None:
        """Let something go wrong when so many more labels have been printed."""
        with self._lock:
            self._fault, self._fails_at, self.stubborn = fault, len(self.printed) + after, stubborn

    def mend(self) -> None:
        """Put paper in, close the head, go on: what is in the buffer is printed, as a real one does."""
        with self._lock:
            self._fault = None
            self._go_on()

    @property
    def fault(self) -> Fault | None:
        """Return what is wrong now."""
        with self._lock:
            self._go_on()
            return self._fault if len(self.printed) >= self._fails_at else None

    @property
    def waiting(self) -> int:
        """Return how many labels are in the buffer."""
        with self._lock:
            self._go_on()
            return len(self._waiting)

    def take(self, label: Image.Image) -> None:
        """Take a whole label in."""
        with self._lock:
            self._waiting.append(label)
            self._free_at = max(self._free_at, time.monotonic())
            self._go_on()

    def cancel(self) -> None:
        """Drop the buffer."""
        with self._lock:
            if self.stubborn and self.fault is not None:
                return
            self.cancelled += len(self._waiting)
            self._waiting.clear()

    def forget(self) -> None:
        """Lose the buffer with the power; what is wrong stays wrong, but for a pause."""
        with self._lock:
            self._waiting.clear()
            if self._fault == "paused":
                self._fault = None

    def _go_on(self) -> None:
        """Print what is due by now."""
        while self._waiting and not self._is_held() and self._free_at + self.label_s <= time.monotonic():
            self._free_at += self.label_s
            self._print(self._waiting.pop(0))

    def _is_held(self) -> bool:
        return self._fault in HOLDING and len(self.printed) >= self._fails_at

    def _print(self, label: Image.Image) -> None:
        self.printed.append(label)
        if self.folder is None:
            return
        file = self.folder / f"{len(self.printed):04d}.png"
        label.save(file)
        line = {
            "label": len(self.printed), "file": file.name, "width": label.width, "height": label.height,
            "sha256": hashlib.sha256(label.tobytes()).hexdigest(),
        }  # fmt: skip
        with (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
