"""The end of a reaction on sheets: five questions, what follows from them, and its confirmation or change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from donor_room.domain.findings import Finding
from donor_room.domain.reaction_judging import NOT_KNOWN, QUESTIONS, Derived
from donor_room.domain.visit import Visit
from donor_room.packs.codes import load_codes
from donor_room.packs.reactions import load_reactions
from donor_room.ui.asking_presenter import choices_of, words_of
from donor_room.ui.texts import Said, said, said_by, say, say_again
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import Choice, numbered
from donor_room.workflow import react
from donor_room.workflow.react import Change, Verdict

if TYPE_CHECKING:
    from donor_room.ui.reaction_care import CaringPresenter

GRADES = ("1", "2", "3", "4", "5")


class Told(NamedTuple):
    """What the answers lead to, what would be confirmed, and what the rules make of it."""

    derived: Derived
    verdict: Verdict | None
    means: tuple[Finding, ...]
    call_on: date | None


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered and changed so far; nothing of it is written before it is confirmed."""

    answers: dict[str, str] = {}
    change: Change = Change()
    treatment: str = ""


class ReactionEnd:
    """Leads from F7 to the written end, for the page of a presenter that cares for reactions."""

    def __init__(self, care: CaringPresenter) -> None:
        self._care = care
        self._draft = _Draft()
        self._told: Told | None = None
        asked = {f"reaction_{name}": self._answered(name) for name in QUESTIONS}
        care.when_given |= asked | {
            "reaction_confirm": self._confirmed,
            "reaction_group": self._group_given,
            "reaction_kind": self._kind_given,
            "reaction_severity": self._severity_given,
            "reaction_grade": self._grade_given,
            "reaction_reason": self._reason_given,
        }

    def begin(self) -> None:
        """Ask the first question; what was answered before and never confirmed is forgotten."""
        self._draft = _Draft()
        self._ask(next(iter(QUESTIONS)))

    def _ask(self, question: str) -> None:
        answers = [(one, said(f"reactions.{question}.{one}")) for one in QUESTIONS[question]]
        choices: list[Choice] = numbered(list(answers))
        choices.append((0, said("reactions.not_known"), NOT_KNOWN))
        place = list(QUESTIONS).index(question) + 1
        self._care.ask(f"reaction_{question}", key=f"reactions.ask.{question}", choices=choices, n=place)

    def _answered(self, question: str) -> Callable[[Given], None]:
        def answered(given: Given) -> None:
            self._care.view.close_sheet()
            answers = {**self._draft.answers, question: given.choice}
            self._draft = msgspec.structs.replace(self._draft, answers=answers)
            names = list(QUESTIONS)
            following = names[names.index(question) + 1 :]
            if following:
                self._ask(following[0])
            else:
                self._judge()

        return answered

    # what follows

    def _judge(self) -> None:
        care, draft, visit = self._care, self._draft, self._care.visit

        def judge() -> Told:
            desk = care.shell.desk
            derived = react.derived_of(desk, draft.answers)
            verdict = react.verdict_of(desk, derived, draft.change)
            if verdict is None or visit is None or visit.open_reaction is None:
                return Told(derived, None, (), None)
            means = react.meaning_of(desk, visit, verdict)
            return Told(derived, verdict, means, react.call_of(desk, visit.open_reaction, derived, verdict))

        care.run(judge, self._ask_confirm, act="reaction_judge")

    def _ask_confirm(self, told: Told) -> None:
        self._told = told
        choices = [("kind", said("reactions.confirm.kind")), ("severity", said("reactions.confirm.severity"))]
        choices.append(("grade", said("reactions.confirm.grade")))
        if told.verdict is not None:
            choices.insert(0, ("as_shown", said("reactions.confirm.as_shown")))
        self._care.ask(
            "reaction_confirm",
            key="reactions.confirm",
            choices=numbered(list(choices), first=1 if told.verdict else 2),
            shown=verdict_words(told, self._draft.change),
        )

    def _confirmed(self, given: Given) -> None:
        self._draft = msgspec.structs.replace(self._draft, treatment=given.words or self._draft.treatment)
        care = self._care
        if given.choice == "as_shown":
            if self._is_changed:
                care.view.close_sheet()
                care.ask("reaction_reason", key="reactions.reason")
            else:
                self._write("")
            return
        care.view.close_sheet()
        if given.choice == "kind":
            groups = [(group, said(f"reaction.group.{group}")) for group in ("A", "B", "C", "D")]
            care.ask("reaction_group", key="reaction.group", choices=numbered(list(groups)))
        elif given.choice == "severity":
            care.ask("reaction_severity", key="reactions.severity", choices=choices_of("reaction_severity"))
        else:
            grades = [(one, said(f"reactions.grade_words.{one}")) for one in GRADES]
            care.ask("reaction_grade", key="reactions.grade", choices=numbered(list(grades)))

    @property
    def _is_changed(self) -> bool:
        told = self._told
        if told is None or told.verdict is None:
            return False
        derived = told.derived
        return told.verdict != (derived.kind, derived.category, derived.severity, derived.grade)

    # changes

    def _group_given(self, given: Given) -> None:
        self._care.view.close_sheet()
        kinds = tuple(one.code for one in load_codes("reaction_kind").codes if one.group == given.choice)
        if len(kinds) == 1:
            self._kind_given(Given(choice=kinds[0]))
        else:
            self._care.ask("reaction_kind", key="reaction.kind", choices=choices_of("reaction_kind", *kinds))

    def _kind_given(self, given: Given) -> None:
        self._change(self._draft.change._replace(kind=given.choice))

    def _severity_given(self, given: Given) -> None:
        self._change(self._draft.change._replace(severity=given.choice))  # type: ignore[arg-type]

    def _grade_given(self, given: Given) -> None:
        self._change(self._draft.change._replace(grade=int(given.choice)))

    def _change(self, change: Change) -> None:
        self._care.view.close_sheet()
        self._draft = msgspec.structs.replace(self._draft, change=change)
        self._judge()

    # writing

    def _reason_given(self, given: Given) -> None:
        self._write(given.words)

    def _write(self, reason: str) -> None:
        care, draft, visit = self._care, self._draft, self._care.visit_id

        def write() -> Visit:
            return react.end_reaction(
                care.shell.desk,
                visit,
                answers=draft.answers,
                treatment=draft.treatment,
                change=draft.change,
                reason=reason,
            )

        care.act_on_sheet(write, care.show)


