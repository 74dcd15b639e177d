"""A practice terminal on the disk, with a team, an open shift and as many visits as a measurement needs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from donor_room.domain.clock import SystemClock
from donor_room.domain.questionnaire import Answer
from donor_room.domain.visit import Visit
from donor_room.practice.people import TEAM
from donor_room.practice.script import SIGNATURE, Player
from donor_room.settings import Profile
from donor_room.workflow import interview, register, sign_in
from donor_room.workflow.desk import Desk
from donor_room.workflow.opening import create_desk

PASSPHRASE = "practice"


@contextmanager
def practice_profile() -> Iterator[Profile]:
    """A folder for one terminal, beside other temporary files, on whatever disk they lie."""
    with tempfile.TemporaryDirectory(prefix="donor-room-bench-") as folder:
        home = Path(folder) / "practice"
        marks = (home / "marks", Path(folder) / "marks")
        yield Profile(name="practice", folder=home, database=home / "terminal.db", mark_folders=marks)


@contextmanager
def open_desk(visits: int = 0) -> Iterator[Desk]:
    """A desk with a shift that is open; `visits` donors have walked through it to the end."""
    with practice_profile() as profile:
        desk = create_desk(profile, passphrase=PASSPHRASE, clock=SystemClock())
        try:
            Player(desk, seed=1, told=lambda: None).play(visits)
            yield desk
        finally:
            desk.close()


def fill(profile: Profile, *, visits: int) -> None:
    """Make the terminal of a profile, let so many donors walk to the end, and close it."""
    desk = create_desk(profile, passphrase=PASSPHRASE, clock=SystemClock())
    Player(desk, seed=1, told=lambda: None).play(visits)
    desk.close()


def visit_in_interview(desk: Desk, donor: int = 1) -> Visit:
    """A donor who has been registered and has signed the notice, so that questions may be answered."""
    from donor_room.practice.people import People

    take_the_nurses_place(desk)
    people = People(7_000 + donor, desk.clock.today())
    visit = register.open_visit(desk, donor=people.next_donor(), source="typed", plan="WB400")
    return interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)


def take_the_nurses_place(desk: Desk) -> None:
    """Sign the nurse in, whose acts are measured."""
    nurse = TEAM[1]
    found = next(person for person in sign_in.staff(desk) if person.name == nurse.name)
    sign_in.sign_in(desk, staff_id=found.staff, means="password", secret=nurse.password)


def expected(desk: Desk, visit: Visit) -> list[tuple[str, Answer]]:
    """Every question of this donor with the answer that lets her or him pass."""
    return [
        (item.id, Answer(value=item.expect, asked_aloud=False, details=(), remark=None))
        for item in interview.items_of(desk, visit)
    ]
