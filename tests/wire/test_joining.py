"""The joining code: what is typed wrong is found before anybody is asked."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.wire.joining import SIGNS, JoiningCode, Mistyped, mark_of, read_code, write_code

SECRET = "23456789ABCD"
MARK = mark_of(b"a certificate")
CODE = write_code(SECRET, MARK)


def test_a_code_is_eight_groups_of_four() -> None:
    assert [len(part) for part in CODE.split("-")] == [4] * 8


def test_a_code_says_the_secret_and_the_authority() -> None:
    assert read_code(CODE) == JoiningCode(SECRET, MARK)


def test_a_code_of_the_secret_alone_names_no_authority() -> None:
    assert write_code(SECRET) == "2345-6789-ABCD"
    assert read_code("2345-6789-abcd") == JoiningCode(SECRET, None)


def test_spaces_hyphens_and_small_letters_do_not_matter() -> None:
    assert read_code(f" {CODE.lower().replace('-', ' ')} ") == read_code(CODE)


def test_the_mark_is_the_beginning_of_the_digest() -> None:
    bits = f"{int.from_bytes(sha256(b'a certificate').digest()):0256b}"[:90]
    assert "".join(SIGNS[int(bits[n : n + 5], 2)] for n in range(0, 90, 5)) == MARK


@given(place=st.integers(0, 31), sign=st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_found(place: int, sign: str) -> None:
    plain = CODE.replace("-", "")
    if plain[place] != sign:
        with pytest.raises(Mistyped):
            read_code(plain[:place] + sign + plain[place + 1 :])


@given(st.text(SIGNS, min_size=30, max_size=30), st.integers(0, 28))
def test_two_signs_in_the_wrong_order_are_always_found(said: str, place: int) -> None:
    plain = write_code(said[:12], said[12:]).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped != plain:
        with pytest.raises(Mistyped):
            read_code(swapped)


@pytest.mark.parametrize("typed", [CODE[:-1], CODE + "2", "2" * 13, CODE.replace("2", "0"), "码" * 32])
def test_what_has_another_length_or_other_signs_was_mistyped(typed: str) -> None:
    with pytest.raises(Mistyped):
        read_code(typed)
