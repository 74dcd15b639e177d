"""What is asked before a terminal can work: the recovery passphrase, once the first administrator."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import theme
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.form import Form, FormLine
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.page import Page

Asked = Literal["wait", "new_passphrase", "unlock", "first_person"]

_FIELDS: dict[Asked, tuple[str, ...]] = {
    "wait": (),
    "new_passphrase": ("passphrase", "again"),
    "unlock": ("passphrase",),
    "first_person": ("name", "password", "pin"),
}
_SECRET = ("passphrase", "again", "password", "pin")


class OpeningView(Page):
    """One question at a time; the rail says why it is asked."""

    shows_donor = shows_queue = False
    passphrase_given = Signal(str)
    new_passphrase_given = Signal(str, str)
    first_person_given = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.asked: Asked = "wait"
        self.add_action(Act.NIGHT, theme().toggle_night)
        self._headline, self._below = self.add_title()
        self.left.gap(24)
        self.form = Form()
        self.lines: dict[str, FormLine] = {}
        self.left.addWidget(self.form)
        self.left.addStretch(1)
        self._why_head, self._why = heading(""), Label("", 18, colour="quiet", wrap=True)
        self.rail.addWidget(self._why_head)
        self.rail.gap(8)
        self.rail.addWidget(self._why)
        self.rail.addStretch(1)
        self.main_pressed.connect(self._give)
        self.ask("wait")

    def ask(self, asked: Asked) -> None:
        """Ask one thing; the fields of the others go away."""
        self.asked = asked
        for name in _FIELDS[asked]:
            if name not in self.lines:
                self.lines[name] = self._new_line(name)
        for name, line in self.lines.items():
            line.set_shown(name in _FIELDS[asked])
        self.retext()
        first = next(iter(_FIELDS[asked]), None)
        if first is not None:
            self.lines[first].field.setFocus()

    def _new_line(self, name: str) -> FormLine:
        """Make a field when it is first asked for: the first window asks nothing yet."""
        field = TextField(420 if name != "pin" else 160)
        field.setObjectName(name)
        if name in _SECRET:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        return self.form.add(f"opening.{name}", field)

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        self._headline.setText(say(f"opening.{self.asked}.title"))
        self._below.setText(say(f"opening.{self.asked}.hint"))
        self._why_head.setText(say(f"opening.{self.asked}.why_title"))
        self._why.setText(say(f"opening.{self.asked}.why", **_policy_of(self.asked)))
        if self.asked == "wait":
            self.show_blocked(say("opening.wait.main"))
        else:
            self.set_main(say(f"opening.{self.asked}.main"))
            self.show_ready()

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        field = self.lines[name].field
        return field.text() if isinstance(field, QLineEdit) else ""

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong beside a field, and put the cursor there."""
        self.form.clear_problems()
        self.lines[name].show_problem(text)
        self.lines[name].field.setFocus()

    def _give(self) -> None:
        self.form.clear_problems()
        if self.asked == "unlock":
            self.passphrase_given.emit(self.text("passphrase"))
        elif self.asked == "new_passphrase":
            self.new_passphrase_given.emit(self.text("passphrase"), self.text("again"))
        elif self.asked == "first_person":
            self.first_person_given.emit(self.text("name"), self.text("password"), self.text("pin"))


def _policy_of(asked: Asked) -> dict[str, int]:
    """Return what the policy of the station says of a question; it is not read for the first window."""
    if asked != "first_person":
        return {}
    from donor_room.packs.policy import load_policy

    return {"least": load_policy().password_least}
