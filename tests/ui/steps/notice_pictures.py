"""Draws the page of notices and the band above it, day and night, in both languages.

python -m tests.ui.steps.notice_pictures DIR
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.store.notices import HeardNotice
from donor_room.ui.steps.notices.state import page_of
from donor_room.ui.steps.notices.view import NoticesView
from donor_room.ui.theme import theme
from donor_room.ui.widgets.status import BandSum
from donor_room.ui.window import MainWindow
from tests.support.notices import hold_notice
from tests.ui.camera import photograph
from tests.ui.samples import dress

AT = datetime(2026, 11, 21, 6, 12, tzinfo=UTC)


def heard(minutes: int, kind: str = "hold.opened", *, noted_by: str = "", **hold: Any) -> HeardNotice:
    """Return a notice that came so many minutes before the picture."""
    at, body = AT - timedelta(minutes=minutes), msgspec.json.encode(hold_notice(**hold)).decode()
    return HeardNotice(f"{minutes}{kind}", kind, True, at, at, body, noted_by, AT if noted_by else None)


SHOWN = [
    heard(3, number="A660126000012", crate="3", reason="interval"),
    heard(4, number="A660126000012", crate="3", reason="group_differs"),
    heard(9, visit="v2", number="", crate="", reason="open_twice", donor="李*国"),
    heard(20, "hold.decided", visit="v3", number="A660126000007", crate="2", verdict="release", by="赵敏"),
    heard(31, "hold.decided", visit="v4", number="A660126000004", crate="", verdict="discard", by="赵敏"),
    heard(60, "of.tomorrow"),
    heard(95, visit="v5", number="A660126000001", crate="1", reason="number_twice", noted_by="s1"),
]


def draw(folder: Path) -> int:
    """Draw every look and return how many have a fault."""
    window, view = MainWindow(FixedClock(AT)), NoticesView()
    dress(window)
    window.status.show_link(online=False, backlog=17, since="13:05")
    window.status.show_directory_age(31, is_old=True)
    window.status.show_notices(5)
    window.status.show_numbers(BandSum("号 50 = 用 31 + 废 2 + 退 0 + 在办 1 + 余 16", "号余 16", ""))
    window.register("notices", lambda: view)
    window.show()
    window.show_page("notices")

    def tell() -> None:
        crates, names = {"A660126000004": "5"}, {"s1": "王芳"}
        view.show_lines(page_of(SHOWN, crates=crates, names=names, today=AT.date()))

    return photograph(window, folder, "notices", before=tell)


if __name__ == "__main__":
    application = QApplication([])
    theme().begin()
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    sys.exit(1 if draw(target) else 0)
