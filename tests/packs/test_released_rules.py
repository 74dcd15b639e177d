"""Rules of a release are put in force only where somebody could be decided about by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from donor_room.packs.in_force import rules_in_force
from donor_room.packs.release import lay_out, unchecked
from donor_room.packs.released_rules import is_newer, refuse_unless_on, rules_of_release
from donor_room.packs.rules import NATIONAL, load_rules
from donor_room.packs.trust import trusted_keys
from tests.support import layers as s
from tests.support.desks import refused
from tests.support.releases import released, sealed

TODAY = date(2026, 11, 21)


def laid_out(raw: bytes, folder: Path) -> Path:
    return lay_out(unchecked(raw), folder / "out")


def test_a_released_base_takes_the_place_of_the_programs(tmp_path: Path) -> None:
    folder = laid_out(released(tmp_path), tmp_path)
    pack = rules_of_release(folder, TODAY, s.keys(), station=tmp_path)
    assert (pack.stamp.edition, pack.number("hb_min_male_g_l")) == ("2011.6", 140)


def test_a_program_with_newer_rules_keeps_them(tmp_path: Path) -> None:
    folder = laid_out(released(tmp_path, base="2011.4"), tmp_path)
    assert rules_in_force(tmp_path, TODAY, keys=s.keys(), release=folder) == load_rules()


def test_layers_of_a_release_stand_for_those_of_the_folder(tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    s.put_in_force(rules, s.DRAFT, from_on="2026-11-21")
    s.put_in_force(tmp_path, from_on="2026-01-01")
    folder = laid_out(sealed(rules, "active"), tmp_path)
    pack = rules_of_release(folder, TODAY, s.keys(), station=tmp_path)
    assert [stamp.id for stamp in pack.overlays] == [s.DRAFT]


def test_layers_of_the_folder_stay_where_a_release_names_none(tmp_path: Path) -> None:
    s.put_in_force(tmp_path, s.DRAFT, from_on="2026-11-21")
    folder = laid_out(released(tmp_path), tmp_path)
    pack = rules_of_release(folder, TODAY, s.keys(), station=tmp_path)
    assert [stamp.id for stamp in pack.overlays] == [s.DRAFT]


def test_rules_that_are_older_than_those_in_use_are_refused(tmp_path: Path) -> None:
    folder = laid_out(released(tmp_path), tmp_path)
    with refused("pack_release.older"):
        rules_of_release(folder, TODAY, s.keys(), station=tmp_path, newest="2011.7")


def test_a_pack_inside_is_held_against_its_own_signature(tmp_path: Path) -> None:
    folder = laid_out(released(tmp_path), tmp_path)
    with refused("pack_release.not_unknown_key"):
        rules_of_release(folder, TODAY, trusted_keys(), station=tmp_path)


def test_layers_that_cannot_be_are_refused_with_what_is_wrong(tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    s.put_in_force(rules, "CN-46-HAINAN", from_on="2026-11-21")
    folder = laid_out(sealed(rules, "active"), tmp_path)
    with refused("pack_release.not_layers"):
        rules_of_release(folder, TODAY, s.keys(), station=tmp_path)


def test_a_release_that_puts_nothing_in_force_is_none(tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path)
    folder = laid_out(sealed(rules, "cn-law-draft-2025-12"), tmp_path)
    with refused("pack_release.no_rules"):
        rules_of_release(folder, TODAY, s.keys(), station=tmp_path)


def test_a_base_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    rules = s.copy_of_rules(tmp_path, 'layer = "national"', 'layer = "moon"')
    s.sign(rules, NATIONAL)
    folder = laid_out(sealed(rules, NATIONAL), tmp_path)
    with refused("rules.unreadable"):
        rules_of_release(folder, TODAY, s.keys(), station=tmp_path)


def test_rules_of_a_later_day_do_not_hold_before(tmp_path: Path) -> None:
    change = ("effective_from = 2012-07-01", "effective_from = 2027-03-01")
    folder = laid_out(released(tmp_path, change=change), tmp_path)
    pack = rules_of_release(folder, TODAY, s.keys(), station=tmp_path)
    with refused("pack_release.not_on_the_day"):
        refuse_unless_on(pack, TODAY)
    refuse_unless_on(pack, date(2027, 3, 1))


@pytest.mark.parametrize(
    ("edition", "than", "is_so"),
    [("2", "10", False), ("10", "2", True), ("1", "1", False), ("1", None, True)],
)
def test_editions_are_numbers(edition: str, than: str | None, is_so: bool) -> None:
    assert is_newer(edition, than) is is_so
