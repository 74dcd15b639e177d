"""What a donation is besides: every condition alone, together, and where nobody can count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from donor_room.domain.occasions import Occasion, Occasions, Span, Today, award_reached, occasions_of
from donor_room.domain.stamp import PackStamp
from donor_room.domain.tally import Tally
from donor_room.packs.rules import load_rules

HONOURS = load_rules().honours
STAMP = PackStamp(id="X", edition="1", sha256="0" * 64)


def sums(visits: int, *, golds: int = 0, since: int = 0, is_whole: bool = True) -> Tally:
    return Tally(
        visits=visits, volume_ml=visits * 400, golds=golds, since_gold=Decimal(since), is_whole=is_whole
    )


def today(**changes: Any) -> Today:
    usual: dict[str, Any] = {
        "born_on": date(1990, 3, 7), "day": date(2026, 11, 29), "before": sums(4, since=8),
        "after": sums(5, since=10), "honours": HONOURS, "is_last": False,
        "is_couple": False,
    }  # fmt: skip
    return Today(**(usual | changes))


def holds(day: Today, **conditions: Any) -> bool:
    listed = Occasions(stamp=STAMP, occasions=(Occasion(id="x", tag="R", **conditions),))
    return bool(occasions_of(listed, day))


@pytest.mark.parametrize(
    ("born_on", "day", "is_so"),
    [
        (date(1990, 11, 29), date(2026, 11, 29), True),
        (date(1990, 11, 28), date(2026, 11, 29), False),
        (date(1992, 2, 29), date(2027, 3, 1), True),
        (date(1992, 2, 29), date(2027, 2, 28), False),
        (date(1992, 2, 29), date(2028, 2, 29), True),
    ],
)
def test_a_birthday(born_on: date, day: date, is_so: bool) -> None:
    assert holds(today(born_on=born_on, day=day), is_birthday=True) is is_so


@pytest.mark.parametrize(
    ("born_on", "is_so"), [("2008-11-29", True), ("2008-11-30", False), ("2007-11-30", True)]
)
def test_an_age_is_of_completed_years(born_on: str, is_so: bool) -> None:
    assert holds(today(born_on=date.fromisoformat(born_on)), ages=(18,)) is is_so


def test_a_number_of_visits_is_reached_with_this_one() -> None:
    assert holds(today(), visits=(5, 100))
    assert not holds(today(), visits=(4, 100))
    assert not holds(today(before=sums(5)), visits=(5,))


def test_a_volume_is_reached_with_this_donation() -> None:
    assert holds(today(), volumes_ml=(2_000,))
    assert holds(today(), volumes_ml=(1_601, 9_000))
    assert not holds(today(), volumes_ml=(1_600,))
    assert not holds(today(), volumes_ml=(2_001,))


@pytest.mark.parametrize(
    ("condition", "value"), [("visits", (5,)), ("volumes_ml", (2_000,)), ("awards", ("gold",))]
)
def test_a_sum_that_is_not_whole_is_no_occasion(condition: str, value: Any) -> None:
    gold = {"before": sums(4, since=39), "after": sums(5, golds=1)}
    assert holds(today(**gold), **{condition: value})
    unsure = gold | {"after": sums(5, golds=1, is_whole=False)}
    assert not holds(today(**unsure), **{condition: value})


@pytest.mark.parametrize(
    ("before", "after", "award"),
    [
        (sums(9, since=18), sums(10, since=19), None),
        (sums(9, since=18), sums(10, since=20), "bronze"),
        (sums(9, since=20), sums(10, since=22), None),
        (sums(9, since=29), sums(10, since=30), "silver"),
        (sums(9, since=39), sums(10, golds=1), "gold"),
        (sums(9, golds=1, since=39), sums(10, golds=2), "gold"),
        (sums(9, golds=1, since=29), sums(10, golds=1, since=31), None),
        (sums(9, golds=2, since=39), sums(10, golds=3), "lifetime"),
        (sums(9, golds=3, since=39), sums(10, golds=4), "gold"),
        (sums(9, golds=3, since=3), sums(10, golds=3, since=4), None),
    ],
)
def test_an_award_is_reached_once_and_every_gold_is_one(
    before: Tally, after: Tally, award: str | None
) -> None:
    assert award_reached(today(before=before, after=after)) == award


def test_days_of_the_year_and_of_the_calendar() -> None:
    day = today(day=date(2027, 6, 14))
    assert holds(day, days_of_year=("06-14",))
    assert not holds(today(), days_of_year=("06-14",))
    span = Span(first=date(2027, 6, 14), last=date(2027, 6, 14))
    assert holds(day, spans=(span,))
    assert not holds(today(day=date(2027, 6, 15)), spans=(span,))


@pytest.mark.parametrize(
    ("born_on", "day", "is_so"),
    [
        (date(2009, 5, 20), date(2027, 5, 20), True),
        (date(2009, 5, 20), date(2027, 5, 31), True),
        (date(2009, 5, 20), date(2027, 5, 19), False),
        (date(2009, 5, 20), date(2027, 6, 1), False),
        (date(2009, 4, 30), date(2027, 5, 10), False),
        (date(2009, 5, 1), date(2027, 5, 1), True),
    ],
)
def test_a_campaign_for_those_whose_birthday_lies_in_it(born_on: date, day: date, is_so: bool) -> None:
    may = Span(first=date(2027, 5, 1), last=date(2027, 5, 31))
    assert holds(today(born_on=born_on, day=day), birthday_spans=(may,), ages=(18,)) is is_so


def test_a_couple_is_what_was_said() -> None:
    assert holds(today(is_couple=True), is_couple=True)
    assert not holds(today(), is_couple=True)


def test_an_oath_is_sworn_at_one_age_only() -> None:
    assert Occasion(id="x", tag="R", ages=(18,), paper="oath")
    for ages in ((), (18, 19)):
        with pytest.raises(ValueError, match="oath"):
            Occasion(id="x", tag="R", is_birthday=True, ages=ages, paper="oath")


def test_the_last_donation() -> None:
    assert holds(today(is_last=True), is_last=True)
    assert not holds(today(), is_last=True)


def test_all_conditions_hold_together() -> None:
    young = today(born_on=date(2008, 3, 7), before=sums(0), after=sums(1))
    assert holds(young, ages=(18,), visits=(1,))
    assert not holds(young, ages=(18,), visits=(2,))
    assert not holds(young, ages=(19,), visits=(1,))


@pytest.mark.parametrize(
    "conditions",
    [{}, {"days_of_year": ("02-30",)}, {"days_of_year": ("14.6.",)}],
)
def test_what_is_no_condition_is_refused(conditions: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it is the pack's loader that names the file
        Occasion(id="x", tag="R", **conditions)


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Span(first=date(2027, 1, 2), last=date(2027, 1, 1))


def test_the_29th_of_february_is_a_day() -> None:
    assert holds(today(day=date(2028, 2, 29)), days_of_year=("02-29",))


def test_they_come_in_the_order_of_the_list() -> None:
    one, other = (Occasion(id=name, tag="R", is_last=True) for name in ("one", "other"))
    listed = Occasions(stamp=STAMP, occasions=(other, one))
    assert occasions_of(listed, today(is_last=True)) == (other, one)
