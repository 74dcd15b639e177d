"""A due list as a workbook: who took it, when, why and who approved stands on every printed page."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from donor_room.packs.table_files import MEDIA_XLSX, clean, write_row
from donor_room.packs.texts import Texts
from donor_room.station.due_export import Taken
from donor_room.station.due_file import DueFile, cells, file_name, first_lines, heads

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
    write_row(sheet, [mark], is_bold=True)
    write_row(sheet, [only_for])
    write_row(sheet, heads(texts), is_bold=True)
    for line in taken.lines:
        write_row(sheet, cells(line, texts))
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    sheet.freeze_panes = "A4"
    written = io.BytesIO()
    book.save(written)
    return DueFile(file_name(taken, "xlsx"), MEDIA_XLSX, written.getvalue())


def _stamp(sheet: Worksheet, mark: str) -> None:
    """In headers and footers a single & is a command."""
    safe = clean(mark)[:_LONGEST_STAMP].replace("&", "&&")
    sheet.oddHeader.center.text = safe
    sheet.oddFooter.center.text = safe
