"""One chair on the board: its stage, the flag of its time, and the reminder to mix by hand."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.chair_board import ChairCard, card_of, look_of, time_flag
from donor_room.packs.rules import load_rules
from tests.support import acts as a
from tests.support.acts import upto
from tests.support.acts import visit_of as told

PACK = load_rules()
EVERY_S = 90


def card(*acts: e.Act, by_hand: bool = False) -> ChairCard:
    return card_of(told(*acts), PACK, chair=3, is_hand_mixed=by_hand)


@pytest.mark.parametrize(
    ("step", "stage", "scanned", "labels"),
    [
        ("chair", "seated", 0, 0),
        ("planned", "seated", 0, 5),
        ("sent", "checking", 0, 5),
        ("scan bag1", "checking", 1, 5),
        ("scan slip", "bag", 5, 5),
        ("bag", "ready", 5, 5),
        ("needle", "flowing", 5, 5),
        ("ended", "tubes", 0, 5),
    ],
)
def test_the_stage_of_a_chair(step: str, stage: str, scanned: int, labels: int) -> None:
    found = card(*upto(step))
    assert (found.stage, found.scanned, found.labels) == (stage, scanned, labels)


def test_a_spoiled_set_begins_anew_with_the_other_needle() -> None:
    assert card(*upto("needle"), a.NEEDLE_FAILED).stage == "seated"


def test_what_a_card_knows_of_the_donor_and_the_needle() -> None:
    found = card(*upto("needle"))
    assert (found.chair, found.planned_ml, found.is_second, found.arm) == (3, 400, False, "left")
    assert found.times is not None
    assert found.times.clause == "SOP-2019"
    assert found.reaction is None
    assert card(*upto("needle"), a.BEGAN).reaction is not None


def test_a_kind_that_nobody_knows_has_no_limits() -> None:
    found = card(*upto("needle"), e.PlanChanged(plan="WB999"))
    assert (found.planned_ml, found.times) == (0, None)
    assert found.needle_at is not None
    look = look_of(found, found.needle_at + timedelta(hours=1), mix_every_s=EVERY_S)
    assert (look.flag, look.is_amber) == (None, False)


@pytest.mark.parametrize(
    ("volume_ml", "seconds", "flag"),
    [
        (200, 300, "in_time"), (200, 301, "no_platelets"), (200, 421, "no_plasma"), (200, 781, "alarm"),
        (300, 450, "in_time"), (300, 451, "no_platelets"), (300, 601, "no_plasma"), (300, 901, "alarm"),
        (400, 600, "in_time"), (400, 601, "no_platelets"), (400, 781, "no_plasma"), (400, 1201, "alarm"),
    ],
)  # fmt: skip
def test_the_time_of_each_volume_is_flagged(volume_ml: int, seconds: int, flag: str) -> None:
    times = next(one for one in PACK.donation.times if one.volume_ml == volume_ml)
    assert time_flag(times, seconds) == flag


@pytest.mark.parametrize(
    ("seconds", "mix_in_s"), [(0, 90), (60, 30), (89, 1), (90, 0), (104, 0), (105, 75), (179, 1), (180, 0)]
)
def test_a_chair_without_a_mixer_is_reminded_every_ninety_seconds(seconds: int, mix_in_s: int) -> None:
    found = card(*upto("needle"), by_hand=True)
    assert found.needle_at is not None
    look = look_of(found, found.needle_at + timedelta(seconds=seconds), mix_every_s=EVERY_S)
    assert (look.seconds, look.mix_in_s, look.is_amber) == (seconds, mix_in_s, mix_in_s == 0)
    mixer = msgspec.structs.replace(found, is_hand_mixed=False)
    assert look_of(mixer, found.needle_at, mix_every_s=EVERY_S).mix_in_s is None
    assert look_of(found, found.needle_at, mix_every_s=0).mix_in_s is None


def test_a_clock_that_went_back_shows_no_time_below_nought() -> None:
    found = card(*upto("needle"))
    assert found.needle_at is not None
    assert look_of(found, found.needle_at - timedelta(minutes=1), mix_every_s=EVERY_S).seconds == 0


def test_nothing_runs_before_the_needle_and_after_the_end() -> None:
    for step in ("bag", "ended"):
        found = card(*upto(step), by_hand=True)
        look = look_of(found, told(*upto(step)).changed_at + timedelta(hours=1), mix_every_s=EVERY_S)
        assert (look.seconds, look.flag, look.mix_in_s, look.is_amber) == (0, None, None, False)
