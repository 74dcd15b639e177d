"""The forms of a paper day: numbers that no misread one is another of, days and times as they are typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from donor_room.domain.clock import day_at_site
from donor_room.domain.own_codes import form_code, read_own
from donor_room.domain.paper_form import (
    day_of,
    forms_of,
    read_form,
    refuse_day,
    time_on,
    visit_of,
    written,
)
from donor_room.domain.refusal import Refusal

TODAY = date(2026, 11, 21)
FORM = "K7M2Q012"


def refusal_of(call: object) -> str:
    with pytest.raises(Refusal) as said:
        call()  # type: ignore[operator]
    return said.value.code


def test_a_pack_numbers_its_forms() -> None:
    assert forms_of("K7M2Q", 2) == ("K7M2Q001", "K7M2Q002")
    assert len(forms_of("K7M2Q", 999)) == 999


@pytest.mark.parametrize("count", [0, 1000])
def test_no_pack_has_no_form_or_more_than_its_digits_count(count: int) -> None:
    assert refusal_of(lambda: forms_of("K7M2Q", count)) == "paper.form_count"


def test_a_form_is_read_by_its_code_and_by_its_number_as_it_is_written() -> None:
    assert read_own(form_code(FORM)) == ("form", FORM.lower())
    for text in (form_code(FORM), written(FORM), written(FORM).lower(), written(FORM).replace("-", "")):
        assert read_form(f" {text} ") == FORM


def test_a_sign_misread_is_no_other_form() -> None:
    assert refusal_of(lambda: read_form(written("K7M2Q013")[:-1] + written(FORM)[-1])) == "labels.code_check"


@pytest.mark.parametrize("text", ["", "DRC00013", "=A660126009001", "K7M2Q-01-X", "昨天"])
def test_what_is_no_form_is_refused(text: str) -> None:
    assert refusal_of(lambda: read_form(text)) in (
        "paper.not_a_form",
        "labels.code_shape",
        "labels.code_check",
    )


def test_a_form_is_one_visit_wherever_it_is_typed_in() -> None:
    assert visit_of(FORM) == visit_of(FORM) != visit_of("K7M2Q013")
    assert len(visit_of(FORM)) == 16


@pytest.mark.parametrize("text", ["0915", "9:15", "9.15", "09：15"])
def test_a_time_is_of_the_site(text: str) -> None:
    assert time_on(TODAY, text) == datetime(2026, 11, 21, 1, 15, tzinfo=UTC)
    assert day_at_site(time_on(TODAY, "0005")) == TODAY


@pytest.mark.parametrize("text", ["", "2460", "2400", "abc", "9151"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert refusal_of(lambda: time_on(TODAY, text)) == "paper.time_shape"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261120", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("1121", TODAY),
        ("1122", date(2025, 11, 22)),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day(text: str, day: date) -> None:
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "20261131", "0230", "yesterday"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refusal_of(lambda: day_of(text, TODAY)) == "paper.day_shape"


NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("age", "within_days", "code"),
    [
        (timedelta(0), 7, None),
        (timedelta(days=7), 7, None),
        (-MINUTE, 7, "paper.to_come"),
        (timedelta(days=7) + MINUTE, 7, "paper.too_old"),
        (timedelta(days=60), 60, None),
        (timedelta(days=60) + MINUTE, 7, "paper.much_too_old"),
        (timedelta(days=60) + MINUTE, 60, "paper.much_too_old"),
    ],
)
def test_a_paper_is_neither_of_the_future_nor_too_old(age: timedelta, within_days: int, code: str) -> None:
    def look() -> None:
        refuse_day(NOW - age, NOW, within_days=within_days, with_a_head_days=60)

    if code is None:
        look()
    else:
        assert refusal_of(look) == code
