"""Short numbers: letters that never meet, and counts that go on."""

from __future__ import annotations

import pytest

from donor_room.domain.tickets import LETTERS, letter_by_itself, letter_of, next_ticket, spoken


@pytest.mark.parametrize(
    ("place", "letter"), [(1, "A"), (23, "Y"), (24, "AA"), (46, "AY"), (47, "BA"), (552, "YY"), (553, "AAA")]
)
def test_each_place_has_a_letter(place: int, letter: str) -> None:
    assert letter_of(place) == letter


def test_no_two_places_share_a_letter_and_none_looks_like_a_digit() -> None:
    letters = [letter_of(place) for place in range(1, 2_000)]
    assert len(set(letters)) == len(letters)
    assert set("".join(letters)) == set(LETTERS)
    assert {"I", "O", "Z"}.isdisjoint(LETTERS)


def test_a_terminal_of_no_station_meets_no_letter_of_one() -> None:
    assert letter_by_itself("book1") == letter_by_itself("book1")
    assert letter_by_itself("book1") != letter_by_itself("book2")
    assert all(letter_by_itself(str(n)).startswith("Z") for n in range(50))


@pytest.mark.parametrize(
    ("given", "ticket"),
    [
        ([], "A001"),
        (["A001", "A003"], "A004"),
        (["B009", "AB7", "AX"], "A001"),
        (["A999"], "A1000"),
        (["A1000", "A999"], "A1001"),
    ],
)
def test_the_next_number_follows_the_highest_of_its_letter(given: list[str], ticket: str) -> None:
    assert next_ticket("A", given) == ticket


def test_a_number_is_called_sign_by_sign() -> None:
    assert spoken("A012") == "A 0 1 2"
