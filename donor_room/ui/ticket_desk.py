"""Puts tickets on paper: on a printer for slips, or as a page A6; nobody waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.tasks import Tasks
from donor_room.ui.texts import said

if TYPE_CHECKING:
    from donor_room.printing.tickets import TicketPaper
    from donor_room.workflow.desk import Desk


class TicketDesk(QObject):
    """Listens to the acts of this laptop; what a printer does is said once and stops nothing."""

    def __init__(self, terminal: Any, *, for_everybody: bool = False, printer: str = "") -> None:
        """for_everybody gives a ticket with each registration; printer is an address, empty for pages A6."""
        super().__init__(terminal)
        self._terminal, self._for_everybody, self._printer = terminal, for_everybody, printer
        self._aside: Any = Tasks(self, name="tickets")
        self._last_trouble = ""
        self._known: set[str] = set()
        """The visits whose tickets were put on paper, or were given before this began."""
        terminal.tasks.run(lambda: given_here(terminal.desk), self._known.update, _leave, _leave)
        terminal.ledger_grew.connect(self._grew)
        terminal.window.ticket_asked.connect(self.print_ticket)

    def stop(self) -> None:
        """Wait for no printer."""
        self._aside.leave()

    def _grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if visit is not None and "visit.opened" in kinds:
            if self._for_everybody:
                self._terminal.tasks.run(lambda: _give(self._terminal.desk, visit), None, _leave, _leave)
        elif "ticket.given" in kinds:
            self._terminal.tasks.run(lambda: given_here(self._terminal.desk), self._print_new, _leave, _leave)

    def _print_new(self, visits: list[str]) -> None:
        for visit in visits:
            if visit not in self._known:
                self._known.add(visit)
                self.print_ticket(visit)

    def print_ticket(self, visit: str) -> None:
        """Put the ticket of a visit on paper, as often as it is asked for."""
        self._terminal.tasks.run(lambda: paper_of(self._terminal.desk, visit), self._draw, _leave, _leave)

    def _draw(self, paper: TicketPaper | None) -> None:
        if paper is None:
            return
        folder, printer = self._terminal.papers / "tickets", self._printer

        def work() -> None:
            from donor_room.packs.texts import Texts
            from donor_room.printing.tickets import save_ticket, send_slip, ticket_picture, way_to

            texts = Texts("zh_CN")
            if printer:
                try:
                    send_slip(way_to(printer), ticket_picture(paper, texts))
                except Trouble:
                    save_ticket(paper, texts, folder)
                    raise
            else:
                save_ticket(paper, texts, folder)

        self._aside.run(work, self._printed, self._say_no, self._say_no)

    def _printed(self, _nothing: object) -> None:
        self._last_trouble = ""

    def _say_no(self, no: Refusal | Trouble) -> None:
        """Say it when it is new: twenty tickets on a printer without paper are one fault."""
        if no.code != self._last_trouble:
            self._last_trouble = no.code
            why = said(no.code, **no.values)
            own = no.code.startswith("tickets.")
            self._terminal.window.scan_line.say_bad(why if own else said("tickets.not_printed", why=why))


def _give(desk: Desk, visit: str) -> None:
    """Give a number with a registration of this laptop; who is turned away at once needs none."""
    from donor_room.workflow.shift import current_shift
    from donor_room.workflow.tickets import give_ticket

    shift, line = current_shift(desk), desk.visits.line(visit)
    if shift is not None and line is not None and line.shift == shift.id and line.step != "closed":
        give_ticket(desk, visit)


def given_here(desk: Desk) -> list[str]:
    """Return the visits of the tickets that this laptop gave today."""
    from donor_room.workflow.tickets import tickets_of_today

    return [one.visit for one in tickets_of_today(desk).values() if desk.ledger.is_own(one.book)]


def paper_of(desk: Desk, visit: str) -> TicketPaper | None:
    """Return what stands on the ticket of a visit; None where it has none."""
    from donor_room.domain.own_codes import visit_code
    from donor_room.printing.tickets import TicketPaper
    from donor_room.workflow.board import name_on_ticket
    from donor_room.workflow.label_print import station_name
    from donor_room.workflow.shift import the_shift
    from donor_room.workflow.tickets import tickets_of_today

    given = tickets_of_today(desk).get(visit)
    if given is None:
        return None
    name, slot = name_on_ticket(desk, visit)
    return TicketPaper(
        station=station_name(desk),
        practice=desk.practice,
        ticket=given.ticket,
        name=name,
        code=visit_code(visit),
        site=the_shift(desk).opened.site,
        given_at=given.given_at,
        slot=slot,
    )


def _leave(_no: object) -> None:
    """A ticket that could not be made out stops nobody; the number stands on the screen."""
