"""The way down: rows of the directory with their cursor, and donation numbers before they run out."""

from __future__ import annotations

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.membership import renew_membership
from donor_room.sync.store import Ask
from donor_room.wire.messages import MAX_PAGE_ROWS, DirectoryPage, LeasedRange, LentRanges, RangeRequest

_NOT_THERE, _GONE = 404, 410
_RESTS = "numbers.rests"
"""A backup was put back at the station, which lends nothing for a while."""


class Pull:
    """Pulls what the station tells one terminal."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self.rows = 0
        self.numbers = 0

    def pull(self) -> Event:
        """Ask for the next page and store it together with its cursor."""
        cursor = self._ask(lambda store: store.directory_cursor())
        try:
            page = self._page(cursor)
        except StationSaysNo as no:
            if no.status == _GONE and cursor:
                return Event.DIRECTORY_LOST
            raise
        if page.more and not cursor:
            return Event.DIRECTORY_LARGE
        self._ask(lambda store: store.take_page(page))
        self.rows += len(page.rows)
        return Event.PAGE_TAKEN if page.more else Event.DIRECTORY_DONE

    def pull_anew(self) -> Event:
        """Fetch the whole directory of a new feed; the old one is asked until the last row is here."""
        pages = [self._page("")]
        while pages[-1].more:
            pages.append(self._page(pages[-1].cursor))
        self._ask(lambda store: store.replace_directory(pages))
        self.rows += sum(len(page.rows) for page in pages)
        return Event.DIRECTORY_DONE

    def _page(self, cursor: str) -> DirectoryPage:
        return self._link.get("/v1/directory", DirectoryPage, cursor=cursor, limit=MAX_PAGE_ROWS)

    def lease(self) -> Event:
        """Take sets that the station has printed since, and ask for donation numbers if there are few."""
        renew_membership(self._link, self._ask)
        self._take_preprinted()
        wanted = self._ask(lambda store: store.numbers_wanted())
        if wanted is not None:
            self._borrow(wanted)
        return Event.NUMBERS_DONE

    def _borrow(self, wanted: RangeRequest) -> None:
        """Ask for more numbers; a station that rests is asked again later as long as some are here."""
        try:
            lent = self._link.post("/v1/ranges", wanted, LeasedRange)
        except StationSaysNo as no:
            if no.problem.code != _RESTS or not self._ask(lambda store: store.in_stock()):
                raise
            return
        self._ask(lambda store: store.take_numbers(lent))
        self.numbers += lent.count

    def _take_preprinted(self) -> None:
        try:
            told = self._link.get("/v1/ranges", LentRanges)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:  # an older station prints none
                return
            raise
        for lent in told.ranges:
            self._ask(lambda store, lent=lent: store.take_numbers(lent))  # type: ignore[misc]
