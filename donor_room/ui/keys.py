"""What each function key means, the same on every page; no letters, an input method would eat them."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt


class Act(Enum):
    """An act that has a key of its own; the value is the last part of its text key."""

    HELP = "help"
    FIND = "find"
    READ_CARD = "read_card"  # at the tests: haemoglobin the other way; else answers to what donors ask
    RECORDS = "records"
    AGAIN = "again"
    DEFER = "defer"  # at the opening: the pack for a day on paper; at the thanks: whether one may be called
    REACTION = "reaction"
    PRINT = "print"
    SWITCH_PERSON = "switch_person"
    MAIN = "main"
    NIGHT = "night"
    CURTAIN = "curtain"
    BACK = "back"
    UP = "up"

    @property
    def text_key(self) -> str:
        return f"keys.{self.value}"

    @property
    def chip(self) -> str:
        """What is printed on the button."""
        return _CHIPS[self]


_CHIPS = {
    Act.HELP: "F1",
    Act.FIND: "F2",
    Act.READ_CARD: "F3",
    Act.RECORDS: "F4",
    Act.AGAIN: "F5",
    Act.DEFER: "F6",
    Act.REACTION: "F7",
    Act.PRINT: "F8",
    Act.SWITCH_PERSON: "F9",
    Act.MAIN: "F10",
    Act.NIGHT: "F11",
    Act.CURTAIN: "F12",
    Act.BACK: "Esc",
    Act.UP: "↑",
}

_QT_KEYS = {getattr(Qt.Key, f"Key_F{number}").value: f"F{number}" for number in range(1, 13)} | {
    Qt.Key.Key_Escape.value: "Esc",
    Qt.Key.Key_Up.value: "↑",
}
_BY_CHIP = {chip: act for act, chip in _CHIPS.items()}


def act_of(qt_key: int) -> Act | None:
    """Return the act of a pressed key, given as Qt's number, or None."""
    chip = _QT_KEYS.get(qt_key)
    return _BY_CHIP[chip] if chip else None


def qt_key(act: Act) -> Qt.Key:
    """Return the key that a test or the demonstration presses for an act."""
    chip = act.chip
    return next(Qt.Key(number) for number, name in _QT_KEYS.items() if name == chip)
