"""The station's list of occasions: each has words in both languages, and its souvenir is on the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import load_codes
from donor_room.packs.locate import resources_folder
from donor_room.packs.occasions import load_occasions
from donor_room.packs.texts import LANGUAGES, Texts

SHIPPED = (resources_folder() / "occasions" / "station.toml").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_occasion_is_said_in_every_language(language: str) -> None:
    texts = Texts(language)
    assert all(texts.has(f"occasions.{one.id}") for one in load_occasions().occasions)


def test_every_souvenir_of_an_occasion_is_offered_only_then() -> None:
    listed = {one.code: one.group for one in load_codes("souvenir").codes}
    fitting = {one.souvenir for one in load_occasions().occasions if one.souvenir}
    assert {listed[code] for code in fitting} == {"occasion"}
    assert {code for code, group in listed.items() if group == "occasion"} == fitting


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('souvenir = "coin_18"', 'souvenir = "castle"'),
        ('id = "birthday"', 'id = "donor_day"'),
        ('id = "birthday"\nis_birthday = true', 'id = "birthday"'),
        ('id = "coming_of_age"\nages = [18]', 'id = "coming_of_age"'),
        ('\npaper = "oath"', '\npaper = "poem"'),
        ("years = 18", "years = 20"),
        ('id = "eighteenth_birthday"\nages = [18]', 'id = "eighteenth_birthday"\nages = [17]'),
        ("[of_age]", "[of_ages]"),
        ("is_birthday = true", 'is_birthday = "often"'),
        ("is_birthday = true", "is_birthdya = true"),
        ('days_of_year = ["06-14"]', 'days_of_year = ["14-06"]'),
        ("to = 2027-02-20", "to = 2026-02-20"),
        ("[about]", "[about"),
        ("值得", "\udcff"),
    ],
)
def test_a_list_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SHIPPED
    raw = SHIPPED.replace(old, new, 1).encode("utf-8", "surrogateescape")
    (tmp_path / "station.toml").write_bytes(raw)
    with pytest.raises(Refusal) as refused:
        load_occasions(tmp_path)
    assert (refused.value.code, refused.value.values["pack"]) == ("codes.unreadable", "occasions")
