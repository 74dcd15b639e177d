"""The same report as a workbook: every number a number, and no text ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from donor_room.domain.figures import Figures
from donor_room.packs.texts import Texts
from donor_room.printing.figures_sheet import FiguresReport

COUNTED = (
    "visits", "donated", "first", "repeat", "unknown", "whole_blood", "whole_blood_ml", "units", "apheresis",
    "doses", "failed", "deferred", "left", "open", "needles", "pierced", "first_sticks", "asked", "points",
)  # fmt: skip
SEVERITIES = ("mild", "moderate", "severe", "death")


def figures_book(report: FiguresReport, texts: Texts) -> bytes:
    """Return an XLSX with a sheet of parts and sums and one of reasons."""

    def say(key: str) -> str:
        return texts.say(f"figures.sheet.{key}")

    book = Workbook(write_only=True)
    sheet = book.create_sheet(say("title"))
    heads = [say(f"by.{report.by}"), *(say(f"column.{name}") for name in COUNTED)]
    heads += [texts.say(f"figures.severity.{name}") for name in SEVERITIES]
    _write(sheet, heads, is_bold=True)
    for (name, figures), units in zip(report.parts, report.part_units, strict=True):
        _write(sheet, (name, *_values(figures, units)))
    _write(sheet, (say("sum"), *_values(report.whole, report.units)), is_bold=True)
    why = book.create_sheet(say("reasons_tab"))
    for row in report.reasons:
        _write(why, row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _values(figures: Figures, units: Decimal) -> list[int | Decimal]:
    counted = [units if name == "units" else getattr(figures, name) for name in COUNTED]
    return [*counted, *(figures.reactions.get(name, 0) for name in SEVERITIES)]


def _write(sheet: WriteOnlyWorksheet, values: Iterable[object], *, is_bold: bool = False) -> None:
    row = []
    for value in values:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type, cell.quotePrefix = "s", True  # a name that begins with = is no formula
        if is_bold:
            cell.font = Font(bold=True)
        row.append(cell)
    sheet.append(row)
