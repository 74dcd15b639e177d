"""Where the page of the labels stands, as a pure function of the visit."""

from __future__ import annotations

from typing import Literal

import msgspec

from donor_room.domain.visit import Visit

Stage = Literal[
    "stop", "undecided", "identity", "spoiled", "bag", "print", "send", "printing", "uncertain", "scan"
]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The visit, and what was chosen and is not written yet: the bag kind, and a chair by its card."""

    visit: Visit
    bag_kind: str | None = None
    chair: int | None = None
    is_printing: bool = False
    """The printer has the labels and has not said yet how that ended."""

    @property
    def stage(self) -> Stage:
        """What is to be done now."""
        current = self.visit.label_set
        if self.visit.foreign is not None:
            return "stop"
        if current is not None and self.visit.decision is None and self.visit.needle is None:
            return "undecided"
        if not self.visit.is_heard("chair"):
            return "identity"
        if current is None:
            return "print" if self.bag_kind else "bag"
        if current.spoiled:
            return "spoiled"
        if not current.is_there:
            return "send"
        if self.is_printing:
            return "printing"
        return "uncertain" if current.missing else "scan"


def chose_chair(state: State, chair: int | None) -> State:
    """A chair was chosen by its card before the donor was heard; None leaves it to the lowest free one."""
    return msgspec.structs.replace(state, chair=chair)


def chose_bag(state: State, bag_kind: str) -> State:
    """A bag kind was chosen; it can be changed until the labels are planned."""
    return msgspec.structs.replace(state, bag_kind=bag_kind)


def grew(state: State, visit: Visit, *, is_printing: bool = False) -> State:
    """The visit has more entries; after a void the bag is chosen anew, and a chair that is had is no wish."""
    had_set = state.visit.label_set is not None and visit.label_set is None
    return msgspec.structs.replace(
        state,
        visit=visit,
        is_printing=is_printing,
        bag_kind=None if had_set else state.bag_kind,
        chair=state.chair if visit.chair is None else None,
    )
