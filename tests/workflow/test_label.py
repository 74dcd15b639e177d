"""A number spent once, planned for one donor, and dead for ever when it is void."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.workflow import label, register, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

WITNESS = {"witness": d.NURSE, "pin": d.PIN}


def test_a_plan_spends_the_next_number_of_the_shift(desk: Desk, planned: register.Visit) -> None:
    assert planned.label_set is not None
    assert planned.label_set.number == "A660126000001"
    assert [item.role for item in planned.label_set.planned.labels] == [
        "bag1", "bag2", "bag3", "nat", "tube", "form", "slip",
    ]  # fmt: skip


@pytest.mark.parametrize("bag_kind", ["triple_200", "apheresis_plasma", "nonsense"])
def test_a_bag_of_another_volume_is_refused(desk: Desk, bag_kind: str) -> None:
    visit = d.bring_to(desk, "labels")
    label.confirm_at_chair(desk, visit.id)
    with refused("collection.other_bag_kind"):
        label.plan(desk, visit.id, bag_kind=bag_kind)


@pytest.mark.parametrize(
    ("plan", "kinds"),
    [
        ("WB200", ("single_200", "triple_200")),
        ("WB400", ("triple_400", "quadruple_400", "filter_400")),
    ],
)
def test_a_plan_has_its_bags(desk: Desk, plan: str, kinds: tuple[str, ...]) -> None:
    assert label.bag_kinds_for(desk, desk.packs.rules, plan) == kinds


def test_an_unknown_plan_has_no_bags(desk: Desk) -> None:
    with refused("register.no_plan"):
        label.bag_kinds_for(desk, desk.packs.rules, "WB999")


def test_apheresis_has_its_own_bags(desk: Desk) -> None:
    kinds = [
        kind for kind in ("APH_PLT", "APH_PLT1", "APH_PLT2", "APH_PLASMA") if desk.packs.rules.kind_of(kind)
    ]
    assert {label.bag_kinds_for(desk, desk.packs.rules, kind)[0].partition("_")[0] for kind in kinds} == {
        "apheresis"
    }


def test_used_up_numbers_bring_the_next_ones_by_themselves(tmp_path: Path) -> None:
    with d.at_work(tmp_path) as desk:
        current = shift.the_shift(desk).id
        desk.database.execute("UPDATE number_block SET taken = count")
        planned = d.plan_set(desk, d.bring_to(desk, "labels"))
        assert planned.label_set is not None
        assert planned.label_set.number == "A660126000051"
        assert len(desk.numbers.blocks(current)) == 2


def test_without_numbers_there_is_no_set(tmp_path: Path) -> None:
    with d.at_work(tmp_path, numbers=("A660126000001", "A660126000001")) as desk:
        d.plan_set(desk, d.bring_to(desk, "labels"))
        other = d.bring_to(desk, "labels", seed=8)
        label.confirm_at_chair(desk, other.id)
        with refused("shift.no_numbers_leased"):
            label.plan(desk, other.id, bag_kind="triple_400")
        assert desk.visits.get(other.id).label_sets == ()


def test_a_void_number_is_dead_and_the_next_one_is_spent(desk: Desk, planned: register.Visit) -> None:
    label.void(desk, planned.id, reason=" 打印不清 ", **WITNESS)
    again = label.plan(desk, planned.id, bag_kind="triple_400")
    assert [one.number for one in again.label_sets] == ["A660126000001", "A660126000002"]
    spent = desk.numbers.find("A660126000001")
    assert spent is not None
    assert spent.state == "void"


@pytest.mark.parametrize(
    ("witness", "pin", "reason", "code"),
    [
        (d.EVERYBODY, d.PIN, "不清", "staff.same_person"),
        (d.NURSE, "0000", "不清", "staff.wrong_secret"),
        (d.NURSE, d.PIN, " ", "labels.no_reason"),
    ],
)
def test_a_void_takes_a_reason_and_two_persons(
    desk: Desk, planned: register.Visit, witness: str, pin: str, reason: str, code: str
) -> None:
    with refused(code):
        label.void(desk, planned.id, reason=reason, witness=witness, pin=pin)
    assert desk.visits.get(planned.id).label_set == planned.label_set
