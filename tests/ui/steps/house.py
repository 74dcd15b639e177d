"""A real desk for the pages: shift open, all rights in one hand, numbers leased, directory fresh."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from donor_room.domain.clock import FixedClock
from donor_room.domain.staff import Person
from donor_room.domain.visit import Visit
from donor_room.practice.checks import check_all
from donor_room.practice.people import People
from donor_room.practice.script import SIGNATURE
from donor_room.ui.shell import Presenter
from donor_room.ui.tasks import InlineTasks
from donor_room.ui.window import MainWindow
from donor_room.wire.lease import sign_lease
from donor_room.wire.messages import EnrolReply, LeasedRange
from donor_room.wire.signature import public_text
from donor_room.workflow import interview, register, shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment
from donor_room.workflow.enrolling import begin_enrolment, finish_enrolment
from donor_room.workflow.group_list import ListRow
from tests.support.leases import STATION_KEY, lease_of_before
from tests.support.profiles import new_profile, open_at_once

PERSON = Person(
    staff="s1", name="王芳", roles=("nurse", "physician", "team_leader"), password="", pin=None
)  # fmt: skip


def make_desk(folder: Path, clock: FixedClock, *, drive: str = "street", real: bool = False) -> Desk:
    """Make a terminal in a folder, as a rule a practice one, ready for the first donor."""
    desk = open_at_once(new_profile(folder, "real" if real else "practice"), clock)
    desk.directory.apply([], "cursor", clock.now())
    lease_of_before(desk, "A660126000001", "A660126009999")
    desk.person = PERSON
    shift.open_shift(
        desk,
        site_kind="vehicle",
        site="人民广场",
        vehicle="采血车 03",
        drive=drive,  # type: ignore[arg-type]
        organisation="云冈机电公司" if drive == "group" else None,
        team=("s1",),
    )
    check_all(desk)
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


class HeldTasks(InlineTasks):
    """Holds what is done aside until it is let go, one job at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: list[tuple[Any, ...]] = []

    def run(self, *job: Any) -> None:
        self.jobs.append(job)

    def let_go(self) -> None:
        super().run(*self.jobs.pop(0))


class ShellSpy:
    """The house around one page; it notes where the page sent the donor."""

    def __init__(self, desk: Desk, window: MainWindow, papers: Path) -> None:
        self.desk, self.window, self.papers = desk, window, papers
        self.templates = papers / "templates"
        self.clock = desk.clock
        self.tasks = self.aside = InlineTasks()
        self.received: list[tuple[ListRow, str]] = []
        self.went_on: list[Visit] = []
        self.shown: list[str] = []
        self.slip = ""
        self.steps: list[tuple[str, str]] = []

    def go_on(self, visit: Visit) -> None:
        self.went_on.append(visit)

    def take_up(self, visit: str) -> None:
        self.go_on(self.desk.visits.get(visit))

    def show_step(self, visit: Visit, step: str) -> None:
        self.steps.append((visit.id, step))

    def show(self, page: str) -> None:
        self.shown.append(page)

    def heard_lately(self) -> frozenset[str]:
        return frozenset()

    def show_aside(self, page: str) -> None:
        self.shown.append(page)

    def leave_aside(self, page: str) -> None:
        self.shown.append(f"back from {page}")

    def receive(self, row: ListRow, typed: str) -> None:
        self.received.append((row, typed))

    def practice(self) -> bool:
        return self.desk.practice


def enrol_at_once(desk: Desk) -> Enrolment:
    """Let an invented station take the terminal in, without a network."""
    begun = begin_enrolment(desk.ledger, "https://xz.example.cn")
    reply = EnrolReply(
        terminal="66001.3f9c1a7e5b2d4860", terminal_name="采血车 03", station_code="66001",
        station_name="样例市中心血站", station_key=public_text(STATION_KEY),
        directory_key=b64encode(bytes(32)).decode(), practice=False, protocol=1, numbers=None,
    )  # fmt: skip
    lent = LeasedRange(
        range_id="r2", profile="isbt128", first="A660126010001", last="A660126010500", count=500
    )
    numbers = sign_lease(lent, STATION_KEY, station_code=reply.station_code, terminal=reply.terminal)
    reply = msgspec.structs.replace(reply, numbers=numbers)
    return finish_enrolment(desk, begun, reply)


class StationSpy(ShellSpy, QObject):
    """The same with a line to the station, which it only counts."""

    station_told = Signal(object)

    def __init__(self, desk: Desk, window: MainWindow, papers: Path) -> None:
        QObject.__init__(self)
        ShellSpy.__init__(self, desk, window, papers)
        self.lines = 0

    def talk_to_station(self) -> None:
        self.lines += 1


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
