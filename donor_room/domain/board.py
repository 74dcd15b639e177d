"""Who waits where, for how long, and which step holds the others up: told from the acts alone (0022)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from donor_room.domain.figures import Ended
from donor_room.domain.queue import VisitLine
from donor_room.domain.walk import STEPS

GONE_AFTER = timedelta(minutes=10)
"""So long whoever has left is still seen."""
NEVER_CAME_AFTER = timedelta(hours=2)
"""So long a number without a visit is waited for."""
UNSEEN_AFTER_S = 60.0
"""A laptop that was not heard for so long may have led its donors on."""

_WAITING = STEPS[: STEPS.index("collection")]
"""Steps at which somebody waits; at the chair and after it the donor rests or gives."""
_LAST_ENDS = 10
_FEWEST_ENDS = 3

Sign = Literal["", "late", "physician", "reaction", "gone"]


class Came(NamedTuple):
    """A number that was given, and whether a visit has begun under it; `name` is masked or empty."""

    ticket: str
    visit: str
    given_at: datetime
    is_begun: bool
    name: str = ""


class BoardRow(NamedTuple):
    """One person: step by its name, minutes at it (None: nobody here knows), and what is up."""

    visit: str
    number: str
    name: str
    came_at: datetime
    step: str
    minutes: int | None
    sign: Sign
    chair: int | None = None
    is_begun: bool = True


class Day(NamedTuple):
    """The five figures of the day; minutes and the end are None while nobody can tell them."""

    came: int
    gave: int
    deferred: int
    mean_minutes: int | None
    ends_at: datetime | None


class Board(NamedTuple):
    """The rows in the order of coming, how many are at each step, and the step that holds the others up."""

    rows: tuple[BoardRow, ...]
    at_step: dict[str, int]
    held_up: str
    """Empty while nobody waits too long."""
    longest: int
    """Minutes of the longest wait at that step."""
    day: Day

    @property
    def here(self) -> int:
        """Return how many people are here now."""
        return sum(self.at_step.values())


def board_of(
    lines: Sequence[VisitLine],
    tickets: Iterable[Came],
    *,
    ended: Mapping[str, Ended],
    now: datetime,
    late_after_min: int,
    unseen: frozenset[str] = frozenset(),
) -> Board:
    """Return the board; `lines` are all visits of the day, `unseen` those last led by a laptop out of reach.

    `ended` says how a visit ended, as far as it has.
    """
    given = tuple(tickets)
    numbers = {one.visit: one for one in given}
    rows = [
        _row(line, place, numbers.get(line.visit), now, late_after_min, is_unseen=line.visit in unseen)
        for place, line in enumerate(lines, 1)
        if line.step != "closed" or now - _at(line.waiting_since) < GONE_AFTER
    ]
    waiting = [_not_begun(one, now, late_after_min, is_unseen=one.visit in unseen)
               for one in given if not one.is_begun and now - one.given_at < NEVER_CAME_AFTER]  # fmt: skip
    every = tuple(sorted((*rows, *waiting), key=lambda row: (row.came_at, row.number)))
    held_up, longest = _held_up(every, late_after_min)
    at_step: dict[str, int] = {step: sum(row.step == step for row in every) for step in STEPS}
    return Board(every, at_step, held_up, longest, _day(lines, numbers, ended, every, now))


def _row(
    line: VisitLine, place: int, given: Came | None, now: datetime, late_after_min: int, *, is_unseen: bool
) -> BoardRow:
    minutes = None if is_unseen else _minutes(now - _at(line.waiting_since))
    return BoardRow(
        visit=line.visit,
        number=given.ticket if given else f"{place:03d}",
        name=line.name,
        came_at=given.given_at if given else _at(line.opened_at),
        step=line.step,
        minutes=minutes,
        sign=sign_of(line, minutes, late_after_min),
        chair=line.chair,
    )


def sign_of(line: VisitLine, minutes: int | None, late_after_min: int) -> Sign:
    """Say what is up with somebody; a reaction before a physician, a physician before a long wait."""
    flags = line.flags.split()
    if line.step == "closed":
        return "gone"
    if "reaction" in flags:
        return "reaction"
    if line.outcome == "physician" or "held" in flags:
        return "physician"
    return _late(line.step, minutes, late_after_min)


def _late(step: str, minutes: int | None, late_after_min: int) -> Sign:
    is_late = step in _WAITING and minutes is not None and minutes > late_after_min
    return "late" if is_late else ""


def _not_begun(one: Came, now: datetime, late_after_min: int, *, is_unseen: bool) -> BoardRow:
    minutes = None if is_unseen else _minutes(now - one.given_at)
    sign = _late("register", minutes, late_after_min)
    return BoardRow(one.visit, one.ticket, one.name, one.given_at, "register", minutes, sign, is_begun=False)


def _held_up(rows: Iterable[BoardRow], late_after_min: int) -> tuple[str, int]:
    """Return the step of the longest wait that is too long; of two alike the earlier step."""
    waits = [(row.minutes, -_WAITING.index(row.step)) for row in rows
             if row.step in _WAITING and row.minutes is not None]  # fmt: skip
    longest, place = max(waits, default=(0, 0))
    return (_WAITING[-place], longest) if longest > late_after_min else ("", longest)


def _day(
    lines: Sequence[VisitLine],
    numbers: dict[str, Came],
    ended: Mapping[str, Ended],
    rows: Sequence[BoardRow],
    now: datetime,
) -> Day:
    spans = sorted(
        (_at(line.waiting_since), _at(line.waiting_since) - _came_at(line, numbers))
        for line in lines
        if line.step == "closed"
    )[-_LAST_ENDS:]
    mean = sum((span for _, span in spans), timedelta()) / len(spans) if spans else None
    return Day(
        came=len(lines) + sum(not row.is_begun for row in rows),
        gave=sum(ended.get(line.visit) == "donated" for line in lines),
        deferred=sum(ended.get(line.visit) == "deferred" for line in lines),
        mean_minutes=_minutes(mean) if mean is not None else None,
        ends_at=_end([end for end, _ in spans], mean, rows, now),
    )


def _end(
    ends: Sequence[datetime], mean: timedelta | None, rows: Iterable[BoardRow], now: datetime
) -> datetime | None:
    """Return when those who are here will have left, at the pace of the last ten who did.

    Nobody leaves sooner than after a usual stay. None while fewer than three have left.
    """
    here = [row for row in rows if row.step != "closed"]
    if mean is None or len(ends) < _FEWEST_ENDS:
        return None
    if not here:
        return now
    pace = (ends[-1] - ends[0]) / (len(ends) - 1)
    newest = max(row.came_at for row in here)
    return max(now + pace * len(here), newest + mean, now)


def _came_at(line: VisitLine, numbers: dict[str, Came]) -> datetime:
    given = numbers.get(line.visit)
    return given.given_at if given else _at(line.opened_at)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _minutes(span: timedelta) -> int:
    return max(0, int(span.total_seconds() // 60))
