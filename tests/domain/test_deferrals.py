"""Clause 6: every condition with its span, and what the directory holds against a donor."""

from datetime import date, timedelta

import msgspec
import pytest

from donor_room.domain.directory import StandingDeferral
from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Exclusion, Facts, Missing, known
from donor_room.domain.findings import Finding
from donor_room.domain.intervals import add
from donor_room.domain.rules import evaluate
from donor_room.packs.rules import load_rules
from tests.support.fit_donor import TODAY, fit_facts

PACK = load_rules()
SPANS = PACK.exclusion_spans()
BLOCKING = sorted(code for code in SPANS if code != "T11")


def told(code: str, on: date | None = None, *, ongoing: bool = False, **changes: object) -> Facts:
    found = Exclusion(code=code, anchor_on=on, item="Q09", ongoing=ongoing)
    return fit_facts(exclusions=(found,), **changes)


def only(facts: Facts) -> Finding:
    (finding,) = evaluate(PACK, facts)
    return finding


def begun_before(code: str, days_left: int) -> date:
    """Return the latest anchor whose span is over so many days after today."""
    day = TODAY
    while add(SPANS[code], day, PACK.month_end) > TODAY + timedelta(days=days_left):
        day -= timedelta(days=1)
    return day


@pytest.mark.parametrize("code", BLOCKING)
def test_a_span_defers_until_the_day_after_its_last(code):
    finding = only(told(code, begun_before(code, 1)))
    assert (finding.rule, finding.outcome, finding.until_on) == (
        code,
        "deferred_until",
        TODAY + timedelta(days=1),
    )


@pytest.mark.parametrize("code", BLOCKING)
def test_on_its_due_day_a_span_no_longer_defers(code):
    assert decide(evaluate(PACK, told(code, begun_before(code, 0)))).may_give


@pytest.mark.parametrize("code", BLOCKING)
def test_a_span_begun_today_defers(code):
    assert only(told(code, TODAY)).until_on == add(SPANS[code], TODAY, PACK.month_end)


@pytest.mark.parametrize("entry", PACK.exclusion.permanent, ids=lambda entry: entry.code)
def test_a_permanent_condition_defers_for_good(entry):
    assert only(told(entry.code)).outcome == "deferred_for_good"


@pytest.mark.parametrize("code", BLOCKING)
def test_without_its_date_a_span_cannot_be_decided(code):
    finding = only(told(code))
    assert (finding.outcome, finding.item, finding.text) == ("cannot_decide", "Q09", "rules.missing.anchor")


@pytest.mark.parametrize("code", ["T05a", "T03a"])
def test_what_is_not_over_yet_defers_without_a_date(code):
    finding = only(told(code, ongoing=True))
    assert (finding.outcome, finding.until_on, finding.limit) == ("deferred_until", None, str(SPANS[code]))


@pytest.mark.parametrize("code", ["T03b", "T07c", "T13"])
def test_what_must_first_be_resolved_defers_without_a_date(code):
    assert (only(told(code)).outcome, only(told(code)).until_on) == ("deferred_until", None)


@pytest.mark.parametrize("code", ["T10a", "T16"])
def test_an_incubation_time_is_for_the_physician(code):
    assert only(told(code, date(2026, 11, 1))).outcome == "physician"


def test_a_bad_day_defers_for_the_visit():
    assert only(told("T18")).until_on == date(2026, 11, 22)


def test_half_a_month_is_the_days_of_the_pack():
    assert only(told("T01b", date(2026, 11, 10))).until_on == date(2026, 11, 25)
    assert only(told("T01b", date(2026, 11, 10))).limit == "15 day"


def test_hours_that_end_today_ask_for_the_hour():
    finding = only(told("T17", date(2026, 11, 20)))
    assert (finding.outcome, finding.mark) == ("eligible", "ask_the_hour")
    assert evaluate(PACK, told("T17", date(2026, 11, 19))) == ()


def test_an_unknown_code_cannot_be_decided():
    finding = only(told("T99", TODAY))
    assert (finding.outcome, finding.rule, finding.text) == ("cannot_decide", "T99", "rules.missing.code")


def test_the_covid_conditions_end_with_their_switch():
    off = msgspec.structs.replace(PACK.param["covid_rules_active"], switch=False)
    pack = msgspec.structs.replace(PACK, param=PACK.param | {"covid_rules_active": off})
    assert evaluate(pack, told("T19a", TODAY)) == ()
    assert evaluate(PACK, told("T19a", TODAY)) != ()


APHERESIS = {"kind": "APH_PLT1", "hct": Missing(why="stale"), "plt_e9_per_l": Missing(why="stale")}


