"""A chair has one donor, a check left half done begins anew, typed numbers are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.chairs import chair_of
from donor_room.domain.donation_number import check_character, profile_named
from donor_room.workflow import chair, collect, label, label_scan, register, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

WITNESS = {"witness": d.NURSE, "pin": d.PIN}


def at_labels(desk: Desk, seed: int) -> register.Visit:
    return d.bring_to(desk, "labels", seed=seed)


def heard(desk: Desk, seed: int, **where: int) -> register.Visit:
    return label.confirm_at_chair(desk, at_labels(desk, seed).id, **where)


def test_the_lowest_free_chair_is_given_by_itself(desk: Desk) -> None:
    assert [chair_of(heard(desk, seed)) for seed in (11, 12)] == [1, 2]


def test_a_chair_named_is_the_one_given(desk: Desk) -> None:
    first, second = heard(desk, 11, chair=3), heard(desk, 12)
    assert (chair_of(first), chair_of(second)) == (3, 1)
    assert chair.who_sits_at(desk, 3).visit == first.id  # type: ignore[union-attr]
    assert chair.who_sits_at(desk, 2) is None
    assert chair.likely_chair(desk, at_labels(desk, 13)) == 2
    assert chair.likely_chair(desk, first) == 3


def test_a_chair_with_another_donor_is_refused_by_name(desk: Desk) -> None:
    first = heard(desk, 11)
    with pytest.raises(label.Refusal) as no:
        label.confirm_at_chair(desk, at_labels(desk, 12).id, chair=1)
    assert (no.value.code, no.value.values) == ("chair.taken", {"chair": 1, "name": first.donor.name})
    assert desk.visits.get(at_labels(desk, 13).id).chair is None


@pytest.mark.parametrize("number", [0, 7])
def test_a_chair_that_does_not_stand_here_is_refused(desk: Desk, number: int) -> None:
    with refused("chair.unknown"):
        heard(desk, 11, chair=number)
    with refused("chair.unknown"):
        chair.who_sits_at(desk, number)


def test_the_last_chair_is_a_chair(desk: Desk) -> None:
    last = heard(desk, 11, chair=desk.packs.policy.chairs)
    assert chair_of(last) == 6
    assert chair.who_sits_at(desk, 6).visit == last.id  # type: ignore[union-attr]


def test_no_more_donors_than_chairs(desk: Desk) -> None:
    for seed in range(11, 17):
        heard(desk, seed)
    seventh = at_labels(desk, 17)
    assert chair.likely_chair(desk, seventh) is None
    with refused("chair.all_taken"):
        label.confirm_at_chair(desk, seventh.id)
    assert not desk.visits.get(seventh.id).is_heard("chair")


def test_a_donor_may_take_another_chair_and_is_read_back_there(desk: Desk) -> None:
    visit = heard(desk, 11)
    assert chair_of(chair.seat(desk, visit.id, 2)) == 2
    assert d.kinds(desk, chair.seat(desk, visit.id, 2).id).count("chair.seated") == 2
    d.plan_and_scan(desk, desk.visits.get(visit.id))
    moved = chair.seat(desk, visit.id, 4)
    assert "bag1" in moved.unscanned("before_needle")
    d.needle_in(desk, d.scan_all(desk, moved, "before_needle"))
    with refused("chair.needle_is_in"):
        chair.seat(desk, visit.id, 5)


def test_after_a_void_the_donor_gets_the_same_chair_if_nobody_took_it(desk: Desk) -> None:
    visit = d.plan_set(desk, heard(desk, 11, chair=2))
    label.void(desk, visit.id, reason="不清", **WITNESS)
    assert chair.who_sits_at(desk, 2) is None
    assert chair_of(d.plan_set(desk, desk.visits.get(visit.id))) == 2
    label.void(desk, visit.id, reason="不清", **WITNESS)
    heard(desk, 12, chair=2)
    assert chair_of(d.plan_set(desk, desk.visits.get(visit.id))) == 1


def test_the_chair_is_free_when_the_tubes_are_read_back(desk: Desk) -> None:
    visit = d.bring_to(desk, "collection", seed=11)
    assert chair.who_sits_at(desk, 1) is not None
    d.collect_all(desk, visit)
    assert desk.visits.seated() == []


def test_a_chair_is_of_its_terminal(desk: Desk, tmp_path: Path) -> None:
    heard(desk, 11)
    (tmp_path / "other").mkdir()
    with d.at_work(tmp_path / "other", desk.clock) as other:
        assert chair_of(heard(other, 12)) == 1
    desk.rebuild()
    assert [line.chair for line in desk.visits.seated()] == [1]


def test_nobody_takes_the_own_blood(desk: Desk) -> None:
    name = d.PEOPLE[d.EVERYBODY][0]
    donor = d.bring_to(desk, "labels", seed=11, name=name)
    with refused("chair.is_the_donor"):
        label.confirm_at_chair(desk, donor.id)
    d.take_place(desk, d.NURSE)
    d.plan_and_scan(desk, donor)
    d.take_bag(desk, donor)
    d.take_place(desk, d.EVERYBODY)
    with refused("chair.is_the_donor"):
        collect.put_needle_in(desk, donor.id, arm="left")


# ---- a check left half done ----


def test_a_check_left_half_done_begins_anew(desk: Desk, planned: register.Visit) -> None:
    code = label_scan.labels_of(planned, "before_needle").items[0].encoded
    half, _ = label_scan.scan(desk, planned.id, text=code, phase="before_needle")
    again = chair.begin_check(desk, half)
    assert len(again.unscanned("before_needle")) == 7
    assert chair.begin_check(desk, again) is again


def test_a_check_that_is_complete_or_stopped_is_left_alone(desk: Desk, planned: register.Visit) -> None:
    before = d.bring_to(desk, "closed", seed=8)
    assert chair.begin_check(desk, before) is before
    whole = d.scan_all(desk, planned, "before_needle")
    assert chair.begin_check(desk, whole) is whole
    piercing = d.needle_in(desk, whole)
    assert chair.begin_check(desk, piercing) is piercing


def test_who_has_no_set_or_is_stopped_has_no_check(desk: Desk, planned: register.Visit) -> None:
    visit = at_labels(desk, 12)
    assert chair.begin_check(desk, visit) is visit
    label_scan.scan(desk, planned.id, text="=A66012699999901", phase="before_needle")
    stopped = desk.visits.get(planned.id)
    assert chair.begin_check(desk, stopped) is stopped


# ---- typed ----


def test_typed_numbers_are_counted_for_the_visit_and_the_shift(desk: Desk, planned: register.Visit) -> None:
    number = planned.label_set.number if planned.label_set else ""
    text = number + (check_character(number, profile_named("isbt128")) or "")
    for _ in range(2):
        label_scan.type_number(desk, planned.id, text=text, phase="before_needle", **WITNESS)  # type: ignore[arg-type]
    told = desk.visits.get(planned.id)
    assert (told.typed, chair.typed_count(desk, shift.the_shift(desk).id)) == (2, 2)
    again = chair.begin_check(desk, told)
    assert again.typed == 2
    assert chair.typed_count(desk, "another") == 0
