"""Clause 9: the interval between every pair of kinds, and what a year may bring."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from donor_room.domain.directory import EarlierDonation
from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Facts, known
from donor_room.domain.findings import Finding
from donor_room.domain.history import kind_given, next_eligible_days, yearly_findings
from donor_room.domain.intervals import BySex, Span
from donor_room.domain.rules import evaluate
from donor_room.packs.rules import load_rules
from tests.support.acts import OPENED, ended, visit_of
from tests.support.fit_donor import TODAY, fit_facts, gave, without

PACK = load_rules()


def coming_for(kind: str, *earlier: EarlierDonation, today: date = TODAY) -> Facts:
    tests = {"hct": known(1), "plt_e9_per_l": known(200, "10^9/L")}
    return fit_facts(kind=kind, today=today, earlier=earlier, **tests)


def fired(facts: Facts) -> dict[str, Finding]:
    return {finding.rule: finding for finding in evaluate(PACK, facts)}


@pytest.mark.parametrize(
    ("outcome", "counts_as"),
    [("full", "WB400"), ("short", "WB400"), ("over", "WB400"), ("failed", "FAILED_SMALL")],
)
def test_a_collection_counts_as_its_plan_unless_it_took_too_little(outcome, counts_as):
    assert kind_given(visit_of(OPENED), ended(40, outcome)) == counts_as


@pytest.mark.parametrize(
    ("rule", "last", "on", "kind", "due"),
    [
        ("wb_to_wb", "WB400", date(2026, 5, 21), "WB400", date(2026, 11, 21)),
        ("wb_to_wb", "WB200", date(2026, 8, 31), "WB400", date(2027, 2, 28)),
        ("wb_to_aph", "WB400", date(2026, 8, 21), "APH_PLT1", date(2026, 11, 21)),
        ("aph_to_wb", "APH_PLT1", date(2026, 10, 24), "WB400", date(2026, 11, 21)),
        ("aph_to_aph", "APH_PLT2", date(2026, 11, 7), "APH_PLT1", date(2026, 11, 21)),
        ("wb_to_plasma", "WB300", date(2026, 8, 21), "APH_PLASMA", date(2026, 11, 21)),
        ("plasma_to_wb", "APH_PLASMA", date(2026, 10, 24), "WB200", date(2026, 11, 21)),
        ("plasma_to_aph", "APH_PLASMA", date(2026, 11, 7), "APH_PLT2", date(2026, 11, 21)),
        ("aph_to_plasma", "APH_PLT1_PLASMA", date(2026, 11, 7), "APH_PLASMA", date(2026, 11, 21)),
        ("plasma_to_plasma", "APH_PLASMA", date(2026, 11, 7), "APH_PLASMA", date(2026, 11, 21)),
        ("commercial_plasma", "COMMERCIAL_PLASMA", date(2026, 10, 24), "APH_PLT1", date(2026, 11, 21)),
        ("failed_small", "FAILED_SMALL", date(2026, 11, 7), "WB400", date(2026, 11, 21)),
    ],
)
def test_clause_9_2_the_due_day_is_free_and_the_day_before_is_not(rule, last, on, kind, due):
    early = fired(coming_for(kind, gave(last, on), today=due - timedelta(days=1)))
    assert {name: finding.until_on for name, finding in early.items()} == {rule: due}
    assert fired(coming_for(kind, gave(last, on), today=due)) == {}


def test_clause_9_2_six_months_are_not_over_a_day_early():
    finding = fired(coming_for("WB400", gave("WB400", date(2026, 5, 22))))["wb_to_wb"]
    assert (finding.value, finding.limit, finding.until_on) == ("2026-05-22", "6 month", date(2026, 11, 22))


def test_the_last_donation_of_a_kind_counts_in_whatever_order_they_come():
    days = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 8, 1)]
    finding = fired(coming_for("WB400", *(gave("WB400", day) for day in days)))["wb_to_wb"]
    assert finding.until_on == date(2027, 4, 1)


def test_every_kind_of_earlier_donation_is_held_against_the_plan():
    facts = coming_for("WB400", gave("WB400", date(2026, 6, 1)), gave("APH_PLT1", date(2026, 11, 14)))
    assert decide(evaluate(PACK, facts)).until_on == date(2026, 12, 12)
    assert set(fired(facts)) == {"wb_to_wb", "aph_to_wb"}


@pytest.mark.parametrize(("days_ago", "by"), [(6, None), (7, "physician"), (13, "physician")])
def test_from_the_first_week_on_a_physician_may_shorten_two_weeks(days_ago, by):
    last = gave("APH_PLT1", TODAY - timedelta(days=days_ago))
    assert fired(coming_for("APH_PLT1", last))["aph_to_aph"].overridable_by == by


def test_nobody_may_shorten_the_six_months():
    assert fired(coming_for("WB400", gave("WB400", date(2026, 11, 1))))["wb_to_wb"].overridable_by is None


def test_a_kind_that_the_table_lacks_is_not_passed_over():
    finding = fired(coming_for("WB400", gave("APH_RED_CELLS", date(2026, 11, 1))))["interval"]
    assert (finding.outcome, finding.text) == ("cannot_decide", "rules.missing.code")


@pytest.mark.parametrize("kind", [None, "WB500"])
def test_without_a_plan_that_the_pack_knows_nothing_is_decided(kind):
    decision = decide(evaluate(PACK, fit_facts(kind=kind)))
    assert (decision.outcome, "donation_kind" in decision.missing) == ("cannot_decide", True)


@pytest.mark.parametrize(
    ("today", "outcome"),
    [
        (date(2026, 11, 20), "deferred_until"),
        (date(2026, 11, 21), "cannot_decide"),
        (date(2026, 12, 20), "cannot_decide"),
    ],
)
def test_where_the_interval_differs_by_sex_an_unknown_sex_waits_or_is_asked(today, outcome):
    by_sex = BySex(male=Span(n=3, unit="month"), female=Span(n=4, unit="month"))
    rows = [
        msgspec.structs.replace(row, least=None, by_sex=by_sex)
        for row in PACK.interval
        if row.id == "wb_to_wb"
    ]
    pack = msgspec.structs.replace(PACK, interval=tuple(rows))
    facts = without(coming_for("WB400", gave("WB400", date(2026, 8, 21)), today=today), "sex")
    (finding,) = [finding for finding in evaluate(pack, facts) if finding.rule == "wb_to_wb"]
    assert finding.outcome == outcome


# ---- the year ----------------------------------------------------------------------------------------------


def fortnights(count: int, newest: date, volume_ml: int = 200) -> list[EarlierDonation]:
    return [gave("APH_PLT1", newest - timedelta(days=14 * back), volume_ml) for back in range(count)]


def test_clause_9_2_the_25th_apheresis_of_a_rolling_year_waits():
    given = fortnights(24, date(2026, 11, 7))
    finding = fired(coming_for("APH_PLT1", *given))["aph_max_per_year"]
    assert (finding.value, finding.limit) == ("24", "24")
    assert finding.until_on == min(one.on for one in given) + timedelta(days=365)


def test_clause_9_2_the_24th_apheresis_of_a_year_is_free():
    assert fired(coming_for("APH_PLT1", *fortnights(23, date(2026, 11, 7)))) == {}


def test_a_donation_leaves_the_rolling_year_after_365_days():
    given = [*fortnights(23, date(2026, 11, 7)), gave("APH_PLT1", date(2025, 11, 21), 200)]
    assert fired(coming_for("APH_PLT1", *given)) == {}
    assert "aph_max_per_year" in fired(coming_for("APH_PLT1", *given, today=date(2026, 11, 20)))


def test_whole_blood_is_not_counted_towards_the_year_of_apheresis():
    given = [*fortnights(23, date(2026, 11, 7)), gave("WB400", date(2026, 1, 1))]
    assert fired(coming_for("APH_PLT1", *given)) == {}
    assert "aph_max_per_year" not in fired(coming_for("WB400", *fortnights(24, date(2026, 10, 1))))


def with_param(name: str, **changes: object):
    param = msgspec.structs.replace(PACK.param[name], **changes)
    return msgspec.structs.replace(PACK, param=PACK.param | {name: param})


def test_a_calendar_year_begins_anew_in_january():
    pack = with_param("year_window", word="calendar_year")
    given = fortnights(24, date(2026, 12, 11))
    facts = coming_for("APH_PLT1", *given, today=date(2026, 12, 25))
    (finding,) = [one for one in evaluate(pack, facts) if one.rule == "aph_max_per_year"]
    assert finding.until_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("word", "due"), [("clamp_last_day", date(2027, 2, 28)), ("first_of_next_month", date(2027, 3, 1))]
)
def test_half_a_year_after_31_august_ends_as_the_pack_says(word, due):
    facts = coming_for("WB400", gave("WB400", date(2026, 8, 31)), today=date(2027, 2, 27))
    (finding,) = evaluate(with_param("month_end_policy", word=word), facts)
    assert (finding.rule, finding.until_on) == ("wb_to_wb", due)


def test_clause_9_1_ten_litres_of_apheresis_are_a_year():
    given = [gave("APH_PLASMA", date(2026, 11, 7) - timedelta(days=30 * back), 900) for back in range(11)]
    finding = fired(coming_for("APH_PLT1", *given))["aph_total_ml_per_year_max"]
    assert (finding.value, finding.unit) == ("9900", "mL")
    assert finding.until_on == min(one.on for one in given) + timedelta(days=365)


@pytest.mark.parametrize(("already_ml", "fit"), [(9_799, True), (9_800, True), (9_801, False)])
def test_clause_9_1_the_planned_volume_counts_towards_the_ten_litres(already_ml, fit):
    given = gave("APH_PLASMA", date(2026, 5, 1), already_ml)
    assert (fired(coming_for("APH_PLT1", given)) == {}) is fit


def test_when_the_limit_is_tightened_more_than_one_must_leave_the_year():
    pack = with_param("aph_max_per_year", number=Decimal(23))
    given = fortnights(24, date(2026, 11, 7))
    (finding,) = evaluate(pack, coming_for("APH_PLT1", *given))
    assert finding.until_on == sorted(one.on for one in given)[1] + timedelta(days=365)


def test_a_limit_that_no_waiting_reaches_has_no_day():
    pack = with_param("aph_max_per_year", number=Decimal(0))
    (finding,) = evaluate(pack, coming_for("APH_PLT1"))
    assert (finding.rule, finding.until_on) == ("aph_max_per_year", None)


def test_a_limit_that_is_off_is_not_counted():
    pack = with_param("aph_max_per_year", number=None, off=True)
    assert evaluate(pack, coming_for("APH_PLT1", *fortnights(24, date(2026, 11, 7)))) == ()


def test_the_next_day_of_every_family_is_told():
    earlier = [gave("WB400", TODAY), gave("APH_PLT1", date(2026, 11, 10))]
    assert next_eligible_days(PACK, earlier, "female") == {
        "WB": date(2027, 5, 21),
        "APH_PLT": date(2027, 2, 21),
        "APH_PLASMA": date(2027, 2, 21),
    }


def test_who_has_never_given_need_not_wait():
    assert next_eligible_days(PACK, [], "male") == {}


@pytest.mark.parametrize(("planned", "too_much"), [("300", False), ("301", True), ("NaN", True)])
def test_a_year_counts_the_volume_that_is_planned_and_else_the_nominal_one(planned, too_much):
    given = (gave("APH_PLASMA", date(2026, 10, 1), volume_ml=9700),)
    facts = fit_facts(kind="APH_PLASMA", earlier=given, planned_ml=known(Decimal(planned), "mL"))
    assert bool(tuple(yearly_findings(PACK, facts))) is too_much
