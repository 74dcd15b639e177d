"""Medicines and vaccines in an interview: what is written down, what is refused, what it would mean."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.facts import Exclusion
from donor_room.domain.preparations import with_preparation
from donor_room.domain.questionnaire import Answer, Detail, Listed, exclusions, for_physician
from donor_room.wire.codec import encode_body
from donor_room.workflow import correct, decide, interview, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.packs import Packs
from tests.support import desks as d
from tests.support.desks import refused

YES = Answer(value="yes", asked_aloud=False, details=(), remark=None)


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.come_in(desk)


def named(desk: Desk, item_id: str, entry: str, *, days_ago: int | None = 2) -> Answer:
    """Return a yes that names a line of the list, taken some days ago."""
    item = desk.packs.interview.questionnaire.item(item_id)
    assert item.named_in is not None
    pack = desk.packs.preparations(item.named_in)
    preparation = pack.index.get(entry)
    assert preparation is not None
    said = with_preparation(item, YES, preparation, pack.stamp)
    on = None if days_ago is None else desk.clock.today() - timedelta(days=days_ago)
    return msgspec.structs.replace(
        said, details=tuple(msgspec.structs.replace(one, when_on=on) for one in said.details)
    )


def give(desk: Desk, visit: register.Visit, item: str, given: Answer) -> register.Visit:
    return interview.answer(desk, visit.id, item=item, given=given)


def test_the_answer_keeps_the_line_what_it_meant_and_the_list(desk: Desk, visit: register.Visit) -> None:
    told = give(desk, visit, "Q06", named(desk, "Q06", "aspirin_enteric_coated"))
    stored = told.answers["Q06"].answer.details[0].listed
    assert stored == Listed(
        entry="aspirin_enteric_coated", code="T11", pack=desk.packs.preparations("medicines").stamp
    )


def test_what_it_means_is_in_the_condition(desk: Desk, visit: register.Visit) -> None:
    told = give(desk, visit, "Q06", named(desk, "Q06", "clopidogrel"))
    items, answers = interview.items_of(desk, told), interview.answers_of(told)
    assert [one.code for one in exclusions(items, answers)] == ["T11"]
    assert [one.id for one in for_physician(items, answers)] == ["Q06"]


def test_a_line_that_the_list_does_not_hold_is_refused(desk: Desk, visit: register.Visit) -> None:
    given = named(desk, "Q06", "ibuprofen")
    line = msgspec.structs.replace(given.details[0].listed, entry="arsenic")  # type: ignore[type-var]
    other = msgspec.structs.replace(given.details[0], listed=line)
    with refused("interview.not_in_list"):
        give(desk, visit, "Q06", msgspec.structs.replace(given, details=(other,)))


def test_a_correction_is_held_to_the_list_too(desk: Desk, visit: register.Visit) -> None:
    told = give(desk, visit, "Q06", named(desk, "Q06", "ibuprofen"))
    wrong = next(line for line in desk.ledger.of_visit(told.id) if isinstance(line.act, e.Answered))
    given = named(desk, "Q06", "naproxen")
    harmless = msgspec.structs.replace(given.details[0], which="no_effect")
    assert isinstance(wrong.act, e.Answered)
    right = msgspec.structs.replace(wrong.act, answer=msgspec.structs.replace(given, details=(harmless,)))
    with refused("interview.not_in_list"):
        correct.correct(desk, told.id, wrong.entry.id, right, "看错一行")


def test_no_list_is_read_before_one_is_needed(desk: Desk, visit: register.Visit) -> None:
    desk.packs = Packs()
    own = Detail(which="other", when_on=None, ongoing=False, name="herbs")
    give(desk, visit, "Q06", msgspec.structs.replace(YES, details=(own,)))
    assert not {"_medicines", "_vaccines"} & desk.packs.__dict__.keys()
    named(desk, "Q04", "bcg")
    assert "_medicines" not in desk.packs.__dict__


def test_a_name_in_own_words_goes_to_the_physician(desk: Desk, visit: register.Visit) -> None:
    own = Detail(which="other", when_on=None, ongoing=False, name="herbs")
    told = give(desk, visit, "Q06", msgspec.structs.replace(YES, details=(own,)))
    assert decide.facts_of(desk, told).for_physician == ("Q06",)


def test_an_answer_written_before_there_were_lists_reads_and_hashes_the_same() -> None:
    body = (
        '{"answer":{"asked_aloud":false,"details":[{"name":"x","ongoing":false,"when_on":"2026-11-01",'
        '"which":"T11"}],"remark":null,"value":"yes"},"item":"Q06",'
        '"pack":{"edition":"1","id":"q","sha256":"ab"}}'
    )
    assert encode_body(msgspec.json.decode(body, type=e.Answered)) == body


# ---- what it would mean ------------------------------------------------------------------------------------

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("code", "on", "plan", "outcome", "until"),
    [
        ("V03", date(2026, 11, 10), "WB400", "deferred_until", date(2026, 12, 8)),
        ("T11", date(2026, 11, 19), "APH_PLT", "deferred_until", date(2026, 11, 24)),
        ("T11", date(2026, 11, 19), "WB400", "eligible", None),
        ("P18", None, "WB400", "deferred_for_good", None),
        ("T10a", date(2026, 11, 19), "WB400", "physician", None),
    ],
)
def test_what_one_condition_would_mean_is_what_the_rules_say(
    desk: Desk, code: str, on: date | None, plan: str, outcome: str, until: date | None
) -> None:
    reported = Exclusion(code=code, anchor_on=on, item="Q06")
    [found] = interview.would_mean(desk.packs.rules, reported, plan=plan, today=TODAY)
    assert (found.outcome, found.until_on) == (outcome, until)


def test_a_span_that_is_over_means_nothing(desk: Desk) -> None:
    reported = Exclusion(code="V01", anchor_on=date(2026, 11, 1), item="Q04")
    assert interview.would_mean(desk.packs.rules, reported, plan="WB400", today=TODAY) == ()
