"""Joins the organiser's list with its use cases: read a file, take it, lead somebody to the reception."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from PySide6.QtCore import QTimer

from donor_room.domain.appointments import begins_at
from donor_room.domain.names import LONGEST_NAME
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, Shell
from donor_room.ui.steps.group_list import state as at_list
from donor_room.ui.steps.group_list.lines import Line
from donor_room.ui.steps.group_list.state import Offered, State
from donor_room.ui.steps.group_list.view import GroupListView
from donor_room.ui.texts import said, say, texts
from donor_room.workflow.expected import Awaited, awaited, is_meant, is_proved, take_list
from donor_room.workflow.group_list import ListRow, RefusedRow, read_list
from donor_room.workflow.list_answers import Answer, answers_of
from donor_room.workflow.list_file import LARGEST_FILE
from donor_room.workflow.shift import the_shift
from donor_room.workflow.tickets import Ticket, check_in, give_ticket

_NO_SLOT = 24 * 60 + 1
_FRAME_STEPS = {
    "register": "register", "interview": "interview", "exam": "examine", "tests": "blood_tests",
    "decision": "decide", "labels": "label", "collection": "collect", "aftercare": "aftercare",
}  # fmt: skip


def build(shell: Shell) -> GroupListPresenter:
    """Make the page."""
    return GroupListPresenter(shell, GroupListView())


class GroupListPresenter(Presenter):
    """Nothing of a file is kept before F10; nobody is registered here."""

    page = "group_list"
    view: GroupListView

    def __init__(self, shell: Shell, view: GroupListView) -> None:
        super().__init__(shell, view)
        self.state = State()
        self._organisation = ""
        self._meant: list[Awaited] = []
        view.file_chosen.connect(self._read_file)
        view.take_asked.connect(self._take)
        view.side_chosen.connect(self._turn)
        view.sought.connect(self._seek)
        view.person_chosen.connect(self._choose)
        view.check_in_asked.connect(self._check_in)
        texts().language_changed.connect(self._show)

    def open(self, visit: Visit | None) -> None:
        """Show who is expected, from the first line on; nobody is sought any more."""
        super().open(visit)
        self.state = at_list.seeking(at_list.let_go(self.state), "")
        self.view.search.clear()
        self.view.show_problem("")
        self._look()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Mark who has come meanwhile."""
        self._look()

    def _look(self) -> None:
        self.shell.tasks.run(self._read, self._take_in, self.refused, self.refused)

    def _read(self) -> tuple[str, tuple[Awaited, ...]]:
        desk = self.shell.desk
        return the_shift(desk).opened.organisation or "", awaited(desk)

    def _take_in(self, told: tuple[str, tuple[Awaited, ...]]) -> None:
        was = self.state.mode
        self._organisation, people = told
        self.state = at_list.expecting(self.state, people)
        self._show()
        if self.state.mode != was:
            self.view.take_focus()

    # ---- a file ------------------------------------------------------------------------------------

    def _read_file(self, path: str) -> None:
        if self.state.is_reading:
            return
        self._set(at_list.reading(self.state))
        file, today, practice = Path(path), self.shell.clock.today(), self.shell.practice()

        def read() -> Offered:
            data = _bytes_of(file)
            group = read_list(data, file.name, today=today, practice=practice)
            return Offered(file=file.name, sha256=sha256(data).hexdigest(), group=group)

        self.shell.aside.run(read, self._offer, self.refused, self.refused)

    def _offer(self, offer: Offered) -> None:
        self._set(at_list.offered(self.state, offer))
        self._look_up_next()

    def _look_up_next(self) -> None:
        """Look up some rows more, between what the desk has to do."""
        offer = self.state.offered
        if offer is None or not offer.next_rows:
            return
        rows, sha256 = offer.next_rows, offer.sha256
        self.shell.tasks.run(
            lambda: (sha256, answers_of(self.shell.desk, rows)), self._answered, self.refused, self.refused
        )

    def _answered(self, told: tuple[str, list[Answer]]) -> None:
        before, self.state = self.state, at_list.answered(self.state, *told)
        if self.state is not before:
            self._show()
            QTimer.singleShot(0, self, self._look_up_next)

    def _turn(self, side: str) -> None:
        self.state = at_list.turned(self.state, "rows" if side == "rows" else "refused")
        self._show()

    def _take(self) -> None:
        offer = self.state.offered
        if offer is not None:
            self.run(lambda: take_list(self.shell.desk, offer.group, file_sha256=offer.sha256), self._taken)

    def _taken(self, told: tuple[int, int]) -> None:
        new, again = told
        self.state = at_list.let_go(self.state)
        self._look()
        self.shell.window.scan_line.say_good(said("group_list.page.taken", new=new, again=again))

    # ---- a person ----------------------------------------------------------------------------------

    def _seek(self, text: str) -> None:
        self.state = at_list.seeking(self.state, text)
        self._show_people()

    def _choose(self, place: int) -> None:
        chosen = self._meant[place]
        if chosen.visit is None:
            is_only_one = len(self._meant) == 1  # of two with the same end the document decides anew
            typed = self.state.sought if is_only_one and is_proved(chosen.row, self.state.sought) else ""
            self.shell.receive(chosen.row, typed)
        elif chosen.visit.step == "closed":
            self.shell.window.scan_line.say_bad(said("group_list.page.was_here", name=chosen.row.name))
        else:
            self.shell.take_up(chosen.visit.visit)

    def _check_in(self) -> None:
        """Somebody of the list is here: a number to wait by, printed again for who has one."""
        if not self._meant:
            return
        chosen, desk = self._meant[self.view.list.here], self.shell.desk
        if chosen.visit is not None and chosen.visit.step == "closed":
            self.shell.window.scan_line.say_bad(said("group_list.page.was_here", name=chosen.row.name))
        elif chosen.visit is not None:
            visit = chosen.visit.visit
            self.run(lambda: give_ticket(desk, visit), lambda given: self._given(chosen, given))
        else:
            self.run(lambda: check_in(desk, chosen.row.document), lambda given: self._given(chosen, given))

    def _given(self, chosen: Awaited, given: Ticket) -> None:
        window = self.shell.window
        if chosen.ticket:
            window.ticket_asked.emit(given.visit)
            window.scan_line.say_good(said("tickets.given_again", ticket=given.ticket))
        else:
            window.scan_line.say_good(said("tickets.given", ticket=given.ticket, name=chosen.row.name))
        self.view.search.clear()
        self.state = at_list.seeking(self.state, "")
        self._look()

    # ---- what is shown -----------------------------------------------------------------------------

    def _set(self, state: State) -> None:
        self.state = state
        self.view.show_problem("")
        self._show()
        self.view.take_focus()

    def _show(self) -> None:
        mode = self.state.mode
        if self.view.mode != mode:
            self.view.show_mode(mode)
        if mode == "preview":
            self._show_file()
        elif mode == "people":
            self._show_figures()
            self._show_people()
        else:
            self.view.show_pairs([(say("group_list.page.organisation"), self._organisation)])

    def _show_file(self) -> None:
        offer = self.state.offered
        assert offer is not None  # noqa: S101 - that is what a preview is
        group = offer.group
        sheets = len({one.sheet for one in (*group.rows, *group.refused)}) > 1
        if self.state.side == "refused":
            lines = [_refused_line(row, with_sheet=sheets) for row in group.refused]
        else:
            lines = [
                _row_line(row, answer, with_sheet=sheets)
                for row, answer in zip_longest(group.rows, offer.answers)
            ]
        self.view.show_file(lines, side=self.state.side, refused=len(group.refused), taken=len(group.rows))
        self.view.show_headline(
            say("group_list.page.read", count=len(group.rows)), say("group_list.page.preview.hint")
        )
        noted = sum(bool(row.notes) for row in group.rows)
        self.view.show_pairs([
            (say("group_list.page.file"), offer.file),
            (say("group_list.page.data_rows"), say("group_list.page.rows", count=group.data_rows)),
            (say("group_list.page.accepted"), say("group_list.page.rows", count=len(group.rows))),
            (say("group_list.page.refused"), say("group_list.page.rows", count=len(group.refused))),
            (say("group_list.page.noted"), say("group_list.page.rows", count=noted)),
            *_counted(offer),
        ])  # fmt: skip

    def _show_figures(self) -> None:
        count, come, waiting = len(self.state.people), self.state.come, self.state.waiting
        self.view.show_headline(
            say("group_list.page.expected", count=count), say("group_list.page.people.hint")
        )
        self.view.show_pairs([
            (say("group_list.page.organisation"), self._organisation),
            (say("group_list.page.on_list"), say("group_list.page.persons", count=count)),
            (say("group_list.page.come"), say("group_list.page.persons", count=come)),
            (say("group_list.page.to_come"), say("group_list.page.persons", count=count - come - waiting)),
            *([(say("group_list.page.checked_in"), say("group_list.page.persons", count=waiting))]
              if waiting else []),
        ])  # fmt: skip

    def _show_people(self) -> None:
        sought = self.state.sought
        meant = (one for one in self.state.people if not sought or is_meant(one.row, sought))
        self._meant = sorted(meant, key=_place_among)
        self.view.show_people([_person_line(one) for one in self._meant])

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it below the list; a file that could not be read is let go, one that was read stays."""
        self.view.set_busy(False)
        if self.state.is_reading:
            self.state = at_list.let_go(self.state)
        self._show()
        self.view.show_problem(said(no.code, **no.values))

    def back(self) -> None:
        """Let a file go that was not taken; from the people go to the reception."""
        if self.state.mode == "preview":
            self._set(at_list.let_go(self.state))
        else:
            self.shell.show("reception")


def _bytes_of(file: Path) -> bytes:
    """Read a file that is not larger than any list; raises Refusal and Trouble."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Refusal("group_list.too_large", file=file.name, megabytes=LARGEST_FILE // 1_000_000)
        return file.read_bytes()
    except OSError as problem:
        raise Trouble("group_list.cannot_open", file=file.name) from problem


