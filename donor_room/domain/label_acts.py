"""The acts of a number and its set of labels: planned, sent, scanned, stopped, voided."""

from __future__ import annotations

from typing import ClassVar, Literal

from donor_room.domain.donation_number import NumberProfile, whole_profile
from donor_room.domain.entry import Act
from donor_room.domain.label_set import LabelItem


class LabelSetPlanned(Act, frozen=True, kw_only=True):
    """A number was spent on this visit and a set of labels planned, in one transaction."""

    KIND: ClassVar[str] = "labels.planned"
    VERSION: ClassVar[int] = 2
    number: str
    profile: str
    range_id: str
    bag_kind: str
    labels: tuple[LabelItem, ...]
    own_profile: NumberProfile | None = None
    """The whole of a profile that is the station's own; None = the shipped one of this name."""
    source: Literal["printed", "preprinted"] = "printed"
    """A pre-printed set was there before its number was spent, and goes to no printer (from version 2 on)."""

    @property
    def written_in(self) -> NumberProfile:
        """The profile in which the number was written; refuses a name that this program does not know."""
        return whole_profile(self.profile, self.own_profile)


class LabelsSent(Act, frozen=True, kw_only=True):
    """The set left for the printer, one SHA-256 per raster in the plan's order; `uncertain` = unproven.

    It is written twice: before the first byte, and with what the printer said afterwards.
    """

    KIND: ClassVar[str] = "labels.sent"
    VERSION: ClassVar[int] = 2
    number: str
    printer: str
    rasters_sha256: tuple[str, ...]
    uncertain: bool
    fault: str | None = None
    """What went wrong, from version 2 on, as everything below."""
    printed: int | None = None
    """How many labels are on paper by the printer's own word; None when it does not say."""
    feed_mm: int = 0
    """How much paper the whole set takes, gaps included."""
    nothing_left: bool = False
    """The printer could not be reached after all: no byte left, the set is as it was planned."""


class LabelScanned(Act, frozen=True, kw_only=True):
    """A label was read back and is of this set."""

    KIND: ClassVar[str] = "labels.scanned"
    number: str
    role: str
    text: str
    phase: Literal["before_needle", "after_tubes"]
    typed: bool


class ForeignLabelScanned(Act, frozen=True, kw_only=True):
    """A label of another donation was read here: both visits stop until two persons have looked."""

    KIND: ClassVar[str] = "labels.foreign_scanned"
    number: str
    foreign_number: str
    foreign_visit: str | None


class ForeignLabelCleared(Act, frozen=True, kw_only=True):
    """Two persons found and removed the foreign label."""

    KIND: ClassVar[str] = "labels.foreign_cleared"
    reason: str
    witness: str


class LabelSetVoided(Act, frozen=True, kw_only=True):
    """The number is dead for ever; a second person saw the labels destroyed."""

    KIND: ClassVar[str] = "labels.voided"
    number: str
    reason: str
    witness: str
