"""How long after what: spans of the calendar, and the first day on which a donor may give again."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

Unit = Literal["hour", "day", "week", "month", "year"]
Sex = Literal["male", "female"]
MonthEnd = Literal["clamp_last_day", "first_of_next_month"]
"""Where a span ends on a day that its month has not: on the month's last day, or on the day after it."""

_HOURS_A_DAY = 24
_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12
ANY = "*"
"""In a row of the interval table: whatever is given next."""


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A length of calendar time in the unit that the text uses; a unit is never turned into another one."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.n < 0:
            raise ValueError("a span cannot be negative")

    def __str__(self) -> str:
        """Show the span as the packs write it, for example "6 month"."""
        return f"{self.n} {self.unit}"


class BySex(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A span that differs between women and men, as a local law may have it."""

    male: Span
    female: Span


class Exceptional(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shorter span that a named person may allow, and for which reason."""

    least: Span
    by: str
    reason: str


class Interval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the interval table: how long after `last` before `next` (clause 9.2)."""

    id: str
    clause: str
    tag: str
    override: str
    last: str
    next: str
    least: Span | None = None
    by_sex: BySex | None = None
    exception: Exceptional | None = None

    def __post_init__(self) -> None:
        if (self.least is None) == (self.by_sex is None):
            raise ValueError("an interval has either `least` or `by_sex`")

    def spans(self, sex: Sex | None) -> tuple[Span, ...]:
        """Return the span of this sex, or both where the sex is not known and they differ."""
        if self.by_sex is None:
            return (self.least,) if self.least is not None else ()
        if sex is None:
            return (self.by_sex.male, self.by_sex.female)
        return (self.by_sex.male if sex == "male" else self.by_sex.female,)


def add(span: Span, start: date, month_end: MonthEnd) -> date:
    """Return the day on which a span that began on `start` is over; that day itself is free.

    Months and years go by the calendar; `month_end` says where 31 August + 6 months ends, 28 February or
    1 March. Hours count as whole days, begun ones too: where only a day was asked for no hour is known.
    What ends beyond the calendar ends on its last day: a wrong day of the station stops no terminal.
    """
    try:
        return _added(span, start, month_end)
    except (OverflowError, ValueError):
        return date.max


def _added(span: Span, start: date, month_end: MonthEnd) -> date:
    if span.unit == "hour":
        return start + timedelta(days=-(-span.n // _HOURS_A_DAY))
    if span.unit == "day":
        return start + timedelta(days=span.n)
    if span.unit == "week":
        return start + timedelta(days=span.n * _DAYS_A_WEEK)
    return _add_months(start, span.n * (_MONTHS_A_YEAR if span.unit == "year" else 1), month_end)


def _add_months(start: date, months: int, month_end: MonthEnd) -> date:
    years, month = divmod(start.month - 1 + months, _MONTHS_A_YEAR)
    year = start.year + years
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    if start.day <= last.day:
        return last.replace(day=start.day)
    return last if month_end == "clamp_last_day" else last + timedelta(days=1)


def birthday(born_on: date, years: int) -> date:
    """Return the day on which these years are completed; after a birth on 29 February that is 1 March."""
    return _add_months(born_on, years * _MONTHS_A_YEAR, "first_of_next_month")


def interval_between(table: Sequence[Interval], *, last: str, following: str) -> Interval | None:
    """Return the row for this pair of families, an exact one before one that holds for every next kind."""
    for wanted in (following, ANY):
        for row in table:
            if (row.last, row.next) == (last, wanted):
                return row
    return None


def due_day(row: Interval, on: date, sex: Sex | None, month_end: MonthEnd) -> date:
    """Return the first free day after a donation; the later one where the sex is not known."""
    return max(add(span, on, month_end) for span in row.spans(sex))
