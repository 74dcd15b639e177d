"""A set printed once, and uncertain where nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.donation_number import ISBT128, check_character
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.workflow import label_print, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def printer(desk: Desk, tmp_path: Path) -> FolderPrinter:
    desk.printer = FolderPrinter(tmp_path / "labels", Texts("zh_CN"), desk.clock)
    return desk.printer


def test_a_set_is_printed_once(desk: Desk, planned: register.Visit, printer: FolderPrinter) -> None:
    sent = label_print.send(desk, planned.id).label_set
    assert sent is not None
    assert (sent.uncertain, d.kinds(desk, planned.id).count("labels.sent")) == (False, 2)
    with refused("labels.sent_already"):
        label_print.send(desk, planned.id)


def test_a_print_that_broke_off_is_uncertain_and_never_repeated(
    desk: Desk, planned: register.Visit, printer: FolderPrinter
) -> None:
    printer.fault, printer.fails_after = "cut", 2
    sent = label_print.send(desk, planned.id).label_set
    assert sent is not None
    assert sent.uncertain
    with refused("labels.uncertain"):
        label_print.send(desk, planned.id)


def test_a_printer_that_cannot_print_leaves_the_set_good(
    desk: Desk, planned: register.Visit, printer: FolderPrinter
) -> None:
    printer.fault = "paper_out"
    with refused("printer.fault.paper_out"):
        label_print.send(desk, planned.id)
    printer.fault = None
    assert label_print.send(desk, planned.id).label_set


def test_without_a_printer_or_a_set_nothing_is_printed(desk: Desk, planned: register.Visit) -> None:
    with refused("labels.no_printer"):
        label_print.send(desk, planned.id)
    with refused("walk.no_label_set"):
        label_print.send(desk, d.bring_to(desk, "labels", seed=8).id)


def test_a_name_stands_on_the_form_alone(desk: Desk, planned: register.Visit) -> None:
    contents = label_print.contents(desk, planned)
    assert [one.role for one in contents if one.name] == ["form"]
    assert {(one.practice, one.group, one.volume_ml) for one in contents} == {(True, "A", 400)}


def test_every_label_says_its_number_check_character_and_flag(desk: Desk, planned: register.Visit) -> None:
    contents = label_print.contents(desk, planned)
    number = planned.label_set.number  # type: ignore[union-attr]
    assert {(one.number.replace(" ", ""), one.check) for one in contents} == {
        (number, check_character(number, ISBT128))
    }
    assert [(one.role, one.flag) for one in contents] == [(one.role, one.encoded[-2:]) for one in contents]


def test_before_enrolment_the_station_has_no_name(desk: Desk) -> None:
    assert label_print.station_name(desk) == ""


def test_a_label_bears_the_name_of_the_station_joined_last(desk: Desk, planned: register.Visit) -> None:
    for name in ("甲血站", "乙血站", "丙血站"):
        enrolled = e.TerminalEnrolled(station_code="6", station_name=name, terminal="t", public_key="k")
        desk.record_as_terminal(enrolled)
    assert label_print.station_name(desk) == "丙血站"
    assert {one.station for one in label_print.contents(desk, planned)} == {"丙血站"}


def test_what_the_printer_said_is_written_down_whole(
    desk: Desk, planned: register.Visit, printer: FolderPrinter
) -> None:
    printer.fault, printer.fails_after = "cut", 2
    label_print.send(desk, planned.id)
    begun, told = [
        line.act for line in desk.ledger.of_visit(planned.id) if isinstance(line.act, e.LabelsSent)
    ]
    assert (told.fault, told.printed, told.printer) == ("cut", 2, printer.name)
    assert begun.rasters_sha256 == told.rasters_sha256
