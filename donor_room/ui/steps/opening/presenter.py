"""Joins the opening page with the key, the files and the first account."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from donor_room import settings
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.shell import OpeningShell, Presenter
from donor_room.ui.steps.opening.view import OpeningView
from donor_room.ui.texts import said

if TYPE_CHECKING:
    from donor_room.domain.visit import Visit
    from donor_room.workflow.desk import Desk


def build(shell: OpeningShell) -> OpeningPresenter:
    """Make the page."""
    return OpeningPresenter(shell, OpeningView())


class OpeningPresenter(Presenter):
    """Unlocks the terminal, or makes it, and goes on to the sign-in."""

    page = "opening"
    shell: OpeningShell
    view: OpeningView

    def __init__(self, shell: OpeningShell, view: OpeningView) -> None:
        super().__init__(shell, view)
        view.passphrase_given.connect(self._unlock)
        view.new_passphrase_given.connect(self._create)
        view.first_person_given.connect(self._first_person)

    def open(self, visit: Visit | None) -> None:
        """Try the key ring and the environment first; ask only when they do not help."""
        super().open(visit)
        self.view.ask("wait")
        self.shell.tasks.run(self._try, self._opened, self._cannot, self._cannot)

    def _try(self) -> Desk | None:
        """Import what a desk needs after the window stands, then open it where no question is needed."""
        from donor_room.workflow.opening import is_new, open_desk

        if is_new(self.shell.profile):
            return None
        return open_desk(
            self.shell.profile, passphrase=settings.passphrase(os.environ), clock=self.shell.clock
        )

    def _opened(self, desk: Desk | None) -> None:
        self.view.set_busy(False)
        if desk is None:
            self.view.ask("new_passphrase")
            return
        self.shell.take_desk(desk)
        self.shell.tasks.run(self._has_people, self._ask_or_go)

    def _has_people(self) -> bool:
        from donor_room.workflow.sign_in import staff

        return bool(staff(self.shell.desk))

    def _ask_or_go(self, has_people: bool) -> None:
        if has_people:
            self.shell.show("sign_in")
        else:
            self.view.ask("first_person")

    def _cannot(self, no: Refusal | Trouble) -> None:
        self.view.set_busy(False)
        if no.code in ("store.passphrase_needed", "store.passphrase_wrong"):
            if self.view.asked != "unlock":
                self.view.ask("unlock")
            else:
                self.view.show_problem("passphrase", said(no.code))
        elif self.view.asked == "wait":
            self.view.show_blocked(said(no.code, **no.values))
        else:
            self._say_beside(no)

    def _unlock(self, passphrase: str) -> None:
        from donor_room.workflow.opening import open_desk

        profile, clock = self.shell.profile, self.shell.clock
        self._open(lambda: open_desk(profile, passphrase=passphrase, clock=clock))

    def _create(self, passphrase: str, again: str) -> None:
        if passphrase != again:
            self.view.show_problem("again", said("opening.again_differs"))
            return
        from donor_room.workflow.opening import create_desk

        profile, clock = self.shell.profile, self.shell.clock
        self._open(lambda: create_desk(profile, passphrase=passphrase, clock=clock))

    def _open(self, work: Any) -> None:
        self.view.set_busy(True)
        self.shell.tasks.run(work, self._opened, self._cannot, self._cannot)

    def _first_person(self, name: str, password: str, pin: str) -> None:
        from donor_room.workflow.sign_in import create_first_administrator

        self.run(
            lambda: create_first_administrator(self.shell.desk, name=name, password=password, pin=pin),
            lambda _person: self.shell.signed_in(to=None if self.shell.practice() else "enrol"),
        )

    def refused(self, no: Refusal | Trouble) -> None:
        """Say what is wrong beside the field that it is about."""
        self.view.set_busy(False)
        self._say_beside(no)

    def _say_beside(self, no: Refusal | Trouble) -> None:
        place = "name" if self.view.asked == "first_person" else "passphrase"
        if no.code.startswith("staff."):
            place = next((name for name in ("password", "pin", "name") if name in no.code), "name")
        self.view.show_problem(place, said(no.code, **no.values))
