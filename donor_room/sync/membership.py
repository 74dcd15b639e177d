"""The terminal's membership, fetched before the one that it has is over: neighbours believe it by that."""

from __future__ import annotations

from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.membership import Membership

_NOT_THERE = 404


def renew_membership(link: Link, ask: Ask) -> None:
    """Ask for a membership where there is none or half of it is over; an older station makes none."""
    if not ask(lambda store: store.membership_wanted()):
        return
    try:
        given = link.get("/v1/membership", Membership)
    except StationSaysNo as no:
        if no.status == _NOT_THERE:
            return
        raise
    ask(lambda store: store.take_membership(given))
