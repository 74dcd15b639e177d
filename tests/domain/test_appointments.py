"""When a slot begins, in the ways in which lists write it."""

from __future__ import annotations

import pytest

from donor_room.domain.appointments import begins_at


@pytest.mark.parametrize(
    ("slot", "minute"),
    [
        ("09:00-09:30", 540),
        ("9:00—9:30", 540),
        ("9：05", 545),
        ("９：３０－１０：００", 570),
        ("上午9点-10点", 540),
        ("上午9点半", 570),
        ("下午2:30", 870),
        ("下午2点", 840),
        ("下午14:00-15:00", 840),
        ("2:30 pm", 870),
        ("14时30分", 870),
        ("9-10", 540),
        ("2026-11-21 10:30", 630),
        ("上午", 480),
        ("下午", 780),
        ("晚上", 1080),
        ("中午", 720),
        ("24:00", 1440),
        ("第一批", None),
        ("", None),
        (None, None),
        ("25:00", None),
    ],
)
def test_a_slot_says_when_it_begins(slot: str | None, minute: int | None) -> None:
    assert begins_at(slot) == minute
