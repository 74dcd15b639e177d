"""The questions that a pack asks of the facts: yes, no, or what is lacking."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from donor_room.domain.checks import Check, Unknown, checks_by_family, number
from donor_room.domain.facts import Bound, Facts, Missing, Number, Word, known
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


# ---- what is known on one side only ------------------------------------------------------------------------

NO, YES, OPEN = None, (), (Unknown("x", "unreadable"),)


def on_one_side(rule: str, fact: str, side: str, value: str) -> tuple[Unknown, ...] | None:
    unit = PACK.fact[fact].unit
    lacking = check(rule).lacks(fit_facts(**{fact: Bound(side=side, value=Decimal(value), unit=unit)}))  # type: ignore[arg-type]
    return lacking and tuple(Unknown("x", one.why) for one in lacking)


@pytest.mark.parametrize(
    ("rule", "fact", "side", "answers"),
    [
        # below 50 kg fires; one step under, at and over the limit
        ("weight_min_male_kg", "weight_kg", "below", (YES, YES, OPEN)),
        ("weight_min_male_kg", "weight_kg", "at_least", (OPEN, NO, NO)),
        # at least 37.3 degrees fires
        ("temp_lt_c", "temp_c", "below", (NO, NO, OPEN)),
        ("temp_lt_c", "temp_c", "at_least", (OPEN, YES, YES)),
        # above 100 beats fires
        ("pulse_max_bpm", "beats_per_min", "below", (NO, NO, OPEN)),
        ("pulse_max_bpm", "beats_per_min", "at_least", (OPEN, OPEN, YES)),
    ],
)
def test_a_bound_answers_where_all_that_it_leaves_open_is_on_one_side(rule, fact, side, answers):
    limit = PACK.number(rule)
    near = (limit - Decimal("0.1"), limit, limit + Decimal("0.1"))
    assert tuple(on_one_side(rule, fact, side, str(value)) for value in near) == answers


@pytest.mark.parametrize("rule", ["weight_min_male_kg"])
@pytest.mark.parametrize(
    ("value", "unit", "why"),
    [("60", "lb", "unreadable"), ("60", None, "unreadable"), ("NaN", "kg", "unreadable")],
)
def test_a_bound_in_another_unit_or_none_says_nothing(rule, value, unit, why):
    told = Bound(side="at_least", value=Decimal(value), unit=unit)
    assert check(rule).lacks(fit_facts(weight_kg=told)) == (Unknown("weight_kg", why),)


def test_a_limit_that_is_turned_to_at_most_is_answered_by_a_bound_as_well():
    (rule,) = (one for one in PACK.rule if one.id == "weight_min_male_kg")
    first = msgspec.structs.replace(rule.when[0], below=None, at_most=rule.when[0].below)
    turned = msgspec.structs.replace(rule, when=(first, *rule.when[1:]))
    pack = msgspec.structs.replace(PACK, rule=tuple(turned if one is rule else one for one in PACK.rule))
    told = {
        (side, value): check("weight_min_male_kg", pack=pack).lacks(
            fit_facts(weight_kg=Bound(side=side, value=Decimal(value), unit="kg"))
        )
        for side in ("below", "at_least")
        for value in ("50", "50.1")
    }
    gap = (Unknown("weight_kg", "unreadable"),)
    assert told == {
        ("below", "50"): (), ("below", "50.1"): gap, ("at_least", "50"): gap, ("at_least", "50.1"): None,
    }  # fmt: skip


def test_of_two_numbers_one_is_not_enough_on_one_side():
    told = fit_facts(sbp_mmhg=Bound(side="at_least", value=Decimal(110), unit="mmHg"))
    assert number(told, "sbp_mmhg", "mmHg") == Unknown("sbp_mmhg", "unreadable")
