"""The test label shows every dead dot, and its code can be read."""

from __future__ import annotations

import pytest

from donor_room.packs.labels import shipped_templates
from donor_room.packs.texts import Texts
from donor_room.printing.dead_dots import refuse_unreadable, worn
from donor_room.printing.trial_label import draw_trial, size_of_largest
from donor_room.printing.verify import decode
from tests.support.desks import refused

SIZES = [(203, 60, 30), (300, 60, 30), (600, 50, 40)]


@pytest.mark.parametrize(("dpi", "wide", "high"), SIZES)
def test_a_dead_dot_leaves_a_gap_in_the_stair(dpi: int, wide: int, high: int) -> None:
    drawn = draw_trial(Texts("zh_CN"), dpi, wide, high)
    for dot in range(1, drawn.image.width + 1):
        missing = worn(drawn, [dot]).image
        column = (dot - 1, 0, dot, missing.height)
        assert not drawn.image.crop(column).getextrema()[0]
        assert missing.crop(column).getextrema()[0]


def test_its_code_is_read_and_is_no_number() -> None:
    assert decode(draw_trial(Texts("zh_CN"), 203, 60, 30)) == ["DRT"]


def test_it_is_as_wide_as_the_widest_label() -> None:
    wide, high = size_of_largest(shipped_templates().values())
    assert wide == 30
    assert high == 60


def test_dead_dots_that_tear_a_code_are_refused_and_others_are_not() -> None:
    drawn = draw_trial(Texts("zh_CN"), 203, 60, 30)
    refuse_unreadable(drawn, [drawn.image.width])
    refuse_unreadable(drawn, [])
    with refused("printer.dead_dot_under_symbol"):
        refuse_unreadable(drawn, range(40, 140, 3))
