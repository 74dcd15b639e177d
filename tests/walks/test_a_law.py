"""A law comes into force by one file: the steps of its recipe, between visits of a practice terminal."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from donor_room.domain.clock import SystemClock
from donor_room.domain.entries import DecisionMade
from donor_room.packs.in_force import rules_in_force
from donor_room.packs.trust import trusted_keys
from donor_room.settings import Profile
from tests.support.layers import DRAFT
from tests.support.practice import json_lines, staffed_profile, start
from tests.support.profiles import open_at_once

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "docs" / "recipes" / "a-law.md").read_text("utf-8")
STEPS = re.findall(r"^ *python3 -m donor_room (.+)$", RECIPE, re.MULTILINE)
PATIENCE_S = 3_600
AGES_AND_INTERVAL = {"wb_to_wb", "age_max_first_years", "age_max_repeat_years"}


@dataclass(frozen=True, slots=True)
class Ended:
    status: int
    lines: list[Any]


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """A practice terminal in the folder in which the recipe is followed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return staffed_profile(tmp_path)


def ran(*words: object) -> Ended:
    with start(*words) as process:
        out, err = process.communicate(timeout=PATIENCE_S)
    assert not err, err
    return Ended(process.returncode, json_lines(out))


def followed(step: str) -> Ended:
    """Do the one step of the recipe that begins with these words, as it stands there."""
    (words,) = [line for line in STEPS if line.startswith(step)]
    return ran(*shlex.split(words))


def play(profile: Profile, visits: int, seed: int) -> None:
    assert ran("play", "--db", profile.database, "--visits", visits, "--seed", seed).status == 0


def written_active(folder: Path) -> None:
    """Write the file of the recipe, with today in the place of its day."""
    (text,) = re.findall(r"```toml\n(.+?)```", RECIPE, re.DOTALL)
    lines = "\n".join(line.strip() for line in text.splitlines())
    today = SystemClock().today().isoformat()
    (folder / "active.toml").write_text(re.sub(r"from_on = .+", f"from_on = {today}", lines), "utf-8")


def decisions(profile: Profile) -> list[DecisionMade]:
    desk = open_at_once(profile, SystemClock())
    made = [line.act for line in desk.ledger.every_of(DecisionMade) if isinstance(line.act, DecisionMade)]
    desk.close()
    return made


def layers_of(made: list[DecisionMade]) -> list[tuple[str, ...]]:
    return [tuple(stamp.id for stamp in one.overlays) for one in made]


def changed(profile: Profile, visits: int) -> list[dict[str, Any]]:
    """Steps 1 and 2: what the law changes in the rules, and whom it would have decided about otherwise."""
    assert {line["path"].rpartition(".")[0] for line in followed("packs diff").lines} == {
        "interval.wb_to_wb",
        "interval.wb_to_wb.least",
        "param.age_max_first_years",
        "param.age_max_repeat_years",
    }
    again = followed("packs dry-run")
    *found, tally = again.lines
    assert (again.status, tally) == (1, {"decisions": visits, "differing": len(found)})
    return found


def put_in_force(profile: Profile) -> None:
    """Steps 3 and 4; the file is believed with the station's key, from its day on and not before."""
    written_active(profile.folder)
    assert [followed(f"packs {word}").status for word in ("key", "sign")] == [0, 0]
    (checked,) = [line for line in followed("packs check").lines if line["file"] == "active.toml"]
    assert (checked["ok"], checked["distrust"]) == (True, None)
    today, keys = SystemClock().today(), trusted_keys(profile.folder / "station.pub")
    law = rules_in_force(profile.folder, today, keys=keys)
    assert ([stamp.id for stamp in law.overlays], law.distrust) == ([DRAFT], ())
    assert rules_in_force(profile.folder, today - timedelta(days=1), keys=keys).overlays == ()


def bring_in(profile: Profile, before: int, after: int) -> list[dict[str, Any]]:
    """Follow the whole recipe and return the decisions that the law changes, as the dry-run tells them."""
    play(profile, before, seed=2025)
    found = changed(profile, before)
    put_in_force(profile)
    play(profile, after, seed=2026)
    assert layers_of(decisions(profile)) == [()] * before + [(DRAFT,)] * after
    again = followed("replay")
    assert (again.status, again.lines) == (0, [{"decisions": before + after, "differing": 0}])
    return found


def freed(found: list[dict[str, Any]]) -> set[str]:
    """The rules that alone stood in the way of somebody who may give under the law."""
    return {one["gone"][0] for one in found if one["after"] == "eligible"}


def test_the_recipe_brings_the_draft_law_into_force(profile: Profile) -> None:
    found = bring_in(profile, before=40, after=8)
    assert set() < freed(found) <= AGES_AND_INTERVAL


@pytest.mark.lab
def test_the_draft_law_over_2_000_visits(profile: Profile) -> None:
    found = bring_in(profile, before=2_000, after=100)
    told = Counter((one["before"], one["after"], *one["gone"]) for one in found)
    for change, many in told.most_common():
        print(json.dumps({"decisions": many, "before": change[0], "after": change[1], "gone": change[2:]}))
    assert freed(found) == AGES_AND_INTERVAL
    assert len(found) > 200
