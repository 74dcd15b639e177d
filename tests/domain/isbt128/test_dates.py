from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.isbt128.dates import Moment, moment_code, read_moment
from donor_room.domain.refusal import Refusal

KINDS = {"expiry": ">", "collected": "*", "produced": "}"}


def refused(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return (caught.value.code, caught.value.values)


@pytest.mark.parametrize(
    ("value", "on"),
    [("026001", date(2026, 1, 1)), ("026333", date(2026, 11, 29)), ("026365", date(2026, 12, 31)),
     ("028366", date(2028, 12, 31)), ("028060", date(2028, 2, 29)), ("026060", date(2026, 3, 1)),
     ("100001", date(2100, 1, 1)), ("899365", date(2899, 12, 31)), ("999365", date(1999, 12, 31)),
     ("900001", date(1900, 1, 1)), ("000366", date(2000, 12, 31))],
)  # fmt: skip
def test_a_day_is_counted_from_the_first_of_its_year(value, on):
    assert read_moment(value) == Moment(on=on, at=None)
    assert moment_code("expiry", Moment(on=on, at=None)) == f"=>{value}"


@pytest.mark.parametrize("value", ["026366", "100366", "0273662359"])
def test_day_366_is_in_leap_years_alone(value):
    assert refused(read_moment, value) == ("numbers.code_value", {"kind": "date", "text": value})


@pytest.mark.parametrize(
    ("value", "at"), [("0263330000", time(0, 0)), ("0263330905", time(9, 5)), ("0263332359", time(23, 59))]
)
def test_the_minute_is_read_and_written(value, at):
    moment = read_moment(value)
    assert moment == Moment(on=date(2026, 11, 29), at=at)
    assert moment_code("collected", moment) == f"&*{value}"


def test_a_day_without_a_time_ends_with_its_last_minute():
    assert read_moment("026333").ends_at == datetime.fromisoformat("2026-11-29T23:59")
    assert read_moment("0263330000").ends_at == datetime.fromisoformat("2026-11-29T00:00")


def test_a_moment_is_shown_with_the_time_that_it_has():
    assert read_moment("026333").text == "2026-11-29"
    assert read_moment("0263330905").text == "2026-11-29T09:05"
    assert read_moment("0263330000").text == "2026-11-29T00:00"


@pytest.mark.parametrize("year", [1899, 2900])
def test_a_year_without_a_century_digit_is_not_written(year):
    moment = Moment(on=date(year, 5, 1), at=None)
    assert refused(moment_code, "expiry", moment) == (
        "numbers.code_value",
        {"kind": "date", "text": f"{year}-05-01"},
    )


@given(
    st.sampled_from(sorted(KINDS)),
    st.integers(0, 365_000),
    st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_what_is_written_is_read_again(kind, days, at):
    moment = Moment(on=date(1900, 1, 1) + timedelta(days=days), at=at)
    code = moment_code(kind, moment)
    assert code[1] == KINDS[kind]
    assert read_moment(code[2:]) == moment
