"""`packs` and `replay`: checked, signed, compared, and past visits decided again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from donor_room.commands import decide, packs, replay
from donor_room.commands.shell import DONE, NO
from donor_room.domain.clock import FixedClock
from donor_room.packs.rules import NATIONAL, rule_files
from donor_room.settings import Profile
from tests.support import layers as s
from tests.support.acts import upto
from tests.support.cases import line
from tests.support.desks import AFTERNOON, refused
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once

Said = tuple[int, list[dict[str, Any]]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return s.copy_of_rules(tmp_path, "number = 120, unit", "number = 121, unit")


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """A database with one decision, by rules that are nowhere."""
    monkeypatch.setenv("DONOR_ROOM_PASSPHRASE", PASSPHRASE)
    profile = new_profile(tmp_path)
    desk = open_at_once(profile, FixedClock(AFTERNOON))
    desk.ledger.append([("v1", act) for act in upto("decision")], by="s1")
    desk.close()
    return profile


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    status = packs.main(list(arguments))
    return status, [json.loads(text) for text in capsys.readouterr().out.splitlines()]


def test_the_shipped_packs_are_well(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = said(capsys, "check")
    assert (status, len(lines), {line["ok"] for line in lines}) == (DONE, len(rule_files()), {True})
    (stub,) = (line for line in lines if line["id"] == "CN-36-JIANGXI")
    assert any("stub" in fault for fault in stub["not_to_be_activated"])


@pytest.mark.parametrize("words", [["check"], ["sign", "--key", str(s.key_file())]], ids=["check", "sign"])
def test_a_folder_without_packs_is_not_said_to_be_well(tmp_path: Path, words: list[str]) -> None:
    for folder in (tmp_path, tmp_path / "slip"):
        with refused("packs.none_there"):
            packs.main([*words, "--pack", str(folder)])


def test_a_changed_pack_is_named_until_it_is_signed_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = said(capsys, "check", "--pack", str(folder))
    assert (status, [one["file"] for one in lines if not one["ok"]]) == (NO, [f"{NATIONAL}.toml"])
    said(capsys, "sign", "--pack", str(folder), "--key", str(s.key_file()), NATIONAL)
    assert said(capsys, "check", "--pack", str(folder))[1][-1]["distrust"] == "unknown_key"
    assert said(capsys, "check", "--pack", str(folder), "--trust", str(s.public_file()))[0] == DONE


def test_an_unreadable_pack_is_named_and_the_others_are_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "cn-46-hainan.toml").write_text("[about")
    status, lines = said(capsys, "check", "--pack", str(folder))
    assert (status, len(lines)) == (NO, len(rule_files()))
    assert next(one for one in lines if one["file"] == "cn-46-hainan.toml")["fault"]


def test_the_folder_of_a_station_is_checked_against_the_base_of_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "station-x.toml").write_text(s.STATION.replace("130", "110"))
    s.put_in_force(tmp_path, "STATION-X")
    s.sign(tmp_path)
    status, (active, station) = said(
        capsys, "check", "--pack", str(tmp_path), "--trust", str(s.public_file())
    )
    assert (status, active["ok"], active["id"], station["layer"]) == (NO, True, "active.toml", "station")
    assert (station["ok"], station["distrust"]) == (False, None)
    assert "hb_min_male_g_l may only go upwards" in station["not_to_be_activated"][0]


def test_an_overlay_of_a_base_that_cannot_be_read_says_that_it_is_the_base(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / f"{NATIONAL}.toml").write_text("[about")
    faults = {line["file"]: line["fault"] for line in said(capsys, "check", "--pack", str(folder))[1]}
    assert faults["cn-46-hainan.toml"].startswith(f"{NATIONAL}.toml: ")
    assert not faults[f"{NATIONAL}.toml"].startswith(NATIONAL)


def test_a_new_key_signs_what_it_then_proves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, (made,) = said(capsys, "key", str(tmp_path / "mine"))
    assert (status, Path(made["public"]).name) == (DONE, "mine.pub")


def test_diff_names_each_value_and_its_status_says_whether_there_is_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, "diff") == (DONE, [])
    change = {"path": "param.hb_min_male_g_l.number", "before": "120", "after": "121"}
    assert said(capsys, "diff", str(folder)) == (NO, [change])
    assert said(capsys, "diff", str(folder), str(folder)) == (DONE, [])
    assert len(said(capsys, "diff", "--overlay", s.DRAFT)[1]) == 7


def test_a_dry_run_lists_the_decisions_that_change_and_counts_them(
    profile: Profile, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = folder / f"{NATIONAL}.toml"
    assert said(capsys, "dry-run", "--db", str(profile.database)) == (
        DONE,
        [{"decisions": 1, "differing": 0}],
    )
    text = base.read_text("utf-8")
    base.write_text(text.replace("number = 121, unit", "number = 139, unit"), "utf-8")
    status, (changed, tally) = said(capsys, "dry-run", "--db", str(profile.database), "--pack", str(folder))
    assert (status, tally["differing"]) == (NO, 1)
    assert (changed["before"], changed["after"], changed["came"]) == (
        "eligible",
        "deferred_until",
        ["hb_min_male_g_l"],
    )


def test_replay_names_a_decision_whose_rules_are_nowhere(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay.main(["--db", str(profile.database)]) == NO
    one, tally = (json.loads(text) for text in capsys.readouterr().out.splitlines())
    assert (one["reason"], one["visit"], tally) == ("rules_not_here", "v1", {"decisions": 1, "differing": 1})


# ---- decide under other packs ------------------------------------------------------------------------------


def answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *arguments: str, **changes: Any
) -> dict[str, Any]:
    file = tmp_path / "case.jsonl"
    file.write_bytes(line(**changes))
    decide.main([str(file), *arguments])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_under_the_draft_law_whole_blood_is_free_after_90_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"history": [{"kind": "WB", "on": "2026-08-23", "ml": 400}]}
    assert answer(capsys, tmp_path, **given)["outcome"] == "deferred_until"
    told = answer(capsys, tmp_path, "--overlay", s.DRAFT, **given)
    assert (told["outcome"], told["pack"]["overlays"]) == ("eligible", [s.DRAFT])


def test_a_pack_that_is_not_what_was_signed_decides_about_nobody(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = answer(capsys, tmp_path, "--pack", str(folder))
    assert (told["outcome"], told["missing"]) == ("cannot_decide", ["rule_pack"])
    assert [one["rule"] for one in told["findings"]] == ["rule_pack_wrong_signature"]
    s.sign(folder)
    trusting = ("--pack", str(folder), "--trust", str(s.public_file()))
    assert answer(capsys, tmp_path, *trusting)["outcome"] == "eligible"


def test_before_the_standard_there_were_no_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys, tmp_path, on="2012-06-30")
    assert [one["rule"] for one in told["findings"]] == ["rule_pack_not_yet_valid"]


def test_a_stub_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with refused("rules.layers"):
        answer(capsys, tmp_path, "--overlay", "CN-46-HAINAN")
