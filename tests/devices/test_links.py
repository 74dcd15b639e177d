from __future__ import annotations

import os
import queue
import socket
import sys

import pytest

from donor_room.devices.drivers.loop import DeviceLoop
from donor_room.devices.transports.link import open_link
from donor_room.domain.refusal import Trouble

posix = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")


def code_of(act):
    with pytest.raises(Trouble) as said:
        act()
    return said.value.code


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def address_of(listener):
    return f"tcp://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    "address", ["tcp://", "tcp://host", "tcp://host:", "tcp://:5", "tcp://host:x1", "tcp://h:٣"]
)
def test_an_address_that_is_none_is_named(address):
    assert code_of(lambda: open_link(address)) == "devices.address"


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://127.0.0.1:99999", "no-such-port", ""])
def test_a_device_that_is_not_there_is_absent(address):
    assert code_of(lambda: open_link(address)) == "devices.absent"


def test_bytes_go_both_ways_over_tcp(listener):
    link = open_link(address_of(listener))
    there, _ = listener.accept()
    with there:
        link.write(b"ask")
        assert there.recv(10) == b"ask"
        there.sendall(b"answer")
        assert link.read(2.0) == b"answer"
        assert link.read(0.01) == b""
    link.close()


def test_a_closed_other_end_is_an_absent_device(listener):
    link = open_link(address_of(listener))
    listener.accept()[0].close()
    assert code_of(lambda: link.read(2.0)) == "devices.absent"
    link.close()
    assert code_of(lambda: link.read(0.1)) == "devices.absent"
    assert code_of(lambda: link.write(b"x")) == "devices.absent"
    link.close()


@posix
def test_bytes_go_both_ways_over_a_serial_port():
    here, there = os.openpty()
    link = open_link(os.ttyname(there))
    link.write(b"ask")
    assert os.read(here, 10) == b"ask"
    os.write(here, b"answer")
    assert link.read(2.0) == b"answer"
    assert link.read(0.01) == b""
    link.close()
    os.close(here)
    os.close(there)


@posix
def test_a_pulled_serial_port_is_an_absent_device():
    here, there = os.openpty()
    link = open_link(os.ttyname(there))
    os.close(there)
    os.close(here)
    assert code_of(lambda: link.read(1.0)) == "devices.absent"
    assert code_of(lambda: link.write(b"x")) == "devices.absent"
    link.close()
    assert code_of(lambda: link.read(0.1)) == "devices.absent"
    assert code_of(lambda: link.write(b"x")) == "devices.absent"


class Echo:
    """A machine that answers what it hears and tells it."""

    def step(self, received, at_ms):
        return received, [received] if received else []


def test_an_absent_device_is_told_once_and_the_loop_stops():
    told, tries = queue.Queue(), queue.Queue()

    def never():
        tries.put(1)
        raise Trouble("devices.absent")

    loop = DeviceLoop(never, Echo, told.put, told.put, first_wait_s=0.001)
    loop.start()
    for _ in range(4):
        tries.get(timeout=5)
    loop.stop()
    assert told.get_nowait() == "devices.absent"
    assert told.empty()


def test_a_loop_can_be_stopped_before_it_was_started():
    loop = DeviceLoop(lambda: open_link(""), Echo, print, print)
    loop.stop()
    loop.stop()


def test_a_loop_works_until_the_link_breaks_and_then_opens_again(listener):
    told = queue.Queue()
    loop = DeviceLoop(lambda: open_link(address_of(listener)), Echo, told.put, told.put, first_wait_s=0.001)
    loop.start()
    for _ in range(2):
        there, _ = listener.accept()
        with there:
            there.sendall(b"hello")
            assert there.recv(10) == b"hello"
        assert told.get(timeout=5) == b"hello"
        assert told.get(timeout=5) == "devices.absent"
    loop.stop()
