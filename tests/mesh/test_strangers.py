"""Whoever is no terminal of this station is answered nothing and changes nothing, whatever it sends."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.domain.clock import FixedClock
from donor_room.mesh.counter import Answer, Call
from donor_room.mesh.door import Door
from donor_room.mesh.neighbour import Neighbour, NoNeighbour
from donor_room.wire.beside import ENTRIES, HELLO, MAX_ASKED_BYTES, Asked, Told
from donor_room.wire.codec import Broken
from donor_room.wire.membership import LASTS, sign_membership
from donor_room.wire.messages import Head, encode
from donor_room.wire.sealed_body import ANSWERED, ASKED, open_body, seal_body
from donor_room.wire.signature import new_key, public_text, sign_request
from donor_room.workflow.beside import Beside
from donor_room.workflow.membership import Badge
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import desks, plain
from tests.support.stations import running_station
from tests.support.van import Book


@pytest.fixture
def a(vehicle: Vehicle) -> Laptop:
    laptop = vehicle.laptop("采血车03-1").work("王芳")
    laptop.open_visit(7)
    return laptop


@pytest.fixture
def b(vehicle: Vehicle) -> Laptop:
    return vehicle.laptop("采血车03-2").work("李敏")


def call(badge: Badge, path: str = HELLO, *, method: str = "POST", **asked: Any) -> Call:
    body = encode(Asked(**({"membership": badge.membership} | asked)))
    return signed(badge, path, seal_body(badge.sealing_key, body, ASKED + path.encode()), method=method)


def signed(badge: Badge, path: str, body: bytes, *, method: str = "POST") -> Call:
    headers = sign_request(
        badge.key, method=method, path=path, query="", body=body, keyid=badge.terminal, created=1,
        nonce=token_urlsafe(16),
    )  # fmt: skip
    return Call(method, path, "", headers, body)


def state(laptop: Laptop) -> Any:
    return laptop.desk.ledger.verify(), desks.drawn(laptop.desk)


def refused(laptop: Laptop, asked: Call) -> None:
    before = state(laptop)
    assert laptop.counter.answer(asked) == Answer(403, {}, b"")
    assert state(laptop) == before


def test_a_terminal_of_the_station_is_told(a: Laptop, b: Laptop) -> None:
    answer = a.counter.answer(call(b.badge()))
    told = open_body(b.badge().sealing_key, answer.body, ANSWERED + HELLO.encode())
    assert answer.status == 200
    assert a.desk.ledger.book.encode() in told


def test_nothing_readable_travels(a: Laptop, b: Laptop) -> None:
    donor = a.desk.visits.get(a.queue()[0]).donor
    hello, entries = call(b.badge()), call(b.badge(), ENTRIES, book=a.desk.ledger.book)
    every = [hello.body, entries.body, *(a.counter.answer(one).body for one in (hello, entries))]
    for hidden in (donor.name, donor.document_number, b.name, a.desk.ledger.book):
        assert not [body for body in every if hidden.encode() in body]


def test_another_station_reads_nothing_and_is_told_nothing(a: Laptop, tmp_path, clock: FixedClock) -> None:
    with running_station(clock) as other:
        far = Vehicle(tmp_path / "far", other, clock)
        stranger = far.laptop("别站的车")
        refused(a, call(stranger.badge()))
        with pytest.raises(NoNeighbour):
            stranger.meets(a)
        with pytest.raises(NoNeighbour):
            a.meets(stranger)
        far.close()


def test_the_secret_alone_is_not_enough(a: Laptop, b: Laptop) -> None:
    """Who has the sealing key and a membership of her own making is still no member."""
    key = new_key()
    forged = replace(b.badge().membership, public_key=public_text(key), terminal="66001-practice.x")
    own = sign_membership(forged, key)
    for membership in (forged, own):
        refused(a, call(b.badge()._replace(membership=membership, key=key)))


def test_a_membership_that_is_over_counts_no_more(a: Laptop, b: Laptop, clock: FixedClock) -> None:
    asked = call(b.badge())
    clock.instant += LASTS - timedelta(seconds=1)
    assert a.counter.answer(asked).status == 200
    clock.instant += timedelta(seconds=1)
    refused(a, asked)
    with pytest.raises(NoNeighbour, match="stranger"):
        b.meets(a)


def test_the_membership_of_another_cannot_be_shown_as_ones_own(a: Laptop, b: Laptop) -> None:
    refused(a, call(b.badge()._replace(key=new_key())))


def test_this_terminal_is_no_neighbour_of_itself(a: Laptop) -> None:
    refused(a, call(a.badge()))


@pytest.mark.parametrize("path", ["/", "/beside/1/", "/v1/push", HELLO + "/", "/beside/2/hello"])
def test_there_is_no_other_path(a: Laptop, b: Laptop, path: str) -> None:
    refused(a, call(b.badge(), path))


def test_there_is_no_other_method(a: Laptop, b: Laptop) -> None:
    refused(a, call(b.badge(), method="GET"))


def test_a_question_played_again_changes_nothing_and_tells_the_same(a: Laptop, b: Laptop) -> None:
    asked, before = call(b.badge()), state(a)
    for _ in range(3):
        assert a.counter.answer(asked).status == 200
    assert state(a) == before


def test_an_answer_played_again_is_not_believed(a: Laptop, b: Laptop, vehicle: Vehicle) -> None:
    old = a.answers(_request(call(b.badge())))
    replaying = httpx.MockTransport(
        lambda _request: httpx.Response(200, headers=old.headers, stream=_of(old))
    )
    neighbour = Neighbour("beside", b.badge, vehicle.clock, replaying)
    with pytest.raises(NoNeighbour, match="stranger"):
        neighbour.hello()


def _request(asked: Call) -> httpx.Request:
    return httpx.Request("POST", f"http://beside{asked.path}", headers=asked.headers, content=asked.body)


def _of(response: httpx.Response) -> httpx.ByteStream:
    return httpx.ByteStream(b"".join(response.stream))  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(garbage=st.binary(max_size=500))
def test_garbage_is_answered_nothing(a: Laptop, b: Laptop, garbage: bytes) -> None:
    badge = b.badge()
    sealed = seal_body(badge.sealing_key, garbage, ASKED + HELLO.encode())
    for asked in (
        signed(badge, HELLO, garbage),
        signed(badge, HELLO, sealed),
        Call("POST", HELLO, "", {}, garbage),
    ):
        assert a.counter.answer(asked) == Answer(403, {}, b"")


def test_entries_of_another_kind_of_book_are_not_taken(a: Laptop) -> None:
    """A real book, a broken chain, a time beyond the calendar, no entries at all."""
    before = state(a)
    real, book = Book("real"), Book("other", practice=True)
    book.open_shift()
    for name, lines in (
        ("real", real.lines),
        ("other", book.lines[1:]),
        ("another", book.lines),
        ("other", [book.lines[0], b"{}"]),
        ("other", [b""]),
    ):
        with pytest.raises(Broken):
            Beside(a.desk).take(name, lines, where="")
    assert state(a) == before


def test_a_copy_of_the_own_book_that_goes_on_elsewhere_is_shown(a: Laptop, b: Laptop) -> None:
    book, (seq, last) = a.desk.ledger.book, a.desk.ledger.head(a.desk.ledger.book)
    looked = Beside(a.desk).look(
        [Head(book=book, seq=seq + 1, hash="x"), Head(book="of nobody", seq=1, hash="x")]
    )
    assert looked[book].look == "knows_more"
    assert looked["of nobody"].look == "behind"
    assert Beside(a.desk).look([Head(book=book, seq=seq, hash="x")])[book].look == "differs"
    assert Beside(a.desk).look([Head(book=book, seq=seq - 1, hash=last)])[book].look == "differs"
    assert Beside(a.desk).look([Head(book=book, seq=seq, hash=last)])[book].look == "level"


# ---- through the door --------------------------------------------------------------------------------------


class Closed:
    """A counter that must never be asked."""

    asked = 0

    def answer(self, _call: Call) -> Answer:
        self.asked += 1
        return Answer(403, {}, b"")


@pytest.fixture
def door() -> Iterator[tuple[Door, Closed]]:
    counter = Closed()
    door = Door(counter, host="127.0.0.1", port=0)  # type: ignore[arg-type]
    door.start()
    yield door, counter
    door.stop()


def test_of_a_gigabyte_almost_nothing_is_read(door: tuple[Door, Closed]) -> None:
    gigabyte, sent, part = 1 << 30, 0, bytes(1 << 16)
    with socket.create_connection(("127.0.0.1", door[0].port), timeout=20) as one:
        head = f"POST {HELLO} HTTP/1.1\r\nhost: x\r\ncontent-length: {gigabyte}\r\n\r\n"
        one.sendall(head.encode())
        try:
            while sent < gigabyte:
                one.sendall(part)
                sent += len(part)
        except OSError:
            pass
    assert sent < gigabyte // 16
    assert door[1].asked == 0


def test_a_body_without_an_end_is_cut(door: tuple[Door, Closed]) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(8_192)

    url = f"http://127.0.0.1:{door[0].port}{HELLO}"
    try:
        status = plain.post(url, content=endless(), trust_env=False, timeout=20).status_code
    except httpx.WriteError:  # cut before its refusal was read
        status = 413
    assert (status, door[1].asked) == (413, 0)


def test_the_largest_question_is_heard(door: tuple[Door, Closed]) -> None:
    url = f"http://127.0.0.1:{door[0].port}{HELLO}"
    assert plain.post(url, content=bytes(MAX_ASKED_BYTES), trust_env=False).status_code == 403
    assert plain.post(url, content=bytes(MAX_ASKED_BYTES + 1), trust_env=False).status_code == 413
    assert door[1].asked == 1


def test_a_port_that_is_taken_is_said(door: tuple[Door, Closed]) -> None:
    with desks.refused("mesh.port_taken"):
        Door(Closed(), host="127.0.0.1", port=door[0].port)  # type: ignore[arg-type]


def test_the_answer_of_a_stranger_is_no_answer(
    b: Laptop, vehicle: Vehicle, door: tuple[Door, Closed]
) -> None:
    neighbour = Neighbour(f"127.0.0.1:{door[0].port}", b.badge, vehicle.clock)
    with pytest.raises(NoNeighbour, match="stranger"):
        neighbour.hello()
    neighbour.close()


def test_nobody_at_an_address_is_nobody(b: Laptop, vehicle: Vehicle) -> None:
    for address in ("127.0.0.1:1", "no.such.host.invalid:1"):
        neighbour = Neighbour(address, b.badge, vehicle.clock)
        with pytest.raises(NoNeighbour):
            neighbour.hello()
        neighbour.close()


def test_what_a_neighbour_tells_is_small_enough_to_decode(a: Laptop, b: Laptop) -> None:
    told = b.neighbour(a).hello()
    assert isinstance(told, Told)
    assert told.membership.terminal_name == a.name
