"""The station's list of entitlements and its leaflet: each has words in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.entitlements import load_entitlements
from donor_room.packs.locate import resources_folder
from donor_room.packs.texts import LANGUAGES, Texts

SHIPPED = (resources_folder() / "entitlements" / "station.toml").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_said_in_every_language(language: str) -> None:
    texts, listed = Texts(language), load_entitlements()
    keys = [f"leaflet.{one.id}" for one in listed.leaflet]
    keys += [key for one in listed.entitlements for key in (one.id, f"short.{one.id}")]
    assert [key for key in keys if not texts.has(f"entitlements.{key}")] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "direct"', 'id = "who"'),
        ("least_counts = 20", ""),
        ("least_counts = 20", "least_counts = 0"),
        ("least_counts = 20", 'least_counts = "many"'),
        ("least_counts = 20", "most_counts = 20"),
        ('tag = "R"', 'tag = "heard"'),
        ("[about]", "[about"),
        ("减免", "\udcff"),
    ],
)
def test_a_list_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SHIPPED
    raw = SHIPPED.replace(old, new, 1).encode("utf-8", "surrogateescape")
    (tmp_path / "station.toml").write_bytes(raw)
    with pytest.raises(Refusal) as refused:
        load_entitlements(tmp_path)
    assert (refused.value.code, refused.value.values["pack"]) == ("codes.unreadable", "entitlements")


def test_a_station_that_gives_nothing_has_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text(SHIPPED[: SHIPPED.index("[[leaflet]]")], "utf-8")
    listed = load_entitlements(tmp_path)
    assert (listed.entitlements, listed.leaflet) == ((), ())
