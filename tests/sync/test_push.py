"""What an answer to a push leads to: only the own chain makes a book agree, and one bad book stops alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.sync.client import Client, Event
from donor_room.sync.link import StationSaysNo
from donor_room.sync.push import Push
from donor_room.wire.chained import with_hashes
from donor_room.wire.messages import Head, HeadReply, Problem, PushReply, unpack_lines
from tests.support.van import Book

OWN = Head(book="b1", seq=2, hash="own")
OTHER = Head(book="b2", seq=2, hash="own")
STRANGE = Head(book="b1", seq=2, hash="strange")


class Chain:
    """A store with books of which only one head is the own one."""

    def __init__(self, lines: int = 2) -> None:
        self.lines = [b"{}"] * lines
        self.noted: list[Head] = []
        self.lowered: list[int] = []

    def books(self) -> list[str]:
        return ["b1", "b2"]

    def lines_after(self, book: str, after: int, *, most: int, most_bytes: int) -> list[bytes]:
        return self.lines[:most] if after <= 2 else []

    def agrees(self, head: Head) -> bool:
        return head.hash == "own"

    def end_of(self, book: str) -> int:
        return 2

    def acknowledged_of(self, book: str) -> int:
        return 2

    def holds_no_more(self, book: str, than: int) -> None:
        self.lowered.append(than)

    def believe(self, head: Head) -> bool:
        if head.hash == "own":
            self.noted.append(head)
        return head.hash == "own"


class Line:
    """Gives the answers it was made with, and keeps what was sent."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.there: list[bytes] = []
        self.looked_at: list[int] = []
        self.sent: list[list[bytes]] = []

    def get(self, path: str, kind: type, **asked: Any) -> Any:
        self.asked.append(asked["book"])
        return self._answer()

    def push(self, path: str, packed: bytes, kind: type, **asked: Any) -> Any:
        self.asked.append(asked["book"])
        self.sent.append(unpack_lines(packed))
        return self._answer()

    def lines(self, path: str, *, after: int, limit: int) -> list[bytes]:
        assert limit == 1
        self.looked_at.append(after + 1)
        return self.there[after : after + 1]

    def _answer(self) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def head(of: Head) -> HeadReply:
    return HeadReply(acknowledged=of, projected=of.seq, quarantined=())


def reply(of: Head, fresh: int = 2) -> PushReply:
    return PushReply(acknowledged=of, fresh=fresh)


def no(status: int, code: str) -> StationSaysNo:
    return StationSaysNo(status, Problem(code=code))


def pushing(answers: Iterable[object], lines: int = 2) -> tuple[Push, Line, Chain]:
    """Return a push whose book has been compared already."""
    line, chain = Line(head(OWN), *answers), Chain(lines)

    def ask(work: Callable[[Any], Any]) -> Any:
        return work(chain)

    push = Push(line, ask)  # type: ignore[arg-type]
    push.compare(Client())
    return push, line, chain


# ---- comparing ----


def test_a_head_that_the_own_chain_has_agrees() -> None:
    push, _, chain = pushing([])
    assert (push.heads, chain.noted) == ({"b1": OWN}, [OWN])


@pytest.mark.parametrize("strange", [STRANGE, OTHER])
def test_a_head_that_the_own_chain_has_not_stops_the_book(strange: Head) -> None:
    push, _, _ = pushing([head(strange), reply(OWN)])
    assert push.compare(Client()) is Event.DIFFERS
    assert push.stopped == {"b1": "differs"}


def test_another_branch_is_shown_to_the_station_once() -> None:
    push, line, chain = pushing([head(STRANGE), no(409, "fork"), head(STRANGE)])
    push.compare(Client())
    push.compare(Client())
    assert (push.stopped, line.sent) == ({"b1": "fork"}, [chain.lines])


def test_a_branch_that_the_station_does_not_take_is_not_pressed_on_it() -> None:
    push, line, _ = pushing([head(STRANGE), no(409, "chain")])
    push.compare(Client())
    assert (push.stopped, len(line.sent)) == ({"b1": "differs"}, 1)


class Diverged(Chain):
    """A book of 40 entries, of which the station has other ones from a place on."""

    def __init__(self, common: int, acknowledged: int) -> None:
        super().__init__()
        self.own, other = Book("b1"), Book("b1")
        for book, most in ((self.own, 40), (other, 50)):
            for n in range(1, most):
                visit = f"v{n}" if n < common else f"{most}-{n}"
                book.add(e.RestStarted(minutes=10), visit=visit)
        self.there, self.acknowledged = other.lines, acknowledged

    def end_of(self, book: str) -> int:
        return len(self.own.entries)

    def acknowledged_of(self, book: str) -> int:
        return self.acknowledged

    def agrees(self, head: Head) -> bool:
        return self.own.entries[head.seq - 1].hash == head.hash


