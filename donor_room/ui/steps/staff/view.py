"""A new member of staff: name, roles, password, PIN."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.widgets.buttons import AnswerButton
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import Row
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.rows import ListRow

ROLES = ("nurse", "physician", "team_leader", "administrator")
_MOST_SHOWN = 12


class StaffView(Page):
    """The form on the left, who is there on the right."""

    shows_donor = False
    add_asked = Signal(str, object, str, str)
    templates_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.PRINT, self.templates_asked.emit, "templates.title")
        self._headline, self._hint = self.add_title()
        self.left.gap(16)
        self.form = Form()
        self.name, self.password, self.pin = TextField(300), TextField(300), TextField(160)
        for name, field in (("name", self.name), ("password", self.password), ("pin", self.pin)):
            field.setObjectName(f"staff_{name}")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.lines = {name: self.form.add(f"opening.{name}", field) for name, field in
                      (("name", self.name), ("password", self.password), ("pin", self.pin))}  # fmt: skip
        self.left.addWidget(self.form)
        self.left.gap(16)
        self._role_name = Label("", 20, bold=True)
        self.left.addWidget(self._role_name)
        self.left.gap(8)
        row = Row(gap=16)
        self.roles: dict[str, AnswerButton] = {}
        for place, role in enumerate(ROLES, 1):
            self.roles[role] = self._role_button(place, role)
            row.addWidget(self.roles[role])
        row.addStretch(1)
        self.left.addLayout(row)
        self.left.addStretch(1)
        self._people_head = heading("")
        self.rail.addWidget(self._people_head)
        self._people = [ListRow() for _ in range(_MOST_SHOWN)]
        for shown in self._people:
            self.rail.addWidget(shown)
        self.rail.addStretch(1)
        self.main_pressed.connect(self._ask)
        self.listen_digits(self._digit)

    def _role_button(self, place: int, role: str) -> AnswerButton:
        button = AnswerButton(place, "", self, width=184, height=56)
        button.setObjectName(f"role_{role}")
        button.clicked.connect(lambda _checked=False: self._turn(role))
        return button

    def _turn(self, role: str) -> None:
        button = self.roles[role]
        button.setChecked(not button.isChecked())
        button.update()

    def _digit(self, digit: int) -> bool:
        if not 1 <= digit <= len(ROLES):
            return False
        self._turn(ROLES[digit - 1])
        return True

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        self._headline.setText(say("staff.title"))
        self._hint.setText(say("staff.hint"))
        self._role_name.setText(say("staff.roles"))
        self._people_head.setText(say("staff.people"))
        for role, button in self.roles.items():
            button.say_text(say(f"staff.role.{role}"))
        self.set_main(say("staff.add"))
        self.show_ready()

    def show_people(self, people: list[tuple[str, str]]) -> None:
        """Show name and roles of everybody."""
        for place, row in enumerate(self._people):
            row.setVisible(place < len(people))
            if place < len(people):
                row.show_row(*people[place], "done")

    def clear(self) -> None:
        """Make the form empty for the next person."""
        for field in (self.name, self.password, self.pin):
            field.clear()
        for button in self.roles.values():
            button.setChecked(False)
        self.form.clear_problems()
        self.name.setFocus()

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong beside the field."""
        self.form.clear_problems()
        self.lines[name].show_problem(text)
        self.lines[name].field.setFocus()

    def _ask(self) -> None:
        chosen = tuple(role for role in ROLES if self.roles[role].isChecked())
        self.add_asked.emit(self.name.text(), chosen, self.password.text(), self.pin.text())
