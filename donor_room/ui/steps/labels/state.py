"""Where the page of the labels stands, as a pure function of the visit."""

from __future__ import annotations

from typing import Literal

import msgspec

from donor_room.domain.visit import Visit

Stage = Literal["stop", "undecided", "identity", "spoiled", "bag", "print", "send", "uncertain", "scan"]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """The visit, the bag kind chosen and not yet printed, and whether the donor must say the name again."""

    visit: Visit
    bag_kind: str | None = None
    hear_again: bool = False

    @property
    def stage(self) -> Stage:
        """What is to be done now."""
        current = self.visit.label_set
        if self.visit.foreign is not None:
            return "stop"
        if current is not None and self.visit.decision is None and self.visit.needle is None:
            return "undecided"
        if self.hear_again or not self.visit.is_heard("chair"):
            return "identity"
        if current is None:
            return "print" if self.bag_kind else "bag"
        if current.spoiled:
            return "spoiled"
        if current.sent_at is None:
            return "send"
        return "uncertain" if current.uncertain else "scan"


def heard(state: State, visit: Visit) -> State:
    """The donor said name and birth date."""
    return msgspec.structs.replace(state, visit=visit, hear_again=False)


def chose_bag(state: State, bag_kind: str) -> State:
    """A bag kind was chosen; it can be changed until the labels are planned."""
    return msgspec.structs.replace(state, bag_kind=bag_kind)


def grew(state: State, visit: Visit) -> State:
    """The visit has more entries; after a stop identity begins anew, after a void the bag is chosen anew."""
    was_stopped = state.visit.foreign is not None and visit.foreign is None
    had_set = state.visit.label_set is not None and visit.label_set is None
    return msgspec.structs.replace(
        state,
        visit=visit,
        bag_kind=None if had_set else state.bag_kind,
        hear_again=state.hear_again or was_stopped,
    )