@pytest.mark.parametrize(("days_ago", "marks"), [(4, ("no_platelets",)), (5, ()), (6, ())])
def test_clause_6_2_11_aspirin_marks_whole_blood(days_ago, marks):
    decision = decide(evaluate(PACK, told("T11", TODAY - timedelta(days=days_ago))))
    assert (decision.may_give, decision.marks) == (True, marks)


@pytest.mark.parametrize("facts", [told("T11"), told("T11", date(2026, 1, 1), ongoing=True)])
def test_aspirin_of_an_unknown_day_marks_the_bag_too(facts):
    assert decide(evaluate(PACK, facts)).marks == ("no_platelets",)


@pytest.mark.parametrize(("days_ago", "fit"), [(4, False), (5, True), (6, True)])
def test_clause_6_2_11_aspirin_blocks_platelets_until_day_5(days_ago, fit):
    found = evaluate(PACK, told("T11", TODAY - timedelta(days=days_ago), **APHERESIS))
    assert ("T11" not in {finding.rule for finding in found}) is fit


def test_aspirin_does_not_matter_for_plasma():
    assert evaluate(PACK, told("T11", TODAY, kind="APH_PLASMA")) == ()


def test_all_conditions_are_kept():
    both = (told("P02").exclusions, told("T12", date(2026, 11, 1)).exclusions)
    decision = decide(evaluate(PACK, fit_facts(exclusions=both[0] + both[1])))
    assert [finding.rule for finding in decision.findings] == ["P02", "T12"]
    assert decision.not_before == date(2027, 11, 1)


def test_a_certain_no_is_heard_before_the_interview_is_over():
    facts = fit_facts(exclusions=told("P14").exclusions, interview_complete=known(False))
    decision = decide(evaluate(PACK, facts))
    assert (decision.outcome, decision.missing) == ("deferred_for_good", ("interview_complete",))


# ---- what the directory and the interview leave open ------------------------------------------------------


def standing(kind: str, until_on: date | None = None) -> Facts:
    return fit_facts(standing=(StandingDeferral(kind=kind, until_on=until_on),))


def test_a_permanent_deferral_of_the_directory_stands():
    assert only(standing("permanent")).outcome == "deferred_for_good"


@pytest.mark.parametrize(
    ("until", "fires"), [(date(2026, 11, 22), True), (TODAY, False), (date(2026, 11, 20), False)]
)
def test_a_deferral_of_the_directory_ends_on_its_day(until, fires):
    found = evaluate(PACK, standing("until", until))
    assert [finding.until_on for finding in found] == ([until] if fires else [])


def test_a_deferral_of_the_directory_without_a_day_stays():
    finding = only(standing("until"))
    assert (finding.rule, finding.outcome, finding.until_on) == (
        "standing_until_open",
        "deferred_until",
        None,
    )


def test_what_only_the_station_knows_is_for_the_physician():
    assert only(standing("ask_station")).outcome == "physician"


@pytest.mark.parametrize(
    ("gap", "item"),
    [("exclusions", "interview"), ("standing", "standing_deferrals"), ("earlier", "earlier_donations")],
)
def test_a_list_that_was_not_asked_for_is_not_empty(gap, item):
    finding = only(fit_facts(**{gap: Missing(why="stale")}))
    assert (finding.outcome, finding.item, finding.text) == ("cannot_decide", item, "rules.missing.stale")


def test_not_sure_goes_to_the_physician_once():
    found = evaluate(PACK, fit_facts(not_sure=("Q25",), for_physician=("Q25", "Q36")))
    assert [(one.rule, one.item, one.outcome) for one in found] == [
        ("not_sure", "Q25", "physician"),
        ("for_physician", "Q36", "physician"),
    ]


def test_a_condition_of_months_ends_as_the_pack_says():
    word = msgspec.structs.replace(PACK.param["month_end_policy"], word="first_of_next_month")
    pack = msgspec.structs.replace(PACK, param=PACK.param | {"month_end_policy": word})
    (finding,) = evaluate(
        pack, msgspec.structs.replace(told("T03c", date(2026, 8, 31)), today=date(2027, 2, 28))
    )
    assert finding.until_on == date(2027, 3, 1)


@pytest.mark.parametrize("code", ["T10a", "T16"])
@pytest.mark.parametrize(
    ("days_ago", "disease", "outcome"),
    [
        (20, "measles", "deferred_until"),
        (21, "measles", "eligible"),
        (22, "measles", "eligible"),
        (90, "moon fever", "physician"),
        (90, None, "physician"),
        (None, "measles", "cannot_decide"),
    ],
)
def test_clause_6_2_10_contact_waits_for_the_longest_incubation(code, days_ago, disease, outcome):
    anchor_on = TODAY - timedelta(days=days_ago) if days_ago is not None else None
    near = Exclusion(code=code, anchor_on=anchor_on, item="Q20", disease=disease)
    assert decide(evaluate(PACK, fit_facts(exclusions=(near,)))).outcome == outcome
