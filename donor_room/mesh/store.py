"""How the mesh asks the store: the work is done on the store's thread, a thread of the mesh waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from donor_room.workflow.beside import Beside

Found = TypeVar("Found")


class Ask(Protocol):
    """Does one piece of work on the store and returns what it found."""

    def __call__(self, work: Callable[[Beside], Found], /) -> Found: ...
