"""Due lists: who agreed to be called and may give, masked; and the way to a file of names and phones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from donor_room.domain.clock import day_at_site
from donor_room.domain.donor_tags import TAGS
from donor_room.domain.due import ANY_DAY
from donor_room.domain.refusal import Refusal
from donor_room.station import due, due_export, due_list
from donor_room.station.console.asked import Asked, File, Go, Gone, Page
from donor_room.station.due_book import due_book
from donor_room.station.due_csv import due_csv
from donor_room.station.due_export import LONGEST_WHY, MOST_ROWS, SHORTEST_WHY, Export
from donor_room.station.due_list import Wanted

_LONGEST_PERSON = 64
LIST, EXPORTS = "/console/due", "/console/due/exports"


def show_list(asked: Asked) -> Page | Go:
    """A page of a list; without a question whoever may give whole blood today."""
    wanted = _wanted(asked, asked.query)
    today = day_at_site(asked.now)
    groups = due_list.counts(asked.conn, asked.house.code, wanted, today)
    rows = due_list.page(
        asked.conn, asked.house.code, wanted, today, after=_after(asked), limit=due_list.PAGE + 1
    )
    shown = rows[: due_list.PAGE]
    by = due.counted(asked.conn, asked.house.code)
    values = {
        "wanted": wanted,
        "fields": _fields(wanted),
        "families": _families(asked),
        "groups": groups,
        "total": sum(one.donors for one in groups),
        "rows": shown,
        "next": {"after_on": shown[-1].from_on, "after": shown[-1].person}
        if len(rows) > len(shown)
        else None,
        "is_counting": by is not None and by.upto is not None,
        "rules": due.rules_at_hand(asked.conn, asked.house.code).stamp.edition,
        "tags": TAGS,
        "abo": due_list.ABO,
        "rhd": due_list.RHD,
        "any_day": ANY_DAY,
        "least": SHORTEST_WHY,
        "longest": LONGEST_WHY,
        "most": MOST_ROWS,
    }
    return Page("due", values)


def _families(asked: Asked) -> list[str]:
    rules = due.rules_at_hand(asked.conn, asked.house.code)
    return list(dict.fromkeys(kind.family for kind in rules.donation.kinds))


def _wanted(asked: Asked, fields: Mapping[str, str]) -> Wanted:
    families = _families(asked)
    family = fields.get("family") or families[0]
    if family not in families:
        raise Refusal("due.no_such_list")
    return Wanted.of(
        family=family,
        first=fields.get("first", ""),
        last=fields.get("last") or day_at_site(asked.now).isoformat(),
        abo=fields.get("abo", ""),
        rhd=fields.get("rhd", ""),
        tag=fields.get("tag", ""),
    )


def _fields(wanted: Wanted) -> dict[str, str]:
    """Return a question as the form and the address have it."""
    return {name: str(value) for name, value in msgspec.structs.asdict(wanted).items() if value}


def _after(asked: Asked) -> tuple[date, str] | None:
    person = asked.query.get("after", "")[:_LONGEST_PERSON]
    if not person:
        return None
    try:
        return date.fromisoformat(asked.query.get("after_on", "")), person
    except ValueError as fault:
        raise Gone from fault


def show_exports(asked: Asked) -> Page | Go:
    """The last requests, and what may be done with each by whoever looks."""
    found = due_export.exports(asked.conn, asked.house.code)
    values = {
        "exports": [(one, one.state(asked.now), _count(asked, one)) for one in found],
        "hours": due_export.APPROVED_FOR.seconds // 3_600,
        "days": due_export.ASKED_FOR.days,
    }
    return Page("due_exports", values)


def _count(asked: Asked, export: Export) -> int | None:
    """Return of how many donors a request is, for whoever has to answer it; None for one that is answered."""
    if export.state(asked.now) != "waits":
        return None
    groups = due_list.counts(asked.conn, asked.house.code, export.wanted, day_at_site(asked.now))
    return sum(one.donors for one in groups)


def ask(asked: Asked) -> Page | Go:
    """Ask for the list that was looked at as a file."""
    wanted, why = _wanted(asked, asked.form), asked.form.get("why", "")
    due_export.ask(asked.conn, asked.house, wanted, by=asked.by, role=asked.role, why=why, now=asked.now)
    return Go(EXPORTS, "export_asked")


def answer(asked: Asked) -> Page | Go:
    """Approve a request, or refuse it."""
    verdict = asked.form.get("verdict", "")
    if verdict not in ("approve", "refuse"):
        raise Gone
    due_export.answer(
        asked.conn,
        asked.house,
        asked.places[0],
        by=asked.by,
        role=asked.role,
        approves=verdict == "approve",
        now=asked.now,
    )
    return Go(EXPORTS, "export_approved" if verdict == "approve" else "export_refused")


def take(asked: Asked) -> Page | Go | File:
    """Hand the file out, once, in the form that was asked for."""
    form = asked.form.get("form", "xlsx")
    if form not in _DRAWN:
        raise Gone
    taken = due_export.take(asked.conn, asked.house, asked.places[0], by=asked.by, now=asked.now, form=form)
    return File(*_DRAWN[form](taken, asked.texts))


_DRAWN = {"xlsx": due_book, "csv": due_csv}
