"""Draws the closing of a shift in its states, from real desks.

python -m tests.ui.steps.handover_pictures DIR [part of a name]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain import entries as e
from donor_room.domain.clock import DONATION_SITE, FixedClock
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.ui.number_words import band_sum
from donor_room.ui.steps.handover import presenter as handover
from donor_room.ui.steps.handover.presenter import HandoverPresenter
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from donor_room.workflow import collect, crates, hand_over, label, preprinted, shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.number_stock import dead_left
from tests.support.nonconforming import LONG_REASON
from tests.support.told import PERMANENT, tell, word
from tests.ui.camera import photograph
from tests.ui.samples import dress
from tests.ui.steps.chair import Printer, eligible, gone, labelled, pierced
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


def packed(desk: Desk, seed: int, box: str = "1", roles: tuple[str, ...] = AFTER_TUBES_ROLES) -> None:
    visit = gone(desk, seed=seed)
    for item in visit.label_sets[-1].planned.labels:
        if item.role in roles:
            hand_over.pack(desk, text=item.encoded, box=box)


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


def crates_told(desk: Desk) -> None:
    """Three crates: one closed and cold, one too warm for a while, one in hand that lacks a tube."""
    for seed, box in ((21, "1"), (22, "1"), (23, "2")):
        packed(desk, seed, box)
    crates.close_box(desk, "1", by_scan=True)
    crates.close_box(desk, "2", by_scan=True)
    packed(desk, 24, "3", ("bag1", "nat", "form"))
    hand_over.return_unspent(desk)
    opened = shift.the_shift(desk).opened_at
    warm = ["4.2", "4.4", "5.1", "4.8", "11.4", "10.6"]
    rows = [f"{opened.astimezone(DONATION_SITE) + n * timedelta(minutes=5):%Y-%m-%d %H:%M:%S},{t}"
            for n, t in enumerate(warm)]  # fmt: skip
    desk.clock.instant += timedelta(minutes=90)
    crates.type_temperature(desk, "1", "blood", lowest="4.2", highest="5.1")
    file = Path(tempfile.mkdtemp()) / "logger-2.csv"
    file.write_text("Time,Temperature(°C)\n" + "\n".join(rows), "utf-8")
    crates.take_logger_file(desk, "2", "blood", crates.read_logger_file(file))


def moving(page: HandoverPresenter) -> None:
    page.box = "3"
    visit = min(page.shell.desk.numbers.spent_in(page.told.shift.id), key=lambda one: one.number).visit
    item = page.shell.desk.visits.get(visit).label_sets[-1].planned.labels[0]
    page.scanned(item.encoded)


def typing(page: HandoverPresenter) -> None:
    page._crate_key("type")


def filing(page: HandoverPresenter) -> None:
    file = Path(tempfile.mkdtemp()) / "采血车03-温度-2026-11-21.csv"
    file.write_text("Time,Temperature(°C)\n2026-11-21 17:12:00,4.2\n2026-11-21 18:12:00,4.4\n", "utf-8")
    page._read_file(str(file))


def explaining(page: HandoverPresenter) -> None:
    page._crate_key("missing")


def nothing(page: HandoverPresenter) -> None:
    """Leave the page as it opens."""


def missing(page: HandoverPresenter) -> None:
    page._choose_number("A660126500009")


def taking(page: HandoverPresenter) -> None:
    page._ask_bundle()
    page.scanned("=A66012650020101")


def counting(page: HandoverPresenter) -> None:
    page._return_left()


def amiss(desk: Desk) -> None:
    """All that one shift may have at once: labels void, short and slow units, parts that nobody found."""
    crates_told(desk)
    for seed, reason in ((31, "misprint"), (32, "printer_fault")):
        label.void(desk, labelled(desk, scanned=False, seed=seed).id, reason=reason, witness="s003-team",
                   pin=LEADER.pin)  # fmt: skip
    short = collect.end(desk, pierced(desk, seed=33).id, volume_ml=310, reason="donor_wish")
    for visit in (short, gone(desk, seed=34)):
        number = visit.label_sets[-1].number
        crates.name_missing(
            desk, number=number, role="form", reason=LONG_REASON, witness="s003-team", pin=LEADER.pin
        )
    crates.open_again(desk, "1", reason="漏放一管")


def nobody_came(desk: Desk) -> None:
    hand_over.return_unspent(desk)


def amiss_told(page: HandoverPresenter) -> None:
    page._tell_amiss()


def which_page(page: HandoverPresenter) -> None:
    page._ask_where()


def amiss_end(page: HandoverPresenter) -> None:
    page._tell_amiss()
    page.view.amiss_sheet.main.click()


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
    "handover_amiss": (amiss, nothing),
    "handover_amiss_told": (amiss, amiss_told),
    "handover_amiss_where": (amiss, which_page),
    "handover_amiss_end": (amiss, amiss_end),
    "handover_amiss_none": (nobody_came, amiss_told),
    "handover_crates": (crates_told, nothing),
    "handover_crates_moving": (crates_told, moving),
    "handover_crates_typing": (crates_told, typing),
    "handover_crates_filing": (crates_told, filing),
    "handover_crates_missing": (crates_told, explaining),
}


def draw(folder: Path, name: str) -> MainWindow:
    build, then = SCENES[name]
    home = Path(tempfile.mkdtemp())
    desk = make_desk(home, FixedClock(CLOCK.instant))
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
