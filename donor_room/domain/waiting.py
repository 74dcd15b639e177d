"""How long donors waited before each step: told by the times of the acts, nobody presses a key (0022)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import accumulate
from typing import Literal, NamedTuple, get_args

import msgspec
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site, instant_of

Awaited = Literal[
    "desk", "interview", "exam", "tests", "decision", "labels", "collection", "aftercare", "stay"
]  # fmt: skip
"""What is waited for; `desk` is from the ticket to the desk, `stay` all the time from there to leaving."""

AWAITED: tuple[Awaited, ...] = get_args(Awaited)


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """How far the walk of a donor has come: the last act at the donor, and the minutes before each step.

    A step that has begun stands in `minutes` for good, with None where nobody knows how long it was waited
    for. `is_known` says whether the time of the last act is known, `is_at_time` whether a form says that of
    the next.
    """

    opened_at: datetime
    opened_hlc: str
    last_at: datetime
    is_from_paper: bool
    is_known: bool = True
    is_at_time: bool = False
    ran_back: bool = False
    minutes: dict[str, int | None] = {}


class Waits(NamedTuple):
    """The minutes of one visit before the first act of each step; None where it has none, or nobody knows."""

    desk: int | None
    interview: int | None
    exam: int | None
    tests: int | None
    decision: int | None
    labels: int | None
    collection: int | None
    aftercare: int | None
    stay: int | None


def walk_on(walked: Walked, act: e.Act, at: datetime, *, has_set: bool) -> Walked:
    """Return how far the walk has come with one more act, which happened `at`.

    What begins anew on another day is waited for anew. A form knows only the times that it names: a wait of
    which it does not name both ends is not known.
    """
    if isinstance(act, e.PaperTime):
        return replace(walked, is_at_time=True)
    if isinstance(act, e.VisitLapsed):
        return replace(walked, last_at=at, minutes={})
    step = _step_of(act, has_set=has_set)
    if step is None:
        return walked
    is_known = walked.is_at_time or not walked.is_from_paper
    minutes = walked.minutes
    if step not in minutes:
        is_told = is_known and (walked.is_known or step == "stay")
        since = walked.opened_at if step == "stay" else walked.last_at
        minutes = {**minutes, step: _minutes(since, at) if is_told else None}
    return replace(
        walked,
        last_at=at,
        is_known=is_known,
        is_at_time=False,
        ran_back=walked.ran_back or at < walked.last_at,
        minutes=minutes,
    )


def waits_of(walked: Walked, ticketed: str | None = None) -> Waits:
    """Return the waits of a visit; none is known where a clock ran backwards between two acts of it.

    `ticketed` is the hybrid time at which the donor got a ticket; None where she or he has none.
    """
    told: Mapping[str, int | None] = {"desk": _before_the_desk(walked, ticketed), **walked.minutes}
    return Waits(*(None if walked.ran_back else told.get(step) for step in AWAITED))


def _before_the_desk(walked: Walked, ticketed: str | None) -> int | None:
    """Return the minutes from ticket to desk; who got one at the desk or later has waited for nothing."""
    if ticketed is None or walked.is_from_paper or ticketed > walked.opened_hlc:
        return None
    return _minutes(instant_of(ticketed), walked.opened_at)


def _minutes(since: datetime, until: datetime) -> int | None:
    """Return whole minutes; what would end on another day than it began, or before, is not known."""
    if until < since or day_at_site(until) != day_at_site(since):
        return None
    return int((until - since).total_seconds() // 60)


_WITH_THE_DONOR = ""
"""Somebody is with the donor: it is no step that is waited for, and the next wait counts from it."""


def _step_of(act: e.Act, *, has_set: bool) -> str | None:
    """Return the step of which an act is; None for what is done without the donor."""
    if isinstance(act, e.IdentityConfirmed):
        return "labels" if act.at == "chair" else _WITH_THE_DONOR
    if isinstance(act, e.Measured):
        return _WITH_THE_DONOR if has_set else ("tests" if act.quantity in ("hb", "alt") else "exam")
    if isinstance(act, e.VisitClosed):  # who left without a word left at a time that nobody knows
        return None if act.how == "left" else "stay"
    return _STEPS.get(type(act))


_STEPS: dict[type[e.Act], str] = {
    e.ConsentGiven: "interview",
    e.Answered: "interview",
    e.InterviewSigned: "interview",
    e.SignSeen: "exam",
    e.ExamSigned: "exam",
    e.DropSeen: "tests",
    e.StripStarted: "tests",
    e.StripRead: "tests",
    e.GroupTyped: "tests",
    e.TestsSigned: "tests",
    e.DecisionMade: "decision",
    e.PaperDecided: "decision",
    e.Seated: "labels",
    e.LabelSetPlanned: "labels",
    e.NeedleIn: "collection",
    e.RestStarted: "aftercare",
    **dict.fromkeys(
        (
            e.Ticked,
            e.PlanChanged,
            e.SecondPersonLooked,
            e.FindingReleased,
            e.LabelScanned,
            e.PaperCompared,
            e.BagTaken,
            e.NeedleFailed,
            e.CollectionEnded,
            e.ReactionBegan,
            e.ReactionNoted,
            e.ReactionEnded,
            e.SouvenirGiven,
            e.CareGiven,
            e.CoupleSaid,
            e.SatisfactionSaid,
        ),
        _WITH_THE_DONOR,
    ),
}


# ---- of many -----------------------------------------------------------------------------------------------


class Waiting(NamedTuple):
    """How many visits waited just so many minutes before a step."""

    step: Awaited
    minutes: int
    visits: int


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """Minutes before a step: half of the visits waited no longer than `median`, nine in ten than `most`.

    It rests on so many `visits`: those of which nobody knows how long they waited are none of them.
    """

    visits: int
    median: int
    most: int


def told_of(waits: Waits) -> Iterable[Waiting]:
    """Return the known waits of one visit."""
    pairs = zip(AWAITED, waits, strict=True)
    return (Waiting(step, minutes, 1) for step, minutes in pairs if minutes is not None)


def summed(every: Iterable[Waiting]) -> dict[str, Wait]:
    """Return the wait before each step in the order of the walk; one of which nothing is known has none."""
    counted: dict[str, Counter[int]] = {}
    for one in every:
        counted.setdefault(one.step, Counter())[one.minutes] += one.visits
    return {step: _wait(counted[step]) for step in AWAITED if step in counted}


def _wait(counted: Counter[int]) -> Wait:
    visits = counted.total()
    return Wait(visits=visits, median=_of_percent(counted, 50), most=_of_percent(counted, 90))


def _of_percent(counted: Counter[int], percent: int) -> int:
    """Return the fewest minutes that so many percent of the visits did not exceed."""
    wanted, in_order = -(-counted.total() * percent // 100), sorted(counted)
    passed = accumulate(counted[minutes] for minutes in in_order)
    return next(minutes for minutes, visits in zip(in_order, passed, strict=True) if visits >= wanted)
