"""Power that goes between two statements: of a laptop's store, or of the station's database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from donor_room.simulation.paper import PowerCut
from donor_room.store.database import Database
from donor_room.store.trial_disk import FrailDisk


@contextmanager
def dying_at(holder: Any, statement: int, *, method: str = "execute") -> Iterator[None]:
    """Within, the power goes away at the n-th statement of whoever runs them; with 0 it never does."""
    with at_statement(holder, statement, _go_dark, method=method):
        yield


def _go_dark() -> None:
    raise PowerCut


@contextmanager
def at_statement(
    holder: Any, statement: int, do: Callable[[], None], *, method: str = "execute"
) -> Iterator[None]:
    """Within, something is done before the n-th statement; with 0 it never is."""
    run: Callable[..., Any] = getattr(holder, method)
    left = statement

    def execute(*given: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            do()
        return run(*given, **named)

    setattr(holder, method, execute)
    try:
        yield
    finally:
        vars(holder).pop(method, None)


@contextmanager
def in_the_dark(database: Database, disk: FrailDisk) -> Iterator[None]:
    """Within, nothing of the program runs on after the power of its disk went."""
    for method in ("execute", "execute_many"):
        setattr(database, method, _only_with_power(getattr(database, method), disk))
    try:
        yield
    finally:
        for method in ("execute", "execute_many"):
            vars(database).pop(method, None)


def _only_with_power(run: Callable[..., Any], disk: FrailDisk) -> Callable[..., Any]:
    def runs(*given: Any) -> Any:
        if disk.is_dark:
            raise PowerCut
        try:
            return run(*given)
        finally:
            if disk.is_dark:
                raise PowerCut

    return runs
