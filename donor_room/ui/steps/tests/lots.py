"""The reagents of the shift: lot and last day of use of each test, asked once."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.widgets.fields import DateField, Mark, Message, TextField
from donor_room.ui.widgets.labels import Label, title
from donor_room.ui.widgets.layout import Column, Grid


class LotsPart(QWidget):
    """One row per test; nothing is filled in before."""

    def __init__(self, tests: tuple[str, ...]) -> None:
        super().__init__()
        column = Column(self)
        self._title, self._hint = title(""), Label("", 18, colour="quiet")
        column.addWidget(self._title)
        column.gap(2)
        column.addWidget(self._hint)
        column.gap(8)
        grid = Grid(across=16, down=8)
        column.addLayout(grid)
        column.addStretch(1)
        self._heads = [Label("", 16, colour="quiet"), Label("", 16, colour="quiet")]
        grid.addWidget(self._heads[0], 0, 1)
        grid.addWidget(self._heads[1], 0, 2)
        self.names: dict[str, Label] = {}
        self._densities: dict[str, str] = {}
        self.lots: dict[str, TextField] = {}
        self.days: dict[str, DateField] = {}
        self.messages: dict[str, Message] = {}
        for place, test in enumerate(tests, start=1):
            self._add(grid, place, test)
        grid.setColumnStretch(3, 1)

    def _add(self, grid: Grid, place: int, test: str) -> None:
        self.names[test] = Label("", 20, bold=True, width=208)
        lot, day, message = TextField(176), DateField(), Message(height=48)
        lot.setMaxLength(20)
        lot.setObjectName(f"lot_{test}")
        day.setObjectName(f"lot_{test}_until")
        for column, part in enumerate((self.names[test], lot, day, message)):
            grid.addWidget(part, place, column)
        self.lots[test], self.days[test], self.messages[test] = lot, day, message

    def retext(self) -> None:
        self._title.setText(say("tests.lots_title"))
        self._hint.setText(say("tests.lots_hint"))
        self._heads[0].setText(say("tests.lot"))
        self._heads[1].setText(say("tests.lot_until"))
        for test, name in self.names.items():
            name.setText(say(f"tests.{test}", density=self._densities.get(test, "")))

    def show_solutions(self, densities: dict[str, str]) -> None:
        """Name each solution by its density, as it stands on the bottle."""
        self._densities = densities
        self.retext()

    def given(self, test: str) -> tuple[str, str, date | None]:
        """Return the lot, the day as typed, and the day if the calendar has it."""
        return self.lots[test].text().strip(), self.days[test].text(), self.days[test].day

    def show_lot(self, test: str, lot: str, day: date | None) -> None:
        self.lots[test].setText(lot)
        self.days[test].show_day(day)

    def show_panel(self, tests: tuple[str, ...]) -> None:
        for test, name in self.names.items():
            for part in (name, self.lots[test], self.days[test], self.messages[test]):
                part.setVisible(test in tests)

    def show_problems(self, problems: dict[str, str]) -> None:
        """Say beside its row what each lot lacks, and stand on the first of them."""
        for test, message in self.messages.items():
            words = problems.get(test, "")
            message.say(words, Mark.ERROR if words else Mark.NONE)
            for field in (self.lots[test], self.days[test]):
                field.set_mark(Mark.ERROR if words else Mark.NONE)
        if problems:
            self.lots[next(iter(problems))].setFocus(Qt.FocusReason.TabFocusReason)

    def test_in_hand(self) -> str:
        """Return the test whose row has the keyboard, or the first that has no lot yet."""
        for test, lot in self.lots.items():
            if lot.hasFocus() or self.days[test].hasFocus():
                return test
        shown = {test: lot for test, lot in self.lots.items() if not lot.isHidden()}
        return next((test for test, lot in shown.items() if not lot.text()), "")
