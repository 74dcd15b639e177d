from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from donor_room.domain.refusal import Refusal
from donor_room.printing.matrix import matrix

TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60)


def read(rows):
    side = len(rows) + 4
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            image.putpixel((x + 2, y + 2), 0 if module == "1" else 255)
    return [symbol.text for symbol in zxingcpp.read_barcodes(image.resize((side * 3, side * 3), 0))]


@settings(max_examples=100)
@given(TEXTS)
def test_every_text_is_read_back_from_a_square(text):
    rows = matrix(text)
    assert {len(row) for row in rows} == {len(rows)}
    assert read(rows) == [text]


def test_a_number_is_a_square_of_sixteen_with_its_two_solid_sides():
    rows = matrix("=A99992601432701")
    assert len(rows) == 16
    assert rows[-1] == "1" * 16
    assert {row[0] for row in rows} == {"1"}


@pytest.mark.parametrize("text", ["", "献血", "a\nb"])
def test_what_a_code_of_ours_never_says_is_refused(text):
    with pytest.raises(Refusal):
        matrix(text)
