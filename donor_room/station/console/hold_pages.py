"""What waits for a person of the station: held units, and entries that were set aside."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import msgspec

from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.held import (
    SHORTEST_WHY,
    VERDICTS,
    Hold,
    HoldKey,
    count_open,
    decide,
    holds,
    one_hold,
    others_of,
)
from donor_room.station.console.set_aside import mark_seen, parted, set_aside
from donor_room.station.gaps import gaps
from donor_room.station.holds import APART, is_donors_word
from donor_room.station.set_apart import Word, set_apart_by_hand, take_code, words
from donor_room.wire.notices import Verdict


def show_all(asked: Asked) -> Page | Go:
    """The holds that are open, or those that were decided."""
    decided = asked.query.get("show") == "decided"
    values = {
        "lines": holds(asked.conn, asked.house.code, decided=decided),
        "decided": decided,
        "open_count": count_open(asked.conn, asked.house.code),
        "query_of": query_of,
    }
    return Page("holds", values)


def query_of(key: HoldKey) -> str:
    """Return the query that leads to a hold."""
    return urlencode(key._asdict())


def show(asked: Asked) -> Page | Go:
    """One hold, beside what the other visit says."""
    return _hold_page(asked, _key(asked.query))


def _hold_page(asked: Asked, key: HoldKey) -> Page:
    hold = one_hold(asked.conn, asked.house.code, key)
    values = {
        "hold": hold,
        "others": others_of(asked.conn, asked.house.code, key) if key.subject else [],
        "verdicts": _verdicts(hold),
        "apart_words": _apart_words(asked, hold),
        "least": SHORTEST_WHY,
        "query_of": query_of,
        "records": _other_records(hold),
    }
    return Page("hold", values)


def _verdicts(hold: Hold) -> tuple[Verdict, ...]:
    """A unit that its donor does not want to be used is never released."""
    if is_donors_word(hold.reason, hold.rests_on):
        return tuple(one for one in VERDICTS if one != "release")
    return VERDICTS


def _apart_words(asked: Asked, hold: Hold) -> list[Word]:
    """Return why a unit was set apart, for a physician's eyes alone."""
    if hold.reason != APART or asked.role != "physician":
        return []
    return words(asked.conn, asked.house.code, number=hold.subject)


def _other_records(hold: Hold) -> list[str]:
    """Return the records that may be of the same donor, for a hold that says so."""
    return [] if hold.is_of_a_unit else msgspec.json.decode(hold.rests_on or "[]", type=list[str])


def _key(fields: object) -> HoldKey:
    given = fields if isinstance(fields, dict) else {}
    return HoldKey(given.get("reason", ""), given.get("subject", ""), given.get("visit", ""))


def decide_one(asked: Asked) -> Page | Go:
    """Take the verdict of a physician, with the reason."""
    decide(
        asked.conn,
        asked.house,
        asked.by,
        _key(asked.form),
        rests_on=asked.form.get("rests_on", ""),
        verdict=asked.form.get("verdict", ""),
        why=asked.form.get("why", ""),
        now=asked.now,
    )
    return Go("/console/holds", "hold_decided")


def show_apart(asked: Asked) -> Page | Go:
    """Where the code of a donor's slip is taken; a physician sees which units went apart, and why."""
    seen = words(asked.conn, asked.house.code) if asked.role == "physician" else []
    return Page("apart", {"lines": seen, "least": SHORTEST_WHY})


def take_apart(asked: Asked) -> Page | Go:
    """Take a code that was read out or scanned, or set a unit apart by its number."""
    if "code" in asked.form:
        take_code(asked.conn, asked.house, asked.by, asked.form["code"], asked.now)
    else:
        number, why = asked.form.get("number", ""), asked.form.get("why", "")
        set_apart_by_hand(asked.conn, asked.house, asked.by, number, why, asked.now)
    return Go("/console/holds/apart", "unit_word")


def show_aside(asked: Asked) -> Page | Go:
    """Entries that were set aside, and books of which there are two."""
    values = {
        "lines": set_aside(asked.conn, asked.house.code),
        "parted": parted(asked.conn, asked.house.code),
        "gaps": gaps(asked.conn, asked.house.code),
        "least": SHORTEST_WHY,
    }
    return Page("quarantine", values)


def look_at_aside(asked: Asked) -> Page | Go:
    """Write down that somebody looked at an entry, and what came of it."""
    seq = asked.form.get("seq", "")
    if not re.fullmatch(r"[0-9]{1,18}", seq):
        raise Gone
    book, why = asked.form.get("book", ""), asked.form.get("why", "")
    mark_seen(asked.conn, asked.house.code, asked.by, book, int(seq), why=why, now=asked.now)
    return Go("/console/quarantine", "quarantine_seen")
