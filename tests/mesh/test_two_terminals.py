"""Two terminal programs on one host and no station: one is killed, the other finishes the donor."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain.clock import SystemClock
from donor_room.practice.checks import check_all
from donor_room.settings import HOME_VARIABLE, profile
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, link_of
from donor_room.workflow import shift
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.mesh.laptops import PLACE
from tests.support.desks import PASSWORD, PIN, take_place
from tests.support.profiles import PASSPHRASE, enlist, new_profile, open_at_once
from tests.support.stations import new_database

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"a": "采血车03-1", "b": "采血车03-2"}
PEOPLE = {"a": "王芳", "b": "李敏"}
PATIENCE_S = 60


class Program:
    """A terminal program with its window, in its own process."""

    def __init__(self, home: Path, port: int, beside: int) -> None:
        words = ["--practice", "--mesh", str(port), "--beside", f"127.0.0.1:{beside}"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.mesh.driven", *words],
            cwd=ROOT,
            env=os.environ
            | {HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen", "DONOR_ROOM_PASSPHRASE": PASSPHRASE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._hear, daemon=True).start()
        assert self._line() == {"ready": True}

    def tell(self, what: str, *words: Any) -> Any:
        """Let somebody do something there, and return what came of it; fails when it was refused."""
        told = self.ask(what, *words)
        assert "found" in told, told
        return told["found"]

    def ask(self, what: str, *words: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([what, *words]) + "\n")
        self._process.stdin.flush()
        return self._line()

    def until(self, is_so: Callable[[dict[str, Any]], object], what: str = "standing") -> dict[str, Any]:
        """Look again and again until it is so."""
        give_up = time.monotonic() + PATIENCE_S
        while not is_so(told := self.tell(what)):
            assert time.monotonic() < give_up, told
            time.sleep(0.2)
        return told

    def kill(self) -> None:
        """End it between two instructions, as a battery does."""
        self._process.send_signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        self._process.wait(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _line(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._said.get(timeout=PATIENCE_S))
        return told

    def _hear(self) -> None:
        assert self._process.stdout is not None
        with suppress(ValueError):  # closed, after the end
            for line in self._process.stdout:
                self._said.put(line)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def prepare(home: Path, which: str, station: Station) -> None:
    """Enrol a practice terminal at the station, give it people and open its shift, then close its files."""
    clock = SystemClock()
    desk = open_at_once(new_profile(home / "practice"), clock)
    enrol_desk(desk, url=station.url, code=station.enrolment_code(NAMES[which]), clock=clock)
    enlist(desk, f"{which}-1", PEOPLE[which], ("nurse", "physician", "team_leader"), PASSWORD, PIN)
    enlist(desk, f"{which}-2", f"{PEOPLE[which]}的同事", ("nurse", "physician"), PASSWORD, PIN)
    desk.directory.apply([], "cursor", clock.now())
    take_place(desk, f"{which}-1")
    shift.open_shift(desk, **PLACE)
    check_all(desk)
    desk.close()


def synced(home: Path, url: str) -> tuple[str, tuple[int, str]]:
    """Bring a terminal level with the station, and return its own book's end."""
    clock = SystemClock()
    desk = open_at_once(profile("practice", {HOME_VARIABLE: str(home)}), clock)
    enrolment = enrolment_of(desk.ledger)
    assert enrolment is not None
    with link_of(replace(enrolment, url=url), clock) as link:
        told = Session(link, lambda work: work(exchange_of(desk))).run()
    assert told.is_all_there, told
    head = desk.ledger.book, desk.ledger.head(desk.ledger.book)
    desk.close()
    return head


@pytest.fixture
def homes(tmp_path: Path) -> tuple[dict[str, Path], str]:
    """Two terminals that a station knows; the station is gone."""
    database = new_database()
    homes = {which: tmp_path / which for which in NAMES}
    with Station(database, clock=SystemClock()) as station:
        for which, home in homes.items():
            prepare(home, which, station)
    return homes, database


@contextmanager
def both(homes: dict[str, Path]) -> Iterator[tuple[Program, Program]]:
    port_a, port_b = free_port(), free_port()
    programs: list[Program] = []
    try:
        programs.append(Program(homes["a"], port_a, port_b))
        programs.append(Program(homes["b"], port_b, port_a))
        for which, program in zip(NAMES, programs, strict=True):
            assert program.tell("sit", f"{which}-1") == PEOPLE[which]
            program.tell("reception")
        yield programs[0], programs[1]
    finally:
        for program in programs:
            program.kill()


def test_one_is_killed_and_the_other_finishes_the_donor(homes: tuple[dict[str, Path], str]) -> None:
    folders, database = homes
    with both(folders) as (a, b):
        visit = a.tell("come_in", 7)
        assert a.tell("walk_on", visit, "tests") == "tests"
        b.until(lambda told: told["queue"].get(visit) == "tests")
        written = a.tell("standing")["books"]
        b.until(lambda told: told["books"].items() >= written.items())
        a.kill()
        b.tell("take_from_queue", visit)
        seen = b.until(lambda told: told["page"] == "tests", "screen")
        assert seen["visit"] == visit
        assert b.tell("walk_on", visit, "closed") == "closed"
        assert b.tell("reconciled") == {"used": 1, "comes_out": True}
        b.kill()
    with Station(database, clock=SystemClock()) as station:
        heads = dict(synced(home, station.url) for home in folders.values())
        station.settle()
        assert {book: station.heads()[book] for book in heads} == heads
        with station.connections.lend() as conn:
            assert conn.execute("SELECT count(*) FROM visit").fetchone() == (1,)
            assert conn.execute("SELECT count(*) FROM fork").fetchone() == (0,)
            assert conn.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)
            assert conn.execute("SELECT count(*), count(DISTINCT number) FROM donation").fetchone() == (1, 1)
            assert conn.execute("SELECT count(*) FROM hold").fetchone() == (0,)


def test_each_sees_the_other_and_a_killed_one_comes_back_and_goes_on(
    homes: tuple[dict[str, Path], str],
) -> None:
    folders, _database = homes
    with both(folders) as (a, b):
        seen = a.until(lambda told: told["devices"] == [["laptop", NAMES["b"]]], "screen")
        visit = b.tell("come_in", 8)
        a.until(lambda told: visit in told["queue"], "screen")
        b.kill()
        a.until(lambda told: told["devices"] == [["laptop", ""]], "screen")
        assert seen["page"] == "reception"
        a.tell("take_from_queue", visit)
        a.until(lambda told: told["page"] == "interview", "screen")
        assert a.tell("walk_on", visit, "closed") == "closed"


def test_who_opens_the_same_step_is_told_and_a_stale_save_is_refused(
    homes: tuple[dict[str, Path], str],
) -> None:
    folders, _database = homes
    with both(folders) as (a, b):
        visit = a.tell("come_in", 9)
        b.until(lambda told: visit in told["queue"], "screen")
        for one in (a, b):
            one.tell("take_from_queue", visit)
            one.until(lambda told: told["page"] == "interview", "screen")
        b.until(lambda told: PEOPLE["a"] in told["said"] and NAMES["a"] in told["said"], "screen")
        a.tell("walk_on", visit, "exam")
        b.until(lambda told: told["queue"].get(visit) == "exam")
        no = b.ask("walk_on", visit, "tests")
        assert (no["refused"], no["values"]) == ("mesh.news", {"name": PEOPLE["a"], "where": NAMES["a"]})
        b.until(lambda told: told["page"] == "exam", "screen")
        assert b.tell("walk_on", visit, "tests") == "tests"
