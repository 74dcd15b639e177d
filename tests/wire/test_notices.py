"""What is told of a hold is read whole, and what is told of something else is no hold."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from donor_room.wire.messages import encode
from donor_room.wire.notices import (
    HOLD_DECIDED,
    HOLD_GONE,
    HOLD_OPENED,
    CalledNotice,
    HoldNotice,
    Notice,
    NoticePage,
    ReceivedNotice,
    Verdict,
    read_called,
    read_hold,
    read_received,
    stands,
)
from tests.support.van import MORNING

HOLD = HoldNotice(
    reason="interval", visit="v1", number="A660126000001", crate="3", donor="李*", site="人民广场",
    verdict="stay", by="王医师",
)  # fmt: skip


def test_a_hold_is_read_as_it_was_told() -> None:
    assert read_hold(encode(HOLD)) == HOLD
    assert read_hold(encode(HOLD).decode()) == HOLD


@pytest.mark.parametrize(
    ("kind", "verdict", "is_apart"),
    [
        (HOLD_OPENED, None, True),
        (HOLD_GONE, None, False),
        (HOLD_DECIDED, "stay", True),
        (HOLD_DECIDED, "discard", True),
        (HOLD_DECIDED, "release", False),
    ],
)
def test_a_unit_lies_apart_until_the_hold_is_gone_or_it_is_released(
    kind: str, verdict: Verdict | None, *, is_apart: bool
) -> None:
    assert stands(kind, replace(HOLD, verdict=verdict)) is is_apart


def test_what_was_received_is_read_as_it_was_told() -> None:
    told = ReceivedNotice(shift="s", site="人民广场", bags=40, parts=160, differences=1, by="许静")
    assert read_received(encode(told)) == told
    assert read_received(encode(HOLD)) is None
    assert read_received(b"no json") is None


def test_a_call_is_read_as_it_was_told() -> None:
    told = CalledNotice(visit="v1", reaction="r", result="well", at=MORNING, by="许静")
    assert read_called(encode(told)) == told
    assert read_called(encode(told).replace(b"well", b"gone")) is None
    assert read_called(encode(HOLD)) is None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"reason":1}', "no json"])
def test_what_tells_something_else_is_no_hold(body: str | bytes) -> None:
    assert read_hold(body) is None


def test_the_body_of_a_notice_travels_as_it_is() -> None:
    body = msgspec.Raw(b'{"of":  "a kind to come"}')
    notice = Notice(revision=7, kind=HOLD_DECIDED, urgent=True, at=MORNING, body=body)
    page = NoticePage(notices=(notice,), cursor="c", more=False)
    again = msgspec.json.decode(encode(page), type=NoticePage)
    assert bytes(again.notices[0].body) == bytes(body)
    assert (again.notices[0].revision, again.cursor, again.more) == (7, "c", False)
