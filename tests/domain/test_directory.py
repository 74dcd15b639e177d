"""Standing deferrals and phone marks, as the directory gives them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.directory import (
    MOST_READINGS,
    DirectoryDonor,
    EarlierReaction,
    PastReadings,
    PhoneMark,
    Severity,
    StandingDeferral,
    is_stricter,
    last_reaction,
    newest_readings,
    phone_digits,
    phone_mark,
    stricter,
)

DAY = date(2026, 11, 21)
FOR_GOOD = StandingDeferral(kind="permanent", until_on=None)
ASK = StandingDeferral(kind="ask_station", until_on=None)
OPEN_END = StandingDeferral(kind="until", until_on=None)


def until(days: int) -> StandingDeferral:
    return StandingDeferral(kind="until", until_on=DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("deferral", "keeps_out"),
    [
        (FOR_GOOD, True),
        (ASK, False),
        (OPEN_END, True),
        (until(1), True),
        (until(0), False),
        (until(-1), False),
    ],
)
def test_a_deferral_keeps_out_before_its_day(deferral: StandingDeferral, keeps_out: bool) -> None:
    assert deferral.keeps_out_on(DAY) is keeps_out


IN_ORDER = [None, ASK, until(1), until(2), OPEN_END, FOR_GOOD]


@given(st.integers(min_value=0, max_value=5), st.integers(min_value=0, max_value=5))
def test_the_longer_deferral_is_the_stricter(one: int, other: int) -> None:
    assert stricter(IN_ORDER[one], IN_ORDER[other]) == IN_ORDER[max(one, other)]


@pytest.mark.parametrize("typed", ["13800001234", "+86 138-0000-1234", "8613800001234", "138 0000 1234"])
def test_a_phone_number_is_its_digits(typed: str) -> None:
    assert phone_digits(typed) == "13800001234"


def test_digits_that_are_no_mobile_keep_their_86() -> None:
    assert phone_digits("8654321") == "8654321"


def test_a_mark_tells_four_digits_and_no_more() -> None:
    mark = phone_mark(b"key", "13800001234")
    assert isinstance(mark, PhoneMark)
    assert (mark.tail, len(mark.mark), "13800001234" in mark.mark) == ("1234", 32, False)


def test_a_mark_needs_its_key() -> None:
    assert phone_mark(b"key", "13800001234") != phone_mark(b"other", "13800001234")


def test_too_few_digits_are_no_phone() -> None:
    assert phone_mark(b"key", "123456") is None


def test_a_deferral_is_stricter_only_when_it_lasts_longer() -> None:
    assert is_stricter(FOR_GOOD, until(9))
    assert is_stricter(until(9), None)
    assert not is_stricter(until(9), until(9))
    assert not is_stricter(None, until(9))


def measured(days_ago: int, **values: int) -> PastReadings:
    found = {name: Decimal(value) for name, value in values.items()}
    return PastReadings(on=DAY - timedelta(days=days_ago), **found)


def test_the_last_five_values_of_each_quantity_are_kept_newest_first():
    pressures = [measured(place, sbp_mmhg=120, dbp_mmhg=80) for place in range(1, 9)]
    old_hb = [measured(100 + place, hb_g_per_l=140) for place in range(7)]
    kept = newest_readings([*old_hb, *reversed(pressures)])
    assert kept == (*pressures[:MOST_READINGS], *old_hb[:MOST_READINGS])


def reaction(days_ago: int, severity: Severity) -> EarlierReaction:
    return EarlierReaction(on=DAY - timedelta(days=days_ago), severity=severity)


def test_the_last_reaction_is_the_newest_and_of_one_day_the_worst():
    told = [reaction(9, "death"), reaction(3, "mild"), reaction(3, "severe"), reaction(3, "moderate")]
    assert last_reaction(told) == last_reaction(reversed(told)) == reaction(3, "severe")
    assert last_reaction([]) is None


def test_nobody_measured_gives_no_readings():
    assert newest_readings([]) == ()


@pytest.mark.parametrize(("typed", "against"), [("A", "B"), ("B", "A"), ("O", "A"), (None, "A")])
def test_a_group_is_held_against_the_one_on_record_that_differs(typed: str | None, against: str) -> None:
    both = known("A", "B")
    assert (both.group_against(typed), both.groups) == (against, "A / B")
    assert (known("A").group_against(typed), known("A").groups) == ("A", "A")
    assert (known(None).group_against(typed), known(None).groups) == (None, "")


def known(abo: str | None, also: str | None = None) -> DirectoryDonor:
    return DirectoryDonor(
        name=None, sex=None, birth_on=None, abo=abo, rhd=None, donations=(), count=0, had_reaction=False,
        deferral=None, abo_also=also,
    )  # fmt: skip
