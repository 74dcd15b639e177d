"""One item of the supplies: its key, what should be there, and what was counted by whom."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from donor_room.ui.widgets.answer_row import AnswerRow

_HEIGHT = 48


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """An item as the page shows it; `below` says what should be there, `said` who counted and when."""

    item: str
    name: str
    below: str
    answer: str
    said: str
    is_done: bool
    is_amiss: bool


class SupplyRow(AnswerRow):
    """Amber ground is for what differs."""

    def __init__(self, digit: int, parent: QWidget | None = None) -> None:
        self.line: SupplyLine | None = None
        super().__init__("supply", digit, _HEIGHT, parent)

    def show_line(self, line: SupplyLine) -> None:
        """Show an item."""
        self.line = line
        self.show_answer(line, height=_HEIGHT)
