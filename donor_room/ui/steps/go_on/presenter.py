"""Joins the page that asks for a code with the desk: begin on the store, ask aside, write down."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, Protocol

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, StationShell
from donor_room.ui.steps.go_on.view import GoOnView
from donor_room.ui.texts import say, texts
from donor_room.workflow.standing_still import Standing, standing_of


class GoOnShell(StationShell, Protocol):
    """What this page asks of the house beyond what the page of the station asks."""

    def leave_aside(self, page: str) -> None:
        """Go back to the donor or page that was left for this one."""


def build(shell: GoOnShell) -> GoOnPresenter:
    """Make the page."""
    return GoOnPresenter(shell, GoOnView())


class GoOnPresenter(Presenter):
    """Tells why this terminal stands still, and takes the code by which it goes on."""

    page = "go_on"
    shell: GoOnShell
    view: GoOnView

    def __init__(self, shell: GoOnShell, view: GoOnView) -> None:
        super().__init__(shell, view)
        self._is_asking = False
        self._no: Refusal | Trouble | None = None
        view.code_given.connect(self._take)
        shell.station_told.connect(self._hear)
        texts().language_changed.connect(self._say_again)

    def open(self, visit: Visit | None) -> None:
        """Show why the terminal stands still, as the station told it last."""
        super().open(visit)
        if not self._is_asking:
            self.view.forget_code()
        self._look()

    def _look(self) -> None:
        self.shell.tasks.run(lambda: standing_of(self.shell.desk), self._show, self.refused, self.refused)

    def _show(self, standing: Standing) -> None:
        if self._is_asking:
            return
        names = {"station": standing.station, "terminal": standing.terminal, "id": standing.terminal_id}
        mode = standing.why or "fine"
        if mode != self.view.mode:
            self.view.show_mode(mode, **names)
            self.view.begin_typing()

    def _hear(self, _told: object) -> None:
        if self.view.isVisible():
            self._look()

    def _say_again(self, _language: str) -> None:
        if self._no is not None and self.view.message.text():
            self._say_no(self._no)

    # ---- the code ----------------------------------------------------------------------------------

    def _take(self, typed: str) -> None:
        code = "".join(unicodedata.normalize("NFKC", typed).split())
        if self._is_asking:
            return
        if not code:
            self._say_no(Refusal(f"go_on.{self.view.mode}.no_code"))
            return
        self._is_asking = True
        self.view.show_asking()
        self._introduce(code) if self.view.mode == "unknown" else self._go_on(code)

    def _go_on(self, code: str) -> None:
        """Of two copies this one goes on."""
        from donor_room.sync.hello import ask_to_go_on
        from donor_room.sync.session import link_of
        from donor_room.workflow.enrolled import enrolment_of
        from donor_room.workflow.greeting import Greeting

        def begin() -> tuple[Any, Any]:
            self.shell.desk.signed_in()
            return enrolment_of(self.shell.desk.ledger), Greeting(self.shell.desk).again(code)

        def ask(begun: tuple[Any, Any]) -> Any:
            with link_of(begun[0], self.shell.clock) as link:
                return ask_to_go_on(link, begun[1])

        self._do(begin, ask, lambda _begun, reply: Greeting(self.shell.desk).goes_on(reply))

    def _introduce(self, code: str) -> None:
        """The station takes this terminal in again."""
        from donor_room.sync.enrol import ask_to_enrol
        from donor_room.workflow.introduced import begin_by_person, finish_introduction

        clock, practice = self.shell.clock, self.shell.practice()

        def ask(begun: tuple[Any, Any]) -> Any:
            enrolment, before = begun
            return ask_to_enrol(enrolment, code=code, practice=practice, clock=clock, before=before)

        self._do(
            lambda: begin_by_person(self.shell.desk),
            ask,
            lambda begun, reply: finish_introduction(self.shell.desk, begun[0], reply),
        )

    def _do(
        self, begin: Callable[[], Any], ask: Callable[[Any], Any], finish: Callable[[Any, Any], Any]
    ) -> None:
        """Begin and finish on the store, wait for the station beside it: no donor waits for a network."""

        def write_down(begun: Any, reply: Any) -> None:
            run(self.shell.tasks, lambda: finish(begun, reply), lambda _done: self._done())

        def begun(found: Any) -> None:
            run(self.shell.aside, lambda: ask(found), lambda reply: write_down(found, reply))

        def run(where: Any, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
            where.run(work, then, self.refused, self.refused)

        run(self.shell.tasks, begin, begun)

    def _done(self) -> None:
        self._is_asking = False
        self.view.forget_code()
        self.shell.talk_to_station()
        self._look()

    def refused(self, no: Refusal | Trouble) -> None:
        """Say what stands against it; the code stays where it was typed."""
        self._is_asking = False
        self._say_no(no)

    def _say_no(self, no: Refusal | Trouble) -> None:
        self._no = no
        self.view.show_problem(say(no.code, **no.values))

    def back(self) -> None:
        self.shell.leave_aside(self.page)
