"""What two laptops both wrote of one step of a visit: the later one counts, and both are shown (0019)."""

from __future__ import annotations

from collections.abc import Iterable

from donor_room.domain import entries as e
from donor_room.domain.visit import Recorded

_OF_TESTS = ("hb", "alt")
_STEP_OF: dict[type[e.Act], str] = {
    e.ConsentGiven: "interview",
    e.Answered: "interview",
    e.InterviewSigned: "interview",
    e.SignSeen: "exam",
    e.ExamSigned: "exam",
    e.StripRead: "tests",
    e.GroupTyped: "tests",
    e.TestsSigned: "tests",
    e.DecisionMade: "decision",
    e.LabelSetPlanned: "labels",
    e.NeedleIn: "collection",
    e.CollectionEnded: "collection",
}


def written_twice(recorded: Iterable[Recorded], step: str) -> tuple[Recorded, ...]:
    """Return the last version of each laptop of what more than one wrote differently at a step, as it came.

    Nothing where they wrote the same: then it does not matter whose counts.
    """
    versions: dict[tuple[str, str], dict[str, Recorded]] = {}
    for line in sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq)):
        if _step_of(line.act) == step:
            versions.setdefault((line.entry.kind, _part(line.act)), {})[line.entry.book] = line
    differing = (by_book.values() for by_book in versions.values() if _differ(by_book.values()))
    found = {line.entry.id: line for lines in differing for line in lines}
    return tuple(sorted(found.values(), key=lambda line: (line.entry.hlc, line.entry.book)))


def _step_of(act: e.Act) -> str:
    if isinstance(act, e.Measured):
        return "tests" if act.quantity in _OF_TESTS else "exam"
    return _STEP_OF.get(type(act), "")


def _part(act: e.Act) -> str:
    """Return which of several things of one kind an act tells."""
    if isinstance(act, e.Answered):
        return act.item
    if isinstance(act, e.Measured):
        return act.quantity
    return act.sign if isinstance(act, e.SignSeen) else ""


def _differ(lines: Iterable[Recorded]) -> bool:
    return len({line.entry.body for line in lines}) > 1
