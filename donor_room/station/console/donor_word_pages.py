"""A donor told the station to call no more, or belongs to a team now: written down on the donor's page."""

from __future__ import annotations

from donor_room.station.console.asked import Asked, Go, Gone, Page
from donor_room.station.console.donor_search import opened_donor
from donor_room.station.donor_words import turn_tag, withdraw


def withdraw_one(asked: Asked) -> Page | Go:
    """No more calls, with what the donor said."""
    person = _opened(asked)
    why = asked.form.get("why", "")
    withdraw(asked.conn, asked.house, person, by=asked.by, why=why, now=asked.now)
    return Go(f"/console/donors/{person}", "donor_withdrew")


def turn_one_tag(asked: Asked) -> Page | Go:
    """Give a tag, or take it away."""
    person, tag = _opened(asked), asked.form.get("give", "") or asked.form.get("take", "")
    is_on = bool(asked.form.get("give"))
    turn_tag(asked.conn, asked.house, person, tag=tag, is_on=is_on, by=asked.by, now=asked.now)
    return Go(f"/console/donors/{person}", "donor_tag_given" if is_on else "donor_tag_taken")


def _opened(asked: Asked) -> str:
    """Only of a donor whom this person opened since the sign-in; raises Gone otherwise."""
    if asked.session is None:
        raise Gone
    found = opened_donor(asked.conn, asked.house, asked.by, asked.places[0], asked.session.opened_at)
    return found.person
