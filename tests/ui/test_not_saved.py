"""A full disk, page by page: nothing looks saved, the page says what to do, and goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.widgets.page import focusable
from donor_room.workflow import examine, interview
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.ui.monkey import _enlist_all
from tests.ui.terminals import LEADER, Nurse, terminal_at_work

Prepare = Callable[[Desk, Visit], object]
_NO_LIMIT = 1_000_000


def fill_disk(desk: Desk) -> int:
    """Let the file grow no more and write until nothing fits; return where the book ends."""
    (pages,) = desk.database.row("PRAGMA page_count") or (0,)
    desk.database.row(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Trouble, match=r"store\.disk_full"):
        _write_on(desk)
    return end_of(desk)


def _write_on(desk: Desk) -> None:
    while True:
        desk.ledger.append([(None, e.Locked(staff="s", idle=True))], by="")


def end_of(desk: Desk) -> int:
    return desk.ledger.head(desk.ledger.book)[0]


@contextmanager
def full_disk(nurse: Nurse) -> Iterator[None]:
    """Within, no act can be kept; afterwards nothing was written and there is space again."""
    before = nurse.do(fill_disk)
    yield
    nurse.settle()
    assert nurse.do(end_of) == before
    nurse.do(lambda desk: desk.database.row(f"PRAGMA max_page_count = {_NO_LIMIT}"))


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


def refuse_saved(nurse: Nurse, page: str) -> None:
    """The same page stands, says what to do, and can be pressed again."""
    nurse.settle()
    assert nurse.page == page
    sentence = say("store.disk_full", path="")
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


DONE: dict[str, tuple[str, Prepare | None, Gesture]] = {
    "interview signed": ("interview", answer_but_not_sign, press_main),
    "exam signed": ("exam", examine_but_not_sign, press_main),
    "decision confirmed": ("decision", None, confirm_by_pin),
    "donor heard at the chair": ("labels", None, lambda nurse: nurse.choose("labels.said", True)),
    "lot of the bag": ("collection", None, say_lot),
    "needle in": ("collection", d.take_bag, put_needle_in),
    "rest begun": ("aftercare", None, press_main),
}


@pytest.mark.parametrize("what", DONE)
def test_what_the_disk_did_not_take_is_done_again(nurse: Nurse, what: str) -> None:
    page, prepare, do = DONE[what]
    take_up(nurse, page, prepare)
    with full_disk(nurse):
        for _ in range(2):
            do(nurse)
            refuse_saved(nurse, page)
    before = nurse.do(end_of)
    do(nurse)
    nurse.wait(lambda: nurse.do(end_of) > before, f"{what} to be saved", 5)


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
