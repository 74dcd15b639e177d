"""The station's lists of checks, campaigns and sources: each line has words in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from donor_room.domain.guarded import Guarded
from donor_room.domain.refusal import Refusal
from donor_room.packs.campaigns import load_campaigns
from donor_room.packs.checks import load_checks
from donor_room.packs.locate import resources_folder
from donor_room.packs.texts import LANGUAGES, Texts

CHECKS, CAMPAIGNS = (
    (resources_folder() / name / "station.toml").read_text("utf-8") for name in ("checks", "campaigns")
)
MANY = "".join(f'[[{{0}}]]\nid = "n{n}"\ntag = "R"\n' for n in range(9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_said_in_every_language(language: str) -> None:
    texts, listed = Texts(language), load_campaigns()  # type: ignore[arg-type]
    keys = [f"checks.item.{one.id}" for one in load_checks().items]
    keys += [f"checks.work.{work}" for work in get_args(Guarded)]
    keys += [f"campaigns.campaign.{one.id}" for one in listed.campaigns]
    keys += [f"campaigns.source.{one.id}" for one in listed.sources]
    assert [key for key in keys if not texts.has(key)] == []


def test_a_station_that_checks_nothing_has_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text(CHECKS[: CHECKS.index("[[check]]")], "utf-8")
    assert load_checks(tmp_path).items == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('guards = ["needle"]', 'guards = ["nedle"]'),
        ('id = "scale_mixer"', 'id = "hb_control"'),
        ('wants = "lot"', 'wants = "yes"'),
        ('reagent = "hbsag"', 'reagent = "syphilis"'),
        ("least = 2", "least = 12"),
        ("most = 10", 'most = "cold"'),
        ('unit = "°C"', ""),
        ('wants = "yes"', 'wants = "maybe"'),
        ('tag = "R"', 'tag = "X"'),
        ("[[check]]", '[[check]]\nid = "other"\nwants = "lot"\nreagent = "hbsag"\ntag = "R"\n[[check]]'),
        (
            "[[check]]",
            "".join(f'[[check]]\nid = "n{n}"\nwants = "yes"\ntag = "R"\n' for n in range(9)) + "[[check]]",
        ),
        ("[about]", "[about"),
        ("开班", "\udcff"),
    ],
)
def test_a_list_of_checks_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    _refused(load_checks, CHECKS, tmp_path, old, new, "checks")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "fathers"', 'id = "party_day"'),
        ('id = "event"', 'id = "group"'),
        ('days_of_year = ["07-01"]', 'days_of_year = ["07-32"]'),
        ("months = [6]", "months = [60]"),
        ("months = [6]", "moths = [6]"),
        ("[[campaign]]", MANY.format("campaign") + "[[campaign]]"),
        ("[[source]]", MANY.format("source") + "[[source]]"),
        ("[about]", "[about"),
    ],
)
def test_a_list_of_campaigns_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    _refused(load_campaigns, CAMPAIGNS, tmp_path, old, new, "campaigns")


@pytest.mark.parametrize(("load", "pack"), [(load_checks, "checks"), (load_campaigns, "campaigns")])
def test_a_list_that_is_not_there_is_refused(
    tmp_path: Path, load: Callable[[Path], object], pack: str
) -> None:
    with pytest.raises(Refusal) as refused:
        load(tmp_path)
    assert refused.value.values["pack"] == pack


def _refused(load: Callable[[Path], object], text: str, folder: Path, old: str, new: str, pack: str) -> None:
    assert old in text
    (folder / "station.toml").write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogateescape"))
    with pytest.raises(Refusal) as refused:
        load(folder)
    assert (refused.value.code, refused.value.values["pack"]) == ("codes.unreadable", pack)
