"""A set read back twice, and stopped by any label of another donor."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.donation_number import check_character, profile_named
from donor_room.domain.label_set import AlreadyScanned, Equal, Foreign, ScanAnswer, WrongKind
from donor_room.domain.own_codes import chair_code, command_code
from donor_room.domain.refusal import Refusal
from donor_room.workflow import label, label_scan, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

WITNESS = {"witness": d.NURSE, "pin": d.PIN}


def encoded(visit: register.Visit, role: str) -> str:
    return next(
        item.encoded for item in label_scan.labels_of(visit, "before_needle").items if item.role == role
    )


def scan(desk: Desk, visit: register.Visit, text: str) -> ScanAnswer:
    return label_scan.scan(desk, visit.id, text=text, phase="before_needle")[1]


def test_all_labels_are_read_back_in_any_order(desk: Desk, planned: register.Visit) -> None:
    for role in ("form", "bag3", "nat", "slip", "bag1", "tube", "bag2"):
        assert isinstance(scan(desk, planned, encoded(planned, role)), Equal)
    assert desk.visits.get(planned.id).unscanned("before_needle") == ()


def test_a_label_counts_once(desk: Desk, planned: register.Visit) -> None:
    scan(desk, planned, encoded(planned, "bag1"))
    before = desk.ledger.count()
    assert isinstance(scan(desk, planned, encoded(planned, "bag1")), AlreadyScanned)
    assert desk.ledger.count() == before


@pytest.mark.parametrize("text", ["=%6200", chair_code(2), command_code("next"), "6901234567892"])
def test_another_kind_of_code_changes_nothing(desk: Desk, planned: register.Visit, text: str) -> None:
    before = desk.ledger.count()
    assert isinstance(scan(desk, planned, text), WrongKind)
    assert desk.ledger.count() == before


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("=<E1234V00", "product"),
        ("=%6200", "group"),
        ("=\\621111111111111111", "antigens"),
        ("=)1AB1234567", "container"),
        ("&)1234567890", "container_lot"),
        ("=>026330", "expiry"),
        (chair_code(1), "chair"),
    ],
)
def test_a_wrong_kind_is_answered_with_what_is_expected(
    desk: Desk, planned: register.Visit, text: str, kind: str
) -> None:
    assert scan(desk, planned, text) == WrongKind("bag1", kind)


def test_two_codes_read_as_one_are_refused_and_nothing_is_written(
    desk: Desk, planned: register.Visit
) -> None:
    before = desk.ledger.count()
    for pair in (encoded(planned, "bag1") + "=%6200", encoded(planned, "bag1") + "=<E1234V00"):
        with pytest.raises(Refusal):
            scan(desk, planned, pair)
    assert desk.ledger.count() == before


def test_a_foreign_label_stops_both_even_while_no_scan_is_due(desk: Desk, planned: register.Visit) -> None:
    whole = d.scan_all(desk, planned, "before_needle")
    other = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
    assert label_scan.look(desk, whole.id, text=encoded(whole, "bag1"))[1] is None
    assert label_scan.look(desk, whole.id, text="=%6200")[1] is None
    assert isinstance(label_scan.look(desk, whole.id, text=encoded(other, "nat"))[1], Foreign)
    assert [desk.visits.get(one.id).foreign is not None for one in (whole, other)] == [True, True]


def test_before_a_set_is_planned_no_label_is_foreign(desk: Desk, planned: register.Visit) -> None:
    waiting = d.bring_to(desk, "labels", seed=8)
    assert label_scan.look(desk, waiting.id, text=encoded(planned, "bag1"))[1] is None


def test_a_foreign_label_stops_both_visits(desk: Desk, planned: register.Visit) -> None:
    other = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
    assert isinstance(scan(desk, planned, encoded(other, "bag1")), Foreign)
    assert [desk.visits.get(one.id).foreign is not None for one in (planned, other)] == [True, True]
    for one, found in ((planned, other), (other, planned)):
        stopped = desk.visits.get(one.id).foreign
        assert stopped is not None
        assert found.label_set is not None
        assert (stopped.foreign_number, stopped.foreign_visit) == (found.label_set.number, found.id)
    with refused("walk.foreign_label"):
        scan(desk, planned, encoded(planned, "bag1"))
    for one in (planned, other):
        assert label_scan.clear_foreign(desk, one.id, reason=" 取走 ", **WITNESS).foreign is None
        cleared = [line.act for line in desk.ledger.of_visit(one.id)][-1]
        assert cleared == e.ForeignLabelCleared(reason="取走", witness=d.NURSE)


def test_a_look_at_a_foreign_label_names_its_number(desk: Desk, planned: register.Visit) -> None:
    other = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
    assert other.label_set is not None
    answer = label_scan.look(desk, planned.id, text=encoded(other, "bag1"))[1]
    assert answer == Foreign(other.label_set.number)


def test_a_label_of_an_ended_visit_stops_this_one(desk: Desk) -> None:
    done = d.bring_to(desk, "closed")
    planned = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
    assert done.label_set is not None
    assert isinstance(scan(desk, planned, f"={done.label_set.number}01"), Foreign)
    assert desk.visits.get(done.id).foreign is None


def test_a_label_of_no_known_visit_stops_this_one(desk: Desk, planned: register.Visit) -> None:
    assert isinstance(scan(desk, planned, "=A66012699999901"), Foreign)
    stopped = desk.visits.get(planned.id).foreign
    assert stopped is not None
    assert (stopped.foreign_number, stopped.foreign_visit) == ("A660126999999", None)


def test_a_label_of_the_own_voided_set_is_foreign(desk: Desk, planned: register.Visit) -> None:
    old = encoded(planned, "bag1")
    label.void(desk, planned.id, reason="不清", **WITNESS)
    again = label.plan(desk, planned.id, bag_kind="triple_400")
    assert isinstance(scan(desk, again, old), Foreign)


@pytest.mark.parametrize("witness", [d.EVERYBODY, d.ADMINISTRATOR])
def test_a_typed_number_takes_a_second_person(desk: Desk, planned: register.Visit, witness: str) -> None:
    number = planned.label_set.number if planned.label_set else ""
    typed = number + (check_character(number, profile_named("isbt128")) or "")
    wanted = {"text": typed, "phase": "before_needle", "pin": d.PIN}
    with pytest.raises(Refusal, match=r"staff\."):
        label_scan.type_number(desk, planned.id, witness=witness, **wanted)  # type: ignore[arg-type]
    told, answer = label_scan.type_number(desk, planned.id, witness=d.NURSE, **wanted)  # type: ignore[arg-type]
    assert isinstance(answer, Equal)
    assert told.unscanned("before_needle")[0] == "bag2"
    typed_in = [line.act for line in desk.ledger.of_visit(planned.id)][-1]
    assert typed_in == e.LabelScanned(
        number=number, role="bag1", text=number, phase="before_needle", typed=True
    )


def test_a_typed_number_needs_its_check_character(desk: Desk, planned: register.Visit) -> None:
    with pytest.raises(Refusal, match=r"labels\."):
        label_scan.type_number(desk, planned.id, text="A660126000001", phase="before_needle", **WITNESS)


def test_a_clearing_takes_a_reason(desk: Desk, planned: register.Visit) -> None:
    with refused("labels.no_reason"):
        label_scan.clear_foreign(desk, planned.id, reason="", **WITNESS)
