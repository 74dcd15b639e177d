"""What a due list says as a file, in whichever form: its mark, its columns, its name."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.due import ANY_DAY
from donor_room.packs.codes import load_codes
from donor_room.packs.texts import Texts, shown
from donor_room.station.due_export import Line, Taken

Form = Literal["xlsx", "csv"]


COLUMNS = ("name", "phone", "group", "rhd", "tags", "last_kind", "last_on", "from_on")
_NO_NAME = re.compile(r"[^\w]+")
_WHY_IN_NAME = 24


class DueFile(NamedTuple):
    """A file to be handed out."""

    name: str
    media: str
    content: bytes


def first_lines(taken: Taken, texts: Texts) -> tuple[str, str]:
    """Return what stands above the list: who took it, when, why and who approved; and what it is for."""
    export = taken.export
    mark = texts.say(
        "due.book.mark",
        who=export.asked_by,
        at=shown(taken.at),
        approved_by=export.answered_by or "",
        rows=len(taken.lines),
        why=export.why,
    )
    return mark, texts.say("due.book.only_for")


def heads(texts: Texts) -> list[str]:
    """Return the names of the columns."""
    return [texts.say(f"due.book.column.{name}") for name in COLUMNS]


def cells(line: Line, texts: Texts) -> list[str]:
    """Return what a list says of one donor."""
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


def file_name(taken: Taken, form: Form) -> str:
    """Say who, when, who approved and why, in signs that every file system takes."""
    export, at = taken.export, taken.at.astimezone(DONATION_SITE)
    why = _NO_NAME.sub("-", export.why)[:_WHY_IN_NAME].strip("-")
    parts = (export.asked_by, f"{at:%Y%m%d-%H%M}", export.answered_by or "", why)
    return f"due_{'_'.join(parts)}.{form}"
