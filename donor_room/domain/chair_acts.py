"""The acts at a chair beside those of its labels: who sits there and in fear, a check anew, a label again."""

from __future__ import annotations

from typing import ClassVar, Literal

from donor_room.domain.entry import Act


class Seated(Act, frozen=True, kw_only=True):
    """The donor sits at this chair of the terminal; with printed labels all of them are read back again."""

    KIND: ClassVar[str] = "chair.seated"
    chair: int


class FearSaid(Act, frozen=True, kw_only=True):
    """The donor said whether the needle is feared: asked by whoever wants to, the last word counts."""

    KIND: ClassVar[str] = "visit.fear_said"
    is_afraid: bool


class CheckRestarted(Act, frozen=True, kw_only=True):
    """A check was left half done: what was scanned of this phase counts no longer."""

    KIND: ClassVar[str] = "labels.check_restarted"
    number: str
    phase: Literal["before_needle", "after_tubes"]


class LabelsReprinted(Act, frozen=True, kw_only=True):
    """Labels of a set were printed once more, with `copy` on their faces; their scans count no longer.

    Written before the first byte leaves as uncertain, and once more when the printer has answered. The
    second person saw the old labels destroyed, or declares with the first that they never came out.
    """

    KIND: ClassVar[str] = "labels.reprinted"
    number: str
    roles: tuple[str, ...]
    copy: int
    reason: str
    old: Literal["destroyed", "never_came_out"]
    witness: str
    printer: str
    rasters_sha256: tuple[str, ...]
    uncertain: bool
