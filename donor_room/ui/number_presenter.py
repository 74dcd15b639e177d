"""What is done with a number beside scanning it: void, a label once more, a code typed by two."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from donor_room.domain.donation_number import NumberProfile, grouped
from donor_room.domain.label_set import PrintedSet, ScanAnswer
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import LabelSet, Visit
from donor_room.ui.asking_presenter import choices_of
from donor_room.ui.chair_page import ChairPage
from donor_room.ui.reaction_care import CaringPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.texts import said, said_by, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import label, label_reprint, label_scan
from donor_room.workflow.label_print import Leaving, printer_of, refuse_if_not_ready
from donor_room.workflow.ports import LabelPrinter

_ALL = "all"


class NumberPresenter(CaringPresenter):
    """Asks on sheets what becomes of a number or a label; each act takes two persons."""

    phase: label_scan.Phase

    def __init__(self, shell: Shell, view: ChairPage) -> None:
        super().__init__(shell, view)
        self._again: tuple[str, ...] = ()
        self.at_printer: set[str] = set()
        """Visits whose labels the printer has; it has not said yet how that ended."""
        self.when_given |= {
            "void": self._void,
            "number_menu": self._menu_given,
            "which": self._which_given,
            "reprint": self._reprint,
            "type_number": self._type_number,
            "type_twice": self._type_number,
        }

    def show_or_go_on(self, visit: Visit) -> None:
        """Stay as long as this is the visit's step."""
        raise NotImplementedError

    def took(self, told: tuple[Visit, ScanAnswer]) -> None:
        """Say what a scan meant."""
        raise NotImplementedError

    # the menu of F8

    def ask_number_menu(self, *, types: bool = True) -> None:
        """F8 after printing: what is to be done with the number."""
        current = self._current()
        if current is None:
            return
        choices: list[tuple[object, str]] = []
        if current.missing:
            choices.append(("missing", said("chair.menu.missing", count=len(current.missing))))
        choices += [("some", said("chair.menu.some")), ("void", said("chair.menu.void"))]
        if types:
            choices.append(("type", said("chair.menu.type")))
        self.ask("number_menu", key="chair.menu", choices=numbered(choices))

    def _menu_given(self, given: Given) -> None:
        self.view.close_sheet()
        current = self._current()
        if given.choice == "void":
            self.ask_void()
        elif given.choice == "missing" and current is not None:
            self._ask_reprint(current.missing)
        elif given.choice == "some":
            self._ask_which()
        else:
            self.ask_typed()

    def _current(self) -> LabelSet | None:
        current = self.visit.label_set if self.visit else None
        if current is None:
            self.shell.window.scan_line.say_bad(said("walk.no_label_set"))
        return current

    # void

    def ask_void(self) -> None:
        """Ask for the reason and the second person who saw the labels destroyed."""
        current = self._current()
        if current is not None:
            reasons = choices_of("void_reason")
            number = eyes(current.number, current.planned.written_in)
            self.ask_two("void", act="void", key="labels.void", choices=reasons, number=number)

    def _void(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: label.void(
                self.shell.desk, visit, reason=given.reason, witness=given.witness, pin=given.pin
            ),
            self.show_or_go_on,
        )

    # once more

    def _ask_which(self) -> None:
        current = self._current()
        if current is None:
            return
        every: list[tuple[object, str]] = [
            (item.role, role_words(item.role)) for item in current.planned.labels
        ]
        self.ask("which", key="chair.which", choices=numbered([*every, (_ALL, said("chair.which.all"))]))

    def _which_given(self, given: Given) -> None:
        self.view.close_sheet()
        current = self._current()
        if current is not None:
            every = tuple(item.role for item in current.planned.labels)
            self._ask_reprint(every if given.choice == _ALL else (given.choice,))

    def _ask_reprint(self, roles: tuple[str, ...]) -> None:
        self._again = roles
        self.ask_two(
            "reprint",
            act="void",
            key="chair.reprint",
            choices=choices_of("reprint_reason"),
            what=many_roles(roles),
        )

    def _reprint(self, given: Given) -> None:
        visit, roles = self.visit_id, self._again
        self.print_out(
            lambda: label_reprint.begin(
                self.shell.desk,
                visit,
                roles=roles,
                reason=given.reason,
                witness=given.witness,
                pin=given.pin,
            ),
            self.act_on_sheet,
        )

    # at the printer

    def print_out(
        self, begin: Callable[[], Leaving], act: Callable[[Callable[[], Any], Callable[[Any], None]], None]
    ) -> None:
        """Ask the printer, put the print on record, print: the ledger never waits for the printer.

        `act` does the middle part as the page does its acts. A further wish to print is not heard meanwhile.
        """
        visit = self.visit_id
        if visit in self.at_printer:
            return
        self.at_printer.add(visit)

        def refused(no: Refusal | Trouble) -> None:
            self.at_printer.discard(visit)
            if self._is_still_here(visit):
                self.refused(no)

        def work() -> Leaving:
            try:
                return begin()
            except (Refusal, Trouble):
                self.at_printer.discard(visit)
                raise

        def ask(printer: LabelPrinter) -> None:
            self.shell.aside.run(
                lambda: refuse_if_not_ready(printer), lambda _: act(work, self._put_out), refused, refused
            )

        self.shell.tasks.run(lambda: printer_of(self.shell.desk), ask, refused, refused)

    def _put_out(self, leaving: Leaving) -> None:
        """Give the labels to the printer; those that are out can be scanned while the rest is printed."""
        visit = leaving.visit.id
        if self._is_still_here(visit):
            self.show_or_go_on(leaving.visit)

        def stopped(no: Refusal | Trouble) -> None:
            """Nothing left, or the program itself failed: then nobody knows, and nothing is written."""
            self._printed(leaving, None, no, is_known=no.code != "frame.failed")

        self.shell.aside.run(
            leaving.job.send, lambda printed: self._printed(leaving, printed, None), stopped, stopped
        )

    def _printed(
        self,
        leaving: Leaving,
        printed: PrintedSet | None,
        no: Refusal | Trouble | None,
        *,
        is_known: bool = True,
    ) -> None:
        """Write down what the printer said, whoever is on the screen by now."""
        visit = leaving.visit.id
        self.at_printer.discard(visit)

        def look() -> Visit:
            return self.shell.desk.visits.get(visit)

        def told(now: Visit) -> None:
            if self._is_still_here(visit):
                self.show_or_go_on(now)
                if no is not None:
                    self.refused(no)

        def went_on(_: Refusal) -> None:
            """The visit went on before the printer's word: what counts is what was scanned."""
            self.shell.tasks.run(look, told)

        self.shell.tasks.run(
            lambda: leaving.ended(printed) if is_known else look(), told, went_on, self.refused
        )

    # typed

    def ask_typed(self) -> None:
        """Ask for the number whose code cannot be read; without a check character by two persons."""
        if self.visit is None or self._current() is None:
            return
        twice = label_scan.needs_second_entry(self.visit)
        name, key = ("type_twice", "chair.type_twice") if twice else ("type_number", "labels.type")
        self.ask_two(name, act="label", key=key, count=self.visit.typed)

    def _type_number(self, given: Given) -> None:
        visit, phase = self.visit_id, self.phase

        def work() -> Any:
            return label_scan.type_number(
                self.shell.desk,
                visit,
                text=given.values["number"],
                again=given.values.get("again", ""),
                phase=phase,
                witness=given.witness,
                pin=given.pin,
            )

        self.act_on_sheet(work, self.took)


def role_words(role: str) -> str:
    """Return the word of a label's role, such as 血清管."""
    return said(f"labels.role.{role}")


def many_roles(roles: tuple[str, ...]) -> str:
    """Return the words of several roles."""

    def way() -> str:
        words = [say(f"labels.role.{role}") for role in roles] or [""]
        return reduce(lambda before, following: say("chair.one_more", before=before, next=following), words)

    return said_by(way)


def eyes(number: str, profile: NumberProfile) -> str:
    """Return a number as it is read aloud."""
    return grouped(number, profile).replace(" ", "  ")
