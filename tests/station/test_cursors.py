"""A cursor is of its feed and its life alone; whatever else is shown is gone, and no fault of the station."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from donor_room.station.cursors import read_cursor, write_cursor
from donor_room.station.refused import Refused
from donor_room.station.server import Station


def sealed(words: str) -> str:
    return urlsafe_b64encode(words.encode()).decode()


def test_a_cursor_is_read_as_it_was_written(station: Station) -> None:
    assert read_cursor(station.house, "staff", write_cursor(station.house, "staff", 41)) == 41
    assert read_cursor(station.house, "staff", "") == 0


@pytest.mark.parametrize(
    "told",
    [
        "notices:{life}:1",
        "staff:other:1",
        "staff:{life}:-1",
        "staff:{life}:x",
        "staff",
        "staff:{life}:" + "9" * 30,
    ],
)
def test_any_other_is_gone(station: Station, told: str) -> None:
    with pytest.raises(Refused):
        read_cursor(station.house, "staff", sealed(told.format(life=station.house.generation)))


def test_what_is_no_cursor_is_gone(station: Station) -> None:
    with pytest.raises(Refused):
        read_cursor(station.house, "staff", "%")
