"""Two records of one donor: found, compared side by side, joined by a clerk, parted again."""

from __future__ import annotations

import re

from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.donor_search import (
    MOST_FOUND,
    Found,
    donor_of,
    open_donor,
    opened_donor,
    search,
)
from donor_room.station.console.held import LONGEST_WHY, SHORTEST_WHY
from donor_room.station.joins import Join, joins_of
from donor_room.station.merge import join, part, preview

_RECORD = re.compile(r"[0-9a-f]{32}")


def show_all(asked: Asked) -> Page | Go:
    """Every join that was ever made, also those taken back; names are masked."""
    lines = [(one, *_both(asked, one)) for one in joins_of(asked.conn, asked.house.code)]
    return Page("joins", {"lines": lines, "least": SHORTEST_WHY})


def _both(asked: Asked, one: Join) -> tuple[Found | None, Found | None]:
    return donor_of(asked.conn, asked.house, one.person), donor_of(asked.conn, asked.house, one.other)


def find_other(asked: Asked) -> Page | Go:
    """Ask for the other record of a donor who was opened."""
    since = asked.session.opened_at if asked.session else asked.now
    one = opened_donor(asked.conn, asked.house, asked.by, _record(asked, "one"), since)
    q = asked.form.get("q", "").strip()[:64]
    found = [other for other in search(asked.conn, asked.house, q) if other.person != one.person]
    return Page("join_find", {"one": one, "q": q, "found": found[:MOST_FOUND]})


def _record(asked: Asked, name: str) -> str:
    record = asked.form.get(name, "")
    if not _RECORD.fullmatch(record):
        raise Gone
    return record


def preview_two(asked: Asked) -> Page | Go:
    """Show two records side by side, and what joining them would change; both are opened by it."""
    one, other = _record(asked, "one"), _record(asked, "other")
    seen = preview(asked.conn, asked.house, one, other)
    with asked.conn.transaction():
        for record in (one, other):
            open_donor(asked.conn, asked.house, asked.by, record, asked.now)
    return Page("join_preview", {"seen": seen, "least": SHORTEST_WHY})


def join_two(asked: Asked) -> Page | Go:
    """Say that two records are one donor, with the reason."""
    one, other = _record(asked, "one"), _record(asked, "other")
    join(asked.conn, asked.house, one, other, by=asked.by, why=_why(asked), now=asked.now)
    return Go("/console/joins", "records_joined")


def part_two(asked: Asked) -> Page | Go:
    """Take it back, with the reason."""
    one, other = _record(asked, "one"), _record(asked, "other")
    part(asked.conn, asked.house, one, other, by=asked.by, why=_why(asked), now=asked.now)
    return Go("/console/joins", "records_parted")


def _why(asked: Asked) -> str:
    why = asked.form.get("why", "").strip()
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise Refusal("console.problem.why", least=SHORTEST_WHY, most=LONGEST_WHY)
    return why
