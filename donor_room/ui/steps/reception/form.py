"""The fields of a first donor, in the order of the paper form; room for each message is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from donor_room.ui.steps.reception.state import Person
from donor_room.ui.texts import say
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.widgets.fields import DateField, Mark, Message, TextField
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, Grid, Row

NAMES = ("name", "sex", "birth_on", "phone", "address", "ethnic_group", "organisation")
_CELLS = {
    "name": (0, 0, 1), "sex": (0, 1, 1), "birth_on": (0, 2, 1),
    "phone": (1, 0, 1), "address": (1, 1, 2),
    "ethnic_group": (2, 0, 1), "organisation": (2, 1, 2),
}  # fmt: skip
NEEDED = ("name", "sex", "birth_on")


class _Cell(QWidget):
    """A field with its name above it, and beside the name the place for what is wrong."""

    def __init__(self, name: str, field: QWidget) -> None:
        super().__init__()
        self.name, self.field = name, field
        self.title, self.message = Label("", 18, height=24), Message()
        whole = Column(self, gap=4)
        head = Row(gap=12)
        head.addWidget(self.title)
        head.addWidget(self.message, 1)
        whole.addLayout(head)
        whole.addWidget(field)
        self.retext()

    def retext(self) -> None:
        self.title.setText(say(f"reception.field.{self.name}"))

    def show_problem(self, words: str) -> None:
        """Say what is wrong beside the field; an empty text takes it back."""
        if isinstance(self.field, TextField):
            self.field.set_mark(Mark.ERROR if words else Mark.NONE)
        if words:
            self.message.say(words)
        else:
            self.message.clear()


class DonorForm(QWidget):
    """What is not known is typed, what is known stands there already."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sex = ChoiceRow(width=112, height=56)
        self.fields: dict[str, QWidget] = {
            "name": TextField(), "sex": self.sex, "birth_on": DateField(width=0), "phone": TextField(),
            "ethnic_group": TextField(), "address": TextField(), "organisation": TextField(),
        }  # fmt: skip
        self.cells: dict[str, _Cell] = {}
        self._grid = grid = Grid(self, across=16, down=4)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        for name, (row, column, span) in _CELLS.items():
            self.fields[name].setObjectName(f"field_{name}")
            self.cells[name] = _Cell(name, self.fields[name])
            grid.addWidget(self.cells[name], row, column, 1, span)
        self._say_sexes()
        for field in self.fields.values():
            if isinstance(field, QLineEdit):
                field.textEdited.connect(self.changed)
        self.sex.chosen.connect(self.changed)

    def set_air(self, down: int) -> None:
        """Leave this much between the lines, in px at scale 1."""
        self._grid.set_gaps(16, down)

    def _say_sexes(self) -> None:
        chosen = self.sex.value
        self.sex.set_choices([(1, say("frame.sex.male"), "male"), (2, say("frame.sex.female"), "female")])
        for button, name in zip(self.sex.buttons, ("male", "female"), strict=True):
            button.setObjectName(f"sex_{name}")
        self.sex.show_value(chosen)

    def retext(self) -> None:
        self._say_sexes()

    def show_person(
        self, person: Person, *, ethnic_group: str, fixed: tuple[str, ...], only_needed: bool
    ) -> None:
        """Fill in what is known; `fixed` comes from the chip and is not typed over."""
        texts = {
            "name": person.name, "phone": person.phone, "address": person.address,
            "organisation": person.organisation, "ethnic_group": ethnic_group,
        }  # fmt: skip
        for name, text in texts.items():
            self._line(name).setText(text or "")
        birth = self.fields["birth_on"]
        assert isinstance(birth, DateField)  # noqa: S101 - made above
        birth.show_day(person.birth_on)
        self.sex.show_value(person.sex)
        for name, cell in self.cells.items():
            cell.setVisible(name in NEEDED or not only_needed)
            cell.show_problem("")
            self._set_fixed(name, name in fixed)

    def _set_fixed(self, name: str, is_fixed: bool) -> None:
        field = self.fields[name]
        if isinstance(field, QLineEdit):
            field.setReadOnly(is_fixed)
            policy = Qt.FocusPolicy.ClickFocus if is_fixed else Qt.FocusPolicy.StrongFocus
            field.setFocusPolicy(policy)
            field.setCursorPosition(0)
        else:
            for button in self.sex.buttons:
                button.setEnabled(not is_fixed)

    def typed(self) -> dict[str, str]:
        """Return every text as it stands; the sex is its word or empty."""
        texts = {name: self._line(name).text().strip() for name in NAMES if name != "sex"}
        return texts | {"sex": str(self.sex.value or "")}

    def show_problems(self, problems: dict[str, str]) -> list[tuple[str, QWidget]]:
        """Mark the fields and return (words, field) for the summary, in the order of the form."""
        for name, cell in self.cells.items():
            cell.show_problem(problems.get(name, ""))
        return [(problems[name], self.stop(name)) for name in NAMES if name in problems]

    def title_of(self, stop: QWidget) -> str:
        """Return the name of a field by where the keyboard goes for it."""
        return next(self.cells[name].title.text() for name in NAMES if self.stop(name) is stop)

    def stop(self, name: str) -> QWidget:
        """Return where the keyboard goes for a field."""
        return self.sex.buttons[0] if name == "sex" else self.fields[name]

    def stops(self) -> list[QWidget]:
        """Return what Enter walks through: what is shown and can be typed; the sex only while it is open."""
        open_ones = [name for name in NAMES if not self.cells[name].isHidden()]
        return [
            self.stop(name)
            for name in open_ones
            if (self.sex.value is None if name == "sex" else not self._line(name).isReadOnly())
        ]

    def first_open(self) -> QWidget | None:
        """Return the first field without a value."""
        stops = self.stops()
        return next(
            (s for s in stops if not (isinstance(s, QLineEdit) and s.text())), stops[0] if stops else None
        )

    def _line(self, name: str) -> QLineEdit:
        field = self.fields[name]
        assert isinstance(field, QLineEdit)  # noqa: S101 - all but the sex are lines
        return field
