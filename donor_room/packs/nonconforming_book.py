"""The list of nonconformities as files: a workbook, and lines parted by commas; no text is ever a formula."""

from __future__ import annotations

import io

from openpyxl import Workbook

from donor_room.packs.nonconforming import NonconformityList, code_words, heads
from donor_room.packs.table_files import csv_file, write_row
from donor_room.packs.texts import Texts

_WIDTHS = (17, 26, 18, 32, 48, 28, 14, 24)


def nonconforming_book(told: NonconformityList, texts: Texts) -> bytes:
    """Return an XLSX: every line, and a second sheet with how many there are of each kind."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(texts.say("nonconforming.title"))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    write_row(sheet, heads(texts), is_bold=True)
    for line in told.lines(texts):
        write_row(sheet, line)
    kinds = book.create_sheet(texts.say("nonconforming.by_code"))
    kinds.column_dimensions["A"].width = _WIDTHS[1]
    for code, count in told.by_code:
        write_row(kinds, (code_words(texts, "code", code), count))
    if told.left:
        write_row(kinds, (texts.say("nonconforming.left", n=told.left),))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def nonconforming_csv(told: NonconformityList, texts: Texts) -> bytes:
    """Return the lines as CSV."""
    return csv_file([heads(texts), *told.lines(texts)])
