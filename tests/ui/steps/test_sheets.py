"""Every sheet over a page speaks the language of the screen, also when it changes while the sheet is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.domain.entries import PlanChanged, VisitClosed
from donor_room.domain.own_codes import box_code, chair_code
from donor_room.ui.chair_page import CHAIR_SHEETS
from donor_room.ui.reaction_panel import REACTION_SHEETS
from donor_room.ui.steps.aftercare import presenter as aftercare
from donor_room.ui.steps.aftercare.view import AftercareView
from donor_room.ui.steps.collection import presenter as collection
from donor_room.ui.steps.collection.view import CollectionView
from donor_room.ui.steps.decision.view import DecisionView
from donor_room.ui.steps.exam import presenter as exam
from donor_room.ui.steps.exam.view import ExamView
from donor_room.ui.steps.handover import presenter as handover
from donor_room.ui.steps.handover.view import HandoverView
from donor_room.ui.steps.interview import presenter as interview
from donor_room.ui.steps.interview.form_view import FormView
from donor_room.ui.steps.interview.view import InterviewView
from donor_room.ui.steps.labels import presenter as labels
from donor_room.ui.steps.labels.view import LabelsView
from donor_room.ui.steps.reception.view import ReceptionView
from donor_room.ui.steps.tests import presenter as blood_tests
from donor_room.ui.steps.tests.view import TestsView as BloodTestsView
from donor_room.ui.texts import texts
from donor_room.ui.widgets.sheet import Sheet
from donor_room.workflow import aftercare as leaving
from donor_room.workflow import collect, hand_over, label, label_scan, preprinted
from tests.ui.steps import desk_pictures as desk_scenes
from tests.ui.steps.chair import Printer, codes, collected, eligible, gone, labelled, pierced, witness_id
from tests.ui.steps.desk_people import LEADER, NURSE, add_team, sit_down
from tests.ui.steps.house import ShellSpy, answer_all, come_in, press, put_up
from tests.ui.steps.test_labels_preprinted import lend

F2, F3, F4, F5, F6, F7, F8, F10, ENTER = (
    Qt.Key.Key_F2,
    Qt.Key.Key_F3,
    Qt.Key.Key_F4,
    Qt.Key.Key_F5,
    Qt.Key.Key_F6,
    Qt.Key.Key_F7,
    Qt.Key.Key_F8,
    Qt.Key.Key_F10,
    Qt.Key.Key_Return,
)
CONTACT = replace(desk_scenes.CONTACT, details=(replace(desk_scenes.CONTACT.details[0], name="varicella"),))
CHINESE = re.compile("[\u4e00-\u9fff]")
PAGES = (
    ReceptionView, InterviewView, FormView, ExamView, BloodTestsView, DecisionView, LabelsView,
    CollectionView, AftercareView, HandoverView,
)  # fmt: skip
Opens = Callable[[ShellSpy], None]


def at(build: Callable, visit: Callable | None, *keys: object) -> Opens:
    """Put up a page over a donor walked so far, and press keys."""

    def opens(shell: ShellSpy) -> None:
        put_up(shell, build(shell), visit(shell.desk) if visit else None)
        press(shell.window, *keys)

    return opens


def strange_label(shell: ShellSpy) -> None:
    other = labelled(shell.desk, scanned=False, name="马国栋", seed=41)
    page = labels.build(shell)
    put_up(shell, page, eligible(shell.desk))
    press(shell.window, "1", "1", F8)
    page.scanned(codes(other)[4])
    press(shell.window, F10)


def two_type_the_number(shell: ShellSpy) -> None:
    page = labels.build(shell)
    put_up(shell, page, labelled(shell.desk, scanned=False))
    page.ask_two("type_twice", act="label", key="chair.type_twice", count=0)


def another_chair(shell: ShellSpy) -> None:
    page = labels.build(shell)
    put_up(shell, page, labelled(shell.desk, scanned=False))
    page.scanned(chair_code(5))


def no_second_needle(desk):
    visit = pierced(desk)
    collect.fail_needle(desk, visit.id, reason="no_vein")
    return label.void(desk, visit.id, reason="needle_failed", witness=witness_id(desk), pin=LEADER.pin)


def resting(desk):
    return leaving.start_rest(desk, collected(desk).id)


def a_number_without_an_end(*keys: object) -> Opens:
    def opens(shell: ShellSpy) -> None:
        labelled(shell.desk, scanned=False, seed=41)
        at(handover.build, None, *keys)(shell)

    return opens


def a_number_of_a_visit_that_is_over(shell: ShellSpy) -> None:
    visit = labelled(shell.desk, scanned=False, seed=41)
    shell.desk.ledger.append([(visit.id, VisitClosed(how="left", remark="旧版程序"))], by="s1")
    at(handover.build, None, "2")(shell)


def sets_on_the_table(shell: ShellSpy) -> None:
    lend(shell.desk)
    preprinted.take_bundle(shell.desk, first="=A66012650000101", last="=A66012650001001")
    hand_over.return_unspent(shell.desk)
    at(handover.build, None, "4")(shell)


def all_packed(shell: ShellSpy) -> None:
    one = gone(shell.desk)
    page = handover.build(shell)
    put_up(shell, page, None)
    press(shell.window, "4")
    for item in label_scan.labels_of(one, "after_tubes").items:
        page.scanned(item.encoded)
    press(shell.window, F10)


def a_couple(*keys: object) -> Opens:
    """Two at their thanks, and the key that asks who came along."""

    def opens(shell: ShellSpy) -> None:
        collected(shell.desk, name="Li Wei", seed=41)
        at(aftercare.build, resting, F4, *keys)(shell)

    return opens


def amiss(shell: ShellSpy) -> None:
    visit = pierced(shell.desk)
    collect.fail_needle(shell.desk, visit.id, reason="no_vein")
    at(handover.build, None, F4, "5")(shell)


def a_crate(key: str) -> Opens:
    """A bag in crate 1 that is scanned once more while crate 2 is in hand; then a key, or a logger's file."""

    def opens(shell: ShellSpy) -> None:
        bag = label_scan.labels_of(gone(shell.desk), "after_tubes").items[0].encoded
        page = handover.build(shell)
        put_up(shell, page, None)
        page.scanned(bag)
        page.scanned(box_code(2))
        page.scanned(bag)
        if key != "file":
            press(shell.window, key)
            return
        file = shell.papers / "van-03-2026-11-21.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Time,Temperature °C\n2026-11-21 09:00:00,4.2\n", "utf-8")
        page.view.file_chosen.emit(str(file))

    return opens


