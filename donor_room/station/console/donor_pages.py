"""The donors' directory: a search that shows nobody by name; who opens a donor is written down."""

from __future__ import annotations

from donor_room.domain.donor_tags import TAGS, in_order
from donor_room.station.console.asked import Asked, Go, Page
from donor_room.station.console.donor_search import (
    MOST_FOUND,
    Found,
    open_donor,
    opened_donor,
    search,
    visits_of,
)
from donor_room.station.donor_words import SHORTEST_WHY, heard_of, name_of


def find(asked: Asked) -> Page | Go:
    """Ask for a document, a donation number, a phone or a name; by POST, so that it stands in no log."""
    asked_for = asked.form.get("q", "").strip()[:64]
    found = search(asked.conn, asked.house, asked_for)
    values = {
        "q": asked_for,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "most": MOST_FOUND,
    }
    return Page("donors", values)


def open_one(asked: Asked) -> Page | Go:
    """Write down who opens whom, and show the donor."""
    person = asked.form.get("person", "")
    open_donor(asked.conn, asked.house, asked.by, person, asked.now)
    return Go(f"/console/donors/{person}")


def show(asked: Asked) -> Page | Go:
    """A donor whom this person opened since the sign-in."""
    since = asked.session.opened_at if asked.session else asked.now
    found = opened_donor(asked.conn, asked.house, asked.by, asked.places[0], since)
    visits = visits_of(asked.conn, asked.house, found.person)
    values = {
        "found": found,
        "donor": found.donor,
        "visits": visits,
        "heard": heard_of(asked.conn, asked.house, found.person),
        "called_by": name_of(asked.conn, asked.house.code, _by(found)),
        "tags": in_order((*TAGS, *found.donor.tags)),
        "least": SHORTEST_WHY,
    }
    return Page("donor", values)


def _by(found: Found) -> str:
    return found.donor.contact.by if found.donor.contact else ""
