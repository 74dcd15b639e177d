"""How warm the crates were: read from the file of a logger, or typed from its display."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain import entries as e
from donor_room.domain.loggers import Keep
from donor_room.ui.shell import Shell
from donor_room.ui.steps.handover.crate_words import box_words
from donor_room.ui.steps.handover.sets import SetsPresenter
from donor_room.ui.steps.handover.standing import Told
from donor_room.ui.steps.handover.view import HandoverView
from donor_room.ui.texts import said, said_by, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import Choice, numbered
from donor_room.workflow import crates

_CHOICES = {"type": 4, "file": 6}
"""So many answers have room on a sheet: the crate in hand first, last those of which something is known."""


class WarmthPresenter(SetsPresenter):
    """What the page does with temperatures."""

    def __init__(self, shell: Shell, view: HandoverView) -> None:
        super().__init__(shell, view)
        self.box = ""
        """The crate in hand; empty until the shift was looked at."""
        self._file: crates.LoggerFile | None = None
        view.file_chosen.connect(self._read_file)
        self.when_given |= {"type": self._type_temperature, "file": self._take_file}

    def crate_choices(self, told: Told, sheet: str) -> list[Choice]:
        """Return crate and limits as one answer each."""
        waiting = sorted(
            told.crates, key=lambda crate: (crate.box != self.box, crate.temperature is not None)
        )
        pairs: list[tuple[object, str]] = [
            (f"{crate.box}|{keep.id}", _answer_said(crate.box, keep))
            for crate in waiting
            for keep in crates.every_keep()
        ]
        return numbered(pairs[: _CHOICES[sheet]])

    def _type_temperature(self, given: Given) -> None:
        box, _, keep = given.choice.partition("|")
        lowest, highest = given.values["lowest"], given.values["highest"]
        self.act_on_sheet(
            lambda: crates.type_temperature(self.shell.desk, box, keep, lowest=lowest, highest=highest),
            self._warmth_told,
        )

    def _read_file(self, path: str) -> None:
        """Read a file beside the screen and the store: it may be large, and on a slow stick."""
        file = Path(path)
        self.shell.window.scan_line.say_good(said("loggers.reading", file=file.name))
        self.shell.aside.run(
            lambda: crates.read_logger_file(file), self._file_read, self.refused, self.refused
        )

    def _file_read(self, read: crates.LoggerFile) -> None:
        if self.told is None or self.view.open_sheet is not None:
            self.shell.window.scan_line.say_bad(said("labels.finish_sheet"))
            return
        self._file = read
        first, last = read.log.readings[0].at, read.log.readings[-1].at
        count = len(read.log.readings)
        self.ask(
            "file",
            key="loggers.file",
            choices=self.crate_choices(self.told, "file"),
            file=read.name,
            count=count,
            first=first,
            last=last,
        )

    def _take_file(self, given: Given) -> None:
        read = self._file
        if read is None:
            self.view.close_sheet()
            return
        box, _, keep = given.choice.partition("|")
        self.act_on_sheet(
            lambda: crates.take_logger_file(self.shell.desk, box, keep, read), self._warmth_told
        )

    def _warmth_told(self, act: e.BoxTemperature) -> None:
        self._file = None
        key = "loggers.taken" if act.is_inside else "loggers.was_outside"
        words = said(
            key if act.is_known or not act.is_inside else "loggers.was_unknown",
            box=box_said(act.box),
            lowest=str(act.lowest),
            highest=str(act.highest),
            outside=act.minutes_outside or 0,
            unknown=act.minutes_unknown,
        )
        line = self.shell.window.scan_line
        (line.say_good if act.is_inside and act.is_known else line.say_bad)(words)
        self.look_again()


def box_said(box: str) -> str:
    """Return the name of a crate, in whatever language the screen has then."""
    return said_by(lambda: box_words(box))


def _answer_said(box: str, keep: Keep) -> str:
    key = f"loggers.keep.{keep.id}"
    return said_by(lambda: say(key, box=box_words(box), low=keep.low, high=keep.high))
