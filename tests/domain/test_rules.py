"""Each limit at, below and above, by its clause; and the vectors of the domain notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Bound, Facts, Missing, Number, YesNo, known
from donor_room.domain.findings import Finding
from donor_room.domain.identity import age_on
from donor_room.domain.rules import evaluate
from donor_room.domain.upper_age import years_for_upper_limit
from donor_room.packs.rules import load_rules
from tests.support.fit_donor import TODAY, VALUES, fit_facts, without

PACK = load_rules()
TICKS = {"asks_to_give_again": True, "no_earlier_reaction": True, "meets_requirements": True}
UNITS = {name: kind.unit for name, kind in PACK.fact.items()}


def fired(facts: Facts) -> dict[str, Finding]:
    return {finding.rule: finding for finding in evaluate(PACK, facts)}


def measured(**values: str | bool) -> Facts:
    """Return a fit donor with these facts, numbers written as text with the unit of the pack."""
    kinds = {name: PACK.fact[name].kind for name in values}
    facts = {
        name: known(Decimal(value), UNITS[name]) if kinds[name] == "number" else known(value)
        for name, value in values.items()
    }
    return fit_facts(**facts)


def test_a_fit_donor_gives_no_finding():
    assert evaluate(PACK, fit_facts()) == ()


LIMITS = [
    # clause, the rule that must fire (None = fit), facts
    ("7.2", "weight_min_male_kg", {"weight_kg": "49.9"}),
    ("7.2", None, {"weight_kg": "50.0"}),
    ("7.2", None, {"weight_kg": "50.1"}),
    ("7.2", "weight_min_female_kg", {"weight_kg": "44.9", "sex": "female"}),
    ("7.2", None, {"weight_kg": "45.0", "sex": "female"}),
    ("7.2", None, {"weight_kg": "45.1", "sex": "female"}),
    ("7.3", None, {"sbp_mmhg": "90", "dbp_mmhg": "60"}),
    ("7.3", None, {"sbp_mmhg": "139", "dbp_mmhg": "89"}),
    ("7.3", "sbp_lt_mmhg", {"sbp_mmhg": "140", "dbp_mmhg": "80"}),
    ("7.3", "sbp_lt_mmhg", {"sbp_mmhg": "141", "dbp_mmhg": "80"}),
    ("7.3", "dbp_min_mmhg", {"dbp_mmhg": "59"}),
    ("7.3", None, {"dbp_mmhg": "60"}),
    ("7.3", "dbp_lt_mmhg", {"sbp_mmhg": "120", "dbp_mmhg": "90"}),
    ("7.3", "pulse_pressure_min_mmhg", {"sbp_mmhg": "110", "dbp_mmhg": "85"}),
    ("7.3", "pulse_pressure_min_mmhg", {"sbp_mmhg": "105", "dbp_mmhg": "76"}),
    ("7.3", None, {"sbp_mmhg": "106", "dbp_mmhg": "76"}),
    ("7.3", None, {"sbp_mmhg": "107", "dbp_mmhg": "76"}),
    ("7.4", "pulse_min_bpm", {"beats_per_min": "59"}),
    ("7.4", None, {"beats_per_min": "60"}),
    ("7.4", None, {"beats_per_min": "61"}),
    ("7.4", None, {"beats_per_min": "50", "is_endurance_athlete": True}),
    ("7.4", "pulse_min_athlete_bpm", {"beats_per_min": "49", "is_endurance_athlete": True}),
    ("7.4", None, {"beats_per_min": "51", "is_endurance_athlete": True}),
    ("7.4", None, {"beats_per_min": "99"}),
    ("7.4", None, {"beats_per_min": "100"}),
    ("7.4", "pulse_max_bpm", {"beats_per_min": "101"}),
    ("7.4", "rhythm_regular", {"rhythm_regular": False}),
    ("7.5", None, {"temp_c": "37.2"}),
    ("7.5", "temp_lt_c", {"temp_c": "37.3"}),
    ("7.5", "temp_lt_c", {"temp_c": "37.4"}),
    ("7.6", "skin_ok", {"skin_ok": False}),
    ("7.6", "limbs_ok", {"limbs_ok": False}),
    ("7.6", "arms_ok", {"arms_ok": False}),
    ("8.2", "hb_min_male_g_l", {"hb_g_per_l": "119"}),
    ("8.2", None, {"hb_g_per_l": "120"}),
    ("8.2", None, {"hb_g_per_l": "121"}),
    ("8.2", "hb_min_female_g_l", {"hb_g_per_l": "114", "sex": "female"}),
    ("8.2", None, {"hb_g_per_l": "115", "sex": "female"}),
    ("8.2", None, {"hb_g_per_l": "116", "sex": "female"}),
    ("station", None, {"alt_u_per_l": "49"}),
    ("station", None, {"alt_u_per_l": "50"}),
    ("station", "alt_pre_max_u_l", {"alt_u_per_l": "51"}),
    ("station", "hbsag_pre", {"hbsag": "reactive"}),
]


@pytest.mark.parametrize(("clause", "rule", "values"), LIMITS)
def test_a_limit_holds_below_at_and_above(clause, rule, values):
    found = fired(measured(**values))
    assert list(found) == ([rule] if rule else [])
    assert not rule or (found[rule].clause, found[rule].outcome) == (clause, "deferred_until")


@pytest.mark.parametrize(
    ("sex", "density", "rule"),
    [
        ("male", "1.051", "cuso4_min_male"),
        ("male", "1.052", None),
        ("male", "1.053", None),
        ("female", "1.050", "cuso4_min_female"),
        ("female", "1.051", None),
        ("female", "1.052", None),
    ],
)
def test_clause_8_2_copper_sulphate_stands_for_the_meter_where_it_was_the_method(sex, density, rule):
    facts = measured(sex=sex, hb_method="cuso4_pass_fail", cuso4_density=density)
    assert list(fired(without(facts, "hb_g_per_l"))) == ([rule] if rule else [])


def dropped(sex: str, side: str, density: str) -> Facts:
    told = Bound(side=side, value=Decimal(density), unit="")  # type: ignore[arg-type]
    method = known("cuso4_pass_fail")
    return without(fit_facts(sex=known(sex), hb_method=method, cuso4_density=told), "hb_g_per_l")


@pytest.mark.parametrize(
    ("sex", "side", "density", "rule"),
    [
        ("male", "below", "1.052", "cuso4_min_male"),
        ("male", "at_least", "1.052", None),
        ("male", "below", "1.051", "cuso4_min_male"),
        ("male", "at_least", "1.053", None),
        ("female", "below", "1.051", "cuso4_min_female"),
        ("female", "at_least", "1.051", None),
        ("female", "below", "1.050", "cuso4_min_female"),
        ("female", "at_least", "1.052", None),
    ],
)
def test_clause_8_2_a_drop_that_did_not_sink_is_lighter_than_its_solution(sex, side, density, rule):
    assert list(fired(dropped(sex, side, density))) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("sex", "side", "density"),
    [("male", "at_least", "1.051"), ("male", "below", "1.053"), ("female", "below", "1.052")],
)
def test_clause_8_2_a_drop_in_the_other_solution_decides_nothing(sex, side, density):
    decision = decide(evaluate(PACK, dropped(sex, side, density)))
    assert (decision.outcome, decision.missing) == ("cannot_decide", ("cuso4_density",))


def test_clause_8_2_a_drop_is_told_as_what_was_seen_and_never_as_a_number():
    (finding,) = fired(dropped("male", "below", "1.052")).values()
    assert (finding.value, finding.limit, finding.clause) == ("<1.052", "1.052", "8.2")
    assert (finding.text, finding.text_values["value"]) == ("rules.bound.cuso4_min_male", "1.052")


def test_clause_8_2_without_a_number_the_method_says_what_is_missing():
    by_drop = without(measured(hb_method="cuso4_pass_fail"), "hb_g_per_l")
    assert decide(evaluate(PACK, by_drop)).missing == ("cuso4_density",)
    by_meter = without(measured(hb_method="analyser", cuso4_density="1.06"), "hb_g_per_l")
    assert decide(evaluate(PACK, by_meter)).missing == ("hb_g_per_l",)


def test_clause_8_2_a_method_that_the_pack_does_not_know_leaves_nobody_unasked():
    by_guess = without(measured(hb_method="colour of the lips"), "hb_g_per_l")
    assert decide(evaluate(PACK, by_guess)).missing == ("hb_g_per_l",)
    assert list(fired(measured(hb_method="colour of the lips", hb_g_per_l="100"))) != []


def test_clause_8_2_a_pack_that_knows_no_method_asks_for_the_meter():
    facts = {name: kind for name, kind in PACK.fact.items() if name != "hb_method"}
    older = msgspec.structs.replace(PACK, fact=facts)
    low = fit_facts(hb_g_per_l=known(100, "g/L"))
    assert [one.rule for one in evaluate(older, low)] == [one.rule for one in evaluate(PACK, low)] != []


def test_clause_7_3_a_systolic_pressure_of_89_is_also_too_near_to_any_diastolic_one():
    assert set(fired(measured(sbp_mmhg="89", dbp_mmhg="60"))) == {"sbp_min_mmhg", "pulse_pressure_min_mmhg"}


@pytest.mark.parametrize(
    ("born", "on", "fit"),
    [
        (date(2008, 11, 21), date(2026, 11, 21), True),
        (date(2008, 11, 21), date(2026, 11, 20), False),
        (date(2008, 11, 20), date(2026, 11, 21), True),
        (date(1970, 11, 22), date(2026, 11, 21), True),
        (date(1970, 11, 21), date(2026, 11, 21), False),
        (date(1971, 11, 21), date(2026, 11, 21), True),
    ],
)
def test_clause_7_1_age_of_a_first_time_donor(born, on, fit):
    facts = fit_facts(today=on, born_on=born, age_years=known(age_on(born, on), "year"))
    assert decide(evaluate(PACK, facts)).may_give is fit


def aged(years: int, donations: int = 3, **values: bool) -> Facts:
    ticks = {name: known(value) for name, value in (TICKS | values).items()}
    return fit_facts(age_years=known(years, "year"), earlier_donations_count=known(donations), **ticks)


def test_the_day_that_a_donor_of_17_may_give_is_the_birthday():
    facts = fit_facts(born_on=date(2008, 12, 1), age_years=known(17, "year"))
    assert fired(facts)["age_min_years"].until_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("counted", "fit"),
    [("completed_years_le", True), ("on_birthday_inclusive", True), ("before_birthday", False)],
)
def test_clause_7_1_the_upper_limit_is_counted_as_the_donor_is_told(counted, fit):
    years = years_for_upper_limit(date(1971, 11, 21), date(2026, 11, 21), counted)
    facts = fit_facts(age_years=known(55, "year"), age_upper_years=known(years, "year"))
    assert decide(evaluate(PACK, facts)).may_give is fit


def test_without_a_birth_date_the_day_stays_open():
    facts = fit_facts(born_on=None, age_years=known(17, "year"))
    assert fired(facts)["age_min_years"].until_on is None


@pytest.mark.parametrize("years", [56, 60])
def test_clause_7_1_with_three_ticks_and_three_donations_the_age_goes_to_60(years):
    assert fired(aged(years)) == {}


def test_clause_7_1_nobody_gives_at_61():
    assert fired(aged(61))["age_max_repeat_years"].outcome == "deferred_for_good"


@pytest.mark.parametrize("years", [56, 60])
@pytest.mark.parametrize(
    ("tick", "rule"),
    [
        ("asks_to_give_again", "age_extension_asks"),
        ("no_earlier_reaction", "age_extension_no_reaction_tick"),
        ("meets_requirements", "age_extension_meets"),
    ],
)
def test_clause_7_1_each_missing_tick_is_named(years, tick, rule):
    assert list(fired(aged(years, **{tick: False}))) == [rule]


@pytest.mark.parametrize("years", [56, 60])
def test_clause_7_1_two_earlier_donations_are_not_many(years):
    finding = fired(aged(years, donations=2))["age_max_first_years"]
    assert finding.outcome == "deferred_for_good"
    assert finding.text_values["earlier_donations_count"] == "2"


@pytest.mark.parametrize(("years", "fit"), [(55, True), (56, False), (60, False)])
def test_clause_7_1_an_earlier_reaction_ends_the_extension(years, fit):
    facts = msgspec.structs.replace(aged(years), values=aged(years).values | {"had_reaction": known(True)})
    assert decide(evaluate(PACK, facts)).may_give is fit
    assert ("age_extension_reaction" in fired(facts)) is not fit


def test_ticks_are_not_asked_of_a_younger_donor():
    assert evaluate(PACK, without(fit_facts(), *TICKS, "earlier_donations_count")) == ()


def test_a_finding_carries_value_limit_unit_and_clause():
    finding = fired(measured(hb_g_per_l="119"))["hb_min_male_g_l"]
    assert (finding.value, finding.limit, finding.unit) == ("119", "120", "g/L")
    assert (finding.item, finding.tag, finding.text) == ("hb_g_per_l", "V", "rules.finding.hb_min_male_g_l")


def test_the_pulse_pressure_is_shown_as_the_difference():
    finding = fired(measured(sbp_mmhg="110", dbp_mmhg="85"))["pulse_pressure_min_mmhg"]
    assert (finding.value, finding.text_values["sbp_mmhg"]) == ("25", "110")


@pytest.mark.parametrize(
    ("values", "until"),
    [
        ({"sbp_mmhg": "150"}, date(2026, 11, 22)),
        ({"hb_g_per_l": "100"}, date(2026, 11, 22)),
        ({"alt_u_per_l": "80"}, date(2026, 12, 5)),
        ({"hbsag": "reactive"}, None),
    ],
)
def test_the_pack_says_when_the_donor_may_try_again(values, until):
    assert decide(evaluate(PACK, measured(**values))).until_on == until


def test_all_findings_are_collected():
    facts = measured(hb_g_per_l="100", sbp_mmhg="150", dbp_mmhg="95", temp_c="38.0")
    assert set(fired(facts)) == {"hb_min_male_g_l", "sbp_lt_mmhg", "dbp_lt_mmhg", "temp_lt_c"}


def test_clause_8_1_another_group_than_on_record_stops_at_the_physician():
    assert fired(measured(abo="B", abo_history="A"))["abo_history"].outcome == "physician"


@pytest.mark.parametrize("history", ["A", "none", "unknown"])
def test_the_same_group_or_none_on_record_is_no_finding(history):
    assert fired(measured(abo="A", abo_history=history)) == {}


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("identity_confirmed", {"identity_confirmed": False}),
        ("consent_given", {"consent_given": False}),
        ("interview_complete", {"interview_complete": False}),
        ("abo_pretest", {"abo": "unknown"}),
        ("hbsag_repeat", {"hbsag": "invalid"}),
    ],
)
def test_without_these_nothing_can_be_decided(rule, values):
    assert fired(measured(**values))[rule].outcome == "cannot_decide"


@pytest.mark.parametrize(
    ("hours", "outcome", "marks"),
    [
        ("24", "eligible", ()),
        ("25", "eligible", ("directory_not_fresh",)),
        ("72", "eligible", ("directory_not_fresh",)),
        ("73", "eligible_check_before_release", ("check_before_release",)),
    ],
)
def test_an_old_directory_marks_the_unit(hours, outcome, marks):
    decision = decide(evaluate(PACK, measured(directory_age_h=hours)))
    assert (decision.outcome, decision.marks) == (outcome, marks)


def test_clause_7_5_a_temperature_of_35_5_is_not_low():
    assert evaluate(PACK, measured(temp_c="35.5")) == ()


@pytest.mark.parametrize(
    ("values", "mark"),
    [({"temp_c": "35.4"}, "measure_temperature_again"), ({"had_reaction": True}, "earlier_reaction")],
)
def test_a_mark_does_not_block(values, mark):
    decision = decide(evaluate(PACK, measured(**values)))
    assert decision.may_give
    assert decision.marks == (mark,)


@pytest.mark.parametrize(("platelets", "fit"), [("149", False), ("150", True), ("449", True), ("450", False)])
def test_clause_8_3_platelets_before_apheresis(platelets, fit):
    values = {"plt_e9_per_l": known(Decimal(platelets), "10^9/L"), "hct": known(Decimal("0.36"))}
    assert decide(evaluate(PACK, fit_facts(kind="APH_PLT1", **values))).may_give is fit


@pytest.mark.parametrize(("hct", "fit"), [("0.35", False), ("0.36", True), ("0.37", True)])
def test_clause_8_3_haematocrit_before_apheresis(hct, fit):
    values = {"plt_e9_per_l": known(200, "10^9/L"), "hct": known(Decimal(hct))}
    assert decide(evaluate(PACK, fit_facts(kind="APH_PLT1", **values))).may_give is fit


def test_platelets_are_not_asked_for_whole_blood():
    assert evaluate(PACK, fit_facts(plt_e9_per_l=known(100, "10^9/L"))) == ()


def with_param(name: str, **changes: object):
    param = msgspec.structs.replace(PACK.param[name], **changes)
    return msgspec.structs.replace(PACK, param=PACK.param | {name: param})


def test_a_station_may_ask_more_weight_for_400_ml():
    pack = with_param("wb_400_min_weight_kg", off=None, number=Decimal(60))
    facts = measured(weight_kg="59.9")
    assert [finding.rule for finding in evaluate(pack, facts)] == ["wb_400_min_weight_kg"]
    assert evaluate(pack, measured(weight_kg="60")) == ()
    assert evaluate(pack, msgspec.structs.replace(facts, kind="WB200")) == ()


def test_a_test_that_the_station_does_not_run_is_not_missed():
    pack = with_param("pretests_whole_blood", words=("hb", "abo"))
    assert evaluate(pack, without(fit_facts(), "alt_u_per_l", "hbsag")) == ()


@pytest.mark.parametrize("why", ["not_asked", "unreadable", "stale", "not_sure", "no_unit"])
def test_what_is_missing_is_named_once_with_the_reason(why):
    found = evaluate(PACK, fit_facts(sbp_mmhg=Missing(why=why)))
    assert [(one.outcome, one.item, one.text) for one in found] == [
        ("cannot_decide", "sbp_mmhg", f"rules.missing.{why}")
    ]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (Number(value=Decimal("13.8"), unit="g/dL"), "no_unit"),
        (Number(value=Decimal(138), unit=None), "no_unit"),
        (Number(value=Decimal("NaN"), unit="g/L"), "unreadable"),
        (known("many"), "unreadable"),
        (known(True), "unreadable"),
    ],
)
def test_a_number_that_is_not_one_decides_nothing(value, why):
    found = evaluate(PACK, fit_facts(hb_g_per_l=value))
    assert [(one.item, one.text) for one in found] == [("hb_g_per_l", f"rules.missing.{why}")]


@pytest.mark.parametrize(
    ("name", "value"), [("skin_ok", known("yes")), ("sex", known(1)), ("abo_history", known(1))]
)
def test_a_fact_of_the_wrong_kind_decides_nothing(name, value):
    found = evaluate(PACK, fit_facts(**{name: value}))
    assert {(one.item, one.outcome) for one in found} == {(name, "cannot_decide")}


def test_without_diastolic_pressure_there_is_no_pulse_pressure():
    assert decide(evaluate(PACK, without(fit_facts(), "dbp_mmhg"))).missing == ("dbp_mmhg",)


def test_a_slow_pulse_asks_whether_the_donor_is_an_athlete():
    facts = without(measured(beats_per_min="55"), "is_endurance_athlete")
    assert decide(evaluate(PACK, facts)).missing == ("is_endurance_athlete",)


@pytest.mark.parametrize(
    "name", sorted(set(VALUES) - set(TICKS) - {"earlier_donations_count", "is_endurance_athlete"})
)
def test_no_needed_fact_can_be_left_out(name):
    decision = decide(evaluate(PACK, without(fit_facts(), name)))
    assert (decision.outcome, name in decision.missing) == ("cannot_decide", True)


def test_facts_come_back_from_a_ledger_as_they_were():
    facts = without(measured(temp_c="36.50"), "abo")
    assert msgspec.json.decode(msgspec.json.encode(facts), type=Facts) == facts


# ---- properties ------------------------------------------------------------------------------------------

_ODD = {
    "sex": st.sampled_from(["male", "female"]).map(known),
    "hbsag": st.sampled_from(["reactive", "nonreactive", "invalid"]).map(known),
    "abo": st.sampled_from(["A", "B", "O", "AB", "unknown"]).map(known),
    "abo_history": st.sampled_from(["A", "B", "none"]).map(known),
}


def _any_value(name: str) -> st.SearchStrategy:
    if name in _ODD:
        return _ODD[name]
    if isinstance(VALUES[name], YesNo):
        return st.booleans().map(known)
    return st.integers(0, 200).map(lambda value: known(value, UNITS[name]))


any_values = st.fixed_dictionaries({}, optional={name: _any_value(name) for name in VALUES})


@given(any_values, st.sets(st.sampled_from(sorted(VALUES))))
def test_forgetting_facts_never_makes_a_donor_eligible(values, forgotten):
    facts = fit_facts(**values)
    if not decide(evaluate(PACK, facts)).may_give:
        assert not decide(evaluate(PACK, without(facts, *forgotten))).may_give


@given(st.sampled_from(["hb_g_per_l", "weight_kg", "sbp_mmhg"]), st.integers(0, 135), st.integers(0, 135))
def test_less_of_a_measure_with_a_lower_limit_never_helps(name, one, other):
    low, high = sorted((one, other))
    fit = [
        decide(evaluate(PACK, fit_facts(**{name: known(value, UNITS[name])}))).may_give
        for value in (low, high)
    ]
    assert fit[0] <= fit[1]


@given(any_values)
def test_the_same_facts_always_give_the_same_findings(values):
    facts = fit_facts(**values)
    again = msgspec.json.decode(msgspec.json.encode(facts), type=Facts)
    assert evaluate(PACK, facts) == evaluate(PACK, again)


def test_the_day_of_the_decision_is_the_day_of_the_facts():
    assert fired(fit_facts(today=TODAY, sbp_mmhg=known(150, "mmHg")))["sbp_lt_mmhg"].until_on > TODAY


@pytest.mark.parametrize("fact", ["sex", "hbsag", "abo", "abo_history"])
def test_a_word_that_the_pack_does_not_know_is_unreadable_and_decides_nothing(fact):
    decision = decide(evaluate(PACK, fit_facts(**{fact: known("?")})))
    assert (decision.outcome, decision.missing) == ("cannot_decide", (fact,))
    assert {finding.text for finding in decision.findings} == {"rules.missing.unreadable"}


def test_what_is_missing_bears_the_clause_and_the_tag_of_its_rule():
    (finding,) = evaluate(PACK, fit_facts(alt_u_per_l=Missing(why="stale")))
    assert (finding.rule, finding.clause, finding.tag) == ("alt_pre_max_u_l", "station", "R")


def test_a_finding_says_who_may_override_it():
    rules = tuple(
        msgspec.structs.replace(rule, overridable_by="medical_director") if rule.id == "skin_ok" else rule
        for rule in PACK.rule
    )
    (finding,) = evaluate(msgspec.structs.replace(PACK, rule=rules), measured(skin_ok=False))
    assert finding.overridable_by == "medical_director"


def test_the_sentence_of_a_finding_has_all_its_places():
    (finding,) = evaluate(PACK, measured(sbp_mmhg="141"))
    assert finding.text_values == {
        "sbp_mmhg": "141",
        "sbp_lt_mmhg": "140",
        "value": "141",
        "unit": "mmHg",
        "limit": "140",
        "until": "2026-11-22",
    }


def test_places_without_unit_limit_or_day_are_empty():
    (finding,) = evaluate(PACK, measured(consent_given=False))
    empty = {"unit": "", "limit": "", "until": ""}
    assert finding.text_values == {"consent_given": "no", "value": "no", **empty}
    assert (finding.unit, finding.limit, finding.until_on) == (None, None, None)


def test_every_fact_and_limit_of_a_rule_has_its_own_place():
    (finding,) = evaluate(PACK, measured(sbp_mmhg="105", dbp_mmhg="76"))
    assert (finding.value, finding.limit, finding.item) == ("29", "30", "sbp_mmhg")
    places = {name: finding.text_values[name] for name in ("sbp_mmhg", "dbp_mmhg", "pulse_pressure_min_mmhg")}
    assert places == {"sbp_mmhg": "105", "dbp_mmhg": "76", "pulse_pressure_min_mmhg": "30"}
