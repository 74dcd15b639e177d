"""The boxes of a form in the order in which they are typed: which is next, and the use case of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from donor_room.domain.directory import Severity
from donor_room.domain.paper_acts import PaperOutcome
from donor_room.domain.paper_form import day_of
from donor_room.domain.questionnaire import Answer, Detail, Missing, Value
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import AFTER_TUBES, Visit
from donor_room.domain.walk import is_flowing, is_proved, may_give
from donor_room.workflow import (
    aftercare,
    back_entry,
    blood_tests,
    collect,
    examine,
    interview,
    label,
    register,
)
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk

BLANK, ALL_BLANK = "-", "--"
"""Typed for a box that is blank on the form, and for all that are up to the decision."""

NUMBERS = {
    "form": 1, "day": 2, "came": 3, "filled_by": 4, "document": 5, "name": 6, "sex": 7, "born": 8, "phone": 9,
    "plan": 10, "asks_to_give_again": 11, "no_earlier_reaction": 11, "meets_requirements": 11, "consent": 12,
    "answers": 13, "gap": 13, "weight": 14, "pressure": 15, "pulse": 16, "athlete": 16, "temp": 17,
    "signs": 18, "hb": 19, "alt": 20, "hbsag": 21, "abo": 22, "decision": 23, "sign": 24, "bag_kind": 25,
    "number": 26, "compared": 27, "bag": 28, "needle": 29, "end": 30, "void": 31, "compared_after": 32,
    "reaction": 33, "close": 34,
}  # fmt: skip
"""What stands before each box, on the form as on the page."""

SEXES, YES_NO = ("male", "female"), ("yes", "no")
STRIPS = ("nonreactive", "reactive", "invalid")
GROUPS = ("A", "B", "O", "AB")
ARMS = ("left", "right")
SEVERITIES: tuple[Severity, ...] = ("mild", "moderate", "severe", "death")
OUTCOMES: tuple[PaperOutcome, ...] = ("eligible", "deferred_until", "deferred_for_good")
VALUES: tuple[Value, ...] = ("yes", "no", "not_sure")


class Box(NamedTuple):
    """One box; `choices` are what its digits stand for, `gap` what is still to be told of a question."""

    key: str
    choices: tuple[str, ...] = ()
    needs: Literal["text", "pin", "second"] = "text"
    gap: Missing | None = None

    @property
    def no(self) -> str:
        """The number before the box, of a question with its own."""
        return f"{NUMBERS[self.key]}" + (f".{question_no(self.gap.item)}" if self.gap else "")

    @property
    def mark(self) -> str:
        """What names the box among those that were left blank."""
        return f"{self.key}:{self.gap.item}:{self.gap.part}" if self.gap else self.key


def question_no(item: str) -> int:
    """Return the number of a question as it stands on the form."""
    return int(item.lstrip("Q"))


# ---- which is next -----------------------------------------------------------------------------------------


def next_box(desk: Desk, visit: Visit, blank: Collection[str] = (), *, bag_kind: str = "") -> Box | None:
    """Return the first box that is neither filled nor blank; None where the form is through."""
    if visit.closed is not None:
        return None
    every = (*_asked(desk, visit), *_decided(desk, visit), *_collected(desk, visit, bag_kind))
    return next((box for box in every if box.mark not in blank), Box("close", needs="second"))


def _asked(desk: Desk, visit: Visit) -> list[Box]:
    """Interview, examination and tests; nothing of them is asked any more once the paper has decided."""
    if visit.paper_decided is not None:
        return []
    boxes = [] if visit.consent else [Box("consent", YES_NO[:1])]
    if not visit.answers:
        boxes.append(Box("answers"))
    else:
        boxes += [_gap(desk, one) for one in interview.still_missing(desk, visit)[:1]]
    return [*boxes, *_examined(desk, visit), *_tested(desk, visit)]


def _gap(desk: Desk, gap: Missing) -> Box:
    if gap.part == "answer":
        return Box("gap", VALUES, gap=gap)
    if gap.part == "which":
        item = desk.packs.interview.questionnaire.item(gap.item)
        return Box("gap", tuple(choice.id for choice in item.choices), gap=gap)
    return Box("gap", gap=gap)


def _examined(desk: Desk, visit: Visit) -> list[Box]:
    readings = {"weight": "weight", "pressure": "sbp", "pulse": "pulse"}
    boxes = [Box(key) for key, quantity in readings.items() if visit.last(quantity) is None]
    if examine.asks_for_endurance(visit, examine.limits(desk, visit)):
        boxes.append(Box("athlete", YES_NO))
    boxes += [Box("temp")] if visit.last("temp") is None else []
    return boxes + ([] if len(visit.signs) == len(examine.SIGNS) else [Box("signs")])


def _tested(desk: Desk, visit: Visit) -> list[Box]:
    choices = {"hbsag": STRIPS, "abo": GROUPS}
    return [Box(test, choices.get(test, ())) for test in blood_tests.missing_tests(desk, visit)]


def _decided(desk: Desk, visit: Visit) -> list[Box]:
    if visit.paper_decided is None:
        return [Box("decision", OUTCOMES)]
    return [Box("sign", needs="pin")] if back_entry.needs_signature(desk, visit) else []


def _collected(desk: Desk, visit: Visit, bag_kind: str) -> list[Box]:
    if visit.collection is not None:
        return _afterwards(visit)
    decided = visit.paper_decided
    if decided is None or decided.outcome != "eligible" or not may_give(visit):
        return []
    current = visit.label_set
    if current is None:
        kinds = label.bag_kinds_for(desk, desk.rules_of(visit), visit.plan)
        is_known = bag_kind in kinds or len(kinds) == 1
        return [Box("number")] if is_known else [Box("bag_kind", kinds), Box("number")]
    if current.spoiled:
        return [Box("void", needs="second")]
    if is_flowing(visit):
        return [Box("end")]
    boxes = [] if is_proved(visit) else [Box("compared", YES_NO[:1])]
    boxes += [] if visit.bag else [Box("bag")]
    return [*boxes, Box("needle", ARMS)]


def _afterwards(visit: Visit) -> list[Box]:
    boxes = [Box("compared_after", YES_NO[:1])] if visit.unscanned(AFTER_TUBES) else []
    return boxes + ([] if visit.rest_started_at else [Box("reaction", SEVERITIES)])


# ---- what is typed -----------------------------------------------------------------------------------------


class Typed(NamedTuple):
    """What was typed into a box; `confirmed` says that a value that is not likely was typed a second time."""

    box: Box
    text: str
    confirmed: bool = False
    bag_kind: str = ""
    """Of which kind the bags of these forms are, where there is more than one."""


def fill(desk: Desk, visit: str, typed: Typed) -> Visit:
    """Write one box down by its use case, and sign a part of which nothing is missing any more."""
    told = _FILL[typed.box.key](desk, desk.visits.get(visit), typed)
    return _sign_what_is_whole(desk, told)


def _sign_what_is_whole(desk: Desk, visit: Visit) -> Visit:
    """The form bears these names; what is whole by it is signed as on paper, what is not stays open."""
    if visit.paper_decided is not None:
        return visit
    asked = bool(visit.answers) and not interview.still_missing(desk, visit)
    if asked and visit.consent is not None and visit.interview_signed is None:
        with suppress(Refusal):  # a notice that was not understood is signed by nobody
            visit = back_entry.sign_interview(desk, visit.id)
    if visit.exam_signed_by is None and not examine.missing_of_exam(visit):
        visit = examine.sign_exam(desk, visit.id)
    if visit.tests_signed_by is None and not blood_tests.missing_tests(desk, visit):
        visit = blood_tests.sign_tests(desk, visit.id)
    return visit


def chosen(typed: Typed, text: str | None = None) -> str:
    """Return what a digit stands for; refuses one that does not stand beside the box."""
    digit = (typed.text if text is None else text).strip()
    place = int(digit) - 1 if digit.isascii() and digit.isdigit() else -1
    if not 0 <= place < len(typed.box.choices):
        raise Refusal("paper.choice", most=len(typed.box.choices))
    return typed.box.choices[place]


def _words(typed: Typed, least: int) -> list[str]:
    """Return the words of a box that takes several; the last one may have blanks in it."""
    words = typed.text.split(maxsplit=2)
    if len(words) < least:
        raise Refusal("paper.too_little")
    return [*words, "", "", ""][:3]


def _consent(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    chosen(typed)
    return back_entry.consent(desk, visit.id)


_EXCEPTION = re.compile(r"[Qq]?([0-9]{1,2})([?？-]?)", re.ASCII)


def _answers(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """All are answered as expected but those that are named: otherwise, ? not sure, - left blank."""
    items = {question_no(item.id): item for item in interview.items_of(desk, visit)}
    named: dict[int, str] = {}
    for word in re.split(r"[\s,，、]+", typed.text.strip()):
        told = _EXCEPTION.fullmatch(word)
        if told is None or (int(told[1]) not in items and word != "0"):
            raise Refusal("paper.no_such_question", no=word)
        named[int(told[1])] = told[2].replace("？", "?")
    with desk.transaction():
        for no, item in items.items():
            other: Value = "no" if item.expect == "yes" else "yes"
            value = {None: item.expect, "": other, "?": "not_sure"}.get(named.get(no))
            if value is not None:
                visit = interview.answer(desk, visit.id, item=item.id, given=_answer(value))
    return visit


def _answer(value: Any, *details: Detail) -> Answer:
    return Answer(value=value, asked_aloud=False, details=details, remark=None)


def _fill_gap(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """Tell of a question what is still missing: the answer, which of its conditions, since when, its name."""
    gap = typed.box.gap
    if gap is None:
        raise Refusal("paper.too_little")
    if gap.part == "answer":
        return interview.answer(desk, visit.id, item=gap.item, given=_answer(chosen(typed)))
    before = visit.answers[gap.item].answer
    if gap.part == "which":
        named = Detail(which=chosen(typed), when_on=None, ongoing=False, name=None)
        return interview.answer(desk, visit.id, item=gap.item, given=replace(before, details=(named,)))
    told = _since(typed.text, desk.today_of(visit)) if gap.part == "when" else {"name": typed.text.strip()}
    details = tuple(replace(one, **told) if one.which == gap.which else one for one in before.details)
    return interview.answer(desk, visit.id, item=gap.item, given=replace(before, details=details))


def _since(text: str, today: date) -> dict[str, Any]:
    return {"ongoing": True} if text.strip() == "0" else {"when_on": day_of(text, today)}


def _reading(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    key, text = typed.box.key, typed.text.strip()
    return examine.measure(desk, visit.id, quantity=key, text=text, confirmed=typed.confirmed)


def _pressure(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    sbp, _, dbp = typed.text.strip().replace(" ", "/").partition("/")
    return examine.measure_pressure(desk, visit.id, sbp=sbp, dbp=dbp, confirmed=typed.confirmed)


def _athlete(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    return register.tick(desk, visit.id, what="is_endurance_athlete", is_so=chosen(typed) == "yes")


def _signs(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """Skin, limbs, arms and rhythm by one digit each: 1 normal, 2 not."""
    digits = typed.text.replace(" ", "")
    if len(digits) != len(examine.SIGNS) or set(digits) - {"1", "2"}:
        raise Refusal("paper.signs_shape", count=len(examine.SIGNS))
    with desk.transaction():
        for sign, digit in zip(examine.SIGNS, digits, strict=True):
            visit = examine.see_sign(desk, visit.id, sign=sign, normal=digit == "1")
    return visit


def _test(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """A result, and its lot with the last day where they are others than those of the form before."""
    key, (value, number, last_day) = typed.box.key, _words(typed, 1)
    used = blood_tests.lots_in_use(desk, visit.opened.shift).get(key)
    lot = Lot(number=number, expires_on=_expiry(last_day)) if number else used
    if key == "hbsag":
        result: Any = chosen(typed, value)
        return blood_tests.read_strip(desk, visit.id, result=result, lot=lot)
    if key == "abo":
        group: Any = chosen(typed, value)
        return blood_tests.type_group(desk, visit.id, abo=group, lot=lot)
    measure = blood_tests.measure_hb if key == "hb" else blood_tests.measure_alt
    return measure(desk, visit.id, text=value, confirmed=typed.confirmed, lot=lot)


def _expiry(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("paper.expiry_shape") from None


def _decision(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """The digit, for a deferral its day, and the physician's name where it is another than on the form."""
    digit, *rest = typed.text.split(maxsplit=1)[:2] or [""]
    outcome: Any = chosen(typed, digit)
    words, until_on = rest[0] if rest else "", None
    if outcome == "deferred_until":
        day, _, words = words.partition(" ")
        until_on = _expiry(day)
    by = words.strip() or (visit.paper.filled_by if visit.paper else "")
    return back_entry.tell_decision(desk, visit.id, outcome=outcome, until_on=until_on, decided_by=by)


