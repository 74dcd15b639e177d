"""The list of checks on the left, and beside it what the program sees itself and who works here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal

from donor_room.domain.shift_checks import MOST_ITEMS
from donor_room.ui.keys import Act
from donor_room.ui.own_looks import Look
from donor_room.ui.steps.checks.rows import CheckLine, CheckRow
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import AskingPage, AskSheet, Parts
from donor_room.ui.widgets.fields import DateField, TextField
from donor_room.ui.widgets.labels import heading
from donor_room.ui.widgets.layout import HairLine
from donor_room.ui.widgets.rows import ListRow

_MOST_LOOKS = 6
_MOST_PEOPLE = 9
_LONGEST_REMARK = 36
_RAIL_HEIGHTS = (36, 32, 28)


def _value() -> TextField:
    return TextField(160)


def _lot() -> TextField:
    field = TextField(240)
    field.setMaxLength(20)
    return field


class ChecksView(AskingPage):
    """One key for each item."""

    shows_donor = False
    item_chosen = Signal(str)
    failure_asked = Signal()
    supplies_asked = Signal()
    begin_asked = Signal()
    sheets: ClassVar[dict[str, Parts]] = {
        "value": Parts(fields=(("value", "checks.value", _value),)),
        "lot": Parts(fields=(("lot", "checks.lot", _lot), ("until", "checks.lot_until", DateField))),
        "failed": Parts(choices="checks.which", words="checks.remark", needs_choice=True),
        "repaired": Parts(choices="checks.answer", words="checks.repaired", needs_words=True),
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("checks")
        self.lines: tuple[CheckLine, ...] = ()
        self.add_back()
        self.add_action(Act.DEFER, self.failure_asked.emit, "checks.fail").setObjectName("checks.fail")
        self.add_action(Act.RECORDS, self.supplies_asked.emit, "supplies.key").setObjectName(
            "checks.supplies"
        )
        self._headline, self._hint = self.add_title()
        self.left.gap(8)
        self.rows = [self._row(digit) for digit in range(1, MOST_ITEMS + 1)]
        self.left.addStretch(1)
        self._build_rail_side()
        self.main.setObjectName("checks.main")
        self.main_pressed.connect(self.begin_asked)
        self.listen_digits(self._digit)
        self.show_lines(())

    def _row(self, digit: int) -> CheckRow:
        row = CheckRow(digit)
        row.clicked.connect(lambda _checked=False: self._chosen(row))
        self.left.addWidget(row)
        self.left.gap(2)
        return row

    def _build_rail_side(self) -> None:
        self._seen_head, self._team_head = heading(""), heading("")
        self.looks = [ListRow() for _ in range(_MOST_LOOKS)]
        self.people = [ListRow() for _ in range(_MOST_PEOPLE)]
        self.rail.addWidget(self._seen_head)
        self.rail.gap(4)
        for row in self.looks:
            self.rail.addWidget(row)
        self.rail.addWidget(HairLine(above=8, below=8))
        self.rail.addWidget(self._team_head)
        self.rail.gap(4)
        for row in self.people:
            self.rail.addWidget(row)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self._headline.setText(say("checks.title"))
        self._seen_head.setText(say("checks.seen"))
        self._team_head.setText(say("shift.team"))
        self._say_how()

    def _say_how(self) -> None:
        left = sum(line.state != "good" for line in self.lines)
        hint = "checks.none" if not self.lines else "checks.hint" if left else "checks.again_hint"
        self._hint.setText(say(hint))
        self.set_main(say("checks.go_open", count=left) if left else say("checks.go"))
        self.show_ready()

    def show_lines(self, lines: tuple[CheckLine, ...]) -> None:
        """Show every item as it stands now."""
        self.lines = lines
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(lines))
            if place < len(lines):
                row.show_line(lines[place], among=len(lines))
        self.action(Act.DEFER).setVisible(bool(lines))
        self._say_how()

    def offer_supplies(self, *, is_listed: bool) -> None:
        """Lead to the supplies, where the station counts any."""
        self.action(Act.RECORDS).setVisible(is_listed)

    def show_looks(self, looks: Sequence[Look]) -> None:
        """Show what the program sees itself."""
        for place, row in enumerate(self.looks):
            row.setVisible(place < len(looks))
            if place < len(looks):
                look = looks[place]
                row.show_row(look.words, look.note, "done" if look.is_well else "check")
        self.fit_rail([*self.looks, *self.people], _RAIL_HEIGHTS)

    def show_team(self, people: Sequence[tuple[str, str, bool]]) -> None:
        """Show name, roles or the end of the training, and whether that is over."""
        for place, row in enumerate(self.people):
            row.setVisible(place < len(people))
            if place < len(people):
                name, note, is_over = people[place]
                row.show_row(name, note, "check" if is_over else "done")
        self.fit_rail([*self.looks, *self.people], _RAIL_HEIGHTS)

    def sheet(self, name: str) -> AskSheet:
        """A remark is as long as its place in the list."""
        found = super().sheet(name)
        found.words.setMaxLength(_LONGEST_REMARK)
        return found

    def _chosen(self, row: CheckRow) -> None:
        if row.line is not None:
            self.item_chosen.emit(row.line.item)

    def _digit(self, digit: int) -> bool:
        place = (digit - 1) % MOST_ITEMS
        if place >= len(self.lines):
            return False
        self.rows[place].click()
        return True
