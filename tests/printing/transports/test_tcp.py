"""The raw port of a network printer: addresses, silence, a peer that goes away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.printing.languages.speech import Question
from donor_room.printing.transports.channel import Lost
from donor_room.printing.transports.tcp import TcpChannel, parse_address

WHOLE = Question(b"?", lambda heard: heard.endswith(b"."))


@contextmanager
def peer(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A printer that does this with the one connection it gets."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connected, _ = listening.accept()
        with connected:
            behave(connected)

    serving = threading.Thread(target=serve)
    serving.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    serving.join()
    listening.close()


def channel(address: str) -> TcpChannel:
    return TcpChannel(address, answer_within_s=0.3, stalled_after_s=0.5)


@pytest.mark.parametrize(
    ("text", "read"),
    [("192.168.1.50", ("192.168.1.50", 9100)), (" printer.local:6101 ", ("printer.local", 6101))],
)
def test_an_address_has_the_usual_port_unless_it_names_one(text, read) -> None:
    assert parse_address(text) == read


@pytest.mark.parametrize("text", ["", ":9100", "a:b", "a:0", "a:70000", "two words", "a:９１００"])
def test_what_is_no_address_is_said_so(text) -> None:
    with pytest.raises(Trouble) as trouble:
        parse_address(text)
    assert trouble.value.code == "printer.fault.address"


def test_a_name_that_nobody_has_is_unreachable() -> None:
    with pytest.raises(Trouble) as trouble:
        channel("printer.invalid").open()
    assert trouble.value.code == "printer.fault.unreachable"


def test_an_answer_in_pieces_is_put_together() -> None:
    def behave(connected: socket.socket) -> None:
        connected.recv(10)
        connected.sendall(b"o")
        connected.sendall(b"k.")
        connected.recv(10)

    with peer(behave) as address, closing(channel(address).open()) as line:
        assert line.ask(WHOLE) == b"ok."


def test_silence_and_half_an_answer_end_with_the_time() -> None:
    def behave(connected: socket.socket) -> None:
        connected.recv(10)
        connected.sendall(b"half")
        connected.recv(10)

    with peer(behave) as address, closing(channel(address).open()) as line:
        assert line.ask(WHOLE) == b"half"


def test_what_comes_too_late_is_no_answer_to_the_next_question() -> None:
    late = threading.Event()

    def behave(connected: socket.socket) -> None:
        connected.recv(10)
        late.wait()
        connected.sendall(b"late.")
        late.clear()
        late.wait()
        connected.recv(10)
        connected.sendall(b"new.")
        connected.recv(10)

    with peer(behave) as address, closing(channel(address).open()) as line:
        assert line.ask(WHOLE) == b""
        late.set()
        while late.is_set():
            pass
        line._socket.settimeout(1)
        line._socket.recv(1, socket.MSG_PEEK)
        late.set()
        assert line.ask(WHOLE) == b"new."


def test_a_peer_that_hangs_up_is_lost_when_it_is_asked() -> None:
    with peer(lambda connected: None) as address, closing(channel(address).open()) as line:
        with pytest.raises(Lost) as lost:
            line.ask(WHOLE)
        assert (lost.value.fault, lost.value.sent) == ("cut", 0)


def test_a_peer_that_reads_nothing_is_stalled_and_may_have_some() -> None:
    over = threading.Event()
    with peer(lambda connected: over.wait() and None) as address, closing(channel(address).open()) as line:
        with pytest.raises(Lost) as lost:
            line.send(b"x" * 50_000_000)
        over.set()
    assert lost.value.fault == "stalled"
    assert 0 < lost.value.sent < 50_000_000


def test_a_raw_port_keeps_no_jobs_and_knows_no_faults() -> None:
    assert channel("a").faults() == ()
    assert channel("a").drop_waiting()
