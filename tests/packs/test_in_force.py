"""The rules of a day: the base, the layers that are in force, and whether they may be believed."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.in_force import rank_of, rules_in_force, rules_named
from donor_room.packs.rules import load_rules
from donor_room.packs.trust import trusted_keys
from tests.support import layers as s

BASE = load_rules()
TODAY = date(2026, 11, 21)


def in_force(folder, day=TODAY, **more):
    return rules_in_force(folder, day, keys=s.keys(), **more)


def test_the_shipped_rules_are_believed_as_they_are(tmp_path):
    assert in_force(tmp_path) == BASE
    assert rules_named((), keys=trusted_keys()) == BASE


def test_the_draft_law_comes_into_force_by_one_file_on_its_day(tmp_path):
    s.put_in_force(tmp_path, s.DRAFT, from_on="2026-11-21")
    assert in_force(tmp_path, date(2026, 11, 20)).overlays == ()
    law = in_force(tmp_path)
    assert [stamp.id for stamp in law.overlays] == [s.DRAFT]
    assert (law.distrust, str(law.interval[0].least)) == ((), "90 day")


def test_a_station_has_its_own_overlay_beside_its_own_file(tmp_path):
    (tmp_path / "station-x.toml").write_text(s.STATION)
    s.sign(tmp_path)
    s.put_in_force(tmp_path, "STATION-X", s.DRAFT)
    pack = in_force(tmp_path)
    assert (pack.number("hb_min_male_g_l"), pack.number("age_max_first_years")) == (130, 65)
    assert pack.distrust == ()


def test_layers_that_nobody_signed_decide_nothing(tmp_path):
    s.put_in_force(tmp_path, s.DRAFT, signed=False)
    assert in_force(tmp_path).distrust == ("unsigned",)


def test_where_nobody_asks_who_signed_an_unsigned_layer_is_taken(tmp_path):
    s.put_in_force(tmp_path, s.DRAFT, signed=False)
    assert rules_in_force(tmp_path, TODAY, keys=None).distrust == ()


@pytest.mark.parametrize(
    ("layer", "named"), [("CN-36-JIANGXI", "it is a stub"), ("NOWHERE", "NOWHERE"), ('X"\n[', "line")]
)
def test_layers_that_cannot_be_put_in_force_leave_rules_that_decide_nothing(tmp_path, layer, named):
    s.put_in_force(tmp_path, layer)
    pack = in_force(tmp_path)
    assert (pack.distrust, pack.overlays) == (("layers",), ())
    assert named in pack.layers_fault


def test_rules_older_than_those_seen_here_decide_nothing(tmp_path):
    assert in_force(tmp_path, newest_seen=BASE.stamp.edition).distrust == ()
    assert in_force(tmp_path, newest_seen="2011.99").distrust == ("older",)
    assert in_force(tmp_path, newest_seen="2010.99").distrust == ()


def test_an_edition_is_counted_and_not_spelled():
    assert rank_of("2011.10") > rank_of("2011.9") > rank_of("2001")


def test_a_changed_copy_is_not_what_was_signed_until_it_is_signed_again(tmp_path):
    folder = s.copy_of_rules(tmp_path, "number = 120, unit", "number = 121, unit")
    assert rules_named((), folder=folder, keys=s.keys()).distrust == ("wrong_signature",)
    s.sign(folder)
    assert rules_named((), folder=folder, keys=trusted_keys()).distrust == ("unknown_key",)
    assert rules_named((), folder=folder, keys=s.keys()).distrust == ()


def test_an_overlay_is_found_by_id_and_by_file_and_named_once():
    assert rules_named([s.DRAFT, s.DRAFT]) == rules_named([s.DRAFT.lower(), s.DRAFT])
    with pytest.raises(Refusal, match=r"rules\.no_overlay"):
        rules_named(["CN-LAW-2099"])


def test_what_the_layers_make_of_the_base_is_searched_for_loose_ends(tmp_path):
    text = s.STATION.replace("hb_min_male_g_l", "sbp_min_mmhg").replace("130", "150").replace("g/L", "mmHg")
    folder = s.copy_of_rules(tmp_path)
    (folder / "station-x.toml").write_text(text)
    with pytest.raises(Refusal) as refused:
        rules_named(["STATION-X"], folder=folder)
    assert "sbp_min_mmhg is above sbp_lt_mmhg: nobody can pass" in str(refused.value.values["fault"])