def _refused_line(row: RefusedRow, *, with_sheet: bool) -> Line:
    reason = say(row.reason, same_as=row.same_as or "", longest=LONGEST_NAME)
    return Line((_place(row, with_sheet=with_sheet), row.name or "—", row.number or "—", reason), "check")


def _row_line(row: ListRow, answer: Answer | None, *, with_sheet: bool) -> Line:
    notes = " ".join(say(note) for note in row.notes)
    words = notes or " · ".join(one for one in (row.slot, row.organisation) if one)
    cells = (_place(row, with_sheet=with_sheet), row.name, _who(row), _answer_words(answer))
    return Line(cells, "check" if notes else "", below=words or " ")


def _answer_words(answer: Answer | None) -> str:
    if answer is None:
        return say("group_list.answer.looking")
    return say(f"group_list.answer.{answer.says}", day=answer.on.isoformat() if answer.on else "")


def _counted(offer: Offered) -> list[tuple[str, str]]:
    """Return how many rows there are of each answer, as far as they were looked up."""
    found = Counter(one.says for one in offer.answers)
    every = len(offer.answers) == len(offer.group.rows)
    return [
        (say(f"group_list.answer.count.{says}"),
         say("group_list.page.rows", count=found[says]) if every else say("group_list.answer.looking"))
        for says in ("may", "later", "ask")
    ]  # fmt: skip


