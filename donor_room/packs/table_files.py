"""Cells of files that spreadsheets open: no text is ever a formula, and none holds what a cell cannot."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

MEDIA_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_CSV = "text/csv; charset=utf-8"
_LONGEST_CELL = 32_000
"""A cell of a workbook takes a little more."""

_BEGINS_A_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_LOSES_DIGITS = re.compile(r"0[0-9]+|[0-9]{12,}")
"""A spreadsheet makes a number of it: no leading nought, and no digit behind the fifteenth."""


def clean(text: str) -> str:
    """Leave out the signs that no cell can hold, and what is too long for one."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))[:_LONGEST_CELL]


def write_row(sheet: Any, values: Iterable[object], *, is_bold: bool = False) -> None:
    """Write a row into a sheet; a number stays a number, and a text that begins with = stays a text."""
    row = []
    for value in values:
        is_text = isinstance(value, str)
        cell = WriteOnlyCell(sheet, value=clean(value) if isinstance(value, str) else value)
        if is_text:
            cell.data_type, cell.quotePrefix = "s", True
        if is_bold:
            cell.font = Font(bold=True)
        row.append(cell)
    sheet.append(row)


def csv_file(lines: Iterable[Iterable[str]]) -> bytes:
    """Return lines as CSV that Excel reads as it stands: UTF-8 with its mark, CRLF, every cell quoted."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([csv_cell(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def csv_cell(text: str) -> str:
    """Return a text that is no formula to any spreadsheet, is on one line, and keeps all its digits."""
    one_line = " ".join(clean(text).split())
    if _BEGINS_A_FORMULA.match(one_line):
        return f"'{one_line}"
    return f"\t{one_line}" if _LOSES_DIGITS.fullmatch(one_line) else one_line
