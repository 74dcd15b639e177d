"""Draws the board and the screen for those who wait, in every state, to be laid beside the sketches.

python -m tests.ui.steps.board_pictures DIR [FILTER]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from donor_room.domain.clock import FixedClock
from donor_room.ui.call_screen import CallScreen, Shown
from donor_room.ui.steps.board.view import BoardView
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from tests.ui.camera import LOOKS, photograph
from tests.ui.samples import dress
from tests.ui.steps import waiting_people as waiting

_kept: list[QWidget] = []


def on_board(**how: object) -> Callable[[], QWidget]:
    def draw() -> QWidget:
        window, view = MainWindow(FixedClock(waiting.NOW)), BoardView()
        dress(window)
        window.register("board", lambda: view)
        window.show()
        window.show_page("board")
        QApplication.processEvents()
        view.show_board(waiting.board(**how))  # type: ignore[arg-type]
        view.chart.mark_longest()
        return window

    return draw


CALLS = (
    Shown("5", "A053", "唐*", "exam", "A"),
    Shown("4", "B012", "欧阳*国", "collection", "B"),
    Shown("3", "", "阿*提", "tests", "A"),
    Shown("2", "ZKM031", "许*宁", "decision", "ZKM"),
    Shown("1", "A050", "高*", "labels", "A"),
)


def screen(
    calls: tuple[Shown, ...], *, is_fresh: bool = False, practice: bool = False
) -> Callable[[], QWidget]:
    def draw() -> QWidget:
        made = CallScreen(is_practice=practice)
        made.show_calls(calls, is_fresh=is_fresh)
        made.show()
        return made

    return draw


SCENES: dict[str, Callable[[], QWidget]] = {
    "board_full": on_board(),
    "board_empty": on_board(people=0),
    "board_first": on_board(people=1, gone=0),
    "board_scrolls": on_board(people=23),
    "board_unseen": on_board(unseen=(7, 8, 9, 13)),
    "board_calm": on_board(late_after_min=60, letter="ZKM"),
    "call_nobody": screen(()),
    "call_fresh": screen(CALLS, is_fresh=True),
    "call_later": screen(CALLS, practice=True),
    "call_one": screen(CALLS[1:2], is_fresh=True),
}


def main(arguments: list[str]) -> int:
    application = QApplication.instance() or QApplication([])
    theme().start(application)
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    faults = 0
    for name, draw in SCENES.items():
        if len(arguments) == 1 or any(wanted in name for wanted in arguments[1:]):
            window = draw()
            _kept.append(window)
            retext = (
                getattr(window, "retext", lambda: None) if isinstance(window, CallScreen) else lambda: None
            )
            faults += photograph(window, folder, name, looks=LOOKS, before=retext)
            window.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
