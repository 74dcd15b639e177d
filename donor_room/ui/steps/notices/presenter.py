"""Joins the page of notices with the desk: what was told, in which crate it lies, who took note of it."""

from __future__ import annotations

from typing import Protocol

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, Shell
from donor_room.ui.steps.notices.state import Page, page_of
from donor_room.ui.steps.notices.view import NoticesView
from donor_room.ui.texts import texts
from donor_room.workflow.notices import take_note
from donor_room.workflow.sign_in import staff


class NoticesShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    def leave_aside(self, page: str) -> None:
        """Go back to the donor or page that was left for the notices."""


def build(shell: NoticesShell) -> NoticesPresenter:
    """Make the page."""
    return NoticesPresenter(shell, NoticesView())


class NoticesPresenter(Presenter):
    """Shows what the station told, and writes down who has read it."""

    page = "notices"
    view: NoticesView
    shell: NoticesShell

    def __init__(self, shell: NoticesShell, view: NoticesView) -> None:
        super().__init__(shell, view)
        view.note_asked.connect(self._take_note)
        view.call_asked.connect(shell.window.call_asked)
        texts().language_changed.connect(self._say_again)

    def open(self, visit: Visit | None) -> None:
        super().open(visit)
        self._look()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if any(kind.startswith("notice.") or kind == e.UnitsPacked.KIND for kind in kinds):
            self._look()

    def _say_again(self) -> None:
        if self.shell.window.page_name == self.page:
            self._look()

    def _look(self) -> None:
        self.shell.tasks.run(self._read, self.view.show_lines, self.refused, self.refused)

    def _read(self) -> Page:
        desk = self.shell.desk
        packed = [line.act for line in desk.ledger.of_house(e.UnitsPacked.KIND)]
        crates = {act.number: act.box for act in packed if isinstance(act, e.UnitsPacked)}
        names = {one.staff: one.name for one in staff(desk)}
        return page_of(desk.notices.newest(), crates=crates, names=names, today=desk.clock.today())

    def _take_note(self) -> None:
        """Only what stands on the page is noted: what came while it was read waits for another look."""
        seen = self.view.page.open_ones
        self.run(lambda: take_note(self.shell.desk, seen), lambda _: self._look())

    def back(self) -> None:
        self.shell.leave_aside(self.page)
