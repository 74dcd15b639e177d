"""A real desk for the pages: shift open, all rights in one hand, numbers leased, directory fresh."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.domain.staff import Person
from donor_room.domain.visit import Visit
from donor_room.practice.people import People
from donor_room.practice.script import SIGNATURE
from donor_room.ui.shell import Presenter
from donor_room.ui.tasks import InlineTasks
from donor_room.ui.window import MainWindow
from donor_room.workflow import interview, register, shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import ListRow
from tests.support.profiles import new_profile, open_at_once

PERSON = Person(
    staff="s1", name="王芳", roles=("nurse", "physician", "team_leader"), password="", pin=None
)  # fmt: skip


def make_desk(folder: Path, clock: FixedClock) -> Desk:
    """Make a practice terminal in a folder, ready for the first donor."""
    desk = open_at_once(new_profile(folder), clock)
    desk.directory.apply([], "cursor", clock.now())
    run = number_range("A660126000001", "A660126009999", profile_named("isbt128"))
    leased = e.RangeLeased(range_id="r1", profile="isbt128", first=run.first, last=run.last, count=run.count)
    desk.record_as_terminal(leased)
    desk.person = PERSON
    shift.open_shift(
        desk,
        site_kind="vehicle",
        site="人民广场",
        vehicle="采血车 03",
        drive="street",
        organisation=None,
        team=("s1",),
    )
    return desk


def come_in(desk: Desk, *, seed: int = 7, plan: str = "WB400", **wanted: object) -> Visit:
    """Register an invented donor; wanted may name age, sex and name."""
    donor = People(seed, desk.clock.today()).next_donor(**wanted)  # type: ignore[arg-type]
    return register.open_visit(desk, donor=donor, source="typed", plan=plan)


def answer_all(desk: Desk, visit: Visit) -> Visit:
    """Give the notice its signature and every question its expected answer, and sign."""
    visit = interview.give_consent(desk, visit.id, language="zh_CN", strokes=SIGNATURE)
    for item in interview.items_of(desk, visit):
        given = interview.Answer(value=item.expect, asked_aloud=False, details=(), remark=None)
        visit = interview.answer(desk, visit.id, item=item.id, given=given)
    return interview.sign(desk, visit.id, seen=())


class ShellSpy:
    """The house around one page; it notes where the page sent the donor."""

    def __init__(self, desk: Desk, window: MainWindow, papers: Path) -> None:
        self.desk, self.window, self.papers = desk, window, papers
        self.clock = desk.clock
        self.tasks = self.aside = InlineTasks()
        self.received: list[tuple[ListRow, str]] = []
        self.went_on: list[Visit] = []
        self.shown: list[str] = []
        self.steps: list[tuple[str, str]] = []

    def go_on(self, visit: Visit) -> None:
        self.went_on.append(visit)

    def take_up(self, visit: str) -> None:
        self.go_on(self.desk.visits.get(visit))

    def show_step(self, visit: Visit, step: str) -> None:
        self.steps.append((visit.id, step))

    def show(self, page: str) -> None:
        self.shown.append(page)

    def receive(self, row: ListRow, typed: str) -> None:
        self.received.append((row, typed))

    def practice(self) -> bool:
        return self.desk.practice


def put_up(shell: ShellSpy, presenter: Presenter, visit: Visit | None) -> None:
    """Show the page of a presenter in the shell's window for a visit."""
    window = shell.window
    window.register(presenter.page, lambda: presenter.view)
    window.show()
    QTest.qWaitForWindowActive(window)
    window.show_page(presenter.page)
    presenter.open(visit)
    window.show_page(presenter.page)


def press(window: MainWindow, *keys: Qt.Key | str) -> None:
    """Press keys where the focus is; a text is typed character by character."""
    for key in keys:
        target: QWidget = window.focusWidget() or window
        if isinstance(key, str):
            for letter in key:
                QTest.keyClick(window.focusWidget() or window, letter)
        else:
            QTest.keyClick(target, key)
