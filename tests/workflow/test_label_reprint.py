"""A label once more: with a reason, two persons, the next copy on its face, and never behind a needle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain.label_set import Equal
from donor_room.domain.label_states import states_of
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import LOG, FolderPrinter
from donor_room.workflow import label_print, label_reprint, label_scan, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

WITNESS = {"witness": d.NURSE, "pin": d.PIN}


@pytest.fixture
def printer(desk: Desk, tmp_path: Path) -> FolderPrinter:
    desk.printer = FolderPrinter(tmp_path / "labels", Texts("zh_CN"), desk.clock)
    return desk.printer


@pytest.fixture
def printed(desk: Desk, planned: register.Visit, printer: FolderPrinter) -> register.Visit:
    return label_print.send(desk, planned.id)


def again(desk: Desk, visit: register.Visit, *roles: str, **wanted: str) -> register.Visit:
    how = {"reason": "unreadable", **WITNESS, **wanted}
    return label_reprint.reprint(desk, visit.id, roles=roles, **how)


def came_out(tmp_path: Path) -> list[str]:
    lines = (tmp_path / "labels" / LOG).read_text("utf-8").splitlines()
    return [json.loads(line)["file"] for line in lines]


def test_only_the_labels_that_were_chosen_come_out_again(
    desk: Desk, printed: register.Visit, tmp_path: Path
) -> None:
    before = len(came_out(tmp_path))
    told = again(desk, printed, "tube", "bag1")
    assert [Path(file).name for file in came_out(tmp_path)[before:]] == ["01-bag1.png", "02-tube.png"]
    assert d.kinds(desk, told.id)[-2:] == ["labels.reprinted", "labels.reprinted"]
    assert told.label_set is not None
    (act,) = told.label_set.reprints
    assert (act.roles, act.copy, act.old, act.witness) == (("bag1", "tube"), 2, "destroyed", d.NURSE)
    assert len(act.rasters_sha256) == 2


def test_a_copy_is_another_picture_than_the_first_and_carries_the_same_code(
    desk: Desk, printed: register.Visit, printer: FolderPrinter
) -> None:
    first = printer.draw(label_print.contents(desk, printed))
    told = again(desk, printed, "bag1")
    assert told.label_set is not None
    assert told.label_set.number == printed.label_set.number  # type: ignore[union-attr]
    code = first.rasters[0].encoded
    (act,) = told.label_set.reprints
    again_drawn = printer.draw(
        [replace(one, copy=2) for one in label_print.contents(desk, told) if one.role == "bag1"]
    )
    assert act.rasters_sha256 == again_drawn.rasters_sha256 != first.rasters_sha256[:1]
    assert (act.printer, act.witness, act.reason) == (printer.name, d.NURSE, "unreadable")
    assert isinstance(label_scan.scan(desk, told.id, text=code, phase="before_needle")[1], Equal)


def test_the_scan_of_a_label_that_was_printed_again_counts_no_longer(
    desk: Desk, printed: register.Visit
) -> None:
    d.scan_all(desk, printed, "before_needle")
    told = again(desk, printed, "nat")
    assert told.unscanned("before_needle") == ("nat",)


def test_exactly_the_missing_ones_of_an_uncertain_set_are_printed_again(
    desk: Desk, planned: register.Visit, printer: FolderPrinter, tmp_path: Path
) -> None:
    printer.fault, printer.fails_after = "cut", 3
    sent = label_print.send(desk, planned.id)
    printer.fault = None
    for item in label_scan.labels_of(sent, "before_needle").items[:3]:
        label_scan.scan(desk, sent.id, text=item.encoded, phase="before_needle")
    half = desk.visits.get(sent.id).label_set
    assert half is not None
    assert half.missing == ("nat", "tube", "form", "slip")
    told = again(desk, sent, *half.missing, reason=label_reprint.NEVER_CAME_OUT)
    assert told.label_set is not None
    assert [one.old for one in told.label_set.reprints] == ["never_came_out"]
    assert told.label_set.missing == ()
    assert {one.state for one in states_of(told.label_set) if one.copy == 1} == {"applied", "void"}
    assert len(came_out(tmp_path)) == 3 + 4
    assert d.scan_all(desk, told, "before_needle").unscanned("before_needle") == ()


def test_a_reprint_that_breaks_off_is_uncertain_again(
    desk: Desk, printed: register.Visit, printer: FolderPrinter
) -> None:
    printer.fault, printer.fails_after = "cut", 1
    told = again(desk, printed, "nat", "tube").label_set
    assert told is not None
    assert (told.missing, told.leaving) == (("nat", "tube"), False)
    printer.fault = None
    repeated = again(desk, printed, "tube").label_set
    assert repeated is not None
    assert (repeated.missing, repeated.copy) == (("nat",), 3)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"reason": " "}, "labels.no_reason"),
        ({"witness": d.EVERYBODY}, "staff.same_person"),
        ({"witness": d.ADMINISTRATOR}, "staff.not_permitted"),
        ({"pin": "0000"}, "staff.wrong_secret"),
    ],
)
def test_a_reprint_takes_a_reason_and_two_persons(
    desk: Desk, printed: register.Visit, tmp_path: Path, wanted: dict[str, str], code: str
) -> None:
    before = came_out(tmp_path)
    with refused(code):
        again(desk, printed, "bag1", **wanted)
    assert came_out(tmp_path) == before
    assert "labels.reprinted" not in d.kinds(desk, printed.id)


def test_after_the_needle_nothing_is_printed_again(
    desk: Desk, printed: register.Visit, tmp_path: Path
) -> None:
    d.needle_in(desk, d.scan_all(desk, printed, "before_needle"))
    before = came_out(tmp_path)
    with refused("chair.reprint_after_needle"):
        again(desk, printed, "bag1")
    assert came_out(tmp_path) == before


def test_no_set_no_print_no_paper_no_printer_no_copy(
    desk: Desk, planned: register.Visit, printer: FolderPrinter
) -> None:
    with refused("walk.no_label_set"):
        again(desk, d.bring_to(desk, "labels", seed=8), "bag1")
    with refused("chair.not_printed_yet"):
        again(desk, planned, "bag1")
    label_print.send(desk, planned.id)
    printer.fault = "paper_out"
    with refused("printer.fault.paper_out"):
        again(desk, planned, "bag1")
    desk.printer = None
    with refused("labels.no_printer"):
        again(desk, planned, "bag1")
