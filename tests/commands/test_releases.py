"""`packs release|install` and `station release|releases|withdraw-release`: the same as on the pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from donor_room.commands import packs, station
from donor_room.domain.clock import FixedClock, SystemClock
from donor_room.settings import Profile
from donor_room.station.server import Station
from donor_room.workflow.opening import open_desk
from tests.support import layers as s
from tests.support.busy_day import fill
from tests.support.desks import refused
from tests.support.profiles import PASSPHRASE, new_profile
from tests.support.releases import released, trust_the_tests
from tests.support.stations import new_database
from tests.support.van import MORNING

Lines = list[dict[str, Any]]
WHO = ("--by", "keeper", "--why", "read by a physician")
FAR = "2999-01-01"


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust_the_tests(monkeypatch, tmp_path)
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)


@pytest.fixture
def database() -> str:
    """A station with a day of visits and two vans, the server not running."""
    url = new_database()
    with Station(url, clock=FixedClock(MORNING)) as running:
        for caller in fill(running):
            caller.link.close()
    return url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "rules.release"
    place.write_bytes(released(tmp_path))
    return place


@pytest.fixture
def say(database: str, capsys: pytest.CaptureFixture[str]) -> Any:
    def ran(*words: object) -> Lines:
        assert station.main([*map(str, words), "--database-url", database]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ran


def test_a_release_is_tried_and_waits_without_a_day(say: Any, file: Path) -> None:
    *changed, trial, line = say("release", file, "--days", 366)
    assert (trial["decisions"], trial["differing"], len(changed)) == (16, 16, 16)
    assert ["hb_min_male_g_l", "8.2"] in changed[0]["came"]
    assert (line["state"], line["from"]) == ("waits", None)


def test_a_release_with_a_day_goes_to_all_and_is_named(say: Any, file: Path) -> None:
    say("release", file)
    line = say("release", file, "--from", FAR, *WHO)[-1]
    assert (line["state"], line["from"], line["not_yet"]) == (
        "coming",
        "2999-01-01T00:00:00+08:00",
        ["van"] * 2,
    )
    assert [one["edition"] for one in say("releases")] == ["1"]
    assert say("withdraw-release", line["release"][:12], *WHO)[0]["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("release",), "pack_release.command.file_needed"),
        (("release", "no-such-file"), "pack_release.unreadable_file"),
        (("withdraw-release",), "pack_release.command.which"),
        (("withdraw-release", "abc"), "pack_release.command.why_needed"),
        (("withdraw-release", "abc", *WHO), "pack_release.unknown"),
    ],
)
def test_what_is_missing_is_said(say: Any, words: tuple[str, ...], code: str) -> None:
    with refused(code):
        say(*words)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", FAR), "pack_release.command.why_needed"),
        (("--from", "tomorrow", *WHO), "pack_release.day_shape"),
        (("--from", FAR, "--to", "nobody", *WHO), "preprinted.terminal_unknown"),
    ],
)
def test_a_release_says_from_when_by_whom_and_for_whom(
    say: Any, file: Path, words: tuple[str, ...], code: str
) -> None:
    with refused(code):
        say("release", file, *words)


# ---- a terminal that no network reaches --------------------------------------------------------------------


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return new_profile(tmp_path / "terminal")


def test_packs_are_made_into_a_release_and_installed_by_hand(
    profile: Profile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules, out = s.copy_of_rules(tmp_path), tmp_path / "out.release"
    s.put_in_force(rules, s.DRAFT, from_on="2026-01-01")
    made = ["--edition", "7", "--title", "样例", "--key", str(s.key_file()), "--out", str(out)]
    assert packs.main(["release", "--pack", str(rules), *made, "active"]) == 0
    assert packs.main(["install", str(out), "--db", str(profile.database)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[1]["edition"] == "7"
    desk = open_desk(profile, passphrase=PASSPHRASE, clock=SystemClock())
    assert [stamp.id for stamp in desk.packs.rules.overlays] == [s.DRAFT]
    desk.close()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--from", "tomorrow"], "pack_release.day_shape"),
        ([], "pack_release.other_station"),
    ],
)
def test_what_may_not_be_installed_is_refused(
    profile: Profile, tmp_path: Path, words: list[str], code: str
) -> None:
    file = tmp_path / "other.release"
    file.write_bytes(released(tmp_path, station="77001"))
    with refused(code):
        packs.main(["install", str(file), "--db", str(profile.database), *words])


def test_a_file_that_is_not_there_is_said(profile: Profile, tmp_path: Path) -> None:
    with refused("pack_release.unreadable_file"):
        packs.main(["install", str(tmp_path / "none"), "--db", str(profile.database)])
