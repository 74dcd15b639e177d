"""A number spent once, a set printed once, read back twice, and stopped by any label of another donor."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.label_set import AlreadyScanned, Equal, Foreign, WrongKind
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.workflow import label, register, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

WITNESS = {"witness": d.NURSE, "pin": d.PIN}


@pytest.fixture
def planned(desk: Desk) -> register.Visit:
    return d.plan_set(desk, d.bring_to(desk, "labels"))


def encoded(visit: register.Visit, role: str) -> str:
    return next(item.encoded for item in label.labels_of(visit, "before_needle").items if item.role == role)


def scan(desk: Desk, visit: register.Visit, text: str) -> label.ScanAnswer:
    return label.scan(desk, visit.id, text=text, phase="before_needle")[1]


# ---- numbers -----------------------------------------------------------------------------------------------


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
    assert label.bag_kinds_for(desk, plan) == kinds


def test_an_unknown_plan_has_no_bags(desk: Desk) -> None:
    with refused("register.no_plan"):
        label.bag_kinds_for(desk, "WB999")


def test_apheresis_has_its_own_bags(desk: Desk) -> None:
    kinds = [
        kind for kind in ("APH_PLT", "APH_PLT1", "APH_PLT2", "APH_PLASMA") if desk.packs.rules.kind_of(kind)
    ]
    assert {label.bag_kinds_for(desk, kind)[0].partition("_")[0] for kind in kinds} == {"apheresis"}


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


# ---- printing ----------------------------------------------------------------------------------------------


@pytest.fixture
def printer(desk: Desk, tmp_path: Path) -> FolderPrinter:
    desk.printer = FolderPrinter(tmp_path / "labels", Texts("zh_CN"), desk.clock)
    return desk.printer


def test_a_set_is_printed_once(desk: Desk, planned: register.Visit, printer: FolderPrinter) -> None:
    sent = label.send(desk, planned.id).label_set
    assert sent is not None
    assert (sent.uncertain, d.kinds(desk, planned.id).count("labels.sent")) == (False, 2)
    with refused("labels.sent_already"):
        label.send(desk, planned.id)


def test_a_print_that_broke_off_is_uncertain_and_never_repeated(
    desk: Desk, planned: register.Visit, printer: FolderPrinter
) -> None:
    printer.fault, printer.fails_after = "cut", 2
    sent = label.send(desk, planned.id).label_set
    assert sent is not None
    assert sent.uncertain
    with refused("labels.uncertain"):
        label.send(desk, planned.id)


def test_a_printer_that_cannot_print_leaves_the_set_good(
    desk: Desk, planned: register.Visit, printer: FolderPrinter
) -> None:
    printer.fault = "paper_out"
    with refused("labels.fault.paper_out"):
        label.send(desk, planned.id)
    printer.fault = None
    assert label.send(desk, planned.id).label_set


def test_without_a_printer_or_a_set_nothing_is_printed(desk: Desk, planned: register.Visit) -> None:
    with refused("labels.no_printer"):
        label.send(desk, planned.id)
    with refused("walk.no_label_set"):
        label.send(desk, d.bring_to(desk, "labels", seed=8).id)


def test_a_name_stands_on_the_form_alone(desk: Desk, planned: register.Visit) -> None:
    contents = label.contents(desk, planned)
    assert [one.role for one in contents if one.name] == ["form"]
    assert {(one.practice, one.group, one.volume_ml) for one in contents} == {(True, "A", 400)}


def test_before_enrolment_the_station_has_no_name(desk: Desk) -> None:
    assert label.station_name(desk) == ""


# ---- reading back ------------------------------------------------------------------------------------------


def test_all_labels_are_read_back_in_any_order(desk: Desk, planned: register.Visit) -> None:
    for role in ("form", "bag3", "nat", "bag1", "tube", "bag2"):
        assert isinstance(scan(desk, planned, encoded(planned, role)), Equal)
    assert desk.visits.get(planned.id).unscanned("before_needle") == ()


def test_a_label_counts_once(desk: Desk, planned: register.Visit) -> None:
    scan(desk, planned, encoded(planned, "bag1"))
    before = desk.ledger.count()
    assert isinstance(scan(desk, planned, encoded(planned, "bag1")), AlreadyScanned)
    assert desk.ledger.count() == before


@pytest.mark.parametrize("text", ["=%6200", "DRV123456", "6901234567892"])
def test_another_kind_of_code_changes_nothing(desk: Desk, planned: register.Visit, text: str) -> None:
    before = desk.ledger.count()
    assert isinstance(scan(desk, planned, text), WrongKind)
    assert desk.ledger.count() == before


def test_a_foreign_label_stops_both_visits(desk: Desk, planned: register.Visit) -> None:
    other = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
    assert isinstance(scan(desk, planned, encoded(other, "bag1")), Foreign)
    assert [desk.visits.get(one.id).foreign is not None for one in (planned, other)] == [True, True]
    with refused("walk.foreign_label"):
        scan(desk, planned, encoded(planned, "bag1"))
    for one in (planned, other):
        assert label.clear_foreign(desk, one.id, reason="取走", **WITNESS).foreign is None


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
    typed = number + (label.check_character(number, label.profile_named("isbt128")) or "")
    wanted = {"text": typed, "phase": "before_needle", "pin": d.PIN}
    with pytest.raises(label.Refusal, match=r"staff\."):
        label.type_number(desk, planned.id, witness=witness, **wanted)  # type: ignore[arg-type]
    told, answer = label.type_number(desk, planned.id, witness=d.NURSE, **wanted)  # type: ignore[arg-type]
    assert isinstance(answer, Equal)
    assert told.unscanned("before_needle")[0] == "bag2"


def test_a_typed_number_needs_its_check_character(desk: Desk, planned: register.Visit) -> None:
    with pytest.raises(label.Refusal, match=r"labels\."):
        label.type_number(desk, planned.id, text="A660126000001", phase="before_needle", **WITNESS)


# ---- voiding -----------------------------------------------------------------------------------------------


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


def test_a_clearing_takes_a_reason(desk: Desk, planned: register.Visit) -> None:
    with refused("labels.no_reason"):
        label.clear_foreign(desk, planned.id, reason="", **WITNESS)
