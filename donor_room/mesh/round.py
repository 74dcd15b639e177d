"""One turn with one neighbour: hear what it has, and take over what is missing here, a little at a time."""

from __future__ import annotations

from typing import NamedTuple

from donor_room.mesh.neighbour import Neighbour
from donor_room.mesh.store import Ask
from donor_room.wire.beside import MAX_IN_A_ROUND, Presence
from donor_room.wire.codec import Broken
from donor_room.wire.messages import Head

_SLICE = 50
"""Entries in one piece of work of the store: a nurse waits for no more than that."""

MORE, DIFFERS = "knows_more", "differs"


class Met(NamedTuple):
    """A neighbour that was just talked to; stopped names the books that a person must look at, and why."""

    terminal: str
    name: str
    presence: Presence | None
    taken: int
    is_more: bool
    stopped: dict[str, str]


def meet(neighbour: Neighbour, ask: Ask) -> Met:
    """Take over what is missing here; raises NoNeighbour, or Trouble of the own store."""
    told = neighbour.hello()
    member = told.membership
    ask(lambda store: store.keep_name(member.terminal, member.terminal_name))
    looked = ask(lambda store: store.look(told.heads))
    stopped: dict[str, str] = {book: one.look for book, one in looked.items() if one.look in (MORE, DIFFERS)}
    for book, since in ask(lambda store: store.receipts.wanted(told.receipted)):
        receipts = neighbour.receipts(book, since)
        ask(lambda store, book=book, receipts=receipts: store.receipts.take(book, receipts))  # type: ignore[misc]
    taken, is_more = 0, False
    for head in told.heads:
        if looked[head.book].look == "behind" and taken < MAX_IN_A_ROUND:
            try:
                taken += _take_book(neighbour, ask, head, looked[head.book].end, member.terminal_name)
            except Broken as broken:
                stopped[head.book] = broken.reason
        is_more = is_more or taken >= MAX_IN_A_ROUND
    ask(lambda store: store.take_acknowledged(told.acknowledged))
    return Met(member.terminal, member.terminal_name, told.presence, taken, is_more, stopped)


def _take_book(neighbour: Neighbour, ask: Ask, head: Head, end: int, where: str) -> int:
    """Take what follows of one book, up to where it ended there; return how many entries came."""
    begun = end
    while end < head.seq and end - begun < MAX_IN_A_ROUND:
        lines = neighbour.entries(head.book, end)
        reached = end
        for place in range(0, len(lines), _SLICE):
            some = lines[place : place + _SLICE]
            reached = ask(lambda store, some=some: store.take(head.book, some, where=where))  # type: ignore[misc]
        if reached == end:
            break
        end = reached
    return end - begun
