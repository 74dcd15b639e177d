"""Ranges that a station signed, and the station to which a terminal belongs, without a station."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from unittest.mock import patch

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.donation_number import ISBT128, NumberProfile, number_range, own_or_none
from donor_room.wire.lease import sign_lease
from donor_room.wire.messages import EnrolReply, LeasedRange
from donor_room.wire.signature import load_key, public_text
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import keep_enrolment
from donor_room.workflow.enrolling import begin_enrolment

STATION_KEY = load_key(bytes(range(32)))
STATION = EnrolReply(
    terminal="66001.van", terminal_name="van", station_code="66001", station_name="示范站",
    station_key=public_text(STATION_KEY), directory_key=b64encode(bytes(32)).decode(), practice=False,
    protocol=1, numbers=None,
)  # fmt: skip


def lent(
    first: str = "A999926000001",
    last: str = "A999926000010",
    profile: NumberProfile = ISBT128,
    range_id: str = "r1",
    *,
    profile_name: str | None = None,
    unchecked: bool = False,
    **changes: Any,
) -> LeasedRange:
    """Return a range as the station of the tests lends it; changes are made before it is signed."""
    count = 0 if unchecked else number_range(first, last, profile).count
    whole = LeasedRange(
        range_id=range_id, profile=profile_name or profile.name, first=first, last=last, count=count,
        own_profile=own_or_none(profile),
    )  # fmt: skip
    changed = msgspec.structs.replace(whole, **changes)
    return sign_lease(changed, STATION_KEY, station_code=STATION.station_code, terminal=STATION.terminal)


def lease_of_before(desk: Desk, first: str, last: str, range_id: str = "r1") -> None:
    """Write a range down as it was written before leases were signed; such ones stay good."""
    run = number_range(first, last, ISBT128)
    leased = e.RangeLeased(range_id=range_id, profile="isbt128", first=first, last=last, count=run.count)
    with patch.object(e.RangeLeased, "VERSION", 1):
        desk.record_as_terminal(leased)


def join(desk: Desk, station: EnrolReply = STATION) -> None:
    """Let a terminal belong to the station of the tests."""
    begun = begin_enrolment(desk.ledger, "http://127.0.0.1:1")
    keep_enrolment(desk.ledger, msgspec.structs.replace(begun, reply=station))
