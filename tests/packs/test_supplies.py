"""The station's list of supplies: each item has words in both languages; a station may have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.supplies import load_supplies
from donor_room.packs.texts import LANGUAGES, Texts

SHIPPED = (resources_folder() / "supplies" / "station.toml").read_text("utf-8")
MANY = "".join(
    f'[[item]]\ncode = "n{n}"\ntag = "R"\nkind = "comfort"\nunit = "item"\ncarry = 1\n' for n in range(9)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_is_said_in_every_language(language: str) -> None:
    texts, listed = Texts(language), load_supplies()  # type: ignore[arg-type]
    keys = [f"supplies.item.{one.code}" for one in listed.items]
    keys += [f"supplies.unit.{one.unit}" for one in listed.items]
    keys += [f"supplies.kind.{kind}" for kind in listed.kinds]
    assert [key for key in keys if not texts.has(key)] == []


def test_without_a_file_nothing_is_counted(tmp_path: Path) -> None:
    assert load_supplies(tmp_path).items == ()


def test_no_work_of_a_vehicle_waits_for_the_shipped_list() -> None:
    assert [one.code for one in load_supplies().items if one.guards] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "umbrella"', 'code = "cup"'),
        ('souvenir = "umbrella"', 'souvenir = "castle"'),
        ('souvenir = "umbrella"', 'souvenir = "cup"'),
        ('bag_kind = "triple_200"', 'bag_kind = "triple_900"'),
        ('bag_kind = "triple_200"', 'bag_kind = "triple_300"'),
        ("carry = 20", "carry = -1"),
        ("carry = 20", 'carry = "many"'),
        ('kind = "comfort"', 'kind = "luxury"'),
        ("low = 5", "lwo = 5"),
        ("low = 5", 'guards = ["nedle"]'),
        ("low = 5", 'bar_codes = ["12"]'),
        ("low = 5", 'bar_codes = ["DRV12345678"]'),
        ("low = 5", 'bar_codes = ["69012345", "69012345"]'),
        ("[[item]]", MANY + "[[item]]"),
        ("[about]", "[about"),
    ],
)
def test_a_list_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SHIPPED
    (tmp_path / "station.toml").write_text(SHIPPED.replace(old, new, 1), "utf-8")
    with pytest.raises(Refusal) as refused:
        load_supplies(tmp_path)
    assert (refused.value.code, refused.value.values["pack"]) == ("codes.unreadable", "supplies")
