"""One conversation with the station, from the first question to rest or to a pause."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import msgspec

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.sync.client import Client, Effect, Event, State, update
from donor_room.sync.link import Link, StationSaysNo, Unreachable
from donor_room.sync.pull import Pull
from donor_room.sync.push import Push
from donor_room.sync.store import Ask
from donor_room.wire.messages import Head
from donor_room.wire.signature import read_public
from donor_room.workflow.enrolled import Enrolment

STORE_CLOSED = "store.closed"
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
    ahead_s: int | None
    """How far the clock here is ahead of the station's, in seconds; None when nobody answered."""

    @property
    def is_all_there(self) -> bool:
        """Whether the station holds everything and has told everything."""
        return self.state is State.RESTING and not self.waiting and not self.stopped

    @property
    def sentences(self) -> tuple[str, ...]:
        """The keys of what a person is told: why there was no answer, and why a book goes up no more."""
        why = dict.fromkeys(f"sync.{_SAID.get(code, code)}" for code in self.stopped.values())
        return (*((self.trouble,) if self.trouble else ()), *why)


class Session:
    """Talks to the station as one terminal; `run` may be called again and again."""

    def __init__(self, link: Link, ask: Ask) -> None:
        self.client = Client()
        self._push = Push(link, ask)
        self._pull = Pull(link, ask)
        self._link, self._ask = link, ask
        self._trouble: str | None = None

    def run(self, go_on: Callable[[], bool] = lambda: True) -> Told:
        """Do all there is to do; return at rest, before a pause, or as soon as go_on says no."""
        self._trouble = None
        self.client, effect = update(self.client, Event.WOKEN)
        while effect not in {Effect.NOTHING, Effect.PAUSE} and go_on():
            self.client, effect = update(self.client, self._carry_out(effect))
        return self._told()

    def _carry_out(self, effect: Effect) -> Event:
        try:
            return self._do(effect)
        except Unreachable as trouble:
            self._trouble = trouble.code
            return Event.NO_ANSWER
        except StationSaysNo as no:
            self._trouble = f"sync.{no.problem.code}"
            return Event.REFUSED
        except Trouble as trouble:  # of the own store: a full disk is no end, a closed one is
            if trouble.code == STORE_CLOSED:
                raise
            self._trouble = trouble.code
            return Event.NO_ANSWER

    def _do(self, effect: Effect) -> Event:
        if effect is Effect.COMPARE:
            return self._push.compare(self.client)
        if effect is Effect.PUSH:
            return self._push.push(self.client)
        if effect is Effect.PULL:
            return self._pull.pull()
        if effect is Effect.PULL_ANEW:
            self._push.show_again()  # a new feed may be a station that came back from a backup
            return self._pull.pull_anew()
        return self._pull.lease()

    def _told(self) -> Told:
        return Told(
            state=self.client.state,
            acknowledged=tuple(self._push.heads.values()),
            sent=self._push.sent,
            rows=self._pull.rows,
            numbers=self._pull.numbers,
            waiting=self._ask(lambda store: store.waiting()),
            trouble=self._trouble,
            stopped=dict(self._push.stopped),
            ahead_s=self._link.ahead_s,
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
        line=line,
    )
