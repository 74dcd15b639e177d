"""What the station tells this terminal beside the directory: page by page, each stored with its cursor."""

from __future__ import annotations

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.messages import HeadReply
from donor_room.wire.notices import MAX_NOTICES, Lane, NoticePage

_NOT_THERE, _GONE = 404, 410
_LANES: tuple[Lane, ...] = ("urgent", "rest")


class Hear:
    """Hears the notices of one terminal, what is urgent by itself."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self.heard = 0
        self._unsent = 0
        """How much was heard, and so written, since the books went up."""

    def hear_urgent(self) -> Event:
        """Take the next urgent page before the books go up.

        What is heard is written into the own book. So nothing is heard while the station has more of that
        book than is here: after an old backup its entries come back first, or a second branch would begin.
        """
        event = self._hear("urgent") if self._is_level() else Event.ALL_HEARD
        self._unsent = 0  # the books go up next
        return event

    def hear_all(self) -> Event:
        """Take the next page of either lane after the books; news are entries, which go up first."""
        for lane in _LANES:
            if self._hear(lane) is Event.NOTICES_TAKEN:
                return Event.NOTICES_TAKEN
        news, self._unsent = self._unsent, 0
        return Event.NEWS_HEARD if news else Event.ALL_HEARD

    def _is_level(self) -> bool:
        book = self._ask(lambda store: store.books())[-1]
        head = self._link.get("/v1/head", HeadReply, book=book).acknowledged
        return head.book == book and self._ask(lambda store: store.agrees(head))

    def _hear(self, lane: Lane) -> Event:
        """Take the next page of a lane; a station that tells no notices is passed over."""
        try:
            page = self._next(lane)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:
                return Event.ALL_HEARD
            raise
        fresh = self._ask(lambda store: store.take_notices(page, lane))
        self.heard += fresh
        self._unsent += fresh
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
