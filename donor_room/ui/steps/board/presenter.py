"""Joins the board with the acts: it is drawn from them alone, again and again, and calls who is marked."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from donor_room.domain.board import Board, BoardRow
from donor_room.domain.own_codes import read_own
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.ui.shell import Presenter, Shell
from donor_room.ui.steps.board.view import BoardView
from donor_room.ui.texts import said
from donor_room.workflow.board import board_now
from donor_room.workflow.expected import NotBegun, not_begun
from donor_room.workflow.tickets import call

_LOOK_MS = 5_000


def build(shell: Shell) -> BoardPresenter:
    """Make the page."""
    return BoardPresenter(shell, BoardView())


class BoardPresenter(Presenter):
    """Nothing has to be pressed to keep it true."""

    page = "board"
    view: BoardView

    def __init__(self, shell: Shell, view: BoardView) -> None:
        super().__init__(shell, view)
        self._is_new = True
        view.call_asked.connect(self._call)
        view.find_asked.connect(shell.window.open_queue)
        view.report_asked.connect(lambda: shell.show("handover"))
        view.screen_asked.connect(shell.window.call_screen_asked)
        self._looking = QTimer(view, interval=_LOOK_MS)
        self._looking.timeout.connect(self._keep_true)
        self._looking.start()

    def open(self, visit: Visit | None) -> None:
        """Show who is here now; who waits longest is marked."""
        super().open(None)
        self._is_new = True
        self._look()

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Show what the acts say now."""
        self._look()

    def _keep_true(self) -> None:
        if self.view.isVisible():
            self._look()

    def _look(self) -> None:
        heard = self.shell.heard_lately()
        self.shell.tasks.run(
            lambda: board_now(self.shell.desk, heard), self._show, self.refused, self.refused
        )

    def _show(self, board: Board) -> None:
        self.view.show_board(board)
        if self._is_new:
            self._is_new = False
            self.view.chart.mark_longest()

    # ---- acts --------------------------------------------------------------------------------------

    def _call(self) -> None:
        """Call the marked person to the step where she or he is, and open the visit there."""
        row = self.view.chart.here
        if row is None:
            return

        def work() -> NotBegun | None:
            call(self.shell.desk, row.visit, row.step)
            return not_begun(self.shell.desk, row.visit)

        self.run(work, lambda waits: self._called(row, waits))

    def _called(self, row: BoardRow, waits: NotBegun | None) -> None:
        if waits is None:
            self.shell.take_up(row.visit)
        elif waits.row is not None:
            self.shell.receive(waits.row, "")
        self.shell.window.scan_line.say_good(said("board.called", number=row.number))

    def scanned(self, text: str) -> bool:
        """Mark the row of a slip or ticket; what is not on the board goes its usual way."""
        try:
            code = read_own(text)
        except Refusal:
            return False
        return code is not None and code.kind == "visit" and self.view.chart.mark_visit(code.value)
