"""A whole terminal as a nurse sits before it: real window, real store thread, real files.

Hands that press keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel

from donor_room.app import Terminal
from donor_room.domain import entries as e
from donor_room.domain.clock import Clock
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.practice.checks import check_all
from donor_room.practice.people import TEAM, InventedStaff
from donor_room.settings import Profile
from donor_room.ui.hands import Hands, Stuck
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow import shift, sign_in
from donor_room.workflow.desk import Desk
from tests.support.profiles import enlist, new_profile, open_at_once

LEADER, NURSE, PHYSICIAN, SECOND_NURSE = TEAM
RANGE = ("A660126000001", "A660126009999")
PLACE = {"site_kind": "vehicle", "site": "人民广场", "vehicle": "采血车 03", "drive": "street"}
SIZES = ((1366, 768), (1280, 720))


class Nurse(Hands):
    """Hands that look for a key or a cut word after whatever they did."""

    def __init__(self, terminal: Terminal, pictures: Path) -> None:
        super().__init__(terminal, pictures, speed_s=0)

    def wait(self, until: Callable[[], object], what: str, patience_s: float = 30) -> None:
        """Let window and store thread work; QTest.qWait would keep the interpreter for itself."""
        over = time.monotonic() + patience_s
        while True:
            QApplication.processEvents()
            if until():
                return
            if time.monotonic() > over:
                raise Stuck(what)
            time.sleep(0.002)

    def do(self, work: Callable[[Desk], Any]) -> Any:
        """Do something with the desk on the store thread and return its answer."""
        told: list[Any] = []
        self.terminal.tasks.run(lambda: work(self.terminal.desk), told.append, told.append)
        self.wait(lambda: told, "the store's answer")
        return told[0]

    def press_digit(self, digit: int) -> None:
        self.type(str(digit))

    def choose_person(self, who: InventedStaff) -> None:
        people = self.terminal.presenter("sign_in").view.people
        self.press_digit([one.name for one in people].index(who.name) + 1)

    def sign_in(self, who: InventedStaff) -> None:
        """Choose oneself and give the secret that is asked."""
        self.wait_for_page("sign_in")
        self.choose_person(who)
        if self.view.chosen.may_use_pin:
            self.type(who.pin)
        else:
            self.type(who.password)
            self.enter()
        self.wait(lambda: self.page != "sign_in", f"{who.name} to be signed in")
        self.settle()

    def is_asked(self) -> bool:
        """Whether the opening asks something, or says why it cannot."""
        return self.view.asked != "wait" or self.view.main.missing != say("opening.wait.main")

    @property
    def view(self) -> Any:
        """The page on the screen."""
        return self.window.current

    def said(self) -> str:
        """Every word that stands on the page."""
        return "\n".join(one.text() for one in self.view.findChildren(QLabel) if one.isVisible())

    def faults(self) -> list[str]:
        """Cut texts, keys without words and targets too small, in both languages and sizes, day and night."""
        found: list[str] = []
        for size in SIZES:
            self.window.resize(*size)
            for language in ("en", "zh_CN"):
                texts().switch(language)
                self.settle()
                where = f"{language} {size[1]}"
                found += [f"{where} cut: {text}" for text in find_cut_texts(self.window)]
                found += [f"{where} key: {line}" for line in self.said().split("\n") if _is_key(line)]
        found += [
            f"small: {one.objectName() or type(one).__name__}" for one in find_small_targets(self.window)
        ]
        theme().set_night(True)
        found += [f"night cut: {text}" for text in find_cut_texts(self.window)]
        theme().set_night(False)
        return found


def _is_key(words: str) -> bool:
    """Whether something looks like the key of a text that is missing."""
    area, _, rest = words.partition(".")
    return area.isidentifier() and area.islower() and bool(rest) and rest.replace(".", "").isidentifier()


@contextmanager
def terminal_of(profile: Profile, clock: Clock, **how: Any) -> Iterator[Nurse]:
    """Start a terminal on a profile; the opening page stands when this returns."""
    terminal = Terminal(profile, clock, **how)
    terminal.papers = profile.folder / "papers"
    nurse = Nurse(terminal, profile.folder)
    terminal.start()
    nurse.come_to_the_window()
    try:
        nurse.wait(lambda: nurse.page != "opening" or nurse.is_asked(), "the opening")
        yield nurse
    finally:
        terminal.close()
        QApplication.removePostedEvents(terminal.tasks)  # late answers, for a window that goes now
        QApplication.removePostedEvents(terminal.aside)
        terminal.window.hide()
        terminal.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def terminal_at_work(
    folder: Path,
    clock: Clock,
    *,
    who: InventedStaff | None = NURSE,
    opened: bool = True,
    numbers: bool = True,
    **how: Any,
) -> Iterator[Nurse]:  # fmt: skip
    """A terminal with a team, and as a rule with a shift and somebody who has signed in by keys."""
    profile = new_profile(folder)
    with terminal_of(profile, clock, **how) as nurse:
        told: list[Desk] = []
        nurse.terminal.tasks.run(lambda: _desk(profile, clock, opened=opened, numbers=numbers), told.append)
        nurse.wait(lambda: told, "the desk")
        nurse.terminal.take_desk(told[0])
        nurse.terminal.show("sign_in")
        nurse.settle()
        if who is not None:
            nurse.sign_in(who)
        yield nurse


def _desk(profile: Profile, clock: Clock, *, opened: bool, numbers: bool) -> Desk:
    desk = open_at_once(profile, clock)
    for place, one in enumerate(TEAM, 1):
        enlist(desk, f"s{place:03d}-team", one.name, one.roles, one.password, one.pin)
    desk.directory.apply([], "cursor", clock.now())
    if numbers:
        run = number_range(*RANGE, profile_named("isbt128"))
        desk.record_as_terminal(
            e.RangeLeased(range_id="r1", profile="isbt128", first=run.first, last=run.last, count=run.count)
        )
    if opened:
        desk.person = sign_in.staff(desk)[0]
        shift.open_shift(desk, **PLACE, organisation=None, team=())
        check_all(desk)
        desk.person = None
    return desk
