"""Power that goes between two statements: of a laptop's store, or of the station's database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from donor_room.simulation.paper import PowerCut


@contextmanager
def dying_at(holder: Any, statement: int, *, method: str = "execute") -> Iterator[None]:
    """Within, the power goes away at the n-th statement of whoever runs them; with 0 it never does."""
    run: Callable[..., Any] = getattr(holder, method)
    left = statement

    def execute(*given: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            raise PowerCut
        return run(*given, **named)

    setattr(holder, method, execute)
    try:
        yield
    finally:
        vars(holder).pop(method, None)
