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


@pytest.mark.parametrize(
    ("platform", "environ", "place"),
    [
        ("win32", {"APPDATA": "/roaming", "LOCALAPPDATA": "/local"}, Path("/roaming/donor-room")),
        ("linux", {"XDG_STATE_HOME": "/state", "XDG_DATA_HOME": "/data"}, Path("/state/donor-room")),
        ("linux", {}, Path("~/.local/state/donor-room")),
        ("darwin", {}, Path("~/Library/Preferences/donor-room")),
        ("linux", {"DONOR_ROOM_HOME": "/given", "XDG_STATE_HOME": "/state"}, Path("/given/state")),
    ],
)
def test_the_second_place_of_the_marks_is_another_one(platform, environ, place):
    assert settings.state_home(environ, platform) == place.expanduser()


def test_the_marks_lie_outside_the_profile_and_practice_apart_from_real(tmp_path):
    environ = {"DONOR_ROOM_HOME": str(tmp_path)}
    real, practice = (settings.profile(name, environ) for name in ("real", "practice"))
    assert not set(real.mark_folders) & set(practice.mark_folders)
    for profile in (real, practice):
        for folder in profile.mark_folders:
            assert profile.folder not in folder.parents
            assert tmp_path in folder.parents


def test_the_usual_database_has_the_usual_marks_however_it_is_named(tmp_path):
    environ = {"DONOR_ROOM_HOME": str(tmp_path)}
    usual = settings.profile("real", environ)
    assert settings.profile_of(usual.database, "real", environ) == usual
    other = settings.profile_of(tmp_path / "other" / "terminal.db", "real", environ)
    assert other.mark_folders == (tmp_path / "other.marks", tmp_path / "other" / "marks")


def test_a_database_is_found_where_its_person_has_no_home(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "expanduser", _no_home)
    profile = settings.profile_of(tmp_path / "x" / "terminal.db", "real", {})
    assert profile.folder == tmp_path / "x"


def _no_home(self):
    raise RuntimeError("Could not determine home directory.")


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
