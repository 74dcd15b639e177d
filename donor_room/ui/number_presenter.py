"""What is done with a number beside scanning it: void, a label once more, a code typed by two."""

from __future__ import annotations

from functools import reduce
from typing import Any

from donor_room.domain.donation_number import NumberProfile, grouped
from donor_room.domain.label_set import ScanAnswer
from donor_room.domain.visit import LabelSet, Visit
from donor_room.ui.asking_presenter import choices_of
from donor_room.ui.chair_page import ChairPage
from donor_room.ui.reaction_care import CaringPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.texts import said, said_by, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import label, label_reprint, label_scan

_ALL = "all"


class NumberPresenter(CaringPresenter):
    """Asks on sheets what becomes of a number or a label; each act takes two persons."""

    phase: label_scan.Phase

    def __init__(self, shell: Shell, view: ChairPage) -> None:
        super().__init__(shell, view)
        self._again: tuple[str, ...] = ()
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
        self.act_on_sheet(
            lambda: label_reprint.reprint(
                self.shell.desk,
                visit,
                roles=roles,
                reason=given.reason,
                witness=given.witness,
                pin=given.pin,
            ),
            self.show_or_go_on,
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
