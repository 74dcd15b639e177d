"""From which day on a donor may give again: what a due list goes by. What is not known is no day."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.facts import Facts
from donor_room.domain.history import yearly_findings
from donor_room.domain.intervals import Span, add, due_day, interval_between
from donor_room.domain.ruleset import RulePack

ANY_DAY = date.min
"""Nothing keeps this donor waiting."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """The first day for one family of donations, and the last before the highest age; None = no such day."""

    family: str
    from_on: date
    until_on: date | None


def due_of(pack: RulePack, donor: DirectoryDonor) -> tuple[Due, ...]:
    """Return the days of a donor by these rules, none for a family that may never come.

    Who is deferred for good or without a known end has none, nor whom the station wants to ask first; nor
    who gave on days that nobody knows.
    """
    if _is_out(donor) or (donor.count > 0 and not donor.donations):
        return ()
    until_on = _last_day(pack, donor)
    families = dict.fromkeys(kind.family for kind in pack.donation.kinds)
    days = ((family, _first_day(pack, donor, family)) for family in families)
    return tuple(
        Due(family=family, from_on=day, until_on=until_on)
        for family, day in days
        if day is not None and (until_on is None or day <= until_on)
    )


def _is_out(donor: DirectoryDonor) -> bool:
    deferral = donor.deferral
    return deferral is not None and (deferral.kind != "until" or deferral.until_on is None)


def _first_day(pack: RulePack, donor: DirectoryDonor, family: str) -> date | None:
    """Return the day from which intervals, year, deferral and age all allow it; None where one is unknown."""
    days = [ANY_DAY]
    for given in donor.donations:
        row = interval_between(pack.interval, last=pack.family(given.kind), following=family)
        if row is None:
            return None
        days.append(due_day(row, given.on, donor.sex, pack.month_end))
    if donor.deferral is not None and donor.deferral.until_on is not None:
        days.append(donor.deferral.until_on)
    if donor.birth_on is not None:
        days.append(_birthday(donor.birth_on, pack.whole("age_min_years")))
    return _within_year(pack, donor, family, max(days))


def _within_year(pack: RulePack, donor: DirectoryDonor, family: str, day: date) -> date | None:
    """Wait until enough of the oldest donations have left the year; None if they never do."""
    kind = next(one.id for one in pack.donation.kinds if one.family == family)
    while found := [one.until_on for one in yearly_findings(pack, _facts(donor, kind, day))]:
        later = [until_on for until_on in found if until_on is not None]
        if len(later) < len(found):
            return None
        day = max(later)
    return day


def _facts(donor: DirectoryDonor, kind: str, day: date) -> Facts:
    return Facts(
        today=day,
        kind=kind,
        values={},
        born_on=donor.birth_on,
        exclusions=(),
        not_sure=(),
        for_physician=(),
        earlier=donor.donations,
        standing=(),
    )


def _last_day(pack: RulePack, donor: DirectoryDonor) -> date | None:
    """Return the last day before the highest age, as this pack counts it; None where no birth is known."""
    if donor.birth_on is None:
        return None
    limit = pack.whole("age_max_repeat_years" if donor.count else "age_max_first_years")
    if pack.upper_age == "on_birthday_inclusive":
        return _birthday(donor.birth_on, limit)
    years = limit + 1 if pack.upper_age == "completed_years_le" else limit
    return _birthday(donor.birth_on, years) - timedelta(days=1)


def _birthday(born_on: date, years: int) -> date:
    """As `birthday`, and for a birth that cannot be the last day of the calendar."""
    return add(Span(n=years, unit="year"), born_on, "first_of_next_month")
