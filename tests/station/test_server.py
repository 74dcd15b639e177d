"""A station as a whole: where it listens, and what happens when its database goes away."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Trouble
from donor_room.station.server import EmbeddedStation, Station
from donor_room.station.store import Connections
from donor_room.sync.link import StationSaysNo
from donor_room.wire.messages import MAX_BODY_BYTES
from tests.support import plain
from tests.support.databases import open_to_all
from tests.support.stations import Caller, database_server, new_database
from tests.support.van import MORNING, Book


def test_health_is_told_to_anybody(station: Station) -> None:
    told = plain.get(f"{station.url}/v1/health").json()
    assert (told["station_code"], told["protocol"]) == ("66001", 1)


@pytest.mark.parametrize(
    "path", ["/", "/v1/head?book=b", "/v1/directory", "/v1/books/b/entries", "/../etc/passwd"]
)
def test_nothing_else_is_told_to_anybody(station: Station, path: str) -> None:
    answer = plain.get(station.url + path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unproven_unsigned")


def test_a_body_beyond_the_limit_is_not_read_to_its_end(station: Station) -> None:
    answer = plain.post(f"{station.url}/v1/push?book=b", content=b"0" * (MAX_BODY_BYTES + 1))
    assert (answer.status_code, answer.json()["limit"]) == (413, MAX_BODY_BYTES)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b"[" * 100_000])
def test_an_enrolment_that_is_no_message_is_refused(station: Station, body: bytes) -> None:
    answer = plain.post(f"{station.url}/v1/enrol", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "message")


def test_what_was_acknowledged_is_there_after_a_new_start() -> None:
    url, book = new_database(), Book()
    with Station(url, clock=FixedClock(MORNING)) as station:
        caller = Caller(station)
        caller.push("van1", book.lines)
        caller.link.close()
    with Station(url, clock=FixedClock(MORNING)) as again:
        caller.station = again
        link = caller.linked(caller.key)
        assert link.lines("/v1/books/van1/entries") == book.lines
        link.close()


def test_a_station_of_its_own_needs_only_a_folder(tmp_path: Path) -> None:
    book = Book(practice=True)
    with EmbeddedStation(tmp_path / "station", clock=FixedClock(MORNING)) as station:
        caller = Caller(station, practice=True)
        caller.push("van1", book.lines)
        caller.link.close()
        assert station.heads() == {"van1": (1, book.head)}
        assert station.raw_entries("van1") == book.lines


def test_a_shell_in_a_language_that_this_machine_has_not_got_starts_a_station(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    with EmbeddedStation(tmp_path / "station", clock=FixedClock(MORNING)) as station:
        assert plain.get(f"{station.url}/v1/health").is_success
    assert os.environ["LC_ALL"] == "xx_XX.UTF-8"


@pytest.fixture
def hollow(tmp_path: Path) -> Path:
    """A station's folder that claims to hold a database, and holds nothing of it."""
    open_to_all(tmp_path)
    postgres = tmp_path / "station" / "postgres"
    postgres.mkdir(parents=True)
    (postgres / "log").touch()
    return postgres


@pytest.mark.parametrize("version", ["18", "12", "9.6", ""])
def test_a_database_that_does_not_start_is_one_sentence(
    hollow: Path, version: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (hollow / "PG_VERSION").write_text(version)
    with pytest.raises(Trouble, match=r"station\.database_start"):
        EmbeddedStation(hollow.parent, clock=FixedClock(MORNING))
    assert capfd.readouterr().err == ""


def test_what_the_tools_said_of_a_failed_start_stands_in_a_file(hollow: Path) -> None:
    (hollow / "PG_VERSION").write_text("18")
    with pytest.raises(Trouble):
        EmbeddedStation(hollow.parent, clock=FixedClock(MORNING))
    assert "pg_ctl" in (hollow.parent / "start.log").read_text()


@pytest.mark.parametrize("told", ["[4194303]", "[41943", ""])
def test_a_killed_process_does_not_keep_the_database_running(tmp_path: Path, told: str) -> None:
    folder = tmp_path / "station"
    EmbeddedStation(folder, clock=FixedClock(MORNING)).stop()
    (folder / "postgres" / ".handle_pids.json").write_text(told)
    with EmbeddedStation(folder, clock=FixedClock(MORNING)):
        assert (folder / "postgres" / "postmaster.pid").exists()
    assert not (folder / "postgres" / "postmaster.pid").exists()


def test_a_database_that_went_away_is_told_as_busy_and_comes_back(station: Station, caller: Caller) -> None:
    station.reader.stop()  # it borrows from the same few, and may be the one that finds the cut connection
    with station.connections.lend() as conn:
        name = conn.info.dbname
    cut_all_connections(name)
    said = {code_of_head(caller) for _ in range(8)}
    assert "station.busy" in said
    assert code_of_head(caller) is None


def code_of_head(caller: Caller) -> str | None:
    try:
        caller.head("van1")
    except StationSaysNo as no:
        return no.problem.code
    return None


def cut_all_connections(database: str) -> None:
    import psycopg

    with psycopg.connect(database_server(), autocommit=True) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [database]
        )


def test_a_port_that_is_taken_is_trouble() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(Trouble, match=r"station\.port_taken"),
    ):
        Station(new_database(), clock=FixedClock(MORNING), port=taken.getsockname()[1])


@pytest.mark.parametrize("url", ["nonsense", "postgresql://127.0.0.1:1/x"])
def test_an_address_of_no_database_is_told(url: str) -> None:
    with pytest.raises(Trouble) as told, Connections(url).lend():
        pass
    assert told.value.code == "station.database_away"
