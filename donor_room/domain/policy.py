"""What a station sets for its own desks: locks, waits after a wrong secret, numbers, chairs, what stays."""

from __future__ import annotations

from typing import Annotated

import msgspec

from donor_room.domain.guarded import Guarded
from donor_room.domain.stamp import PackStamp

_Minutes = Annotated[int, msgspec.Meta(ge=1, le=240)]
_Seconds = Annotated[int, msgspec.Meta(ge=1, le=3600)]
_Numbers = Annotated[int, msgspec.Meta(ge=1, le=5000)]


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The values of the policy pack in the unit that ends their names; the bounds are those of the program.

    A station may be stricter than the program's own floor, never laxer: no password under eight characters,
    no desk that stands open for more than half an hour.
    """

    stamp: PackStamp
    idle_lock_min: Annotated[int, msgspec.Meta(ge=1, le=30)]
    password_least: Annotated[int, msgspec.Meta(ge=8, le=64)]
    secret_free_tries: Annotated[int, msgspec.Meta(ge=1, le=10)]
    secret_first_wait_s: _Seconds
    secret_longest_wait_s: _Seconds
    secret_forgotten_after_h: Annotated[int, msgspec.Meta(ge=1, le=72)]
    queue_late_after_min: _Minutes
    numbers_few: _Numbers
    numbers_at_once: _Numbers
    numbers_for_a_shift: _Numbers
    chairs: Annotated[int, msgspec.Meta(ge=1, le=20)]
    entries_stay_days: Annotated[int, msgspec.Meta(ge=90, le=3650)] = 90
    """How long after the station's receipt what a donor said stays on a laptop (docs/decisions/0021)."""
    clock_checked_within_days: Annotated[int, msgspec.Meta(ge=1, le=31)] = 7
    """How long a clock is believed after the station was last asked what time it is (S18)."""
    training_gates: tuple[Guarded, ...] = ()
    """The work that nobody does whose training the station noted as over."""
    paper_typed_within_days: Annotated[int, msgspec.Meta(ge=1, le=60)] = 7
    """How old a form of a paper day may be when it is typed in; an older one asks for a head's agreement."""
    paper_let_in_within_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 60
    """How old a form may be with a physician's or team leader's agreement; no older one is typed in here."""
    chairs_mixed_by_hand: tuple[int, ...] = ()
    """Chairs that have no mixer: the bag is mixed by hand, and the board reminds of it."""
    phone: str | None = None
    """Whom a donor calls: it stands on every paper that is taken home; without it a line to write it on."""

    def __post_init__(self) -> None:
        if self.secret_first_wait_s > self.secret_longest_wait_s:
            raise ValueError("secret_first_wait_s is more than secret_longest_wait_s")
        if self.paper_typed_within_days > self.paper_let_in_within_days:
            raise ValueError("paper_typed_within_days is more than paper_let_in_within_days")
        if any(not 1 <= chair <= self.chairs for chair in self.chairs_mixed_by_hand):
            raise ValueError("chairs_mixed_by_hand names a chair that is not there")
