from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import zxingcpp
from barcode import Code128
from barcode.charsets import code128 as tables
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from donor_room.domain.refusal import Refusal
from donor_room.printing.code128 import ShortestCode128, bars, modules

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "isbt128.json").read_text(encoding="utf-8"))
CODES = {pattern: value for value, pattern in enumerate(tables.CODES)}
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)
DIGITY = st.text(st.sampled_from("0123456789=A"), min_size=1, max_size=16)


def codewords(built):
    """Read a symbol module by module, as a reader of another make would."""
    body = built.removesuffix("1100011101011")
    return [CODES[body[at : at + 11]] for at in range(0, len(body), 11)]


def read(built):
    """Return the text of a symbol; asserts its check character."""
    start, *words, check = codewords(built)
    assert check == (start + sum(place * word for place, word in enumerate(words, 1))) % 103
    charset, text = {104: "B", 105: "C"}[start], ""
    for word in words:
        if word in (99, 100) and not (charset == "C" and word == 99):
            charset = {99: "C", 100: "B"}[word]
        else:
            text += chr(word + 32) if charset == "B" else f"{word:02d}"
    return text


def shortest_length(text):
    """Return the fewest codewords by trying every way, in the plainest possible form."""
    best = {"B": 0, "C": 0}
    two_on = {"B": 10**6, "C": 10**6}
    for at in range(len(text) - 1, -1, -1):
        one = best["B"] + 1
        pair = two_on["C"] + 1 if text[at : at + 2].isdigit() and at + 2 <= len(text) else 10**6
        best, two_on = {"B": min(one, pair + 1), "C": min(pair, one + 1)}, best
    return min(best.values()) + 3  # start, check, stop


def length(built):
    return (len(built) - 2) // 11


@pytest.mark.parametrize(("text", "expected"), VECTORS["code128_codewords_zint_2_11_1"].items())
def test_codewords_are_those_of_another_encoder(text, expected):
    assert [*codewords(modules(text, "code128")), 106] == expected


@pytest.mark.parametrize("row", VECTORS["code128_traps"], ids=lambda row: row["data"])
def test_the_known_traps_are_read_as_written(row):
    assert read(modules(row["data"], "code128")) == row["data"]


@pytest.mark.parametrize("pair", [f"{number:02d}" for number in range(100)])
def test_no_leading_pair_is_lost(pair):
    assert read(modules(f"{pair}01234567890", "code128")) == f"{pair}01234567890"


def test_the_encoder_of_the_library_still_loses_a_leading_99():
    assert read(Code128("9901234567890").build()[0]) != "9901234567890"


def test_the_encoder_of_the_library_is_still_too_long_for_a_digit_first_number():
    assert len(Code128("=512342612345600").build()[0]) == 156
    assert len(modules("=512342612345600", "code128")) == 145


@settings(max_examples=300)
@given(st.one_of(TEXTS, DIGITY))
def test_every_text_is_read_back_and_is_as_short_as_can_be(text):
    built = ShortestCode128(text).build()[0]
    assert read(built) == text
    assert length(built) == shortest_length(text)


@pytest.mark.parametrize("text", ["", "献血", "a\nb", "١٢٣٤"])
def test_what_code_128_cannot_say_is_refused(text):
    with pytest.raises(Refusal):
        modules(text, "code128")


def test_codabar_has_start_and_stop():
    built = modules("A9901234567890A", "codabar")
    assert (built[0], built[-1]) == ("1", "1")


@given(DIGITY)
def test_bars_put_together_are_the_symbol(text):
    built = modules(text, "code128")
    drawn = ["0"] * len(built)
    for at, width in bars(built):
        drawn[at : at + width] = "1" * width
    assert "".join(drawn) == built


# ---- ten thousand texts, and the encoder of the library beside ours ----


def ten_thousand():
    """Every leading pair with digits and with signs behind it, then whatever chance brings."""
    chance = random.Random(128)
    yield from (
        f"{pair:02d}{chance.randrange(10**9):0{length}d}" for pair in range(100) for length in (9, 10, 11)
    )
    signs = "".join(map(chr, range(32, 127)))
    for _ in range(9_700):
        pool = chance.choice((signs, "0123456789", "0123456789=&A", "0123456789ABCDEFGHIJ=<>%"))
        yield "".join(chance.choices(pool, k=chance.randint(1, 24)))


def faults(encode, texts):
    """Return the texts that another reader, our own reader, or the count of characters finds wrong."""
    return [text for text in texts if fault_of(encode(text), text)]


def fault_of(built, text):
    if read(built) != text:
        return "read"
    return "length" if length(built) != shortest_length(text) else None


def test_ten_thousand_texts_are_read_as_written_and_are_as_short_as_can_be():
    assert faults(lambda text: ShortestCode128(text).build()[0], ten_thousand()) == []


def test_the_encoder_of_the_library_fails_that_test():
    wrong = faults(lambda text: Code128(text).build()[0], ten_thousand())
    assert [text for text in wrong if text.startswith("99") and text.isdigit()]
    assert len(wrong) > 200


def test_another_reader_reads_all_of_them_as_written():
    for text in ten_thousand():
        built = "0" * 10 + modules(text, "code128") + "0" * 10
        row = Image.frombytes("L", (len(built), 1), bytes(0 if sign == "1" else 255 for sign in built))
        [symbol] = zxingcpp.read_barcodes(
            row.resize((len(built) * 2, 20)), zxingcpp.Code128, try_rotate=False
        )
        assert symbol.text == text
