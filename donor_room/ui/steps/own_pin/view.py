"""A PIN for this laptop, typed twice; it can wait, as long as nothing has to be signed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from donor_room.ui.texts import say
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.page import Page


class OwnPinView(Page):
    """Two fields and why they are asked."""

    shows_donor = False
    pin_asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self._headline, self._hint = self.add_title()
        self.left.gap(16)
        self.form = Form()
        self.pin, self.again = TextField(160), TextField(160)
        self.lines = {name: self.form.add(f"own_pin.{name}", field) for name, field in
                      (("pin", self.pin), ("again", self.again))}  # fmt: skip
        for name, field in (("pin", self.pin), ("again", self.again)):
            field.setObjectName(f"own_{name}")
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.left.addWidget(self.form)
        self.left.addStretch(1)
        self.main_pressed.connect(self._ask)

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        self._headline.setText(say("own_pin.title"))
        self._hint.setText(say("own_pin.hint"))
        self.set_main(say("own_pin.main"))
        self.show_ready()

    def clear(self) -> None:
        """Make both fields empty."""
        self.pin.clear()
        self.again.clear()
        self.form.clear_problems()
        self.pin.setFocus()

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong beside the field."""
        self.form.clear_problems()
        self.lines[name].show_problem(text)
        self.lines[name].field.setFocus()

    def _ask(self) -> None:
        self.pin_asked.emit(self.pin.text(), self.again.text())
