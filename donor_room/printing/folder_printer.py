"""The virtual printer: a folder that receives a picture and a log line per label, and can fail on command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from donor_room.domain.clock import Clock
from donor_room.domain.label_set import LabelContent, PrintedSet, PrinterState
from donor_room.domain.refusal import Trouble
from donor_room.packs.texts import Texts

if TYPE_CHECKING:
    from donor_room.printing.raster import Raster

Fault = Literal["paper_out", "ribbon_out", "head_open", "paused", "silent", "cut"]

LOG = "printed.jsonl"


class FolderPrinter:
    """Prints into a folder. `fault` stops it at once, or after `fails_after` labels of the next set."""

    def __init__(
        self,
        folder: Path,
        texts: Texts,
        clock: Clock,
        dpi: int = 203,
        name: str = "folder",
        templates: Path | None = None,
    ) -> None:
        """`templates` is where the station's own lie, over those that travel with the program."""
        self.name = name
        self.dpi = dpi
        self.fault: Fault | None = None
        self.fails_after = 0
        self._folder, self._texts, self._clock = folder, texts, clock
        self._templates = templates

    def state(self) -> PrinterState:
        """Return what the printer answers now."""
        if self.fault is None or self.fails_after > 0:
            return PrinterState(ready=True)
        return PrinterState(ready=False, faults=(self.fault,))

    def draw(self, contents: Sequence[LabelContent]) -> FolderJob:
        """Draw and read back a whole set; Refusal or Trouble here means that nothing left."""
        from donor_room.packs.labels import labels_in
        from donor_room.printing.labels import draw_set

        rasters = draw_set(contents, self._texts, self.dpi, labels_in(self._templates))
        return FolderJob(self, contents[0].number.replace(" ", ""), rasters)

    def put_out(self, number: str, rasters: Sequence[Raster]) -> PrintedSet:
        """Print a drawn set; Trouble means that nothing left, `uncertain` that something may have."""
        if not self.state().ready:
            raise Trouble(f"printer.fault.{self.fault}", printer=self.name)
        allowed = self.fails_after if self.fault else len(rasters)
        self.fails_after = 0
        try:
            self._write(number, rasters[:allowed])
        except OSError as error:
            raise Trouble("printer.folder", folder=str(self._folder)) from error
        hashes = tuple(raster.sha256 for raster in rasters)
        return PrintedSet(
            printer=self.name,
            rasters_sha256=hashes,
            uncertain=allowed < len(rasters),
            fault=self.fault,
            number=number,
            printed=allowed,
        )

    def _write(self, number: str, rasters: Sequence[Raster]) -> None:
        sheet = self._fresh_folder(number)
        for position, raster in enumerate(rasters, start=1):
            file = sheet / f"{position:02d}-{raster.role}.png"
            raster.as_read().save(file, dpi=(raster.dpi, raster.dpi))
            self._log(number, raster, file)

    def _fresh_folder(self, number: str) -> Path:
        """Make a folder that no earlier print of this number has: paper that came out cannot be
        overwritten.
        """
        copy = 1
        while True:
            folder = self._folder / (number if copy == 1 else f"{number}-{copy}")
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                copy += 1
            else:
                return folder

    def _log(self, number: str, raster: Raster, file: Path) -> None:
        line = {
            "at": self._clock.now().isoformat(), "number": number, "role": raster.role, "encoded":
            raster.encoded, "dpi": raster.dpi, "file": file.relative_to(self._folder).as_posix(), "sha256":
            raster.sha256, }  # fmt: skip
        with (self._folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


class FolderJob:
    """A set that is drawn and verified, and has not left yet."""

    def __init__(self, printer: FolderPrinter, number: str, rasters: tuple[Raster, ...]) -> None:
        self._printer, self._number, self.rasters = printer, number, rasters

    @property
    def rasters_sha256(self) -> tuple[str, ...]:
        return tuple(raster.sha256 for raster in self.rasters)

    @property
    def feed_mm(self) -> int:
        return 0  # a folder takes no paper

    def send(self) -> PrintedSet:
        """Give the set to the printer."""
        return self._printer.put_out(self._number, self.rasters)
