"""What a donation is besides: a birthday, the hundredth one, the first, the last; and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

from donor_room.domain.honours import LIFETIME, standing
from donor_room.domain.identity import age_on
from donor_room.domain.intervals import birthday
from donor_room.domain.ruleset import Honours
from donor_room.domain.stamp import PackStamp
from donor_room.domain.tally import Tally


class Span(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"first": "from", "last": "to"},
):
    """Days of the calendar, the first and the last included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a span ends before it begins")


class Occasion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One occasion; all conditions that are given hold together, and one without any is none.

    `ages` are completed years, `visits` and `volumes_ml` what is reached with today's donation;
    `birthday_spans` hold from the last birthday on where that lies in them. `paper` is printed on request.
    """

    id: str
    tag: Literal["V", "V2", "R"]
    souvenir: str | None = None
    paper: Literal["oath"] | None = None
    is_birthday: bool = False
    is_last: bool = False
    is_couple: bool = False
    ages: tuple[int, ...] = ()
    visits: tuple[int, ...] = ()
    volumes_ml: tuple[int, ...] = ()
    awards: tuple[str, ...] = ()
    days_of_year: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    birthday_spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not any(self._conditions()):
            raise ValueError(f"{self.id} has no condition")
        if self.paper == "oath" and len(self.ages) != 1:
            raise ValueError(f"{self.id} has an oath and not one age")
        for day in self.days_of_year:
            date.fromisoformat(f"2028-{day}")  # a leap year has every day

    def _conditions(self) -> tuple[object, ...]:
        counted = (self.ages, self.visits, self.volumes_ml, self.awards)
        days = (self.days_of_year, self.spans, self.birthday_spans)
        return (self.is_birthday, self.is_last, self.is_couple, *counted, *days)


class Occasions(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a station; who stands first is offered first."""

    stamp: PackStamp
    occasions: tuple[Occasion, ...]


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """What is held against the list: the donor's birth date, the day, and the sums before and with today.

    `is_last` says that no other donation fits in before the highest age, `is_couple` that the partner gave
    today, too, as both said. Sums that are not whole are no
    occasion: the hundredth donation may have been years ago.
    """

    born_on: date
    day: date
    before: Tally
    after: Tally
    honours: Honours
    is_last: bool
    is_couple: bool


def occasions_of(listed: Occasions, today: Today) -> tuple[Occasion, ...]:
    """Return the occasions of today in the order of the list."""
    return tuple(one for one in listed.occasions if all(_holds(one, today)))


def _holds(one: Occasion, today: Today) -> Iterator[bool]:
    after = today.after
    if one.is_last:
        yield today.is_last
    if one.is_couple:
        yield today.is_couple
    if one.visits:
        yield after.is_whole and after.visits in one.visits and after.visits > today.before.visits
    if one.volumes_ml:
        reached = (today.before.volume_ml < ml <= after.volume_ml for ml in one.volumes_ml)
        yield after.is_whole and any(reached)
    if one.awards:
        yield after.is_whole and award_reached(today) in one.awards
    yield from _holds_by_calendar(one, today.born_on, today.day)


def _holds_by_calendar(one: Occasion, born_on: date, day: date) -> Iterator[bool]:
    age = age_on(born_on, day)
    if one.ages:
        yield age in one.ages
    if one.is_birthday:
        yield day == birthday(born_on, age)
    if one.days_of_year:
        yield day.strftime("%m-%d") in one.days_of_year
    if one.spans:
        yield any(span.first <= day <= span.last for span in one.spans)
    if one.birthday_spans:
        yield any(span.first <= birthday(born_on, age) and day <= span.last for span in one.birthday_spans)


def award_reached(today: Today) -> str | None:
    """Return the award that today's donation reaches, or None; every gold is one, the lifetime award once."""
    honours = today.honours
    before, after = standing(honours, today.before).reached, standing(honours, today.after).reached
    if today.after.golds > today.before.golds and before == LIFETIME:
        return max(honours.awards, key=lambda row: row.least_counts).id
    is_anew = after != before or today.after.golds > today.before.golds
    return after if is_anew else None
