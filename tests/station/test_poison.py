"""What follows the chain is taken, whatever it says: set aside, acknowledged, and nothing behind it waits."""

from __future__ import annotations

import pytest

from donor_room.station.server import Station
from tests.support.poison import POISON, link_after, next_link
from tests.support.stations import Caller
from tests.support.van import Book


@pytest.mark.parametrize("what", POISON)
def test_a_link_that_cannot_be_read_is_taken_and_set_aside(
    station: Station, caller: Caller, book: Book, what: str
) -> None:
    poison = link_after(book, **POISON[what])
    after = next_link(book, poison)
    reply = caller.push(book.name, [*book.lines, poison, after])
    seq = len(book.lines) + 1
    assert (reply.acknowledged.seq, reply.fresh) == (seq + 1, seq + 1)
    station.settle()
    head = caller.head(book.name)
    assert (head.projected, [place for place, _ in head.quarantined]) == (seq + 1, [seq])
    assert station.raw_entries(book.name)[seq - 1] == poison


@pytest.mark.parametrize("what", POISON)
def test_the_same_link_again_changes_nothing(caller: Caller, book: Book, what: str) -> None:
    poison = link_after(book, **POISON[what])
    caller.push(book.name, [*book.lines, poison])
    assert caller.push(book.name, [poison]).fresh == 0


def test_a_link_that_cannot_be_read_is_kept_in_a_branch_as_well(
    station: Station, caller: Caller, book: Book
) -> None:
    from donor_room.sync.link import StationSaysNo

    before = Book()
    poison = link_after(before, tail=',"zone":"+08:00"')
    caller.push(book.name, book.lines)
    with pytest.raises(StationSaysNo, match="fork"):
        caller.push(book.name, [*before.lines, poison])
    with station.connections.lend() as conn:
        rows = conn.execute("SELECT raw FROM fork").fetchall()
    assert [bytes(raw) for (raw,) in rows] == [poison]
