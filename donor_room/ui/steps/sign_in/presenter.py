"""Joins the sign-in page with the people of the ledger and the state of the terminal."""

from __future__ import annotations

import shutil
from typing import Any

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.staff import Person
from donor_room.domain.visit import Visit
from donor_room.ui.own_looks import Look, directory_look, disk_look, printer_look
from donor_room.ui.shell import OpeningShell, Presenter
from donor_room.ui.steps.sign_in.view import PersonLine, SignInView
from donor_room.ui.texts import said, say, texts
from donor_room.workflow.number_stock import dead_left, in_stock
from donor_room.workflow.sign_in import Means, at_work, may_use_pin, sign_in


def build(shell: OpeningShell) -> SignInPresenter:
    """Make the page."""
    return SignInPresenter(shell, SignInView())


class SignInPresenter(Presenter):
    """Asks who works now and goes back to where the desk was left."""

    page = "sign_in"
    shell: OpeningShell
    view: SignInView

    def __init__(self, shell: OpeningShell, view: SignInView) -> None:
        super().__init__(shell, view)
        view.pin_given.connect(self._by_pin)
        view.password_given.connect(self._by_password)
        texts().language_changed.connect(self._say_again)
        self._told: dict[str, Any] = {}

    def open(self, visit: Visit | None) -> None:
        """Show the people; nobody is signed in while this page stands."""
        super().open(visit)
        self.shell.tasks.run(self._read, self._show, self.refused, self.refused)

    def _read(self) -> dict[str, Any]:
        from donor_room.workflow.checks import checks_count
        from donor_room.workflow.shift import current_shift

        desk = self.shell.desk
        people = [(person, may_use_pin(desk, person.staff)) for person in at_work(desk)]
        shift = current_shift(desk)
        rules = desk.packs.rules
        blocks = desk.numbers.blocks(shift.id) if shift else []
        left = sum(block.left for block in blocks)
        dead = sum(run.size for run in dead_left(desk, shift.id)) if shift else 0
        return {
            "people": people,
            "shift": shift,
            "left": left - dead,
            "leased": in_stock(desk),
            "rules": rules.about,
            "fresh_h": rules.whole("deferral_list_max_age_h"),
            "age_h": desk.directory_age_h(),
            "free": shutil.disk_usage(self.shell.profile.folder).free,
            "printer": desk.printer,
            "checked": checks_count(desk),
        }

    def _show(self, told: dict[str, Any]) -> None:
        """Show what the terminal knows at once; the printer may take its time to answer."""
        printer = told["printer"]
        self._show_checks(told | {"printer": None})
        if printer is not None:
            self.shell.aside.run(printer.state, lambda state: self._show_checks(told | {"printer": state}))

    def _show_checks(self, told: dict[str, Any]) -> None:
        self._told = told
        self.view.show_people(_lines(told))
        self.view.show_shift(_facts(told), _checks(told))

    def _say_again(self, _language: str) -> None:
        if self._told:
            self.view.say_people_again(_lines(self._told))
            self.view.show_shift(_facts(self._told), _checks(self._told))

    def _by_pin(self, staff_id: str, pin: str) -> None:
        self._sign_in(staff_id, "pin", pin)

    def _by_password(self, staff_id: str, password: str) -> None:
        self._sign_in(staff_id, "password", password)

    def _sign_in(self, staff_id: str, means: Means, secret: str) -> None:
        self.run(
            lambda: sign_in(self.shell.desk, staff_id=staff_id, means=means, secret=secret),
            self._came_in,
        )

    def _came_in(self, person: Person) -> None:
        """Somebody of another laptop has no PIN here yet: it is asked for once, and can wait."""
        if person.pin is None:
            self.shell.show("own_pin")
        else:
            self.shell.signed_in()

    def refused(self, no: Refusal | Trouble) -> None:
        """Empty the boxes and say how it goes on."""
        self.view.set_busy(False)
        self.view.show_problem(said(no.code, **no.values))

    def back(self) -> None:
        """There is no way back from here: somebody must work."""


def _lines(told: dict[str, Any]) -> list[PersonLine]:
    return [_line(person, by_pin) for person, by_pin in told["people"]]


def _line(person: Person, by_pin: bool) -> PersonLine:
    role = " · ".join(say(f"staff.role.{role}") for role in person.roles)
    return PersonLine(staff=person.staff, name=person.name, role=role, may_use_pin=by_pin)


def _facts(told: dict[str, Any]) -> list[tuple[str, str]]:
    shift, about = told["shift"], told["rules"]
    place = (
        f"{shift.opened.site}  {say(f'shift.drive.{shift.opened.drive}')}"
        if shift
        else say("sign_in.no_shift")
    )
    return [
        (say("sign_in.site"), place),
        (say("sign_in.team"), say("sign_in.people", count=len(told["people"]))),
        (say("sign_in.numbers"), say("sign_in.numbers_left", count=told["left"] or told["leased"])),
        (say("sign_in.rules"), about.id),
    ]


def _checks(told: dict[str, Any]) -> list[Look]:
    about, left = told["rules"], told["left"] + told["leased"]
    looks = [
        directory_look(told["age_h"], told["fresh_h"]),
        Look(say("sign_in.check.numbers"), say("sign_in.numbers_left", count=left), left > 0),
        printer_look(told["printer"]),
        disk_look(told["free"]),
        Look(
            say("sign_in.check.rules"),
            say("sign_in.reviewed" if about.reviewed_by else "sign_in.not_reviewed"),
            about.reviewed_by is not None,
        ),
    ]
    good, listed = told["checked"]
    if listed:
        looks.append(
            Look(say("checks.by_hand"), say("checks.good_of", good=good, all=listed), good == listed)
        )
    return looks
