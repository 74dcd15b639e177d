"""The act of whoever calls a donor after a reaction."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from donor_room.domain.entry import Act

CallResult = Literal["well", "unwell", "care", "no_answer", "given_up"]
SETTLES: tuple[CallResult, ...] = ("well", "care", "given_up")
"""After these nobody calls again; who is still unwell, or did not answer, is called once more."""
NEEDS_WORDS: tuple[CallResult, ...] = ("unwell", "care", "given_up")
"""These say nothing without what was heard, or why nobody calls any more."""


class CalledBack(Act, frozen=True, kw_only=True):
    """A donor was called after a reaction; `words` is what was heard, or why nobody calls any more."""

    KIND: ClassVar[str] = "reaction.called_back"
    reaction: str
    result: CallResult
    words: str


class CalledAtStation(Act, frozen=True, kw_only=True):
    """The station told that one of its people called a donor after a reaction; `by` is that person's name.

    What was heard stays at the station; `at` is by its clock.
    """

    KIND: ClassVar[str] = "reaction.called_at_station"
    reaction: str
    result: CallResult
    at: datetime
    by: str
