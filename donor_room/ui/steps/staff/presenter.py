"""Joins the staff page with its use case."""

from __future__ import annotations

from datetime import date
from typing import Any

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.staff import Person
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, Shell
from donor_room.ui.steps.staff.view import StaffView
from donor_room.ui.texts import said, say, texts
from donor_room.workflow.sign_in import add_person, staff


def _note(person: Person, today: date) -> str:
    """Return the roles, and that a training is over."""
    words = [say(f"staff.role.{role}") for role in person.roles]
    return " · ".join([*words, say("staff.training_over")] if person.training_is_over(today) else words)


def build(shell: Shell) -> StaffPresenter:
    """Make the page."""
    return StaffPresenter(shell, StaffView())


class StaffPresenter(Presenter):
    """Adds people, one after another."""

    page = "staff"
    view: StaffView

    def __init__(self, shell: Shell, view: StaffView) -> None:
        super().__init__(shell, view)
        view.add_asked.connect(self._add)
        view.templates_asked.connect(self._show_templates)
        texts().language_changed.connect(self._say_again)
        self._people: tuple[Person, ...] = ()

    def open(self, visit: Visit | None) -> None:
        """Show who is there and an empty form."""
        super().open(visit)
        self.view.clear()
        self.shell.tasks.run(lambda: staff(self.shell.desk), self._show)

    def _say_again(self, _language: str) -> None:
        self._show(self._people)

    def _show(self, people: tuple[Person, ...]) -> None:
        self._people = people
        self.view.show_people(
            [(one.name, _note(one, self.shell.clock.today())) for one in people if not one.has_left]
        )

    def _add(self, name: str, roles: Any, password: str, pin: str) -> None:
        self.run(
            lambda: add_person(self.shell.desk, name=name, roles=roles, password=password, pin=pin),
            lambda _person: self.open(None),
        )

    def _show_templates(self) -> None:
        self.shell.show("templates")

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it beside the field that it is about."""
        self.view.set_busy(False)
        place = next((name for name in ("password", "pin") if name in no.code), "name")
        self.view.show_problem(place, said(no.code, **no.values))

    def back(self) -> None:
        """Go back to the shift page, or to the reception when a shift is open."""
        self.shell.show("reception")