@pytest.mark.parametrize("common", [1, 2, 7, 20, 39, 40])
@pytest.mark.parametrize("acknowledged", [0, 1, 7, 20, 40])
def test_the_last_common_place_is_found_in_a_few_questions(common: int, acknowledged: int) -> None:
    chain, line = Diverged(common, acknowledged), Line()
    line.there = chain.there
    push = Push(line, lambda work: work(chain))  # type: ignore[arg-type, return-value]
    assert push._last_common("b1", Head(book="b1", seq=50, hash="strange")) == common
    assert len(line.looked_at) <= (2 if common == acknowledged else 8)


def test_a_book_that_the_station_has_no_entry_of_has_nothing_in_common() -> None:
    push, _, chain = pushing([head(STRANGE), no(409, "gap")])
    push.compare(Client())
    assert (chain.lowered, push.stopped) == ([0], {"b1": "differs"})


def test_after_the_last_book_there_is_none() -> None:
    push, line, _ = pushing([])
    assert push.compare(Client(book=2)) is Event.NO_MORE_BOOKS
    assert line.asked == ["b1"]


def test_the_second_book_is_asked_for_by_its_name() -> None:
    push, line, _ = pushing([head(OTHER)])
    assert push.compare(Client(book=1)) is Event.AGREED
    assert line.asked == ["b1", "b2"]


def test_a_book_that_agrees_again_is_stopped_no_more() -> None:
    push, _, _ = pushing([head(STRANGE), reply(OWN), head(OWN)])
    push.compare(Client())
    assert push.compare(Client()) is Event.AGREED
    assert push.stopped == {}


# ---- pushing ----


def test_an_acknowledged_push_is_counted_by_what_was_new() -> None:
    push, _, _ = pushing([reply(OWN, fresh=1)])
    assert (push.push(Client()), push.sent) == (Event.PUSHED, 1)


@pytest.mark.parametrize(("took_s", "event"), [(6, Event.PUSHED), (7, Event.PUSHED_SLOWLY)])
def test_a_push_that_took_long_says_so(took_s: int, event: Event) -> None:
    ticks = iter((100.0, 100.0 + took_s))
    push, _, _ = pushing([reply(OWN, fresh=1)])
    push._ticks = lambda: next(ticks)
    assert push.push(Client()) is event


@pytest.mark.parametrize("reads", [True, False])
def test_hashes_stay_behind_only_where_the_station_fills_them_in(reads: bool) -> None:
    book = Book()
    book.open_shift()
    book.open_visit("v1")
    push, line, chain = pushing([reply(OWN, fresh=1)])
    chain.lines, push._reads_chained = book.lines, lambda: reads
    push.push(Client())
    assert (line.sent[0] == book.lines) is not reads
    assert with_hashes(line.sent[0]) == book.lines


def test_without_lines_the_book_is_done_and_nobody_is_asked() -> None:
    push, line, _ = pushing([], lines=0)
    assert push.push(Client()) is Event.BOOK_DONE
    assert line.sent == []


@pytest.mark.parametrize("batch", [1, 2])
def test_no_more_lines_go_than_the_batch_holds(batch: int) -> None:
    push, line, _ = pushing([reply(OWN)])
    push.push(Client(batch=batch))
    assert [len(lines) for lines in line.sent] == [batch]


def test_an_acknowledgement_that_the_own_chain_has_not_is_not_believed() -> None:
    push, _, chain = pushing([reply(STRANGE)])
    assert push.push(Client()) is Event.DIFFERS
    assert chain.noted == [OWN]


# ---- refusals ----


@pytest.mark.parametrize(
    "code", ["fork", "chain", "hash", "book", "book.of_another_terminal", "unreadable", "not_canonical"]
)
def test_a_book_that_the_station_does_not_believe_stops_with_its_reason(code: str) -> None:
    push, _, _ = pushing([no(409, code)])
    assert push.push(Client()) is Event.DIFFERS
    assert push.stopped == {"b1": code}


def test_a_gap_asks_again_where_the_book_ends() -> None:
    push, _, _ = pushing([no(409, "gap")])
    assert (push.push(Client()), push.stopped) == (Event.BEHIND, {})


@pytest.mark.parametrize(("lines", "stopped"), [(2, {}), (1, {"b1": "too_large"})])
def test_only_a_single_line_that_is_too_large_stops_the_book(lines: int, stopped: dict[str, str]) -> None:
    push, _, _ = pushing([no(413, "too_large")], lines=lines)
    assert (push.push(Client()), push.stopped) == (Event.TOO_LARGE, stopped)


@pytest.mark.parametrize(("status", "code"), [(403, "terminal.locked"), (426, "protocol"), (500, "failed")])
def test_any_other_no_is_told_upwards(status: int, code: str) -> None:
    push, _, _ = pushing([no(status, code)])
    with pytest.raises(StationSaysNo, match=code):
        push.push(Client())
    assert push.stopped == {}


def test_a_refused_push_counts_as_nothing_sent() -> None:
    push, _, _ = pushing([no(409, "fork")])
    push.push(Client())
    assert push.sent == 0
