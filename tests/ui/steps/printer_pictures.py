"""Draws the page of the printer in each of its states.

python -m tests.ui.steps.printer_pictures DIR [part of a name]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain.label_set import PrinterState
from donor_room.domain.label_stock import Loaded, Stock
from donor_room.ui.steps.printer.state import standing_of, stock_lines, stock_warning
from donor_room.ui.steps.printer.view import Chosen, PrinterView
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.choices import numbered
from tests.ui.camera import LOOKS, photograph
from tests.ui.steps.shift_pictures import Stage

FOUND = ["TSC-TTP-244 · CUPS", "ZDesigner GK888t · Windows", "/dev/usb/lp0 · USB"]
TCP = Chosen(found=None, address="192.168.1.50:9100", language="zpl", dpi=203, dead_dots="")
QUEUE = Chosen(found=0, address="", language="tspl", dpi=203, dead_dots="118 240")
NONE = Chosen(found=None, address="", language=None, dpi=None, dead_dots="")


def stock(left: int) -> Stock:
    return Stock(
        roll=Loaded(stock="roll", lot="L2611", amount=1000, used=1000 - left),
        ribbon=Loaded(stock="ribbon", lot="R-77", amount=300, used=90),
        head=Loaded(stock="head", lot="", amount=30_000, used=12_300),
        set_size=9,
        set_mm=558,
    )


EMPTY = Stock(roll=None, ribbon=None, head=None, set_size=9, set_mm=0)
FAULTS = ("paper_out", "silent", "ribbon_out", "head_open", "paused", "restart", "garbage", "unreachable")


def page(
    state: PrinterState | None,
    chosen: Chosen = TCP,
    *,
    found: list[str] = FOUND,
    supply: Stock | None = None,
    done: str = "",
    darkness: int | None = 9,
) -> tuple[Stage, Callable[[], None]]:
    view = PrinterView()
    stage = Stage(view)

    def fill() -> None:
        view.show_found(found)
        view.show_chosen(chosen)
        words = say("printer.darkness_own")
        if darkness is not None:
            words = say("printer.darkness_at", level=darkness, most=15)
        view.show_darkness(words)
        in_use = say("printer.chosen_none")
        if state is not None:
            in_use = say("printer.chosen_is", printer=chosen.address or found[0])
        dots = say("printer.hits_none") if chosen.dead_dots else ""
        view.show_standing(standing_of(state, is_asked=False), in_use, dots)
        view.show_stock(stock_lines(supply or stock(640)), stock_warning(supply or stock(640)))
        if done:
            view.show_done(say(done))

    fill()
    return stage, fill


READY = PrinterState(ready=True)
SHOTS: dict[str, Callable[[], tuple[Stage, Callable[[], None]]]] = {
    "nothing": lambda: page(None, NONE, found=[], supply=EMPTY, darkness=None),
    "ready": lambda: page(READY),
    "one_way": lambda: page(PrinterState(ready=False, answers=False), QUEUE),
    "test_label": lambda: page(READY, supply=stock(30), done="printer.test_sent"),
    "roll_short": lambda: page(READY, supply=stock(5)),
    **{fault: lambda fault=fault: page(PrinterState(ready=False, faults=(fault,))) for fault in FAULTS},
}


def load_sheet() -> tuple[Stage, Callable[[], None]]:
    stage, fill = page(READY)
    view = stage.window.current
    kinds = [(kind, say(f"printer.sheet.{kind}")) for kind in ("roll", "ribbon", "head")]
    view.sheet("load").ask(
        headline=say("printer.sheet.headline"),
        hint=say("printer.sheet.hint"),
        act=say("printer.sheet.act"),
        choices=numbered(kinds),
    )
    return stage, fill


SHOTS["load"] = load_sheet


def main(arguments: list[str]) -> int:
    """Draw every state in every look; return how many faults were found."""
    app = QApplication([])
    theme().start(app)
    folder, only = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    folder.mkdir(parents=True, exist_ok=True)
    faults = 0
    for name, draw in SHOTS.items():
        if only not in name:
            continue
        for look in LOOKS:
            texts().switch(look.language)
            theme().set_night(look.night)
            stage, fill = draw()
            faults += photograph(stage.window, folder, name, looks=[look], before=fill)
            stage.window.close()
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
