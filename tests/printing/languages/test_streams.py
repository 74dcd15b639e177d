"""Every language burns exactly the dots of the picture: read back by interpreters of their own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from donor_room.printing.languages import epl, escpos, tspl, zpl
from donor_room.printing.languages.speech import PrintSettings, millimetres
from tests.printing.languages import heads
from tests.printing.languages.pictures import Dots, noise, pictures

PLAIN = PrintSettings()
LIST = st.lists(pictures, min_size=1, max_size=3)


def is_same(page: heads.Burnt, dots: Dots) -> bool:
    burnt = heads.picture(page)
    return burnt.size == dots.image.size and ImageChops.logical_xor(burnt, dots.image).getbbox() is None


@settings(max_examples=60)
@given(LIST)
def test_zpl_in_hexadecimal_burns_the_dots_of_every_picture(drawn):
    pages = heads.zpl(zpl.job(drawn, PLAIN))
    assert len(pages) == len(drawn)
    assert all(map(is_same, pages, drawn))


@settings(max_examples=60)
@given(pictures)
def test_packed_zpl_burns_the_same_dots_and_its_check_value_holds(dots):
    (page,) = heads.zpl(zpl.packed_label(dots, PLAIN))
    assert is_same(page, dots)


@settings(max_examples=60)
@given(LIST)
def test_tspl_burns_the_dots_of_every_picture(drawn):
    drawn = [Dots(dots.image, drawn[0].dpi) for dots in drawn]
    pages = heads.tspl(tspl.job(drawn, PLAIN), 1 / millimetres(1, drawn[0].dpi))
    assert len(pages) == len(drawn)
    assert all(map(is_same, pages, drawn))


@settings(max_examples=60)
@given(LIST)
def test_epl_burns_the_dots_of_every_picture(drawn):
    pages = heads.epl(epl.job(drawn, PLAIN))
    assert len(pages) == len(drawn)
    assert all(map(is_same, pages, drawn))


@settings(max_examples=60)
@given(pictures)
def test_a_slip_burns_the_dots_of_its_picture(dots):
    (page,) = heads.escpos(escpos.job([dots], PLAIN), dots.image.width)
    assert is_same(page, dots)


def test_a_slip_that_is_longer_than_a_band_has_no_seam():
    dots = noise(33, escpos.BAND_ROWS * 2 + 7, 5)
    (page,) = heads.escpos(escpos.job([dots], PLAIN), 33)
    assert is_same(page, dots)


@pytest.mark.parametrize(
    ("stream", "wide"),
    [
        (lambda dots: heads.zpl(zpl.job([dots], PLAIN)), 9),
        (lambda dots: heads.tspl(tspl.job([dots], PLAIN), 8), 9),
        (lambda dots: heads.epl(epl.job([dots], PLAIN)), 9),
        (lambda dots: heads.escpos(escpos.job([dots], PLAIN), 9), 9),
    ],
)
def test_a_white_picture_burns_nothing_beside_its_edge(stream, wide):
    (page,) = stream(Dots(Image.new("1", (wide, 4), 1), 203))
    assert not any(any(row) for row in page)


def test_the_check_value_is_the_published_one():
    assert zpl.crc16(b"123456789") == 0x31C3  # CRC-16/XMODEM


def test_darkness_and_speed_are_said_in_the_words_of_each_language():
    dots, hot = noise(8, 8, 1), PrintSettings(darkness=15, speed_ips=2)
    assert zpl.job([dots], hot).startswith(b"~SD30")
    assert b"^PR2^" in zpl.job([dots], hot)
    assert b"DENSITY 15\r\nSPEED 2\r\n" in tspl.job([dots], hot)
    assert b"\r\nD15\r\nS2\r\n" in epl.job([dots], hot)


def test_a_darkness_that_nobody_chose_is_left_as_the_printer_has_it():
    dots = noise(8, 8, 1)
    assert b"~SD" not in zpl.job([dots], PLAIN)
    assert b"DENSITY" not in tspl.job([dots], PLAIN)
    assert b"\r\nD" not in epl.job([dots], PLAIN)


def test_no_printer_prints_a_torn_label_again_on_its_own():
    dots = noise(8, 8, 1)
    assert zpl.job([dots, dots], PLAIN).count(b"^JZN") == 2
    assert b"SET REPRINT OFF" in tspl.job([dots], PLAIN)


def test_the_gap_is_told_in_dots_of_the_head():
    assert b"Q8,16\r\n" in epl.job([noise(8, 8, 1)], PLAIN)
    assert b"Q8,24\r\n" in epl.job([noise(8, 8, 1, dpi=300)], PLAIN)
    assert b"GAP 2.0 mm,0 mm" in tspl.job([noise(8, 8, 1)], PLAIN)
