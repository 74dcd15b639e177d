"""Where a profile lives, on each system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from donor_room import settings
from donor_room.domain.refusal import Trouble


def test_practice_and_real_never_share_a_folder(tmp_path):
    environ = {"DONOR_ROOM_HOME": str(tmp_path)}
    practice, real = settings.profile("practice", environ), settings.profile("real", environ)
    assert practice.folder != real.folder
    assert (practice.is_practice, real.is_practice) == (True, False)


@pytest.mark.parametrize(
    ("platform", "environ", "home"),
    [
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/donor-room")),
        ("linux", {"XDG_DATA_HOME": "/data"}, Path("/data/donor-room")),
        ("linux", {"XDG_DATA_HOME": ""}, Path("~/.local/share/donor-room").expanduser()),
        ("darwin", {}, Path("~/Library/Application Support/donor-room").expanduser()),
        ("linux", {"DONOR_ROOM_HOME": "/given"}, Path("/given")),
        ("linux", {"DONOR_ROOM_HOME": "", "XDG_DATA_HOME": "/data"}, Path("/data/donor-room")),
    ],
)
def test_each_system_has_its_place(platform, environ, home):
    assert settings.home(environ, platform) == home


def test_all_of_a_profile_lies_in_its_folder(tmp_path):
    profile = settings.profile("real", {"DONOR_ROOM_HOME": str(tmp_path)})
    for path in (profile.database, profile.directory, profile.logs, profile.papers):
        assert path.parent == profile.folder


def test_a_database_given_by_name_brings_its_folder(tmp_path):
    profile = settings.profile_of(tmp_path / "a.db", "practice")
    assert (profile.folder, profile.database) == (tmp_path, tmp_path / "a.db")


def test_the_folder_is_closed_to_others(tmp_path):
    profile = settings.profile("real", {"DONOR_ROOM_HOME": str(tmp_path / "home")})
    profile.make_folder()
    profile.make_folder()
    assert os.name == "nt" or profile.folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble):
        settings.profile("real", {"DONOR_ROOM_HOME": str(tmp_path / "file")}).make_folder()


@pytest.mark.parametrize(("environ", "found"), [({}, None), ({"DONOR_ROOM_PASSPHRASE": ""}, None)])
def test_an_empty_passphrase_is_none(environ, found):
    assert settings.passphrase(environ) == found


def test_a_script_gives_its_passphrase():
    assert settings.passphrase({"DONOR_ROOM_PASSPHRASE": "雪"}) == "雪"


def test_a_person_without_a_place_is_told_to_name_one(monkeypatch):
    def nobody(_path):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", nobody)
    with pytest.raises(Trouble, match="no_home"):
        settings.home({}, "linux")
