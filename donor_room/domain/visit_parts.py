"""What a visit is made of: readings, decisions, label sets, needles, reactions, corrections, holds."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.eligibility import DEFERS, Decision, decide, releasable
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.reaction_acts import SETTLES


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value of this visit, and when and by whom."""

    measured: e.Measured
    at: datetime
    by: str


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """One drop in copper sulphate; `after` is how many readings of the visit were written before it."""

    seen: e.DropSeen
    after: int
    at: datetime
    by: str


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that a physician released, and when."""

    released: e.FindingReleased
    at: datetime
    by: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that was made in this visit, and what of it was released since."""

    made: e.DecisionMade
    at: datetime
    hlc: str
    by: str
    book: str
    seq: int
    entry: str
    releases: tuple[Release, ...] = ()

    @property
    def released(self) -> tuple[Finding, ...]:
        """What counts no longer: released before the decision, and since."""
        return (*self.made.released, *(one.released.finding for one in self.releases))

    @property
    def left(self) -> Decision:
        """What the findings of this decision make without what was released."""
        return decide(self.made.findings, self.released)

    @property
    def outcome(self) -> Outcome:
        """What is left of the decision: as it was signed, or the next-worst after a release."""
        return self.left.outcome if self.releases else self.made.outcome

    @property
    def until_on(self) -> date | None:
        """The day that goes with what is left."""
        return self.left.until_on if self.releases else self.made.until_on

    @property
    def defers(self) -> bool:
        return self.outcome in DEFERS

    @property
    def releasable(self) -> tuple[Finding, ...]:
        """The findings that a second physician may still release."""
        return releasable(self.made.findings, self.released) if self.defers else ()


class LabelSet(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of one donation number: planned, sent, scanned, perhaps voided."""

    planned: e.LabelSetPlanned
    at: datetime
    sent_at: datetime | None = None
    uncertain: bool = False
    leaving: bool = False
    """A print is on record as begun, and nothing tells yet how it ended."""
    unproven: frozenset[str] = frozenset()
    """Roles of which no printer could say that their labels exist."""
    reprints: tuple[e.LabelsReprinted, ...] = ()
    scanned: frozenset[tuple[str, str]] = frozenset()
    typed: int = 0
    """How many of the scans were typed, of both phases and all that were undone."""
    spoiled: bool = False
    voided: e.LabelSetVoided | None = None

    @property
    def number(self) -> str:
        """The donation number of the set."""
        return self.planned.number

    @property
    def is_preprinted(self) -> bool:
        """Say whether the station printed the labels: they exist already, and nothing is sent."""
        return self.planned.source == "preprinted"

    @property
    def is_there(self) -> bool:
        """Say whether there are labels to scan: the set was sent, or it came printed."""
        return self.is_preprinted or self.sent_at is not None

    def is_scanned(self, role: str, phase: str) -> bool:
        """Say whether the label of this role was read back in this phase."""
        return (phase, role) in self.scanned

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels that may not exist: nobody could vouch for their print, and none was scanned since."""
        read = {role for _phase, role in self.scanned}
        every = (label.role for label in self.planned.labels)
        return tuple(role for role in every if role in self.unproven and role not in read)

    @property
    def copy(self) -> int:
        """The highest copy that stands on a label of this set."""
        return max((one.copy for one in self.reprints), default=1)


class Needle(msgspec.Struct, frozen=True, kw_only=True):
    """One phlebotomy; `failed` says why it gave no flow."""

    put_in: e.NeedleIn
    at: datetime
    by: str
    failed: str | None = None


class Called(msgspec.Struct, frozen=True, kw_only=True):
    """A call after a reaction, and who made it when; of one `at_station` the person's name stands in `by`."""

    call: e.CalledBack
    at: datetime
    by: str
    at_station: bool = False


class Reaction(msgspec.Struct, frozen=True, kw_only=True):
    """A reaction with what was done, in the order of time."""

    began: e.ReactionBegan
    at: datetime
    notes: tuple[tuple[datetime, str], ...] = ()
    ended: e.ReactionEnded | None = None
    calls: tuple[Called, ...] = ()

    @property
    def call_on(self) -> date | None:
        """The day from which the donor is to be called; None where nobody calls, or no more."""
        judged = self.ended.judged if self.ended is not None else None
        if judged is None or any(one.call.result in SETTLES for one in self.calls):
            return None
        return judged.call_on


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
