"""How long each step was waited for: by the times of the acts; unknown where clock or form cannot tell."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import Recorded, Visit, continue_visit, fold_visit
from donor_room.domain.waiting import AWAITED, Wait, Waiting, Waits, summed, told_of, waits_of
from tests.support import acts as a
from tests.support.van import MORNING

NOTHING = Waits(*(None for _ in AWAITED))
MINUTE = 60_000


def at_minutes(*told: tuple[float, e.Act], book: str = "van1") -> list[Recorded]:
    """Return acts as one laptop wrote them so many minutes after the morning, a clock set back included."""
    begun, last, lines = int(MORNING.timestamp() * 1000), 0, []
    for (minute, _act), line in zip(told, a.recorded([act for _, act in told], book), strict=True):
        wall = begun + round(minute * MINUTE)
        ordered = max(wall, last + 1)
        behind = f"@{wall:012x}" if wall < ordered else ""
        entry = e.Entry(
            **{name: getattr(line.entry, name) for name in line.entry.__struct_fields__}
            | {"hlc": f"{ordered:012x}-0000-{book[:8]}{behind}"}
        )
        lines.append(Recorded(entry, line.act))
        last = ordered
    return lines


def waits(*told: tuple[float, e.Act]) -> Waits:
    return waits_of(fold_visit(at_minutes(*told)).walked)


def whole_walk() -> list[tuple[float, e.Act]]:
    """Return a walk with a minute between two acts, and longer before each step."""
    longer = {"consent": 5, "sbp": 9, "strip started": 3, "decision": 7, "chair": 12, "needle": 2, "rest": 4}
    minute, told = 0.0, []
    for name, act in a.WALK.items():
        minute += longer.get(name, 1)
        told.append((minute, act))
    return told


def test_each_step_is_waited_for_from_the_last_act_before_it() -> None:
    told = waits(*whole_walk())
    assert told == Waits(None, 5, 9, 3, 7, 12, 2, 4, round(whole_walk()[-1][0] - whole_walk()[0][0]))


def test_a_step_that_was_not_reached_is_waited_for_by_nobody() -> None:
    assert waits((0, a.OPENED)) == NOTHING
    told = waits((0, a.OPENED), (3, a.CONSENT), (4, a.CONSENT))
    assert told == NOTHING._replace(interview=3)


def test_what_comes_again_is_not_waited_for_again_and_order_is_free() -> None:
    told = waits((0, a.OPENED), (2, a.measured("sbp", 118)), (9, a.CONSENT), (30, a.measured("sbp", 120)))
    assert (told.exam, told.interview) == (2, 7)


def test_blood_tests_and_examination_are_told_apart_and_a_reading_at_the_chair_is_neither() -> None:
    assert waits((0, a.OPENED), (4, a.measured("hb", 130, "g/L"))) == NOTHING._replace(tests=4)
    chair = waits((0, a.OPENED), (1, a.planned()), (4, a.measured("sbp", 90)))
    assert chair == NOTHING._replace(labels=1)


def test_what_is_written_without_the_donor_moves_no_wait() -> None:
    between = (a.held(), a.corrected("x", a.OPENED), e.ContactSaid(word="withdrawn", seen=()))
    told = waits((0, a.OPENED), *((5, act) for act in between), (8, a.CONSENT))
    assert told.interview == 8


@pytest.mark.parametrize("how", ["donated", "deferred", "failed"])
def test_the_stay_ends_as_the_visit_is_closed(how: str) -> None:
    assert waits((0, a.OPENED), (2.99, a.closed(how))).stay == 2


def test_who_left_without_a_word_left_at_a_time_that_nobody_knows() -> None:
    assert waits((0, a.OPENED), (300, a.closed("left"))) == NOTHING


def test_of_a_visit_in_which_a_clock_ran_backwards_no_wait_is_known() -> None:
    ran = [(0, a.OPENED), (3, a.CONSENT), (180, a.measured("sbp", 118)), (6, a.decision("eligible"))]
    assert waits(*ran) == NOTHING
    assert waits(*ran[:3]).exam == 177


def test_a_wait_that_ends_on_another_day_is_not_known() -> None:
    midnight = (datetime(2026, 11, 21, 16, tzinfo=UTC) - MORNING) / timedelta(minutes=1)
    told = waits((midnight - 5, a.OPENED), (midnight - 1, a.CONSENT), (midnight + 1, a.measured("sbp", 118)))
    assert told == NOTHING._replace(interview=4)


def test_what_begins_anew_on_another_day_is_waited_for_anew() -> None:
    day = 24 * 60
    told = waits((0, a.OPENED), (3, a.CONSENT), (day, a.LAPSED), (day + 6, a.CONSENT), (day + 9, a.closed()))
    assert told == NOTHING._replace(interview=6)


# ---- from the ticket to the desk ----


def ticket(minute: float, counter: int = 0, *, behind: str = "") -> str:
    """Return the hybrid time of a ticket given so many minutes after the morning."""
    ms = int(MORNING.timestamp() * 1000) + round(minute * MINUTE)
    return f"{ms:012x}-{counter:04x}-van1{behind}"


def at_desk(given: str | None, *told: tuple[float, e.Act]) -> Waits:
    return waits_of(fold_visit(at_minutes(*told)).walked, given)


@pytest.mark.parametrize("waited", [0, 0.99, 1, 14.5, 300])
def test_who_has_a_ticket_waits_for_the_desk_until_the_visit_is_opened(waited: float) -> None:
    told = at_desk(ticket(-waited), (0, a.OPENED), (3, a.CONSENT))
    assert told == NOTHING._replace(desk=int(waited), interview=3)


def test_who_has_none_or_got_it_at_the_desk_has_not_waited_for_it() -> None:
    assert at_desk(None, (0, a.OPENED)) == NOTHING
    assert at_desk(ticket(2), (0, a.OPENED)) == NOTHING
    assert at_desk(ticket(0, counter=9), (0, a.OPENED)) == NOTHING


def test_a_ticket_of_yesterday_or_of_a_clock_that_was_set_back_since_tells_nothing() -> None:
    midnight = (datetime(2026, 11, 20, 16, tzinfo=UTC) - MORNING) / timedelta(minutes=1)
    assert at_desk(ticket(midnight), (midnight + 6, a.OPENED)).desk == 6
    assert at_desk(ticket(midnight - 1), (midnight + 6, a.OPENED)) == NOTHING
    wall = int(MORNING.timestamp() * 1000) + 5 * MINUTE
    late = ticket(-2, behind=f"@{wall:012x}")
    assert at_desk(late, (0, a.OPENED), (3, a.CONSENT)) == NOTHING._replace(interview=3)
    assert at_desk(ticket(-9), (0, a.OPENED), (3, a.CONSENT), (1, a.measured("sbp", 118))) == NOTHING


def test_a_form_has_no_ticket_that_is_waited_with() -> None:
    assert waits_of(fold_visit(at_minutes((0, FORM))).walked, ticket(-9)) == NOTHING


def test_what_begins_anew_on_another_day_keeps_the_wait_for_the_desk() -> None:
    told = at_desk(ticket(-7), (0, a.OPENED), (1_440, a.LAPSED), (1_446, a.CONSENT))
    assert told == NOTHING._replace(desk=7, interview=6)


# ---- from paper ----

FORM = a.changed(a.OPENED, paper=e.PaperForm(form="K7M2Q001", at=MORNING, filled_by="王芳"))


def later(minutes: int) -> tuple[float, e.Act]:
    return (1_500.0, e.PaperTime(at=MORNING + timedelta(minutes=minutes)))


def typed(*told: e.Act | tuple[float, e.Act]) -> Waits:
    return waits((1_500.0, FORM), *(one if isinstance(one, tuple) else (1_500.0, one) for one in told))


def test_a_form_says_how_long_a_donor_stayed_and_not_what_was_waited_for() -> None:
    told = typed(
        a.CONSENT,
        a.measured("sbp", 118),
        a.ELIGIBLE,
        later(20),
        a.needle(),
        later(28),
        a.ended(),
        a.WALK["rest"],
        later(50),
        e.PaperReadBack(form="K7M2Q001", witness="s2"),
        a.closed(),
    )
    assert told == NOTHING._replace(stay=50)


def test_a_form_knows_a_wait_of_which_it_names_both_ends() -> None:
    assert typed(later(7), a.CONSENT, later(9), a.measured("sbp", 118)) == NOTHING._replace(
        interview=7, exam=2
    )


def test_a_form_without_an_hour_of_leaving_knows_no_stay() -> None:
    assert typed(a.CONSENT, a.closed("deferred")) == NOTHING


# ---- by chance, counted again ----


def naively(told: list[tuple[float, e.Act]]) -> dict[str, int]:
    """Count again from the bare list: the first act of each step, and the act just before it."""
    kinds = {
        "interview": (e.ConsentGiven, e.Answered, e.InterviewSigned),
        "exam": (e.SignSeen, e.ExamSigned),
        "tests": (e.StripStarted, e.StripRead, e.GroupTyped, e.TestsSigned),
        "decision": (e.DecisionMade,),
        "collection": (e.NeedleIn,),
        "aftercare": (e.RestStarted,),
    }
    found = {}
    for step, those in kinds.items():
        place = next((n for n, (_, act) in enumerate(told) if isinstance(act, those)), None)
        if place is not None:
            found[step] = int(told[place][0]) - int(told[place - 1][0])
    return found


@pytest.mark.parametrize("seed", range(20))
def test_walks_by_chance_come_to_the_same_counted_both_ways(seed: int) -> None:
    dice = random.Random(seed)
    acts: list[e.Act] = [
        a.CONSENT,
        a.answered(),
        a.INTERVIEW_SIGNED,
        a.WALK["skin"],
        a.WALK["exam"],
        a.WALK["strip"],
        a.WALK["group"],
        a.ELIGIBLE,
        a.needle(),
        a.WALK["rest"],
        a.WALK["souvenir"],
    ]
    minute, told = 0, [(0.0, a.OPENED)]
    for act in dice.sample(acts, dice.randint(0, len(acts))):
        minute += dice.randint(0, 40)
        told.append((float(minute), act))
    lines = at_minutes(*told)
    folded = fold_visit(dice.sample(lines, len(lines)))
    known = {step: waited for step, waited in waits_of(folded.walked)._asdict().items() if waited is not None}
    assert known == naively(told)
    assert _one_by_one(lines).walked == folded.walked


def _one_by_one(lines: list[Recorded]) -> Visit:
    visit = fold_visit(lines[:1])
    for line in lines[1:]:
        visit = continue_visit(visit, line)
    return visit


# ---- of many ----


def test_half_and_nine_in_ten_waited_no_longer() -> None:
    every = [Waiting("exam", minutes, 1) for minutes in (1, 2, 3, 4, 5, 6, 7, 8, 9, 60)]
    assert summed(every) == {"exam": Wait(visits=10, median=5, most=9)}
    assert summed([Waiting("exam", 0, 3), Waiting("exam", 9, 1)])["exam"] == Wait(visits=4, median=0, most=9)


def test_what_nobody_knows_is_no_wait_of_nothing() -> None:
    told = [*told_of(NOTHING), *told_of(NOTHING._replace(exam=6))]
    assert summed(told) == {"exam": Wait(visits=1, median=6, most=6)}
    assert summed([]) == {}


@pytest.mark.parametrize("seed", range(10))
def test_many_by_chance_are_what_a_sorted_list_says(seed: int) -> None:
    dice = random.Random(seed)
    minutes = sorted(dice.randrange(90) for _ in range(dice.randint(1, 200)))
    told = summed(_shuffled(dice, minutes))["tests"]
    rank = {percent: -(-len(minutes) * percent // 100) - 1 for percent in (50, 90)}
    assert told == Wait(visits=len(minutes), median=minutes[rank[50]], most=minutes[rank[90]])


def _shuffled(dice: random.Random, minutes: list[int]) -> Iterable[Waiting]:
    return (Waiting("tests", one, 1) for one in dice.sample(minutes, len(minutes)))


def test_steps_stand_in_the_order_of_the_walk() -> None:
    assert list(summed(Waiting(step, 1, 1) for step in reversed(AWAITED))) == list(AWAITED)
