"""How sync asks the store: the work is done on the store's thread, sync's own thread waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from donor_room.workflow.exchange import Exchange

Found = TypeVar("Found")


class Ask(Protocol):
    """Does one piece of work on the store and returns what it found."""

    def __call__(self, work: Callable[[Exchange], Found], /) -> Found: ...
