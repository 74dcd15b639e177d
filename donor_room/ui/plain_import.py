"""Takes back what PySide puts before every import: it costs each start time and memory."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - with it PySide has put its own import in place


def import_plainly() -> None:
    """Import from now on as before PySide came; an import of anybody else's stays in place.

    To find users of its `__feature__` switches, PySide reads the source of each module that is imported
    after it, Python's own and others' too, and all these lines stay in memory. We switch nothing.
    """
    of_pyside = getattr(builtins, "__feature_import__", None)
    if of_pyside is not None and builtins.__import__ is of_pyside:
        builtins.__import__ = builtins.__orig_import__
