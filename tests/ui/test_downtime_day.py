"""A day on paper, in the real window: forms printed, typed in the day after, the blood handed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from donor_room.demo.cast import Drive
from donor_room.demo.house import House
from donor_room.demo.packing import units_of
from donor_room.domain.clock import DONATION_SITE, FixedClock
from donor_room.domain.own_codes import form_code
from donor_room.domain.paper_form import forms_of, visit_of
from donor_room.domain.visit import Visit
from donor_room.practice.people import InventedStaff
from donor_room.ui.keys import Act
from donor_room.workflow import hand_over
from donor_room.workflow.desk import Desk
from donor_room.workflow.figures import report
from donor_room.workflow.shift import the_shift
from tests.support import desks as d
from tests.support import paper_day as day
from tests.ui.terminals import LEADER, NURSE, PHYSICIAN, Nurse, terminal_at_work

HOW_THEY_ENDED = [
    "donated", "donated", "donated", "deferred", "failed", "donated",
    "donated", "deferred", "donated", "donated", "donated", "deferred",
]  # fmt: skip
DRIVE = Drive(kind="street", site="人民广场", vehicle="采血车 03", organisation="")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(d.AFTERNOON - timedelta(days=1))


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock) -> Iterator[Nurse]:
    """A laptop with a range that no printer has, the day before; nobody has signed in yet."""
    with terminal_at_work(tmp_path, clock, who=None, opened=False, numbers=False) as nurse:
        nurse.do(_prepare)
        yield nurse


def _prepare(desk: Desk) -> None:
    day.lend(desk)
    day.know_the_repeat_donor(desk)


def printed_pack(nurse: Nurse) -> Path:
    """Press F6 on the page of the shift; return the file that the window names."""
    nurse.press(Act.DEFER)
    nurse.wait(lambda: ".pdf" in nurse.words(), "the pack of forms")
    files = list((nurse.terminal.papers / "downtime").iterdir())
    assert [str(file) in nurse.words() for file in files] == [True]
    return files[0]


def scanned_off(file: Path) -> list[str]:
    """Return the codes of the forms; a scanner reads the first and the last off the paper."""
    codes = [form_code(form) for form in forms_of(file.stem, 12)]
    pdf = pypdfium2.PdfDocument(file)
    for page, code in ((len(pdf) - 24, codes[0]), (len(pdf) - 2, codes[-1])):
        read = [one.text for one in zxingcpp.read_barcodes(pdf[page].render(scale=4).to_pil())]
        assert code in read
    return codes


def id_of(nurse: Nurse, who: InventedStaff) -> str:
    return House(nurse.terminal, nurse).id_of(who)


def box(nurse: Nurse) -> str:
    presenter = nurse.terminal.presenter("from_paper")
    nurse.wait(lambda: presenter.told is not None, "the next box")
    return presenter.told.box.key


def give(nurse: Nurse, text: str) -> None:
    """Type a box and press Enter; nothing is refused."""
    nurse.type(text)
    nurse.enter()
    nurse.settle()
    assert nurse.view.message.text() == "", (text, nurse.view.message.text())


def sign(nurse: Nurse) -> None:
    nurse.enter()
    nurse.wait(lambda: nurse.view.open_sheet is not None, "the question for the own PIN")
    nurse.type(PHYSICIAN.pin)
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.open_sheet is None, "the signature")
    nurse.settle()


def second_person(nurse: Nurse, text: str, reason: str = "") -> None:
    """Type the box, and let the second nurse give her own PIN; a set that is void needs its reason first."""
    nurse.type(text)
    nurse.enter()
    nurse.wait(lambda: nurse.view.open_sheet is not None, "the question for a second person")
    nurse.settle()
    sheet = nurse.view.open_sheet
    if reason:
        nurse.type(reason)
    nurse.click(sheet.people.button_of(id_of(nurse, NURSE)))
    nurse.type(NURSE.pin)
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.open_sheet is None, "the second person's word")
    nurse.settle()


def type_in(nurse: Nurse, code: str, form: day.PaperVisit, *, is_first: bool) -> None:
    """Scan a form and type what stands on it, box after box, until it is read back."""
    nurse.scan(code)
    nurse.wait_for_page("from_paper")
    nurse.settle()
    donor = form.donor
    registration = ["20261120" if is_first else "", form.came, "王芳" if is_first else ""]
    registration += [donor.document_number, donor.name, donor.phone or "0", "3" if is_first else ""]
    for text in registration:
        give(nurse, text)
    left = {key: list(texts) for key, texts in form.boxes.items()}
    while True:
        key = box(nurse)
        if key == "close":
            second_person(nurse, " ".join(form.close).strip())
            return
        if key == "sign":
            sign(nurse)
        elif key == "void":
            second_person(nurse, "", reason="1")
        elif key == "number" and left[key][0] != "0":
            nurse.scan(left[key].pop(0))
            nurse.settle()
            assert nurse.view.message.text() == ""
        else:
            give(nurse, left[key].pop(0))


def hand_over_all(nurse: Nurse) -> None:
    """Scan every unit into its crate, count the sets that are left, and close with two PINs."""
    nurse.press(Act.RECORDS)
    nurse.wait_for_page("handover")
    nurse.wait(lambda: nurse.terminal.presenter("handover").told is not None, "the numbers of the shift")
    for codes in nurse.do(units_of):
        for code in codes:
            nurse.scan(code)
            nurse.settle()
    nurse.type("4")
    nurse.wait(lambda: nurse.view.open_sheet is not None, "the question how many sets are left")
    nurse.type("3")
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.open_sheet is None, "the sets to go back")
    nurse.settle()
    assert nurse.faults() == []
    nurse.press(Act.MAIN)
    nurse.fill("handover.sign.own_pin", LEADER.pin)
    nurse.choose("handover.sign.people", id_of(nurse, NURSE))
    nurse.focus("handover.sign.pin")
    nurse.type(NURSE.pin)
    nurse.press(Act.MAIN)
    nurse.wait_for_page("shift")


def test_a_day_on_paper_from_the_printed_forms_to_the_packed_units(nurse: Nurse, clock: FixedClock) -> None:
    house = House(nurse.terminal, nurse)
    house.sign_in(PHYSICIAN)
    codes = scanned_off(printed_pack(nurse))
    clock.instant = d.AFTERNOON  # the day on paper is over
    for order in (9001, 9012):
        nurse.scan(day.set_code(order))
        nurse.settle()
    assert nurse.view.sets.value == "领用 1 捆，共 12 套"
    house.open_shift(DRIVE)
    forms = day.the_day()
    for place, (code, form) in enumerate(zip(codes, forms, strict=True)):
        type_in(nurse, code, form, is_first=place == 0)
    assert nurse.faults() == []

    visits: list[Visit] = nurse.do(lambda desk: [desk.visits.get(visit_of(code[3:-1])) for code in codes])
    assert [one.donor.name for one in visits] == [one.donor.name for one in forms]
    assert [one.closed.how for one in visits if one.closed] == HOW_THEY_ENDED
    assert {one.read_back_by for one in visits} == {id_of(nurse, NURSE)}
    assert [place for place, one in enumerate(visits) if one.quarantine] == [6]
    assert {one.opened_at.astimezone(DONATION_SITE).date() for one in visits} == {day.YESTERDAY}

    nurse.press(Act.BACK)
    nurse.wait_for_page("reception")
    house.take_over(LEADER)
    shift = nurse.do(lambda desk: the_shift(desk).id)
    hand_over_all(nurse)
    total = nurse.do(lambda desk: hand_over.reconcile(desk, shift))
    assert (total.issued, total.used, total.void, total.returned, total.balances) == (12, 8, 1, 3, True)
    told = nurse.do(
        lambda desk: report(
            desk.database, desk.ledger, desk.packs.rules, first=day.YESTERDAY, last=day.YESTERDAY
        )
    )
    assert (told[""].visits, told[""].donated, told[""].failed, told[""].deferred) == (12, 8, 1, 3)
    assert list(nurse.terminal.papers.rglob("*.pdf"))  # the sheet of the handover lies with the forms
