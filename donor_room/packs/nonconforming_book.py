"""The list of nonconformities as files: a workbook, and lines parted by commas; no text is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from donor_room.packs.nonconforming import NonconformityList, code_words, heads
from donor_room.packs.texts import Texts

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_CSV = "text/csv; charset=utf-8"
_WIDTHS = (17, 26, 18, 32, 48, 28, 14, 24)
_LONGEST_CELL = 32_000
"""A cell of a workbook takes a little more."""

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def nonconforming_book(told: NonconformityList, texts: Texts) -> bytes:
    """Return an XLSX: every line, and a second sheet with how many there are of each kind."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(texts.say("nonconforming.title"))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    _write(sheet, heads(texts), is_bold=True)
    for line in told.lines(texts):
        _write(sheet, line)
    kinds = book.create_sheet(texts.say("nonconforming.by_code"))
    kinds.column_dimensions["A"].width = _WIDTHS[1]
    for code, count in told.by_code:
        _write(kinds, (code_words(texts, "code", code), count))
    if told.left:
        _write(kinds, (texts.say("nonconforming.left", n=told.left),))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def nonconforming_csv(told: NonconformityList, texts: Texts) -> bytes:
    """Return UTF-8 with the mark by which programs of tables know it; what might be a formula is quoted."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(heads(texts))
    for line in told.lines(texts):
        lines.writerow(_harmless(text) for text in line)
    return written.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


def _write(sheet: WriteOnlyWorksheet, values: Iterable[str | int], *, is_bold: bool = False) -> None:
    row = []
    for value in values:
        is_text = isinstance(value, str)
        cell = WriteOnlyCell(sheet, value=_clean(str(value)) if is_text else value)
        if is_text:
            cell.data_type, cell.quotePrefix = "s", True  # words that begin with = are no formula
        if is_bold:
            cell.font = Font(bold=True)
        row.append(cell)
    sheet.append(row)


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST_CELL]
