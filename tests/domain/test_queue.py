"""A visit in one line: equal lines need no writing, and nothing of an answer has a place in it."""

from __future__ import annotations

from donor_room.domain.queue import VisitLine

LINE = VisitLine(
    visit="v",
    shift="s",
    step="exam",
    name="李建国",
    sex="male",
    document_kind="01",
    document_number="660001199003070013",
    phone=None,
    outcome=None,
    number=None,
    flags="reaction voided",
    opened_at="2026-11-21T01:00:00+00:00",
    waiting_since="2026-11-21T01:10:00+00:00",
)


def test_a_line_that_says_the_same_is_the_same():
    assert LINE._replace() == LINE


def test_a_visit_that_went_on_is_another_line():
    assert LINE._replace(step="tests") != LINE


def test_a_line_has_a_place_for_no_answer_and_no_value():
    clinical = {"answer", "answers", "hb", "sbp", "abo", "group", "finding", "findings"}
    assert clinical.isdisjoint(VisitLine._fields)
