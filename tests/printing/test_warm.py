from __future__ import annotations

import subprocess
import sys

from donor_room.printing.warm import warm_up

HEAVY = "[name for name in ('reportlab', 'barcode', 'zxingcpp', 'PIL') if name in sys.modules]"


def test_warming_up_leaves_nothing_to_load():
    warm_up()
    assert {"reportlab", "barcode", "zxingcpp", "PIL"} <= set(sys.modules)


def test_knowing_a_printer_and_its_papers_loads_no_drawing_library():
    lines = "import sys, donor_room.printing.documents, donor_room.printing.folder_printer"
    said = subprocess.run(
        [sys.executable, "-c", f"{lines}; print({HEAVY})"], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"
