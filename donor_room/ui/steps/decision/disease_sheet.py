"""The sheet on which a physician finds a disease: initials, one digit."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say, say_again
from donor_room.ui.theme import px
from donor_room.ui.widgets.find import MOST_LINES, FindPart, HitLine
from donor_room.ui.widgets.sheet import Sheet


class DiseaseSheet(Sheet):
    """Names one disease; nothing is written before the physician signs the decision."""

    picked = Signal(str)
    """The line of the list."""

    def __init__(self, host: QWidget) -> None:
        self._hint = ""
        super().__init__(host, width=880)
        self.setObjectName("disease_sheet")
        self.main.setObjectName("disease_sheet.main")
        self.finder = FindPart(indent=0)
        for way_out in (self.finder.not_listed, self.finder.not_known):
            way_out.hide()
        self.body.addWidget(self.finder)
        self.restyle()
        self.finder.picked.connect(self._give)
        self.finder.field.returnPressed.connect(self.finder.enter_pressed)
        self.retext()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "finder"):
            self.finder.setMinimumHeight(px(76 + 48 * MOST_LINES))  # six lines or one, the sheet stands still

    def retext(self) -> None:
        super().retext()
        self._hint = say_again(self._hint)
        self.headline.setText(say("decision.disease.headline"))
        self.hint.setText(self._hint)
        self.main.show_blocked(say("interview.find.by_digit"))
        if not self.isHidden():
            self.finder.typed.emit(self.finder.words)  # its lines are in the other language then

    def ask(self, hint: str, words: str) -> None:
        """Open with what the donor called it in the field."""
        self._hint = hint
        self.retext()
        self.finder.begin("")
        self.finder.field.setText(words)
        self.open_sheet()
        self.finder.field.selectAll()

    def first_field(self) -> QWidget:
        return self.finder.field

    def digit_pressed(self, digit: int) -> bool:
        return self.finder.digit_pressed(digit)

    def _give(self, line: HitLine) -> None:
        self.close_sheet()
        self.picked.emit(line.key)
