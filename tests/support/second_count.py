"""The numbers of a shift counted a second time: from the entries alone, without any table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from donor_room.domain import entries as e
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.domain.visit import Recorded

Ends = dict[str, str]
"""Each number issued to the shift, and where it is: left, in work, lost, used, void, returned, explained."""


def ends_of(recorded: Iterable[Recorded], shift: str) -> Ends:
    """Walk through the books in the order of their entries."""
    ends: Ends = {}
    of_visit: dict[str, str] = {}
    for entry, act in recorded:
        if isinstance(act, e.NumbersIssued) and act.shift == shift:
            ends |= dict.fromkeys(_run(act), "left")
        elif isinstance(act, e.NumbersReturned) and act.shift == shift:
            ends |= {number: "returned" for number in _run(act) if ends[number] == "left"}
        elif isinstance(act, e.LabelSetPlanned):
            assert ends[act.number] == "left", f"{act.number} was {ends[act.number]}"
            ends[act.number], of_visit[act.number] = "in work", str(entry.visit)
        elif isinstance(act, e.LabelSetVoided):
            ends[act.number] = "void"
        elif isinstance(act, e.GapExplained):
            assert ends[act.number] in ("left", "lost"), f"{act.number} was {ends[act.number]}"
            ends[act.number] = "explained"
        elif isinstance(act, e.CollectionEnded | e.VisitClosed):
            end = "used" if isinstance(act, e.CollectionEnded) else "lost"
            open_ones = (one for one, visit in of_visit.items() if visit == entry.visit)
            ends |= {number: end for number in open_ones if ends[number] == "in work"}
    return ends


def counted(recorded: Iterable[Recorded], shift: str) -> Counter[str]:
    """Return how many numbers came to what."""
    return Counter(ends_of(recorded, shift).values())


def _run(act: e.NumbersIssued | e.NumbersReturned) -> tuple[str, ...]:
    run = number_range(act.first, act.last, profile_named(act.profile))
    assert run.count == act.count
    return run.numbers()
