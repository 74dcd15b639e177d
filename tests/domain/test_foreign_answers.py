"""Answers to a foreign form are read by the kind of their item, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain.foreign_answers import read_answers, read_value
from donor_room.domain.foreign_form import Amount, Coded, Day
from tests.domain.test_foreign_form import form, item
from tests.support.desks import refused

OFFERED = (
    Coded(system="s", code="a", display="A"),
    Coded(system="t", code="a"),
    Coded(display="no code"),
    3,
    Day("2026"),
)


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("boolean", True, True),
        ("integer", -7, -7),
        ("decimal", 7, Decimal(7)),
        ("decimal", "36.60", Decimal("36.60")),
        ("decimal", Decimal("1E+3"), Decimal(1000)),
        ("date", "2026-11-21", Day("2026-11-21")),
        ("date", "2026-11", Day("2026-11")),
        ("date", "2026", Day("2026")),
        ("string", "words", "words"),
        ("text", "more\nwords", "more\nwords"),
        ("quantity", {"value": 3, "unit": "kg"}, Amount(value=Decimal(3), unit="kg")),
        ("quantity", 3, Amount(value=Decimal(3))),
        ("choice", "b", Coded(code="b")),
        ("choice", {"system": "s", "code": "b"}, Coded(system="s", code="b")),
        ("open-choice", "in words", "in words"),
    ],
)
def test_a_value_is_read_by_its_kind(kind, given, value):
    assert read_value(item("q", kind), given) == value


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("a", OFFERED[0]),
        ({"system": "t", "code": "a"}, OFFERED[1]),
        (3, 3),
        ("2026", Day("2026")),
    ],
)
def test_an_answer_that_is_offered_is_found_by_its_code_or_value(given, value):
    assert read_value(item("q", "choice", options=OFFERED), given) == value


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("boolean", "true"),
        ("boolean", 1),
        ("integer", True),
        ("integer", "7"),
        ("integer", 2**31),
        ("decimal", True),
        ("decimal", "1e5"),
        ("decimal", Decimal("NaN")),
        ("decimal", Decimal("1E+40")),
        ("decimal", [1]),
        ("date", "2026-02-30"),
        ("date", "0000"),
        ("date", "yesterday"),
        ("date", 2026),
        ("string", " "),
        ("text", 3),
        ("quantity", {"unit": "kg"}),
        ("quantity", {"value": 3, "unit": 3}),
        ("quantity", "heavy"),
        ("choice", " "),
        ("choice", 3),
        ("choice", {"system": "s"}),
        ("choice", {"code": "a", "system": 3}),
    ],
)
def test_a_value_of_another_kind_is_refused(kind, given):
    with refused(f"questionnaire.answer.no_{kind}"):
        read_value(item("q", kind), given)


@pytest.mark.parametrize("given", ["b", {"system": "u", "code": "a"}, {"code": "b"}, True])
def test_an_answer_that_is_not_offered_is_refused(given):
    with refused("questionnaire.answer.no_choice"):
        read_value(item("q", "choice", options=OFFERED), given)


def test_words_longer_than_the_form_allows_are_refused():
    with refused("questionnaire.answer.too_long"):
        read_value(item("q", "string", max_length=3), "four")


def test_answers_stand_under_their_link_ids():
    some = form(item("a"), item("b", "integer", repeats=True), item("c"), item("d"))
    given = {"a": True, "b": [1, 2], "c": None, "d": []}
    assert read_answers(some, given) == {"a": (True,), "b": (1, 2), "c": (), "d": ()}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"z": True}, "questionnaire.answer.no_item"),
        ({"g": True}, "questionnaire.answer.no_question"),
        ({"a": [True, False]}, "questionnaire.answer.only_one"),
    ],
)
def test_an_answer_to_nothing_or_too_many_are_refused(given, code):
    with refused(code):
        read_answers(form(item("a"), item("g", "group")), given)
