"""Turns the bytes of an organiser's file into sheets of cells, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import math
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import msgspec

from donor_room.domain.names import with_standard_places
from donor_room.domain.refusal import Refusal

LARGEST_FILE = 20_000_000
LARGEST_UNPACKED = 200_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LAST_ROW_OF_EXCEL = 1_048_576

_DELIMITERS = ",\t;"
_OLD_EXCEL = bytes.fromhex("D0CF11E0")
_WHOLE_DIGITS = 10**15
"""Excel keeps fifteen digits of a number; what follows them is lost."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # XML that is none
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,
    OSError,
    EOFError,
)
"""What openpyxl lets through when a part of the archive is not what it should be."""


class Line(msgspec.Struct, frozen=True):
    """One row as its program numbers it (first row is 1), every cell as text."""

    row_no: int
    cells: tuple[str, ...]


class Sheet(msgspec.Struct, frozen=True):
    """The rows of one sheet that hold anything; a CSV is one sheet without a name."""

    name: str
    lines: tuple[Line, ...]


def read_sheets(data: bytes, is_readable: Callable[[Sheet], bool]) -> tuple[Sheet, ...]:
    """Give the sheets that is_readable finds a heading in; the content decides the format, not the name.

    Raises Refusal `group_list.*` for what is no list: empty, too large, old Excel, damaged, no heading.
    """
    if not data.strip():
        raise Refusal("group_list.empty_file")
    if len(data) > LARGEST_FILE:
        raise Refusal("group_list.too_large", megabytes=LARGEST_FILE // 1_000_000)
    if data.startswith(_OLD_EXCEL):
        raise Refusal("group_list.old_excel")
    candidates = _workbook(data) if data.startswith(b"PK") else _delimited(_decoded(data))
    sheets = _readable(candidates, is_readable, all_of_them=data.startswith(b"PK"))
    if not sheets:
        raise Refusal("group_list.no_heading")
    if sum(len(sheet.lines) for sheet in sheets) > MOST_ROWS:
        raise Refusal("group_list.too_many_rows", rows=MOST_ROWS)
    return sheets


def _readable(
    candidates: Iterable[Sheet], is_readable: Callable[[Sheet], bool], *, all_of_them: bool
) -> tuple[Sheet, ...]:
    """All sheets of a workbook are lists; of the ways to cut a text only the first that makes sense."""
    found = tuple(sheet for sheet in candidates if is_readable(sheet))
    return found if all_of_them else found[:1]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return with_standard_places(_strictly(data, "gb18030"))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal("group_list.encoding") from error


def _delimited(text: str) -> Iterator[Sheet]:
    for delimiter in _DELIMITERS:
        yield Sheet("", _lines(_records(text, delimiter)))


def _records(text: str, delimiter: str) -> list[list[str]]:
    """Cut a text strictly; where a stray quote would swallow rows, cut it line by line instead."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        records = []
    if records and not any(_holds_a_row(cell, delimiter) for record in records for cell in record):
        return records
    return [line.split(delimiter) for line in text.splitlines()]


def _holds_a_row(cell: str, delimiter: str) -> bool:
    """A quote that opens in one row and closes in a later one makes one cell of all between them."""
    return any(delimiter in line for line in cell.splitlines()[1:])


def _lines(records: Iterable[Iterable[str]]) -> tuple[Line, ...]:
    numbered = (Line(row_no, tuple(cells)) for row_no, cells in enumerate(records, start=1))
    return tuple(line for line in numbered if any(cell.strip() for cell in line.cells))


def _workbook(data: bytes) -> list[Sheet]:
    from openpyxl import load_workbook

    _refuse_bomb(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [_worksheet(sheet) for sheet in book.worksheets]
    except _DAMAGE as error:
        raise Refusal("group_list.damaged") from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except _DAMAGE as error:
        raise Refusal("group_list.damaged") from error
    if unpacked > LARGEST_UNPACKED:
        raise Refusal("group_list.too_large", megabytes=LARGEST_FILE // 1_000_000)


def _worksheet(sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # the stated size is a guess of the program that wrote it
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
    return Sheet(sheet.title, tuple(_filled(rows)))


def _filled(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    """Give the rows that hold anything; a cell touched at the very end has a million empty ones before it."""
    for row_no, row in enumerate(rows, start=1):
        if row_no > LAST_ROW_OF_EXCEL:
            raise ValueError("no sheet has so many rows")
        if row.count(None) < len(row):
            cells = tuple("" if value is None else _cell_text(value) for value in row)
            if any(cell.strip() for cell in cells):
                yield Line(row_no, cells)


def _cell_text(value: object) -> str:
    """Show a cell as its reader saw it; a number too long for Excel shows that its end is lost."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _number_text(value)
    return str(value)


def _number_text(value: float) -> str:
    if math.isfinite(value) and abs(value) >= _WHOLE_DIGITS:
        return f"{value:.5E}"
    return str(int(value)) if math.isfinite(value) and value == int(value) else str(value)
