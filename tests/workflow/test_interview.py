"""Consent, answers one by one, and the signature under them."""

from __future__ import annotations

import pytest

from donor_room.domain.questionnaire import Answer
from donor_room.practice.script import SIGNATURE
from donor_room.workflow import interview, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import kinds, refused, yes_or_no


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.come_in(desk)


def answer(
    desk: Desk, visit: register.Visit, item: str, value: str, *, aloud: bool = False
) -> register.Visit:
    return interview.answer(desk, visit.id, item=item, given=yes_or_no(value, aloud=aloud))


@pytest.mark.parametrize("strokes", [[], [[]], [[(1, 1)]], [[(1, 1)] * 7]])
def test_a_touch_is_no_signature(desk: Desk, visit: register.Visit, strokes: interview.Strokes) -> None:
    with refused("interview.no_signature"):
        interview.give_consent(desk, visit.id, language="zh_CN", strokes=strokes)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_consent_is_bound_to_the_text_that_was_shown(
    desk: Desk, visit: register.Visit, language: str
) -> None:
    told = interview.give_consent(desk, visit.id, language=language, strokes=SIGNATURE)  # type: ignore[arg-type]
    assert told.consent is not None
    assert told.consent.text == desk.packs.consent(language).stamp  # type: ignore[arg-type]


def test_each_answer_is_saved_by_itself_and_an_earlier_one_stays(desk: Desk, visit: register.Visit) -> None:
    answer(desk, visit, "Q01", "no")
    told = answer(desk, visit, "Q01", "yes", aloud=True)
    assert (told.answers["Q01"].answer.value, told.answered_aloud_by) == ("yes", {"Q01": d.EVERYBODY})
    assert kinds(desk, visit.id).count("interview.answered") == 2


def test_an_unknown_question_is_refused(desk: Desk, visit: register.Visit) -> None:
    with refused("interview.unknown_item"):
        answer(desk, visit, "Q99", "yes")


def test_an_answer_that_does_not_fit_its_question_is_refused(desk: Desk, visit: register.Visit) -> None:
    long = Answer(value="no", asked_aloud=False, details=(), remark="长" * 201)
    with pytest.raises(register.Refusal, match=r"^interview\."):
        interview.answer(desk, visit.id, item="Q01", given=long)
    assert "interview.answered" not in kinds(desk, visit.id)


def test_what_is_missing_is_named(desk: Desk, visit: register.Visit) -> None:
    left = interview.still_missing(desk, visit)
    assert len(left) == len(interview.items_of(desk, visit))
    with refused("interview.unanswered"):
        interview.sign(desk, visit.id, seen=())


def answer_all_but(desk: Desk, visit: register.Visit, item_id: str, value: str) -> register.Visit:
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    for item in interview.items_of(desk, visit):
        given = value if item.id == item_id else item.expect
        visit = answer(desk, visit, item.id, given)
    return visit


def test_an_exception_must_have_been_seen(desk: Desk, visit: register.Visit) -> None:
    answer_all_but(desk, visit, "Q05", "not_sure")
    with refused("interview.exceptions_unseen"):
        interview.sign(desk, visit.id, seen=())
    signed = interview.sign(desk, visit.id, seen=("Q05",))
    assert signed.interview_signed is not None
    assert signed.interview_signed.exceptions_seen == ("Q05",)


def test_nobody_signs_for_a_notice_that_was_not_understood(desk: Desk, visit: register.Visit) -> None:
    stops = [
        item.id for item in interview.items_of(desk, visit) if any(c.leads_to == "stop" for c in item.choices)
    ]
    answer_all_but(desk, visit, stops[0], "no")
    with pytest.raises(register.Refusal, match=r"^interview\."):
        interview.sign(desk, visit.id, seen=tuple(stops))


def test_a_signature_stands_under_these_answers_and_no_others(desk: Desk, visit: register.Visit) -> None:
    signed = d.answer_all(desk, visit)
    answers = interview.answers_of(signed)
    assert signed.interview_signed is not None
    assert signed.interview_signed.answers_sha256 == interview.answers_hash(answers)
    assert interview.answers_hash(answers | {"Q01": yes_or_no("no")}) != interview.answers_hash(answers)
    assert answer(desk, signed, "Q01", "yes").interview_signed is None


@pytest.mark.parametrize(("count", "first"), [(0, True), (1, False)])
def test_a_first_time_donor_has_given_nowhere(desk: Desk, count: int, first: bool) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, count=count)
    assert interview.is_first_time(d.come_in(desk)) is first


def test_women_are_asked_more(desk: Desk) -> None:
    men, women = d.come_in(desk, 8), d.come_in(desk, 9, sex="female")
    assert len(interview.items_of(desk, women)) > len(interview.items_of(desk, men))
