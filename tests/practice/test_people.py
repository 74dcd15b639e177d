"""Invented people exist nowhere and are always the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.identity import DocumentKind, age_on, read_document
from donor_room.practice.people import ADMINISTRATOR, RARE_NAMES, TEAM, People, resident_number

TODAY = date(2026, 11, 21)


@given(st.integers(min_value=0, max_value=10_000))
def test_an_invented_number_is_valid_in_practice_and_nowhere_else(seed: int) -> None:
    donor = People(seed, TODAY).next_donor()
    read = read_document(DocumentKind.RESIDENT, donor.document_number, TODAY, practice=True)
    assert (read.valid, read.birth_on, read.sex) == (True, donor.birth_on, donor.sex)
    assert donor.document_number.startswith("66")
    assert not read_document(DocumentKind.RESIDENT, donor.document_number, TODAY, practice=False).valid


def test_the_same_seed_gives_the_same_people() -> None:
    one, other = People(3, TODAY), People(3, TODAY)
    assert [one.next_donor() for _ in range(20)] == [other.next_donor() for _ in range(20)]


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=18, max_value=60))
def test_an_age_that_was_asked_for_is_the_age(seed: int, age: int) -> None:
    assert age_on(People(seed, TODAY).next_donor(age=age).birth_on, TODAY) == age


@pytest.mark.parametrize("name", RARE_NAMES)
def test_a_rare_name_may_be_asked_for(name: str) -> None:
    assert People(1, TODAY).next_donor(name=name, sex="female").name == name


def test_a_day_has_its_own_numbers() -> None:
    numbers = {resident_number(TODAY, sex, order) for sex in ("male", "female") for order in range(499)}
    assert len(numbers) == 998


def test_everybody_of_the_team_has_another_pin() -> None:
    people = (*TEAM, ADMINISTRATOR)
    assert len({one.pin for one in people}) == len({one.name for one in people}) == len(people)
