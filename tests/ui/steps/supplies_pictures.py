"""Draws the counting of supplies, and whoever is measured only, in the whole terminal.

python -m tests.ui.steps.supplies_pictures DIR
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.domain.supply_acts import Round
from donor_room.ui.keys import Act
from donor_room.ui.theme import theme
from donor_room.workflow import supplies
from donor_room.workflow.desk import Desk
from tests.ui.camera import photograph
from tests.ui.terminals import LEADER, Nurse, terminal_at_work

CLOCK = FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC))
REASON = "在上一个停车点落下了一箱，已请司机回去拿，明天再点一次"


@contextmanager
def at_supplies() -> Iterator[Nurse]:
    with (
        tempfile.TemporaryDirectory(prefix="donor-room-pictures-") as folder,
        terminal_at_work(Path(folder), CLOCK, who=LEADER) as nurse,
    ):
        nurse.terminal.show("checks")
        nurse.settle()
        nurse.press(Act.RECORDS)
        nurse.wait_for_page("supplies")
        nurse.settle()
        yield nurse


def count(desk: Desk, round_: Round, lacking: int = 0) -> None:
    for place, one in enumerate(desk.packs.supplies.items):
        supplies.count(desk, one.code, round_, text=str(one.carry - lacking * (place % 3 == 1)), seen="")


def explain(desk: Desk) -> None:
    supplies.leave_open(desk, "umbrella", reason=REASON)


def main(arguments: list[str]) -> int:
    application = QApplication.instance() or QApplication([])
    theme().start(application)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    faults = 0

    def keep(name: str) -> None:
        nonlocal faults
        nurse.settle()
        faults += photograph(nurse.window, folder, name)

    with at_supplies() as nurse:
        keep("supplies_nothing_counted")
        nurse.press_digit(1)
        keep("supplies_how_many")
        nurse.press(Act.BACK)
        nurse.do(lambda desk: count(desk, "out"))
        nurse.press(Act.AGAIN)
        keep("supplies_out_souvenirs")
        nurse.press(Act.BACK)
        nurse.terminal.show("handover")
        nurse.settle()
        nurse.press(Act.RECORDS)
        nurse.press_digit(4)
        nurse.wait_for_page("supplies")
        nurse.press(Act.RECORDS)
        keep("supplies_reason_of_ten")
        nurse.press(Act.BACK)
        nurse.press(Act.BACK)
        nurse.do(lambda desk: count(desk, "in", 1))
        nurse.do(explain)
        nurse.terminal.show("handover")
        nurse.settle()
        keep("handover_with_supplies")
        nurse.press(Act.RECORDS)
        nurse.press_digit(4)
        nurse.wait_for_page("supplies")
        keep("supplies_in_lacking")
        nurse.press(Act.RECORDS)
        keep("supplies_reason")
        nurse.press(Act.BACK)
        nurse.press(Act.BACK)
        nurse.terminal.show("reception")
        nurse.settle()
        nurse.press(Act.DEFER)
        keep("guest_what")
        nurse.press_digit(1)
        keep("guest_pressure")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
