"""Named fields under each other, each with room beside it for what is wrong.

Nothing moves when it is said.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.fields import Mark, Message, TextField
from donor_room.ui.widgets.labels import Label, quiet
from donor_room.ui.widgets.layout import Column, Grid, Row

_LEAST_MESSAGE = 160
"""So much stands free beside the widest field on a small screen, in px at scale 1."""


class FormLine:
    """One field of a form with its name, the note under it, and the place for a message."""

    def __init__(self, name_key: str, field: QWidget, note_key: str = "") -> None:
        self.name_key, self.note_key, self.field = name_key, note_key, field
        self.name, self.note = Label("", 20, bold=True), quiet("")
        self.message = Message(width=_LEAST_MESSAGE, height=48)
        noted = [self.note] if note_key else []  # a note that stands in no form would be a window of its own
        self.widgets: list[QWidget] = [self.name, *noted, field, self.message]

    def retext(self) -> None:
        """Say name and note in the language of the screen."""
        self.name.setText(say(self.name_key))
        self.note.setText(say(self.note_key) if self.note_key else "")

    def show_problem(self, text: str) -> None:
        """Say what is wrong beside the field; an empty text takes it back."""
        if isinstance(self.field, TextField):
            self.field.set_mark(Mark.ERROR if text else Mark.NONE)
        if text:
            self.message.say(text)
        else:
            self.message.clear()

    def set_shown(self, shown: bool) -> None:
        """Take the line away where the question does not arise."""
        for widget in self.widgets:
            widget.setVisible(shown)


class Form(QWidget):
    """Lines of one form."""

    def __init__(self, *, name_width: int = 132) -> None:
        super().__init__()
        self.lines: list[FormLine] = []
        self._grid = Grid(across=16, down=12)
        self._grid.setColumnMinimumWidth(0, px(name_width))
        self._grid.setColumnStretch(2, 1)
        whole = Column(self)
        whole.addLayout(self._grid)

    def add(self, name_key: str, field: QWidget, note_key: str = "") -> FormLine:
        """Add a line and return it."""
        line = FormLine(name_key, field, note_key)
        place = len(self.lines)
        names = Column()
        names.addWidget(line.name)
        if note_key:
            names.addWidget(line.note)
        self._grid.addLayout(names, place, 0)
        holder = Row()
        holder.addWidget(field)
        holder.addWidget(line.message, 1000)
        holder.addStretch(1)  # keeps the field at its place where the message is hidden
        self._grid.addLayout(holder, place, 1, 1, 2)
        self.lines.append(line)
        line.retext()
        return line

    def retext(self) -> None:
        """Say all names again."""
        for line in self.lines:
            line.retext()

    def clear_problems(self) -> None:
        """Take every message back."""
        for line in self.lines:
            line.show_problem("")
