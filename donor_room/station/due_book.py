"""A due list as a workbook: who took it, when, why and who approved stands on every printed page."""

from __future__ import annotations

import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from donor_room.packs.texts import Texts
from donor_room.station.due_export import Taken
from donor_room.station.due_file import DueFile, cells, clean, file_name, first_lines, heads

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (22, 18, 8, 10, 22, 22, 14, 16)
_LONGEST_STAMP = 120
"""A workbook takes 255 signs of a header, the doubled ones and its own commands included."""


def due_book(taken: Taken, texts: Texts) -> DueFile:
    """Return the list as an XLSX in which no text is ever a formula."""
    mark, only_for = first_lines(taken, texts)
    book = Workbook()
    sheet = book.active
    sheet.title = texts.say("due.book.title")
    _stamp(sheet, mark)
    _write(sheet, [mark], is_bold=True)
    _write(sheet, [only_for])
    _write(sheet, heads(texts), is_bold=True)
    for line in taken.lines:
        _write(sheet, cells(line, texts))
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    sheet.freeze_panes = "A4"
    written = io.BytesIO()
    book.save(written)
    return DueFile(file_name(taken, "xlsx"), MEDIA, written.getvalue())


def _stamp(sheet: Worksheet, mark: str) -> None:
    """In headers and footers a single & is a command."""
    safe = clean(mark)[:_LONGEST_STAMP].replace("&", "&&")
    sheet.oddHeader.center.text = safe
    sheet.oddFooter.center.text = safe


def _write(sheet: Worksheet, values: Iterable[str], *, is_bold: bool = False) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for place, value in enumerate(values, 1):
        cell = sheet.cell(row, place, clean(value))
        cell.data_type, cell.quotePrefix = "s", True  # a name that begins with = is no formula
        if is_bold:
            cell.font = Font(bold=True)