def resting_after_apheresis(desk):
    visit = resting(desk)
    desk.ledger.append([(visit.id, PlanChanged(plan="APH_PLT1"))], by="s1")
    return desk.visits.get(visit.id)


def asked_by_others(shell: ShellSpy) -> None:
    page = FormView()
    shell.window.register("form", lambda: page)
    shell.window.show()
    shell.window.show_page("form")
    page.ask_to_leave()


def answered(desk):
    return answer_all(desk, come_in(desk))


def desk_scene(draw: Callable) -> Opens:
    return lambda shell: draw(shell.desk, shell)


JUDGED = (F7, F7, "6", "1", "1", "1", "1")
"""A reaction whose five questions are answered."""

SHEETS: dict[str, Opens] = {
    "reception.second": desk_scene(desk_scenes.second_person),
    "reception.contact": desk_scene(desk_scenes.words(F5)),
    "reception.tags": desk_scene(desk_scenes.words(F4)),
    "reception.guest": desk_scene(desk_scenes.guest()),
    "reception.guest_pressure": desk_scene(desk_scenes.guest("1")),
    "reception.guest_group": desk_scene(desk_scenes.guest("2")),
    "interview.leave": at(interview.build, come_in, F6),
    "foreign_form.leave": asked_by_others,
    "exam.leave": at(exam.build, answered, F6),
    "exam.fear": at(exam.build, answered, F4),
    "tests.leave": at(blood_tests.build, answered, F6),
    "decision.leave": desk_scene(desk_scenes.decide(F6)),
    "decision.release": desk_scene(desk_scenes.SCENES["decision_release_asked"]),
    "clause_sheet": desk_scene(desk_scenes.SCENES["decision_clause"]),
    "disease_sheet": desk_scene(desk_scenes.decide(F2, "s", other={"Q20": CONTACT})),
    "disease_sheet ": desk_scene(desk_scenes.decide(F2, "qqq", other={"Q20": CONTACT})),
    "labels.leave": at(labels.build, eligible, F6),
    "labels.stop_here": at(labels.build, no_second_needle, F6),
    "labels.number_menu": at(labels.build, eligible, "1", "1", F8, F8),
    "labels.void": at(labels.build, eligible, "1", "1", F8, F8, "2", "1", "1", "24"),
    "labels.type_number": at(labels.build, eligible, "1", "1", F8, F8, "3"),
    "labels.which": at(labels.build, eligible, "1", "1", F8, F8, "1"),
    "labels.reprint": at(labels.build, eligible, "1", "1", F8, F8, "1", "4", "2", "1", "24"),
    "labels.type_twice": two_type_the_number,
    "labels.move": another_chair,
    "labels.clear_foreign": strange_label,
    "collection.end": at(collection.build, pierced, "2", "310", ENTER),
    "collection.failed": at(collection.build, pierced, "4"),
    "collection.pressure": at(collection.build, pierced, F7, F10, "88", ENTER),
    "collection.reaction_where": at(collection.build, pierced, F7, F7),
    "collection.reaction_awake": at(collection.build, pierced, F7, F7, "6"),
    "collection.reaction_how_long": at(collection.build, pierced, F7, F7, "6", "1"),
    "collection.reaction_done": at(collection.build, pierced, F7, F7, "6", "1", "1"),
    "collection.reaction_left_as": at(collection.build, pierced, F7, F7, "6", "1", "1", "1"),
    "collection.reaction_confirm": at(collection.build, pierced, *JUDGED),
    "collection.reaction_group": at(collection.build, pierced, *JUDGED, "2", F10),
    "collection.reaction_kind": at(collection.build, pierced, *JUDGED, "2", F10, "1"),
    "collection.reaction_severity": at(collection.build, pierced, *JUDGED, "3", F10),
    "collection.reaction_grade": at(collection.build, pierced, *JUDGED, "4", F10),
    "collection.reaction_reason": at(collection.build, pierced, *JUDGED, "4", F10, "2", "1", F10),
    "aftercare.remark": at(aftercare.build, resting, F10),
    "aftercare.care": at(aftercare.build, resting, F5),
    "aftercare.satisfaction": at(aftercare.build, resting, F5, "6"),
    "aftercare.voucher": at(aftercare.build, resting_after_apheresis, F5, "0"),
    "aftercare.couple": a_couple(),
    "aftercare.couple_said": a_couple("1"),
    "aftercare.couple_part": a_couple("1", F10, F4),
    "aftercare.contact": at(aftercare.build, resting, F6),
    "handover.void": a_number_without_an_end("1"),
    "handover.explain": a_number_of_a_visit_that_is_over,
    "handover.count": sets_on_the_table,
    "handover.sign": all_packed,
    "amiss_sheet": amiss,
    "handover.elsewhere": a_number_without_an_end(F4),
    "handover.move": a_crate("6"),
    "handover.missing": a_crate("7"),
    "handover.type": a_crate("8"),
    "handover.file": a_crate("file"),
}
SAME_SHEET = {
    f"{other}.{name}": f"{page}.{name}"
    for page, other, names in (
        ("labels", "collection", CHAIR_SHEETS.keys() - REACTION_SHEETS.keys()),
        ("collection", "labels", tuple(REACTION_SHEETS)),
        ("collection", "aftercare", tuple(REACTION_SHEETS)),
    )
    for name in names
}
"""Sheets that another page asks by the very same code."""


