"""Joins the decision page with its use cases: propose, sign, print the notice, let the donor go."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.staff import PIN_DIGITS
from donor_room.domain.visit import Visit
from donor_room.domain.walk import is_deferred
from donor_room.ui.asking_presenter import AskingPresenter
from donor_room.ui.notice import outcome_of_notice, print_notice, why_of
from donor_room.ui.shell import Shell
from donor_room.ui.steps.decision import state as signing
from donor_room.ui.steps.decision import telling
from donor_room.ui.steps.decision.state import Choice, State
from donor_room.ui.steps.decision.telling import Told
from donor_room.ui.steps.decision.view import DecisionView
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import aftercare, decide, interview, station_word
from donor_room.workflow.desk import Desk

_OF_THE_SECRET = ("staff.wrong_secret", "staff.wrong_secret_wait", "staff.wait")


def build(shell: Shell) -> DecisionPresenter:
    """Make the page and its presenter."""
    return DecisionPresenter(shell, DecisionView())


class DecisionPresenter(AskingPresenter):
    """Nothing is written before the physician's PIN; a deferral is read before it is signed."""

    page = "decision"

    def __init__(self, shell: Shell, view: DecisionView) -> None:
        super().__init__(shell, view)
        self.told: Told | None = None
        self.state = State()
        self.when_given = {"leave": self._leave}
        view.main_pressed.connect(self._go_on)
        view.pin_typed.connect(self._pin_typed)
        view.choice_made.connect(self._choice_made)
        view.written.connect(self._written)
        view.clause_asked.connect(self._show_clause)
        view.repeat_asked.connect(lambda: self._go_to("exam"))
        view.step_asked.connect(self._go_to)
        view.leave_asked.connect(lambda: self.ask("leave", key="decision.leaving"))
        view.main.missing_asked.connect(self._missing_asked)
        texts().language_changed.connect(self._show)

    # ---- showing ---------------------------------------------------------------------------------

    def open(self, visit: Visit | None) -> None:
        super().open(visit)
        self.view.begin_again()
        if visit is not None:
            self.shell.tasks.run(
                lambda: tell(self.shell.desk, visit.id), self._told, self.refused, self.refused
            )

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Another laptop or an organiser's correction changed this visit.

        Look again, unless somebody signs.
        """
        if self.visit is None or visit != self.visit.id or self.state.pin_is_full:
            return
        if any(not kind.startswith(("decision.", "document.", "visit.closed")) for kind in kinds):
            identity = self.visit.id
            self.shell.tasks.run(
                lambda: tell(self.shell.desk, identity), self._told, self.refused, self.refused
            )

    def _told(self, told: Told) -> None:
        if self.visit is None or told.visit.id != self.visit.id:
            return
        self.told, self.visit = told, told.visit
        self.state = State(
            outcome=told.outcome,
            decided=told.decided,
            held=told.visit.hold is not None,
            is_physician=told.is_physician,
        )
        self._show()
        self.view.take_focus()

    def _show(self) -> None:
        told, state = self.told, self.state
        if told is None:
            return
        self.view.show_decision(
            telling.shown(told, state),
            asks_pin=state.asks_pin,
            is_physician=state.is_physician,
            picks_day=state.choice == "deferred_until",
        )
        self._show_missing()

    def _show_missing(self) -> None:
        assert self.told is not None  # noqa: S101 - the page shows a decision
        what = signing.missing(self.state, self.told.today)
        if what == "pin" and self.state.mode == "deferred" and not self.state.signing:
            what = ""
        count = len(self.view.missing_rows)
        if what:
            self.view.show_blocked(say(f"decision.blocked.{what}", count=count))
        else:
            self.view.show_ready()

    def _missing_asked(self) -> None:
        if self.told is not None and signing.missing(self.state, self.told.today) == "physician":
            self.shell.window.person_switch_asked.emit()

    def _show_clause(self, place: int) -> None:
        if self.told is not None and self.view.table.lines:
            self.view.show_clause(*telling.sentence(self.told, place))

    def _go_to(self, step: str) -> None:
        if self.visit is not None and step:
            self.shell.show_step(self.visit, step)

    # ---- signing ---------------------------------------------------------------------------------

    def _pin_typed(self, digits: int) -> None:
        if self.told is None:
            return
        self.state = signing.typed_pin(self.state, digits, needed=PIN_DIGITS)
        if digits:
            self.view.pin_message.clear()
        self._show_missing()
        if self.state.pin_is_full and self.state.mode == "deferred":
            self._sign()

    def _choice_made(self, choice: Choice) -> None:
        self.state = signing.chose(self.state, choice)
        self._show()
        self.view.take_focus()

    def _written(self) -> None:
        self.state = signing.wrote(self.state, remark=self.view.remark.text(), until_on=self.view.until.day)
        self._show_missing()

    def _go_on(self) -> None:
        mode = self.state.mode
        if mode == "decided":
            self._part()
        elif mode == "deferred" and not self.state.signing:
            self.state = signing.began_to_sign(self.state)
            self._show()
            self.view.take_focus()
        else:
            self._sign()

    def _sign(self) -> None:
        pin, visit, state = self.view.pin.take(), self.visit_id, self.state
        told = self.told
        seen = decide.Seen(facts_hlc=told.visit.facts_hlc, findings=told.findings) if told else None

        def work() -> Visit:
            desk = self.shell.desk
            if state.mode == "held":
                return station_word.resolve_hold(desk, visit, pin=pin, reason=state.remark)
            if state.mode != "physician":
                return decide.confirm(desk, visit, pin=pin, seen=seen)
            assert state.choice is not None  # noqa: S101 - the main button waits for it
            return decide.resolve(
                desk,
                visit,
                pin=pin,
                outcome=state.choice,
                until_on=state.until_on,
                remark=state.remark,
                seen=seen,
            )

        self.run(work, self._signed)

    def _signed(self, visit: Visit) -> None:
        if is_deferred(visit):
            self._part()
        else:
            self.shell.go_on(visit)

    def _part(self) -> None:
        """Print the notice and close the visit.

        When the paper fails the deferral stands and F10 tries again.
        """
        visit, papers = self.visit_id, self.shell.papers
        self.run(lambda: part(self.shell.desk, visit, papers), self._parted)

    def _parted(self, visit: Visit) -> None:
        self.shell.go_on(visit)
        self.shell.window.scan_line.say_good(said("decision.notice_printed"))

    def _leave(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: aftercare.close(self.shell.desk, visit, how="left", remark=given.reason), self.shell.go_on
        )

    def refused(self, no: Refusal | Trouble) -> None:
        if no.code in _OF_THE_SECRET and self.view.open_sheet is None:
            self.view.set_busy(False)
            self.view.show_wrong_pin(said(no.code, **no.values))
            return
        super().refused(no)
        if no.code == "decision.changed" or self._is_deferred_already(no):
            identity = self.visit_id
            self.shell.tasks.run(lambda: tell(self.shell.desk, identity), self._told, super().refused)

    def _is_deferred_already(self, no: Refusal | Trouble) -> bool:
        return isinstance(no, Trouble) and self.visit is not None and is_deferred(self.visit)


def tell(desk: Desk, visit_id: str) -> Told:
    """Read decision or proposal and everything that the page shows beside it; on the store thread."""
    visit = desk.visits.get(visit_id)
    decided = is_deferred(visit)
    items, pack = interview.items_of(desk, visit), desk.packs.interview
    person = desk.signed_in()
    if decided:
        made = visit.decisions[-1].made
        outcome, until_on, not_before = made.outcome, made.until_on, made.until_on
        findings, marks = made.findings, made.marks
    else:
        decision = decide.propose(desk, visit_id).decision
        outcome, until_on, not_before = decision.outcome, decision.until_on, decision.not_before
        findings, marks = decision.findings, decision.marks
    return Told(
        visit=visit,
        outcome=outcome,
        until_on=until_on,
        not_before=not_before,
        findings=findings,
        marks=marks,
        decided=decided,
        person=person.name,
        role=say(f"staff.role.{'physician' if person.may('decide') else person.roles[0]}"),
        is_physician=person.may("decide"),
        rules=desk.packs.rules,
        today=desk.clock.today(),
        numbers={item.id: place for place, item in enumerate(items, 1)},
        private=frozenset(item.id for item in pack.questionnaire.items if item.private),
        pack=pack,
    )


def part(desk: Desk, visit_id: str, papers: Path) -> Visit:
    """Print the notice of a deferral, write down that it was given, and close the visit.

    On the store thread.
    """
    visit = desk.visits.get(visit_id)
    made = visit.decisions[-1].made
    outcome = outcome_of_notice(for_good=made.outcome == "deferred_for_good", next_on=made.until_on)
    sha256 = print_notice(
        desk,
        papers,
        name=visit.donor.name,
        outcome=outcome,
        next_on=made.until_on,
        why=why_of(made.findings),
    )
    with desk.transaction():
        aftercare.issue_document(
            desk, visit_id, document="deferral_notice", sha256=sha256, next_on=made.until_on
        )
        return aftercare.close(desk, visit_id, how="deferred")
