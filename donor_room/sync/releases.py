"""Fetches the releases of packs, one at a time, and tells the station what became of those before."""

from __future__ import annotations

from msgspec.structs import replace

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.releases import ReleasePage, ReleasesAsked

_NOT_THERE, _GONE = 404, 410


class Releases:
    """Takes what the station has released for one terminal."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask

    def fetch(self) -> Event:
        """Take the next release; after the last one the station has heard how each of them stands.

        A station that releases nothing in this way is passed over.
        """
        asked = self._ask(lambda store: store.greeting.releases.asked())
        try:
            page = self._next(asked)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:
                return Event.RELEASES_DONE
            raise
        if page.cursor != asked.cursor:
            self._ask(lambda store: store.greeting.releases.take(page))
        return Event.RELEASE_TAKEN if page.releases and page.cursor != asked.cursor else Event.RELEASES_DONE

    def _next(self, asked: ReleasesAsked) -> ReleasePage:
        """Return what follows the cursor; with one of another feed all is asked for anew."""
        try:
            return self._link.post("/v1/releases", asked, ReleasePage)
        except StationSaysNo as no:
            if no.status != _GONE or not asked.cursor:
                raise
        return self._link.post("/v1/releases", replace(asked, cursor=""), ReleasePage)
