"""Once a day: whether the directory here is the station's, part by part; what differs is fetched anew."""

from __future__ import annotations

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo, Unreachable
from donor_room.sync.store import Ask
from donor_room.wire.compact import PackedRow, unpack_rows
from donor_room.wire.generation import MAX_PART_BYTES, PARTS, DirectorySums, part_of

_NOT_THERE = 404


class Compare:
    """Compares the directory of one terminal with the station's."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self._differing: list[int] = []
        self.rows = 0

    def compare(self) -> Event:
        """Compare the sums, if that is due and both stand at the same place of the feed."""
        now = self._link.clock.now()
        here = self._ask(lambda store: store.sums_to_compare(now))
        if here is None:
            return Event.PARTS_AGREE
        there = self._sums()
        if there is None or there.cursor != here[0] or len(there.parts) != PARTS:
            return Event.PARTS_AGREE
        self._differing = [n for n, sums in enumerate(there.parts) if sums != here[1][n]]
        return self._next(Event.PARTS_DIFFER)

    def mend(self) -> Event:
        """Fetch one part that differs and put it in the place of the one here."""
        n = self._differing[0]
        try:
            rows = _rows_of(self._link.content("/v1/directory/range", n=n), n)
        except ValueError as problem:
            raise Unreachable("sync.not_the_station") from problem
        self._ask(lambda store: store.mend_part(n, rows))
        self.rows += len(rows)
        self._differing.pop(0)
        return self._next(Event.PARTS_DIFFER)

    def _next(self, again: Event) -> Event:
        """Go on while a part differs; then it is noted that all are the same."""
        if self._differing:
            return again
        now = self._link.clock.now()
        self._ask(lambda store: store.note_compared(now))
        return Event.PARTS_AGREE

    def _sums(self) -> DirectorySums | None:
        try:
            return self._link.get("/v1/directory/sums", DirectorySums)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:  # an older station keeps none
                return None
            raise


def _rows_of(body: bytes, n: int) -> list[PackedRow]:
    """Return the rows of a part; raises ValueError for what are none, or of another part."""
    rows = unpack_rows(body, limit=MAX_PART_BYTES)
    if any(part_of(row.person) != n for row in rows):
        raise ValueError("part")
    return rows
