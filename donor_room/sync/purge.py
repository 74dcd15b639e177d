"""The end of a conversation: what the station has for long may leave, a little at a time."""

from __future__ import annotations

from collections.abc import Callable

from donor_room.sync.store import Ask
from donor_room.workflow.purge import Plan


class Purging:
    """What is to be looked at after a conversation; what is cut short goes on after the next one."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._plan: Plan | None = None

    def prepare(self, *, is_level: bool) -> None:
        """Ask what is to be looked at, once a day and only where all is level."""
        self._plan = self._ask(lambda store: store.purge.due()) if is_level else None

    def run(self, go_on: Callable[[], bool]) -> None:
        """Let leave what may; go_on is asked between two pieces, so that the nurse's work comes first."""
        plan, self._plan = self._plan, None
        if plan is None:
            return
        place = 0
        while place < len(plan.visits):
            if not go_on():
                return
            place = self._ask(lambda store, place=place: store.purge.piece(plan, place))  # type: ignore[misc]
        self._ask(lambda store: store.purge.finish(plan))
