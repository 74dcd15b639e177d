"""`carry` and the station's half as a script uses them: there and back, and what is said otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from donor_room.commands.carry import write_stick
from donor_room.commands.shell import DONE, NOT_DONE
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Trouble
from donor_room.station.server import Station
from tests.commands.test_station import done
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import new_database


@pytest.fixture(scope="module")
def database() -> str:
    return new_database()


@pytest.fixture
def terminal(tmp_path: Path, database: str) -> Path:
    profile = new_profile(tmp_path / "terminal")
    open_at_once(profile, SystemClock()).close()
    with Station(database, clock=SystemClock()) as station:
        words = ("enrol", "--db", profile.database, "--station", station.url)
        status, _, err = done(*words, "--code", station.enrolment_code(tmp_path.name))
    assert (status, err) == (DONE, "")
    return profile.database


def told(*words: str | Path) -> dict[str, Any]:
    status, (line,), err = done(*words)
    assert (status, err) == (DONE, "")
    return line


def test_a_stick_goes_to_the_station_and_comes_back(terminal: Path, database: str, tmp_path: Path) -> None:
    there, back, place = tmp_path / "there", tmp_path / "back", ("--database-url", database)
    written = told("carry", "out", there, "--db", terminal)
    taken = told("station", "carry-in", there, *place)
    assert (taken["fresh"], taken["problem"]) == (written["entries"], None)
    assert told("station", "carry-in", there, *place)["fresh"] == 0
    told("station", "carry-out", taken["terminal"], back, "--practice", *place)
    assert told("carry", "in", back, "--profile", terminal.parent)["waiting"] == 0
    assert told("carry", "out", there, "--db", terminal)["entries"] == 0
    assert not list(tmp_path.glob("*.part"))


def test_what_does_not_go_is_said_in_words(terminal: Path, database: str, tmp_path: Path) -> None:
    place = ("--database-url", database)
    torn = tmp_path / "torn"
    torn.write_bytes(b"PK")
    for words, said in (
        (("carry", "out", tmp_path / "no" / "x", "--db", terminal), "cannot be written"),
        (("carry", "in", tmp_path / "nothing", "--db", terminal), "cannot be read"),
        (("carry", "in", torn, "--db", terminal), "is damaged"),
        (("station", "carry-in", torn, *place), "is damaged"),
        (("station", "carry-in", *place), "Name the file"),
        (("station", "carry-out", "x", *place), "Name the file"),
        (("station", "carry-out", "nobody", torn, *place), "No single terminal"),
        (("station", "lock", "x", "y", *place), "y is not known here"),
    ):
        status, lines, err = done(*words)
        assert (status, lines, said in err) == (NOT_DONE, [], True), err


def test_a_full_stick_keeps_what_was_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stick"
    write_stick(file, b"before")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Trouble, match=r"carry\.unwritable"):
        write_stick(file, b"after")
    assert [one.name for one in tmp_path.iterdir()] == ["stick"]
    assert file.read_bytes() == b"before"
