"""Where the page stands: a file under its eyes, or the people of today and whom the nurse looks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from donor_room.workflow.expected import Awaited
    from donor_room.workflow.group_list import GroupList, ListRow
    from donor_room.workflow.list_answers import Answer

AT_ONCE = 50
"""Rows that are looked up in one go."""

Mode = Literal["empty", "reading", "preview", "people"]
Side = Literal["refused", "rows"]


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that was read and is not taken yet; of its bytes only the hash is kept."""

    file: str
    sha256: str
    group: GroupList
    answers: tuple[Answer, ...] = ()
    """What is said of the first rows; of the others nobody has looked yet."""

    @property
    def next_rows(self) -> tuple[ListRow, ...]:
        """Return the rows that are looked up next: a few, so that no act of a donor waits for them."""
        return self.group.rows[len(self.answers) : len(self.answers) + AT_ONCE]


@dataclass(frozen=True, slots=True)
class State:
    """The people expected today, a file that is offered, and what is sought."""

    people: tuple[Awaited, ...] = ()
    offered: Offered | None = None
    side: Side = "rows"
    is_reading: bool = False
    sought: str = ""

    @property
    def mode(self) -> Mode:
        """Return what the page shows: a file before people, people before the question for a file."""
        if self.is_reading:
            return "reading"
        if self.offered is not None:
            return "preview"
        return "people" if self.people else "empty"

    @property
    def come(self) -> int:
        """Return how many of the expected people have come."""
        return sum(one.visit is not None for one in self.people)

    @property
    def waiting(self) -> int:
        """Return how many are here and not registered yet."""
        return sum(one.visit is None and bool(one.ticket) for one in self.people)


def reading(state: State) -> State:
    """A file was chosen; until it is read nothing else is offered."""
    return replace(state, is_reading=True, offered=None)


def offered(state: State, offer: Offered) -> State:
    """A file was read: what was refused is looked at first, because somebody must put it right."""
    side: Side = "refused" if offer.group.refused else "rows"
    return replace(state, is_reading=False, offered=offer, side=side)


def answered(state: State, sha256: str, answers: list[Answer]) -> State:
    """Some more rows were looked up; of a file that is no longer offered nothing is kept."""
    offer = state.offered
    if offer is None or offer.sha256 != sha256:
        return state
    return replace(state, offered=replace(offer, answers=(*offer.answers, *answers)))


def let_go(state: State) -> State:
    """The file is not taken, or could not be read."""
    return replace(state, is_reading=False, offered=None)


def expecting(state: State, people: tuple[Awaited, ...]) -> State:
    """These people are expected now."""
    return replace(state, people=people)


def turned(state: State, side: Side) -> State:
    """Look at the other rows of the file."""
    return replace(state, side=side)


def seeking(state: State, text: str) -> State:
    """Look for somebody."""
    return replace(state, sought=text.strip())
