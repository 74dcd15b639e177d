"""Somebody who presses whatever can be pressed on a whole terminal, always the same by the seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.domain.own_codes import chair_code, command_code, visit_code
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.practice.people import TEAM
from donor_room.ui.keys import Act
from donor_room.ui.theme import theme
from donor_room.ui.widgets.page import focusable
from donor_room.workflow.desk import Desk
from donor_room.workflow.shift import current_shift
from tests.support import desks as d
from tests.support.chance import ODD_WORDS, Chance
from tests.support.profiles import enlist
from tests.ui.terminals import SIZES, Nurse

K = Qt.Key


def _enlist_all(desk: Desk) -> None:
    for staff_id, (name, roles) in d.PEOPLE.items():
        enlist(desk, staff_id, name, roles, d.PASSWORD, d.PIN)


KEYS = (
    *(K.Key_Return, K.Key_Tab, K.Key_Backtab, K.Key_Up, K.Key_Down, K.Key_Left, K.Key_Right),
    *(K.Key_Space, K.Key_Backspace, K.Key_Delete, K.Key_Home, K.Key_End, K.Key_PageDown),
)
OFTEN = (Act.MAIN, Act.MAIN, Act.MAIN, Act.BACK)
STEPS = (*d.STEPS, "closed")


class Monkey:
    """Hands without sense, and people behind their back who go on with the same donors meanwhile."""

    def __init__(self, nurse: Nurse, seed: int) -> None:
        self.nurse, self.dice = nurse, random.Random(seed)
        self.clock = nurse.terminal.clock
        self.did: list[str] = []
        nurse.do(_enlist_all)
        self.others: Chance = self._elsewhere(lambda desk: Chance(desk, seed))

    def act(self) -> None:
        """Do one thing and let window and store thread settle."""
        self.clock.instant += timedelta(seconds=self.dice.choice((0, 1, 5, 90)))  # type: ignore[attr-defined]
        if self.nurse.page == "sign_in" and self.dice.random() < 0.9:
            self.sign_in()
            return
        what = self.dice.choice(DEEDS)
        self.did.append(f"{self.nurse.page}: {what.__name__}")
        what(self)
        self.nurse.settle()

    def sign_in(self) -> None:
        self.did.append("sign in")
        people = [one.name for one in self.nurse.view.people]
        who = self.dice.choice(TEAM)
        if who.name in people[:9]:
            self.nurse.press_digit(people.index(who.name) + 1)
            self.nurse.type(
                who.pin if self.nurse.view.chosen and self.nurse.view.chosen.may_use_pin else who.password
            )
            self.nurse.enter()
        self.nurse.settle()

    def press_key(self) -> None:
        self.nurse.key(self.dice.choice(KEYS))

    def press_act(self) -> None:
        act = self.dice.choice((*OFTEN, *Act))
        self.did[-1] += f" {act.name}"
        self.nurse.press(act)

    def press_digit(self) -> None:
        self.nurse.digit(self.dice.randrange(10))

    def type_something(self) -> None:
        self.nurse.type(self.dice.choice((*ODD_WORDS[:20], "118", "76", "36.5", d.PIN, "王芳", "P1"))[:30])

    def click_something(self) -> None:
        """Press on something that takes the focus, or anywhere."""
        view: QWidget = self.nurse.view
        there = [one for one in focusable(self.nurse.window) if one.isVisible()]
        if there:
            chosen = self.dice.choice(there)
            self.did[-1] += f" {type(chosen).__name__} {chosen.objectName()}"
            self.nurse.click(chosen)
        else:
            self.nurse.click(view)

    def scan_something(self) -> None:
        visits = [visit for visit in self.nurse.do(self._visits) if visit.label_set is not None]
        code = self.dice.choice(ODD_WORDS)
        if visits and self.dice.random() < 0.8:
            visit = self.dice.choice(visits)
            code = self.dice.choice(
                (
                    *(one.encoded for one in visit.label_set.planned.labels),
                    visit_code(visit.id),
                    chair_code(1),
                    command_code("next"),
                )
            )
        self.nurse.scan(code)

    def take_up_somebody(self) -> None:
        """As by a press on the queue."""
        visit = self.dice.choice(self.others.visits[-8:])
        self.did[-1] += f" {visit}"
        self.nurse.window.queue.visit_asked.emit(visit)

    def change_the_look(self) -> None:
        what = self.dice.choice(
            (
                self.nurse.window.toggle_language,
                theme().toggle_night,
                lambda: self.nurse.window.resize(*self.dice.choice(SIZES)),
            )
        )
        what()

    def go_somewhere(self) -> None:
        if self.nurse.page not in ("sign_in", "opening"):
            self.nurse.terminal.show(self.dice.choice(("reception", "handover", "shift", "staff")))

    def others_go_on(self) -> None:
        """Acts by other hands; a page that stands open must bear what it did not write."""
        self._elsewhere(self._others_act)

    def others_bring(self) -> None:
        """Let somebody stand at any step, and take that donor up; nobody comes once the shift was closed."""
        step = self.dice.choice(STEPS)
        if not self.nurse.do(lambda desk: current_shift(desk) is not None):
            self.did[-1] += " but the shift is closed"
            return
        visit = self._elsewhere(lambda desk: d.bring_to(desk, step, self.dice.randrange(100, 1_000_000)).id)
        self.others.visits.append(visit)
        self.did[-1] += f" {step} {visit}"
        if self.nurse.page != "sign_in":
            self.nurse.window.queue.visit_asked.emit(visit)

    def _others_act(self, desk: Desk) -> None:
        for _ in range(3):
            try:
                self.others.act()
            except (Refusal, Trouble):
                continue

    def _elsewhere(self, work: Callable[[Desk], Any]) -> Any:
        """Have something done at the same desk by somebody else, who leaves as the desk was found."""

        def done(desk: Desk) -> Any:
            here = desk.person
            d.take_place(desk, d.EVERYBODY)
            try:
                return work(desk)
            finally:
                desk.person = here

        answer = self.nurse.do(done)
        if isinstance(answer, Refusal):
            raise answer
        return answer

    def _visits(self, desk: Desk) -> list[d.Visit]:
        return [desk.visits.get(visit) for visit in self.others.visits[-8:]]


DEEDS: tuple[Callable[[Monkey], None], ...] = (
    *[Monkey.press_act] * 6,
    *[Monkey.press_key] * 4,
    *[Monkey.press_digit] * 4,
    *[Monkey.click_something] * 8,
    *[Monkey.type_something] * 4,
    *[Monkey.scan_something] * 3,
    *[Monkey.take_up_somebody] * 3,
    *[Monkey.others_bring] * 2,
    Monkey.others_go_on,
    Monkey.change_the_look,
    Monkey.go_somewhere,
)
