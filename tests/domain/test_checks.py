"""The questions that a pack asks of the facts: yes, no, or what is lacking."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from donor_room.domain.checks import Check, Unknown, checks_by_family, number
from donor_room.domain.facts import Facts, Missing, Number, Word, known
from donor_room.packs.rules import load_rules
from tests.support.fit_donor import fit_facts

PACK = load_rules()
BY_FAMILY = checks_by_family(PACK)


def check(rule: str, family: str = "WB", pack=PACK) -> Check:
    (found,) = (one for one in checks_by_family(pack)[family] if one.rule.id == rule)
    return found


def never_told(name: str) -> Facts:
    facts = fit_facts()
    return msgspec.structs.replace(
        facts, values={key: fact for key, fact in facts.values.items() if key != name}
    )


def test_a_rule_that_a_fact_speaks_against_is_a_certain_no():
    assert check("sbp_min_mmhg").lacks(fit_facts()) is None


def test_a_rule_that_fires_lacks_nothing():
    assert check("sbp_min_mmhg").lacks(fit_facts(sbp_mmhg=known(89, "mmHg"))) == ()


@pytest.mark.parametrize("fact", ["sbp_mmhg", "consent_given", "abo", "hbsag"])
def test_a_fact_that_nobody_told_was_not_asked(fact):
    (rule, *_) = (one for one in BY_FAMILY["WB"] if one.rule.when[0].fact == fact)
    assert rule.lacks(never_told(fact)) == (Unknown(fact, "not_asked"),)


def test_each_fact_that_a_rule_lacks_is_named():
    gaps = fit_facts(beats_per_min=Missing(why="stale"), is_endurance_athlete=Missing(why="not_sure"))
    assert check("pulse_min_bpm").lacks(gaps) == (
        Unknown("beats_per_min", "stale"),
        Unknown("is_endurance_athlete", "not_sure"),
    )


@pytest.mark.parametrize(
    ("rule", "fact", "wrong"),
    [
        ("sbp_min_mmhg", "sbp_mmhg", known("high")),
        ("consent_given", "consent_given", known("yes")),
        ("consent_given", "consent_given", known(1)),
        ("hbsag_pre", "hbsag", known(True)),
        ("hbsag_pre", "hbsag", known("?")),
        ("sbp_min_mmhg", "sbp_mmhg", Number(value=Decimal("NaN"), unit="mmHg")),
    ],
)
def test_a_fact_of_another_kind_is_unreadable(rule, fact, wrong):
    assert check(rule).lacks(fit_facts(**{fact: wrong})) == (Unknown(fact, "unreadable"),)


def test_a_number_in_another_unit_is_one_without_its_unit():
    assert number(fit_facts(weight_kg=known(136, "lb")), "weight_kg", "kg") == Unknown("weight_kg", "no_unit")


@pytest.mark.parametrize("gap", ["sbp_mmhg", "dbp_mmhg"])
def test_a_difference_needs_both_numbers(gap):
    lacking = check("pulse_pressure_min_mmhg").lacks(fit_facts(**{gap: Missing(why="unreadable")}))
    assert lacking == (Unknown(gap, "unreadable"),)


@pytest.mark.parametrize(("gap", "times"), [("abo", 1), ("abo_history", 2)])
def test_two_words_are_compared_only_where_both_are_known(gap, times):
    known_groups = {"abo": Word(value="A"), "abo_history": Word(value="B")}
    assert check("abo_history").lacks(fit_facts(**known_groups)) == ()
    lacking = check("abo_history").lacks(fit_facts(**(known_groups | {gap: Missing(why="stale")})))
    assert lacking == (Unknown(gap, "stale"),) * times


def test_a_limit_that_is_off_is_never_past():
    assert check("wb_400_min_weight_kg").lacks(fit_facts(weight_kg=known(20, "kg"))) is None


def test_rules_of_apheresis_are_asked_of_nobody_else():
    asked = {family: {one.rule.id for one in checks} for family, checks in BY_FAMILY.items()}
    assert [family for family in asked if "hct_min" in asked[family]] == ["APH_PLT"]
    assert asked["WB"] - asked[""] == {"wb_400_min_weight_kg"}


def test_a_test_that_the_station_does_not_run_is_not_asked():
    panel = msgspec.structs.replace(PACK.param["pretests_whole_blood"], words=("hb",))
    pack = msgspec.structs.replace(PACK, param=PACK.param | {"pretests_whole_blood": panel})
    asked = {one.rule.id for one in checks_by_family(pack)["WB"]}
    assert "hb_min_male_g_l" in asked
    assert asked.isdisjoint({"abo_pretest", "abo_history", "alt_pre_max_u_l", "hbsag_pre", "hbsag_repeat"})


def test_a_kind_that_the_pack_lacks_is_asked_what_everybody_is_asked():
    assert PACK.checks("GRANULOCYTES") == PACK.checks(None) == PACK.checks("")
    assert PACK.checks("APH_PLT1") != PACK.checks(None)


def test_a_pack_is_made_ready_once():
    assert PACK.checks("WB400") is PACK.checks("WB200")
