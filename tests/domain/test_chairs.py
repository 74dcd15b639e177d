"""Who has a chair, and from when until when."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.chairs import chair_of, lowest_free
from donor_room.domain.refusal import Refusal
from donor_room.domain.walk import why_not
from tests.support import acts as a
from tests.support.acts import WALK, upto, visit_of


def chair_after(*acts: e.Act) -> int | None:
    return chair_of(visit_of(*acts))


@pytest.mark.parametrize(
    ("name", "chair"),
    [("chair", None), ("seated", 1), ("scan slip", 1), ("needle", 1), ("ended", 1), ("proof form", 1),
     ("proof slip", None), ("closed", None)],
)  # fmt: skip
def test_a_chair_is_had_from_the_identity_until_the_tubes_are_read_back(name: str, chair: int | None) -> None:
    assert chair_after(*upto(name)) == chair


def test_a_void_set_frees_the_chair_and_the_next_set_needs_one() -> None:
    acts = (*upto("sent"), a.VOIDED)
    assert chair_after(*acts) is None
    assert visit_of(*acts).left_chair == 1
    assert why_not(visit_of(*acts), a.planned("A660126000002")) == "chair.seat_first"
    assert why_not(visit_of(*acts, a.SEATED), a.planned("A660126000002")) is None


def test_who_leaves_or_is_deferred_before_a_set_has_no_chair() -> None:
    assert chair_after(*upto("seated"), a.closed("left")) is None
    assert chair_after(*upto("seated"), a.DEFERRED) is None
    assert chair_after(*upto("planned"), a.DEFERRED) == 1


def test_another_day_frees_the_chair_unless_labels_lie_there() -> None:
    assert chair_after(*upto("seated"), a.LAPSED) is None
    assert chair_after(*upto("planned"), a.LAPSED) == 1


def test_the_lowest_free_chair_is_taken_until_there_is_none() -> None:
    assert [lowest_free(taken, 3) for taken in ((), {1}, {2, 3}, {1, 3})] == [1, 2, 1, 2]
    with pytest.raises(Refusal, match=r"chair\.all_taken"):
        lowest_free({1, 2, 3}, 3)


@pytest.mark.parametrize(
    ("name", "code"),
    [("opened", "walk.confirm_identity_first"), ("needle", "chair.needle_is_in"),
     ("proof slip", "chair.is_over"), ("chair", None), ("scan bag1", None), ("ended", None)],
)  # fmt: skip
def test_when_a_donor_may_be_seated(name: str, code: str | None) -> None:
    assert why_not(visit_of(*upto(name)), e.Seated(chair=2)) == code


def test_another_chair_after_the_print_means_all_scans_again() -> None:
    moved = visit_of(*upto("scan slip"), e.Seated(chair=2))
    assert moved.unscanned("before_needle") == a.PROVED
    same = visit_of(*upto("scan slip"), a.SEATED)
    assert same.unscanned("before_needle") == ()
    after = visit_of(*upto("proof form"), e.Seated(chair=2))
    assert (after.unscanned("after_tubes"), after.unscanned("before_needle")) == (a.PROVED, ())


# ---- a check begun anew ----


def test_a_check_begun_anew_forgets_its_scans_and_no_others() -> None:
    visit = visit_of(*upto("scan tube"), a.RESTARTED)
    assert visit.unscanned("before_needle") == a.PROVED
    again = a.changed(a.RESTARTED, phase="after_tubes")
    after = visit_of(*upto("proof tube"), again)
    assert (after.unscanned("before_needle"), after.unscanned("after_tubes")) == ((), a.PROVED)


@pytest.mark.parametrize(
    ("name", "phase", "code"),
    [("chair", "before_needle", "walk.no_label_set"), ("sent", "before_needle", "chair.no_check_in_hand"),
     ("scan tube", "before_needle", None), ("scan tube", "after_tubes", "chair.no_check_in_hand"),
     ("scan slip", "before_needle", "chair.no_check_in_hand"),
     ("needle", "before_needle", "chair.no_check_in_hand"),
     ("proof tube", "after_tubes", None), ("proof slip", "after_tubes", "chair.no_check_in_hand")],
)  # fmt: skip
def test_only_a_check_left_half_done_begins_anew(name: str, phase: str, code: str | None) -> None:
    assert why_not(visit_of(*upto(name)), a.changed(a.RESTARTED, phase=phase)) == code


def test_a_check_of_another_set_is_not_this_one() -> None:
    other = a.changed(a.RESTARTED, number="other")
    assert why_not(visit_of(*upto("scan tube")), other) == "walk.not_this_set"


def test_a_foreign_label_lets_everything_begin_anew() -> None:
    before = visit_of(*upto("bag"), a.FOREIGN, a.CLEARED)
    assert (before.unscanned("before_needle"), before.is_heard("chair")) == (a.PROVED, False)
    assert why_not(before, WALK["scan bag1"]) == "walk.confirm_identity_at_chair"
    flowing = visit_of(*upto("needle"), a.FOREIGN, a.CLEARED)
    assert (flowing.unscanned("before_needle"), flowing.is_heard("chair")) == ((), True)
    after = visit_of(*upto("rest"), a.FOREIGN, a.CLEARED)
    assert (after.unscanned("after_tubes"), after.unscanned("before_needle")) == (a.PROVED, ())


def test_a_label_that_stops_a_donor_without_a_set_changes_only_that() -> None:
    assert visit_of(*upto("heard"), a.FOREIGN).foreign is not None
