"""A full disk, page by page: nothing looks saved, the page says what to do, and goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QLineEdit

from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.widgets.page import focusable
from donor_room.workflow import blood_tests, collect, examine, interview, label, label_print, label_scan
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.ui.monkey import _enlist_all
from tests.ui.store_faults import FAULTS, end_of, kinds_after, refusing
from tests.ui.terminals import LEADER, Nurse, terminal_at_work

Prepare = Callable[[Desk, Visit], object]


@contextmanager
def full_disk(nurse: Nurse) -> Iterator[None]:
    """Within, no act can be kept; afterwards nothing was written and there is space again."""
    with refusing(nurse, "store.disk_full"):
        yield


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock) -> Iterator[Nurse]:
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.do(_enlist_all)
        nurse.do(lambda desk: d.take_place(desk, d.EVERYBODY))
        nurse.failures = []
        nurse.terminal.tasks.failed.connect(nurse.failures.append)
        yield nurse
        assert nurse.failures == []


def take_up(nurse: Nurse, step: str, prepare: Prepare | None = None) -> str:
    """Bring a donor to a step, and so far in it that one press of the main key would save something."""

    def brought(desk: Desk) -> str:
        visit = d.bring_to(desk, step)
        if prepare is not None:
            prepare(desk, visit)
        return visit.id

    visit = nurse.do(brought)
    assert isinstance(visit, str), visit
    nurse.terminal.take_up(visit)
    nurse.wait_for_page(step)
    return visit


def refuse_saved(nurse: Nurse, page: str, code: str = "store.disk_full") -> None:
    """The same page stands, says what to do, and can be pressed again."""
    nurse.settle()
    assert nurse.page == page
    sentence = say(code, path=str(nurse.terminal.profile.database))
    assert sentence in (nurse.words(), *nurse.said().split("\n")), (nurse.words(), nurse.said())
    assert not nurse.view.main._busy


def answer_but_not_sign(desk: Desk, visit: Visit) -> None:
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=d.SIGNATURE)
    for item in interview.items_of(desk, visit):
        interview.answer(desk, visit.id, item=item.id, given=d.yes_or_no(item.expect))


def examine_but_not_sign(desk: Desk, visit: Visit) -> None:
    examine.measure_pressure(desk, visit.id, sbp="118", dbp="76", confirmed=False)
    for quantity, text in {"pulse": "72", "temp": "36.5", "weight": "70"}.items():
        examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=False)
    for sign in examine.SIGNS:
        examine.see_sign(desk, visit.id, sign=sign, normal=True)


Gesture = Callable[[Nurse], object]


def say_lot(nurse: Nurse) -> None:
    nurse.fill("collection.lot", "B2611-07")
    nurse.fill("collection.expiry", "20271121")
    nurse.press(Act.MAIN)


def put_needle_in(nurse: Nurse) -> None:
    nurse.choose("collection.choices", "left")
    nurse.press(Act.MAIN)


def confirm_by_pin(nurse: Nurse) -> None:
    if nurse.see("pin") is None:
        nurse.press(Act.MAIN)
    nurse.focus("pin")
    nurse.type(d.PIN)
    nurse.press(Act.MAIN)


def press_main(nurse: Nurse) -> None:
    nurse.press(Act.MAIN)


def answer_here(nurse: Nurse) -> None:
    nurse.view.setFocus()
    nurse.press_digit(2)


def measure_weight(nurse: Nurse, kilograms: str = "70") -> None:
    field = nurse.view.fields["weight"]
    nurse.focus(field)
    field.selectAll()
    nurse.type(kilograms)
    nurse.enter()


def measure_hb(nurse: Nurse) -> None:
    field = nurse.view.fields["hb"]
    nurse.focus(field)
    field.selectAll()
    nurse.type("138")
    nurse.enter()


def press_one(nurse: Nurse) -> None:
    nurse.view.setFocus()
    nurse.press_digit(1)


def choose_bag_and_print(nurse: Nurse) -> None:
    if nurse.terminal.presenter("labels").stage == "bag":
        press_one(nurse)
    nurse.press(Act.PRINT)


def consent_only(desk: Desk, visit: Visit) -> None:
    interview.give_consent(desk, visit.id, language="zh_CN", strokes=d.SIGNATURE)


def measure_all_but_signs(desk: Desk, visit: Visit) -> None:
    examine.measure_pressure(desk, visit.id, sbp="118", dbp="76", confirmed=False)
    for quantity, text in {"pulse": "72", "temp": "36.5", "weight": "70"}.items():
        examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=False)


def let_drop_fall(nurse: Nurse) -> None:
    if not nurse.view.hb.by_drop:
        nurse.press(Act.READ_CARD)
    press_one(nurse)


def solution_in_use(desk: Desk, visit: Visit) -> None:
    """Another donor was tested by copper sulphate meanwhile: its lot is known."""
    other = d.come_in(desk, seed=9)
    blood_tests.see_drop(desk, other.id, sank=True, lot=d.lot(desk))


def values_only(desk: Desk, visit: Visit) -> None:
    blood_tests.measure_hb(desk, visit.id, text="138", confirmed=False, lot=d.lot(desk))
    blood_tests.measure_alt(desk, visit.id, text="22", confirmed=False, lot=d.lot(desk))


def values_and_group(desk: Desk, visit: Visit) -> None:
    values_only(desk, visit)
    blood_tests.type_group(desk, visit.id, abo="A", lot=d.lot(desk))


def test_but_not_sign(desk: Desk, visit: Visit) -> None:
    values_and_group(desk, visit)
    blood_tests.read_strip(desk, visit.id, result="nonreactive", lot=d.lot(desk))


test_but_not_sign.__test__ = False  # type: ignore[attr-defined]


def hear(desk: Desk, visit: Visit) -> None:
    label.confirm_at_chair(desk, visit.id)


def print_set(desk: Desk, visit: Visit) -> None:
    hear(desk, visit)
    label.plan(desk, visit.id, bag_kind="triple_400")
    label_print.send(desk, visit.id)


def collect_but_not_prove(desk: Desk, visit: Visit) -> None:
    d.needle_in(desk, visit)
    collect.end(desk, visit.id, volume_ml=400, reason=None)


def scan_next(nurse: Nurse) -> None:
    presenter = nurse.terminal.presenter(nurse.page)
    visit, phase = presenter.visit, presenter.phase
    wanted = {item.role: item.encoded for item in label_scan.labels_of(visit, phase).items}
    nurse.scan(wanted[visit.unscanned(phase)[0]])


DONE: dict[str, tuple[str, Prepare | None, Gesture, str]] = {
    "answer": ("interview", consent_only, answer_here, "interview.answered"),
    "interview signed": ("interview", answer_but_not_sign, press_main, "interview.signed"),
    "weight": ("exam", None, measure_weight, "measured"),
    "skin looked at": ("exam", measure_all_but_signs, press_one, "exam.sign_seen"),
    "exam signed": ("exam", examine_but_not_sign, press_main, "exam.signed"),
    "haemoglobin": ("tests", None, measure_hb, "measured"),
    "drop": ("tests", solution_in_use, let_drop_fall, "tests.drop_seen"),
    "group": ("tests", values_only, press_one, "tests.group_typed"),
    "strip wetted": ("tests", values_and_group, press_one, "tests.strip_started"),
    "tests signed": ("tests", test_but_not_sign, press_main, "tests.signed"),
    "decision confirmed": ("decision", None, confirm_by_pin, "rules.taken decision.made"),
    "donor heard at the chair": (
        "labels",
        None,
        lambda nurse: nurse.choose("labels.said", True),
        "visit.identity_confirmed chair.seated",
    ),
    "number spent": ("labels", hear, choose_bag_and_print, "labels.planned labels.sent labels.sent"),
    "label read back": ("labels", print_set, scan_next, "labels.scanned"),
    "lot of the bag": ("collection", None, say_lot, "collection.bag_taken"),
    "needle in": ("collection", d.take_bag, put_needle_in, "collection.needle_in"),
    "reaction": ("collection", d.needle_in, lambda nurse: nurse.press(Act.REACTION), "reaction.began"),
    "collection ended": ("collection", d.needle_in, press_one, "collection.ended"),
    "tube read back": ("collection", collect_but_not_prove, scan_next, "labels.scanned"),
    "rest begun": ("aftercare", None, press_main, "aftercare.rest_started"),
    "souvenir": ("aftercare", None, press_one, "aftercare.souvenir_given"),
    "certificate": ("aftercare", None, lambda nurse: nurse.press(Act.PRINT), "document.issued"),
}
"""Page, what was done before, the gesture, and the kinds of entries that it writes."""


def stand_before(nurse: Nurse, what: str) -> str:
    """Bring a donor to where one gesture does it; an earlier one has left the lots of the shift."""
    page, prepare, _, _ = DONE[what]
    if page == "tests":
        nurse.do(lambda desk: d.bring_to(desk, "decision", 8))
    take_up(nurse, page, prepare)
    return page


def first_of_each_page(code: str) -> list[object]:
    """Each act with a full disk; the other causes with every act in the laboratory, and with some always."""
    quick = code == "store.disk_full"
    return [
        pytest.param(what, code, marks=() if quick or what in OFTEN else pytest.mark.lab) for what in DONE
    ]


OFTEN = ("weight", "strip wetted", "number spent", "needle in")


@pytest.mark.parametrize(("what", "code"), [one for code in FAULTS for one in first_of_each_page(code)])
def test_what_the_store_did_not_take_is_done_again_once(nurse: Nurse, what: str, code: str) -> None:
    page, (_, _, do, written) = stand_before(nurse, what), DONE[what]
    with refusing(nurse, code):
        for _ in range(2):
            do(nurse)
            refuse_saved(nurse, page, code)
    before = nurse.do(end_of)
    do(nurse)
    nurse.wait(lambda: nurse.do(end_of) > before, f"{what} to be saved", 5)
    nurse.settle()
    assert nurse.do(lambda desk: kinds_after(desk, before)) == written.split()


def fields(nurse: Nurse) -> dict[str, str]:
    return {one.objectName(): one.text() for one in focusable(nurse.view) if isinstance(one, QLineEdit)}


def test_a_lot_that_was_typed_still_stands_there(nurse: Nurse) -> None:
    take_up(nurse, "collection")
    with full_disk(nurse):
        say_lot(nurse)
        nurse.settle()
        assert fields(nurse)["collection.lot"] == "B2611-07"
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.see("collection.choices"), "the arm to be asked for")


def test_readings_that_were_typed_still_stand_there(nurse: Nurse) -> None:
    take_up(nurse, "exam")
    view = nurse.view
    with full_disk(nurse):
        nurse.type("118")
        nurse.enter()
        nurse.type("76")
        nurse.enter()
        refuse_saved(nurse, "exam")
        assert [view.fields[name].text() for name in ("sbp", "dbp")] == ["118", "76"]
    before = nurse.do(end_of)
    nurse.focus(view.fields["dbp"])
    nurse.enter()
    nurse.wait(lambda: nurse.do(end_of) > before, "the pressure to be saved", 5)


def test_a_donor_who_was_typed_in_still_stands_there(nurse: Nurse) -> None:
    donor = nurse.do(d.invented)
    nurse.terminal.show("reception")
    nurse.fill("number", donor.document_number)
    nurse.enter()
    nurse.wait(lambda: nurse.view.mode == "form", "the form")
    nurse.fill("field_name", donor.name)
    if nurse.view.form.sex.value is None:
        nurse.click(f"sex_{donor.sex}")
    nurse.fill("field_phone", "13800000000")
    nurse.choose("plan", "WB400")
    typed = fields(nurse)
    with full_disk(nurse):
        nurse.press(Act.MAIN)
        refuse_saved(nurse, "reception")
        assert fields(nurse) == typed
    nurse.press(Act.MAIN)
    nurse.wait_for_page("interview")


def test_nobody_sits_down_whose_sign_in_was_not_written(nurse: Nurse) -> None:
    nurse.terminal.switch_person()
    nurse.settle()
    with full_disk(nurse):
        nurse.choose_person(LEADER)
        nurse.type(LEADER.pin)
        said = say("store.disk_full", path="")
        nurse.wait(lambda: nurse.view.message.text == said, "the sentence", 3)
        assert nurse.page == "sign_in"
    nurse.type(LEADER.pin)
    nurse.wait_for_page("reception")


# ---- the store took it, and said so late -------------------------------------------------------------------


@contextmanager
def slow_store(nurse: Nurse) -> Iterator[None]:
    """Within, the store answers nothing; what was asked meanwhile is done afterwards."""
    gate = Event()
    nurse.terminal.tasks.run(gate.wait)
    try:
        yield
    finally:
        gate.set()
    nurse.settle()
    nurse.settle()


def turn_language(nurse: Nurse) -> None:
    nurse.window.toggle_language()
    nurse.window.toggle_language()


def draw_and_open_curtain(nurse: Nurse) -> None:
    nurse.press(Act.CURTAIN)
    nurse.press(Act.CURTAIN)


def switch_night(nurse: Nurse) -> None:
    nurse.press(Act.NIGHT)
    nurse.press(Act.NIGHT)


def take_up_another(nurse: Nurse) -> None:
    nurse.window.queue.visit_asked.emit(nurse.other)


MEANWHILE: dict[str, Gesture] = {
    "language": turn_language,
    "curtain": draw_and_open_curtain,
    "night": switch_night,
    "back": lambda nurse: nurse.press(Act.BACK),
    "person": lambda nurse: nurse.press(Act.SWITCH_PERSON),
    "queue": take_up_another,
}
_EACH = ("number spent", "souvenir", "group", "certificate", "weight", "strip wetted")
ONE_FOR_EACH = dict(zip(MEANWHILE, _EACH, strict=True))


def written_since(nurse: Nurse, seq: int, visit: str) -> list[str]:
    """What the book holds after a place that belongs to a visit, or to the house."""

    def look(desk: Desk) -> list[str]:
        sql = "SELECT id FROM ledger WHERE seq > ?"
        later = {entry for (entry,) in desk.database.rows(sql, (seq,))}
        return [line.entry.kind for line in desk.ledger.of_visit(visit) if line.entry.id in later]

    told: list[str] = nurse.do(look)
    return told


@pytest.mark.parametrize("what", DONE)
def test_pressed_twice_while_it_is_being_saved_it_is_done_once(nurse: Nurse, what: str) -> None:
    stand_before(nurse, what)
    before = nurse.do(end_of)
    with slow_store(nurse):
        DONE[what][2](nurse)
        press_again(nurse, what)
    assert nurse.do(lambda desk: kinds_after(desk, before)) == DONE[what][3].split()


def press_again(nurse: Nurse, what: str) -> None:
    """Press the last key of the gesture once more; what is scanned again is known already, and told so."""
    if what == "haemoglobin":
        nurse.enter()
    elif what in ("decision confirmed", "lot of the bag", "needle in"):
        nurse.press(Act.MAIN)
    else:
        DONE[what][2](nurse)


@pytest.mark.parametrize(
    ("what", "meanwhile"),
    [
        pytest.param(what, one, marks=() if ONE_FOR_EACH[one] == what else pytest.mark.lab)
        for one in MEANWHILE
        for what in DONE
    ],
)
def test_whatever_is_pressed_while_it_is_being_saved_it_is_done_once(
    nurse: Nurse, what: str, meanwhile: str
) -> None:
    nurse.other = nurse.do(lambda desk: d.bring_to(desk, "exam", 11).id)
    stand_before(nurse, what)
    visit, before = nurse.terminal.visit.id, nurse.do(end_of)
    with slow_store(nurse):
        DONE[what][2](nurse)
        MEANWHILE[meanwhile](nurse)
    expected = DONE[what][3].replace("rules.taken ", "").split()
    if what == "number spent" and meanwhile in ("back", "person"):
        expected = ["labels.planned"]  # the set stands there planned, and is sent when the page comes back
    assert written_since(nurse, before, visit) == expected
    if meanwhile == "queue":
        assert (nurse.terminal.visit.id, nurse.terminal.presenter("exam").visit.id) == (
            nurse.other,
            nurse.other,
        )


def test_what_was_not_saved_is_said_also_to_who_has_left_the_page(nurse: Nurse) -> None:
    take_up(nurse, "exam", examine_but_not_sign)
    with full_disk(nurse):
        with slow_store(nurse):
            nurse.press(Act.MAIN)
            nurse.press(Act.BACK)
        assert (nurse.page, nurse.words()) == ("reception", say("store.disk_full"))


def test_a_field_that_was_left_while_it_was_being_saved_takes_the_next_value(nurse: Nurse) -> None:
    visit = take_up(nurse, "exam")
    with slow_store(nurse):
        measure_weight(nurse)
        nurse.press(Act.BACK)
    nurse.terminal.take_up(visit)
    nurse.wait_for_page("exam")
    before = nurse.do(end_of)
    measure_weight(nurse, "71")
    nurse.settle()
    assert nurse.do(lambda desk: kinds_after(desk, before)) == ["measured"]


def test_the_strip_of_a_donor_who_was_left_while_it_was_being_saved_has_its_clock(nurse: Nurse) -> None:
    stand_before(nurse, "strip wetted")
    visit = nurse.terminal.visit.id
    with slow_store(nurse):
        press_one(nurse)
        nurse.press(Act.BACK)
    assert list(nurse.terminal.presenter("tests")._strips) == [visit]
