"""Draws the page that tells why a terminal waits for its station, and the band that leads to it.

python -m tests.ui.steps.go_on_pictures DIR
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.ui.steps.enrol.view import EnrolView, Fact
from donor_room.ui.steps.go_on.view import GoOnView, Mode
from donor_room.ui.texts import say
from donor_room.ui.theme import theme
from donor_room.ui.widgets.status import BandSum
from donor_room.ui.window import MainWindow
from tests.ui.camera import photograph
from tests.ui.samples import dress

AT = datetime(2026, 11, 21, 6, 12, tzinfo=UTC)
NAMES = {"station": "样例市中心血站", "terminal": "采血车 03", "id": "66001.3f9c1a7e5b2d4860"}


def dressed(page: str, view: GoOnView | EnrolView, why: str) -> MainWindow:
    window = MainWindow(FixedClock(AT))
    dress(window)
    window.status.show_link(online=True, backlog=3, differs=False)
    window.status.show_directory_age(31, is_old=True)
    window.status.show_notices(2)
    window.status.show_numbers(BandSum("号 50 = 用 31 + 废 2 + 退 0 + 在办 1 + 余 16", "号余 16", ""))
    window.register(page, lambda: view)
    window.show()
    window.show_page(page)
    return window


def draw(folder: Path) -> int:
    """Draw every look and return how many have a fault."""
    faults = 0
    for why, problem in (
        ("copied", ""),
        ("copied", "sync.again.code_unknown"),
        ("unknown", ""),
        ("fine", ""),
    ):
        view = GoOnView()
        window = dressed("go_on", view, why)

        def tell(view: GoOnView = view, why: Mode = why, problem: str = problem, window=window) -> None:  # type: ignore[assignment]
            window.status.show_call(say(f"go_on.band.{why}") if why != "fine" else "")
            view.show_mode(why, **NAMES)
            view.code.setText("7QKM-2XVD-9FHT" if problem else "")
            view.show_problem(say(problem) if problem else "")

        faults += photograph(window, folder, f"go_on_{why}{'_no' if problem else ''}", before=tell)
    return faults + still(folder)


def still(folder: Path) -> int:
    """The page of the station, which leads there."""
    view = EnrolView()
    window = dressed("enrol", view, "unknown")

    def tell() -> None:
        window.status.show_call(say("go_on.band.unknown"))
        view.show_mode("still")
        view.show_facts({"station": Fact(NAMES["station"], "66001"), "terminal": Fact(NAMES["terminal"])})

    return photograph(window, folder, "enrol_still", before=tell)


if __name__ == "__main__":
    application = QApplication([])
    theme().begin()
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    sys.exit(1 if draw(target) else 0)
