"""What a stick of the station brings, part by part, each by the way by which sync takes it from the line."""

from __future__ import annotations

import logging

import msgspec

from donor_room.domain.refusal import Trouble
from donor_room.wire.carry import (
    Acknowledged,
    Belongs,
    Employed,
    Heard,
    Lent,
    Page,
    Part,
    Released,
    Signed,
    Written,
)
from donor_room.workflow.exchange import Exchange
from donor_room.workflow.staff_told import UNPROVEN

log = logging.getLogger(__name__)


class CarriedIn(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of the station brought; stopped names books that a person must look at."""

    acknowledged: dict[str, int]
    stopped: dict[str, str]
    rows: int
    heard: int
    """How many notices were new."""
    receipts: int
    numbers: int
    releases: int
    people: int
    """How much of the station's people was new."""
    older: int
    """Parts that tell nothing new: they came by the line since, or from this very file before."""


class Incoming:
    """Takes parts one after another; what was taken before, or follows something else, changes nothing."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._acknowledged: dict[str, int] = {}
        self._stopped: dict[str, str] = {}
        self._anew: list[Page] = []
        self._counts = self._is_new_life = False
        """Whether the station said nothing later than this stick, on another one or over the line."""
        self._rows = self._numbers = self._heard = self._receipts = self._older = 0
        self._releases = self._people = 0

    def take(self, part: Part) -> None:
        """Take one part; one that is for the other side, or of a newer program, is passed over."""
        if isinstance(part, Written):
            self._written(part)
        elif isinstance(part, Acknowledged):
            self._acknowledge(part)
        elif isinstance(part, Lent):
            is_new = self._exchange.take_numbers(part.numbers)
            self._numbers += part.numbers.count if is_new else 0
            self._older += not is_new
        elif isinstance(part, Heard):
            self._hear(part)
        elif isinstance(part, Signed):
            self._sign(part)
        elif isinstance(part, Released):
            self._release(part)
        elif isinstance(part, Employed):
            self._employ(part)
        elif isinstance(part, Belongs):
            self._older += not self._exchange.take_longer_membership(part.membership)
        elif isinstance(part, Page):
            self._page(part)

    def told(self) -> CarriedIn:
        """Return what came of it, once all parts were taken."""
        self._replace()
        return CarriedIn(
            acknowledged=self._acknowledged,
            stopped=self._stopped,
            rows=self._rows,
            heard=self._heard,
            receipts=self._receipts,
            numbers=self._numbers,
            releases=self._releases,
            people=self._people,
            older=self._older,
        )

    def _written(self, part: Written) -> None:
        greeting = self._exchange.greeting
        is_newest = self._exchange.is_newest_stick(part.at)
        self._counts = is_newest and not greeting.is_of_before(part.generation, part.at)
        self._is_new_life = self._counts and greeting.told_life(part.generation)

    def _acknowledge(self, part: Acknowledged) -> None:
        head = part.head
        if not self._exchange.agrees(head):
            self._stopped[head.book] = "differs"
            return
        is_less = head.seq < self._exchange.acknowledged_of(head.book)
        if not self._counts or (is_less and not self._is_new_life):
            self._older += 1
            return
        self._exchange.believe(head)
        self._acknowledged[head.book] = head.seq

    def _hear(self, part: Heard) -> None:
        """Keep notices that follow what was heard.

        They are written into the own book: not while the station has another end of it, or a second branch
        would begin.
        """
        here = self._exchange.notice_cursor(part.lane)
        if self._stopped or not _follows(part, here):
            self._older += 1
        elif part.page.cursor != here or part.page.notices:
            self._heard += self._exchange.take_notices(part.page, part.lane)

    def _release(self, part: Released) -> None:
        """Take a release that follows; it is checked by the keys of this terminal, whoever brought it."""
        releases = self._exchange.greeting.releases
        here = releases.asked().cursor
        if not _follows(part, here):
            self._older += 1
        elif part.page.cursor != here:
            releases.take(part.page)
            self._releases += len(part.page.releases)

    def _employ(self, part: Employed) -> None:
        """Take people that follow; like notices they are written into the own book."""
        people = self._exchange.greeting.staff
        here = people.cursor()
        if self._stopped or not _follows(part, here):
            self._older += 1
        elif part.page.cursor != here:
            try:
                self._people += people.take(part.page)
            except Trouble as trouble:  # all else comes all the same
                if trouble.code != UNPROVEN:
                    raise
                log.warning("the station's people are not what it signed")
                self._older += 1

    def _sign(self, part: Signed) -> None:
        """Keep what the station signed for; a receipt over something else is none, and stops its book."""
        if part.receipt.book in self._stopped:
            self._older += 1
            return
        try:
            is_new = self._exchange.greeting.receipts.take_carried(part.receipt)
        except Trouble as trouble:
            self._stopped[part.receipt.book] = trouble.code.removeprefix("sync.")
            return
        self._receipts += is_new
        self._older += not is_new

    def _page(self, part: Page) -> None:
        """Take rows only where they follow what is here; a whole directory takes the place of this one."""
        here = self._exchange.directory_cursor()
        if part.after == here:
            self._exchange.take_page(part.page)
            self._rows += len(part.page.rows)
        elif not part.after or (self._anew and self._anew[-1].page.cursor == part.after):
            self._anew.append(part)
        else:
            self._older += 1

    def _replace(self) -> None:
        if not self._anew:
            return
        pages = [part.page for part in self._anew]
        as_of = self._exchange.directory_as_of()
        if pages[-1].more or (as_of is not None and pages[-1].as_of <= as_of):
            self._older += len(pages)
            return
        self._exchange.replace_directory(pages)
        self._rows += sum(len(page.rows) for page in pages)


def _follows(part: Heard | Released | Employed, here: str) -> bool:
    """Say whether a part goes on where the feed ends here, or tells all of it anew, as was asked here."""
    return part.after == here or (not part.after and part.asked == here)
