"""Takes a picture of a window in every look, and says what is cut, covered or too small to hit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QWidget

from donor_room.ui.texts import texts
from donor_room.ui.theme import theme
from donor_room.ui.widgets.inspect import find_covered_texts, find_cut_texts, find_small_targets

_PASSES = 3
"""What wraps is laid out a pass after its width has changed."""


class Look(NamedTuple):
    """How a window is looked at; the suffix ends the name of the picture."""

    suffix: str
    night: bool
    language: str
    size: tuple[int, int]


LOOKS = (
    Look("", night=False, language="zh_CN", size=(1366, 768)),
    Look("_night", night=True, language="zh_CN", size=(1366, 768)),
    Look("_small", night=False, language="zh_CN", size=(1280, 720)),
    Look("_en", night=False, language="en", size=(1366, 768)),
    Look("_en_small_night", night=True, language="en", size=(1280, 720)),
)


def photograph(
    window: QWidget,
    folder: Path,
    name: str,
    *,
    looks: Sequence[Look] = LOOKS,
    before: Callable[[], object] = lambda: None,
    laid_out: Callable[[], object] = lambda: None,
) -> int:
    """Save a picture in every look and return how many of them have a fault, which is printed.

    `before` is called once the language is switched, `laid_out` once everything has its place.
    """
    faults = 0
    for look in looks:
        theme().set_night(look.night)
        texts().switch(look.language)
        before()
        window.resize(*look.size)
        for _ in range(_PASSES):
            QApplication.processEvents()
        laid_out()
        faults += _found_fault(window, name + look.suffix)
        window.grab().save(str(folder / f"{name}{look.suffix}.png"))
    theme().set_night(False)
    texts().switch("zh_CN")
    return faults


def _found_fault(window: QWidget, name: str) -> bool:
    cut = find_cut_texts(window) + find_covered_texts(window)
    small = [(part.objectName() or part, part.size()) for part in find_small_targets(window)]
    if cut or small:
        print(name, "cut:", cut, "small:", small)
    return bool(cut or small)
