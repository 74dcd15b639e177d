"""A laptop of a run: real encrypted files, which can be killed, laid back from an old image, or copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.settings import directory_migrations, terminal_migrations
from donor_room.simulation.clocks import WallClock
from donor_room.simulation.paper import PowerCut, Printer
from donor_room.simulation.power import dying_at, in_the_dark
from donor_room.simulation.team import PEPPER, enlist, sit_down
from donor_room.store import look
from donor_room.store.database import open_database
from donor_room.store.mark import MarkFiles
from donor_room.store.trial import never_wait_for_disk
from donor_room.store.trial_disk import FrailDisk, FrailDisks
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.opening import PROGRAM, station_directory_key
from donor_room.workflow.packs import Packs

_KEY = bytes(range(32))
_FILES = ("terminal.db", "terminal.db-wal", "directory.db", "directory.db-wal")
_PACKS = Packs()


class Saved(NamedTuple):
    """An entry that a nurse was told is saved."""

    book: str
    seq: int
    hash: str


class Laptop:
    """One terminal of the station, and what its nurse saw."""

    def __init__(self, name: str, folder: Path, true: FixedClock, disks: FrailDisks | None = None) -> None:
        """Without disks that can lose what was not synced, this laptop can be killed but its power stays."""
        self.name, self.folder, self.true, self.disks = name, folder, true, disks
        self.disk: FrailDisk | None = None
        self.clock = WallClock(true)
        self.lives = 0
        self.is_stopped = self.is_retired = False
        """Whether the station asks for a person; whether it lies in a cupboard, with another in its place."""
        self.knows_restores = 0
        self.copy_of: Laptop | None = None
        self.vehicle = name
        """Laptops of one vehicle hear each other."""
        self.is_new = True
        """Whether its first day is not over."""
        self.image: Path | None = None
        self.saved: list[Saved] = []
        self.printer = Printer(lambda label, picture: None)
        self._seen, self._seen_book = 0, ""

    def begin(self) -> None:
        """Make the files with a book and its team; somebody sits down."""
        self.home.mkdir(parents=True)
        self.open()
        self.desk.ledger.open_book(terminal=self.name, program=PROGRAM, practice=True)
        self._seen, self._seen_book = 0, self.desk.ledger.book
        enlist(self.desk)
        sit_down(self.desk)

    @property
    def home(self) -> Path:
        return self.folder / f"{self.name}-{self.lives}"

    # ---- the program starts and ends -----------------------------------------------------------------------

    def open(self) -> None:
        """Start the program on the files as they lie there."""
        self.disk = self.disks.watch(self.home) if self.disks else None
        database = open_database(self.home / "terminal.db", _KEY, terminal_migrations())
        directory = open_database(self.home / "directory.db", _KEY, directory_migrations())
        self.desk = Desk(
            database=database,
            directory_file=directory,
            directory_key=_KEY,
            clock=self.clock,
            packs=_PACKS,
            pin_pepper=PEPPER,
            practice=True,
            marks=MarkFiles([self.folder / f"{self.name}-marks-{copy}.json" for copy in "ab"]),
        )
        self.desk.directory = type(self.desk.directory)(
            directory, station_directory_key(self.desk.ledger, _KEY)
        )
        for one in (database, directory) if self.disk is None else ():
            never_wait_for_disk(one)  # nothing cuts the power of this machine
        self.desk.printer = self.printer
        self.desk.grew = lambda visit, kinds: self.see()
        self._seen_book = self.desk.ledger.book
        self._seen = self.desk.ledger.head(self._seen_book)[0]
        sit_down(self.desk)

    def see(self) -> None:
        """Remember what the screen says is saved now."""
        ledger = self.desk.ledger
        if ledger.book != self._seen_book:  # this copy of the terminal went on in a new one
            self._seen_book, self._seen = ledger.book, 0
        for entry in ledger.entries_after(ledger.book, self._seen, 100_000):
            self.saved.append(Saved(entry.book, entry.seq, entry.hash))
            self._seen = entry.seq

    @contextmanager
    def dying_at(self, statement: int) -> Iterator[None]:
        """Within, the laptop goes dark at this statement, and starts again from what its disk held then."""
        try:
            with dying_at(self.desk.database, statement):
                yield
        except PowerCut:
            self.restart()
            raise

    @contextmanager
    def losing_power_in(self, writes: int) -> Iterator[None]:
        """Within, the power goes at this write to the disk; the start after it finds what had been synced."""
        disk = self.disk
        if disk is None:
            yield
            return
        disk.dies_in(writes)
        try:
            with in_the_dark(self.desk.database, disk), in_the_dark(self.desk.directory_file, disk):
                yield
        except (PowerCut, Refusal, Trouble):
            if not disk.is_dark:
                raise
        finally:
            disk.dies_in(0)
        if disk.is_dark:
            self.restart()
            raise PowerCut

    def restart(self) -> None:
        """Kill the program as it stands; what was only in memory is gone."""
        before, old = self.home, self.desk
        self.lives += 1
        if self.disk is not None and self.disk.is_dark:
            self.disk.lay_out(self.home)
        else:
            _copy(before, self.home)
        old.database.connection.close()
        old.close()
        shutil.rmtree(before, ignore_errors=True)
        self.open()

    # ---- disks ---------------------------------------------------------------------------------------------

    def take_image(self) -> None:
        """Copy the disk, to be laid back some day."""
        kept = self.folder / f"{self.name}-image"
        shutil.rmtree(kept, ignore_errors=True)
        _copy(self.home, kept)
        self.image = kept

    def lay_back(self) -> set[str]:
        """Set the laptop up again from its image; return the hashes that only the old disk may have had."""
        image, self.image = self.image, None
        if image is None:
            return set()
        before = self.bodies()
        self.desk.close()
        shutil.rmtree(self.home, ignore_errors=True)
        self.lives += 1
        _copy(image, self.home)
        self.open()
        return before - self.bodies()

    def copied(self, name: str) -> Laptop:
        """Return a second laptop on a copy of this one's folder, the marks in the folder with it."""
        other = Laptop(name, self.folder, self.true, self.disks)
        other.copy_of, other.knows_restores, other.vehicle = self, self.knows_restores, self.vehicle
        _copy(self.home, other.home)
        mark = self.folder / f"{self.name}-marks-a.json"
        if mark.exists():
            shutil.copyfile(mark, self.folder / f"{name}-marks-a.json")
        other.open()
        return other

    def hashes(self) -> set[str]:
        """Return the hash of every entry of its own books on this disk."""
        return look.hashes(self.desk.database, self.desk.ledger.own_books())

    def bodies(self) -> set[str]:
        """Return the hash of every entry that is on this disk with its body."""
        return look.whole_hashes(self.desk.database)

    def close(self) -> None:
        self.desk.close()


def terminal_of(laptop: Laptop) -> str:
    """Return the name that the station gave a laptop, empty before it was enrolled."""
    enrolment = enrolment_of(laptop.desk.ledger)
    return enrolment.reply.terminal if enrolment and enrolment.reply else ""


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)