@pytest.fixture
def opened(shell: ShellSpy) -> Callable[[str], Sheet]:
    add_team(shell.desk)
    shell.desk.printer = Printer()
    sit_down(shell.desk, NURSE)

    def open_one(name: str) -> Sheet:
        SHEETS[name](shell)
        (sheet,) = (one for one in shell.window.findChildren(Sheet) if not one.isHidden())
        assert sheet.objectName() == name.strip()
        return sheet

    return open_one


def words_of(sheet: Sheet) -> list[str]:
    """Everything that is to be read on a sheet, but what was typed and the names of people."""
    people = getattr(sheet, "people", None)
    parts = [one for one in sheet.findChildren(QWidget) if not one.isHidden()]
    return [
        words
        for one in parts
        if people is None or not people.isAncestorOf(one)
        for words in map(str, said_on(one))
        if words
    ]


def said_on(part: QWidget) -> Iterator[object]:
    kinds = ("placeholderText",) if hasattr(part, "placeholderText") else ("text", "shown_text", "hint")
    for kind in kinds:
        found = getattr(part, kind, "")
        yield found() if callable(found) else found


def test_every_sheet_of_every_page_is_looked_at():
    every = {f"{page().objectName()}.{name}" for page in PAGES for name in page.sheets}
    assert every == (SHEETS.keys() | SAME_SHEET.keys()) - {
        "clause_sheet", "disease_sheet", "disease_sheet ", "amiss_sheet",
    }  # fmt: skip
    assert set(SAME_SHEET.values()) <= SHEETS.keys()


@pytest.mark.parametrize("name", SHEETS)
def test_an_open_sheet_takes_the_language_of_the_screen(opened, name):
    sheet = opened(name)
    in_chinese = words_of(sheet)
    assert in_chinese
    texts().switch("en")
    assert [words for words in words_of(sheet) if CHINESE.search(words.replace(NURSE.name, ""))] == []
    texts().switch("zh_CN")
    assert words_of(sheet) == in_chinese


@pytest.mark.parametrize("name", ["decision.release", "labels.void", "collection.end"])
def test_what_was_chosen_and_typed_on_a_sheet_stays_through_a_switch(opened, name):
    sheet = opened(name)
    sheet.choices.digit_pressed(2)
    sheet.words.setText("复测三次")
    sheet.people.digit_pressed(1)
    chosen = sheet.choices.value, sheet.people.value
    texts().switch("en")
    assert (sheet.choices.value, sheet.people.value, sheet.words.text()) == (*chosen, "复测三次")