def verdict_words(told: Told, change: Change) -> Said:
    """Return class, category, severity and grade, and what they mean; what is open is said to be open."""
    verdict, derived = told.verdict, told.derived
    kind, severity = change.kind or derived.kind, change.severity or derived.severity
    grade, category = change.grade or derived.grade, verdict.category if verdict else derived.category

    def way() -> str:
        open_word = say("reactions.open")
        parts = {
            "kind": f"{kind} {words_of('reaction_kind', kind)}" if kind else open_word,
            "category": words_of("reaction_category", category) if category else open_word,
            "severity": words_of("reaction_severity", severity) if severity else open_word,
            "grade": say("reactions.grade_n", n=grade) if grade else open_word,
        }
        lines = [say(f"reactions.shown.{name}", words=words) for name, words in parts.items()]
        return "\n".join([*lines, *(say_again(line) for line in meaning_words(told))])

    return said_by(way)


def meaning_words(told: Told) -> list[Said]:
    """Return what it means for the next donation, and for tomorrow, each with its clause."""
    if told.verdict is None:
        return [said("reactions.means.open")]
    words = [_finding_words(one) for one in told.means] or [said("reactions.means.nothing")]
    if told.call_on is None:
        return [*words, said("reactions.means.no_call")]
    clause = load_reactions().call_back.clause
    return [*words, said("reactions.means.call", on=told.call_on.isoformat(), clause=clause)]


def _finding_words(finding: Finding) -> Said:
    if finding.until_on is None:
        return said("reactions.means.physician", clause=finding.clause)
    return said("reactions.means.until", until=finding.until_on.isoformat(), clause=finding.clause)
