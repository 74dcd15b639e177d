"""Draws the page on which the forms of a paper day are typed in.

python -m tests.ui.steps.from_paper_pictures DIR [part of a name]
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.ui.steps.from_paper import presenter as from_paper
from donor_room.ui.theme import theme
from donor_room.ui.window import MainWindow
from donor_room.workflow import preprinted
from tests.support import desks as d
from tests.support import paper_day as day
from tests.ui.camera import photograph
from tests.ui.samples import dress
from tests.ui.steps import test_from_paper as t
from tests.ui.steps.house import ShellSpy, put_up


def main(folder: Path, part: str = "") -> int:
    """Draw every stage whose name has this part; return how many pictures have a fault."""
    app = QApplication.instance() or QApplication([])
    theme().begin()
    faults = 0
    with tempfile.TemporaryDirectory() as place, d.at_work(Path(place), day.morning_after()) as desk:
        day.lend(desk)
        day.know_the_repeat_donor(desk)
        preprinted.take_bundle(desk, first=day.set_code(9001), last=day.set_code(9012))
        window = MainWindow(desk.clock)
        dress(window)
        page = from_paper.build(ShellSpy(desk, window, Path(place)))
        put_up(page.shell, page, None)
        window.show()
        app.processEvents()

        def take(name: str) -> int:
            return photograph(window, folder, f"from_paper_{name}") if part in name else 0

        faults += take("empty")
        forms = day.the_day()
        t.type_whole(page, forms[0])
        t.register_by(page, forms[1])
        page.back()
        window.scan_line.hide()
        page.scanned(t.form_code(forms[6].form))
        t.type_in(page, "20261101")
        page.view.open_sheet.words.setText("箱底找到，车上停电那天的表")
        faults += take("late")
        page.view.close_sheet()
        page.view.field.clear()
        t.type_in(page, "")
        faults += take("registration")
        page.back()
        t.register_by(page, forms[6])
        t.type_in(page, "1")
        t.type_in(page, "8 31?")
        window.scan_line.hide()
        faults += take("question")
        t.type_in(page, "1")
        t.type_in(page, "20261101")
        window.scan_line.hide()
        t.type_in(page, "181")
        faults += take("unlikely")
        page.view.field.clear()
        t.type_in(page, "62")
        while t.key_of(page) != "reaction":
            t.type_in(page, forms[6].boxes[t.key_of(page)].pop(0))
        window.scan_line.hide()
        faults += take("rules_differ")
        t.type_in(page, "0")
        t.type_in(page, "1040")
        faults += take("read_back")
    return faults


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), *sys.argv[2:3])))
