"""The page around the board: call, find, the report of the day, and the screen for those who wait."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from donor_room.domain.board import Board
from donor_room.ui.keys import Act
from donor_room.ui.steps.board.chart import BoardChart
from donor_room.ui.texts import say
from donor_room.ui.widgets.buttons import ActionButton
from donor_room.ui.widgets.page import Page

_SCREEN_DIGIT = 1


class BoardView(Page):
    """One painted board that scrolls by itself, and what can be done with the marked person."""

    shows_donor = False
    has_rail = False
    call_asked = Signal()
    screen_asked = Signal()
    find_asked = Signal()
    report_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("board")
        self.left.set_margins((0, 0, 0, 0))
        self.chart = BoardChart()
        self.chart.setObjectName("chart")
        self.left.addWidget(self.chart, 1)
        self.add_back().setObjectName("back")
        self.add_action(Act.FIND, self.find_asked.emit).setObjectName("find")
        self.add_action(Act.RECORDS, self.report_asked.emit, "board.report").setObjectName("report")
        self.screen_button = ActionButton("", str(_SCREEN_DIGIT))
        self.screen_button.setObjectName("call_screen")
        self.screen_button.clicked.connect(self.screen_asked)
        self._action_row.addWidget(self.screen_button)
        self.main.setObjectName("main")
        self.main_pressed.connect(self.call_asked)
        self.chart.moved.connect(self._say_main)
        self.listen_digits(self._digit)
        self.retext()

    def retext(self) -> None:
        super().retext()
        self.screen_button.say_text(say("board.screen"))
        self._say_main()
        self.chart.update()

    def show_board(self, board: Board) -> None:
        """Show the board as it is now."""
        self.chart.show_board(board)
        self._say_main()

    def _say_main(self) -> None:
        row = self.chart.here
        self.set_main(say("board.call", number=row.number, name=row.name) if row else say("board.nobody"))
        if row is None:
            self.show_blocked(say("board.nobody"))
        elif row.sign == "gone":
            self.show_blocked(say("board.has_left"))
        else:
            self.show_ready()

    def take_focus(self) -> None:
        """Arrows move among the people."""
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.chart.take_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _digit(self, digit: int) -> bool:
        if digit != _SCREEN_DIGIT:
            return False
        self.screen_asked.emit()
        return True
