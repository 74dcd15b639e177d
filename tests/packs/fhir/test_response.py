"""The answers to a form become a QuestionnaireResponse of R4."""

from __future__ import annotations

from datetime import UTC, datetime

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.foreign_answers import read_answers
from donor_room.domain.foreign_form import Enabling
from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.packs.fhir.response import response_of
from donor_room.packs.fhir.values import write_json
from tests.packs.fhir.forms import item, offered, raw, when

AT = datetime(2026, 11, 21, 6, 32, tzinfo=UTC).astimezone(DONATION_SITE)


def told(*items, answers, **parts):
    form = read_questionnaire(raw(*items, **parts)).form
    given = read_answers(form, answers)
    return response_of(form, Enabling(form).enabled(given), given, authored_at=AT)


def test_a_response_says_to_which_edition_it_answers_and_when():
    whole = told(item("a"), answers={}, url="http://example.org/q", version="2")
    assert whole == {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "http://example.org/q|2",
        "authored": "2026-11-21T14:32:00+08:00",
    }
    assert told(item("a"), answers={}, url="http://example.org/q")["questionnaire"] == "http://example.org/q"


def test_each_answer_has_the_type_of_its_question():
    kinds = ("boolean", "integer", "decimal", "date", "string", "text", "quantity")
    items = [item(kind, kind) for kind in kinds]
    answers = {"boolean": True, "integer": 3, "decimal": 3, "date": "2026", "string": "a", "text": "b"}
    amount = {"value": 3, "unit": "kg"}
    given = told(*items, answers={**answers, "quantity": amount})["item"]
    assert [next(iter(one["answer"][0])) for one in given] == [
        "valueBoolean", "valueInteger", "valueDecimal", "valueDate", "valueString", "valueString",
        "valueQuantity",
    ]  # fmt: skip


def test_decimals_keep_their_digits():
    assert '"valueDecimal":36.60' in write_json(told(item("a", "decimal"), answers={"a": "36.60"}))


def test_several_answers_stand_side_by_side():
    one = item("a", "choice", repeats=True, answerOption=offered("x", "y"))
    given = told(one, answers={"a": ["x", "y"]})["item"][0]
    assert [each["valueCoding"]["code"] for each in given["answer"]] == ["x", "y"]


def test_what_stands_under_a_question_stands_under_its_answer():
    nested = item("a", item=[item("b")])
    assert told(nested, answers={"a": True, "b": False})["item"][0]["answer"][0]["item"][0]["linkId"] == "b"
    assert told(nested, answers={"b": False})["item"][0]["answer"] == [
        {"item": [{"linkId": "b", "text": "Text of b", "answer": [{"valueBoolean": False}]}]}
    ]


def test_groups_are_told_only_with_something_in_them():
    group = item("g", "group", item=[item("a"), item("words", "display")])
    assert [one["linkId"] for one in told(group, answers={"a": True})["item"]] == ["g"]
    assert "item" not in told(group, answers={})


def test_an_answer_that_is_not_asked_for_any_more_is_left_out():
    hidden = item("b", enableWhen=[when("a", "=", answerBoolean=True)])
    given = told(item("a"), hidden, answers={"a": False, "b": True})["item"]
    assert [one["linkId"] for one in given] == ["a"]
