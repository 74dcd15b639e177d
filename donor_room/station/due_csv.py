"""A due list as lines of text that a spreadsheet in China opens as they are."""

from __future__ import annotations

from donor_room.packs.table_files import MEDIA_CSV, csv_file
from donor_room.packs.texts import Texts
from donor_room.station.due_export import Taken
from donor_room.station.due_file import DueFile, cells, file_name, first_lines, heads


def due_csv(taken: Taken, texts: Texts) -> DueFile:
    """Return the list as CSV: what stands above it, the columns, a line for each donor."""
    lines = [[line] for line in first_lines(taken, texts)]
    lines += [heads(texts), *(cells(line, texts) for line in taken.lines)]
    return DueFile(file_name(taken, "csv"), MEDIA_CSV, csv_file(lines))
