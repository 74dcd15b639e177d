"""One item of the checks: its key, whether it is good, what was said, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from donor_room.domain.shift_checks import State, Wants
from donor_room.ui.widgets.answer_row import AnswerRow

_HEIGHT, _CLOSE_HEIGHT = 52, 46
_MOST_ROOMY = 8
"""With more items than this the rows stand closer, so that a small screen shows all of them."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """An item as the page shows it; `below` says what waits for it, `said` who looked at it and when."""

    item: str
    wants: Wants
    state: State
    name: str
    answer: str
    said: str
    below: str

    @property
    def is_done(self) -> bool:
        """Say whether the item was found good."""
        return self.state == "good"

    @property
    def is_amiss(self) -> bool:
        """Say whether the item was said to be wrong, or is over."""
        return self.state in ("failed", "expired")


class CheckRow(AnswerRow):
    """Amber ground is for what was said to be wrong."""

    def __init__(self, digit: int, parent: QWidget | None = None) -> None:
        self.line: CheckLine | None = None
        super().__init__("check", digit, _HEIGHT, parent)

    def show_line(self, line: CheckLine, *, among: int) -> None:
        """Show an item, one of so many."""
        self.line = line
        self.show_answer(line, height=_CLOSE_HEIGHT if among > _MOST_ROOMY else _HEIGHT)
