"""Bag, needle, end with its flags, and reactions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.workflow import collect, label, react, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused
from tests.support.reacted import LIGHT


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "collection")


@pytest.fixture
def flowing(desk: Desk, visit: register.Visit) -> register.Visit:
    return d.needle_in(desk, visit)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lot": " "}, "collection.no_lot"),
        ({"bag_kind": "triple_200"}, "collection.other_bag_kind"),
    ],
)
def test_a_wrong_bag_is_refused(desk: Desk, visit: register.Visit, change: dict[str, str], code: str) -> None:
    bag = {"bag_kind": "triple_400", "lot": "B2608"} | change
    with refused(code):
        collect.take_bag(desk, visit.id, expires_on=desk.clock.today(), **bag)


@pytest.mark.parametrize(("days", "good"), [(-1, False), (0, True)])
def test_a_bag_is_good_through_its_last_day(desk: Desk, visit: register.Visit, days: int, good: bool) -> None:
    last_day = desk.clock.today() + timedelta(days=days)
    if good:
        assert collect.take_bag(desk, visit.id, bag_kind="triple_400", lot=" B ", expires_on=last_day).bag
    else:
        with refused("collection.bag_expired"):
            collect.take_bag(desk, visit.id, bag_kind="triple_400", lot="B", expires_on=last_day)


def test_without_a_bag_no_needle(desk: Desk, visit: register.Visit) -> None:
    with refused("walk.no_bag"):
        collect.put_needle_in(desk, visit.id, arm="left")


def fail_and_plan_again(desk: Desk, visit: register.Visit) -> register.Visit:
    collect.fail_needle(desk, visit.id, reason="无血流")
    label.void(desk, visit.id, reason="穿刺失败", witness=d.NURSE, pin=d.PIN)
    return d.take_bag(desk, d.plan_and_scan(desk, desk.visits.get(visit.id)))


def test_a_second_needle_takes_the_other_arm_and_the_donors_word(desk: Desk, flowing: register.Visit) -> None:
    again = fail_and_plan_again(desk, flowing)
    with refused("walk.donor_must_agree"):
        collect.put_needle_in(desk, again.id, arm="right")
    with refused("walk.other_arm"):
        collect.put_needle_in(desk, again.id, arm="left", donor_agreed=True)
    told = collect.put_needle_in(desk, again.id, arm="right", donor_agreed=True)
    assert [one.put_in.attempt for one in told.needles] == [1, 2]


def test_there_is_no_third_needle(desk: Desk, flowing: register.Visit) -> None:
    again = fail_and_plan_again(desk, flowing)
    collect.put_needle_in(desk, again.id, arm="right", donor_agreed=True)
    again = fail_and_plan_again(desk, again)
    with refused("collection.too_many_needles"):
        collect.put_needle_in(desk, again.id, arm="left", donor_agreed=True)


def test_a_needle_that_is_not_in_cannot_fail(desk: Desk, visit: register.Visit) -> None:
    with refused("walk.no_needle"):
        collect.fail_needle(desk, visit.id, reason="x")


def test_a_failed_needle_has_a_reason(desk: Desk, flowing: register.Visit) -> None:
    with refused("collection.no_reason"):
        collect.fail_needle(desk, flowing.id, reason=" ")


# ---- the end -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("volume_ml", "outcome"),
    [
        (0, "failed"),
        (99, "failed"),
        (100, "short"),
        (359, "short"),
        (360, "full"),
        (440, "full"),
        (441, "over"),
        (800, "over"),
    ],
)
def test_the_outcome_follows_from_the_volume(
    desk: Desk, flowing: register.Visit, volume_ml: int, outcome: str
) -> None:
    ended = collect.end(desk, flowing.id, volume_ml=volume_ml, reason="slow_flow").collection
    assert ended is not None
    assert (ended.outcome, outcome in ended.flags) == (outcome, outcome != "full")


@pytest.mark.parametrize("volume_ml", [-1, 801])
def test_no_bag_holds_that(desk: Desk, flowing: register.Visit, volume_ml: int) -> None:
    with refused("collection.volume"):
        collect.end(desk, flowing.id, volume_ml=volume_ml, reason="x")


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_what_is_off_the_plan_has_a_reason(desk: Desk, flowing: register.Visit, reason: str | None) -> None:
    with refused("collection.no_reason"):
        collect.end(desk, flowing.id, volume_ml=300, reason=reason)
    assert collect.end(desk, flowing.id, volume_ml=400, reason=reason).collection


def test_without_a_needle_there_is_no_end(desk: Desk, visit: register.Visit) -> None:
    with refused("walk.no_needle"):
        collect.end(desk, visit.id, volume_ml=400, reason=None)


@pytest.mark.parametrize(
    ("seconds", "flags"),
    [(600, ()), (601, ("no_platelets",)), (780, ("no_platelets",)), (781, ("no_platelets", "no_plasma"))],
)
def test_slow_blood_is_flagged(
    desk: Desk, flowing: register.Visit, clock: FixedClock, seconds: int, flags: tuple[str, ...]
) -> None:
    clock.instant += timedelta(seconds=seconds, milliseconds=5)
    ended = collect.end(desk, flowing.id, volume_ml=400, reason=None).collection
    assert ended is not None
    assert (ended.seconds, ended.flags) == (seconds, flags)


def test_a_clock_put_back_makes_no_negative_time(
    desk: Desk, flowing: register.Visit, clock: FixedClock
) -> None:
    clock.instant -= timedelta(hours=1)
    ended = collect.end(desk, flowing.id, volume_ml=400, reason=None).collection
    assert ended is not None
    assert ended.seconds == 0


def test_an_unknown_plan_has_no_volume(desk: Desk) -> None:
    with refused("register.no_plan"):
        collect.planned_ml(desk.packs.rules, "WB999")


# ---- reactions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("step", "phase"), [("interview", "before_needle"), ("aftercare", "after_needle")])
def test_a_reaction_begins_anywhere(desk: Desk, step: str, phase: str) -> None:
    visit = d.bring_to(desk, step, seed=9)
    assert collect.begin_reaction(desk, visit.id).reactions[0].began.phase == phase


def test_a_reaction_at_the_needle_and_at_rest(desk: Desk, flowing: register.Visit) -> None:
    collect.begin_reaction(desk, flowing.id)
    end_reaction(desk, flowing)
    ended = collect.end(desk, flowing.id, volume_ml=400, reason=None)
    assert ended.collection is not None
    assert ended.collection.flags == ("reaction",)
    d.scan_all(desk, ended, "after_tubes")
    d.aftercare.start_rest(desk, flowing.id)
    phases = [one.began.phase for one in collect.begin_reaction(desk, flowing.id).reactions]
    assert phases == ["collecting", "resting"]


def end_reaction(desk: Desk, visit: register.Visit, kind: str = "A2.1") -> register.Visit:
    return react.end_reaction(
        desk, visit.id, answers=LIGHT, treatment=" 平卧 ", change=react.Change(kind=kind), reason="手臂发麻"
    )


def test_a_reaction_is_told_and_ended(desk: Desk, flowing: register.Visit) -> None:
    with refused("walk.no_reaction"):
        collect.note_reaction(desk, flowing.id, what="legs_up")
    collect.begin_reaction(desk, flowing.id)
    collect.note_reaction(desk, flowing.id, what="legs_up")
    with refused("collection.no_reaction_kind"):
        end_reaction(desk, flowing, "Z9")
    ended = end_reaction(desk, flowing).reactions[0].ended
    assert ended is not None
    assert ended.treatment == "平卧"


def test_what_is_more_than_an_attempt_came_through_a_needle_that_gave_flow(desk: Desk) -> None:
    visit = d.bring_to(desk, "collection")
    d.needle_in(desk, visit)
    collect.fail_needle(desk, visit.id, reason="无血流")
    label.void(desk, visit.id, reason="针失败", witness=d.NURSE, pin=d.PIN)
    with refused("walk.no_needle"):
        collect.end(desk, visit.id, volume_ml=400, reason=None)
    assert collect.end(desk, visit.id, volume_ml=0, reason="无血流").collection is not None


def test_a_collection_ends_with_the_needle_in_or_with_no_set_left(desk: Desk) -> None:
    visit = d.bring_to(desk, "collection")
    d.needle_in(desk, visit)
    collect.fail_needle(desk, visit.id, reason="无血流")
    label.void(desk, visit.id, reason="针失败", witness=d.NURSE, pin=d.PIN)
    label.plan(desk, visit.id, bag_kind="triple_400")
    with refused("walk.void_the_set_first"):
        collect.end(desk, visit.id, volume_ml=0, reason="无血流")