def _number(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """The set on the form; 0 where a needle failed and there was no other."""
    if typed.text.strip() == "0" and visit.needles:
        return back_entry.end_without_blood(desk, visit.id)
    kinds = label.bag_kinds_for(desk, desk.rules_of(visit), visit.plan)
    kind = typed.bag_kind if typed.bag_kind in kinds else kinds[0]
    return back_entry.take_set(desk, visit.id, text=typed.text.strip(), bag_kind=kind)


def _compared(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    chosen(typed)
    return back_entry.compared(desk, visit.id)


def _bag(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    lot, last_day, _ = _words(typed, 2)
    kind = label.current_set(visit).planned.bag_kind
    return collect.take_bag(desk, visit.id, bag_kind=kind, lot=lot, expires_on=_expiry(last_day))


def _needle(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    time, digit, _ = _words(typed, 2)
    arm: Any = chosen(typed, digit)
    return back_entry.put_needle_in(desk, visit.id, time=time, arm=arm)


def _end(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    time, volume, reason = _words(typed, 2)
    if not (volume.isascii() and volume.isdigit()):
        raise Refusal("paper.volume_shape")
    return back_entry.end(desk, visit.id, time=time, volume_ml=int(volume), reason=reason)


def _reaction(desk: Desk, visit: Visit, typed: Typed) -> Visit:
    """0 for none; else how severe, the kind as it stands on the list, and what was done."""
    with desk.transaction():
        if typed.text.strip() != "0":
            digit, kind, treatment = _words(typed, 2)
            severity: Any = chosen(typed, digit)
            back_entry.tell_reaction(desk, visit.id, severity=severity, kind=kind, treatment=treatment)
        return aftercare.start_rest(desk, visit.id)


_FILL: dict[str, Callable[[Desk, Visit, Typed], Visit]] = {
    "consent": _consent, "answers": _answers, "gap": _fill_gap, "weight": _reading, "pressure": _pressure,
    "pulse": _reading, "athlete": _athlete, "temp": _reading, "signs": _signs, "hb": _test, "alt": _test,
    "hbsag": _test, "abo": _test, "decision": _decision, "number": _number, "compared": _compared,
    "bag": _bag, "needle": _needle, "end": _end, "compared_after": _compared, "reaction": _reaction,
}  # fmt: skip
