"""Nobody may release age, interval, blood test, a permanent condition, or what is not ours (C10)."""

from __future__ import annotations

import msgspec
import pytest

from donor_room.domain.absolute import absolute_faults
from donor_room.domain.intervals import Exceptional, Span
from donor_room.domain.ruleset import RulePack
from donor_room.packs.rules import load_rules

PACK = load_rules()
replace = msgspec.structs.replace
WEEK, MONTH = Span(n=1, unit="week"), Span(n=1, unit="month")


def with_rule(name: str) -> RulePack:
    rules = tuple(replace(one, overridable_by="physician") if one.id == name else one for one in PACK.rule)
    return replace(PACK, rule=rules)


def with_exclusion(code: str) -> RulePack:
    parts = {
        part: tuple(
            replace(one, overridable_by="physician") if one.code == code else one
            for one in getattr(PACK.exclusion, part)
        )
        for part in ("permanent", "temporary", "vaccine")
    }
    return replace(PACK, exclusion=replace(PACK.exclusion, **parts))


def with_exception(
    name: str, least: Span = WEEK, by: str = "physician", reason: str = "special_matching"
) -> RulePack:
    exception = Exceptional(least=least, by=by, reason=reason)
    rows = tuple(replace(one, exception=exception) if one.id == name else one for one in PACK.interval)
    return replace(PACK, interval=rows)


def test_the_pack_leaves_to_a_physician_only_what_may_be_left() -> None:
    assert list(absolute_faults(PACK)) == []
    left = {rule.id for rule in PACK.rule if rule.overridable_by}
    left |= {entry.code for entry in PACK.exclusion.every() if entry.overridable_by}
    left |= {row.id for row in (*PACK.reaction, *PACK.interval) if getattr(row, "overridable_by", None)}
    assert left == {"temp_lt_c", "wb_400_min_weight_kg", "T18", "V09", "reaction_deferral_moderate"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("age_min_years", "it is about the age"),
        ("age_max_repeat_years", "it is no deferral with an end"),
        ("hbsag_pre", "it is no deferral with an end"),
        ("alt_pre_max_u_l", "it is about a blood test"),
        ("hct_min", "clause 8.3a is mandatory"),
        ("hb_min_male_g_l", "clause 8.2 is mandatory"),
        ("weight_min_male_kg", "weight_min_male_kg is not the station's own"),
        ("skin_ok", "clause 7.6 is not the station's own"),
        ("consent_given", "clause 5 is mandatory"),
    ],
)
def test_an_absolute_rule_that_a_physician_might_release_is_a_fault(name: str, why: str) -> None:
    assert f"rule {name} may not be released: {why}" in set(absolute_faults(with_rule(name)))


@pytest.mark.parametrize(
    ("code", "why"), [("P22", "it is permanent"), ("T05a", "clause 6.2.5 is not the station's own")]
)
def test_a_condition_of_the_standard_is_never_released(code: str, why: str) -> None:
    assert f"exclusion {code} may not be released: {why}" in set(absolute_faults(with_exclusion(code)))


def test_a_reaction_is_released_only_while_its_span_is_the_stations_own() -> None:
    param = replace(PACK.param["reaction_deferral_moderate"], override="none")
    pack = replace(PACK, param=PACK.param | {"reaction_deferral_moderate": param})
    assert [fault.partition(" may")[0] for fault in absolute_faults(pack)] == [
        "reaction reaction_deferral_moderate"
    ]
    without = {name: one for name, one in PACK.param.items() if name != "reaction_deferral_moderate"}
    assert len(list(absolute_faults(replace(PACK, param=without)))) == 1


@pytest.mark.parametrize(
    ("pack", "why"),
    [
        (with_exception("wb_to_wb"), "the standard knows no exception to it"),
        (with_exception("aph_to_wb"), "the standard knows no exception to it"),
        (with_exception("aph_to_aph", reason="urgent"), "the standard knows no exception to it"),
        (with_exception("aph_to_aph", by="nurse"), "nurse may not allow it"),
        (with_exception("aph_to_aph", MONTH), "its exception is not shorter"),
    ],
)
def test_no_interval_but_that_between_aphereses_is_shortened(pack: RulePack, why: str) -> None:
    assert any(fault.endswith(f": {why}") for fault in absolute_faults(pack))
