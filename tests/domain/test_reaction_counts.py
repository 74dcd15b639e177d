"""Reactions in the figures: class, category, grade, and the call; counted again from the visits."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.figures import add_up, figures_of, group_of
from donor_room.domain.reaction_counts import NOT_JUDGED, ReactionCounts, count_reactions, written
from donor_room.domain.visit import Visit
from donor_room.packs.rules import load_rules
from tests.support import acts as a

NEEDLE_IN = a.upto("needle")


def reaction(name: str, ended: e.ReactionEnded | None, *calls: str) -> list[e.Act]:
    """Return the acts of one reaction; each call is what came of it."""
    acts: list[e.Act] = [a.changed(a.BEGAN, reaction=name)]
    if ended is not None:
        acts.append(replace(ended, reaction=name))
    acts += [e.CalledBack(reaction=name, result=result, words="x") for result in calls]  # type: ignore[arg-type]
    return acts


def counts(*visits: Visit) -> ReactionCounts:
    return add_up(load_rules(), [group_of(figures_of(visit)) for visit in visits]).reacted


def judged(**changes: Any) -> e.ReactionEnded:
    return replace(a.TO_CALL, judged=replace(a.JUDGED, **changes))


def test_a_visit_without_a_reaction_has_nothing_written() -> None:
    assert written(a.visit_of(*NEEDLE_IN).reactions) == ""
    assert counts(a.visit_of(*NEEDLE_IN)) == ReactionCounts()


def test_a_grade_is_told_as_confirmed_and_as_derived() -> None:
    higher = judged(grade=3, derived=replace(a.DERIVED, grade=None))
    told = counts(a.visit_of(*NEEDLE_IN, *reaction("r", a.TO_CALL), *reaction("s", higher)))
    assert (told.count, told.grades, told.derived) == (2, {"2": 1, "3": 1}, {"2": 1, NOT_JUDGED: 1})
    assert (told.kinds, told.categories) == ({"B1": 2}, {"vvr_awake": 2})


def test_one_that_goes_on_or_came_from_paper_is_not_judged() -> None:
    told = counts(a.visit_of(*NEEDLE_IN, *reaction("r", a.OVER), *reaction("s", None)))
    assert (told.count, told.grades, told.derived) == (2, {NOT_JUDGED: 2}, {NOT_JUDGED: 2})
    assert (told.kinds, told.categories) == ({NOT_JUDGED: 1, "vasovagal": 1}, {NOT_JUDGED: 2})


@pytest.mark.parametrize(
    ("calls", "due", "made", "not_reached"),
    [
        ((), 1, 0, 0),
        (("no_answer",), 1, 1, 1),
        (("no_answer", "given_up"), 1, 1, 1),
        (("no_answer", "well"), 1, 1, 0),
        (("unwell",), 1, 1, 0),
    ],
)
def test_calls_are_due_made_and_in_vain(
    calls: tuple[str, ...], due: int, made: int, not_reached: int
) -> None:
    told = counts(a.visit_of(*NEEDLE_IN, *reaction("r", a.TO_CALL, *calls)))
    assert (told.calls_due, told.calls_made, told.calls_not_reached) == (due, made, not_reached)


def test_where_the_pack_asks_for_no_call_none_is_due() -> None:
    told = counts(a.visit_of(*NEEDLE_IN, *reaction("r", judged(call_on=None)), *reaction("s", a.OVER)))
    assert (told.calls_due, told.calls_made) == (0, 0)


def test_a_row_of_an_older_program_has_a_reaction_of_which_nothing_else_is_known() -> None:
    told = count_reactions([("", True, 3), ("", False, 9)])
    assert (told.count, told.grades, told.kinds) == (3, {NOT_JUDGED: 3}, {NOT_JUDGED: 3})


def test_a_grade_that_is_none_counts_as_none() -> None:
    told = count_reactions([('[["B1","vvr_awake",9,null,"none"]]', True, 1)])
    assert (told.derived, told.grades) == ({NOT_JUDGED: 1}, {NOT_JUDGED: 1})


@pytest.mark.parametrize("seed", range(20))
def test_reactions_by_chance_come_to_the_same_counted_both_ways(seed: int) -> None:
    dice = random.Random(seed)
    visits = [a.visit_of(*NEEDLE_IN, *_by_chance(dice)) for _ in range(12)]
    every = [one for visit in visits for one in visit.reactions]
    grades = Counter(
        str(one.ended.judged.grade) if one.ended and one.ended.judged else NOT_JUDGED for one in every
    )
    kinds = Counter(one.ended.reaction_kind if one.ended else NOT_JUDGED for one in every)
    due = [one for one in every if one.ended and one.ended.judged and one.ended.judged.call_on]
    vain = [
        one for one in due if one.calls and {c.call.result for c in one.calls} <= {"no_answer", "given_up"}
    ]
    told = counts(*visits)
    assert (told.count, told.grades, told.kinds) == (len(every), grades, kinds)
    assert (told.calls_due, told.calls_made) == (len(due), sum(bool(one.calls) for one in due))
    assert told.calls_not_reached == len(vain)
    assert sum(told.derived.values()) == sum(told.categories.values()) == told.count


def _by_chance(dice: random.Random) -> list[e.Act]:
    acts: list[e.Act] = []
    for name in "rst"[: dice.randint(0, 3)]:
        grade = dice.randint(1, 5)
        ended = dice.choice((None, a.OVER, a.TO_CALL, judged(grade=grade), judged(call_on=None, grade=grade)))
        is_due = ended is not None and ended.judged is not None and ended.judged.call_on is not None
        every = ("well", "unwell", "care", "no_answer", "given_up")
        acts += reaction(name, ended, *(dice.sample(every, dice.randint(0, 3)) if is_due else ()))
    return acts
