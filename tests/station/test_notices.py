"""The feed of notices: each to whom it is meant, in its order, never one twice or none."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from donor_room.station import notices
from donor_room.station.server import Station
from donor_room.station.store import Connection
from donor_room.sync.link import StationSaysNo
from donor_room.wire.notices import HoldNotice, Notice, NoticePage, read_hold
from tests.support.stations import Caller
from tests.support.van import MORNING


class Word(msgspec.Struct):
    """The body of some notice."""

    says: str


@pytest.fixture
def conn(station: Station) -> Iterator[Connection]:
    with station.connections.lend() as conn:
        yield conn


def tell(conn: Connection, station: Station, says: str, **how: Any) -> int:
    return notices.tell(conn, station.house.code, "some.kind", Word(says), **({"now": MORNING} | how))


def page(caller: Caller, **asked: Any) -> NoticePage:
    return caller.link.get("/v1/notices", NoticePage, **asked)


def said(found: tuple[Notice, ...]) -> list[str]:
    return [msgspec.json.decode(one.body, type=Word).says for one in found]


def test_notices_come_in_their_order_page_by_page(station: Station, caller: Caller, conn: Connection) -> None:
    for n in range(5):
        tell(conn, station, str(n))
    first = page(caller, limit=3)
    then = page(caller, limit=3, cursor=first.cursor)
    assert (said(first.notices), first.more) == (["0", "1", "2"], True)
    assert (said(then.notices), then.more) == (["3", "4"], False)
    assert page(caller, cursor=then.cursor).notices == ()


def test_a_notice_for_one_terminal_is_told_to_no_other(
    station: Station, caller: Caller, conn: Connection
) -> None:
    other = Caller(station)
    tell(conn, station, "one", terminal=caller.reply.terminal)
    tell(conn, station, "all")
    assert said(page(caller).notices) == ["one", "all"]
    assert said(page(other).notices) == ["all"]


def test_what_is_urgent_has_a_lane_of_its_own(station: Station, caller: Caller, conn: Connection) -> None:
    tell(conn, station, "waits")
    tell(conn, station, "stop", urgent=True)
    assert said(page(caller, lane="urgent").notices) == ["stop"]
    assert said(page(caller, lane="rest").notices) == ["waits"]
    assert said(page(caller).notices) == ["waits", "stop"]


def test_who_asks_for_the_first_time_hears_of_the_last_thirty_days(
    station: Station, caller: Caller, conn: Connection
) -> None:
    tell(conn, station, "old", now=MORNING - timedelta(days=31))
    tell(conn, station, "new", now=MORNING - timedelta(days=29))
    assert said(page(caller).notices) == ["new"]


def test_who_was_away_for_long_still_hears_all(station: Station, caller: Caller, conn: Connection) -> None:
    cursor = page(caller).cursor
    tell(conn, station, "old", now=MORNING - timedelta(days=300))
    assert said(page(caller, cursor=cursor).notices) == ["old"]


def test_without_a_time_it_is_told_now(station: Station, caller: Caller, conn: Connection) -> None:
    tell(conn, station, "now", now=None)
    (row,) = conn.execute("SELECT told_at > now() - interval '1 minute' FROM notice").fetchall()
    assert row == (True,)


@pytest.mark.parametrize(
    "cursor",
    ["nonsense!", "AAAA", urlsafe_b64encode(b"notices:other:3").decode(), urlsafe_b64encode(b"a:3").decode()],
)
def test_a_cursor_of_another_feed_is_gone(caller: Caller, cursor: str) -> None:
    with pytest.raises(StationSaysNo) as caught:
        page(caller, cursor=cursor)
    assert (caught.value.status, caught.value.problem.code) == (410, "notices.cursor")


def test_a_cursor_of_the_directory_is_not_one_of_the_notices(caller: Caller, station: Station) -> None:
    cursor = urlsafe_b64encode(f"directory:{station.house.generation}:3".encode()).decode()
    with pytest.raises(StationSaysNo, match=r"notices\.cursor"):
        page(caller, cursor=cursor)


@pytest.mark.parametrize("asked", [{"lane": "other"}, {"limit": 0}, {"limit": 201}])
def test_what_cannot_be_asked_is_said_so(caller: Caller, asked: dict[str, Any]) -> None:
    with pytest.raises(StationSaysNo) as caught:
        page(caller, **asked)
    assert caught.value.status == 400


def test_a_notice_that_was_not_committed_is_nobodys(
    station: Station, caller: Caller, conn: Connection
) -> None:
    with conn.transaction(force_rollback=True):
        tell(conn, station, "undone")
    tell(conn, station, "done")
    assert said(page(caller).notices) == ["done"]


def test_a_body_tells_of_a_hold_or_of_something_else() -> None:
    hold = HoldNotice(reason="interval", visit="v1", number="A1", crate="2", donor="样*", site="广场")
    assert read_hold(msgspec.json.encode(hold)) == hold
    assert read_hold(b'{"says": "x"}') is None
