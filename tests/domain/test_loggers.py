"""Files of temperature loggers: read in one way or not at all, and what is not covered is not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from donor_room.domain.loggers import (
    Keep,
    Log,
    LoggerForm,
    Loggers,
    Places,
    Reading,
    read_log,
    told_of,
    typed_celsius,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

NAMED = LoggerForm(
    id="named",
    tag="R",
    separators=(",", ";"),
    time=("Date Time",),
    temperature=("Temperature", "温度"),
    formats=("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
)
TWO_COLUMNS = LoggerForm(
    id="two",
    tag="R",
    separators=(",",),
    day=("Date",),
    clock=("Time",),
    temperature=("*",),
    formats=("%Y-%m-%d %H:%M",),
    is_decimal_comma=False,
)
COMMA = LoggerForm(
    id="comma",
    tag="R",
    separators=(";",),
    time=("Zeit",),
    temperature=("Kanal", "*"),
    formats=("%d.%m.%Y %H:%M",),
    is_decimal_comma=True,
)
BARE = LoggerForm(
    id="bare",
    tag="V",
    separators=(" ",),
    places=Places(day=1, clock=2, temperature=3),
    formats=("%Y-%m-%d %H:%M",),
    unit="C",
)
FORMS = (NAMED, TWO_COLUMNS, COMMA, BARE)
KEEP = Keep(id="blood", low=Decimal(2), high=Decimal(10), tag="R")
RULES = Loggers(
    stamp=PackStamp(id="L", edition="1", sha256="0"),
    longest_gap_min=60,
    read_out_min=15,
    keeps=(KEEP,),
    forms=FORMS,
)
EIGHT = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
"""Eight in the morning at the site."""


def refused(code: str, text: str) -> None:
    with pytest.raises(Refusal) as said:
        read_log(text, FORMS)
    assert said.value.code == code


@pytest.mark.parametrize(
    ("text", "form", "celsius"),
    [
        ("made by\nserial;7\nNo.,Date Time,Temperature (°C)\n1,2026-11-21 08:00:00,4.2\n", "named", "4.2"),
        ('"DateTime";"温度℃"\n"2026-11-21 08:00:00";"-1.5"\n', "named", "-1.5"),
        ("Date Time,Temperature °F\n2026-11-21 08:00:00,41.0\n", "named", "5.0"),
        ("Date Time,Temperature\n2026-11-21 08:00:00,41.0 °F\n", "named", "5.0"),
        ("Date,Time,1 [°C]\n2026-11-21,08:00,4\n", "two", "4"),
        ("Zeit;1 [°C]\n21.11.2026 08:00;4,25\n", "comma", "4.25"),
        ("\n2026-11-21 08:00 4.2\n2026-11-21 07:55 4.1\n", "bare", "4.1"),
    ],
)
def test_a_file_is_read_by_the_form_that_fits(text: str, form: str, celsius: str) -> None:
    log = read_log(text, FORMS)
    assert (log.form, log.readings[0].celsius) == (form, Decimal(celsius))
    assert EIGHT - log.readings[0].at in {timedelta(0), timedelta(minutes=5)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  \n", "loggers.empty"),
        ("name,price\nbread,2\n", "loggers.no_form"),
        ("Date Time,Temperature (°C)\nnothing,came\n", "loggers.no_form"),
        ("Date Time,Temperature (°C)\n", "loggers.no_form"),
        ("Date Time,Temperature (°C)\n2026-11-21 08:00:00,LO\n", "loggers.no_form"),
        ("Date Time,Temperature\n2026-11-21 08:00:00,4.2\n", "loggers.no_unit"),
        ("Date Time,Temperature °C,Temperature °C\n2026-11-21 08:00:00,4.2,5.1\n", "loggers.two_columns"),
        ("Date Time,Temperature °C\n2026-11-21 08:00:00,4.2\nyesterday,5.1\n", "loggers.row"),
        ("Date Time,Temperature °C\n11/12/2026 08:00:00,4.2\n", "loggers.two_dates"),
        ("Date,Temperature °C\n2026-11-21,4.2\n", "loggers.no_form"),
        ("2026-11-21 08:00\n", "loggers.no_form"),
        ("one two three\n", "loggers.no_form"),
        ('""\n', "loggers.no_form"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_not_read(text: str, code: str) -> None:
    refused(code, text)


def test_dates_that_tell_one_day_either_way_are_read() -> None:
    log = read_log("Date Time,Temperature °C\n11/11/2026 08:00:00,4.2\n", FORMS)
    assert log.readings[0].at.day == 11
    log = read_log("Date Time,Temperature °C\n11/12/2026 08:00:00,4.2\n13/12/2026 08:00:00,4.2\n", FORMS)
    assert [one.at.day for one in log.readings] == [11, 13]


def test_a_reading_without_a_number_is_a_hole_and_a_remark_is_none() -> None:
    log = read_log(
        "Date Time,Temperature °C\n2026-11-21 08:00:00,--\nend of file\nx,y\n2026-11-21 08:05:00,4.2\n", FORMS
    )
    assert [one.celsius for one in log.readings] == [None, Decimal("4.2")]


def log_of(*rows: tuple[int, str | None]) -> Log:
    """A log by minutes after eight."""
    return Log(
        "named",
        tuple(
            Reading(EIGHT + timedelta(minutes=at), None if warm is None else Decimal(warm))
            for at, warm in rows
        ),
    )


def told(log: Log, minutes: int = 60) -> tuple[str, str, int, int, int]:
    found = told_of(log, KEEP, RULES, since=EIGHT, until=EIGHT + timedelta(minutes=minutes))
    return (
        str(found.lowest),
        str(found.highest),
        found.minutes_outside,
        found.minutes_unknown,
        found.readings,
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([(0, "4"), (30, "5"), (60, "4")], ("4", "5", 0, 0, 3)),
        ([(-10, "4"), (30, "5"), (70, "6")], ("4", "6", 0, 0, 1)),
        ([(0, "4"), (30, "11"), (60, "4")], ("4", "11", 60, 0, 3)),
        ([(0, "4"), (20, "1.9"), (40, "4"), (60, "5")], ("1.9", "5", 40, 0, 4)),
        ([(10, "4"), (60, "5")], ("4", "5", 0, 10, 2)),
        ([(0, "4"), (45, "5")], ("4", "5", 0, 0, 2)),
        ([(0, "4"), (44, "5")], ("4", "5", 0, 16, 2)),
        ([(0, "4"), (20, None), (40, "4"), (60, "4")], ("4", "4", 0, 40, 3)),
        ([(0, "4"), (46, None)], ("4", "4", 0, 60, 1)),
        ([(0, "12"), (15, "4")], ("4", "12", 15, 45, 2)),
        ([(-30, "20"), (-5, "4"), (10, "5"), (60, "5")], ("4", "5", 0, 0, 2)),
        ([(30, "4")], ("4", "4", 0, 60, 1)),
    ],
)
def test_what_no_reading_covers_is_not_known(
    rows: list[tuple[int, str | None]], says: tuple[object, ...]
) -> None:
    assert told(log_of(*rows)) == says


def test_readings_that_are_too_far_apart_say_nothing_of_the_time_between() -> None:
    log = log_of((0, "4"), (61, "4"), (120, "5"))
    assert told(log, 120) == ("4", "5", 0, 61, 3)


@pytest.mark.parametrize("rows", [[(-300, "4"), (-60, "5")], [(120, "4"), (150, "5")]])
def test_a_file_of_another_time_is_refused(rows: list[tuple[int, str | None]]) -> None:
    with pytest.raises(Refusal) as said:
        told(log_of(*rows))
    assert said.value.code == "loggers.other_time"


@pytest.mark.parametrize(
    ("text", "celsius"), [("4.2", "4.2"), (" 4，2 ", "4.2"), ("-1", "-1"), ("−0.5", "-0.5"), ("4。5", "4.5")]
)
def test_a_temperature_is_typed_as_people_type(text: str, celsius: str) -> None:
    assert typed_celsius(text) == Decimal(celsius)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "not_a_number"), ("cold", "not_a_number"), ("61", "impossible"), ("-41", "impossible")],
)
def test_a_temperature_that_no_crate_has_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as said:
        typed_celsius(text)
    assert said.value.code == f"loggers.{code}"


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": ()},
        {"time": ()},
        {"time": (), "day": ("Date",)},
        {"places": Places(day=1, clock=2, temperature=3)},
        {"formats": ("%H:%M",)},
    ],
)
def test_a_form_that_cannot_be_read_by_is_refused(change: dict[str, object]) -> None:
    given = {
        "id": "x",
        "tag": "R",
        "separators": (",",),
        "time": ("T",),
        "temperature": ("C",),
        "formats": ("%Y-%m-%d",),
    }
    with pytest.raises(ValueError, match=r".+"):
        LoggerForm(**(given | change))


def test_limits_do_not_end_before_they_begin() -> None:
    with pytest.raises(ValueError, match="blood"):
        Keep(id="blood", low=Decimal(3), high=Decimal(2), tag="R")
