"""`station`, `enrol` and `sync` as a script uses them: real processes, JSON lines, exit statuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from donor_room.cli import run
from donor_room.commands.shell import DONE, NO, NOT_DONE
from donor_room.domain.clock import FixedClock, SystemClock
from donor_room.station.server import Station
from tests.station.test_directory import known
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once
from tests.support.stations import Caller, new_database
from tests.support.van import MORNING, Book

SHELL = {"DONOR_ROOM_PASSPHRASE": PASSPHRASE, "LANG": "C.UTF-8"}
RUN = "import sys; from donor_room.cli import run; sys.exit(run(sys.argv[1:]))"


def start(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | SHELL,
    )


def apart(*words: str | Path) -> tuple[int, list[dict[str, Any]], str]:
    """Return status, JSON lines and what was said on standard error by a process of its own."""
    with start(*words) as process:
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    return process.returncode, [json.loads(line) for line in out.splitlines()], err


def done(*words: str | Path) -> tuple[int, list[dict[str, Any]], str]:
    """Return the same without the seconds in which a process of its own begins."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name in SHELL.keys() | {"LC_ALL", "LC_MESSAGES"}:
            patch.delenv(name, raising=False)
        for name, value in SHELL.items():
            patch.setenv(name, value)
        try:
            status = run([str(word) for word in words])
        except SystemExit as ended:  # bad use ends the process
            status = int(str(ended.code))
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


@pytest.fixture
def database() -> str:
    return new_database()


@pytest.fixture
def served(database: str, tmp_path: Path) -> Iterator[dict[str, Any]]:
    donors = tmp_path / "donors.jsonl"
    donors.write_bytes(b"\n".join(known(n) for n in range(3)))
    process = start(
        "station", "--database-url", database, "--port", "0", "--load-directory", donors, "--practice",
        "--new-enrolment-code",
    )  # fmt: skip
    with process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30)[1] == ""
        finally:
            process.kill()
    assert process.returncode == 0


@pytest.fixture
def terminal(tmp_path: Path) -> Path:
    profile = new_profile(tmp_path / "terminal")
    open_at_once(profile, SystemClock()).close()
    return profile.database


def test_a_terminal_is_enrolled_and_brought_level(
    served: dict[str, Any], terminal: Path, database: str
) -> None:
    assert served["donors"] == 3
    status, (told,), _ = apart(
        "enrol", "--db", terminal, "--station", served["ready"], "--code", served["enrolment_code"]
    )
    assert (status, told["station_code"], told["practice"]) == (0, "66001-practice", True)
    status, (level,), err = apart("sync", "--profile", terminal.parent)
    assert (status, level["sent"], level["rows"], level["waiting"], err) == (0, 3, 3, 0, "")
    _, books, _ = apart("station", "books", "--database-url", database)
    assert [(one["book"], one["seq"], one["hash"]) for one in books] == [
        (one["book"], one["seq"], one["hash"]) for one in level["acknowledged"]
    ]


def enrolled_at(station: Station, terminal: Path) -> str:
    """Let the station take a terminal in that keeps a real clock, and return the station's address."""
    code = station.enrolment_code("车1")
    assert done("enrol", "--db", terminal, "--station", station.url, "--code", code)[0] == DONE
    return station.url


def test_once_is_one_conversation_whatever_comes_of_it(database: str, terminal: Path) -> None:
    station = Station(database, clock=SystemClock()).start()
    enrolled_at(station, terminal)
    station.stop()
    status, (told,), err = done("sync", "--db", terminal, "--once")
    assert (status, told["waiting"], told["trouble"]) == (NO, 3, "sync.unreachable")
    assert err.count("\n") == 1


