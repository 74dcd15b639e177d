"""The bounds of what a station may set for its desks."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from donor_room.domain.policy import Policy

SET: dict[str, Any] = {
    "stamp": {"id": "P", "edition": "1", "sha256": "0" * 64},
    "idle_lock_min": 5,
    "password_least": 10,
    "secret_free_tries": 3,
    "secret_first_wait_s": 5,
    "secret_longest_wait_s": 300,
    "secret_forgotten_after_h": 24,
    "queue_late_after_min": 30,
    "numbers_few": 20,
    "numbers_at_once": 50,
    "numbers_for_a_shift": 100,
    "chairs": 6,
}


def read(**changed: int) -> Policy:
    return msgspec.convert({**SET, **changed}, Policy)


def test_a_policy_within_the_bounds_is_taken():
    assert read(secret_first_wait_s=300).secret_longest_wait_s == 300


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idle_lock_min", 31),
        ("password_least", 7),
        ("secret_free_tries", 11),
        ("numbers_few", 0),
        ("chairs", 0),
    ],
)
def test_laxer_than_the_floor_is_refused(name: str, value: int):
    with pytest.raises(msgspec.ValidationError, match=name):
        read(**{name: value})


def test_the_first_wait_is_never_longer_than_the_longest():
    with pytest.raises(msgspec.ValidationError, match="secret_first_wait_s is more than"):
        read(secret_first_wait_s=301)


@pytest.mark.parametrize("chairs", [[0], [7], [1, 7]])
def test_only_a_chair_that_is_there_is_mixed_by_hand(chairs: Any):
    with pytest.raises(msgspec.ValidationError, match="a chair that is not there"):
        read(chairs_mixed_by_hand=chairs)


def test_the_chairs_without_a_mixer_are_named():
    named: Any = [5, 6]
    assert read(chairs_mixed_by_hand=named).chairs_mixed_by_hand == (5, 6)


def test_a_form_that_needs_no_agreement_is_not_older_than_one_that_does() -> None:
    assert read(paper_typed_within_days=60, paper_let_in_within_days=60).paper_let_in_within_days == 60
    with pytest.raises(ValueError, match="paper_let_in_within_days"):
        read(paper_typed_within_days=8, paper_let_in_within_days=7)
