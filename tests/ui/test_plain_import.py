"""What PySide does to every import is undone before the house is imported."""

from __future__ import annotations

import builtins
import subprocess
import sys

from donor_room.ui.plain_import import import_plainly

SOURCES_READ = """
import linecache
import donor_room.app, donor_room.ui.steps.opening.presenter, donor_room.workflow.opening
print(*(path for path in linecache.cache if path.endswith(("window.py", "opening.py", "view.py"))))
"""


def test_no_source_is_read_and_kept_when_the_house_is_imported():
    done = subprocess.run([sys.executable, "-c", SOURCES_READ], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_what_pyside_replaced_is_put_back(monkeypatch):
    monkeypatch.setattr(builtins, "__import__", builtins.__feature_import__)
    import_plainly()
    assert builtins.__import__ is builtins.__orig_import__


def test_an_import_of_anybody_else_stays(monkeypatch):
    def of_another(*given, **named):
        return builtins.__orig_import__(*given, **named)

    monkeypatch.setattr(builtins, "__import__", of_another)
    import_plainly()
    assert builtins.__import__ is of_another
