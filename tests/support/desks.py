"""A real desk on real encrypted files, its people, and a way to bring a donor to any step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from donor_room import settings
from donor_room.domain import entries as e
from donor_room.domain.clock import Clock, FixedClock
from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.domain.identity import DocumentKind, read_document
from donor_room.domain.questionnaire import Answer
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.staff import Role
from donor_room.domain.visit import AFTER_TUBES, BEFORE_NEEDLE, Visit
from donor_room.domain.walk import step_of
from donor_room.packs.texts import Texts
from donor_room.practice.checks import check_all
from donor_room.practice.people import People
from donor_room.simulation.walk import SIGNATURE, answer_all, examine_all, lot
from donor_room.simulation.walk import do_tests as test_all
from donor_room.wire.messages import DirectoryRow
from donor_room.workflow import (
    aftercare,
    blood_tests,
    collect,
    decide,
    label,
    label_scan,
    register,
    shift,
    sign_in,
)
from donor_room.workflow.desk import Desk
from donor_room.workflow.packs import Packs
from donor_room.workflow.tickets import Ticket, check_in
from tests.support.templates import open_from_template

KEY = bytes(range(32))
AFTERNOON = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
RANGE = ("A660126000001", "A660126000500")
PIN = "2468"
PASSWORD = "dry-winter-road"
NURSE, NURSE_2, PHYSICIAN, LEADER, ADMINISTRATOR, EVERYBODY = "s1", "s2", "s3", "s4", "s5", "s6"
PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    NURSE: ("王芳", ("nurse",)),
    NURSE_2: ("周海", ("nurse",)),
    PHYSICIAN: ("赵敏", ("physician",)),
    LEADER: ("孙悦", ("team_leader",)),
    ADMINISTRATOR: ("陈立", ("administrator",)),
    EVERYBODY: ("李全", ("nurse", "physician", "team_leader")),
}
_PACKS = Packs()
_TEXTS = Texts("zh_CN")
__all__ = ["SIGNATURE", "blood_tests", "lot"]
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def new_desk(folder: Path, clock: Clock | None = None, *, people: bool = True) -> Desk:
    """Make a practice terminal in a folder; its book is open, all secrets are PASSWORD and PIN."""
    desk = open_desk(folder, clock)
    desk.ledger.open_book(terminal="practice", program="test", practice=True)
    if people:
        desk.record_as_terminal(*_staff())
    return desk


def open_desk(folder: Path, clock: Clock | None = None) -> Desk:
    """Open the files of a folder, as after a start of the program: nobody is signed in."""
    return Desk(
        database=open_from_template(folder / "terminal.db", KEY, settings.terminal_migrations()),
        directory_file=open_from_template(folder / "directory.db", KEY, settings.directory_migrations()),
        directory_key=KEY,
        clock=clock or FixedClock(AFTERNOON),
        packs=_PACKS,
        pin_pepper=KEY,
        practice=True,
    )


@contextmanager
def at_work(
    folder: Path, clock: Clock | None = None, *, numbers: tuple[str, str] = RANGE, checked: bool = True
) -> Iterator[Desk]:
    """A desk with an open shift, numbers and an empty fresh directory; the person at it may do everything.

    As a rule every check of the shift is good.
    """
    desk = new_desk(folder, clock)
    try:
        begin_work(desk, numbers, checked=checked)
        yield desk
    finally:
        desk.close()


def begin_work(desk: Desk, numbers: tuple[str, str] = RANGE, *, checked: bool = True, **wanted: Any) -> None:
    desk.directory.apply([], "cursor", desk.clock.now())
    run = number_range(*numbers, profile_named("isbt128"))
    leased = e.RangeLeased(range_id="r1", profile="isbt128", first=run.first, last=run.last, count=run.count)
    desk.record_as_terminal(leased)
    take_place(desk, EVERYBODY)
    open_shift(desk, checked=checked, **wanted)


def open_shift(desk: Desk, *, checked: bool = True, **wanted: Any) -> None:
    """Open a shift and find everything good, both or neither."""
    site: dict[str, Any] = {"site_kind": "vehicle", "site": "人民广场", "vehicle": "采血车 03"}
    with desk.transaction():
        shift.open_shift(desk, **(site | {"drive": "street", "organisation": None, "team": ()} | wanted))
        if checked:
            check_all(desk)


def take_place(desk: Desk, staff_id: str) -> None:
    """Sit down at the desk without being asked a secret."""
    desk.person = next(one for one in sign_in.staff(desk) if one.staff == staff_id)


@cache
def _staff() -> tuple[e.Act, ...]:
    """Verifiers of small cost: what is proved is the proving, not how long Argon2 takes."""
    acts: list[e.Act] = []
    for staff_id, (name, roles) in PEOPLE.items():
        acts.append(e.StaffAdded(staff=staff_id, name=name, roles=roles, password=QUICK.hash(PASSWORD)))
        acts.append(e.PinSet(staff=staff_id, pin=QUICK.hash(sign_in.peppered(KEY, staff_id, PIN))))
    return tuple(acts)


# ---- a donor at any step -----------------------------------------------------------------------------------


def invented(desk: Desk, seed: int = 7, **wanted: Any) -> e.Donor:
    return People(seed, desk.clock.today()).next_donor(**({"age": 30, "sex": "male"} | wanted))


def come_in(desk: Desk, seed: int = 7, *, plan: str = "WB400", **wanted: Any) -> Visit:
    return register.open_visit(desk, donor=invented(desk, seed, **wanted), source="typed", plan=plan)


def take_ticket(desk: Desk, seed: int) -> Ticket:
    """Give a number to an invented donor who is not registered yet."""
    donor = invented(desk, seed)
    kind = DocumentKind(donor.document_kind)
    return check_in(desk, read_document(kind, donor.document_number, desk.clock.today(), practice=True))


def bring_to(desk: Desk, step: str, seed: int = 7, **wanted: Any) -> Visit:
    """Register an invented donor with whom nothing is amiss and walk on to a step."""
    visit = come_in(desk, seed, **wanted)
    while step_of(visit) != step:
        visit = STEPS[step_of(visit)](desk, visit)
    return visit


def yes_or_no(value: str, *, aloud: bool = False) -> Answer:
    return Answer(value=value, asked_aloud=aloud, details=(), remark=None)  # type: ignore[arg-type]


def confirm(desk: Desk, visit: Visit) -> Visit:
    return decide.confirm(desk, visit.id, pin=PIN)


def empty_chairs(desk: Desk) -> None:
    """Let the chairs look free: where numbers are proved, more sets lie open than there are chairs."""
    desk.database.execute("UPDATE visit_line SET chair = NULL")


def plan_set(desk: Desk, visit: Visit) -> Visit:
    if not visit.is_heard("chair"):
        label.confirm_at_chair(desk, visit.id)
    return label.plan(desk, visit.id, bag_kind="triple_400")


def scan_all(desk: Desk, visit: Visit, phase: label_scan.Phase) -> Visit:
    for item in label_scan.labels_of(visit, phase).items:
        visit, _answer = label_scan.scan(desk, visit.id, text=item.encoded, phase=phase)
    return visit


def plan_and_scan(desk: Desk, visit: Visit) -> Visit:
    return scan_all(desk, plan_set(desk, visit), BEFORE_NEEDLE)


def take_bag(desk: Desk, visit: Visit) -> Visit:
    last_day = date(2027, 11, 21)
    return collect.take_bag(desk, visit.id, bag_kind="triple_400", lot="B2608", expires_on=last_day)


def needle_in(desk: Desk, visit: Visit) -> Visit:
    take_bag(desk, visit)
    return collect.put_needle_in(desk, visit.id, arm="left")


def collect_all(desk: Desk, visit: Visit) -> Visit:
    needle_in(desk, visit)
    return scan_all(desk, collect.end(desk, visit.id, volume_ml=400, reason=None), AFTER_TUBES)


def rest_and_leave(desk: Desk, visit: Visit) -> Visit:
    aftercare.start_rest(desk, visit.id)
    return aftercare.close(desk, visit.id, how="donated", remark="赶时间")


STEPS: dict[str, Callable[[Desk, Visit], Visit]] = {
    "interview": answer_all,
    "exam": examine_all,
    "tests": test_all,
    "decision": confirm,
    "labels": plan_and_scan,
    "collection": collect_all,
    "aftercare": rest_and_leave,
}


def know(desk: Desk, donor: e.Donor, **told: Any) -> None:
    """Let the directory know a donor."""
    nothing: dict[str, Any] = {"name": None, "sex": None, "birth_on": None, "abo": None, "rhd": None}
    nothing |= {"donations": (), "count": 0, "had_reaction": False, "deferral": None}
    person = desk.directory.person_of(donor.document_kind, donor.document_number)
    row = DirectoryRow(person=person, revision=1, donor=DirectoryDonor(**(nothing | told)))
    desk.directory.apply([row], "cursor", desk.clock.now())


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refusal | Trouble]]:
    """Within, the house says no for this reason."""
    with pytest.raises((Refusal, Trouble)) as said:
        yield said
    assert said.value.code == code
    assert can_be_told(said.value)


def can_be_told(no: Refusal | Trouble) -> bool:
    """Say whether the nurse's sentence finds all that it names; a missing value is a KeyError."""
    return None not in no.values.values() and bool(_TEXTS.say(no.code, **no.values))


# ---- what stands in the files ------------------------------------------------------------------------------

DRAWN = ("visit_line", "number_range", "number_block", "donation_number")


def drawn(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that is drawn from the ledger, table by table."""
    return {table: desk.database.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in DRAWN}


def kinds(desk: Desk, visit: str) -> list[str]:
    return [line.entry.kind for line in desk.ledger.of_visit(visit)]
