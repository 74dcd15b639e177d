from datetime import date
from decimal import Decimal

import msgspec
import pytest

from donor_room.domain.intervals import Span
from donor_room.domain.ruleset import Comparison, ExclusionRule, Param, Rule
from donor_room.packs.rules import load_rules

PACK = load_rules()
VALUE = {"clause": "7.2", "tag": "V", "override": "none"}
RULE = {"id": "r", "clause": "7.2", "tag": "V", "when": [{"fact": "skin_ok", "is_yes": False}]}
CONDITION = {"code": "T99", "clause": "6.2", "tag": "R", "anchor": "event"}


def test_a_value_of_one_kind_is_read():
    assert msgspec.convert({**VALUE, "number": Decimal("50.0")}, Param).number == Decimal("50.0")


@pytest.mark.parametrize("keys", [{}, {"number": 1, "word": "x"}, {"off": True, "switch": True}])
def test_a_value_has_exactly_one_kind(keys):
    with pytest.raises(msgspec.ValidationError, match="exactly one"):
        msgspec.convert({**VALUE, **keys}, Param)


@pytest.mark.parametrize("number", ["nan", "snan", "inf", "-inf"])
def test_a_limit_without_an_end_is_no_limit(number):
    with pytest.raises(msgspec.ValidationError, match="has an end"):
        msgspec.convert({**VALUE, "number": Decimal(number)}, Param)


@pytest.mark.parametrize("gap", ["clause", "tag", "override"])
def test_a_value_names_clause_tag_and_who_may_change_it(gap):
    table = {"number": 1, **VALUE}
    del table[gap]
    with pytest.raises(msgspec.ValidationError, match=gap):
        msgspec.convert(table, Param)


@pytest.mark.parametrize("comparison", [{}, {"below": "a", "above": "b"}, {"is_yes": True, "one_of": ["x"]}])
def test_a_test_has_exactly_one_comparison(comparison):
    with pytest.raises(msgspec.ValidationError, match="exactly one"):
        msgspec.convert({"fact": "x", **comparison}, Comparison)


@pytest.mark.parametrize(
    "keys",
    [
        {"outcome": "deferred_until"},
        {"outcome": "physician", "until": "visit"},
        {"outcome": "deferred_until", "until": "days"},
        {"outcome": "deferred_until", "until": "visit", "until_days": "alt_recheck_days"},
    ],
)
def test_only_a_deferral_has_a_day_and_it_has_one(keys):
    with pytest.raises(msgspec.ValidationError, match="until"):
        msgspec.convert({**RULE, **keys}, Rule)


def test_a_rule_names_all_facts_that_it_looks_at_once():
    (rule,) = [rule for rule in PACK.rule if rule.id == "age_max_first_years"]
    assert rule.needs() == ("age_upper_years", "earlier_donations_count")


@pytest.mark.parametrize(
    "keys",
    [
        {"lasts": "span"},
        {"lasts": "for_good", "span": {"n": 1, "unit": "day"}},
        {"lasts": "until_resolved", "marks": {"WB": "no_platelets"}},
    ],
)
def test_a_condition_has_a_span_where_it_needs_one(keys):
    with pytest.raises(msgspec.ValidationError, match="span"):
        msgspec.convert({**CONDITION, **keys}, ExclusionRule)


def test_a_count_of_days_is_whole_and_set():
    assert PACK.whole("alt_recheck_days") == 14
    for name in ("wb_400_min_weight_kg", "temp_lt_c"):
        with pytest.raises(ValueError, match=name):
            PACK.whole(name)


def test_who_is_sent_home_never_comes_back_on_the_same_day():
    assert PACK.next_try(date(2026, 12, 31)) == date(2027, 1, 1)
    assert PACK.next_try(date(2026, 12, 31), "hb_low_recheck_days") == date(2027, 1, 1)


def test_values_are_found_by_name():
    assert PACK.words("pretests_whole_blood") == ("hb", "abo", "alt", "hbsag")
    assert PACK.words("alt_pre_max_u_l") == ()
    assert PACK.is_on("covid_rules_active")
    assert not PACK.is_on("alt_pre_max_u_l")


def test_spans_of_conditions_are_told_by_code():
    spans = PACK.exclusion_spans()
    assert spans["T01b"] == Span(n=15, unit="day")
    assert spans["V04"] == Span(n=1, unit="year")
    assert "P01" not in spans


@pytest.mark.parametrize(
    ("kind", "family"),
    [("WB300", "WB"), ("APH_PLT1_PLASMA", "APH_PLT"), ("APH_PLASMA", "APH_PLASMA"), ("WB", "WB")],
)
def test_a_kind_belongs_to_a_family(kind, family):
    assert PACK.family(kind) == family


def test_the_words_of_a_choice_are_given_as_the_pack_has_them():
    assert (PACK.upper_age, PACK.month_end, PACK.year_window) == (
        PACK.param["age_upper_semantics"].word,
        PACK.param["month_end_policy"].word,
        PACK.param["year_window"].word,
    )
