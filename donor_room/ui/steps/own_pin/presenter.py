"""Joins the page of the own PIN with its use case; afterwards the desk is where it was left."""

from __future__ import annotations

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.shell import OpeningShell, Presenter
from donor_room.ui.steps.own_pin.view import OwnPinView
from donor_room.ui.texts import said
from donor_room.workflow.sign_in import set_own_pin


def build(shell: OpeningShell) -> OwnPinPresenter:
    """Make the page."""
    return OwnPinPresenter(shell, OwnPinView())


class OwnPinPresenter(Presenter):
    """Asks whoever has just signed in by the password of another laptop."""

    page = "own_pin"
    shell: OpeningShell
    view: OwnPinView

    def __init__(self, shell: OpeningShell, view: OwnPinView) -> None:
        super().__init__(shell, view)
        view.pin_asked.connect(self._set)

    def open(self, visit: Visit | None) -> None:
        """Show two empty fields."""
        super().open(visit)
        self.view.clear()

    def _set(self, pin: str, again: str) -> None:
        if pin != again:
            self.view.show_problem("again", said("own_pin.differs"))
            return
        self.run(lambda: set_own_pin(self.shell.desk, pin=pin), lambda _person: self.back())

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it beside the field."""
        self.view.set_busy(False)
        self.view.show_problem("pin", said(no.code, **no.values))

    def back(self) -> None:
        """Go to where the desk was left; without a PIN everything goes on that takes no signature."""
        self.shell.signed_in()
