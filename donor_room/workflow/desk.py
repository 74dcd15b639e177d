"""The desk: what every use case works on, and the one way in which an act is written down.

A desk lives on the store thread. A use case folds the visit, asks the domain whether the act is allowed, and
records it; when `record` has returned, the act is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from donor_room.domain import entries as e
from donor_room.domain.clock import Clock, day_at_site
from donor_room.domain.clock_watch import ClockWatch
from donor_room.domain.guarded import work_of
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.staff import Person
from donor_room.domain.visit import Visit
from donor_room.domain.walk import has_lapsed, is_of_visit, leads_on, why_not
from donor_room.store.database import Database
from donor_room.store.directory import Directory
from donor_room.store.hollow import compact
from donor_room.store.ledger import Ledger
from donor_room.store.mark import MarkFiles, beside
from donor_room.store.notices import Notices
from donor_room.store.numbers import Numbers
from donor_room.store.visits import Visits
from donor_room.workflow.guard import refuse_unchecked, refuse_uncounted, refuse_untrained
from donor_room.workflow.news import Unseen
from donor_room.workflow.packs import Packs
from donor_room.workflow.permissions import PERMISSION

if TYPE_CHECKING:
    from donor_room.workflow.ports import LabelPrinter


class Desk:
    """One terminal at work."""

    def __init__(
        self,
        *,
        database: Database,
        directory_file: Database,
        directory_key: bytes,
        clock: Clock,
        packs: Packs,
        pin_pepper: bytes,
        practice: bool,
        marks: MarkFiles | None = None,
    ) -> None:
        self.database, self.directory_file = database, directory_file
        self.directory = Directory(directory_file, directory_key)
        self.directory_aside: Path | None = None
        """Where a directory lies that could not be read when this terminal was opened."""
        self.clock = clock
        self.packs = packs
        self.pin_pepper = pin_pepper
        self.practice = practice
        self.marks = marks or MarkFiles(beside(database.path))
        """What went to a printer, told by files that are no part of the database."""
        self.printer: LabelPrinter | None = None
        self.person: Person | None = None
        self.refused_at: dict[datetime, datetime] = {}
        """When a wrong secret was first seen by this clock, by the time that the ledger gave it."""
        self.has_heard_station = False
        """Whether everybody here was looked up since the start, after the station had told something."""
        self.ledger = Ledger(database, clock)
        self._read_ledger(database)
        self.grew: Callable[[str | None, tuple[str, ...]], None] | None = None
        self._watch: ClockWatch | None = None
        self._jump: e.ClockJumped | None = None
        """Seen and not written yet: a full disk loses none."""
        self.clock_jumps: list[e.ClockJumped] = []
        """Those that nobody was told of yet."""
        self.unseen = Unseen()
        self.depth = 0
        self.untold: list[tuple[str | None, tuple[str, ...]]] = []

    def _read_ledger(self, database: Database) -> None:
        """Keep the tables that are drawn from the ledger."""
        self.visits = Visits(database, self.ledger)
        self.numbers = Numbers(database, self.ledger)
        self.notices = Notices(database)
        for projection in (self.visits, self.numbers, self.notices):
            self.ledger.add_projection(projection)

    def signed_in(self) -> Person:
        """Return who works here now; refuses when nobody has signed in."""
        if self.person is None:
            raise Refusal("staff.sign_in_first")
        return self.person

    def record(self, visit: str, *acts: e.Act) -> Visit:
        """Write acts of a visit as one transaction and return the visit after them.

        Refuses what the person may not do and what is not allowed now; then nothing of it is written.
        """
        person = self.signed_in()
        self.unseen.refuse(visit, acts)
        with self._undone_together():
            for act in acts:
                self._refuse_unless_permitted(person, act)
                self._refuse_unguarded(person, act, self.visits.get(visit))
                self._refuse_unless_due(self.visits.get(visit), act)
                self.ledger.write(visit, act, by=person.staff)
        self.tell(visit, *acts)
        return self.visits.get(visit)

    def note(self, visit: str, *acts: e.Act) -> Visit:
        """Write what the terminal itself finds of a visit; guarded as what a person writes."""
        with self._undone_together():
            for act in acts:
                self._refuse_unless_due(self.visits.get(visit), act)
                self.ledger.write(visit, act, by="")
        self.tell(visit, *acts)
        return self.visits.get(visit)

    def _refuse_unless_due(self, visit: Visit, act: e.Act) -> None:
        """Refuse what the walk does not allow now, and what would lead on from facts of another day."""
        code = why_not(visit, act)
        if code is not None:
            raise Refusal(code)
        if leads_on(visit, act) and self.has_lapsed(visit):
            raise Refusal("walk.lapsed")

    def rules_of(self, visit: Visit) -> RulePack:
        """Return the rules by which a visit is decided: those under which it began (0020)."""
        return self.packs.rules_at(visit.begun_at)

    def now_of(self, visit: Visit) -> datetime:
        """Return how late it is for a visit: by its form, where it is typed in from paper."""
        return visit.paper_at or self.clock.now()

    def today_of(self, visit: Visit) -> date:
        """Return the day by which the rules judge a visit."""
        return day_at_site(self.now_of(visit))

    def has_lapsed(self, visit: Visit) -> bool:
        """Say whether what was found of a donor is too old to go on with."""
        return has_lapsed(visit, self.now_of(visit), self.packs.rules.whole("screening_carry_over_h"))

    def open_visit(self, visit: str, opened: e.VisitOpened, *acts: e.Act) -> Visit:
        """Write the first acts of a visit; what follows the opening is guarded as ever."""
        person = self.signed_in()
        self._refuse_unless_permitted(person, opened)
        self._refuse_unguarded(person, opened, None)
        with self.transaction():
            self.ledger.append([(visit, opened)], by=person.staff)
            self.tell(visit, opened)
            return self.record(visit, *acts)

    def record_of_house(self, *acts: e.Act) -> None:
        """Write acts that belong to the shift and not to one donor."""
        person = self.signed_in()
        for act in acts:
            if is_of_visit(act):
                raise ValueError(f"{act.KIND} belongs to a visit")
            self._refuse_unless_permitted(person, act)
            self._refuse_unguarded(person, act, None)
        with self._undone_together():
            self.ledger.append([(None, act) for act in acts], by=person.staff)
        self.tell(None, *acts)

    def record_as_terminal(self, *acts: e.Act) -> None:
        """Write what the terminal itself does, such as enrolment or the first administrator."""
        with self._undone_together():
            self.ledger.append([(None, act) for act in acts], by="")
        self.tell(None, *acts)

    def take_in(self, entries: list[e.Entry]) -> None:
        """Append entries that came: own ones that an old backup has not, or those of another terminal."""
        try:
            self.ledger.take_in(entries)
        except BaseException:
            self.visits.forget()
            raise
        kinds: dict[str | None, dict[str, None]] = {}
        for entry in entries:
            kinds.setdefault(entry.visit, {})[entry.kind] = None
        self.untold.extend((visit, tuple(told)) for visit, told in kinds.items())
        self._tell_all()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Join several records into one transaction; what grew is told after its commit."""
        with self._undone_together():
            yield
        if self.depth == 0:
            self._tell_all()

    def tell(self, visit: str | None, *acts: e.Act) -> None:
        """Say to whom it concerns that the ledger grew, as soon as it is on the disk."""
        self.untold.append((visit, tuple(act.KIND for act in acts)))
        if self.depth == 0:
            self._tell_all()

    def _tell_all(self) -> None:
        untold, self.untold = self.untold, []
        for visit, kinds in untold:
            if self.grew is not None:
                self.grew(visit, kinds)

    def look_at_clock(self) -> None:
        """Write down that the clock on the wall was set, before anything else is written by it."""
        if not self.ledger.book:
            return
        if self._watch is None:
            self._watch = ClockWatch(self.clock, self.ledger.last_written_at())
        self._jump = self._jump or self._watch.look()
        if self._jump is not None:
            self.ledger.append([(None, self._jump)], by="")
            self.clock_jumps.append(self._jump)
            self._jump = None

    def rebuild(self) -> None:
        """Make all that is drawn from the ledger again; what fails leaves it as it was."""
        with self._undone_together():
            self.ledger.rebuild()

    def directory_age_h(self) -> int | None:
        """Return how many whole hours old the directory is; None when this terminal never had one."""
        as_of = self.directory.as_of()
        if as_of is None:
            return None
        return max(0, int((self.clock.now() - as_of).total_seconds() // 3600))

    def close(self) -> None:
        """Close the files; every act is on the disk already. Where much has left, the file shrinks first."""
        compact(self.database)
        self.directory_file.close()
        self.database.close()

    def tidy(self) -> None:
        """Use an idle moment: note where the last entries lie, and move a grown log into the file."""
        self.ledger.settle(is_idle=True)
        self.database.tidy()
        self.directory_file.tidy()

    def _undone_together(self) -> _Together:
        return _Together(self)

    def _refuse_unguarded(self, person: Person, act: e.Act, visit: Visit | None) -> None:
        """Refuse work that is unchecked, that lacks its supplies, or for which the training is over."""
        work = work_of(act, visit)
        if work is not None:
            today = self.clock.today()
            refuse_untrained(person, self.packs.policy, work, today)
            refuse_unchecked(self.ledger, self.packs.checks, work, today)
            refuse_uncounted(self.ledger, self.packs.supplies, work)

    @staticmethod
    def _refuse_unless_permitted(person: Person, act: e.Act) -> None:
        permission = PERMISSION.get(type(act))
        if permission is None or not person.may(permission):
            raise Refusal("staff.not_permitted", name=person.name)


class _Together:
    """A transaction, and what goes back with it when it is undone: head, warm visits, what is to be told.

    A class, because three nested generators cost more than the answer that they protect.
    """

    __slots__ = ("_act", "_desk", "_head", "_told_before")

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __enter__(self) -> None:
        desk = self._desk
        if desk.depth == 0:
            desk.ledger.settle(is_idle=False)
            desk.look_at_clock()
        self._told_before = len(desk.untold)
        self._head = desk.ledger.head_of_own()
        self._act = desk.database.atomic()
        self._act.__enter__()
        desk.depth += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._desk.depth -= 1
        try:
            self._act.__exit__(kind, error, trace)
        except BaseException:
            self._go_back()
            raise
        if error is not None:
            self._go_back()

    def _go_back(self) -> None:
        desk = self._desk
        desk.visits.forget()
        del desk.untold[self._told_before :]
        desk.ledger.go_back(self._head)
