"""Whom to call after a reaction: masked, of every vehicle; a phone only on opening one, which is kept."""

from __future__ import annotations

from typing import get_args

from donor_room.domain.clock import day_at_site
from donor_room.domain.reaction_acts import CallResult
from donor_room.station import calls
from donor_room.station.console.asked import Asked, Go, Gone, Page

LIST = "/console/calls"
RESULTS: tuple[CallResult, ...] = get_args(CallResult)


def show_all(asked: Asked) -> Page | Go:
    """Who is due, late, or did not answer, who waits longest first."""
    found = calls.to_call(asked.conn, asked.house.code, limit=calls.MOST_SHOWN + 1)
    today = day_at_site(asked.now)
    values = {
        "lines": [(one, (today - one.call_on).days) for one in found[: calls.MOST_SHOWN]],
        "more": len(found) > calls.MOST_SHOWN,
        "most": calls.MOST_SHOWN,
        "count": calls.count_due(asked.conn, asked.house.code, today),
    }
    return Page("calls", values)


def open_one(asked: Asked) -> Page | Go:
    """Write down who wants the phone of whom, and show it."""
    visit, reaction = asked.form.get("visit", ""), asked.form.get("reaction", "")
    calls.open_call(asked.conn, asked.house, visit, reaction, by=asked.by, now=asked.now)
    return Go(f"{LIST}/{visit}/{reaction}")


def show(asked: Asked) -> Page | Go:
    """A donor whom this person opened since the sign-in."""
    visit, reaction = asked.places
    values = {
        "found": _opened(asked),
        "path": f"{LIST}/{visit}/{reaction}",
        "results": RESULTS,
        "longest": calls.LONGEST_WORDS,
    }
    return Page("call", values)


def call(asked: Asked) -> Page | Go:
    """Take down what was heard."""
    _opened(asked)
    visit, reaction = asked.places
    result = next((one for one in RESULTS if one == asked.form.get("result", "")), None)
    if result is None or asked.session is None:
        raise Gone
    calls.call(
        asked.conn,
        asked.house,
        visit,
        reaction,
        result=result,
        words=asked.form.get("words", ""),
        by=asked.by,
        name=asked.session.person.name,
        now=asked.now,
    )
    return Go(LIST, "donor_called")


def _opened(asked: Asked) -> calls.Opened:
    if asked.session is None:
        raise Gone
    visit, reaction = asked.places
    since = asked.session.opened_at
    found = calls.opened(asked.conn, asked.house, visit, reaction, by=asked.by, since=since)
    if found is None:
        raise Gone
    return found
