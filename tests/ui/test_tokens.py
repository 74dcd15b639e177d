"""Contrast of every pair of colours that stands on each other."""

from __future__ import annotations

import pytest

from donor_room.ui.tokens import DAY, NIGHT, Meaning, Palette, Shape


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PALETTES = pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])


@PALETTES
@pytest.mark.parametrize("ground", ["page", "surface", "chosen"])
def test_text_that_decides_has_seven_to_one(palette: Palette, ground: str):
    assert contrast(palette.text, getattr(palette, ground)) >= 7


@PALETTES
@pytest.mark.parametrize("ground", ["page", "surface"])
@pytest.mark.parametrize("ink", ["quiet", "action", "green", "amber", "red", "violet"])
def test_other_words_have_four_and_a_half(palette: Palette, ink: str, ground: str):
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@PALETTES
@pytest.mark.parametrize("tone", ["green", "amber", "red", "violet"])
def test_a_word_is_readable_on_its_own_soft_ground(palette: Palette, tone: str):
    assert contrast(getattr(palette, tone), getattr(palette, f"{tone}_soft")) >= 4.5


@PALETTES
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_the_edge_of_what_can_be_pressed_has_three_to_one(palette: Palette, ground: str):
    assert contrast(palette.edge, getattr(palette, ground)) >= 3


@PALETTES
def test_words_on_the_bands_are_readable(palette: Palette):
    pairs = [
        ("on_band", "band"),
        ("quiet_on_band", "band"),
        ("on_practice", "practice"),
        ("on_action", "action"),
    ]
    assert all(contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5 for ink, ground in pairs)


@PALETTES
def test_the_focus_ring_is_seen_on_every_ground(palette: Palette):
    for ground in (palette.page, palette.surface, palette.chosen):
        assert max(contrast(palette.focus, ground), contrast(palette.focus_inner, ground)) >= 3


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("meaning", list(Meaning))
def test_a_verdict_is_readable_on_its_panel(meaning: Meaning, night: bool):
    panel = meaning.panel(night=night)
    ground = panel.fill or (NIGHT if night else DAY).page
    assert contrast(panel.writing, ground) >= 7


def test_every_meaning_has_a_shape_of_its_own():
    assert {meaning.shape for meaning in Meaning} == set(Shape)


def test_a_palette_has_no_colour_by_accident():
    for palette in (DAY, NIGHT):
        assert all(len(value) == 7 and value[0] == "#" for value in palette)


def test_nothing_is_pure_white_or_black_at_night():
    assert not {"#FFFFFF", "#000000"} & set(NIGHT)
