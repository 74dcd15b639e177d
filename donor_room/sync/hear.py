"""What the station tells this terminal beside the directory: page by page, each stored with its cursor."""

from __future__ import annotations

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.notices import MAX_NOTICES, Lane, NoticePage

_NOT_THERE, _GONE = 404, 410


class Hear:
    """Hears the notices of one terminal, what is urgent by itself."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self.heard = 0

    def hear(self, lane: Lane) -> Event:
        """Take the next page of a lane; a station that tells no notices is passed over."""
        try:
            page = self._next(lane)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:
                return Event.ALL_HEARD
            raise
        self.heard += self._ask(lambda store: store.take_notices(page, lane))
        return Event.NOTICES_TAKEN if page.more else Event.ALL_HEARD

    def _next(self, lane: Lane) -> NoticePage:
        """Return the page after the cursor; with one of another feed all is asked for anew."""
        cursor = self._ask(lambda store: store.notice_cursor(lane))
        try:
            return self._page(lane, cursor)
        except StationSaysNo as no:
            if no.status != _GONE or not cursor:
                raise
        return self._page(lane, "")

    def _page(self, lane: Lane, cursor: str) -> NoticePage:
        return self._link.get("/v1/notices", NoticePage, lane=lane, cursor=cursor, limit=MAX_NOTICES)
