"""What sync does next: a state machine without any I/O, so that every state can meet every event in a test.

A greeting comes first, receipts come after the books; what the station refuses of them stops nothing else.
Push comes before pull, and a book that the station does not agree with stops only itself: other books go up
and deferrals come down all the same.
What is urgent is heard first; whether or not it could be, the books go up next. Push comes before pull, and a
book that the station does not agree with stops only itself: others go up and deferrals come down as ever.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from donor_room.wire.messages import MAX_BATCH_ENTRIES

FIRST_BATCH = 20
LEAST_FOR_LENGTH = 5
"""How small a batch becomes because it took long: below this the calls themselves are what takes."""

FIRST_PAUSE_S = 2
LONGEST_PAUSE_S = 300


class State(Enum):
    """Where sync stands."""

    RESTING = "resting"
    GREETING = "greeting"
    HEARING_URGENT = "hearing urgent"
    COMPARING = "comparing"
    PUSHING = "pushing"
    RECEIPTING = "receipting"
    HEARING = "hearing"
    RELEASING = "releasing"
    STAFFING = "staffing"
    PULLING = "pulling"
    LOADING = "loading"
    CHECKING = "checking"
    LEASING = "leasing"
    WAITING = "waiting"


class Event(Enum):
    """What has happened."""

    WOKEN = "woken"
    GREETED = "greeted"
    AGREED = "agreed"
    NO_MORE_BOOKS = "no more books"
    PUSHED = "pushed"
    PUSHED_SLOWLY = "pushed slowly"
    BOOK_DONE = "book done"
    BEHIND = "behind"
    DIFFERS = "differs"
    TOO_LARGE = "too large"
    RECEIPTS_DONE = "receipts done"
    NOTICES_TAKEN = "notices taken"
    NEWS_HEARD = "news heard"
    ALL_HEARD = "all heard"
    RELEASE_TAKEN = "release taken"
    RELEASES_DONE = "releases done"
    STAFF_TAKEN = "staff taken"
    STAFF_DONE = "staff done"
    PAGE_TAKEN = "page taken"
    DIRECTORY_DONE = "directory done"
    DIRECTORY_LOST = "directory lost"
    DIRECTORY_LARGE = "directory large"
    PIECE_TAKEN = "piece taken"
    NOT_WHOLE = "not whole"
    DIRECTORY_LOADED = "directory loaded"
    PARTS_DIFFER = "parts differ"
    PARTS_AGREE = "parts agree"
    NUMBERS_DONE = "numbers done"
    NO_ANSWER = "no answer"
    REFUSED = "refused"


class Effect(Enum):
    """What is to be done; each ends in an event."""

    NOTHING = "nothing"
    GREET = "greet"
    HEAR_URGENT = "hear urgent"
    COMPARE = "compare"
    PUSH = "push"
    FETCH_RECEIPTS = "fetch receipts"
    HEAR = "hear"
    FETCH_RELEASES = "fetch releases"
    FETCH_STAFF = "fetch staff"
    PULL = "pull"
    PULL_ANEW = "pull anew"
    LOAD = "load"
    CHECK = "check"
    MEND = "mend"
    LEASE = "lease"
    PAUSE = "pause"


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """All that sync remembers: the book in hand, how many entries go at once, how often nobody answered."""

    state: State = State.RESTING
    book: int = 0
    batch: int = FIRST_BATCH
    failures: int = 0
    asked_pause_s: int = 0
    """How long the station itself asked to be left alone, 0 when it did not."""

    @property
    def pause_s(self) -> int:
        """How long to wait before the next attempt, in seconds."""
        own = FIRST_PAUSE_S * 2 ** min(self.failures - 1, 10) if self.failures else 0
        return min(max(own, self.asked_pause_s), LONGEST_PAUSE_S)


def put_at_rest(client: Client) -> Client:
    """Return the client as it stands before a conversation; one in a pause stays there."""
    if client.state is State.WAITING:
        return client
    return msgspec.structs.replace(client, state=State.RESTING)


Step = tuple[Client, Effect]


def update(client: Client, event: Event) -> Step:
    """Return what sync is after an event and what it does; what does not fit the state changes nothing."""
    handler = _TABLE.get((client.state, event))
    if handler is None and event in _FAILED:
        return _failed(client)
    return handler(client) if handler else (client, Effect.NOTHING)


def _to(client: Client, state: State, effect: Effect, **changes: int) -> Step:
    return msgspec.structs.replace(client, state=state, **changes), effect


def _greet(client: Client) -> Step:
    return _to(client, State.GREETING, Effect.GREET, asked_pause_s=0)


def _hear_urgent(client: Client) -> Step:
    return _to(client, State.HEARING_URGENT, Effect.HEAR_URGENT)


def _first_book(client: Client) -> Step:
    return _to(client, State.COMPARING, Effect.COMPARE, book=0)


def _hear(client: Client) -> Step:
    return _to(client, State.HEARING, Effect.HEAR)


def _push(client: Client) -> Step:
    return _to(client, State.PUSHING, Effect.PUSH)


def _push_more(client: Client) -> Step:
    return _to(client, State.PUSHING, Effect.PUSH, batch=min(client.batch * 2, MAX_BATCH_ENTRIES), failures=0)


def _push_shorter(client: Client) -> Step:
    """It went through and took long: what goes next is smaller, before a bad line loses all of it."""
    smaller = max(client.batch // 2, min(client.batch, LEAST_FOR_LENGTH))
    return _to(client, State.PUSHING, Effect.PUSH, batch=smaller, failures=0)


def _push_less(client: Client) -> Step:
    """One entry that is too large for the station stops its book, not the rest."""
    if client.batch == 1:
        return _next_book(client)
    return _to(client, State.PUSHING, Effect.PUSH, batch=client.batch // 2)


def _compare(client: Client) -> Step:
    return _to(client, State.COMPARING, Effect.COMPARE)


def _next_book(client: Client) -> Step:
    return _to(client, State.COMPARING, Effect.COMPARE, book=client.book + 1)


def _fetch_receipts(client: Client) -> Step:
    return _to(client, State.RECEIPTING, Effect.FETCH_RECEIPTS)


def _fetch_releases(client: Client) -> Step:
    return _to(client, State.RELEASING, Effect.FETCH_RELEASES)


def _fetch_staff(client: Client) -> Step:
    return _to(client, State.STAFFING, Effect.FETCH_STAFF)


def _pull(client: Client) -> Step:
    return _to(client, State.PULLING, Effect.PULL)


def _pull_anew(client: Client) -> Step:
    return _to(client, State.PULLING, Effect.PULL_ANEW)


def _load(client: Client) -> Step:
    return _to(client, State.LOADING, Effect.LOAD)


def _check(client: Client) -> Step:
    return _to(client, State.CHECKING, Effect.CHECK)


def _mend(client: Client) -> Step:
    return _to(client, State.CHECKING, Effect.MEND)


def _lease(client: Client) -> Step:
    return _to(client, State.LEASING, Effect.LEASE)


def _rest(client: Client) -> Step:
    return _to(client, State.RESTING, Effect.NOTHING, failures=0)


def _failed(client: Client) -> Step:
    """Wait longer each time and send less at once; at rest nothing can fail."""
    if client.state in {State.RESTING, State.WAITING}:
        return client, Effect.NOTHING
    smaller = max(client.batch // 2, 1)
    return _to(client, State.WAITING, Effect.PAUSE, batch=smaller, failures=client.failures + 1)


_FAILED = (Event.NO_ANSWER, Event.REFUSED)

_TABLE = {
    (State.RESTING, Event.WOKEN): _greet,
    (State.WAITING, Event.WOKEN): _greet,
    (State.GREETING, Event.GREETED): _hear_urgent,
    (State.GREETING, Event.REFUSED): _hear_urgent,
    (State.HEARING_URGENT, Event.NOTICES_TAKEN): _hear_urgent,
    (State.HEARING_URGENT, Event.ALL_HEARD): _first_book,
    (State.HEARING_URGENT, Event.NO_ANSWER): _first_book,
    (State.HEARING_URGENT, Event.REFUSED): _first_book,
    (State.COMPARING, Event.AGREED): _push,
    (State.COMPARING, Event.DIFFERS): _next_book,
    (State.COMPARING, Event.NO_MORE_BOOKS): _fetch_receipts,
    (State.PUSHING, Event.PUSHED): _push_more,
    (State.PUSHING, Event.PUSHED_SLOWLY): _push_shorter,
    (State.PUSHING, Event.BOOK_DONE): _next_book,
    (State.PUSHING, Event.BEHIND): _compare,
    (State.PUSHING, Event.DIFFERS): _next_book,
    (State.PUSHING, Event.TOO_LARGE): _push_less,
    (State.RECEIPTING, Event.RECEIPTS_DONE): _hear,
    (State.RECEIPTING, Event.REFUSED): _hear,
    (State.HEARING, Event.NOTICES_TAKEN): _hear,
    (State.HEARING, Event.NEWS_HEARD): _first_book,
    (State.HEARING, Event.ALL_HEARD): _fetch_releases,
    (State.RELEASING, Event.RELEASE_TAKEN): _fetch_releases,
    (State.RELEASING, Event.RELEASES_DONE): _fetch_staff,
    (State.RELEASING, Event.REFUSED): _fetch_staff,
    (State.STAFFING, Event.STAFF_TAKEN): _fetch_staff,
    (State.STAFFING, Event.NEWS_HEARD): _first_book,
    (State.STAFFING, Event.STAFF_DONE): _pull,
    (State.STAFFING, Event.REFUSED): _pull,
    (State.PULLING, Event.PAGE_TAKEN): _pull,
    (State.PULLING, Event.DIRECTORY_LOST): _load,
    (State.PULLING, Event.DIRECTORY_LARGE): _load,
    (State.PULLING, Event.DIRECTORY_DONE): _check,
    (State.LOADING, Event.PIECE_TAKEN): _load,
    (State.LOADING, Event.NOT_WHOLE): _pull_anew,
    (State.LOADING, Event.DIRECTORY_LOADED): _pull,
    (State.CHECKING, Event.PARTS_DIFFER): _mend,
    (State.CHECKING, Event.PARTS_AGREE): _lease,
    (State.LEASING, Event.NUMBERS_DONE): _rest,
}
