"""A due list as a workbook: who took it, when, why and who approved stands on every printed page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.due import ANY_DAY
from donor_room.packs.codes import load_codes
from donor_room.packs.texts import Texts, shown
from donor_room.station.due_export import Line, Taken

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = ("name", "phone", "group", "rhd", "tags", "last_kind", "last_on", "from_on")
_WIDTHS = (22, 18, 8, 10, 22, 22, 14, 16)
_NO_NAME = re.compile(r"[^\w]+")
_WHY_IN_NAME = 24
_LONGEST_STAMP = 120
"""A workbook takes 255 signs of a header, the doubled ones and its own commands included."""


class Book(NamedTuple):
    """A file to be handed out."""

    name: str
    content: bytes


def due_book(taken: Taken, texts: Texts) -> Book:
    """Return the list as an XLSX in which no text is ever a formula."""
    mark = _mark(taken, texts)
    book = Workbook()
    sheet = book.active
    sheet.title = texts.say("due.book.title")
    _stamp(sheet, mark)
    _write(sheet, [mark], is_bold=True)
    _write(sheet, [texts.say("due.book.only_for")])
    _write(sheet, [texts.say(f"due.book.column.{name}") for name in _COLUMNS], is_bold=True)
    for line in taken.lines:
        _write(sheet, _cells(line, texts))
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[place]].width = width
    sheet.freeze_panes = "A4"
    written = io.BytesIO()
    book.save(written)
    return Book(_file_name(taken), written.getvalue())


def _mark(taken: Taken, texts: Texts) -> str:
    export = taken.export
    return texts.say(
        "due.book.mark",
        who=export.asked_by,
        at=shown(taken.at),
        approved_by=export.answered_by or "",
        rows=len(taken.lines),
        why=export.why,
    )


def _stamp(sheet: Worksheet, mark: str) -> None:
    """In headers and footers a single & is a command."""
    safe = _clean(mark)[:_LONGEST_STAMP].replace("&", "&&")
    sheet.oddHeader.center.text = safe
    sheet.oddFooter.center.text = safe


def _cells(line: Line, texts: Texts) -> list[str]:
    donor = line.donor
    last = donor.donations[0] if donor.donations else None
    kinds, tags = load_codes("donation_kind"), load_codes("donor_tag")
    kind = kinds.find(last.kind) if last else None
    return [
        line.name,
        line.phone,
        donor.groups,
        texts.say(f"due.rhd.{donor.rhd}") if texts.has(f"due.rhd.{donor.rhd}") else donor.rhd or "",
        " ".join(tags.label(tag, texts.language) for tag in donor.tags if tags.find(tag)),
        kind.label(texts.language) if kind else (last.kind if last else ""),
        last.on.isoformat() if last else "",
        texts.say("due.any_day") if line.from_on == ANY_DAY else line.from_on.isoformat(),
    ]


def _write(sheet: Worksheet, values: Iterable[str], *, is_bold: bool = False) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for place, value in enumerate(values, 1):
        cell = sheet.cell(row, place, _clean(value))
        cell.data_type, cell.quotePrefix = "s", True  # a name that begins with = is no formula
        if is_bold:
            cell.font = Font(bold=True)


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _file_name(taken: Taken) -> str:
    """Who, when, who approved and why, in signs that every file system takes."""
    export, at = taken.export, taken.at.astimezone(DONATION_SITE)
    why = _NO_NAME.sub("-", export.why)[:_WHY_IN_NAME].strip("-")
    parts = (export.asked_by, f"{at:%Y%m%d-%H%M}", export.answered_by or "", why)
    return f"due_{'_'.join(parts)}.xlsx"
