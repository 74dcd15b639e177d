"""Those who wait: tickets on paper, the board, the screen that calls them, and answers to their questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from donor_room.app import Terminal


class WaitingRoom(QObject):
    """Joins a terminal with what its waiting donors see; nothing of it holds up the desk."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal)
        self._terminal = terminal
        self._wishes: tuple[str | None, bool] = (None, False)
        self.tickets: Any = None
        """What puts tickets on paper (ui.ticket_desk)."""
        self.calls: Any = None
        """The screen for those who wait (ui.call_screen), once it was asked for."""
        self.answers: Any = None
        """What donors ask (ui.answers), once it was asked for."""
        terminal.window.answers_asked.connect(self._answer)
        terminal.window.board_asked.connect(self._show_board)
        terminal.window.call_screen_asked.connect(self._make_screen)

    def begin(self, *, tickets: str | None, call_screen: bool) -> None:
        """Begin with the desk; tickets is the printer for everybody's (empty: pages), None for lists only."""
        self._wishes = (tickets, call_screen)
        self._terminal.desk_opened.connect(self._desk_opened)

    def _desk_opened(self) -> None:
        tickets, call_screen = self._wishes
        self.give_tickets(for_everybody=tickets is not None, printer=tickets or "")
        if call_screen and self.calls is None:
            self._terminal.window.call_screen_asked.emit()

    def give_tickets(self, *, for_everybody: bool = False, printer: str = "") -> None:
        """Put tickets on paper from now on: those of an organiser's list, or everybody's."""
        from donor_room.ui.ticket_desk import TicketDesk

        if self.tickets is None:
            self.tickets = TicketDesk(self._terminal, for_everybody=for_everybody, printer=printer)

    def heard_lately(self) -> frozenset[str]:
        """Return which other laptops of the vehicle were heard within the last minute."""
        from donor_room.domain.board import UNSEEN_AFTER_S

        company = self._terminal.company
        line = company.line if company is not None else None
        return line.company.heard(UNSEEN_AFTER_S) if line is not None else frozenset()

    def stop(self) -> None:
        """Wait for no printer, and take the screen away."""
        if self.tickets is not None:
            self.tickets.stop()
        if self.calls is not None:
            self.calls.close()

    def _show_board(self) -> None:
        if self._terminal.is_somebody_here():
            self._terminal.show("board")

    def _answer(self) -> None:
        if not self._terminal.is_somebody_here():
            return
        if self.answers is None:
            from donor_room.ui.answers import AnswersDesk

            house: Any = self._terminal
            self.answers = AnswersDesk(house)
        self.answers.open()

    def _make_screen(self) -> None:
        """The first wish makes the window; from then on it hears the wishes itself."""
        if self.calls is None and self._terminal.has_desk():
            from donor_room.ui.call_screen import CallWindow

            self.calls = CallWindow(self._terminal)
            self.calls.toggle()
