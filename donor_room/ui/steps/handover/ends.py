"""What became of the numbers of a shift, in the words of the nurse."""

from __future__ import annotations

from donor_room.ui.steps.handover.standing import Told
from donor_room.ui.texts import say


def ends_of(told: Told) -> list[tuple[int, str]]:
    """Return how many numbers came to what; those that are never printed any more stand for themselves."""
    total, dead = told.total, sum(run.size for run in told.dead)
    every = [
        (total.used, say("frame.numbers.used")),
        (total.void, say("frame.numbers.void")),
        (total.returned, say("frame.numbers.returned")),
    ]
    others = [
        (total.unspent - dead, say("handover.unspent_words")),
        (dead, say("copied.dead_words")),
        (len(total.in_work), say("preprinted.in_work_words")),
        (len(total.explained), say("handover.explained_words")),
    ]
    return every + [(count, words) for count, words in others if count]


def runs_of(told: Told) -> str:
    """Return which numbers the shift was given, and by name those that another copy had too."""
    words = say("preprinted.runs_more", count=len(told.runs))
    if len(told.runs) == 1:
        ((first, last),) = told.runs
        words = say("handover.range", first=first[-6:], last=last[-6:])
    if not told.dead:
        return words
    runs = "、".join(f"{run.first[-6:]}–{run.last[-6:]}" for run in told.dead)
    return say("copied.dead_run", words=words, runs=runs)
