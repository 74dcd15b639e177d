"""The items of one kind on the left, and beside them all kinds and what there is little of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal

from donor_room.domain.supplies import MOST_OF_A_KIND
from donor_room.ui.keys import Act
from donor_room.ui.steps.supplies.rows import SupplyLine, SupplyRow
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.labels import heading
from donor_room.ui.widgets.layout import HairLine
from donor_room.ui.widgets.rows import ListRow, PairRow

_KINDS, _LOW = 4, 8
_RAIL_HEIGHTS = (36, 32, 28)


def _number() -> TextField:
    field = TextField(200)
    field.setMaxLength(12)
    return field


class SuppliesView(AskingPage):
    """One key for each item of a kind."""

    shows_donor = False
    item_chosen = Signal(str)
    kind_asked = Signal()
    round_asked = Signal()
    reason_asked = Signal()
    language_wanted = Signal()
    sheets: ClassVar[dict[str, Parts]] = {
        "out": Parts(fields=(("count", "supplies.count_field", _number),)),
        "in": Parts(fields=(("count", "supplies.count_field", _number),)),
        "more": Parts(
            fields=(("count", "supplies.count_field", _number),),
            choices="supplies.which_way",
            columns=1,
            needs_choice=True,
        ),
        "reason": Parts(choices="supplies.which", words="supplies.reason", needs_words=True),
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("supplies")
        self.lines: tuple[SupplyLine, ...] = ()
        self.add_back()
        self.add_action(Act.AGAIN, self.kind_asked.emit, "supplies.kind_key").setObjectName("supplies.kind")
        self.add_action(Act.DEFER, self.round_asked.emit, "supplies.round_key").setObjectName(
            "supplies.round"
        )
        self.add_action(Act.RECORDS, self.reason_asked.emit, "supplies.reason_key").setObjectName(
            "supplies.reason"
        )
        self.headline, self.hint = self.add_title()
        self.left.gap(8)
        self.rows = [self._row(digit) for digit in range(1, MOST_OF_A_KIND + 1)]
        self.left.addStretch(1)
        self._build_rail_side()
        self.main.setObjectName("supplies.main")
        self.main_pressed.connect(self.back_asked)
        self.listen_digits(self._digit)
        self.show_lines("", "", ())

    def _row(self, digit: int) -> SupplyRow:
        row = SupplyRow(digit)
        row.clicked.connect(lambda _checked=False: self._chosen(row))
        self.left.addWidget(row)
        return row

    def _build_rail_side(self) -> None:
        self._kinds_head, self._low_head = heading(""), heading("")
        self.kinds = [PairRow(indent=0, bold=True) for _ in range(_KINDS)]
        self.low = [ListRow() for _ in range(_LOW)]
        self.rail.addWidget(self._kinds_head)
        self.rail.gap(4)
        for row in self.kinds:
            self.rail.addWidget(row)
        self.rail.addWidget(HairLine(above=8, below=8))
        self.rail.addWidget(self._low_head)
        self.rail.gap(4)
        for line in self.low:
            self.rail.addWidget(line)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self._kinds_head.setText(say("supplies.lists"))
        self._low_head.setText(say("supplies.low_head"))
        self.set_main(say("supplies.go"))
        self.show_ready()
        self.language_wanted.emit()

    # showing

    def show_lines(self, headline: str, hint: str, lines: tuple[SupplyLine, ...]) -> None:
        """Show the items of a kind in this round."""
        self.lines = lines
        self.headline.setText(headline)
        self.hint.setText(hint)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(lines))
            if place < len(lines):
                row.show_line(lines[place])

    def show_rail(
        self, kinds: Sequence[tuple[str, str]], low: Sequence[tuple[str, str]], *, asks_reason: bool
    ) -> None:
        """Show how far each kind is counted, and what there is little of."""
        for place, row in enumerate(self.kinds):
            row.setVisible(place < len(kinds))
            if place < len(kinds):
                row.show_pair(*kinds[place])
        self._low_head.setVisible(bool(low))
        for place, line in enumerate(self.low):
            line.setVisible(place < len(low))
            if place < len(low):
                line.show_row(*low[place], "check")
        self.action(Act.RECORDS).setVisible(asks_reason)
        self.action(Act.AGAIN).setVisible(len(kinds) > 1)
        self.action(Act.DEFER).setVisible(bool(kinds))
        self.fit_rail([*self.kinds, *self.low], _RAIL_HEIGHTS)

    def say_main(self, words: str) -> None:
        """Name the way back."""
        self.set_main(words)
        self.show_ready()

    def _chosen(self, row: SupplyRow) -> None:
        if row.line is not None:
            self.item_chosen.emit(row.line.item)

    def _digit(self, digit: int) -> bool:
        place = (digit - 1) % MOST_OF_A_KIND
        if place >= len(self.lines):
            return False
        self.rows[place].click()
        return True
