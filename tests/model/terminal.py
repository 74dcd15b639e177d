"""A terminal that can lose its power at any statement, and be set up again from an old image of its disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.simulation.paper import PowerCut, Printer
from donor_room.store.database import Parameters
from donor_room.store.engine import Cursor
from donor_room.store.mark import MarkFiles
from donor_room.workflow.desk import Desk
from tests.support import desks as d

FILES = ("terminal.db", "terminal.db-wal", "directory.db", "directory.db-wal")


@cache
def _prepared(name: str) -> Path:
    """Make the files of a terminal with its book and people once; it begins each day as a copy of them."""
    folder = Path(mkdtemp(prefix="donor-room-model-"))
    d.new_desk(folder, FixedClock(d.AFTERNOON)).close()
    return folder


@dataclass(slots=True)
class Terminal:
    """A desk on its files, its own clock, its printer, and what was read of its book so far."""

    name: str
    folder: Path
    clock: FixedClock
    printer: Printer
    profile: str
    desk: Desk = field(init=False)
    place: int = 0
    """Up to where the oracle has read the book."""
    lives: int = 0
    kept: Path | None = None
    """An old image of the disk, if somebody made one."""
    told: set[str] = field(default_factory=set)
    """Documents of which the directory here was told something against giving."""

    def begin(self, first: str, last: str) -> None:
        """Start on a copy of the prepared files with a range of numbers."""
        self._copy(_prepared(self.name), self.home)
        self.open()
        self.desk.directory.apply([], "cursor", self.clock.now())
        self.lease("r1", first, last)
        d.take_place(self.desk, d.EVERYBODY)
        d.open_shift(self.desk)

    @property
    def home(self) -> Path:
        return self.folder / f"{self.name}-{self.lives}"

    def open(self) -> None:
        """Start the program on the files as they lie there."""
        self.desk = d.open_desk(self.home, self.clock)
        for database in (self.desk.database, self.desk.directory_file):
            database.connection.execute("PRAGMA synchronous = OFF")  # no test cuts the power of this machine
        self.desk.printer = self.printer
        self.desk.marks = MarkFiles(
            [self.folder / f"{self.name}-marks{copy}" / "printed.json" for copy in "ab"]
        )

    def entries(self) -> list[e.Entry]:
        """Return the own book, as a station would have it."""
        return self.desk.ledger.entries_after(self.desk.ledger.book, 0, 10**6)

    def lease(self, range_id: str, first: str, last: str) -> None:
        run = number_range(first, last, profile_named(self.profile))
        self.desk.record_as_terminal(
            e.RangeLeased(
                range_id=range_id, profile=self.profile, first=run.first, last=run.last, count=run.count
            )
        )

    @contextmanager
    def dying_at(self, statement: int) -> Iterator[None]:
        """Within, the power goes away at this statement; what is on the disk then is what there is."""
        database = self.desk.database
        run: Callable[[str, Parameters], Cursor] = database.execute
        left = statement

        def execute(sql: str, parameters: Parameters = ()) -> Cursor:
            nonlocal left
            left -= 1
            if left == 0:
                raise PowerCut
            return run(sql, parameters)

        database.execute = execute  # type: ignore[method-assign]
        try:
            yield
        except PowerCut:
            self.die()
            raise
        finally:
            vars(database).pop("execute", None)

    def die(self) -> None:
        """Keep the files as they are at this moment; nothing that is still in memory reaches them."""
        before = self.home
        self.lives += 1
        self._copy(before, self.home)

    def come_back(self) -> None:
        """Start again after the power came back: the same person sits down."""
        person = self.desk.person
        self.abandon()
        self.open()
        self.desk.person = person

    def abandon(self) -> None:
        """Throw away what a dead program had open."""
        self.desk.close()
        for earlier in self.folder.glob(f"{self.name}-[0-9]*"):  # whoever dies while dying leaves two
            if earlier != self.home:
                shutil.rmtree(earlier, ignore_errors=True)

    def image(self) -> Path:
        """Copy the disk, to be laid back later."""
        kept = self.folder / f"{self.name}-image"
        shutil.rmtree(kept, ignore_errors=True)
        self._copy(self.home, kept)
        return kept

    def lay_back(self, image: Path) -> None:
        """Set the laptop up again from an old image of its disk."""
        self.desk.close()
        self.lives += 1
        self._copy(image, self.home)
        person = self.desk.person
        self.open()
        self.desk.person = person
        self.place = 0

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        target.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            if (source / name).exists():
                shutil.copyfile(source / name, target / name)
