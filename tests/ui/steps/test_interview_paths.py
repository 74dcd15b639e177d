"""No dead ends: every follow-up of the shipped interview, walked as the page walks it, reaches a decision.

Every choice, every line of the lists, every kind of day: today, long ago, not over, not known, not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.eligibility import WORST_FIRST, decide
from donor_room.domain.preparations import for_unlisted, with_preparation
from donor_room.domain.questionnaire import Answer, Choice, Item, check_answer, missing
from donor_room.domain.rules import evaluate
from donor_room.domain.visit import Visit
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.ui.steps.interview import state as states
from donor_room.ui.steps.interview.state import State
from donor_room.workflow.decide import facts_of
from donor_room.workflow.desk import Desk
from tests.support import desks as d

PACK = load_questionnaire()
ITEMS = PACK.questionnaire.items
LONG_AGO = date(2010, 5, 31)
DAYS = ("today", "long ago", "ongoing", "unknown", "not told")


@pytest.fixture
def woman(desk: Desk) -> Visit:
    """A fit woman before the decision, of whom every question is asked."""
    return d.bring_to(desk, "decision", sex="female")


def press_yes(item: Item) -> State:
    """Answer everything else as expected and this one otherwise, as one key does it."""
    answers = {one.id: Answer(value=one.expect, asked_aloud=False, details=(), remark=None) for one in ITEMS}
    other = "no" if item.expect == "yes" else "yes"
    answers[item.id] = states.answer_of(item, other, asked_aloud=False)  # type: ignore[arg-type]
    return states.stored(states.stand_on(states.begin(ITEMS, {}), item.id), answers)


def follow(state: State, item: Item, answer: Answer) -> State:
    return states.stored(states.stand_on(state, item.id), {**state.answers, item.id: answer})


def ways_to_name(item: Item, state: State, desk: Desk) -> Iterator[tuple[str, Answer]]:
    """Every way to say which: each choice by its digit, each line of the list, and a name in own words."""
    given = state.answers[item.id]
    if state.stage != "which":
        yield "at once", given
        return
    for choice in item.choices:
        if item.named_in is None or not choice.asks_name:
            yield choice.id, states.with_choice(given, choice.id)
    if item.named_in is not None:
        pack = desk.packs.preparations(item.named_in)
        for one in pack.index.preparations:
            yield one.id, with_preparation(item, given, one, pack.stamp)
        yield "own words", states.with_name(given, for_unlisted(item).id, "草药")
        yield "not sure", states.not_sure(given)


def choice_in_question(state: State, item: Item) -> Choice:
    assert state.choice is not None
    return item.choice(state.choice)


def fill(state: State, item: Item, kind: str, today: date) -> Answer | None:
    """Give the day and the name asked for; None where the page offers no such answer."""
    choice, given = choice_in_question(state, item), state.answers[item.id]
    name = next(
        one.name for one in given.details if (one.which, one.entry) == (state.choice, state.entry)
    ) or ("某地" if choice.asks_name else None)
    if choice.anchor is None:
        day, ongoing = None, False
    elif kind == "unknown":
        return states.day_not_known(given, choice.id, name=name, entry=state.entry)
    elif kind == "ongoing":
        if not choice.may_be_ongoing:
            return None
        day, ongoing = None, True
    else:
        day, ongoing = (today if kind == "today" else LONG_AGO), False
    return states.with_detail(given, choice.id, day=day, ongoing=ongoing, name=name, entry=state.entry)


def answered(visit: Visit, state: State, desk: Desk) -> Visit:
    """Return the visit with these answers, as if they had been signed."""
    stamp = desk.packs.interview.stamp
    told = {item: e.Answered(pack=stamp, item=item, answer=one) for item, one in state.answers.items()}
    return replace(visit, answers=told)


def decided(visit: Visit, state: State, desk: Desk):
    return decide(evaluate(desk.packs.rules, facts_of(desk, answered(visit, state, desk))))


def walk(item: Item, visit: Visit, desk: Desk) -> Iterator[tuple[str, str, State]]:
    """Go every way through the follow-up of a question, up to its end."""
    today = desk.clock.today()
    for way, named in ways_to_name(item, press_yes(item), desk):
        for kind in DAYS:
            state = follow(press_yes(item), item, named)
            while kind != "not told" and state.at == item.id and state.stage == "details":
                filled = fill(state, item, kind, today)
                if filled is None:
                    break
                state = follow(state, item, filled)
            yield way, kind, state


@pytest.mark.parametrize("item", ITEMS, ids=lambda one: one.id)
def test_every_way_through_a_follow_up_reaches_a_decision_or_names_what_is_missing(
    item: Item, desk: Desk, woman: Visit
) -> None:
    for way, kind, state in walk(item, woman, desk):
        decision = decided(woman, state, desk)
        left = {gap.item for gap in missing(state.items, state.answers)}
        if left:
            assert (left, state.at) == ({item.id}, item.id), (way, kind)
            assert decision.outcome != "eligible", (way, kind)
            assert decision.outcome != "cannot_decide" or decision.missing, (way, kind)
        else:
            check_answer(item, state.answers[item.id], birth_on=date(1990, 1, 1), today=desk.clock.today())
            assert state.at is None, (way, kind)
            assert decision.outcome in WORST_FIRST, (way, kind)
            assert decision.outcome != "cannot_decide", (way, kind)


def test_whatever_waits_for_a_day_is_told_apart_from_what_is_told(desk: Desk, woman: Visit) -> None:
    ways = [(way, kind, bool(missing(state.items, state.answers)))
            for item in ITEMS for way, kind, state in walk(item, woman, desk)]  # fmt: skip
    assert len(ways) > 3_000
    assert not [one for one in ways if one[1] in {"today", "long ago", "unknown"} and one[2]]


def test_a_disease_that_the_rules_in_force_do_not_know_is_the_physicians(desk: Desk, woman: Visit) -> None:
    item = PACK.questionnaire.item("Q24")
    [state] = [state for way, kind, state in walk(item, woman, desk) if (way, kind) == ("dengue", "long ago")]
    older = replace(desk.packs.rules, incubation={})
    facts = facts_of(desk, answered(woman, state, desk))
    assert decide(evaluate(older, facts)).outcome == "physician"


@pytest.mark.parametrize(
    ("item_id", "entry", "kind", "outcome"),
    [
        ("Q06", "aspirin_for_pain", "today", "eligible"),
        ("Q06", "aspirin_enteric_coated", "today", "physician"),
        ("Q06", "isotretinoin", "today", "physician"),
        ("Q06", "ascorbic_acid", "today", "eligible"),
        ("Q06", "own words", "today", "physician"),
        ("Q06", "prednisone", "today", "physician"),
        ("Q31", "prednisone", "today", "deferred_for_good"),
        ("Q04", "measles_live", "today", "deferred_until"),
        ("Q04", "rabies_after_a_bite", "today", "deferred_until"),
        ("Q04", "own words", "today", "physician"),
        ("Q11", "varicella_live", "long ago", "physician"),
        ("Q11", "measles_live", "long ago", "eligible"),
        ("Q11", "measles_live", "unknown", "physician"),
        ("Q24", "dengue", "today", "deferred_until"),
        ("Q24", "dengue", "long ago", "eligible"),
        ("Q24", "dengue", "unknown", "physician"),
        ("Q24", "malaria", "today", "deferred_until"),
        ("Q24", "own words", "long ago", "physician"),
        ("Q24", "not sure", "today", "physician"),
    ],
)
def test_a_name_found_leads_where_the_rules_lead(
    desk: Desk, woman: Visit, item_id: str, entry: str, kind: str, outcome: str
) -> None:
    item = PACK.questionnaire.item(item_id)
    [state] = [state for way, days, state in walk(item, woman, desk) if (way, days) == (entry, kind)]
    assert decided(woman, state, desk).outcome == outcome
