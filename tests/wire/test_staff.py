"""A person as the station tells: believed only as it was signed, for this station."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from donor_room.wire.signature import Unproven, new_key
from donor_room.wire.staff import StaffRow, name_of_staff, read_staff, sign_staff

KEY = new_key()
ROW = StaffRow(
    station_code="66001",
    staff="s001-abc",
    name="王芳",
    roles=("nurse",),
    password="$argon2id$",
    trained_on=date(2026, 1, 5),
    trained_until=None,
    has_left=False,
    revision=4,
)


def test_a_signed_row_is_read_as_it_was_written() -> None:
    assert read_staff(sign_staff(ROW, KEY), KEY.public_key(), station_code="66001") == ROW


@pytest.mark.parametrize("change", [{"said": "{}"}, {"signature": "AAAA"}, {"signature": "no base64"}])
def test_what_was_changed_is_not_believed(change: dict[str, str]) -> None:
    with pytest.raises(Unproven):
        read_staff(replace(sign_staff(ROW, KEY), **change), KEY.public_key(), station_code="66001")


def test_the_word_of_another_station_is_not_believed() -> None:
    with pytest.raises(Unproven):
        read_staff(sign_staff(ROW, KEY), KEY.public_key(), station_code="77001")


def test_the_key_of_another_is_not_believed() -> None:
    with pytest.raises(Unproven):
        read_staff(sign_staff(ROW, new_key()), KEY.public_key(), station_code="66001")


@pytest.mark.parametrize(
    ("body", "name"),
    [(msgspec.json.encode(sign_staff(ROW, KEY)).decode(), "王芳"), ("{}", ""), ("no json", "")],
)
def test_the_name_of_a_notice_is_read_to_be_shown(body: str, name: str) -> None:
    assert name_of_staff(body) == name
