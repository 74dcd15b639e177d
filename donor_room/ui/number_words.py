"""What the band on top says of the donation numbers of the shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from donor_room.ui.texts import say
from donor_room.ui.widgets.status import BandSum

if TYPE_CHECKING:
    from donor_room.store.numbers import Tally


def band_sum(tally: Tally | None, dead: int = 0) -> BandSum | None:
    """Return the sum in the words of the nurse, long and short, and what is wrong; None without a shift.

    Dead are those of what is left that nobody prints any more: no stock.
    """
    if tally is None:
        return None
    left = tally.issued - tally.taken - tally.returned
    more = "".join(
        f" {say(f'preprinted.band.{key}', count=tally.ends[state])}"
        for state, key in (("open", "in_work"), ("explained", "explained"))
        if tally.ends.get(state)
    )
    whole = say(
        "preprinted.band.whole",
        issued=tally.issued,
        used=tally.ends.get("used", 0),
        void=tally.ends.get("void", 0),
        returned=tally.returned,
        more=more,
        left=left,
    )
    if dead:
        whole = say("copied.band_dead", whole=whole, count=dead)
    return BandSum(whole=whole, short=say("preprinted.band.short", left=left - dead), wrong=_wrong(tally))


def _wrong(tally: Tally) -> str:
    """A number without an end is said by its count; a sum that is none is the book's own fault."""
    if sum(tally.ends.values()) != tally.taken or tally.taken + tally.returned > tally.issued:
        return say("preprinted.band.differs")
    lost = tally.ends.get("lost", 0)
    return say("preprinted.band.gap", count=lost) if lost else ""
