"""Acts by scan for gloved hands: each does what its key does at the chair, or says what is due."""

from __future__ import annotations

from typing import Any, Protocol

from donor_room.ui.keys import Act
from donor_room.ui.shell import Shell
from donor_room.ui.texts import said, say


class AtChair(Protocol):
    """What a command needs of the page's presenter."""

    shell: Shell
    view: Any
    page: str

    @property
    def stage(self) -> str: ...


_DIGITS = {
    ("heard", "labels", "identity"): 1,
    ("stop", "collection", "flowing"): 2,
    ("second", "collection", "flowing"): 4,
    ("second", "collection", "arm"): 3,
}
"""Which answer an act is, where it is one: by act, page and stage."""

_KEYS = {"next": Act.MAIN, "print": Act.PRINT, "reaction": Act.REACTION}


def command(at: AtChair, act: str) -> None:
    """Do an act that was scanned, wherever the focus is."""
    if at.view.open_sheet is not None:
        _on_sheet(at, act)
    elif act.isdigit():
        if not at.view.give_digit(int(act)):
            _say_not_now(at, act)
    elif (act, at.page, at.stage) in _DIGITS:
        at.view.give_digit(_DIGITS[act, at.page, at.stage])
    elif act not in _KEYS or not _press(at, _KEYS[act]):
        _say_not_now(at, act)


def _on_sheet(at: AtChair, act: str) -> None:
    """On a sheet the digits answer and next goes on; nothing is ever written into a field."""
    sheet = at.view.open_sheet
    if act.isdigit() and sheet.digit_pressed(int(act)):
        return
    if act == "next":
        if sheet.main.missing:
            at.shell.window.scan_line.say_bad(sheet.main.missing)
        else:
            sheet.main.click()
        return
    at.shell.window.scan_line.say_bad(said("labels.finish_sheet"))


def _press(at: AtChair, key: Act) -> bool:
    """Press a key of the page; False where it is not for this moment."""
    if key is Act.MAIN:
        if at.view.main.missing or at.view.main.isHidden():
            return False
        return bool(at.view.press(key))
    button = at.view.action(key)
    return bool(button.isVisible() and button.isEnabled() and at.view.press(key))


def _say_not_now(at: AtChair, act: str) -> None:
    """Say what cannot be done now, and what would be right."""
    digit = act.isdigit()
    what = said("chair.command.digit", digit=act) if digit else said(f"chair.command.{act}")
    now = at.view.main.shown_text or say("chair.command.next")
    at.shell.window.scan_line.say_bad(said("chair.command.not_now", what=what, now=now))
