"""The same report as a workbook: every number a number, and no text ever a formula."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from donor_room.domain.figures import Figures
from donor_room.domain.waiting import AWAITED
from donor_room.packs.reacted import reacted_in_words
from donor_room.packs.supply_sums import SUPPLIES
from donor_room.packs.table_files import write_row
from donor_room.packs.taken_home import souvenirs_in_words
from donor_room.packs.texts import Texts
from donor_room.printing.figures_beside import GUESTS, head_of_guests
from donor_room.printing.figures_sheet import FiguresReport

COUNTED = (
    "visits", "donated", "first", "repeat", "unknown", "whole_blood", "whole_blood_ml", "units", "apheresis",
    "apheresis_ml", "doses", "failed", "deferred", "left", "open", "needles", "pierced", "first_sticks",
    "asked", "points", "mean_whole_blood_ml", "mean_apheresis_ml",
)  # fmt: skip
SEVERITIES = ("mild", "moderate", "severe", "death")


def figures_book(report: FiguresReport, texts: Texts) -> bytes:
    """Return an XLSX: parts, why donors were deferred, waits, souvenirs, reactions, and what is beside."""

    def say(key: str) -> str:
        return texts.say(f"figures.sheet.{key}")

    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("title"))
    heads = [say(f"by.{report.by}"), *(say(f"column.{name}") for name in COUNTED)]
    heads += [texts.say(f"figures.severity.{name}") for name in SEVERITIES]
    write_row(sheet, heads, is_bold=True)
    for (name, figures), units in zip(report.parts, report.part_units, strict=True):
        write_row(sheet, (name, *_values(figures, units)))
    write_row(sheet, (say("sum"), *_values(report.whole, report.units)), is_bold=True)
    why = book.create_sheet(say("reasons_tab"))
    for row in report.reasons:
        write_row(why, row)
    _waits(book.create_sheet(say("waits_tab")), report, say)
    _souvenirs(book.create_sheet(say("souvenirs_tab")), report, texts)
    _reacted(book.create_sheet(say("reacted_tab")), report, texts)
    _guests(book.create_sheet(say("guests_tab")), report, say)
    if report.beside.supplies is not None:
        _supplies(book.create_sheet(say("supplies_tab")), report, say)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _waits(sheet: WriteOnlyWorksheet, report: FiguresReport, say: Callable[[str], str]) -> None:
    """Write minutes for each part and step; what nobody knows is an empty cell."""
    steps = [(step, say(f"wait.{step}")) for step in AWAITED]
    heads = [f"{words}: {say(f'waits.{name}')}" for _, words in steps for name in _OF_A_WAIT]
    write_row(sheet, [say(f"by.{report.by}"), *heads], is_bold=True)
    for name, figures in (*report.parts, (say("sum"), report.whole)):
        told = [figures.waits.get(step) for step, _ in steps]
        write_row(sheet, [name, *(one and getattr(one, value) for one in told for value in _OF_A_WAIT)])


def _reacted(sheet: WriteOnlyWorksheet, report: FiguresReport, texts: Texts) -> None:
    """Write what kinds of reactions there were, how grave, and what came of the calls."""
    for row in reacted_in_words(report.whole.reacted, texts):
        write_row(sheet, row)


def _souvenirs(sheet: WriteOnlyWorksheet, report: FiguresReport, texts: Texts) -> None:
    """Write how many of each souvenir donors took home, in each part and in all."""
    named = souvenirs_in_words(report.whole.souvenirs, texts)
    write_row(
        sheet, [texts.say(f"figures.sheet.by.{report.by}"), *(words for words, _ in named)], is_bold=True
    )
    for name, figures in (*report.parts, (texts.say("figures.sheet.sum"), report.whole)):
        write_row(sheet, [name, *(figures.souvenirs.get(code, 0) for code in report.whole.souvenirs)])


def _guests(sheet: WriteOnlyWorksheet, report: FiguresReport, say: Callable[[str], str]) -> None:
    """Write how often guests were measured: a sheet of their own, so that nobody adds them to donors."""
    write_row(
        sheet, [say(head_of_guests(report.by)), *(say(f"guests.{name}") for name in GUESTS)], is_bold=True
    )
    for name, guests in (*report.beside.guests, (say("sum"), report.beside.all_guests)):
        write_row(sheet, [name, *(getattr(guests, column) for column in GUESTS)])


def _supplies(sheet: WriteOnlyWorksheet, report: FiguresReport, say: Callable[[str], str]) -> None:
    """Write what became of each item, in all and in each part; what nobody counted is an empty cell."""
    heads = [say(f"by.{report.by}"), say("supply_code"), say("supply_item")]
    write_row(sheet, [*heads, *(say(f"supply.{name}") for name in SUPPLIES)], is_bold=True)
    for name, items in (*report.beside.part_supplies, (say("sum"), report.beside.supplies or ())):
        for one in items:
            write_row(sheet, [name, one.item, one.name, *(getattr(one, column) for column in SUPPLIES)])


_OF_A_WAIT = ("visits", "median", "most")


def _values(figures: Figures, units: Decimal) -> list[int | Decimal | None]:
    counted = [units if name == "units" else getattr(figures, name) for name in COUNTED]
    return [*counted, *(figures.reactions.get(name, 0) for name in SEVERITIES)]
