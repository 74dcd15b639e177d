"""Draws the closing of a shift in its states, from real desks.

python -m tests.ui.steps.handover_pictures DIR [part of a name]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.ui.number_words import band_sum
from donor_room.ui.steps.handover import presenter as handover
from donor_room.ui.steps.handover.presenter import HandoverPresenter
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from donor_room.workflow import hand_over, label, preprinted, shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.number_stock import dead_left
from tests.support.told import PERMANENT, tell, word
from tests.ui.camera import photograph
from tests.ui.samples import dress
from tests.ui.steps.chair import Printer, eligible, gone, labelled
from tests.ui.steps.desk_people import LEADER, add_team, sit_down
from tests.ui.steps.house import ShellSpy, make_desk, put_up

CLOCK = FixedClock(datetime(2026, 11, 21, 9, 12, tzinfo=UTC))


def lend(desk: Desk, *bundles: tuple[int, int]) -> None:
    ends = {"first": "A660126500001", "last": "A660126500300"}
    desk.record_as_terminal(
        e.RangeLeased(range_id="p1", profile="isbt128", count=300, use="preprinted", **ends)
    )
    for first, last in bundles:
        preprinted.take_bundle(desk, first=f"=A6601265{first:05d}01", last=f"=A6601265{last:05d}01")


def packed(desk: Desk, seed: int) -> None:
    visit = gone(desk, seed=seed)
    for item in visit.label_sets[-1].planned.labels:
        if item.role in ("bag1", "nat", "tube", "form"):
            hand_over.pack(desk, text=item.encoded, box="1")


def whole(desk: Desk) -> None:
    for seed in (21, 22, 23):
        packed(desk, seed)
    hand_over.return_unspent(desk)


def in_work(desk: Desk) -> None:
    packed(desk, 21)
    labelled(desk, scanned=False, seed=25)


def gap(desk: Desk) -> None:
    packed(desk, 21)
    visit = labelled(desk, scanned=False, seed=25)
    desk.ledger.append([(visit.id, e.VisitClosed(how="left", remark="旧版程序"))], by="s1")


def explained(desk: Desk) -> None:
    gap(desk)
    (number,) = hand_over.reconcile(desk, shift.the_shift(desk).id).unexplained
    hand_over.explain_gap(desk, number=number, reason="车上找遍了", witness="s003-team", pin=LEADER.pin)
    hand_over.return_unspent(desk)


def bundles(desk: Desk) -> None:
    packed(desk, 21)
    lend(desk, (1, 60), (101, 140))
    for order in (3, 17, 104):
        visit = label.confirm_at_chair(desk, eligible(desk, seed=30 + order).id)
        preprinted.take(desk, visit.id, text=f"=A6601265{order:05d}01", bag_kind="triple_400")
        label.void(desk, visit.id, reason="label_damaged", witness="s003-team", pin=LEADER.pin)
    hand_over.return_unspent(desk)


def apart(desk: Desk) -> None:
    packed(desk, 21)
    tell(desk, gone(desk, seed=26), word(deferral=PERMANENT))
    hand_over.return_unspent(desk)


def dead(desk: Desk) -> None:
    """Let another copy of the terminal have had the range of this shift."""
    packed(desk, 21)
    desk.record_as_terminal(e.TerminalGoesOn(spent=tuple(one.range_id for one in desk.numbers.leased())))


def nothing(page: HandoverPresenter) -> None:
    """Leave the page as it opens."""


def missing(page: HandoverPresenter) -> None:
    page._choose_number("A660126500009")


def taking(page: HandoverPresenter) -> None:
    page._ask_bundle()
    page.scanned("=A66012650020101")


def counting(page: HandoverPresenter) -> None:
    page._return_left()


SCENES: dict[str, tuple[Callable[[Desk], None], Callable[[HandoverPresenter], None]]] = {
    "handover_whole": (whole, nothing),
    "handover_in_work": (in_work, nothing),
    "handover_gap": (gap, nothing),
    "handover_explained": (explained, nothing),
    "handover_bundles": (bundles, nothing),
    "handover_missing_set": (bundles, missing),
    "handover_taking": (bundles, taking),
    "handover_counting": (bundles, counting),
    "handover_apart": (apart, nothing),
    "handover_dead": (dead, nothing),
}


def draw(folder: Path, name: str) -> MainWindow:
    build, then = SCENES[name]
    home = Path(tempfile.mkdtemp())
    desk = make_desk(home, CLOCK)
    add_team(desk)
    desk.printer = Printer()
    sit_down(desk, LEADER)
    build(desk)
    sit_down(desk, LEADER)
    window = MainWindow(CLOCK)
    dress(window)
    shell = ShellSpy(desk, window, home)
    page = handover.build(shell)
    put_up(shell, page, None)
    then(page)
    tally = desk.numbers.tally(shift.the_shift(desk).id)
    gone_dead = sum(run.size for run in dead_left(desk, shift.the_shift(desk).id))
    photograph(window, folder, name, before=lambda: window.status.show_numbers(band_sum(tally, gone_dead)))
    window.close()
    return window


def main(arguments: list[str]) -> int:
    application = QApplication.instance() or QApplication([])
    theme().start(application)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    kept = [  # what Python throws away in the middle of an event Qt still wants to paint
        draw(folder, name)
        for name in SCENES
        if len(arguments) == 1 or any(wanted in name for wanted in arguments[1:])
    ]
    return 0 if kept else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
