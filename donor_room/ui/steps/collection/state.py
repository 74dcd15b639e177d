"""Where the page of the collection stands, as a pure function of the visit."""

from __future__ import annotations

from typing import Literal

import msgspec

from donor_room.domain.visit import Visit

Stage = Literal["stop", "bag", "arm", "flowing", "proof"]
Arm = Literal["left", "right"]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The visit, the arm chosen and not yet pierced, and whether the donor agreed to a second needle."""

    visit: Visit
    arm: Arm | None = None
    agreed: bool = False

    @property
    def stage(self) -> Stage:
        """What is to be done now."""
        visit = self.visit
        if visit.foreign is not None:
            return "stop"
        if visit.collection is not None:
            return "proof"
        if visit.needle is not None:
            return "flowing"
        return "bag" if visit.bag is None else "arm"

    @property
    def used_arm(self) -> Arm | None:
        """The arm of the failed attempt, which is not pierced again."""
        return self.visit.needles[-1].put_in.arm if self.visit.needles else None

    @property
    def is_second(self) -> bool:
        """Whether this would be a further needle, to which the donor must agree."""
        return bool(self.visit.needles)

    @property
    def missing(self) -> str:
        """The last part of the key of what is missing before the needle, or an empty text."""
        if self.arm is None:
            return "arm"
        return "agreement" if self.is_second and not self.agreed else ""


def chose_arm(state: State, arm: Arm) -> State:
    """An arm was chosen; the one that failed cannot be."""
    return state if arm == state.used_arm else msgspec.structs.replace(state, arm=arm)


def agreed(state: State) -> State:
    """The donor agreed to a second needle."""
    return msgspec.structs.replace(state, agreed=True)


def grew(state: State, visit: Visit) -> State:
    """The visit has more entries; what was chosen for a needle counts for that one needle."""
    if len(visit.needles) != len(state.visit.needles):
        return State(visit=visit)
    return msgspec.structs.replace(state, visit=visit)
