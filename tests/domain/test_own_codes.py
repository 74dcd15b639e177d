"""Codes of our own: each comes back as what it was, and no misread one is another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.devices.codecs.scanner import WedgeTiming
from donor_room.domain.donation_number import ISBT128, ISO_7064_SIGNS, NUMERIC_CODABAR
from donor_room.domain.isbt128 import read_code
from donor_room.domain.own_codes import (
    COMMANDS,
    box_code,
    chair_code,
    command_code,
    form_code,
    read_own,
    visit_code,
)
from donor_room.domain.refusal import Refusal

EVERY = [
    visit_code("3f9c1a7e5b2d4860"),
    form_code("K7M2Q001"),
    *map(chair_code, range(1, 21)),
    *map(box_code, (1, 12, 9999)),
    *map(command_code, COMMANDS),
]


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as said:
        read_own(text)
    return said.value.code


def test_a_slip_names_its_visit_under_every_profile() -> None:
    text = visit_code("3F9C1A7E-5B2D4860")
    for profile in (ISBT128, NUMERIC_CODABAR):
        code = read_code(text, profile)
        assert (code.kind, code.value) == ("visit", "3f9c1a7e5b2d4860")


@pytest.mark.parametrize("chair", [1, 6, 20])
def test_a_card_names_its_chair(chair: int) -> None:
    assert read_own(chair_code(chair)) == ("chair", str(chair))


@pytest.mark.parametrize("box", [1, 12, 9999])
def test_a_lid_names_its_crate(box: int) -> None:
    assert read_own(box_code(box)) == ("box", str(box))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_comes_back(command: str) -> None:
    assert read_own(command_code(command)) == ("act", command)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "DR", "DRX1", "=%6200", "A999926014327", "drv0123456789"])
def test_what_does_not_begin_as_ours_is_none_of_ours(text: str) -> None:
    assert read_own(text) is None


@pytest.mark.parametrize("text", ["DRV", "DRC", "DRC3K", "DRA", "DRC123A", "DRVab12", "DRAKEY10Q"])
def test_what_begins_as_ours_and_is_of_another_shape_was_not_read_whole(text: str) -> None:
    assert refusal(text) == "labels.code_shape"


def test_an_act_that_nobody_knows_is_refused() -> None:
    from donor_room.domain.donation_number import mod37_2

    assert refusal("DRADANCE" + mod37_2("DRADANCE")) == "labels.code_shape"


@pytest.mark.parametrize("text", EVERY)
def test_no_code_with_one_sign_misread_is_a_code(text: str) -> None:
    for place in range(3, len(text)):
        for sign in ISO_7064_SIGNS.replace(text[place], ""):
            with pytest.raises(Refusal):
                read_own(text[:place] + sign + text[place + 1 :])


@pytest.mark.parametrize("text", EVERY)
def test_no_code_with_two_signs_changed_about_is_a_code(text: str) -> None:
    for place in range(3, len(text) - 1):
        turned = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if turned != text:
            with pytest.raises(Refusal):
                read_own(turned)


def test_all_codes_differ_and_are_long_enough_for_a_scanner_that_types() -> None:
    assert len(set(EVERY)) == len(EVERY)
    assert min(map(len, EVERY)) >= WedgeTiming().shortest


@given(st.text(max_size=12).map(lambda text: "DR" + text))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        told = read_own(text)
    except Refusal:
        return
    assert told is None or told.kind in ("visit", "chair", "act")
