"""Nobody takes more than a share: rates, slow bodies, heads that never end, and a terminal that is locked."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station import app, patience
from donor_room.station.limits import Limits, Rate, Rates
from donor_room.station.refused import Refused
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.messages import PushReply
from donor_room.wire.signature import new_key
from tests.support import plain
from tests.support.signed import signed
from tests.support.stations import Caller, new_database
from tests.support.van import MORNING, Book

NARROW = Rates(terminal=Rate(1e-3, 5), address=Rate(1e-3, 40), stranger=Rate(1e-3, 3))


TOO_FAST = (429, "station.too_fast")


class Now:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def limits(now: Now) -> Limits:
    return Limits(Rates(terminal=Rate(2, 10), address=Rate(1, 2), stranger=Rate(0.5, 1)), now)


def wait_of(ask: object, *asked: object) -> int:
    """How long is to be waited, 0 when it was granted."""
    try:
        ask(*asked)  # type: ignore[operator]
    except Refused as no:
        return (no.problem.retry_after_s or -1) if (no.status, no.problem.code) == TOO_FAST else -1
    return 0


def test_as_much_as_is_allowed_is_granted_at_once_and_then_as_it_flows_back(limits: Limits, now: Now) -> None:
    assert [wait_of(limits.call_from, "a") for _ in range(4)] == [0, 0, 1, 1]
    now.at += 1
    assert [wait_of(limits.call_from, "a") for _ in range(2)] == [0, 1]


def test_more_never_flows_back_than_may_be_taken_at_once(limits: Limits, now: Now) -> None:
    now.at += 1_000
    assert [wait_of(limits.call_from, "a") for _ in range(3)] == [0, 0, 1]


def test_one_does_not_pay_for_another(limits: Limits) -> None:
    assert [wait_of(limits.call_from, who) for who in ("a", "b", "a", "b")] == [0, 0, 0, 0]


def test_a_large_body_counts_for_many_calls(limits: Limits, now: Now) -> None:
    assert wait_of(limits.call_of, "t", 9 * 65_536) == 0
    assert wait_of(limits.call_of, "t", 5 * 65_536) == 3
    now.at += 3
    assert wait_of(limits.call_of, "t", 5 * 65_536) == 0


def test_a_body_beyond_all_that_may_be_taken_waits_for_a_full_measure(limits: Limits, now: Now) -> None:
    limits.call_of("t", 0)
    assert wait_of(limits.call_of, "t", 10**9) == 1
    now.at += 1
    assert wait_of(limits.call_of, "t", 10**9) == 0


def test_what_was_refused_costs_nothing(limits: Limits, now: Now) -> None:
    limits.stranger_from("a")
    for _ in range(100):
        assert wait_of(limits.stranger_from, "a") == 2
    now.at += 2
    assert wait_of(limits.stranger_from, "a") == 0


def test_strangers_without_number_fill_no_memory(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("donor_room.station.limits._MOST_KNOWN", 50)
    for n in range(500):
        limits.call_from(str(n))
    assert len(limits._left) == 50


# ---- at the running station ----


@pytest.fixture
def narrow() -> Iterator[Caller]:
    with Station(new_database(), clock=FixedClock(MORNING), rates=NARROW) as station:
        caller = Caller(station)
        yield caller
        caller.link.close()


def test_a_terminal_that_asks_too_often_is_told_when_to_come_back(narrow: Caller) -> None:
    answers = [signed(narrow, "GET", "/v1/ranges") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == str(answers[-1].json()["retry_after_s"])
    assert 0 < answers[-1].json()["retry_after_s"] <= 1_000


def test_the_no_is_signed_so_that_nobody_else_can_keep_a_terminal_away(narrow: Caller) -> None:
    for _ in range(5):
        narrow.head("van1")
    with pytest.raises(StationSaysNo) as caught:
        narrow.head("van1")
    assert caught.value.problem.retry_after_s


def test_nothing_of_a_push_that_came_too_early_is_lost(narrow: Caller) -> None:
    book = Book()
    for _ in range(5):
        narrow.head("van1")
    with pytest.raises(StationSaysNo, match="too_fast"):
        narrow.push("van1", book.lines)
    assert narrow.station.heads() == {}


def test_strangers_are_slowed_down_and_the_terminal_beside_them_is_not(narrow: Caller) -> None:
    url = f"{narrow.station.url}/v1/head?book=b"
    assert [plain.get(url).status_code for _ in range(4)] == [401, 401, 429, 429]  # one went to the enrolment
    assert narrow.head("van1").acknowledged.seq == 0


def test_guessing_at_codes_is_slow(narrow: Caller) -> None:
    answers = [plain.post(f"{narrow.station.url}/v1/enrol", content=b"{}").status_code for _ in range(4)]
    assert answers == [400, 400, 429, 429]


def test_another_key_in_a_terminals_name_counts_as_a_stranger(narrow: Caller) -> None:
    narrow.link = narrow.linked(new_key())
    said = []
    for _ in range(3):
        with pytest.raises(StationSaysNo) as caught:
            narrow.head("van1")
        said.append(caught.value.status)
    assert said == [401, 401, 429]


def test_an_address_that_asks_without_end_is_told_before_its_body_is_read(narrow: Caller) -> None:
    url = f"{narrow.station.url}/v1/health"
    assert {plain.get(url).status_code for _ in range(39)} == {200}
    answer = plain.post(url, content=b"0" * 5_000_000)
    assert (answer.status_code, answer.json()["code"]) == (429, "station.too_fast")


def test_an_ordinary_day_never_meets_a_limit(caller: Caller) -> None:
    book = Book()
    for n in range(150):
        book.open_shift(f"shift-{n}")
    for n, line in enumerate(book.lines, start=1):  # one call for each entry, as after a bad line
        assert caller.push("van1", [line]).acknowledged.seq == n


# ---- slow ----


def spoken(station: Station, *parts: bytes) -> bytes:
    """Say these bytes and no more, and return all that is said until the line is cut."""
    with socket.create_connection(("127.0.0.1", int(station.url.rpartition(":")[2]))) as line:
        line.settimeout(60)
        for part in parts:
            line.sendall(part)
        heard = b""
        while more := line.recv(65_536):
            heard += more
        return heard


def test_a_head_that_never_ends_is_not_waited_for(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_S", 0.2)
    assert spoken(station, b"GET /v1/health HTTP/1.1\r\nhost: x\r\n", b"x-slow: ") == b""


def test_a_caller_that_says_nothing_is_not_waited_for(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_S", 0.2)
    assert spoken(station) == b""


def test_a_second_head_that_never_ends_is_not_waited_for(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_S", 0.2)
    whole = b"GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n"
    assert spoken(station, whole, b"GET /v1").count(b"HTTP/1.1 200") == 1


def test_a_body_that_never_ends_is_told_so(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_BODY_S", 0.2)
    head = b"POST /v1/push?book=b HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 100\r\n\r\n"
    heard = spoken(station, head, b"0" * 50)
    assert heard.startswith(b"HTTP/1.1 408")
    assert b'"code":"body_slow"' in heard


# ---- bodies that lie ----


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "message"),
        (b"no frame at all", 400, "message"),
        (b"\x28\xb5\x2f\xfd\x04\x00\x01\x00\x00", 413, "too_large"),  # a frame that does not tell its size
        (b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 8 + b"\x01\x00\x00", 413, "too_large"),  # says 2^64 - 1 bytes
        (b"\x28\xb5\x2f\xfd\x20\x05\x09\x00\x00a", 400, "message"),  # says five bytes and holds one
        (b"\x28\xb5\x2f\xfd\x20\x01\x11\x00\x00ab", 400, "message"),  # says one byte and holds two
    ],
)
def test_a_body_that_is_no_frame_or_lies_about_its_size_is_refused(
    caller: Caller, body: bytes, status: int, code: str
) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.link.push("/v1/push", body, PushReply, book="van1")
    assert (caught.value.status, caught.value.problem.code) == (status, code)
