"""What a form of a paper day says that is typed in later: its times, its decision, and who read it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

import msgspec

from donor_room.domain.entry import Act

PaperOutcome = Literal["eligible", "deferred_until", "deferred_for_good"]
"""What stands to be ticked on a form."""


class PaperForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form that a visit was typed in from; `at` is when the donor came in by it, in UTC."""

    form: str
    at: datetime
    filled_by: str
    """Who filled it in, by the name that stands on it."""


class PaperLetIn(Act, frozen=True, kw_only=True):
    """A form older than the station allows is typed in all the same: why, and who of its heads agreed."""

    KIND: ClassVar[str] = "paper.let_in"
    reason: str
    witness: str


class PaperTime(Act, frozen=True, kw_only=True):
    """What follows in this visit happened at this time by the paper, in UTC; the entry has that of typing."""

    KIND: ClassVar[str] = "paper.time"
    at: datetime


class PaperDecided(Act, frozen=True, kw_only=True):
    """What was decided on paper, and by whom; what the rules say of it is written beside."""

    KIND: ClassVar[str] = "paper.decided"
    outcome: PaperOutcome
    until_on: date | None
    decided_by: str


class PaperCompared(Act, frozen=True, kw_only=True):
    """Two persons signed on the form that bag, tubes, form and slip bore this number in this phase."""

    KIND: ClassVar[str] = "paper.compared"
    number: str
    phase: Literal["before_needle", "after_tubes"]


class PaperReadBack(Act, frozen=True, kw_only=True):
    """A second person held all that was typed in against the form."""

    KIND: ClassVar[str] = "paper.read_back"
    form: str
    witness: str
