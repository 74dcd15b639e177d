"""Tells nonconformities as lines of JSON and writes them on paper and into a workbook, at either side."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from donor_room.commands.shell import texts
from donor_room.domain.clock import DONATION_SITE, SystemClock
from donor_room.domain.nonconforming import Nonconformity
from donor_room.packs.nonconforming import NonconformityList, Place
from donor_room.packs.nonconforming_book import nonconforming_book
from donor_room.printing.nonconforming_sheet import draw_nonconforming
from donor_room.printing.saved import saved


def tell_list(told: NonconformityList, *, pdf: Path | None, xlsx: Path | None) -> None:
    """Write what was asked for, then a line for each and one for the sums; raises Trouble for a full disk."""
    say = texts()
    if pdf:
        saved(pdf, draw_nonconforming(told, say, SystemClock().now()), makes_folder=False)
    if xlsx:
        saved(xlsx, nonconforming_book(told, say), makes_folder=False)
    for one in told.rows:
        sys.stdout.write(_json(_line(told, one)) + "\n")
    sums: dict[str, Any] = {
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "count": len(told.rows),
        "open": told.open,
        "by_code": dict(told.by_code),
        "visits_left": told.left,
    }
    sys.stdout.write(_json(sums) + "\n")
    if told.left:
        sys.stderr.write(say.say("nonconforming.left", n=told.left) + "\n")


def _line(told: NonconformityList, one: Nonconformity) -> dict[str, Any]:
    place = told.places.get(one.shift, Place())
    return {
        "code": one.code,
        "at": one.at.astimezone(DONATION_SITE).isoformat(),
        "site": place.site,
        "vehicle": place.vehicle,
        "shift": one.shift,
        "number": one.number,
        "part": one.part,
        "box": one.box,
        "amount": one.amount,
        "reason": one.reason,
        "settled": one.settled,
        "by": told.names.get(one.by, one.by),
        "witness": told.names.get(one.witness, one.witness),
        "entry": f"{one.book}:{one.seq}",
    }


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False)
