"""Terminals: how each stands, a code for a new one, and an end for a lost one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.fences import freeze
from donor_room.station.hello import greet
from donor_room.station.journal import newest
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.hello import ClockReading, HelloRequest
from donor_room.wire.signature import new_key
from tests.station.console.conftest import SignedIn
from tests.support.busy_day import fill
from tests.support.pages import Visitor
from tests.support.stations import Caller, enrol
from tests.support.van import Book


def last_act(station: Station) -> tuple[str, dict[str, object]]:
    with station.connections.lend() as conn:
        line = newest(conn, station.house.code, limit=1)[0]
    return line.kind, line.body


def line_of(someone: Visitor, caller: Caller) -> list[str]:
    tail = caller.reply.terminal[-6:]
    return next(cells for cells in someone.page.rows() if cells and tail in cells[0])


def test_a_line_says_how_a_terminal_stands(station: Station, signed_in: SignedIn) -> None:
    first, _ = fill(station)
    someone = signed_in("clerk")
    someone.get("/console/terminals")
    assert line_of(someone, first)[1:] == [
        "0 seconds ago", "56", "all read", "not told", "right", "0.1", "not told", "no release", "not told",
        "90 of 100",
    ]  # fmt: skip


def test_a_wrong_clock_and_a_long_silence_are_marked(station: Station, signed_in: SignedIn) -> None:
    caller = Caller(station)
    assert isinstance(station.clock, FixedClock)
    ahead = FixedClock(station.clock.instant + timedelta(hours=3))
    caller.link.clock = ahead
    caller.head("van1")
    station.clock.instant += timedelta(days=3)
    someone = signed_in("clerk")
    page = someone.get("/console/terminals")
    assert line_of(someone, caller)[1:6] == ["3 days ago", "0", "all read", "not told", "3 hours ahead"]
    assert len([given for tag, given in page.tags if tag == "td" and given.get("class") == "check"]) == 2


def test_a_code_is_shown_once_and_enrols_one_terminal(station: Station, signed_in: SignedIn) -> None:
    someone = signed_in("keeper")
    someone.get("/console/terminals")
    page = someone.send("/console/terminals", name="献血车 03")
    code = page.words.partition("Code for 献血车 03 ")[2].partition(" ")[0]
    assert last_act(station) == ("code_made", {"terminal_name": "献血车 03"})
    assert enrol(station, new_key(), code=code).terminal_name == "献血车 03"
    assert code not in someone.get("/console/terminals").words
    assert "献血车 03" in someone.page.words
    with pytest.raises(StationSaysNo):
        enrol(station, new_key(), code=code)


def test_the_code_stands_nowhere_else(station: Station, signed_in: SignedIn) -> None:
    someone = signed_in("keeper")
    someone.get("/console/terminals")
    code = someone.send("/console/terminals", name="van 03").words.partition("Code for van 03 ")[2][:14]
    assert code not in someone.get("/console/journal").words
    with station.connections.lend() as conn:
        kept = str(conn.execute("SELECT c::text FROM enrolment_code c").fetchall())
    assert code.replace("-", "") not in kept.replace("-", "")


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\nb"])
def test_a_terminal_needs_a_name(signed_in: SignedIn, name: str) -> None:
    someone = signed_in("keeper")
    someone.get("/console/terminals")
    page = someone.send("/console/terminals", name=name)
    assert someone.answer.status_code == 409
    assert "Give a name" in page.words


def change(someone: Visitor, caller: Caller, wanted: str, why: str = "lost on the road") -> str:
    path = f"/console/terminals/{caller.reply.terminal}"
    someone.get(path)
    return someone.send(path, ("change", wanted), why=why).words


def test_a_locked_terminal_is_not_heard_until_it_is_unlocked(station: Station, signed_in: SignedIn) -> None:
    caller, someone = Caller(station), signed_in("keeper")
    assert "The terminal is locked." in change(someone, caller, "lock")
    assert last_act(station)[1]["why"] == "lost on the road"
    with pytest.raises(StationSaysNo):
        caller.push("van1", Book().lines)
    assert "The terminal is unlocked." in change(someone, caller, "unlock")
    assert caller.push("van1", Book().lines).acknowledged.seq == 1


def test_a_revoked_terminal_is_never_heard_again(station: Station, signed_in: SignedIn) -> None:
    caller, someone = Caller(station), signed_in("keeper")
    someone.get(f"/console/terminals/{caller.reply.terminal}")
    before = someone.page
    assert "The terminal is revoked." in change(someone, caller, "revoke")
    assert not [one for one in someone.page.forms if "why" in one.fields]
    someone.page = before
    for wanted in ("unlock", "lock", "revoke"):
        form = next(one for one in before.forms if "why" in one.fields)
        page = someone.post(someone.answer.url.path, form.fields | {"change": wanted, "why": "found again"})
        assert "changed this terminal meanwhile" in page.words
    with pytest.raises(StationSaysNo):
        caller.push("van1", Book().lines)


@pytest.mark.parametrize("why", ["", "   ", "x", "x" * 1001])
def test_a_terminal_is_locked_for_a_reason_only(station: Station, signed_in: SignedIn, why: str) -> None:
    caller, someone = Caller(station), signed_in("keeper")
    assert "Write the reason" in change(someone, caller, "lock", why)
    assert caller.push("van1", Book().lines).acknowledged.seq == 1


def test_no_terminal_of_another_name_is_shown_or_changed(station: Station, signed_in: SignedIn) -> None:
    caller, someone = Caller(station, practice=True), signed_in("keeper")
    for terminal in ("nothing", caller.reply.terminal, "66001.%25"):
        someone.get(f"/console/terminals/{terminal}")
        assert someone.answer.status_code == 404


def test_a_book_of_which_there_are_two_is_said(station: Station, signed_in: SignedIn) -> None:
    caller, one, other = Caller(station), Book(), Book()
    one.open_shift()
    other.open_shift(site="别处")
    caller.push("van1", one.lines)
    with pytest.raises(StationSaysNo):
        caller.push("van1", other.lines)
    someone = signed_in("clerk")
    page = someone.get(f"/console/terminals/{caller.reply.terminal}")
    assert "differs from entry 2 on" in page.words
    assert "Two copies" in page.words
    assert ["van", "van1", "2", "1"] in [cells[:4] for cells in someone.get("/console/quarantine").rows()]


def greeted(station: Station, caller: Caller, **change: object) -> None:
    said: dict[str, object] = {
        "attempt": "a1",
        "fence": "",
        "heads": (),
        "waiting": 17,
        "clock": ClockReading(wall_ms=int(station.clock.now().timestamp() * 1000), mono_ms=1, boot="b"),
        "program": "0.1",
        "protocols": (1,),
        "editions": ("GB18467-2011 2011.5",),
        "directory_as_of": station.clock.now() - timedelta(hours=80),
    }
    with station.connections.lend() as conn:
        request = HelloRequest(**(said | change))  # type: ignore[arg-type]
        greet(conn, station.house, caller.reply.terminal, request, station.clock.now())


def test_what_a_greeting_told_stands_in_the_line(station: Station, signed_in: SignedIn) -> None:
    caller = Caller(station)
    greeted(station, caller)
    someone = signed_in("clerk")
    someone.get("/console/terminals")
    line = line_of(someone, caller)
    assert (line[4], line[7], line[9]) == ("17", "GB18467-2011 2011.5", "3 days ago")


def test_one_copy_of_a_frozen_terminal_goes_on_by_a_code(station: Station, signed_in: SignedIn) -> None:
    caller, someone = Caller(station), signed_in("keeper")
    with station.connections.lend() as conn:
        freeze(conn, "66001", caller.reply.terminal, "fence", station.clock.now())
    path = f"/console/terminals/{caller.reply.terminal}"
    assert "Two copies" in someone.get(path).words
    page = someone.send(f"{path}/go-on", why="the other laptop was cloned")
    assert "Code for the copy that goes on" in page.words
    assert last_act(station)[0] == "terminal_go_on"
    assert "Code for the copy" not in someone.get(path).words