def _place(row: ListRow | RefusedRow, *, with_sheet: bool) -> str:
    place = say("group_list.page.row", row=str(row.row_no))
    return f"{row.sheet} {place}" if with_sheet else place


def _place_among(one: Awaited) -> tuple[int, int]:
    """Who is not here stands first, by the slots of the list; then who waits, then who has come."""
    stage = 2 if one.visit is not None else 1 if one.ticket else 0
    slot = begins_at(one.row.slot)
    return stage, _NO_SLOT if slot is None else slot


def _person_line(one: Awaited) -> Line:
    row = one.row
    if one.visit is None:
        last = say("group_list.page.waits", ticket=one.ticket) if one.ticket else row.slot or ""
        return Line((row.name, _who(row), row.organisation or "", last))
    step = _FRAME_STEPS.get(one.visit.step)
    said = (
        say("group_list.page.is_at", step=say(f"frame.step.{step}")) if step else say("group_list.page.left")
    )
    return Line((row.name, _who(row), row.organisation or "", said), "done")


def _who(row: ListRow) -> str:
    """Say who it is by sex and birth: the end of the number must be read from the document."""
    sex = say(f"frame.sex.{row.sex}") if row.sex else ""
    return f"{sex} {row.birth_on.isoformat() if row.birth_on else ''}".strip()
