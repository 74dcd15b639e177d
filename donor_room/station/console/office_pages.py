"""Pages that show: today, the numbers that were lent, the journal; and the people who may sign in."""

from __future__ import annotations

import re

from donor_room.station import received
from donor_room.station.calls import count_due
from donor_room.station.console.asked import Asked, Go, Page
from donor_room.station.console.figures import sites_today, total_of, waiting
from donor_room.station.console.held import count_open
from donor_room.station.console.ranges import ranges_of, sums_by_terminal
from donor_room.station.founding import real_house
from donor_room.station.journal import kinds, newest
from donor_room.station.passing_over import rests_until
from donor_room.station.people import ROLES, add_person, everybody, invite, lock_person

_LINES = 100
_DIFFERENCES = 20


def overview(asked: Asked) -> Page | Go:
    """Today: visits, how they ended, litres and units by site, and what waits for a person."""
    sites = sites_today(asked.conn, asked.house.code, asked.clock)
    values = {
        "sites": sites,
        "total": total_of(sites),
        "waiting": waiting(asked.conn, asked.house.code, count_open(asked.conn, asked.house.code)),
        "calls": count_due(asked.conn, asked.house.code, asked.clock.today()),
        "home": received.waiting(asked.conn, asked.house.code, asked.now),
        "open": received.open_differences(asked.conn, asked.house.code, limit=_DIFFERENCES),
        "now": asked.now,
    }
    return Page("overview", values)


def numbers(asked: Asked) -> Page | Go:
    """The ranges that were lent and what became of them, by terminal."""
    ranges = ranges_of(asked.conn, asked.house.code)
    names = {row.terminal: row.terminal_name for row in ranges}
    rests = rests_until(asked.conn, asked.house.code, asked.now)
    values = {"ranges": ranges, "sums": sums_by_terminal(ranges), "names": names, "rests_until": rests}
    return Page("numbers", values)


def journal(asked: Asked) -> Page | Go:
    """What people did, newest first, page by page."""
    before = asked.query.get("before", "")
    kind = asked.query.get("kind", "")
    lines = newest(
        asked.conn,
        asked.house.code,
        limit=_LINES + 1,
        before=int(before) if re.fullmatch(r"[0-9]{1,18}", before) else None,
        kind=kind,
    )
    older = lines[_LINES - 1].act if len(lines) > _LINES else None
    values = {
        "lines": lines[:_LINES],
        "older": older,
        "kind": kind,
        "kinds": kinds(asked.conn, asked.house.code),
    }
    return Page("journal", values)


# ---- people ------------------------------------------------------------------------------------------------


def people(asked: Asked) -> Page | Go:
    """Who may sign in, and in which role."""
    return _people(asked)


def _people(asked: Asked, **more: object) -> Page:
    code = real_house(dict(asked.houses)).code
    values = {"everybody": everybody(asked.conn, code), "roles": ROLES, "now": asked.now, "invitation": None}
    return Page("people", values | more)


def add(asked: Asked) -> Page | Go:
    """Invite somebody new; the secret is shown once, on this very answer."""
    login = asked.form.get("login", "").strip().lower()
    secret = add_person(
        asked.conn,
        real_house(dict(asked.houses)).code,
        asked.by,
        login=login,
        name=asked.form.get("name", ""),
        role=asked.form.get("role", ""),
        now=asked.now,
    )
    return _people(asked, invitation=secret, invited_login=login)


def invite_again(asked: Asked) -> Page | Go:
    """Let somebody choose password and second factor anew, for a lost telephone."""
    login = asked.places[0]
    code = real_house(dict(asked.houses)).code
    secret = invite(asked.conn, code, asked.by, login, asked.now)
    return _people(asked, invitation=secret, invited_login=login)


def lock(asked: Asked) -> Page | Go:
    """Let somebody no longer sign in, or again."""
    locked = asked.form.get("locked") == "yes"
    code = real_house(dict(asked.houses)).code
    lock_person(asked.conn, code, asked.by, asked.places[0], locked=locked, now=asked.now)
    return Go("/console/people", "person_locked" if locked else "person_unlocked")
