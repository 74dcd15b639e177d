"""Joins the page of calls with the desk: who is to be called, and what was heard."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from donor_room.domain import entries as e
from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.reaction_acts import CallResult
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import AskingPresenter, words_of
from donor_room.ui.shell import Shell
from donor_room.ui.steps.calls.view import CallLine, CallsView
from donor_room.ui.texts import said, said_by, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow.call_back import ToCall, call_back, to_call

RESULTS: tuple[CallResult, ...] = ("well", "unwell", "care", "no_answer", "given_up")
_MOVES = (e.ReactionEnded.KIND, e.CalledBack.KIND, e.CalledAtStation.KIND, e.Corrected.KIND)


class CallsShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    def leave_aside(self, page: str) -> None:
        """Go back to the donor or page that was left for the calls."""


def build(shell: CallsShell) -> CallsPresenter:
    """Make the page."""
    return CallsPresenter(shell, CallsView())


class CallsPresenter(AskingPresenter):
    """Shows who is to be called, and writes down each call."""

    page = "calls"
    view: CallsView
    shell: CallsShell

    def __init__(self, shell: CallsShell, view: CallsView) -> None:
        super().__init__(shell, view)
        self._lines: tuple[ToCall, ...] = ()
        self._today = date.min
        self._asked: ToCall | None = None
        self.when_given = {"call": self._called}
        view.call_asked.connect(self._ask)
        texts().language_changed.connect(self._say_again)

    def open(self, visit: Visit | None) -> None:
        super().open(visit)
        self._look()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if not set(_MOVES).isdisjoint(kinds):
            self._look()

    def _look(self) -> None:
        def read() -> tuple[tuple[ToCall, ...], date]:
            return to_call(self.shell.desk), self.shell.desk.clock.today()

        self.shell.tasks.run(read, self._show, self.refused, self.refused)

    def _show(self, told: tuple[tuple[ToCall, ...], date]) -> None:
        self._lines, self._today = told
        self.view.show_lines([line_of(one, self._today) for one in self._lines])

    def _say_again(self) -> None:
        self._show((self._lines, self._today))

    def _ask(self, place: int) -> None:
        self._asked = one = self._lines[place]
        results = [(result, said(f"reactions.call.{result}")) for result in RESULTS]
        phone = one.phone or said("reactions.calls.no_phone")
        self.ask(
            "call", key="reactions.calls.ask", choices=numbered(list(results)),
            who=one.name, phone=phone, what=said_what(one),
        )  # fmt: skip

    def _called(self, given: Given) -> None:
        asked, result = self._asked, next(one for one in RESULTS if one == given.choice)
        if asked is None:
            return
        self.act_on_sheet(
            lambda: call_back(
                self.shell.desk, asked.visit, reaction=asked.reaction, result=result, words=given.words
            ),
            lambda _: self._look(),
        )

    def back(self) -> None:
        self.shell.leave_aside(self.page)


def said_what(one: ToCall) -> str:
    """Return day, kind and grade of the reaction, in the language of the screen at any time."""
    return said_by(lambda: _what(one))


def _what(one: ToCall) -> str:
    kind = f"{one.kind} {words_of('reaction_kind', one.kind)}"
    return say("reactions.calls.what", on=one.on.isoformat(), kind=kind, grade=one.grade)


def line_of(one: ToCall, today: date) -> CallLine:
    """Return a row: from when the donor is called, how late that is, and what the last call came to."""
    late = (today - one.call_on).days
    when = say("reactions.calls.due")
    if late:
        key = "later" if late < 0 else "late"
        when = say(f"reactions.calls.{key}", on=one.call_on.isoformat(), days=late)
    tried = ""
    if one.tried:
        last = one.tried[-1]
        heard = f"{say(f'reactions.call.{last.result}')}  {last.words}".strip()
        at = last.at.astimezone(DONATION_SITE).strftime("%m-%d %H:%M")
        tried = say("reactions.calls.tried", at=at, name=last.name, result=heard)
    return CallLine(
        name=one.name,
        phone=one.phone or say("reactions.calls.no_phone"),
        what=_what(one),
        when=when,
        tried=tried,
        is_due=late >= 0,
    )
