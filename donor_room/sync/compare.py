"""Once a day: whether the directory here is the station's, part by part; what differs is fetched anew."""

from __future__ import annotations

from donor_room.sync.client import Event
from donor_room.sync.link import Link, StationSaysNo, Unreachable
from donor_room.sync.store import Ask
from donor_room.wire.compact import PackedRow, unpack_rows
from donor_room.wire.generation import MAX_PART_BYTES, PARTS, DirectorySums, mark_of, part_of

_NOT_THERE = 404


class Compare:
    """Compares the directory of one terminal with the station's."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self._differing: list[tuple[int, tuple[int, int]]] = []
        self._is_mended = True
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
        self._differing = [(n, told) for n, told in enumerate(there.parts) if told != here[1][n]]
        self._is_mended = True
        return self._next(Event.PARTS_DIFFER)

    def mend(self) -> Event:
        """Fetch one part that differs; if its sum is the one that was told it replaces the part here.

        If not, something was told meanwhile: the next conversation compares again.
        """
        n, told = self._differing.pop(0)
        try:
            rows = _rows_of(self._link.content("/v1/directory/range", n=n), n)
        except ValueError as problem:
            raise Unreachable("sync.not_the_station") from problem
        if (sum(mark_of(row.person, row.revision) for row in rows), len(rows)) == told:
            self._ask(lambda store: store.mend_part(n, rows))
            self.rows += len(rows)
        else:
            self._is_mended = False
        return self._next(Event.PARTS_DIFFER)

    def _next(self, again: Event) -> Event:
        """Go on while a part differs; then it is noted that all are the same."""
        if self._differing:
            return again
        if self._is_mended:
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
