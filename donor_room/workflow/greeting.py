"""The greeting as the store sees it; on the store thread, nothing here waits for a network."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock_trust import ClockCheck, read_clocks
from donor_room.store.receipts import ClockChecks
from donor_room.wire.hello import (
    AgainReply,
    AgainRequest,
    ClockReading,
    HeldRanges,
    HelloReply,
    HelloRequest,
)
from donor_room.wire.messages import PROTOCOL, Head
from donor_room.workflow.boot import THIS_RUN
from donor_room.workflow.desk import Desk
from donor_room.workflow.greeted import greeted_of, keep_greeted
from donor_room.workflow.leases import lent_of
from donor_room.workflow.opening import PROGRAM
from donor_room.workflow.receipted import Receipted
from donor_room.workflow.releases import Released
from donor_room.workflow.staff_told import Staffed


class Greeting:
    """What a terminal tells of itself and what it believes of the answers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ledger = desk.ledger
        self.receipts = Receipted(desk)
        self.releases = Released(desk)
        self.staff = Staffed(desk)

    def hello(self) -> HelloRequest:
        """Return where this terminal stands; each call is an attempt of its own."""
        desk, clocks = self._desk, read_clocks(self._desk.clock, THIS_RUN)
        heads = {book: self._ledger.head(book) for book in self._ledger.own_books()}
        return HelloRequest(
            attempt=token_hex(8),
            fence=greeted_of(self._ledger).fence,
            heads=tuple(Head(book=book, seq=seq, hash=last) for book, (seq, last) in heads.items()),
            waiting=self.receipts.waiting(),
            clock=ClockReading(wall_ms=clocks.wall_ms, mono_ms=clocks.mono_ms, boot=clocks.boot),
            program=PROGRAM,
            protocols=(PROTOCOL,),
            editions=tuple(
                f"{stamp.id} {stamp.edition}"
                for stamp in (desk.packs.rules.stamp, *desk.packs.rules.overlays)
            ),
            directory_as_of=desk.directory.as_of(),
        )

    def greeted(self, asked: HelloRequest, reply: HelloReply) -> None:
        """Believe an answer: the next fence, or that there is a copy, and how the clock stands."""
        known, clock = greeted_of(self._ledger), asked.clock
        copied = reply.status == "copied"
        now_here = (clock.wall_ms + read_clocks(self._desk.clock, THIS_RUN).wall_ms) // 2
        check = ClockCheck(clock.wall_ms, now_here - reply.now_ms, clock.mono_ms, clock.boot)
        with self._desk.database.atomic():
            keep_greeted(
                self._ledger,
                replace(
                    known,
                    fence=known.fence if copied else reply.fence,
                    generation=reply.generation,
                    is_copied=copied,
                    is_unknown=False,
                ),
            )
            ClockChecks(self._desk.database).keep(check)

    def is_copied(self) -> bool:
        """Say whether the station has found another copy of this terminal."""
        return greeted_of(self._ledger).is_copied

    def is_unknown(self) -> bool:
        """Say whether the station answered last that it does not know this terminal."""
        return greeted_of(self._ledger).is_unknown

    def is_of_before(self, generation: str, at: datetime) -> bool:
        """Say whether a word of another life of the station's data is older than the last answered greeting.

        Both moments are of the station's clock.
        """
        last = ClockChecks(self._desk.database).last()
        is_other = greeted_of(self._ledger).generation != generation
        return is_other and last is not None and at.timestamp() * 1000 < last.wall_ms - last.offset_ms

    def told_life(self, generation: str) -> bool:
        """Believe in which life the station's data are, and say whether it is another than was known."""
        known = greeted_of(self._ledger)
        keep_greeted(self._ledger, replace(known, generation=generation))
        return known.generation != generation

    def not_known(self) -> None:
        """Note that the station does not know this terminal; what is written here stays as it is."""
        keep_greeted(self._ledger, replace(greeted_of(self._ledger), is_unknown=True))

    def fence(self) -> str:
        """Return what proves that this is the copy that was greeted."""
        return greeted_of(self._ledger).fence

    def held(self) -> HeldRanges:
        """Return every range that the station ever signed for this terminal."""
        acts = (line.act for line in self._ledger.of_house(e.RangeLeased.KIND))
        return HeldRanges(
            ranges=tuple(lent_of(act) for act in acts if isinstance(act, e.RangeLeased) and act.signature)
        )

    def again(self, code: str) -> AgainRequest:
        """Return the wish to go on by a code; it has one name until it is granted, and can be sent twice."""
        known = greeted_of(self._ledger)
        request = known.request or token_hex(8)
        keep_greeted(self._ledger, replace(known, request=request))
        return AgainRequest(code=code, request=request)

    def goes_on(self, reply: AgainReply) -> None:
        """Begin a new book; no number that was lent before goes to a printer any more."""
        desk, known = self._desk, greeted_of(self._ledger)
        lent = {one.range_id for one in desk.numbers.leased()}
        act = e.TerminalGoesOn(spent=tuple(sorted(lent.union(reply.spent))))
        with self._ledger.undone_together(), desk.database.atomic():
            self._ledger.open_book(terminal=_profile(desk), program=PROGRAM, practice=desk.practice)
            self._ledger.append([(None, act)], by="")
            keep_greeted(self._ledger, replace(known, fence=reply.fence, is_copied=False, request=""))


def _profile(desk: Desk) -> str:
    return "practice" if desk.practice else "real"
