"""The terminal program, opened by its command, and told by lines what a nurse does at it; each is answered.

The acts go through the real store thread, window and use cases. Run as `python -m tests.mesh.driven ...`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal

from donor_room import app
from donor_room.commands import terminal
from donor_room.domain.staff import find_person
from donor_room.domain.walk import step_of
from donor_room.practice.people import People
from donor_room.workflow import hand_over, register, sign_in
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from tests.support import desks


def sit(desk: Desk, staff: str) -> str:
    desk.person = find_person(sign_in.staff(desk), staff)
    return desk.signed_in().name


def come_in(desk: Desk, seed: int) -> str:
    donor = People(seed, desk.clock.today()).next_donor(age=30, sex="male")
    return register.open_visit(desk, donor=donor, source="typed", plan="WB400").id


def walk_on(desk: Desk, visit: str, step: str) -> str:
    """Walk from where the visit stands to a step, act by act."""
    folded = desk.visits.get(visit)
    while step_of(folded) != step:
        folded = desks.STEPS[step_of(folded)](desk, folded)
    return step_of(folded)


def standing(desk: Desk) -> dict[str, Any]:
    lines = common_lines(desk, open_only=False)
    return {
        "books": {book: desk.ledger.head(book) for book in desk.ledger.books()},
        "own": desk.ledger.book,
        "queue": {line.visit: line.step for line in lines},
        "waiting": exchange_of(desk).waiting(),
    }


def reconciled(desk: Desk) -> dict[str, Any]:
    told = hand_over.reconcile(desk, hand_over.the_shift(desk).id)
    return {"used": told.used, "comes_out": told.comes_out}


ON_STORE: dict[str, Callable[..., Any]] = {
    "sit": sit,
    "come_in": come_in,
    "walk_on": walk_on,
    "standing": standing,
    "reconciled": reconciled,
}


class Driver(QObject):
    """Hears lines on a thread of its own and acts on the screen's."""

    heard = Signal(str)

    def __init__(self, house: app.Terminal) -> None:
        super().__init__(house)
        self._house = house
        self.heard.connect(self._act)
        house.desk_opened.connect(lambda: say({"ready": True}))
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.heard.emit(line)

    def _act(self, line: str) -> None:
        what, *words = json.loads(line)
        if what in ON_STORE:
            work = ON_STORE[what]
            self._house.tasks.run(lambda: work(self._house.desk, *words), answer, refused, refused)
            return
        try:
            answer(getattr(self, what)(*words))
        except Exception as bug:  # the test that waits for an answer is told, and ends
            say({"broken": repr(bug)})

    def reception(self) -> str:
        """Come from the sign-in to the reception, as somebody who has just signed in."""
        self._house.signed_in(to="reception")
        return self._house.window.page_name

    def take_from_queue(self, visit: str) -> str:
        self._house.window.visit_asked.emit(visit)
        return visit

    def screen(self) -> dict[str, Any]:
        house = self._house
        return {
            "page": house.window.page_name,
            "visit": house.visit.id if house.visit else None,
            "devices": house.window.status.devices,
            "said": house.window.scan_line.text if house.window.scan_line.isVisible() else "",
            "queue": [line.visit for line in house.window.queue._lines],
        }


def say(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def answer(found: Any) -> None:
    say({"found": found})


def refused(no: Any) -> None:
    say({"refused": no.code, "values": {name: str(one) for name, one in no.values.items()}})


_begin = app.Terminal.start


def _start(self: app.Terminal, **how: Any) -> None:
    self.driver = Driver(self)  # type: ignore[attr-defined]
    _begin(self, **how)


if __name__ == "__main__":
    app.Terminal.start = _start  # type: ignore[method-assign]
    sys.exit(terminal.main(sys.argv[1:]))
