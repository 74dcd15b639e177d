"""From which day on a donor may give again, by the rules that come with the program."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.due import ANY_DAY, Due, due_of
from donor_room.domain.intervals import birthday
from donor_room.domain.ruleset import RulePack
from donor_room.domain.upper_age import UpperAge, years_for_upper_limit
from donor_room.packs.rules import load_rules

RULES = load_rules()
DAY = date(2026, 5, 16)


def gave(kind: str = "WB400", on: date = DAY, volume_ml: int = 400) -> EarlierDonation:
    return EarlierDonation(kind=kind, on=on, volume_ml=volume_ml, site="")


def donor(*donations: EarlierDonation, **changes: Any) -> DirectoryDonor:
    known: dict[str, Any] = {"name": "样例甲", "sex": "male", "birth_on": None, "abo": "A", "rhd": "positive"}
    fields = known | {"count": len(donations), "had_reaction": False, "deferral": None} | changes
    return DirectoryDonor(donations=donations, **fields)


def days(who: DirectoryDonor, rules: RulePack = RULES) -> dict[str, date]:
    return {one.family: one.from_on for one in due_of(rules, who)}


def until(day: date | None) -> StandingDeferral:
    return StandingDeferral(kind="until", until_on=day)


def with_param(name: str, **changes: Any) -> RulePack:
    param = msgspec.structs.replace(RULES.param[name], **changes)
    return msgspec.structs.replace(RULES, param={**RULES.param, name: param})


def test_after_whole_blood_each_family_has_its_day() -> None:
    assert days(donor(gave())) == {
        "WB": date(2026, 11, 16),
        "APH_PLT": date(2026, 8, 16),
        "APH_PLASMA": date(2026, 8, 16),
    }


def test_whom_nothing_keeps_waiting_may_come_on_any_day() -> None:
    assert set(days(donor()).values()) == {ANY_DAY}


@pytest.mark.parametrize(
    "who",
    [
        donor(gave(), deferral=StandingDeferral(kind="permanent", until_on=None)),
        donor(gave(), deferral=StandingDeferral(kind="ask_station", until_on=None)),
        donor(gave(), deferral=until(None)),
        donor(count=3),
        donor(gave("MOON_BLOOD")),
    ],
    ids=["for good", "ask the station", "without a known end", "days that nobody knows", "unknown kind"],
)
def test_who_is_out_or_of_whom_a_day_is_not_known_has_none(who: DirectoryDonor) -> None:
    assert due_of(RULES, who) == ()


def test_a_deferral_waits_longer_than_the_interval() -> None:
    assert days(donor(gave(), deferral=until(date(2027, 3, 1))))["WB"] == date(2027, 3, 1)
    assert days(donor(gave(), deferral=until(date(2026, 6, 1))))["WB"] == date(2026, 11, 16)


def test_the_youngest_wait_for_their_birthday() -> None:
    assert days(donor(birth_on=date(2009, 2, 3)))["WB"] == date(2027, 2, 3)


def test_the_year_of_apheresis_is_full() -> None:
    every_fortnight = [gave("APH_PLT1", DAY - timedelta(days=14 * n), 250) for n in range(24)]
    found = days(donor(*every_fortnight))
    assert found["APH_PLT"] > DAY + timedelta(days=14)
    assert found["APH_PLT"] == DAY - timedelta(days=14 * 23) + timedelta(days=365)


def test_a_year_that_has_no_room_at_all_gives_no_day() -> None:
    rules = with_param("aph_max_per_year", number=Decimal(0))
    assert set(days(donor(gave("APH_PLT1", volume_ml=250)), rules)) == {"WB"}


def test_nobody_is_due_beyond_the_highest_age() -> None:
    at_60 = donor(gave(), birth_on=date(1966, 10, 1))
    assert [one.until_on for one in due_of(RULES, at_60)] == [date(2027, 9, 30)] * 3
    too_old = donor(gave(), birth_on=date(1965, 10, 1))
    assert set(days(too_old)) == {"APH_PLT", "APH_PLASMA"}
    assert due_of(RULES, donor(birth_on=date(1900, 1, 1)))[0] == Due(
        family="WB", from_on=date(1918, 1, 1), until_on=date(1955, 12, 31)
    )


@pytest.mark.parametrize("counted", ["completed_years_le", "on_birthday_inclusive", "before_birthday"])
@given(born_on=st.dates(date(1930, 1, 1), date(2005, 12, 31)))
def test_the_last_day_is_the_last_that_counts_as_young_enough(counted: UpperAge, born_on: date) -> None:
    rules = with_param("age_upper_semantics", word=counted)
    last = due_of(rules, donor(gave(on=birthday(born_on, 20)), birth_on=born_on))[0].until_on
    assert last is not None
    limit = rules.whole("age_max_repeat_years")
    assert years_for_upper_limit(born_on, last, counted) <= limit
    assert years_for_upper_limit(born_on, last + timedelta(days=1), counted) > limit


def test_a_birth_that_cannot_be_stops_nothing() -> None:
    assert due_of(RULES, donor(gave(), birth_on=date(9990, 1, 1))) == ()
