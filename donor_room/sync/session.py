"""One conversation with the station, from the first question to rest or to a pause."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

import httpx
import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.sync.client import Client, Effect, Event, State, put_at_rest, update
from donor_room.sync.compare import Compare
from donor_room.sync.hear import Hear
from donor_room.sync.hello import Hello
from donor_room.sync.link import Link, StationSaysNo, Unreachable
from donor_room.sync.load import Load
from donor_room.sync.pull import Pull
from donor_room.sync.purge import Purging
from donor_room.sync.push import Push
from donor_room.sync.releases import Releases
from donor_room.sync.staff import Staff
from donor_room.sync.store import Ask
from donor_room.wire.messages import Head
from donor_room.wire.signature import read_public
from donor_room.workflow.enrolled import Enrolment

log = logging.getLogger(__name__)

STORE_CLOSED, NOT_TAKEN = "store.closed", "sync.not_taken"
OF_THE_LINE = ("sync.unreachable", "sync.not_the_station")
_SAID = {
    **dict.fromkeys(("fork", "chain", "book", "book.of_another_terminal"), "differs"),
    **dict.fromkeys(("unreadable", "not_canonical"), "hash"),
    "too_many": "too_large",
}
"""Codes for the station's people under which the terminal's people are told the same."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a conversation came to; trouble is a code, stopped names the books that a person must look at."""

    state: State
    acknowledged: tuple[Head, ...]
    sent: int
    rows: int
    numbers: int
    waiting: int
    trouble: str | None
    stopped: dict[str, str]
    heard: int = 0
    """How many notices have come."""
    ahead_s: int | None
    """How far the clock here is ahead of the station's, in seconds; None when nobody answered."""
    receipted_at: datetime | None = None
    """When the station signed that it holds all that is here; None while anything is without a receipt."""
    notes: tuple[str, ...] = ()
    """What the greeting brought: `copied` when there is another copy of this terminal, `terminal_unknown`
    when the station does not know it, `upgrade`."""

    @property
    def is_all_there(self) -> bool:
        """Whether the station holds everything and has told everything."""
        return self.state is State.RESTING and not self.waiting and not self.stopped

    @property
    def sentences(self) -> tuple[str, ...]:
        """The keys of what a person is told: why there was no answer, and why a book goes up no more."""
        why = dict.fromkeys(f"sync.{_SAID.get(code, code)}" for code in self.stopped.values())
        notes = (f"sync.{note}" for note in self.notes)
        return tuple(dict.fromkeys((*((self.trouble,) if self.trouble else ()), *why, *notes)))


class Session:
    """Talks to the station as one terminal; `run` may be called again and again."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self.client = Client()
        self._pull = Pull(link, ask)
        self._load = Load(link, ask)
        self._compare = Compare(link, ask)
        self._hello = Hello(link, ask)
        self._push = Push(link, ask, reads_chained=lambda: self._hello.station_reads_chained)
        self._hear = Hear(link, ask)
        self._releases = Releases(link, ask)
        self._staff = Staff(link, ask)
        self._purging = Purging(ask)
        self._link, self._ask = link, ask
        self._trouble: str | None = None

    def run(self, go_on: Callable[[], bool] = lambda: True) -> Told:
        """Do all there is to do; return at rest, before a pause, or as soon as go_on says no.

        A conversation that was broken off, wherever it stood, is begun anew.
        """
        self._trouble = None
        self.client, effect = update(put_at_rest(self.client), Event.WOKEN)
        while effect not in {Effect.NOTHING, Effect.PAUSE} and go_on():
            event = self._carry_out(effect)  # it may note in the client how long the station wants to rest
            self.client, effect = update(self.client, event)
        told = self._told()
        self._quietly(lambda: self._purging.prepare(is_level=told.is_all_there))
        return told

    def purge(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Let leave what the station has had for long; to be called after a conversation was told of."""
        self._quietly(lambda: self._purging.run(go_on))

    @staticmethod
    def _quietly(work: Callable[[], None]) -> None:
        """Do what is no part of the conversation: what the own store refuses is tried after the next one."""
        try:
            work()
        except Trouble as trouble:
            if trouble.code == STORE_CLOSED:
                raise

    def _carry_out(self, effect: Effect) -> Event:
        try:
            event = self._works()[effect]()
        except Unreachable as trouble:
            self._trouble = trouble.code
            return Event.NO_ANSWER
        except StationSaysNo as no:
            self._trouble = f"sync.{no.problem.code}"
            self.client = msgspec.structs.replace(self.client, asked_pause_s=no.problem.retry_after_s or 0)
            return Event.REFUSED
        except Refusal:
            log.exception("the own store does not take what the station says")
            self._trouble = NOT_TAKEN
            return Event.NO_ANSWER
        except Trouble as trouble:  # of the own store: a full disk is no end, a closed one is
            if trouble.code == STORE_CLOSED:
                raise
            self._trouble = trouble.code
            return Event.NO_ANSWER
        if self._trouble in OF_THE_LINE:  # what was passed over is asked again further on
            self._trouble = None
        return event

    def _works(self) -> dict[Effect, Callable[[], Event]]:
        """Return what each step of a conversation is done by."""
        return {
            Effect.GREET: self._hello.greet,
            Effect.HEAR_URGENT: self._hear.hear_urgent,
            Effect.COMPARE: lambda: self._push.compare(self.client),
            Effect.PUSH: lambda: self._push.push(self.client),
            Effect.FETCH_RECEIPTS: self._hello.fetch_receipts,
            Effect.HEAR: self._hear.hear_all,
            Effect.FETCH_RELEASES: self._releases.fetch,
            Effect.FETCH_STAFF: self._staff.fetch,
            Effect.PULL: self._pull_page,
            Effect.PULL_ANEW: self._pull.pull_anew,
            Effect.LOAD: self._load.load,
            Effect.CHECK: self._compare.compare,
            Effect.MEND: self._compare.mend,
            Effect.LEASE: self._pull.lease,
        }

    def _pull_page(self) -> Event:
        """Take the next page; a feed that is gone may be that of a station that came back from a backup."""
        event = self._pull.pull()
        if event is Event.DIRECTORY_LOST:
            self._push.show_again()
        return event

    def _told(self) -> Told:
        books = self._ask(lambda store: store.books())
        return Told(
            state=self.client.state,
            acknowledged=tuple(self._push.heads.values()),
            sent=self._push.sent,
            rows=self._pull.rows + self._load.rows + self._compare.rows,
            numbers=self._pull.numbers,
            heard=self._hear.heard,
            waiting=self._ask(lambda store: store.waiting()),
            trouble=self._trouble,
            stopped={book: why for book, why in self._push.stopped.items() if book in books},
            ahead_s=self._link.ahead_s,
            receipted_at=self._ask(lambda store: store.greeting.receipts.receipted_at()),
            notes=self._hello.notes(),
        )


def link_of(enrolment: Enrolment | None, clock: Clock, line: httpx.BaseTransport | None = None) -> Link:
    """Return the link of an enrolled terminal; refuses before enrolment. `line` stands for a socket."""
    if enrolment is None or enrolment.reply is None:
        raise Refusal("sync.not_enrolled")
    reply = enrolment.reply
    return Link(
        enrolment.url,
        key=enrolment.key,
        keyid=reply.terminal,
        station_key=read_public(reply.station_key),
        clock=clock,
        authority=reply.authority,
        line=line,
    )