def test_a_line_that_is_away_is_waited_for(
    database: str, terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each conversation is a line of its own; in the second pause the station comes back."""
    station = Station(database, clock=SystemClock()).start()
    url = enrolled_at(station, terminal)
    station.stop()
    pauses, back = list[float](), list[Station]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            port = int(url.rpartition(":")[2])
            back.append(Station(database, clock=SystemClock(), port=port).start())

    monkeypatch.setattr("donor_room.commands.sync.time", SimpleNamespace(sleep=pause))
    status, told, err = done("sync", "--db", terminal)
    back[0].stop()
    assert err.count("\n") == 1
    assert (status, pauses) == (DONE, [2, 4])
    assert [(one["sent"], one["waiting"]) for one in told] == [(0, 3), (0, 3), (3, 0)]


def test_who_waits_for_a_line_gives_up(
    database: str, terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = Station(database, clock=SystemClock()).start()
    enrolled_at(station, terminal)
    station.stop()
    pauses: list[float] = []
    monkeypatch.setattr("donor_room.commands.sync.time", SimpleNamespace(sleep=pauses.append))
    status, told, _ = done("sync", "--db", terminal)
    assert (status, len(told), pauses) == (NO, 6, [2, 4, 8, 16, 32])


def test_a_wrong_code_is_said_in_words(served: dict[str, Any], terminal: Path) -> None:
    status, lines, err = done("enrol", "--db", terminal, "--station", served["ready"], "--code", "nothing")
    assert (status, lines, err) == (
        2,
        [],
        "The station did not give this code. Check it and enter it again.\n",
    )


def test_a_terminal_without_a_station_is_told_so(terminal: Path) -> None:
    status, _, err = done("sync", "--db", terminal)
    assert (status, err[:48]) == (2, "This terminal does not belong to a station yet. ")


def test_a_code_is_given_and_the_books_are_read_again(database: str) -> None:
    status, (told,), _ = done("station", "enrol-code", "--database-url", database, "--terminal", "车2")
    assert (status, told["terminal"], len(told["code"])) == (0, "车2", 39)
    status, lines, _ = done("station", "rebuild", "--check", "--database-url", database)
    assert (status, [line["equal"] for line in lines]) == (0, [True, True])


def test_a_directory_is_carried_on_a_stick_and_the_rest_comes_by_the_feed(
    served: dict[str, Any], terminal: Path, database: str, tmp_path: Path
) -> None:
    done("enrol", "--db", terminal, "--station", served["ready"], "--code", served["enrolment_code"])
    place, stick = ["--database-url", database, "--practice"], tmp_path / "stick"
    status, (told,), err = done("station", "generation", *place, "--out", stick)
    assert (status, told["donors"], told["chunks"], err) == (DONE, 3, 1, "")
    status, (taken, level), err = done("sync", "--db", terminal, "--chunks", stick)
    assert (status, taken, level["rows"], err) == (DONE, {"donors": 3, "wanting": 0}, 0, "")
    status, (again,), err = done("sync", "--db", terminal, "--chunks", stick)
    assert (status, again["rows"], err[:26]) == (DONE, 0, "The directory here is newe")
    status, lines, err = done("sync", "--db", terminal, "--chunks", tmp_path / "empty")
    assert (status, lines) == (NOT_DONE, [])
    assert "There is no directory in" in err


def test_a_folder_that_cannot_be_written_is_said(database: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = ["--database-url", database, "--out", tmp_path / "file" / "stick"]
    status, lines, err = done("station", "generation", *place)
    assert (status, lines) == (NOT_DONE, [])
    assert "cannot be written to" in err


OWN = """
name = "own-2026"
pattern = "66[0-9]{5}[0-9X]"
symbology = "code128"
is_isbt128 = false
has_flags = false
check = "mod11"
weights = [8, 7, 6, 5, 4, 3, 2]
serial_digits = 3
groups = [4, 4]
head = "66{year}"
"""


def test_a_station_writes_its_numbers_in_its_own_way(database: str, tmp_path: Path) -> None:
    place = ["--database-url", database]
    status, (told,), _ = done("station", "profile", *place)
    assert (status, told["profile"], told["first"][:5]) == (DONE, "isbt128", "A9999")
    assert len(told["check"]) == 1
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    status, (told,), _ = done("station", "profile", file, *place)
    assert (status, told["profile"], told["first"][:2], told["check"]) == (DONE, "own-2026", "66", None)
    assert done("station", "profile", *place)[1] == [told]
    assert done("station", "profile", "isbt128", *place)[1][0]["profile"] == "isbt128"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["profile", "numeric-code128"], "The first number would begin"),
        (["profile", "/nowhere.toml"], "cannot be read as a number profile"),
        (["books", "isbt128"], "isbt128 is not known here"),
    ],
)
def test_a_profile_that_does_not_serve_is_said_in_words(database: str, words: list[str], said: str) -> None:
    status, lines, err = done("station", *words, "--database-url", database)
    assert (status, lines) == (NOT_DONE, [])
    assert said in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--reachable-as", "https://xz"], "neither a name nor an address"),
        (["--station-code", "a b"], "cannot be a station code"),
        (["--database-url", "postgresql://nobody@127.0.0.1:1/x"], "does not answer"),
        (["--port", "99999"], "Port 99999 on 127.0.0.1 cannot be used"),
        (["--load-directory", "/nowhere"], "cannot be read"),
    ],
)
def test_bad_use_is_said_in_words(database: str, words: list[str], said: str) -> None:
    place = [] if "--database-url" in words else ["--database-url", database]
    status, lines, err = done("station", "--port", "0", *place, *words)
    assert (status, [line for line in lines if "ready" in line]) == (2, [])
    assert said in err


@pytest.mark.parametrize("url", ["nonsense", "ftp://x", "http://", "http://127.0.0.1:1/path"])
def test_an_address_that_is_none_is_said_in_words(terminal: Path, url: str) -> None:
    status, _, err = done("enrol", "--db", terminal, "--station", url, "--code", "x")
    assert status == 2
    assert "is no address of a station" in err


@pytest.mark.skipif(
    not hasattr(signal, "SIGHUP") or signal.getsignal(signal.SIGHUP) is signal.SIG_IGN,
    reason="this system has no hang-up, or these tests were told not to hear it",
)
def test_a_station_whose_shell_was_closed_ends_whole(database: str) -> None:
    with start("station", "--database-url", database, "--port", "0") as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["ready"]
        process.send_signal(signal.SIGHUP)
        try:
            assert process.wait(30) == DONE
        finally:
            process.kill()


@pytest.mark.parametrize("name", ["", "  "])
def test_a_terminal_without_a_name_gets_no_code(database: str, name: str) -> None:
    status, lines, err = done("station", "enrol-code", "--database-url", database, "--terminal", name)
    assert (status, lines) == (NOT_DONE, [])
    assert "Give the terminal a name" in err


@pytest.mark.parametrize("where", ["--db", "--profile"])
def test_a_slip_of_the_path_is_no_lost_key(tmp_path: Path, where: str) -> None:
    status, _, err = done("sync", where, tmp_path / "slip" / "terminal.db")
    assert (status, "Cannot open" in err, "backup" in err) == (NOT_DONE, True, False)


def test_the_station_lends_sets_that_it_prints(served: dict[str, Any], terminal: Path, database: str) -> None:
    done("enrol", "--db", terminal, "--station", served["ready"], "--code", served["enrolment_code"])
    asked = ("station", "lend-sets", "--database-url", database, "--practice", "--count", "30")
    status, (lent,), _ = done(*asked)
    assert (status, lent["count"], lent["terminal"][:14]) == (0, 30, "66001-practice")
    status, _, err = done(*asked, "--terminal", "nobody")
    assert (status, "nobody" in err) == (2, True)
    status, _, err = done(*asked[:-1], "0")
    assert (status, err[:7]) == (2, "At most")


def test_why_no_sets_are_lent_is_said_in_a_sentence(
    served: dict[str, Any], terminal: Path, database: str
) -> None:
    done("enrol", "--db", terminal, "--station", served["ready"], "--code", served["enrolment_code"])
    asked = ("station", "lend-sets", "--database-url", database, "--practice", "--count", "5000")
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE number_counter SET last_serial = 999000")
    status, lines, err = done(*asked)
    assert (status, lines, "all numbers of this year" in err) == (NOT_DONE, [], True)
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE number_counter SET last_serial = 500")
    done("station", "restored", "--database-url", database)
    status, lines, err = done(*asked)
    assert (status, lines, "5,000 sets can be lent from 20" in err) == (NOT_DONE, [], True)


def test_whoever_waits_for_a_person_is_named(database: str) -> None:
    with Station(database, clock=FixedClock(MORNING)) as station:
        for van in ("van1", "van2"):
            book = Book(van)
            book.open_visit(f"visit at {van}")
            Caller(station).push(van, book.lines)
        station.settle()
    status, lines, _ = done("station", "holds", "--database-url", database)
    assert status == 0
    assert [(one["reason"], one["visit"]) for one in lines] == [
        ("open_twice", "visit at van1"),
        ("open_twice", "visit at van2"),
    ]


def test_a_frozen_terminal_goes_on_by_a_code(served: dict[str, Any], terminal: Path, database: str) -> None:
    done("enrol", "--db", terminal, "--station", served["ready"], "--code", served["enrolment_code"])
    done("sync", "--db", terminal)
    status, _, err = done("station", "go-on", "terminal", "--practice", "--database-url", database)
    assert (status, "is not frozen" in err) == (NOT_DONE, True)
    with psycopg.connect(database) as conn:
        conn.execute("UPDATE fence SET frozen_at = now(), frozen_by = 'fence'")
    assert done("station", "frozen", "--database-url", database)[1][0]["found_by"] == "fence"
    assert "another copy of this terminal" in done("sync", "--db", terminal)[2]
    _, (given,), _ = done(
        "station", "go-on", "terminal", "--practice", "--by", "Wang", "--database-url", database
    )
    status, (told,), _ = done("enrol", "--db", terminal, "--again", given["code"])
    assert status == DONE
    done("sync", "--db", terminal)
    status, (level,), err = done("sync", "--db", terminal)
    assert (status, level["waiting"], err) == (DONE, 0, "")
    assert told["book"] in {one["book"] for one in done("station", "books", "--database-url", database)[1]}


@pytest.mark.parametrize("way", ["--again", "--code"])
def test_a_terminal_that_the_backup_does_not_know_comes_in_again(
    served: dict[str, Any], terminal: Path, database: str, way: str
) -> None:
    enrolled = ("enrol", "--db", terminal, "--station", served["ready"])
    _, (before,), _ = done(*enrolled, "--code", served["enrolment_code"])
    done("sync", "--db", terminal)
    with psycopg.connect(database) as conn:
        conn.execute("SET session_replication_role = replica")
        for table in ("book", "entry", "receipt", "greeting", "fence", "number_range", "terminal"):
            conn.execute(f"DELETE FROM {table}")  # what a backup from before the enrolment does not have
    status, _, err = done("sync", "--db", terminal)
    assert (status, "Ask the station for a joining code" in err) == (NO, True)
    _, (given,), _ = done("station", "enrol-code", "--database-url", database, "--terminal", "van 1")
    status, (told,), err = done(*enrolled, way, given["code"])
    assert (status, told["terminal"], told["numbers"], err) == (0, before["terminal"], before["numbers"], "")
    done("sync", "--db", terminal)
    status, (level,), err = done("sync", "--db", terminal)
    assert (status, level["waiting"], err) == (0, 0, "")
    status, _, err = done(*enrolled, "--code", given["code"])
    assert (status, "already" in err) == (NOT_DONE, True)


def test_go_on_wants_to_know_which(database: str) -> None:
    status, _, err = done("station", "go-on", "--database-url", database)
    assert (status, err) == (NOT_DONE, "Name the terminal: station go-on NAME.\n")


def test_a_restored_station_is_told_so_before_the_first_call(database: str) -> None:
    before = done("station", "restored", "--database-url", database)[1]
    after = done("station", "restored", "--database-url", database)[1]
    assert [one["station_code"] for one in after] == ["66001", "66001-practice"]
    assert before[0]["generation"] != after[0]["generation"]


def test_enrolling_needs_an_address(terminal: Path) -> None:
    assert done("enrol", "--db", terminal, "--code", "x")[0] == NOT_DONE


def test_a_person_decides_a_hold_by_name_and_reason(database: str) -> None:
    with Station(database, clock=FixedClock(MORNING)) as station:
        for van in ("van1", "van2"):
            book = Book(van)
            book.open_visit(f"visit at {van}")
            Caller(station).push(van, book.lines)
    at = ("--database-url", database)
    which = ("--reason", "open_twice", "--visit", "visit at van1")
    status, _, err = done("station", "decide-hold", *at, *which, "--verdict", "stay")
    assert (status, "--by" in err) == (2, True)
    status, _, err = done("station", "decide-hold", *at, "--verdict", "stay")
    assert (status, "--reason" in err) == (2, True)
    who = ("--by", "王医师", "--why", "已电话核对")
    status, (line,), _ = done("station", "decide-hold", *at, *which, "--verdict", "stay", *who)
    assert (status, line["verdict"], line["by"], line["visit"]) == (0, "stay", "王医师", "visit at van1")
    assert line["words"] == "This donor is in two places at one time"
    _, lines, _ = done("station", "holds", *at)
    assert [one["visit"] for one in lines] == ["visit at van2"]
    status, _, err = done("station", "decide-hold", *at, *which, "--verdict", "stay", *who)
    assert (status, "No open hold" in err) == (2, True)
