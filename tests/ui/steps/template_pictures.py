"""Draws the page of the label templates, well and with an error in a file.

python -m tests.ui.steps.template_pictures DIR
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from donor_room.domain.clock import FixedClock
from donor_room.packs.labels import label_folder
from donor_room.ui.theme import theme
from tests.ui.camera import photograph
from tests.ui.terminals import LEADER, terminal_at_work

CLOCK = FixedClock(datetime(2026, 11, 21, 6, 32, tzinfo=UTC))
BAG100 = '[code128]\nbag1 = "bag100"\n'


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, terminal_at_work(Path(place), CLOCK, who=LEADER) as nurse:
        page = nurse.terminal.presenter("templates")
        page.open_file = lambda _file: None
        nurse.terminal.show("templates")
        nurse.wait(lambda: page.view.canvas.image is not None, "the label")
        photograph(nurse.window, folder, "templates", laid_out=nurse.settle)
        nurse.type("8")
        for _ in range(2):
            page.view.sample_asked.emit()
        page.view._next_scale()
        nurse.settle()
        nurse.wait(lambda: page._shown.raster.role == "form", "the form")
        photograph(nurse.window, folder, "templates_form", laid_out=nurse.settle)
        own = page.folder
        own.mkdir(parents=True, exist_ok=True)
        text = (label_folder() / "tube.toml").read_text(encoding="utf-8")
        (own / "tube.toml").write_text(text.replace("width = 43", "width = 40").replace("y = 25.9", "y = 28"))
        nurse.type("6")
        nurse.wait(lambda: page._shown.is_own, "the station's own")
        photograph(nurse.window, folder, "templates_wrong", laid_out=nurse.settle)
        (own / "chosen.toml").write_text(BAG100)
        (own / "tube.toml").unlink()
        nurse.type("1")
        nurse.wait(lambda: page._shown.name == "bag100", "the large label")
        page.view._next_scale()
        page.view._next_scale()
        photograph(nurse.window, folder, "templates_bag100", laid_out=nurse.settle)


if __name__ == "__main__":
    app = QApplication.instance() or QApplication([])
    theme().start(app)
    main(Path(sys.argv[1]))
