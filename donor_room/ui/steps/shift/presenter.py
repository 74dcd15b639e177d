"""Joins the shift page with its use case."""

from __future__ import annotations

from typing import Any

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, Shell
from donor_room.ui.steps.shift.view import ShiftForm, ShiftView
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.status import directory_words
from donor_room.workflow.shift import open_shift
from donor_room.workflow.sign_in import staff


def build(shell: Shell) -> ShiftPresenter:
    """Make the page."""
    return ShiftPresenter(shell, ShiftView())


class ShiftPresenter(Presenter):
    """Opens the shift and goes to the reception."""

    page = "shift"
    view: ShiftView

    def __init__(self, shell: Shell, view: ShiftView) -> None:
        super().__init__(shell, view)
        view.open_asked.connect(self._open_shift)
        view.staff_asked.connect(self._show_staff)
        view.station_asked.connect(self._show_station)
        texts().language_changed.connect(self._say_again)
        self._told: dict[str, Any] = {}

    def open(self, visit: Visit | None) -> None:
        """Show who is here and what there is."""
        super().open(visit)
        self.view.show_problem("")
        self.shell.tasks.run(self._read, self._show, self.refused, self.refused)

    def _read(self) -> dict[str, Any]:
        desk = self.shell.desk
        return {
            "people": staff(desk),
            "numbers": desk.numbers.unissued(),
            "age_h": desk.directory_age_h(),
            "rules": desk.packs.rules.about.id,
        }

    def _say_again(self, _language: str) -> None:
        if self._told:
            self._show(self._told)

    def _show(self, told: dict[str, Any]) -> None:
        self._told = told
        self.view.show_team(
            [(person.name, say(f"staff.role.{person.roles[0]}")) for person in told["people"]]
        )
        self.view.show_stock(told["numbers"], directory_words(told["age_h"]), told["rules"])

    def _open_shift(self, form: ShiftForm) -> None:
        if form.site_kind is None or form.drive is None:
            self.view.show_problem(said("shift.choose_kind"))
            return
        self.run(lambda: self._work(form), lambda _shift: self.shell.show("reception"))

    def _work(self, form: ShiftForm) -> Any:
        return open_shift(
            self.shell.desk,
            site_kind=form.site_kind,  # type: ignore[arg-type]
            site=form.site,
            vehicle=form.vehicle,
            drive=form.drive,  # type: ignore[arg-type]
            organisation=form.organisation or None,
            team=tuple(person.staff for person in staff(self.shell.desk)),
        )

    def _show_staff(self) -> None:
        self.shell.show("staff")

    def _show_station(self) -> None:
        self.shell.show("enrol")

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it above the buttons."""
        self.view.set_busy(False)
        self.view.show_problem(said(no.code, **no.values))
