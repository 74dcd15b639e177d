"""Has work done on the store's thread by another one, which waits for the answer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

from donor_room.domain.refusal import Trouble

Found = TypeVar("Found")
_LONGEST_S = 60.0


def asked_of_store(on_store: Callable[[Callable[[], None]], None], work: Callable[[], Found]) -> Found:
    """Return what the work found; raises Trouble once the store is closed, or while it is busy for long."""
    answer: Future[Any] = Future()

    def do() -> None:
        try:
            answer.set_result(work())
        except BaseException as problem:
            answer.set_exception(problem)

    on_store(do)
    try:
        found: Found = answer.result(_LONGEST_S)
    except CancelledError as closed:
        raise Trouble("store.closed") from closed
    except TimeoutError as late:  # busy with a long piece of work: whoever asks pauses and asks again
        raise Trouble("store.busy") from late
    return found
