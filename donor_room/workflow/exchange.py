"""What goes between this terminal's books and the station; the only place where sync touches the store.

Everything here runs on the store thread and returns at once; nothing here waits for a network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Never

from donor_room.domain.clock import Clock
from donor_room.domain.entries import Entry, is_hollow
from donor_room.domain.policy import Policy
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.store.directory import Directory
from donor_room.store.ledger import Ledger
from donor_room.store.numbers import Numbers
from donor_room.wire.codec import Broken
from donor_room.wire.compact import PackedRow
from donor_room.wire.hollow import decode_line, encode_line
from donor_room.wire.membership import Membership
from donor_room.wire.messages import (
    STATIONS_PROFILE,
    DirectoryPage,
    Head,
    LeasedRange,
    RangeRequest,
)
from donor_room.wire.notices import Lane, NoticePage
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_folder import loading_of, take_directory
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.generation_load import Loading
from donor_room.workflow.greeting import Greeting
from donor_room.workflow.leases import leased_act, refuse_unproven
from donor_room.workflow.membership import membership_wanted, take_membership
from donor_room.workflow.notices import notice_cursor, take_notices
from donor_room.workflow.number_stock import in_stock
from donor_room.workflow.purge import Purge
from donor_room.workflow.station_word import hear_of

COMPARE_EVERY = timedelta(hours=24)
_BY_STATION = ""
_STICK = "stick"


def exchange_of(desk: Desk) -> Exchange:
    """Return the store of a desk as sync sees it; to be called anew for each piece of work."""
    exchange = Exchange(desk.ledger, desk.directory, desk.numbers, desk.packs.policy, Greeting(desk))
    exchange.heard = lambda persons: hear_of(desk, persons)
    exchange.take_in = desk.take_in
    exchange.loading = lambda: loading_of(desk)
    exchange.take_directory = lambda loading: take_directory(desk, loading)
    exchange.notice_cursor = lambda lane: notice_cursor(desk, lane)
    exchange.take_notices = lambda page, lane: take_notices(desk, page, lane)
    exchange.clock = desk.clock
    exchange.in_stock = lambda: in_stock(desk)
    exchange.purge = Purge(desk)
    return exchange


def _not_here(*_: object) -> Never:
    """A store without a desk takes no whole directory."""
    raise Trouble("sync.not_enrolled")


class Exchange:
    """The store as sync sees it."""

    def __init__(
        self, ledger: Ledger, directory: Directory, numbers: Numbers, policy: Policy, greeting: Greeting
    ) -> None:
        self._ledger = ledger
        self._directory = directory
        self._numbers = numbers
        self._policy = policy
        self.greeting = greeting
        self.heard: Callable[[Collection[str]], None] | None = None
        """Told whose rows of the directory have come."""
        self.take_in: Callable[[list[Entry]], object] = ledger.take_in
        """Appends entries that came back from the station."""
        self.loading: Callable[[], Loading] = _not_here
        """Opens what is on its way in of a whole directory."""
        self.take_directory: Callable[[Loading], None] = _not_here
        """Lets a whole directory take the place of the old one."""
        self.notice_cursor: Callable[[Lane], str]
        """Tells where to ask on for notices."""
        self.take_notices: Callable[[NoticePage, Lane], int]
        """Keeps notices with their cursor."""
        self.clock: Clock | None = None
        """By which a membership ends."""
        self.in_stock: Callable[[], int] = numbers.unissued
        """Counts the numbers that no shift has yet and that may be printed."""
        self.purge: Purge
        """Lets leave what the station has signed for long ago."""

    def books(self) -> tuple[str, ...]:
        """Return the books to push, the one in use last.

        An old one that is under a receipt rests, and another terminal pushes its own (0019).
        """
        own = self._ledger.own_books()
        books = (book for book in own if not self.greeting.receipts.is_settled(book))
        return tuple(sorted(books, key=lambda book: (book == self._ledger.book, book)))

    def waiting(self) -> int:
        """Return how many entries of all books the station has not acknowledged."""
        return self.greeting.receipts.waiting()

    def end_of(self, book: str) -> int:
        """Return the seq of the last entry of a book that is here."""
        return self._ledger.head(book)[0]

    def acknowledged_of(self, book: str) -> int:
        """Return up to where the station has acknowledged a book."""
        known = self._ledger.acknowledged(book)
        return known[0] if known else 0

    def is_newest_stick(self, at: datetime) -> bool:
        """Say whether a stick was not written before the last that was taken, and note when it was."""
        last = self._ledger.cursor(_STICK)
        if last and at < datetime.fromisoformat(last):
            return False
        self._ledger.set_cursor(_STICK, at.isoformat())
        return True

    def agrees(self, head: Head) -> bool:
        """Say whether the station's head is of the own chain; if not, one side is not what it was."""
        if head.seq == 0:
            return True
        found = self._ledger.entries_after(head.book, head.seq - 1, 1)
        return bool(found) and found[0].hash == head.hash

    def acknowledge(self, head: Head) -> bool:
        """Note what the station holds, if it agrees with the own chain; say whether it does."""
        if not self.agrees(head):
            return False
        if head.seq:
            self._ledger.acknowledge(head.book, head.seq, head.hash)
        return True

    def believe(self, head: Head) -> bool:
        """Note where the station says now that it stands; say whether that agrees with the own chain.

        Less than it acknowledged once is what a backup left of it: the rest waits again.
        """
        if not self.acknowledge(head):
            return False
        if head.seq < self.acknowledged_of(head.book):
            self.holds_no_more(head.book, head.seq)
        return True

    def holds_no_more(self, book: str, than: int) -> None:
        """Take note of the last own entry that the station holds: beyond it is another branch, or nothing."""
        self._ledger.take_back_acknowledged(book, than)

    def take_back(self, book: str, lines: list[bytes]) -> int:
        """Take in entries of a book that only the station still has, and return where the book ends now.

        So after an old backup nothing is lost and no number is spent a second time. What does not follow the
        chain here, or cannot be beside what is here, as a number that a copy has used too, is not taken: then
        two branches were written, and a person must look.
        """
        try:
            entries = [decode_line(line) for line in lines]
            self._ledger.check_following(book, entries)
            self.take_in(entries)
        except (Broken, Refusal):
            return self.end_of(book)
        return self.end_of(book)

    def lines_after(
        self, book: str, seq: int, *, most: int, most_bytes: int, hollow: bool = True
    ) -> list[bytes]:
        """Return the next entries as they travel, at least one where there is one.

        Without `hollow` they end before the first whose body has left.
        """
        lines: list[bytes] = []
        size = 0
        for entry in self._ledger.entries_after(book, seq, most):
            if is_hollow(entry) and not hollow:
                break
            line = encode_line(entry)
            size += len(line) + 1
            if lines and size > most_bytes:
                break
            lines.append(line)
        return lines

    def directory_cursor(self) -> str:
        """Return where to ask on; empty before the first row."""
        return self._directory.cursor() or ""

    def directory_as_of(self) -> datetime | None:
        """Return of when the directory is, by the station's clock."""
        return self._directory.as_of()

    def take_page(self, page: DirectoryPage) -> None:
        """Take the station's rows in together with their cursor."""
        self._directory.apply(page.rows, page.cursor, page.as_of)
        self._tell(page)

    def replace_directory(self, pages: list[DirectoryPage]) -> None:
        """Take a whole directory in the place of the old one, which stood until now."""
        last = pages[-1]
        self._directory.replace((row for page in pages for row in page.rows), last.cursor, last.as_of)
        self._tell(*pages)

    def sums_to_compare(self, now: datetime) -> tuple[str, list[tuple[int, int]]] | None:
        """Return the cursor and the sums of the parts at it; None when they agreed within a day."""
        before = self._directory.compared_at()
        if before is not None and before <= now < before + COMPARE_EVERY:
            return None
        return self._directory.cursor() or "", self._directory.sums()

    def mend_part(self, n: int, rows: list[PackedRow]) -> None:
        """Put the station's rows of one part in the place of those that are here."""
        self._directory.replace_part(n, rows)
        if self.heard is not None:
            self.heard({row.person.hex() for row in rows})

    def note_compared(self, now: datetime) -> None:
        """Note that every part is as at the station."""
        self._directory.note_compared(now)

    def _tell(self, *pages: DirectoryPage) -> None:
        if self.heard is not None:
            self.heard({row.person for page in pages for row in page.rows})

    def numbers_wanted(self) -> RangeRequest | None:
        """Return what to ask for, named so that asking twice brings one range; None with enough left.

        A terminal of which there is a copy asks for none.
        """
        if self.in_stock() >= self._policy.numbers_few or self.greeting.is_copied():
            return None
        request = f"{self._ledger.book}-{len(self._numbers.leased())}"
        return RangeRequest(
            request=request,
            profile=STATIONS_PROFILE,
            count=self._policy.numbers_at_once,
            fence=self.greeting.fence(),
        )

    def membership_wanted(self) -> bool:
        """Say whether a membership is missing or half over."""
        return self.clock is not None and membership_wanted(self._ledger, self.clock)

    def take_membership(self, given: Membership) -> None:
        """Keep a membership; one that is not this terminal's, by its own station, is not taken."""
        take_membership(self._ledger, given)

    def take_longer_membership(self, given: Membership) -> bool:
        """Keep a membership that lasts longer than the one that is here; say whether it does."""
        held = self._held_membership()
        if held is not None and held.until >= given.until:
            return False
        self.take_membership(given)
        return True

    def _held_membership(self) -> Membership | None:
        enrolment = enrolment_of(self._ledger)
        return enrolment.reply.membership if enrolment and enrolment.reply else None

    def take_numbers(self, lent: LeasedRange) -> bool:
        """Write a range down, unless it is here already; say whether it was not.

        Raises Trouble for one that the station did not sign, or that meets another one: it is not taken.
        """
        here = (*self._numbers.leased(), *self._numbers.leased("preprinted"))
        if lent.range_id in {known.range_id for known in here}:
            return False
        enrolment = enrolment_of(self._ledger)
        if enrolment is None or enrolment.reply is None:
            raise Trouble("sync.not_enrolled")
        refuse_unproven(lent, enrolment.reply)
        try:
            self._ledger.append([(None, leased_act(lent))], by=_BY_STATION)
        except Refusal as refusal:
            raise Trouble(refusal.code, **refusal.values) from refusal
        return True
