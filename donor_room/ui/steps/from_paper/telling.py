"""What is in the boxes of a form as the ledger has it, in words: it is read back from here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.paper_form import written
from donor_room.domain.questionnaire import Item
from donor_room.domain.visit import AFTER_TUBES, BEFORE_NEEDLE, Visit
from donor_room.packs.codes import load_codes
from donor_room.ui.texts import said_by, say, texts
from donor_room.workflow.back_entry import Differs
from donor_room.workflow.paper_boxes import NUMBERS, question_no


class Line(NamedTuple):
    """A box: its number and name, and what stands in it."""

    name: str
    value: str


def lines_of(visit: Visit) -> list[Line]:
    """Return every box that is filled, in the order of the form; the interview has a line of its own."""
    told = {key: tell(visit) for key, tell in _TOLD.items()}
    order = sorted((key for key, value in told.items() if value), key=lambda key: NUMBERS[key])
    return [Line(f"{NUMBERS[key]} {say(f'paper.box.{key}')}", told[key]) for key in order]


def time_words(at: datetime) -> str:
    """Return a time of the day at the site."""
    return at.astimezone(DONATION_SITE).strftime("%H:%M")


def form_words(visit: Visit) -> str:
    """Return the number of the form that a visit is from."""
    return written(visit.paper.form) if visit.paper else ""


def rules_words(outcome: Outcome, until_on: object, findings: tuple[Finding, ...]) -> str:
    """Return what the rules decide of a form, with what it is about."""
    words = say(f"paper.outcome.{outcome}") + (f" {until_on}" if until_on else "")
    about = dict.fromkeys(_item_words(one) for one in findings if one.outcome == outcome)
    named = " · ".join(word for word in about if word)
    return f"{words} ({named})" if named else words


def _item_words(finding: Finding) -> str:
    key = f"rules.fact.{finding.item}"
    return say(key) if texts().knows(key) else finding.item


def differing_words(visit: Visit, differs: Differs | None) -> str:
    """Return how paper and rules differ, to be said loudly; empty where they agree."""
    if differs is None:
        return ""
    if differs == "paper_deferred":
        return say("paper.paper_deferred")
    seen = visit.reviews[-1]
    return say("paper.paper_gave", words=rules_words(seen.outcome, seen.until_on, seen.findings))


def answers_words(visit: Visit, items: tuple[Item, ...]) -> str:
    """Return what came of the interview, by the numbers of the questions; empty before it."""
    answers = {name: one.answer for name, one in visit.answers.items()}
    if not answers:
        return ""
    others = [item for item in items if item.id in answers and answers[item.id].value != item.expect]
    if not others:
        return say("paper.all_normal", count=len(answers))
    numbers = " ".join(_exception(visit, item) for item in others)
    return say("paper.exceptions", count=len(answers), numbers=numbers)


def _exception(visit: Visit, item: Item) -> str:
    """Name a question by its number alone, with the number of what was chosen: the words may be private."""
    answer = visit.answers[item.id].answer
    ids = [choice.id for choice in item.choices]
    told = [
        "-".join(
            filter(None, (str(ids.index(one.which) + 1), one.when_on.isoformat() if one.when_on else ""))
        )
        for one in answer.details
    ]
    mark = "?" if answer.value == "not_sure" else ""
    return f"{question_no(item.id)}{mark}" + "".join(f"({one})" for one in told)


def _reading(quantity: str) -> Callable[[Visit], str]:
    def tell(visit: Visit) -> str:
        reading = visit.last(quantity)
        return f"{reading.measured.value.normalize():f}" if reading else ""

    return tell


def _pressure(visit: Visit) -> str:
    high, low = _reading("sbp")(visit), _reading("dbp")(visit)
    return f"{high}/{low}" if high and low else ""


def _with_lot(quantity: str) -> Callable[[Visit], str]:
    def tell(visit: Visit) -> str:
        reading = visit.last(quantity)
        return f"{_reading(quantity)(visit)}  {reading.measured.lot or ''}" if reading else ""

    return tell


def _signs(visit: Visit) -> str:
    if not visit.signs:
        return ""
    other = [sign for sign, seen in visit.signs.items() if not seen.normal]
    named = " ".join(say(f"rules.fact.{_FACTS[sign]}") for sign in other)
    return say("paper.signs_other", signs=named) if other else say("paper.signs_normal")


_FACTS = {"skin": "skin_ok", "limbs": "limbs_ok", "arms": "arms_ok", "rhythm": "rhythm_regular"}


def _decision(visit: Visit) -> str:
    told = visit.paper_decided
    if told is None:
        return ""
    until = f" {told.until_on}" if told.until_on else ""
    return f"{say(f'paper.outcome.{told.outcome}')}{until}  {told.decided_by}"


def _bag(visit: Visit) -> str:
    return f"{visit.bag.lot}  {visit.bag.expires_on}" if visit.bag else ""


def _numbers(visit: Visit) -> str:
    return "  ".join(one.number for one in visit.label_sets)


def _needle(visit: Visit) -> str:
    return "  ".join(
        say("paper.ticket", time=time_words(one.at), arm=say(f"paper.pack.{one.put_in.arm}"))
        for one in visit.needles
    )


def _end(visit: Visit) -> str:
    ended = visit.collection
    if ended is None or visit.collection_ended_at is None:
        return ""
    time = time_words(visit.collection_ended_at)
    if ended.outcome == "failed":
        return say("paper.failed", time=time)
    return say("paper.collected", time=time, volume=ended.volume_ml)


def _reaction(visit: Visit) -> str:
    if visit.rest_started_at is None:
        return ""
    told = [one.ended for one in visit.reactions if one.ended is not None]
    kinds = [_kind(one.reaction_kind) + f"  {one.treatment}" for one in told]
    return " · ".join(kinds) or say("paper.none")


def _kind(code: str) -> str:
    return said_by(lambda: load_codes("reaction_kind").label(code, texts().language))


def _compared(phase: str) -> Callable[[Visit], str]:
    def tell(visit: Visit) -> str:
        sets = visit.label_sets
        done = bool(sets) and any(one == phase for one, _role in sets[-1].scanned)
        return say("paper.compared_words") if done and not visit.unscanned(phase) else ""

    return tell


_TOLD: dict[str, Callable[[Visit], str]] = {
    "consent": lambda visit: say("paper.yes") if visit.consent else "",
    "weight": _reading("weight"),
    "pressure": _pressure,
    "pulse": _reading("pulse"),
    "temp": _reading("temp"),
    "signs": _signs,
    "hb": _with_lot("hb"),
    "alt": _with_lot("alt"),
    "hbsag": lambda visit: say(f"decision.hbsag.{visit.strip.result}") if visit.strip else "",
    "abo": lambda visit: visit.group.abo if visit.group else "",
    "decision": _decision,
    "number": _numbers,
    "compared": _compared(BEFORE_NEEDLE),
    "bag": _bag,
    "needle": _needle,
    "end": _end,
    "compared_after": _compared(AFTER_TUBES),
    "reaction": _reaction,
}
