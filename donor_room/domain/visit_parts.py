"""What a visit is made of: readings, decisions, label sets, needles, reactions, corrections, holds."""

from __future__ import annotations

from datetime import datetime

import msgspec

from donor_room.domain import entries as e


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value of this visit, and when and by whom."""

    measured: e.Measured
    at: datetime
    by: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that was made in this visit."""

    made: e.DecisionMade
    at: datetime
    hlc: str
    by: str
    book: str
    seq: int


class LabelSet(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of one donation number: planned, sent, scanned, perhaps voided."""

    planned: e.LabelSetPlanned
    at: datetime
    sent_at: datetime | None = None
    uncertain: bool = False
    scanned: frozenset[tuple[str, str]] = frozenset()
    spoiled: bool = False
    voided: e.LabelSetVoided | None = None

    @property
    def number(self) -> str:
        """The donation number of the set."""
        return self.planned.number

    def is_scanned(self, role: str, phase: str) -> bool:
        """Say whether the label of this role was read back in this phase."""
        return (phase, role) in self.scanned


class Needle(msgspec.Struct, frozen=True, kw_only=True):
    """One phlebotomy; `failed` says why it gave no flow."""

    put_in: e.NeedleIn
    at: datetime
    by: str
    failed: str | None = None


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """A reaction with what was done, in the order of time."""

    began: e.ReactionBegan
    at: datetime
    notes: tuple[tuple[datetime, str], ...] = ()
    ended: e.ReactionEnded | None = None


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A correction, and who made it when."""

    corrected: e.Corrected
    at: datetime
    by: str


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """What the station told against the donor; `with_needle` says that a needle had been in by then."""

    held: e.VisitHeld
    at: datetime
    with_needle: bool
    resolved: e.HoldResolved | None = None
