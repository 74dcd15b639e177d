"""The first words of a conversation and its receipts; a station that does not know them is an older one."""

from __future__ import annotations

from donor_room.domain.refusal import Refusal
from donor_room.sync.client import Event
from donor_room.sync.former import show_former
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.store import Ask
from donor_room.wire.hello import AgainReply, AgainRequest, HeldRanges, HelloReply
from donor_room.wire.receipt import Receipt, ReceiptRequest
from donor_room.workflow.desk import Desk
from donor_room.workflow.greeting import Greeting

_NOT_THERE, _CONFLICT = 404, 409
UNKNOWN = "terminal_unknown"
"""What a station says whose data do not name this terminal."""
_HOLLOW = "receipt.hollow"


class Hello:
    """Greets as one terminal and fetches its receipts."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self._link = link
        self._ask = ask
        self._must_upgrade = False
        self.station_reads_chained = False
        """Whether entries may go up without the hashes that follow from them."""

    def greet(self) -> Event:
        """Tell where this terminal stands, and believe the answer together with its fence."""
        asked = self._ask(lambda store: store.greeting.hello())
        try:
            reply = self._link.post("/v1/hello", asked, HelloReply)
        except StationSaysNo as no:
            if no.status == _NOT_THERE:
                return Event.GREETED
            if no.problem.code == UNKNOWN:
                self._ask(lambda store: store.greeting.not_known())
            raise
        self._ask(lambda store: store.greeting.greeted(asked, reply))
        self._must_upgrade = reply.status == "upgrade"
        self.station_reads_chained = reply.reads_chained
        if reply.wants_ranges:
            held = self._ask(lambda store: store.greeting.held())
            self._link.post("/v1/ranges/held", held, HeldRanges)
        return Event.GREETED

    def notes(self) -> tuple[str, ...]:
        """Return what the station said of this terminal that a person must know."""
        copied = ("copied",) if self._ask(lambda store: store.greeting.is_copied()) else ()
        unknown = (UNKNOWN,) if self._ask(lambda store: store.greeting.is_unknown()) else ()
        return (*copied, *unknown, *(("upgrade",) if self._must_upgrade else ()))

    def fetch_receipts(self) -> Event:
        """Have everything signed that the station holds; what it does not hold stays without a receipt.

        Nothing is asked for twice: a station that began another life of its data since it was greeted signs
        for that one, and what it signs covers nothing here before the next greeting.
        """
        passed_over: set[str] = set()
        asked: set[ReceiptRequest] = set()
        while wanted := self._wanted(frozenset(passed_over)):
            if wanted in asked:
                passed_over.add(wanted.book)
                continue
            asked.add(wanted)
            try:
                receipt = self._link.post("/v1/receipt", wanted, Receipt)
            except StationSaysNo as no:
                if no.status == _NOT_THERE:
                    break
                if no.status != _CONFLICT:
                    raise
                if not self._is_gap(wanted, no):
                    passed_over.add(wanted.book)
                continue
            self._take(wanted, receipt)
        return Event.RECEIPTS_DONE

    def _is_gap(self, wanted: ReceiptRequest, no: StationSaysNo) -> bool:
        """Go on behind what neither side has any more, where a restored station says so."""
        if no.problem.code != _HOLLOW:
            return False
        show_former(self._link, self._ask(lambda store: store.greeting.receipts.former(wanted.book)))
        return self._ask(lambda store: store.greeting.receipts.pass_over(wanted))

    def _wanted(self, passed_over: frozenset[str]) -> ReceiptRequest | None:
        return self._ask(lambda store: store.greeting.receipts.wanted(passed_over))

    def _take(self, wanted: ReceiptRequest, receipt: Receipt) -> None:
        self._ask(lambda store: store.greeting.receipts.take(wanted, receipt))


def go_on(desk: Desk, link: Link, code: str) -> None:
    """Go on as the one copy that a person of the station chose; after a lost answer the same call goes on.

    Waits for the network on the caller's thread. Refuses a code that is not for this terminal.
    """
    greeting = Greeting(desk)
    greeting.goes_on(ask_to_go_on(link, greeting.again(code)))


def ask_to_go_on(link: Link, request: AgainRequest) -> AgainReply:
    """Ask without touching the store, so that a screen can do it on another thread."""
    try:
        return link.post("/v1/again", request, AgainReply)
    except StationSaysNo as no:
        raise Refusal(f"sync.{no.problem.code}") from no
