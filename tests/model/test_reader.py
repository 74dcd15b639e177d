"""The oracle's own reader reads what the program draws, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from donor_room.domain.donation_number import profile_named
from donor_room.printing.code128 import bars, modules
from tests.model.invariants import check_sign, number_in
from tests.model.reader import read_picture

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "isbt128.json").read_text(encoding="utf-8"))
TEXTS = {"code128": ("=A99992601432701", "9901234567890", "=%6200"), "codabar": ("A6601234000001A", "B99C")}


def drawn(text: str, symbology: str, x: int = 3) -> Image.Image:
    pattern = modules(text, symbology)
    picture = Image.new("1", ((len(pattern) + 20) * x, 12), 1)
    for first, width in bars(pattern):
        picture.paste(0, ((first + 10) * x, 0, (first + 10 + width) * x, 12))
    return picture


@pytest.mark.parametrize(
    ("symbology", "text"), [(one, text) for one, texts in TEXTS.items() for text in texts]
)
def test_what_is_drawn_is_read(symbology: str, text: str) -> None:
    assert read_picture(drawn(text, symbology), symbology) == text


def test_a_bar_too_many_is_not_read() -> None:
    picture = drawn("9901234567890", "code128")
    picture.paste(0, (60, 0, 63, 12))
    assert read_picture(picture, "code128") != "9901234567890"


@pytest.mark.parametrize("row", VECTORS["din"], ids=lambda row: row["din"])
def test_the_closed_form_gives_the_published_check_characters(row: dict[str, str]) -> None:
    assert check_sign(row["din"]) == row["check"]


@pytest.mark.parametrize(
    ("text", "profile", "number"),
    [
        ("=A66012600000101", "isbt128", "A660126000001"),
        ("=O66012600000101", "isbt128", None),
        ("6600126000001", "numeric-code128", "6600126000001"),
        ("A6600126000001A", "numeric-codabar", "6600126000001"),
        ("=%6200", "numeric-code128", None),
    ],
)
def test_a_number_is_read_by_hand(text: str, profile: str, number: str | None) -> None:
    assert number_in(text, profile) == number
    assert profile_named(profile).name == profile
