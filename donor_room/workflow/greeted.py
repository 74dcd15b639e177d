"""What this terminal knows of its last greeting: its fence, and whether another copy of it was found."""

from __future__ import annotations

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.store.ledger import Ledger
from donor_room.wire.hello import NO_FENCE

_GREETED = "greeted"


class Greeted(msgspec.Struct, frozen=True, kw_only=True):
    """Kept in the transaction in which an answer is believed, so that a lost one freezes nobody."""

    fence: str = NO_FENCE
    generation: str = ""
    is_copied: bool = False
    request: str = ""
    """The name under which a code to go on was sent; asked twice, it is answered alike."""
    is_unknown: bool = False
    """Whether the station knows this terminal no more, as after a backup from before its enrolment."""


def greeted_of(ledger: Ledger) -> Greeted:
    """Return what is known; of a terminal that was never greeted, nothing."""
    kept = ledger.cursor(_GREETED)
    return msgspec.json.decode(kept, type=Greeted) if kept else Greeted()


def keep_greeted(ledger: Ledger, greeted: Greeted) -> None:
    """Write it down."""
    ledger.set_cursor(_GREETED, msgspec.json.encode(greeted).decode())


def why_not_printed(ledger: Ledger, *, is_spent: bool) -> Refusal | None:
    """Return why no number of a range may go to a printer: it is spent, or another copy has the range too."""
    if is_spent:
        return Refusal("copied.range_spent")
    return Refusal("copied.no_numbers") if greeted_of(ledger).is_copied else None
