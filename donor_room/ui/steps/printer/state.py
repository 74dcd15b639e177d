"""What the page of the printer says, as pure functions of what is known: state, steps, stock."""

from __future__ import annotations

from dataclasses import dataclass

from donor_room.domain.label_set import PrinterState
from donor_room.domain.label_stock import Loaded, Stock
from donor_room.ui.texts import say
from donor_room.ui.tokens import Tone

HIGHEST_DARKNESS = 15
_STEPS = {
    "paper_out": "paper_out", "ribbon_out": "ribbon_out", "head_open": "head_open", "paused": "paused",
    "paper_jam": "paper_jam", "silent": "silent", "garbage": "garbage", "restart": "restart",
    "half_label": "restart", "stalled": "restart", "cutter": "restart", "busy": "wait", "cut": "cable",
    "refused": "cable", "unreachable": "cable", "unplugged": "cable", "offline": "cable",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """How the printer is, ready to be read; steps are what to do about it, in order."""

    headline: str
    tone: Tone
    why: str = ""
    steps: tuple[str, ...] = ()
    asks_restart: bool = False
    """Whether somebody must say that it was switched off and on."""


@dataclass(frozen=True, slots=True)
class StockLine:
    """One line of the stock."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


def standing_of(state: PrinterState | None, *, is_asked: bool) -> Standing:
    """Return what is said of a printer; None = none is chosen, or it has not answered yet."""
    if state is None:
        key = "asking" if is_asked else "none"
        return Standing(say(f"printer.state.{key}"), Tone.QUIET)
    if state.faults:
        fault = state.faults[0]
        area = f"printer.steps.{_STEPS.get(fault, 'other')}"
        return Standing(
            say("printer.state.fault"),
            Tone.STOP,
            say(f"printer.fault.{fault}"),
            _three(area),
            asks_restart=fault == "restart",
        )
    if not state.answers:
        return Standing(say("printer.state.one_way"), Tone.CHECK, "", _three("printer.one_way"))
    return Standing(say("printer.state.ready"), Tone.PROVED)


def _three(area: str) -> tuple[str, ...]:
    return tuple(say(f"{area}.{place}") for place in ("first", "second", "third"))


def stock_lines(stock: Stock | None) -> tuple[StockLine, ...]:
    """Return a line for labels, ribbon and head."""
    if stock is None:
        return ()
    return (
        _left("roll", stock.roll, stock),
        _left("ribbon", stock.ribbon, stock),
        _run(stock.head, stock),
    )


def _left(kind: str, loaded: Loaded | None, stock: Stock) -> StockLine:
    if loaded is None:
        return StockLine(say(f"printer.stock.{kind}"), say("printer.stock.unknown"), tone=Tone.QUIET)
    words = say(f"printer.stock.{kind}_left", left=max(0, loaded.left), amount=loaded.amount)
    note = say("printer.stock.lot", lot=loaded.lot) if loaded.lot else ""
    return StockLine(say(f"printer.stock.{kind}"), words, note, _tone(loaded, stock))


def _run(loaded: Loaded | None, stock: Stock) -> StockLine:
    if loaded is None:
        return StockLine(say("printer.stock.head"), say("printer.stock.unknown"), tone=Tone.QUIET)
    words = say("printer.stock.head_used", used=loaded.used, amount=loaded.amount)
    return StockLine(say("printer.stock.head"), words, "", _tone(loaded, stock))


def _tone(loaded: Loaded, stock: Stock) -> Tone:
    if loaded.stock in stock.lasts_not:
        return Tone.STOP
    return Tone.CHECK if loaded.stock in stock.nearly_empty else Tone.PLAIN


def stock_warning(stock: Stock | None) -> str:
    """Return what has to be changed before the next set, or soon; empty when all lasts."""
    if stock is None:
        return ""
    if stock.lasts_not:
        return say(f"printer.stock.short_{stock.lasts_not[0]}")
    return say(f"printer.stock.low_{stock.nearly_empty[0]}") if stock.nearly_empty else ""


def parse_dots(text: str, most: int) -> tuple[int, ...] | str:
    """Return the dead dots that were typed, or what is wrong with them."""
    words = text.replace(",", " ").replace("，", " ").replace("、", " ").split()
    if not all(word.isascii() and word.isdigit() for word in words):
        return say("printer.dead_dots_bad")
    dots = tuple(sorted({int(word) for word in words}))
    outside = next((dot for dot in dots if not 0 < dot <= most), None)
    return dots if outside is None else say("printer.dead_dots_range", dot=outside, most=most)


def darker(darkness: int | None, step: int) -> int:
    """Return one step lighter or darker; who never chose begins in the middle."""
    middle = HIGHEST_DARKNESS // 2 + 1
    return max(0, min(HIGHEST_DARKNESS, (middle if darkness is None else darkness) + step))
