"""The interview: notice and consent, answers one by one, and the signatures under them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.deferrals import exclusion_findings
from donor_room.domain.facts import Exclusion, Facts
from donor_room.domain.findings import Finding
from donor_room.domain.preparations import check_listed
from donor_room.domain.questionnaire import (
    Answer,
    Item,
    Missing,
    asked,
    check_answer,
    exceptions,
    missing,
    stops,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import Visit
from donor_room.workflow.desk import Desk

Strokes = Sequence[Sequence[tuple[int, int]]]


def items_of(desk: Desk, visit: Visit) -> tuple[Item, ...]:
    """Return what this donor is asked, in order."""
    return asked(
        desk.packs.interview.questionnaire,
        sex=visit.donor.sex,
        first_time=is_first_time(visit),
        kind=visit.plan,
    )


def is_first_time(visit: Visit) -> bool:
    """Say whether no earlier donation is known."""
    return visit.known is None or visit.known.count == 0


def answers_of(visit: Visit) -> dict[str, Answer]:
    """Return the answers as they stand, by item."""
    return {item: answered.answer for item, answered in visit.answers.items()}


def give_consent(desk: Desk, visit: str, *, language: Literal["zh_CN", "en"], strokes: Strokes) -> Visit:
    """Bind the donor's signature to the notice as it was shown; refuses an empty signature."""
    if sum(len(stroke) for stroke in strokes) < _SHORTEST_SIGNATURE:
        raise Refusal("interview.no_signature")
    return desk.record(
        visit,
        e.ConsentGiven(
            text=desk.packs.consent(language).stamp,
            language=language,
            strokes=tuple(tuple((int(x), int(y)) for x, y in stroke) for stroke in strokes),
        ),
    )


_SHORTEST_SIGNATURE = 8
"""Points of the pen below which it is a touch and no name."""


def answer(desk: Desk, visit: str, *, item: str, given: Answer) -> Visit:
    """Write down one answer; the one before it stays readable."""
    folded = desk.visits.get(visit)
    known = desk.packs.interview.questionnaire.item(item)
    check_answer(known, given, birth_on=folded.donor.birth_on, today=desk.today_of(folded))
    before = folded.answers.get(item)
    check_names(desk, known, given, before.answer if before is not None else None)
    return desk.record(visit, e.Answered(pack=desk.packs.interview.stamp, item=item, answer=given))


def check_names(desk: Desk, item: Item, given: Answer, before: Answer | None) -> None:
    """Refuse a name that the list in force does not give; lists are read only where one was used."""
    if item.named_in is not None and any(detail.listed for detail in given.details):
        pack = desk.packs.preparations(item.named_in)
        check_listed(item, given, pack.index, pack.stamp, before)


def would_mean(rules: RulePack, exclusion: Exclusion, *, plan: str, today: date) -> tuple[Finding, ...]:
    """Return what one condition alone would mean today, by the rules that decide; nothing = no obstacle."""
    alone = Facts(
        today=today,
        kind=plan,
        values={},
        born_on=None,
        exclusions=(exclusion,),
        not_sure=(),
        for_physician=(),
        earlier=(),
        standing=(),
    )
    return tuple(exclusion_findings(rules, alone))


def still_missing(desk: Desk, visit: Visit) -> tuple[Missing, ...]:
    """Return what is still to be asked."""
    return missing(items_of(desk, visit), answers_of(visit))


def sign(desk: Desk, visit: str, *, seen: tuple[str, ...]) -> Visit:
    """Sign the interview; refuses an answer missing, an exception unseen, a notice not understood."""
    folded = desk.visits.get(visit)
    items, answers = items_of(desk, folded), answers_of(folded)
    left = missing(items, answers)
    if left:
        raise Refusal("interview.unanswered", count=len({gap.item for gap in left}), first=left[0].item)
    for item in stops(items, answers):
        raise Refusal("interview.not_understood", item=item.id)
    unseen = [item.id for item in exceptions(items, answers) if item.id not in seen]
    if unseen:
        raise Refusal("interview.exceptions_unseen", count=len(unseen), first=unseen[0])
    return desk.record(
        visit,
        e.InterviewSigned(
            pack=desk.packs.interview.stamp, answers_sha256=answers_hash(answers), exceptions_seen=seen
        ),
    )


def answers_hash(answers: dict[str, Answer]) -> str:
    """Return the SHA-256 of the answers in canonical form: what the signatures stand under."""
    return sha256(msgspec.json.encode(answers, order="sorted")).hexdigest()
