from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.devices.codecs.card_text import (
    encode_card_text,
    read_appended_address,
    read_card_text,
    text_of_answer,
)
from donor_room.domain.identity import DocumentKind
from donor_room.domain.refusal import Trouble
from tests.support.cards import CARD, CARD_BLOCK

HK_CARD = msgspec.structs.replace(
    CARD, kind=DocumentKind.HK_MACAU_RESIDENCE, nation=None, number="810000199003070015"
)
FOREIGN_CARD = msgspec.structs.replace(
    CARD,
    kind=DocumentKind.FOREIGN_RESIDENT_2017,
    name="样例",
    latin_name="EXAMPLE, PERSON",
    nation=None,
    nationality="USA",
    number="USA110090030712",
    address=None,
    authority=None,
    valid_until=date(2030, 1, 1),
    is_long_term=False,
)


def block_with(at, text):
    units = text.encode("utf-16-le", "surrogatepass")
    return CARD_BLOCK[:at] + units + CARD_BLOCK[at + len(units) :]


def trouble_of(block):
    with pytest.raises(Trouble) as said:
        read_card_text(block)
    return said.value.code


def test_the_published_block_reads_whole():
    assert read_card_text(CARD_BLOCK) == CARD
    assert encode_card_text(CARD) == CARD_BLOCK


@pytest.mark.parametrize("card", [CARD, HK_CARD, FOREIGN_CARD])
def test_each_layout_reads_back_what_was_written(card):
    assert read_card_text(encode_card_text(card)) == card


def test_a_taiwan_permit_is_told_by_its_number():
    card = msgspec.structs.replace(HK_CARD, kind=DocumentKind.TAIWAN_RESIDENCE, number="830000199003070013")
    assert read_card_text(encode_card_text(card)) == card


def test_a_foreigner_without_chinese_name_is_called_by_the_latin_one():
    block = encode_card_text(msgspec.structs.replace(FOREIGN_CARD, name=""))
    assert read_card_text(block).name == "EXAMPLE, PERSON"


def test_the_card_of_2023_is_not_guessed():
    card = msgspec.structs.replace(CARD, kind=DocumentKind.FOREIGN_RESIDENT_2023)
    assert trouble_of(encode_card_text(card)) == "devices.card.unknown_kind"


def test_nul_padding_is_padding():
    block = CARD_BLOCK.replace(b"\x20\x00", b"\x00\x00")
    assert read_card_text(block) == CARD


def test_a_private_use_character_is_kept_and_flagged():
    card = read_card_text(block_with(0, "王\ue863"))
    assert "\ue863" in card.name
    assert card.has_rare_character


def test_half_a_surrogate_pair_is_shown_as_damage():
    assert "\ufffd" in read_card_text(block_with(0, "\ud842田样例")).name


def test_an_unstated_sex_is_unknown():
    assert read_card_text(block_with(30, "9")).sex is None
    assert read_card_text(encode_card_text(msgspec.structs.replace(CARD, sex=None))).sex is None


def test_blank_days_of_validity_are_unknown_and_not_long_term():
    card = read_card_text(block_with(188, " " * 16))
    assert (card.valid_from, card.valid_until, card.is_long_term) == (None, None, False)
    assert read_card_text(encode_card_text(card)) == card


@pytest.mark.parametrize(
    ("at", "text"), [(36, "19900230"), (36, "        "), (36, "1990030７"), (204, "2030----")]
)
def test_a_day_that_is_none_makes_the_card_unreadable(at, text):
    assert trouble_of(block_with(at, text)) == "devices.card.unreadable"


@pytest.mark.parametrize("block", [b"", CARD_BLOCK[:-1], CARD_BLOCK + b"\0"])
def test_a_block_of_another_length_is_unreadable(block):
    assert trouble_of(block) == "devices.card.unreadable"


def test_a_name_too_long_for_the_chip_cannot_be_written():
    with pytest.raises(ValueError, match="do not fit"):
        encode_card_text(msgspec.structs.replace(CARD, name="字" * 16))


@given(st.binary(min_size=256, max_size=256))
def test_any_block_gives_a_card_or_a_trouble(block):
    try:
        card = read_card_text(block)
    except Trouble:
        return
    assert msgspec.json.decode(msgspec.json.encode(card))["number"] == card.number


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=7))
def test_every_name_that_fits_comes_back(name):
    card = msgspec.structs.replace(CARD, name=name)
    assert read_card_text(encode_card_text(card)).name == name


def test_photograph_and_fingerprint_are_let_go():
    plain = bytes.fromhex("01000400") + CARD_BLOCK + bytes(1024)
    with_finger = bytes.fromhex("010004000200") + CARD_BLOCK + bytes(1024 + 512)
    assert text_of_answer(plain) == CARD_BLOCK
    assert text_of_answer(with_finger) == CARD_BLOCK


@pytest.mark.parametrize("data", [b"", b"\x01", bytes(1284), bytes.fromhex("01000400") + CARD_BLOCK])
def test_sums_that_differ_are_unreadable(data):
    with pytest.raises(Trouble, match="unreadable"):
        text_of_answer(data)


def test_the_appended_address_may_carry_its_length():
    units = "样例市新路2号".ljust(35).encode("utf-16-le")
    assert read_appended_address(units) == "样例市新路2号"
    assert read_appended_address(b"\x00\x46" + units) == "样例市新路2号"
    assert read_appended_address(" ".encode("utf-16-le") * 35) is None
