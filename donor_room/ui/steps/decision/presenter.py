"""Joins the decision page with its use cases: propose, sign, print the notice, let the donor go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from donor_room.domain.eligibility import releasable
from donor_room.domain.findings import Finding
from donor_room.domain.preparations import Index
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.staff import PIN_DIGITS
from donor_room.domain.visit import Visit
from donor_room.domain.walk import is_deferred
from donor_room.ui.asking_presenter import AskingPresenter, choices_of
from donor_room.ui.notice import outcome_of_notice, print_notice, why_of
from donor_room.ui.shell import Shell
from donor_room.ui.steps.decision import disease, telling
from donor_room.ui.steps.decision import state as signing
from donor_room.ui.steps.decision.named import names
from donor_room.ui.steps.decision.state import Choice, State
from donor_room.ui.steps.decision.telling import Told
from donor_room.ui.steps.decision.view import DecisionView
from donor_room.ui.texts import said, said_by, say, texts
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import aftercare, decide, interview, release, sign_in, station_word
from donor_room.workflow.common_day import names_of
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
        self.when_given = {"leave": self._leave, "release": self._release}
        self._to_release: Finding | None = None
        self._to_name: Finding | None = None
        self._diseases: Index | None = None
        view.main_pressed.connect(self._go_on)
        view.pin_typed.connect(self._pin_typed)
        view.choice_made.connect(self._choice_made)
        view.written.connect(self._written)
        view.clause_asked.connect(self._show_clause)
        view.release_asked.connect(self._ask_release)
        view.disease_asked.connect(self._ask_disease)
        view.disease_typed.connect(self._find_disease)
        view.disease_picked.connect(self._disease_picked)
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
            replace(telling.shown(told, state), may_name_disease=self._may_name_disease),
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
            told = self.told
            self.view.show_clause(
                said_by(lambda: telling.sentence(told, place)[0]),
                said_by(lambda: telling.sentence(told, place)[1]),
            )

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
        if self.told is not None and self.told.releasable and is_deferred(visit):
            self._look_again()
            self.shell.window.scan_line.say_good(said("decision.deferred_open"))
        elif is_deferred(visit):
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

    # ---- the disease of a contact ----------------------------------------------------------------

    def _ask_disease(self, place: int) -> None:
        """Ask for the disease of the row with the keyboard, or of the first that has none."""
        told = self.told
        if told is None or not self._may_name_disease:
            return
        left, asked = disease.unnamed(told), telling.reasons_of(told)[place]
        finding = self._to_name = asked if asked in left else left[0]
        named = "、".join(names(told.visit, told.pack, finding))
        what = said_by(lambda: telling.item_words(told, finding))

        def show(index: Index) -> None:
            self._diseases = index
            hint = "decision.disease.hint_named" if named else "decision.disease.hint"
            sheet = self.view.disease_sheet
            sheet.ask(
                said(hint, what=what, day=finding.value, named=named), disease.said_by_donor(index, named)
            )
            self._find_disease(sheet.finder.words)

        self.shell.tasks.run(
            lambda: self.shell.desk.packs.preparations("diseases").index, show, self.refused, self.refused
        )

    @property
    def _may_name_disease(self) -> bool:
        told = self.told
        is_asked = told is not None and self.state.mode == "physician" and self.state.is_physician
        return is_asked and told is not None and bool(disease.unnamed(told))

    def _find_disease(self, typed: str) -> None:
        told, index = self.told, self._diseases
        if told is None or index is None:
            return
        found = index.find(typed)
        hint = said("decision.disease.nothing") if typed and not found.hits else ""
        lines = [disease.line(told, one) for one in found.hits]
        self.view.disease_sheet.finder.show_lines(lines, found.in_all, hint)

    def _disease_picked(self, entry: str) -> None:
        """Fill in what the rules make of it; the physician reads it, may change it, and signs."""
        told, finding = self.told, self._to_name
        found = self._diseases.get(entry) if self._diseases is not None else None
        if told is None or finding is None or found is None:
            return
        until_on, remark = disease.named(told, finding, found)
        self.state = signing.named(self.state, until_on, remark)
        self.view.fill_in(self.state.choice, self.state.until_on, self.state.remark)
        self._show()
        self.view.take_focus()

    # ---- releasing -------------------------------------------------------------------------------

    def _ask_release(self, place: int) -> None:
        """Ask for the release of the row with the keyboard, or of the first that may be released."""
        told = self.told
        if told is None or not told.releasable:
            return
        shown = telling.reasons_of(told)[place]
        finding = self._to_release = shown if shown in told.releasable else told.releasable[0]
        visit, what = self.visit_id, said_by(lambda: telling.item_words(told, finding))

        def look() -> tuple[list[tuple[object, str]], tuple[str, ...]]:
            desk = self.shell.desk
            people: list[tuple[object, str]] = [
                (one.staff, one.name) for one in release.releasers(desk, visit)
            ]
            return people, release.reasons_for(desk, finding)

        def show(found: tuple[list[tuple[object, str]], tuple[str, ...]]) -> None:
            people, reasons = found
            self.view.sheet("release").ask(
                headline=said("release.ask.headline", what=what),
                hint=said("release.ask.hint"),
                act=said("release.ask.act"),
                choices=choices_of("release_reason", *reasons),
                people=numbered(people),
            )

        self.shell.tasks.run(look, show, self.refused, self.refused)

    def _release(self, given: Given) -> None:
        visit, finding = self.visit_id, self._to_release
        if finding is None:
            return
        self.act_on_sheet(
            lambda: release.release(
                self.shell.desk,
                visit,
                finding=finding,
                reason=given.choice,
                words=given.words,
                staff_id=given.witness,
                pin=given.pin,
            ),
            self._was_released,
        )

    def _was_released(self, visit: Visit) -> None:
        self.visit = visit
        self._look_again()
        self.shell.window.scan_line.say_good(said("release.released"))

    def _look_again(self) -> None:
        visit = self.visit_id
        self.shell.tasks.run(lambda: tell(self.shell.desk, visit), self._told, self.refused, self.refused)

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
    deferral = visit.deferral
    items, pack = interview.items_of(desk, visit), desk.packs.interview
    person = desk.signed_in()
    if deferral is not None:
        outcome, until_on, not_before = deferral.outcome, deferral.until_on, deferral.until_on
        findings, marks = deferral.made.findings, deferral.made.marks
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
        decided=deferral is not None,
        person=person.name,
        role=say(f"staff.role.{'physician' if person.may('decide') else person.roles[0]}"),
        is_physician=person.may("decide"),
        rules=desk.rules_of(visit),
        today=desk.clock.today(),
        numbers={item.id: place for place, item in enumerate(items, 1)},
        private=frozenset(item.id for item in pack.questionnaire.items if item.private),
        pack=pack,
        releasable=_releasable(desk, visit, findings),
        released=_released(desk, visit, findings),
    )


def _releasable(desk: Desk, visit: Visit, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what somebody else at this terminal may release, before and after the deferral is signed."""
    if visit.deferral is not None:
        return visit.deferral.releasable if release.releasers(desk, visit.id) else ()
    others = sign_in.possible_witnesses(desk, "release")
    return releasable(findings, visit.released) if others else ()


def _released(desk: Desk, visit: Visit, findings: tuple[Finding, ...]) -> tuple[tuple[Finding, str], ...]:
    names = names_of(desk)
    every = [one.released for decided in visit.decisions for one in decided.releases]
    return tuple((one.finding, names.get(one.released_by, "")) for one in every if one.finding in findings)


def part(desk: Desk, visit_id: str, papers: Path) -> Visit:
    """Print the notice of a deferral, write down that it was given, and close the visit.

    On the store thread.
    """
    visit = desk.visits.get(visit_id)
    deferral = visit.deferral
    if deferral is None:
        raise Refusal("walk.no_deferral")
    until_on = deferral.until_on
    sha256 = print_notice(
        desk,
        papers,
        name=visit.donor.name,
        outcome=outcome_of_notice(for_good=deferral.outcome == "deferred_for_good", next_on=until_on),
        next_on=until_on,
        why=why_of(one for one in deferral.made.findings if one not in deferral.released),
    )
    with desk.transaction():
        aftercare.issue_document(desk, visit_id, document="deferral_notice", sha256=sha256, next_on=until_on)
        return aftercare.close(desk, visit_id, how="deferred")
