"""A due list as lines of text that a spreadsheet in China opens as they are: UTF-8 with its mark, CRLF."""

from __future__ import annotations

import csv
import io
import re

from donor_room.packs.texts import Texts
from donor_room.station.due_export import Taken
from donor_room.station.due_file import DueFile, cells, clean, file_name, first_lines, heads

MEDIA = "text/csv; charset=utf-8"

_BEGINS_A_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_LOSES_DIGITS = re.compile(r"0[0-9]+|[0-9]{12,}")
"""A spreadsheet makes a number of it: no leading nought, and no digit behind the fifteenth."""


def due_csv(taken: Taken, texts: Texts) -> DueFile:
    """Return the list as CSV: what stands above it, the columns, a line for each donor."""
    lines = [[line] for line in first_lines(taken, texts)]
    lines += [heads(texts), *(cells(line, texts) for line in taken.lines)]
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in line] for line in lines)
    return DueFile(file_name(taken, "csv"), MEDIA, written.getvalue().encode("utf-8-sig"))


def safe(text: str) -> str:
    """Return a text that is no formula to any spreadsheet, is on one line, and keeps all its digits."""
    one_line = " ".join(clean(text).split())
    if _BEGINS_A_FORMULA.match(one_line):
        return f"'{one_line}"
    return f"\t{one_line}" if _LOSES_DIGITS.fullmatch(one_line) else one_line
