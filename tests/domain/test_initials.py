"""Pinyin initials of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.initials import initials, readings


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王建国", "wjg"),
        ("欧阳娜", "oyn"),
        ("阿依古丽", "aygl"),
        ("匝座", "zz"),
        ("单雪", "sx"),
        ("曾子单", "zzd"),
        ("邹佟闫冼", "ztyx"),
        ("张𬭎", "z"),
        ("䶮", ""),
        ("阿·买", "a"),
        ("Anna", "anna"),
        ("", ""),
    ],
)
def test_initials_go_as_far_as_they_are_known(name, letters):
    assert initials(name) == letters


@given(st.text())
def test_whatever_is_typed_gives_small_letters(text):
    found = initials(text)
    assert len(found) <= len(text)
    assert not found or (found.isascii() and found.isalpha() and found == found.lower())


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("布洛芬", ("blf",)),
        ("重组乙肝", ("zzyg", "czyg")),
        ("丹参", ("dc", "ds")),
        ("吡嗪", ("bq", "pq")),
        ("23价", ("j",)),
        ("重3", ("z", "c")),
        ("维C", ("wc",)),
        ("", ("",)),
    ],
)
def test_every_way_to_read_a_medicine_is_known(text, ways):
    assert readings(text) == ways


def test_a_text_of_many_readings_is_cut_short():
    assert len(readings("重重重重重重")) == 16
