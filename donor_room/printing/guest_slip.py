"""The slip of a guest who was measured only: the value, one sentence of advice, and what it is not."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import DONATION_SITE
from donor_room.packs.texts import Texts
from donor_room.printing.paper import EDGE, QUIET, Paper
from donor_room.printing.saved import saved
from donor_room.printing.slip_parts import foot
from donor_room.printing.tickets import shown


class GuestSlip(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the slip; the name is empty where the guest told none."""

    station: str
    practice: bool
    name: str
    site: str
    at: datetime
    found: e.GuestPressure | e.GuestGroup
    phone: str | None


def draw_guest_slip(slip: GuestSlip, texts: Texts) -> bytes:
    """Return the PDF of the slip on A6."""
    mark = texts.say("documents.practice") if slip.practice else None
    title = texts.say("guests.slip.title")
    paper = Paper("A6", title=title, author=slip.station, practice=mark)
    inner = paper.width - 20
    paper.text(10, 12, shown(slip.station), size=9, tone=QUIET, width=inner, least=5)
    paper.text(10, 18, title, size=17, face="bold", width=inner, least=12)
    if slip.name:
        paper.text(10, 28, shown(slip.name), size=13, width=inner, least=6)
    paper.box(10, 37, inner, 30, edge=EDGE)
    what, value, advice = _found(slip.found, texts)
    paper.text(14, 41, what, size=9, tone=QUIET, width=inner - 8, least=6)
    paper.text(14, 47, value, size=26, face="bold", width=inner - 8, least=14)
    y = paper.paragraph(10, 72, inner, advice, size=11)
    paper.paragraph(10, y + 3, inner, texts.say("guests.slip.no_donation"), size=9, tone=QUIET)
    when = slip.at.astimezone(DONATION_SITE).strftime("%Y-%m-%d %H:%M")
    paper.text(
        10, paper.height - 23, shown(f"{when}  {slip.site}"), size=8.5, tone=QUIET, width=inner, least=5
    )
    foot(paper, slip.phone, texts)
    return paper.finished()


def save_guest_slip(slip: GuestSlip, texts: Texts, folder: Path) -> Path:
    """Write the slip into a folder; raises Trouble where that cannot be written."""
    return saved(folder / f"guest_{secrets.token_hex(6)}.pdf", draw_guest_slip(slip, texts))


def _found(found: e.GuestPressure | e.GuestGroup, texts: Texts) -> tuple[str, str, str]:
    if isinstance(found, e.GuestGroup):
        return texts.say("guests.slip.group"), found.abo, texts.say("guests.advice.group")
    value = f"{found.sbp_mmhg}/{found.dbp_mmhg} mmHg"
    return texts.say("guests.slip.pressure"), value, texts.say(f"guests.advice.{found.advice}")
