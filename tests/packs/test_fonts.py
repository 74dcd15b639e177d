from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from donor_room.packs.fonts import FILES, font_file, missing, runs
from donor_room.packs.texts import Texts

NAMES = ("李建国", "买买提·艾力", "㓎䶮㙓𫘧𬭎𬬩", "𠮷田", "𪚥", "O'Brien-Müller")


@pytest.fixture(scope="module")
def characters():
    found = {}
    for face in FILES:
        with TTFont(font_file(face), lazy=True) as font:
            found[face] = set(font.getBestCmap())
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_name_can_be_shown(name):
    assert missing(name) == ""


def test_all_of_gb_2312_can_be_shown():
    rows = (
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    assert missing("".join(rows).replace("\u3000", "")) == ""


def test_characters_without_a_glyph_are_named_once():
    assert missing("李\U000e0041建\ue123国\ue123") == "\U000e0041\ue123"


def test_a_rare_character_is_drawn_by_the_other_font():
    assert list(runs("李𠮷国")) == [(False, "李"), (True, "𠮷"), (False, "国")]


@pytest.mark.parametrize("text", ["", "李", "𠮷", "𠮷𪚥"])
def test_runs_put_together_are_the_text(text):
    assert "".join(part for _, part in runs(text)) == text


def test_no_kangxi_radical_can_stand_in_for_a_character(characters):
    radicals = set(range(0x2F00, 0x2FE0))
    assert not radicals & (characters["regular"] | characters["bold"] | characters["rare"])


def test_the_two_weights_draw_the_same_characters(characters):
    assert characters["regular"] == characters["bold"]


def test_the_coverage_list_is_that_of_the_fonts(characters):
    assert all(missing(chr(code)) == "" for code in sorted(characters["regular"])[::97])
    assert all(list(runs(chr(code))) == [(True, chr(code))] for code in sorted(characters["rare"])[::97])


def test_the_rare_font_carries_our_own_name():
    with TTFont(font_file("rare"), lazy=True) as font:
        names = font["name"]
        assert {names.getDebugName(number) for number in (1, 4)} == {"Donor Room Rare"}
        assert "SIL Open Font License" in names.getDebugName(13)


# ---- the screen's part of Noto -----------------------------------------------------------------------------

PARTS = pytest.mark.parametrize(("part", "whole"), [("screen", "regular"), ("screen_bold", "bold")])


def sentences(language: str) -> str:
    texts = Texts(language)
    return "".join(sentence for area in texts.areas() for sentence in texts.area(area).values())


def test_every_sentence_of_the_program_can_be_shown():
    assert missing(sentences("zh_CN") + sentences("en")).replace("\n", "") == ""


@PARTS
def test_what_the_program_says_needs_no_second_file(part, whole, characters):
    said = {ord(sign) for language in ("zh_CN", "en") for sign in sentences(language)}
    assert "".join(chr(code) for code in sorted(said & characters[whole] - characters[part])) == ""


@PARTS
def test_a_character_is_as_wide_and_high_in_both(part, whole, characters):
    with TTFont(font_file(part), lazy=True) as small, TTFont(font_file(whole), lazy=True) as large:
        for measure in ("ascent", "descent", "lineGap"):
            assert getattr(small["hhea"], measure) == getattr(large["hhea"], measure)
        for code in sorted(characters[part])[::53]:
            assert advance(small, code) == advance(large, code)


def advance(font: TTFont, code: int) -> int:
    return font["hmtx"][font.getBestCmap()[code]][0]


@PARTS
def test_the_screen_faces_carry_our_own_name(part, whole):
    with TTFont(font_file(part), lazy=True) as font:
        assert font["name"].getDebugName(1) == "Donor Room Screen"
        assert "SIL Open Font License" in font["name"].getDebugName(13)
