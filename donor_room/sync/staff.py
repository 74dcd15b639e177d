"""Fetches what the station tells of the people who work here."""

from __future__ import annotations

import logging

from msgspec.structs import replace

from donor_room.domain.refusal import Trouble
from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.staff import StaffAsked, StaffPage
from donor_room.workflow.staff_told import UNPROVEN

log = logging.getLogger(__name__)

_NOT_THERE, _GONE = 404, 410


class Staff:
    """Takes the station's people in, page by page."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self._unsent = 0
        """How much was told, and so written, since the books went up."""

    def fetch(self) -> Event:
        """Take the next page; what was written goes up once more before the directory comes.

        A station that keeps no people is passed over.
        """
        asked = StaffAsked(cursor=self._ask(lambda store: store.greeting.staff.cursor()))
        try:
            page = self._next(asked)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:
                return Event.STAFF_DONE
            raise
        try:
            self._unsent += self._ask(lambda store: store.greeting.staff.take(page))
        except Trouble as trouble:  # deferrals come down all the same
            if trouble.code != UNPROVEN:
                raise
            log.warning("the station's people are not what it signed")
            return Event.REFUSED
        if page.more and page.cursor != asked.cursor:
            return Event.STAFF_TAKEN
        news, self._unsent = self._unsent, 0
        return Event.NEWS_HEARD if news else Event.STAFF_DONE

    def _next(self, asked: StaffAsked) -> StaffPage:
        """Return what follows the cursor; with one of another feed all is asked for anew."""
        try:
            return self._link.post("/v1/staff", asked, StaffPage)
        except StationSaysNo as no:
            if no.status != _GONE or not asked.cursor:
                raise
        return self._link.post("/v1/staff", replace(asked, cursor=""), StaffPage)
