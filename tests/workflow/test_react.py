"""The end of a reaction and the call after it: derived, confirmed or changed with a reason, never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.reaction_acts import CallResult
from donor_room.domain.reaction_judging import Judged
from donor_room.domain.visit import Visit
from donor_room.workflow import aftercare, call_back, collect, react
from donor_room.workflow.chair_board import board_of, risk_of
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused
from tests.support.reacted import FAINT, LIGHT


def reacting(desk: Desk, seed: int = 7) -> Visit:
    return collect.begin_reaction(desk, d.come_in(desk, seed).id)


def judged(visit: Visit) -> Judged:
    ended = visit.reactions[-1].ended
    assert ended is not None
    assert ended.judged is not None
    return ended.judged


def test_answers_and_what_followed_are_kept_with_the_edition_of_the_pack(desk: Desk) -> None:
    visit = react.end_reaction(desk, reacting(desk).id, answers=FAINT, treatment=" 平卧 ")
    told = judged(visit)
    assert (told.answers, told.pack) == (FAINT, desk.packs.reactions.stamp)
    assert (told.grade, told.category, told.reason) == (1, "vvr_fainted", None)
    assert visit.reactions[0].ended is not None
    assert visit.reactions[0].ended.treatment == "平卧"


def test_what_is_open_is_not_written(desk: Desk) -> None:
    visit = reacting(desk)
    with refused("reaction.not_known"):
        react.end_reaction(desk, visit.id, answers=LIGHT | {"done": "not_known"}, treatment="")
    with refused("reaction.not_known"):
        react.end_reaction(desk, visit.id, answers={}, treatment="", change=react.Change(kind="B1", grade=1))
    with refused("reaction.no_such_answer"):
        react.end_reaction(desk, visit.id, answers=LIGHT | {"done": "sang"}, treatment="")
    with refused("collection.no_reaction_kind"):
        react.end_reaction(desk, visit.id, answers=LIGHT, treatment="", change=react.Change(kind="Z"))
    assert desk.visits.get(visit.id).open_reaction is not None


def test_a_change_needs_a_reason_and_an_agreement_none(desk: Desk) -> None:
    visit = reacting(desk)
    change = react.Change(grade=2)
    with refused("reaction.no_reason"):
        react.end_reaction(desk, visit.id, answers=LIGHT, treatment="", change=change, reason="  ")
    told = judged(
        react.end_reaction(desk, visit.id, answers=LIGHT, treatment="", change=change, reason=" 吸了氧 ")
    )
    assert (told.grade, told.derived.grade, told.reason) == (2, 1, "吸了氧")
    again = reacting(desk, 8)
    same = react.Change(grade=1)
    told = judged(react.end_reaction(desk, again.id, answers=LIGHT, treatment="", change=same, reason="x"))
    assert (told.grade, told.reason) == (1, None)


def test_a_grade_by_hand_because_nobody_knows_is_called_at_any_grade(desk: Desk) -> None:
    visit = react.end_reaction(
        desk,
        reacting(desk).id,
        answers=LIGHT | {"left_as": "not_known"},
        treatment="",
        change=react.Change(severity="mild", grade=1),
        reason="自己走了",
    )
    assert judged(visit).call_on == desk.clock.today() + timedelta(days=1)


def test_what_it_means_for_the_next_donation_has_its_clause(desk: Desk) -> None:
    visit = reacting(desk)
    verdict = react.verdict_of(desk, react.derived_of(desk, FAINT))
    assert verdict is not None
    (finding,) = react.meaning_of(desk, visit, verdict)
    assert (finding.clause, finding.outcome) == ("WS/T 551", "deferred_until")
    mild = react.verdict_of(desk, react.derived_of(desk, LIGHT))
    assert mild is not None
    assert react.meaning_of(desk, visit, mild) == ()
    dead = react.verdict_of(desk, react.derived_of(desk, LIGHT | {"left_as": "died"}))
    assert dead is not None
    assert (dead.severity, dead.grade) == ("death", 5)


def test_without_a_reaction_nothing_ends(desk: Desk) -> None:
    with refused("walk.no_reaction"):
        react.end_reaction(desk, d.come_in(desk).id, answers=LIGHT, treatment="")


# ---- the call ----------------------------------------------------------------------------------------------


def left(desk: Desk, seed: int = 7, **answers: str) -> Visit:
    visit = react.end_reaction(desk, reacting(desk, seed).id, answers=FAINT | answers, treatment="")
    return aftercare.close(desk, visit.id, how="left", remark="已恢复")


def call(desk: Desk, visit: Visit, result: CallResult, words: str = "") -> Visit:
    reaction = visit.reactions[0].began.reaction
    return call_back.call_back(desk, visit.id, reaction=reaction, result=result, words=words)


def test_the_list_holds_everybody_until_it_is_settled(desk: Desk, clock: FixedClock) -> None:
    first, second = left(desk), left(desk, 8, done="outside")
    assert call_back.due_count(desk) == 0
    clock.instant += timedelta(days=1)
    assert call_back.due_count(desk) == 2
    assert {(one.kind, one.grade) for one in call_back.to_call(desk)} == {("B2", 1), ("B2", 3)}
    call(desk, first, "no_answer")
    (tried,) = next(one for one in call_back.to_call(desk) if one.visit == first.id).tried
    assert (tried.result, tried.name) == ("no_answer", desk.signed_in().name)
    call(desk, first, "unwell", "还头晕")
    call(desk, first, "well")
    assert [one.visit for one in call_back.to_call(desk)] == [second.id]
    call(desk, second, "given_up", "号码是空号")
    assert (call_back.to_call(desk), board_of(desk).calls) == ((), 0)
    with refused("reaction.no_call_open"):
        call(desk, second, "well")


@pytest.mark.parametrize("result", ["unwell", "care", "given_up"])
def test_what_says_nothing_without_words_is_refused(desk: Desk, result: CallResult) -> None:
    visit = left(desk)
    with refused(f"reaction.call_needs_words.{result}"):
        call(desk, visit, result, "  ")
    assert desk.visits.get(visit.id).reactions[0].calls == ()


# ---- the board ---------------------------------------------------------------------------------------------


def test_the_board_has_chairs_rest_and_reactions(desk: Desk, clock: FixedClock) -> None:
    flowing = d.needle_in(desk, d.bring_to(desk, "collection"))
    resting = aftercare.start_rest(desk, d.bring_to(desk, "aftercare", 8).id)
    older = collect.begin_reaction(desk, resting.id)
    clock.instant += timedelta(seconds=5)
    newer = collect.begin_reaction(desk, flowing.id)
    board = board_of(desk)
    assert [card.visit for card in board.cards] == [flowing.id]
    assert [one.visit for one in board.resting] == [resting.id]
    assert [one.id for one in board.reacting] == [newer.id, older.id]
    assert (board.mix_every_s, board.chairs) == (90, 6)


def test_what_nobody_knows_of_a_donor_is_said_and_never_guessed(desk: Desk) -> None:
    risk = risk_of(desk, d.come_in(desk))
    assert {one.id for one in risk.unknown} >= {"light", "small_volume", "unwell_today", "afraid"}
    asked = d.bring_to(desk, "tests", 8, sex="male", age=40)
    told = risk_of(desk, asked)
    assert {one.id for one in told.unknown} == {"small_volume", "afraid"}
    assert told.volume_l is None
