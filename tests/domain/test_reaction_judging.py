"""Class, category, severity and grade of a reaction: every line of the pack, and answers that are missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from donor_room.domain.reaction_judging import (
    NOT_KNOWN,
    QUESTIONS,
    Derived,
    Line,
    Risk,
    call_on,
    checked_answers,
    completions,
    derive,
)
from donor_room.domain.refusal import Refusal
from donor_room.packs.reactions import load_reactions
from tests.support.reacted import FAINT, LIGHT

PACK = load_reactions()
TABLES = ("kind", "category", "severity", "grade")
LINES = [(name, place) for name in TABLES for place in range(len(getattr(PACK, name)))]
DAY = date(2026, 11, 30)


def of(**answers: str) -> Derived:
    return derive(PACK, checked_answers(LIGHT | answers))


@pytest.mark.parametrize(
    ("answers", "kind", "category"),
    [
        ({"where": "swelling"}, "A1.1", "haematoma"),
        ({"where": "bright_red"}, "A1.2", "arterial_puncture"),
        ({"where": "nerve"}, "A2.1", "nerve"),
        ({"where": "nerve", "how_long": "days"}, "A2.2", "nerve"),
        ({"where": "nerve", "how_long": "weeks"}, "A2.2", "nerve"),
        ({"where": "arm_pain"}, "A2.4", "arm_pain"),
        ({"where": "skin_rash"}, "A5", "local_allergy"),
        ({"where": "faintness"}, "B1", "vvr_awake"),
        ({"where": "faintness", "awake": "fainted_short"}, "B2", "vvr_fainted"),
        ({"where": "faintness", "awake": "fainted_long"}, "B2", "vvr_complicated"),
        ({"where": "faintness", "awake": "hurt"}, "B2", "vvr_injury"),
        ({"where": "tingling"}, "C1", "citrate"),
        ({"where": "allergy"}, "C3", "anaphylaxis"),
        ({"where": "heart"}, "D", "cardiovascular"),
    ],
)
def test_the_class_and_the_category(answers: dict[str, str], kind: str, category: str) -> None:
    told = of(**answers)
    assert (told.kind, told.category, told.is_whole) == (kind, category, True)


@pytest.mark.parametrize(
    ("answers", "severity", "grade"),
    [
        ({}, "mild", 1),
        ({"how_long": "hours"}, "moderate", 1),
        ({"how_long": "days"}, "moderate", 2),
        ({"how_long": "weeks"}, "moderate", 3),
        ({"done": "medicine"}, "moderate", 2),
        ({"done": "outside"}, "severe", 3),
        ({"done": "rescue"}, "severe", 4),
        ({"left_as": "limited"}, "moderate", 2),
        ({"left_as": "hospital"}, "severe", 3),
        ({"left_as": "died"}, "death", 5),
        ({"awake": "fainted_short"}, "severe", 1),
        ({"awake": "fainted_long"}, "severe", 2),
        ({"awake": "hurt"}, "severe", 2),
        ({"where": "allergy"}, "severe", 3),
        ({"where": "heart"}, "severe", 3),
        ({"done": "rescue", "left_as": "died"}, "death", 5),
        ({"done": "medicine", "left_as": "hospital", "awake": "hurt"}, "severe", 3),
    ],
)
def test_the_severity_and_the_grade(answers: dict[str, str], severity: str, grade: int) -> None:
    told = of(**answers)
    assert (told.severity, told.grade) == (severity, grade)


@pytest.mark.parametrize(("table", "place"), LINES)
def test_every_line_of_the_pack_is_the_first_that_fits_some_answers(table: str, place: int) -> None:
    lines = getattr(PACK, table)
    assert any(next(one for one in lines if one.fits(told)) is lines[place] for told in completions({}))


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_that_is_missing_is_never_mild(question: str) -> None:
    told = of(**{question: NOT_KNOWN})
    assert (told.severity, told.grade) == (None, None)
    assert derive(PACK, checked_answers({k: v for k, v in LIGHT.items() if k != question})) == told


def test_without_any_answer_nothing_is_known() -> None:
    assert derive(PACK, checked_answers({})) == Derived(kind=None, category=None, severity=None, grade=None)


def test_what_a_missing_answer_cannot_change_is_known() -> None:
    told = derive(PACK, checked_answers({"where": "faintness", "awake": "hurt", "left_as": "died"}))
    assert told == Derived(kind="B2", category="vvr_injury", severity="death", grade=5)
    assert derive(PACK, checked_answers({"where": "heart"})).kind == "D"


def test_no_set_of_whole_answers_is_milder_for_an_answer_that_is_missing() -> None:
    """What is known with a gap is what every answer in its place would give."""
    for question in QUESTIONS:
        for told in completions({question: next(iter(QUESTIONS[question]))}):
            gap = derive(PACK, told | {question: NOT_KNOWN})
            if gap.grade is not None:
                assert derive(PACK, told).grade == gap.grade


@pytest.mark.parametrize("given", [{"where": "elsewhere"}, {"mood": "awake"}, {"awake": "minutes"}])
def test_a_word_of_no_list_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        checked_answers(given)
    assert refused.value.code == "reaction.no_such_answer"


@pytest.mark.parametrize(
    ("kind", "grade", "derived", "is_called"),
    [
        ("A1.1", 1, 1, False),
        ("A1.1", 2, 2, True),
        ("B2", 1, 1, True),
        ("A1.1", 1, None, True),
        ("A1.1", 1, 3, False),
        ("B1", 5, 5, True),
    ],
)
def test_who_is_called(kind: str, grade: int, derived: int | None, is_called: bool) -> None:
    told = Derived(kind=kind, category="x", severity="mild", grade=derived)
    found = call_on(PACK, kind=kind, grade=grade, derived=told, on=DAY)
    assert found == (date(2026, 12, 1) if is_called else None)


def test_the_light_reaction_of_the_tests_calls_nobody_and_the_faint_one_does() -> None:
    for answers, is_called in ((LIGHT, False), (FAINT, True)):
        told = derive(PACK, answers)
        assert told.kind is not None
        assert told.grade is not None
        found = call_on(PACK, kind=told.kind, grade=told.grade, derived=told, on=DAY)
        assert (found is not None) is is_called


@pytest.mark.parametrize("table", TABLES)
def test_a_table_with_a_gap_is_refused(table: str) -> None:
    values: dict[str, Any] = {name: getattr(PACK, name) for name in PACK.__struct_fields__}
    lines = tuple(one for one in values[table] if one.fits(LIGHT) is False)
    with pytest.raises(ValueError, match=f"^no {table} for "):
        type(PACK)(**(values | {table: lines}))


def test_a_line_without_a_condition_always_fits() -> None:
    line = Line(gives="x", clause="c", tag="R")
    assert all(line.fits(told) for told in completions({}))
    assert not msgspec.structs.replace(line, where=("heart",)).fits(LIGHT)


@pytest.mark.parametrize("risk", [{"id": "young"}, {"id": "woman", "below": 3.0}])
def test_a_limit_stands_where_one_is_needed(risk: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="limit"):
        Risk(clause="c", tag="R", **risk)
