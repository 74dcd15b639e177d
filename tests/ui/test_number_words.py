"""The band says how the numbers of the shift stand, in the words of the nurse."""

from __future__ import annotations

import pytest

from donor_room.store.numbers import Tally
from donor_room.ui.number_words import band_sum
from donor_room.ui.surroundings import Surroundings, standing_of
from donor_room.ui.texts import texts
from donor_room.workflow import hand_over
from tests.support import desks as d

EVEN = Tally(issued=50, taken=33, returned=0, ends={"used": 31, "void": 2})


def test_before_a_shift_is_open_nothing_is_said() -> None:
    assert band_sum(None) is None


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("zh_CN", "号 50 = 用 31 + 废 2 + 退 0 + 余 17"),
        ("en", "No. 50 = 31 used + 2 void + 0 back + 17 left"),
    ],
)
def test_the_sum_is_said_in_both_languages(language: str, whole: str) -> None:
    texts().switch(language)
    told = band_sum(EVEN)
    assert told is not None
    assert (told.whole, told.wrong) == (whole, "")


def test_what_is_in_work_and_what_was_explained_is_said_where_there_is_any() -> None:
    told = band_sum(Tally(50, 36, 0, {"used": 31, "void": 2, "open": 2, "explained": 1}))
    assert told is not None
    assert told.whole == "号 50 = 用 31 + 废 2 + 退 0 + 在办 2 + 说明 1 + 余 14"
    assert (told.short, told.wrong) == ("号余 14", "")


def test_a_number_without_an_end_is_said_before_everything_else() -> None:
    told = band_sum(Tally(50, 34, 0, {"used": 31, "void": 2, "lost": 1}))
    assert told is not None
    assert told.wrong == "1 个号没有着落"


@pytest.mark.parametrize(
    "tally", [Tally(50, 34, 0, {"used": 33}), Tally(50, 33, 18, {"used": 33}), Tally(0, 0, 0, {"used": 1})]
)
def test_a_sum_that_is_none_is_said(tally: Tally) -> None:
    told = band_sum(tally)
    assert told is not None
    assert told.wrong == "号码合计不平"


def test_the_band_follows_the_acts(tmp_path, clock, window) -> None:
    around = Surroundings(window)

    def shown() -> str:
        around.show(standing_of(desk), here="", now=clock.now())
        return window.status.numbers.whole if window.status.numbers else ""

    with d.at_work(tmp_path, clock) as desk:
        assert shown() == "号 50 = 用 0 + 废 0 + 退 0 + 余 50"
        d.plan_set(desk, d.bring_to(desk, "labels"))
        assert shown() == "号 50 = 用 0 + 废 0 + 退 0 + 在办 1 + 余 49"
        hand_over.return_unspent(desk)
        assert shown() == "号 50 = 用 0 + 废 0 + 退 49 + 在办 1 + 余 0"


def test_before_the_shift_the_band_says_no_numbers(tmp_path, clock, window) -> None:
    desk = d.new_desk(tmp_path, clock)
    Surroundings(window).show(standing_of(desk), here="", now=clock.now())
    assert window.status.numbers is None
    desk.close()


@pytest.mark.parametrize(("kinds", "moves"), [(("labels.planned",), True), (("interview.answered",), False)])
def test_only_acts_that_move_a_number_bring_the_sum_up_to_date(kinds, moves) -> None:
    assert Surroundings.is_moved_by(kinds) is moves
