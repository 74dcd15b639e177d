from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.identity import age_on
from donor_room.domain.intervals import (
    BySex,
    Interval,
    MonthEnd,
    Span,
    Unit,
    add,
    birthday,
    due_day,
    interval_between,
)

CLAMP: MonthEnd = "clamp_last_day"
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))


def span(n: int, unit: Unit) -> Span:
    return Span(n=n, unit=unit)


def row(last: str, following: str, least: Span | None = None, by_sex: BySex | None = None) -> Interval:
    return Interval(
        id="row",
        clause="9.2",
        tag="V",
        override="none",
        last=last,
        next=following,
        least=least,
        by_sex=by_sex,
    )


HAINAN = row("WB", "WB", by_sex=BySex(male=span(3, "month"), female=span(4, "month")))


@pytest.mark.parametrize(
    ("n", "unit", "start", "over"),
    [
        (6, "month", date(2026, 5, 21), date(2026, 11, 21)),
        (6, "month", date(2026, 8, 31), date(2027, 2, 28)),
        (6, "month", date(2027, 8, 31), date(2028, 2, 29)),
        (1, "month", date(2026, 12, 31), date(2027, 1, 31)),
        (12, "month", date(2026, 12, 1), date(2027, 12, 1)),
        (1, "year", date(2024, 2, 29), date(2025, 2, 28)),
        (4, "year", date(2024, 2, 29), date(2028, 2, 29)),
        (2, "week", date(2026, 11, 7), date(2026, 11, 21)),
        (90, "day", date(2026, 8, 23), date(2026, 11, 21)),
        (24, "hour", date(2026, 11, 20), date(2026, 11, 21)),
        (48, "hour", date(2026, 11, 20), date(2026, 11, 22)),
        (25, "hour", date(2026, 11, 20), date(2026, 11, 22)),
        (0, "day", date(2026, 11, 20), date(2026, 11, 20)),
    ],
)
def test_a_span_ends_by_the_calendar(n, unit, start, over):
    assert add(span(n, unit), start, CLAMP) == over


@pytest.mark.parametrize(
    ("n", "unit", "start", "over"),
    [
        (6, "month", date(2026, 8, 31), date(2027, 3, 1)),
        (6, "month", date(2027, 8, 31), date(2028, 3, 1)),
        (6, "month", date(2026, 3, 31), date(2026, 10, 1)),
        (1, "month", date(2026, 11, 30), date(2026, 12, 30)),
        (1, "year", date(2024, 2, 29), date(2025, 3, 1)),
        (2, "week", date(2026, 8, 31), date(2026, 9, 14)),
    ],
)
def test_a_span_whose_day_the_month_has_not_may_end_in_the_next_month(n, unit, start, over):
    assert add(span(n, unit), start, "first_of_next_month") == over


@given(DAYS, st.integers(0, 120))
def test_the_two_ends_of_a_month_are_at_most_a_day_apart(start, months):
    clamped, over = (
        add(span(months, "month"), start, CLAMP),
        add(span(months, "month"), start, "first_of_next_month"),
    )
    assert (over - clamped).days == (clamped.day != start.day)


def test_a_span_says_itself_as_the_packs_write_it():
    assert str(span(6, "month")) == "6 month"


def test_a_negative_span_is_refused():
    with pytest.raises(ValueError, match=r"^a span cannot be negative$"):
        span(-1, "day")


def test_an_unknown_unit_is_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"n": 1, "unit": "fortnight"}, Span)


@given(DAYS, st.integers(0, 60), st.sampled_from(["hour", "day", "week", "month", "year"]))
def test_a_longer_span_never_ends_earlier(start, n, unit):
    assert start <= add(span(n, unit), start, CLAMP) <= add(span(n + 1, unit), start, CLAMP)


@given(DAYS, st.integers(0, 120))
def test_months_land_in_the_month_that_the_calendar_says(start, months):
    over = add(span(months, "month"), start, CLAMP)
    assert (over.year * 12 + over.month) - (start.year * 12 + start.month) == months
    assert over.day == start.day or (over + timedelta(days=1)).day == 1


@given(DAYS, st.integers(1, 90))
def test_the_birthday_is_the_first_day_of_that_age(born, years):
    day = birthday(born, years)
    assert age_on(born, day) == years
    assert age_on(born, day - timedelta(days=1)) == years - 1


def test_a_row_for_this_kind_goes_before_one_for_every_kind():
    table = (row("WB", "*", span(1, "day")), row("WB", "WB", span(6, "month")))
    assert interval_between(table, last="WB", following="WB") is table[1]
    assert interval_between(table, last="WB", following="APH_PLT") is table[0]
    assert interval_between(table, last="APH_PLT", following="WB") is None


@pytest.mark.parametrize(
    ("sex", "day"),
    [("male", date(2026, 11, 21)), ("female", date(2026, 12, 21)), (None, date(2026, 12, 21))],
)
def test_where_sexes_differ_the_unknown_one_waits_longer(sex, day):
    assert due_day(HAINAN, date(2026, 8, 21), sex, CLAMP) == day


@pytest.mark.parametrize("spans", [{}, {"least": span(1, "day"), "by_sex": HAINAN.by_sex}])
def test_a_row_has_one_span_or_one_for_each_sex(spans):
    with pytest.raises(ValueError, match=r"^an interval has either `least` or `by_sex`$"):
        row("WB", "WB", **spans)


@pytest.mark.parametrize("unit", ["hour", "day", "week", "month", "year"])
def test_what_ends_beyond_the_calendar_ends_on_its_last_day(unit: str) -> None:
    span = Span(n=60, unit=unit)  # type: ignore[arg-type]
    assert add(span, date.max, "clamp_last_day") == date.max


@pytest.mark.parametrize(
    ("month_end", "day"), [("clamp_last_day", date(2027, 2, 28)), ("first_of_next_month", date(2027, 3, 1))]
)
def test_a_due_day_that_its_month_has_not_is_as_the_pack_says(month_end, day):
    half_a_year = Interval(
        id="wb", clause="9.2", tag="V", override="none", last="WB", next="WB", least=Span(n=6, unit="month")
    )
    assert due_day(half_a_year, date(2026, 8, 31), None, month_end) == day
