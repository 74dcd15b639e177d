"""A label printer: one language on one channel, asked before and after, one set at a time.

What a fault has left in the printer is emptied out of it before anything else is sent, so that no job comes
out later; until the printer itself says that nothing is left in it, it is not ready.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from donor_room.domain.label_set import LabelContent, PrintedSet, PrinterState
from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts
from donor_room.printing.languages.speech import MM_PER_INCH, Language, PrintSettings, millimetres
from donor_room.printing.transports.channel import STALLED_AFTER_S, Channel, Line, Lost

if TYPE_CHECKING:
    from donor_room.printing.raster import Raster

_FIRST_LOOK_S, _LATER_LOOKS_S = 0.01, 0.2
_EMPTY_WITHIN_S = 3.0
Holds = Literal["nothing", "unknown", "rest"]
"""What is in the printer: the rest of a broken job must come out of it before anything else is sent."""
_CALM = 2
"""So many answers in a row must say that nothing goes on: the first may come before the printer begins."""


class LanguagePrinter:
    """What the use cases call a LabelPrinter."""

    def __init__(
        self,
        *,
        name: str,
        language: Language,
        channel: Channel,
        settings: PrintSettings,
        dpi: int,
        texts: Texts,
        dead_dots: Collection[int] = (),
        holds_unknown: bool = False,
        templates: Path | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """holds_unknown: a print broke off before, and the channel cannot say what is left in the printer."""
        self.name, self.dpi = name, dpi
        self.settings = settings
        self._language, self._channel = language, channel
        self._texts, self._dead_dots, self._wait = texts, tuple(dead_dots), wait
        self._turn = threading.RLock()
        """It is asked for its state from one thread while another one prints: one after the other."""
        self._holds: Holds = "unknown"
        self._missing = 0
        """How many bytes of a broken job it may still wait for."""
        self._must_restart = holds_unknown and not channel.answers
        self._templates = templates

    # ---- asking ----------------------------------------------------------------------------------

    def state(self) -> PrinterState:
        """Return what the printer says now, after it was emptied where something may be left in it."""
        with self._turn:
            return self._state()

    def _state(self) -> PrinterState:
        try:
            if not self._channel.answers:
                return self._state_of_channel()
            with closing(self._channel.open()) as line:
                return self._look(line) if self._channel.answers else self._state_of_channel()
        except Trouble as trouble:
            return self._at_fault(trouble.code.rpartition(".")[2])
        except Lost as lost:
            return self._at_fault(lost.fault)

    def _at_fault(self, fault: str) -> PrinterState:
        return PrinterState(ready=False, faults=(fault,), answers=self._channel.answers)

    def _state_of_channel(self) -> PrinterState:
        """A channel that brings nothing back is never ready; it may still be known to be at fault."""
        if self._holds != "nothing":
            self._holds = "nothing" if self._channel.drop_waiting() else "rest"
        faults = self._channel.faults() or (() if self._holds == "nothing" else ("queue_full",))
        if not faults and self._must_restart:
            faults = ("restart",)
        return PrinterState(ready=False, faults=faults, answers=False)

    def restarted(self) -> None:
        """Somebody switched the printer off and on: what it held is gone."""
        self._must_restart = False

    def _look(self, line: Line) -> PrinterState:
        """Ask; the rest of a broken job is dropped first, and the printer asked whether it is.

        At the start nobody knows what is in it: one that prints may print for somebody else, one that is at
        fault holds what would come out later.
        """
        if self._holds == "rest":
            self._drop(line)
        told = self._calmed(line)
        if told.faults and self._holds == "unknown":
            self._drop(line)
            line.ask(self._language.SIGN_OF_LIFE)  # the line closes when it has heard
            self._holds = "rest"
        if told.ready and (told.busy or told.waiting):
            return msgspec.structs.replace(told, ready=False, faults=("busy",))
        if told.ready:
            self._holds, self._missing = "nothing", 0
        return told

    def _drop(self, line: Line) -> None:
        line.send(self._language.FILL * self._missing + self._language.CANCEL)

    def _calmed(self, line: Line) -> PrinterState:
        """Ask until nothing moves in the printer any more, or something is wrong."""
        until = time.monotonic() + _EMPTY_WITHIN_S
        told = self._language.state(line.ask)
        pauses = _pauses()
        while told.ready and (told.busy or told.waiting) and time.monotonic() < until:
            self._wait(next(pauses))
            told = self._language.state(line.ask)
        return told

    # ---- printing --------------------------------------------------------------------------------

    def draw(self, contents: Sequence[LabelContent]) -> SetJob:
        """Draw and read back a whole set; Refusal or Trouble here means that nothing left."""
        from donor_room.packs.labels import labels_in
        from donor_room.printing.dead_dots import refuse_unreadable
        from donor_room.printing.labels import draw_set

        rasters = draw_set(contents, self._texts, self.dpi, labels_in(self._templates))
        for raster in rasters:
            refuse_unreadable(raster, self._dead_dots)
        return SetJob(self, contents[0].number.replace(" ", ""), rasters)

    def put_out(self, number: str, rasters: Sequence[Raster]) -> PrintedSet:
        """Print a drawn set; Trouble means that nothing left, `uncertain` that something may have."""
        with self._turn:
            return self._put_out(number, rasters, self._language.job(rasters, self.settings))

    def _put_out(self, number: str, rasters: Sequence[Raster], data: bytes) -> PrintedSet:
        if not self._channel.answers:
            return self._put_out_blindly(number, rasters, data)
        with closing(self._channel.open()) as line:
            self._refuse_if_not_ready(line)
            fault, printed = self._send_and_watch(line, data, rasters)
        if fault is not None:
            self._cancel()
        return self._told(number, rasters, fault=fault, printed=printed)

    def _refuse_if_not_ready(self, line: Line) -> None:
        try:
            told = self._look(line)
        except Lost as lost:
            raise Trouble(f"printer.fault.{lost.fault}", printer=self.name) from lost
        if not told.ready:
            raise Trouble(f"printer.fault.{told.faults[0]}", printer=self.name)

    def _send_and_watch(
        self, line: Line, data: bytes, rasters: Sequence[Raster]
    ) -> tuple[str | None, int | None]:
        """Send the job and return what went wrong and how many labels the printer says are printed."""
        begin = time.monotonic()
        try:
            line.send(data)
        except Lost as lost:
            if lost.sent == 0:
                raise Trouble(f"printer.fault.{lost.fault}", printer=self.name) from lost
            self._holds, self._missing = "rest", len(data) - lost.sent
            return lost.fault, None
        self._holds = "rest"
        took_s = time.monotonic() - begin
        try:
            fault, printed = self._watch(line, rasters, reads_on_s=2 * took_s)
        except Lost as lost:
            fault, printed = lost.fault, None
        self._holds = "rest" if fault else "nothing"
        return fault, printed

    def _watch(
        self, line: Line, rasters: Sequence[Raster], *, reads_on_s: float
    ) -> tuple[str | None, int | None]:
        """Ask until the printer says that it has printed everything, or that it cannot.

        A slow reader hears the question only when it has read the job: so long its silence says nothing.
        """
        until = time.monotonic() + reads_on_s + STALLED_AFTER_S + 2 * self._takes_s(rasters)
        told = self._language.state(partial(line.ask, more_s=reads_on_s))
        pauses, calm = _pauses(), 0
        while time.monotonic() < until:
            if told.faults:
                return told.faults[0], _printed(len(rasters), told)
            calm = 0 if told.busy or told.waiting else calm + 1
            if calm == _CALM:
                return None, len(rasters)
            self._wait(next(pauses))
            told = self._language.state(line.ask)
        return "stalled", None

    def _takes_s(self, rasters: Sequence[Raster]) -> float:
        return self.feed_mm(rasters) / (MM_PER_INCH * self.settings.speed_ips)

    def feed_mm(self, rasters: Sequence[Raster]) -> int:
        """Return how much paper these labels take, gaps included."""
        long = (millimetres(raster.image.height, raster.dpi) + self.settings.gap_mm for raster in rasters)
        return round(sum(long))

    def _put_out_blindly(self, number: str, rasters: Sequence[Raster], data: bytes) -> PrintedSet:
        """Print where nothing comes back: the set counts as sent, its scans prove it."""
        state = self.state()
        if not state.may_print:
            raise Trouble(f"printer.fault.{state.faults[0]}", printer=self.name)
        try:
            with closing(self._channel.open()) as line:
                line.send(data)
        except Lost as lost:
            self._holds = "nothing" if self._channel.drop_waiting() else "rest"
            if lost.sent == 0:
                raise Trouble(f"printer.fault.{lost.fault}", printer=self.name) from lost
            self._must_restart = True
            return self._told(number, rasters, fault=lost.fault, printed=None)
        return self._told(number, rasters, fault=None, printed=None)

    def _cancel(self) -> None:
        """Let the printer drop what it has before anybody mends it; before the next job it is asked again."""
        with suppress(Trouble, Lost), closing(self._channel.open()) as line:
            self._drop(line)
            line.ask(self._language.SIGN_OF_LIFE)

    def _told(
        self, number: str, rasters: Sequence[Raster], *, fault: str | None, printed: int | None
    ) -> PrintedSet:
        return PrintedSet(
            printer=self.name,
            rasters_sha256=tuple(raster.sha256 for raster in rasters),
            uncertain=fault is not None,
            fault=fault,
            number=number,
            printed=printed,
            answers=self._channel.answers,
        )


def _pauses() -> Iterator[float]:
    """How long to wait between two looks: a fast printer is done at once, a slow one is not pestered."""
    pause = _FIRST_LOOK_S
    while True:
        yield pause
        pause = min(2 * pause, _LATER_LOOKS_S)


def _printed(count: int, told: PrinterState) -> int | None:
    return None if told.waiting is None else max(0, count - told.waiting)


class SetJob:
    """A set that is drawn and verified, and has not left yet."""

    def __init__(self, printer: LanguagePrinter, number: str, rasters: tuple[Raster, ...]) -> None:
        self._printer, self._number, self.rasters = printer, number, rasters

    @property
    def rasters_sha256(self) -> tuple[str, ...]:
        return tuple(raster.sha256 for raster in self.rasters)

    @property
    def feed_mm(self) -> int:
        return self._printer.feed_mm(self.rasters)

    def send(self) -> PrintedSet:
        """Give the set to the printer."""
        return self._printer.put_out(self._number, self.rasters)
