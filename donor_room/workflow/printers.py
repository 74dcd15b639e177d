"""The label printer of this terminal: which one was chosen, and what is left in it."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.label_stock import Stock, stock_of
from donor_room.domain.printer_acts import StockKind
from donor_room.domain.refusal import Refusal
from donor_room.workflow.desk import Desk

MOST_OF_STOCK = 1_000_000


def chosen(desk: Desk) -> e.PrinterSetUp | None:
    """Return the printer that the team chose last, or None."""
    acts = [line.act for line in desk.ledger.of_house(e.PrinterSetUp.KIND)]
    return next((act for act in reversed(acts) if isinstance(act, e.PrinterSetUp)), None)


def choose(desk: Desk, printer: e.PrinterSetUp) -> e.PrinterSetUp:
    """Write down which printer stands here now; nothing is written when it is the same in all."""
    if chosen(desk) != printer:
        desk.record_of_house(printer)
    return printer


def load_stock(desk: Desk, *, printer: str, stock: StockKind, amount: int, lot: str) -> Stock:
    """Write down what was put into a printer, and return what is in it now."""
    if not 0 < amount <= MOST_OF_STOCK:
        raise Refusal("printer.stock.amount")
    desk.record_of_house(e.StockLoaded(printer=printer, stock=stock, amount=amount, lot=lot.strip()))
    return stock_in(desk, printer)


def stock_in(desk: Desk, printer: str) -> Stock:
    """Return what is left in a printer by what was put in and printed."""
    loaded = desk.ledger.of_house(e.StockLoaded.KIND)
    sent = [line for line in desk.ledger.every_of(e.LabelsSent) if desk.ledger.is_own(line.entry.book)]
    return stock_of(
        printer,
        [(line.entry.hlc, line.act) for line in loaded if isinstance(line.act, e.StockLoaded)],
        [(line.entry.hlc, line.act) for line in sent if isinstance(line.act, e.LabelsSent)],
    )


def broke_off(desk: Desk, printer: str) -> bool:
    """Say whether the last print on a printer is one that nobody can vouch for."""
    own = (line for line in desk.ledger.every_of(e.LabelsSent) if desk.ledger.is_own(line.entry.book))
    acts = [line.act for line in own]
    here = [act for act in acts if isinstance(act, e.LabelsSent) and act.printer == printer]
    return bool(here) and here[-1].uncertain and not here[-1].nothing_left
