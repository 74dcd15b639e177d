"""Terminals of one station find each other on a network by multicast DNS, those of another do not."""

from __future__ import annotations

import time
from collections.abc import Callable

from zeroconf import ServiceStateChange

from donor_room.mesh.finding import KIND, Finding, own_addresses

LOOPBACK = ["127.0.0.1"]


def until(is_so: Callable[[], object]) -> None:
    give_up = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def test_two_of_a_station_find_each_other_and_a_third_is_a_stranger() -> None:
    heard: dict[str, list[str]] = {"a": [], "b": [], "c": []}
    with_mark = (("a", "m1", 47001), ("b", "m1", 47002), ("c", "m2", 47003))
    here = [
        Finding(mark=mark, terminal=f"66001.{who}", port=port, found=heard[who].append, addresses=LOOPBACK)
        for who, mark, port in with_mark
    ]
    try:
        until(lambda: heard["a"] and heard["b"])
    finally:
        for one in here:
            one.stop()
    assert set(heard["a"]) == {"127.0.0.1:47002"}
    assert set(heard["b"]) == {"127.0.0.1:47001"}
    assert heard["c"] == []


def test_what_the_network_is_told_names_nobody() -> None:
    finding = Finding(mark="m1", terminal="66001.a", port=47004, found=print, addresses=LOOPBACK)
    told = finding._info
    finding.stop()
    assert told.properties == {b"s": b"m1", b"t": b"66001.a"}
    assert told.name == "66001-a._donor-room._tcp.local."


def test_a_machine_has_an_address() -> None:
    assert own_addresses()


def test_a_name_that_is_heard_while_this_terminal_leaves_is_not_looked_up() -> None:
    found: list[str] = []
    finding = Finding(mark="m1", terminal="66001.a", port=47005, found=found.append, addresses=LOOPBACK)
    finding.stop()
    finding._heard(finding._zeroconf, KIND, f"66001-b.{KIND}", ServiceStateChange.Added)
    assert found == []
