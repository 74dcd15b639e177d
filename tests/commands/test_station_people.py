"""`station add-person`: the first person of a station, by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.commands.shell import DONE, NOT_DONE
from donor_room.station.server import Station
from tests.commands.test_station import done
from tests.support.pages import PASSWORD, Visitor, code_of
from tests.support.stations import new_database, running_station


@pytest.fixture
def database() -> str:
    return new_database()


def test_the_first_person_is_invited_and_signs_in(database: str, tmp_path: Path) -> None:
    with running_station() as station:
        url = station.connections._url
        picture = tmp_path / "key.svg"
        words = ("station", "add-person", "wang", "--name", "样例甲", "--role", "keeper", "--qr", picture)
        status, lines, _ = done(*words, "--database-url", url)
        assert status == DONE
        assert (lines[0]["login"], lines[0]["role"], lines[0]["page"]) == ("wang", "keeper", "/console/join")
        assert lines[0]["otpauth"].startswith("otpauth://totp/donor-room%2066001:wang?")
        assert picture.read_text("utf-8").startswith("<svg")
        assert picture.stat().st_mode & 0o077 == 0
        _join(station, lines[0]["invitation"])


def _join(station: Station, invitation: str) -> None:
    visitor = Visitor(station)
    visitor.get("/console/join")
    visitor.send("/console/join", login="wang", secret=invitation)
    code = code_of(station, "wang")
    visitor.send("/console/join/finish", password=PASSWORD, again=PASSWORD, code=code)
    assert visitor.sign_in("wang").words.startswith("Today")
    visitor.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "样例甲"], "Say which login"),
        (["wang"], "Say the name of the person"),
        (["Wang", "--name", "样例甲"], "A login has 2 to 32 small letters"),
        (["wang", "--name", "样例甲", "--role", "god"], "god"),
        (["wang", "--name", "样例甲", "--qr", "/nowhere/at/all.svg"], "cannot be written"),
    ],
)
def test_what_cannot_be_is_said_in_words(database: str, words: list[str], said: str) -> None:
    status, lines, err = done("station", "add-person", *words, "--database-url", database)
    assert (status, lines) == (NOT_DONE, [])
    assert said in err


def test_a_login_is_given_once(database: str) -> None:
    words = ("station", "add-person", "wang", "--name", "样例甲", "--database-url", database)
    assert done(*words)[0] == DONE
    status, _, err = done(*words)
    assert status == NOT_DONE
    assert "The login wang is taken." in err
