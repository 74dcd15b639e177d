"""The interview: its pack read, all its conditions asked, one answer taken; and a long form of others."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from time import perf_counter
from typing import Any

import msgspec

from donor_room.domain.foreign_answers import read_answers
from donor_room.domain.foreign_form import Enabling
from donor_room.domain.questionnaire import Answer, Detail, Questionnaire, asked, check_answer, missing
from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.packs.questionnaires import load_questionnaire
from tests.bench.line import Line, against_limit

ITEMS = 60
FOREIGN_ITEMS = 270
TODAY, BORN = date(2026, 11, 21), date(1986, 3, 2)


def lines(*, quick: bool) -> Iterator[Line]:
    """Four lines, each in ms by the clock; every run does the thing as often as the clock needs."""
    runs = 15 if quick else 60
    ours = load_questionnaire().questionnaire
    form = json.dumps(foreign(FOREIGN_ITEMS)).encode()
    yield line("interview: pack read and checked", load_questionnaire, runs, most=1, often=1)
    yield line(f"interview: conditions of {ITEMS} items", conditions(ours), runs, most=0.2, often=50)
    yield line("interview: one answer", one_answer(ours), runs, most=0.05, often=200)
    yield line(f"foreign form of {FOREIGN_ITEMS} items", lambda: whole(form), runs, most=50, often=1)


def line(name: str, does: Callable[[], object], runs: int, *, most: float, often: int) -> Line:
    """Measure one thing and hold it against its limit."""
    does()
    took = [measured_ms(does, often) for _ in range(runs)]
    note = f"{1_000 / statistics.median(took):,.0f} a second"
    return against_limit(name, "ms", took, most=most, note=note)


def measured_ms(does: Callable[[], object], often: int) -> float:
    began = perf_counter()
    for _ in range(often):
        does()
    return (perf_counter() - began) * 1_000 / often


def conditions(ours: Questionnaire) -> Callable[[], object]:
    """Who is asked what, and what is still to be asked of it, with one half answered."""
    more = tuple(msgspec.structs.replace(item, id=f"{item.id}b") for item in ours.items)
    long = Questionnaire(groups=ours.groups, items=(*ours.items, *more)[:ITEMS])
    given = {item.id: expected(item.expect) for item in long.items[::2]}
    return lambda: missing(asked(long, sex="female", first_time=False, kind="WB400"), given)


def one_answer(ours: Questionnaire) -> Callable[[], object]:
    """The check of an unexpected answer with its day, and what is still to be asked of its item."""
    item = ours.item("Q15")
    detail = Detail(which="WB", when_on=date(2026, 8, 1), ongoing=False, name=None)
    given = msgspec.structs.replace(expected("yes"), details=(detail,))

    def take() -> object:
        check_answer(item, given, birth_on=BORN, today=TODAY)
        return missing((item,), {item.id: given})

    return take


def expected(value: Any) -> Answer:
    return Answer(value=value, asked_aloud=False, details=(), remark=None)


def whole(raw: bytes) -> frozenset[str]:
    """Read a form, and judge all its conditions under an answer to each question."""
    form = read_questionnaire(raw).form
    given = {item.link_id: True for item in form.items if item.is_question}
    return Enabling(form).enabled(read_answers(form, given))


def foreign(many: int) -> dict[str, Any]:
    """A form of R4 in which every question but the first hears the one before it."""
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "item": [foreign_item(number) for number in range(many)],
    }


def foreign_item(number: int) -> dict[str, Any]:
    asked_as = {"linkId": f"q{number}", "text": f"Question {number}", "type": "boolean"}
    if number == 0:
        return asked_as
    hears = {"question": f"q{number - 1}", "operator": "=", "answerBoolean": True}
    return asked_as | {"enableWhen": [hears]}
