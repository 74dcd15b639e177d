"""Where the decision stands: what the rules say, who looks at it, and what of the signature is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from donor_room.domain.findings import Outcome

Mode = Literal["eligible", "deferred", "physician", "missing", "decided", "held"]
Choice = Literal["eligible", "deferred_until", "deferred_for_good"]
CHOICES: tuple[Choice, ...] = ("eligible", "deferred_until", "deferred_for_good")

_MODES: dict[Outcome, Mode] = {
    "eligible": "eligible",
    "eligible_check_before_release": "eligible",
    "deferred_until": "deferred",
    "deferred_for_good": "deferred",
    "physician": "physician",
    "cannot_decide": "missing",
}


@dataclass(frozen=True, slots=True)
class State:
    """`decided`: a deferral is written, only paper and parting are left. `held`: the station sent word."""

    outcome: Outcome = "cannot_decide"
    decided: bool = False
    held: bool = False
    is_physician: bool = False
    signing: bool = False
    choice: Choice | None = None
    until_on: date | None = None
    remark: str = ""
    pin_is_full: bool = False

    @property
    def mode(self) -> Mode:
        """Return what the page is about."""
        if self.decided:
            return "decided"
        return "held" if self.held else _MODES[self.outcome]

    @property
    def asks_pin(self) -> bool:
        """Say whether the boxes for the PIN are up; a deferral is read first and signed after F10."""
        if not self.is_physician:
            return False
        return self.mode in ("eligible", "physician", "held") or (self.mode == "deferred" and self.signing)


def missing(state: State, today: date) -> str:
    """Return the last part of the key of what is missing first; empty when the main button can be pressed."""
    if state.mode in ("decided", "missing"):
        return "" if state.decided else "facts"
    if not state.is_physician:
        return "physician"
    if state.mode == "physician" and state.choice is None:
        return "choice"
    if state.choice == "deferred_until" and (state.until_on is None or state.until_on <= today):
        return "day"
    if state.mode in ("physician", "held") and not state.remark.strip():
        return "remark"
    return "pin" if state.asks_pin and not state.pin_is_full else ""


def chose(state: State, choice: Choice) -> State:
    """Take the physician's answer; a day belongs to a deferral only."""
    return replace(state, choice=choice, until_on=state.until_on if choice == "deferred_until" else None)


def wrote(state: State, *, remark: str, until_on: date | None) -> State:
    """Take what stands in the fields."""
    return replace(state, remark=remark, until_on=until_on if state.choice == "deferred_until" else None)


def named(state: State, until_on: date | None, remark: str) -> State:
    """Take what a disease means: of two the later day, both written; where nobody waits nothing is chosen."""
    remarks = [one for one in (state.remark.strip(), remark) if one]
    choice: Choice | None = "deferred_until" if until_on is not None else state.choice
    latest = max((day for day in (state.until_on, until_on) if day is not None), default=None)
    return replace(state, choice=choice, until_on=latest, remark="；".join(dict.fromkeys(remarks)))


def typed_pin(state: State, digits: int, *, needed: int) -> State:
    """Take how many digits of the PIN stand."""
    return replace(state, pin_is_full=digits >= needed)


def began_to_sign(state: State) -> State:
    """A deferral was read: now it is signed."""
    return replace(state, signing=True, pin_is_full=False)
