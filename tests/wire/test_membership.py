"""A membership is believed only as its own station gave it, and only for its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.wire.membership import LASTS, Membership, check_membership, sign_membership
from donor_room.wire.signature import Unproven, new_key, public_text
from tests.support.van import MORNING

STATION = new_key()
UNTIL = MORNING + LASTS


def membership(**changes: object) -> Membership:
    fields = {"terminal": "66001.a", "terminal_name": "采血车 03-1", "public_key": public_text(new_key())}
    return Membership(**(fields | {"station_code": "66001", "until": UNTIL} | changes))


def why_not(one: Membership, *, code: str = "66001", now=MORNING, key=STATION) -> str:
    with pytest.raises(Unproven) as caught:
        check_membership(one, key.public_key(), station_code=code, now=now)
    return caught.value.reason


def test_the_stations_own_word_is_believed_to_its_last_second() -> None:
    one = sign_membership(membership(), STATION)
    check_membership(one, STATION.public_key(), station_code="66001", now=UNTIL - timedelta(seconds=1))


def test_after_its_time_it_is_over() -> None:
    assert why_not(sign_membership(membership(), STATION), now=UNTIL) == "membership_over"


def test_an_end_without_a_zone_is_no_end() -> None:
    one = sign_membership(membership(until=UNTIL.replace(tzinfo=None)), STATION)
    assert why_not(one) == "membership_over"


def test_another_station_makes_no_member_here() -> None:
    assert why_not(sign_membership(membership(), STATION), code="66002") == "other_station"


def test_another_key_makes_no_member() -> None:
    assert why_not(sign_membership(membership(), new_key())) == "membership"


@pytest.mark.parametrize(
    "changed",
    [
        {"terminal": "66001.b"},
        {"terminal_name": "别的"},
        {"public_key": public_text(new_key())},
        {"station_code": "66002"},
        {"until": UNTIL + timedelta(days=1)},
        {"signature": ""},
        {"signature": "坏"},
        {"signature": "AAAA"},
    ],
)
def test_whatever_is_changed_in_it_breaks_it(changed: dict[str, object]) -> None:
    assert why_not(replace(sign_membership(membership(), STATION), **changed)) == "membership"


def test_a_new_one_is_asked_for_when_half_of_it_is_over() -> None:
    assert not membership().is_half_over(MORNING + LASTS / 2)
    assert membership().is_half_over(MORNING + LASTS / 2 + timedelta(seconds=1))
