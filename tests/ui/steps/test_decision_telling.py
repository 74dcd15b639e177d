"""What the decision page reads from findings: nothing private to the nurse, nothing left in keys."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, get_args

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.findings import Finding, cannot_decide
from donor_room.domain.pack_fitness import pack_findings
from donor_room.domain.questionnaire import Answer, Detail
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import Distrust
from donor_room.domain.visit import Visit
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.ui.steps.decision import telling
from donor_room.ui.steps.decision.state import State
from donor_room.ui.steps.decision.telling import Told, sentence, shown
from donor_room.ui.texts import begun, say, texts
from donor_room.ui.tokens import Meaning
from tests.support import acts as a
from tests.support.acts import upto, visit_of
from tests.support.fit_donor import TODAY, VALUES, fit_facts, without

PACK, QUESTIONS = load_rules(), load_questionnaire()
DAY = date(2026, 12, 5)
LANGUAGES = ("zh_CN", "en")
EVERY_MISSING = evaluate(PACK, without(fit_facts(), *VALUES))
GROWN = visit_of(*upto("tests"))

BASIS: dict[str, Any] = {
    "rule": "hb_min_male_g_l", "clause": "8.2", "tag": "V", "item": "hb_g_per_l", "value": "116",
    "unit": "g/L", "limit": "120", "outcome": "deferred_until", "until_on": DAY, "overridable_by": None,
    "mark": None,
    "text": "rules.finding.hb_min_male_g_l", "text_values": {"value": "116", "unit": "g/L", "limit": "120"},
}  # fmt: skip


def finding(**changes: Any) -> Finding:
    return Finding(**(BASIS | changes))


LOW_HB = finding()
NOT_SUNK = finding(
    rule="cuso4_min_male", tag="R", item="cuso4_density", value="<1.052", unit=None, limit="1.052",
    text="rules.bound.cuso4_min_male", text_values={"value": "1.052", "unit": "", "limit": "1.052"},
)  # fmt: skip
PRIVATE = finding(
    rule="P19", clause="6.2.19", item="Q30", value="yes", unit=None, limit=None, outcome="deferred_for_good",
    until_on=None, text="rules.exclusion.P19", text_values={},
)  # fmt: skip
HIGH = finding(
    rule="sbp_lt_mmhg", clause="7.3", item="sbp_mmhg", value="146", unit="mmHg", limit="140",
    text="rules.finding.sbp_lt_mmhg", text_values={"value": "146", "unit": "mmHg", "limit": "140"},
)  # fmt: skip


def told(outcome: str = "eligible", *findings: Finding, **changes: Any) -> Told:
    facts: dict[str, Any] = {
        "visit": GROWN, "outcome": outcome, "until_on": None, "not_before": None, "findings": findings,
        "marks": (), "decided": False, "person": "赵敏", "role": "医师", "is_physician": True, "rules": PACK,
        "today": TODAY, "numbers": {"Q30": 30, "Q09": 9}, "private": frozenset({"Q30"}),
        "pack": QUESTIONS,
    }  # fmt: skip
    return Told(**(facts | changes))


def page(one: Told, **state: Any) -> telling.Shown:
    return shown(one, State(outcome=one.outcome, is_physician=one.is_physician, decided=one.decided, **state))


def words_of(value: object) -> list[str]:
    """Return every text in what is shown, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [word for one in value for word in words_of(one)]
    if hasattr(value, "__dataclass_fields__"):
        return [word for one in fields(value) for word in words_of(getattr(value, one.name))]
    return []


CASES = {
    "eligible": told(),
    "old list": told("eligible_check_before_release"),
    "marked": told(marks=("no_platelets", "earlier_reaction")),
    "drop": told(visit=visit_of(*upto("tests"), a.drop()), marks=()),
    "not sunk": told("deferred_until", NOT_SUNK, until_on=DAY),
    "low hb": told("deferred_until", LOW_HB, until_on=DAY),
    "two": told("deferred_until", LOW_HB, HIGH, until_on=DAY),
    "no day": told("deferred_until", finding(until_on=None)),
    "for good": told("deferred_for_good", PRIVATE),
    "for good, nurse": told("deferred_for_good", PRIVATE, is_physician=False),
    "physician": told("physician", finding(outcome="physician", until_on=None)),
    "missing": told("cannot_decide", *EVERY_MISSING),
    "decided": told("deferred_until", LOW_HB, until_on=DAY, decided=True),
}


@pytest.mark.parametrize(("name", "language"), list(product(CASES, LANGUAGES)))
def test_no_key_is_left_where_a_text_should_stand(name, language):
    texts().switch(language)
    every = words_of(page(CASES[name]))
    assert [word for word in every if word.startswith(("decision.", "rules.", "frame.", "measures."))] == []


@pytest.mark.parametrize("name", list(CASES))
def test_the_page_in_english_holds_no_chinese(name):
    texts().switch("en")
    one = changed(CASES[name], person="Zhao", role="Physician")
    every = "".join(words_of(page(one)))
    assert not [letter for letter in every if "一" <= letter <= "鿿"]


def changed(one: Told, **changes: Any) -> Told:
    return Told(**({each.name: getattr(one, each.name) for each in fields(one)} | changes))


# ---- the verdict ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_never_donate_is_not_told_of_a_deferral_by_the_button(language):
    texts().switch(language)
    assert page(CASES["for good"]).main == say("decision.main.for_good")


@pytest.mark.parametrize(
    ("outcome", "meaning"),
    [
        ("eligible", Meaning.ELIGIBLE),
        ("eligible_check_before_release", Meaning.ELIGIBLE),
        ("deferred_until", Meaning.DEFERRED_UNTIL),
        ("deferred_for_good", Meaning.DEFERRED_FOR_GOOD),
        ("physician", Meaning.PHYSICIAN),
        ("cannot_decide", Meaning.UNDECIDED),
    ],
)
def test_each_outcome_has_its_own_shape(outcome, meaning):
    assert page(told(outcome)).meaning is meaning


@pytest.mark.parametrize(
    ("outcome", "days", "value"),
    [
        ("deferred_until", {"until_on": DAY}, "2026-12-05"),
        ("deferred_until", {"not_before": DAY}, "2026-12-05"),
        ("deferred_until", {"until_on": DAY, "not_before": TODAY}, "2026-12-05"),
        ("deferred_until", {}, ""),
        ("deferred_for_good", {"until_on": DAY}, ""),
        ("physician", {"not_before": DAY}, ""),
        ("cannot_decide", {}, ""),
    ],
)
def test_a_day_stands_only_where_a_day_is_known(outcome, days, value):
    right = page(told(outcome, LOW_HB, **days)).value
    assert right.startswith(value) if value else right == ""


def test_a_day_that_is_not_sure_has_another_name():
    sure, not_sure = (
        told("deferred_until", LOW_HB, until_on=DAY),
        told("deferred_until", LOW_HB, not_before=DAY),
    )
    assert page(sure).label != page(not_sure).label


@pytest.mark.parametrize("outcome", ["eligible", "eligible_check_before_release"])
def test_who_may_give_sees_the_plan_instead_of_a_day(outcome):
    assert "400" in page(told(outcome)).value


def test_marks_for_the_bag_are_part_of_the_reason():
    reason = page(told(marks=("no_platelets", "earlier_reaction"))).reason
    assert say("rules.mark.no_platelets") in reason
    assert say("rules.mark.earlier_reaction") in reason


def test_an_old_list_is_said_before_any_mark():
    reason = page(told("eligible_check_before_release", marks=("no_platelets",))).reason
    assert reason == say("decision.reason.check_before_release")


@pytest.mark.parametrize(("findings", "number"), [((LOW_HB,), "1"), ((LOW_HB, HIGH), "2")])
def test_the_reason_counts_what_stands_against_it(findings, number):
    assert number in page(told("deferred_until", *findings, until_on=DAY)).reason


def test_only_of_several_is_the_latest_day_spoken_of():
    one, two = (
        page(told("deferred_until", *found, until_on=DAY)).reason for found in ((LOW_HB,), (LOW_HB, HIGH))
    )
    assert ("为准" in one, "为准" in two) == (False, True)


def test_a_fact_missing_for_two_rules_is_counted_once():
    twice = (
        cannot_decide(rule="sbp_lt_mmhg", clause="7.3", tag="V", item="sbp_mmhg", why="not_asked"),
        cannot_decide(rule="sbp_min_mmhg", clause="7.3", tag="V", item="sbp_mmhg", why="not_asked"),
    )
    assert "1" in page(told("cannot_decide", *twice)).reason


@pytest.mark.parametrize("why", [*get_args(Distrust), "not_yet_valid", "expired"])
def test_rules_that_decide_nothing_are_told_with_the_reason_and_whom_to_call(why):
    about = msgspec.structs.replace(
        PACK.about,
        effective_from=date(2099, 1, 1) if why == "not_yet_valid" else None,
        effective_to=date(2020, 1, 1) if why == "expired" else None,
    )
    distrust = (why,) if why in get_args(Distrust) else ()
    unfit = msgspec.structs.replace(PACK, about=about, distrust=distrust)
    one = told("cannot_decide", *pack_findings(unfit, TODAY))
    (row,) = page(one).missing
    assert row.words == say("rules.fact.rule_pack")
    assert row.why == say(f"decision.why.{why}")
    assert row.where == say("decision.call_station")
    assert telling.sentence(one, 0)


# ---- what is private ----


@pytest.mark.parametrize(
    ("item", "is_physician", "hidden"), [("Q30", False, True), ("Q30", True, False), ("Q09", False, False)]
)
def test_only_private_items_are_hidden_and_only_from_who_is_no_physician(item, is_physician, hidden):
    one = told("physician", is_physician=is_physician)
    assert telling.is_hidden(one, finding(item=item)) is hidden


def test_a_nurse_reads_no_cause_of_a_private_deferral():
    line = page(told("deferred_for_good", PRIVATE, is_physician=False)).lines[0]
    assert (line.item, line.limit, line.clause) == (say("decision.private.item"), "", "")
    assert say("rules.exclusion.P19") not in "".join(words_of(line))


def test_a_nurse_reads_nowhere_which_question_it_was():
    every = "".join(words_of(page(told("deferred_for_good", PRIVATE, is_physician=False))))
    assert "6.2.19" not in every
    assert "30" not in every


def test_a_physician_reads_the_cause_of_a_private_deferral():
    line = page(told("deferred_for_good", PRIVATE)).lines[0]
    assert (line.item, line.clause) == (say("rules.exclusion.P19"), "6.2.19")


@pytest.mark.parametrize("language", LANGUAGES)
def test_f1_tells_a_nurse_nothing_of_a_private_cause(language):
    texts().switch(language)
    clause, words = telling.sentence(told("deferred_for_good", PRIVATE, is_physician=False), 0)
    assert (clause, words) == (say("decision.private.item"), say("decision.private.ask"))


def test_a_private_question_that_is_missing_has_no_number_for_the_nurse():
    gap = cannot_decide(rule="r", clause="6.2", tag="V", item="Q30", why="not_asked")
    row = page(told("cannot_decide", gap, is_physician=False)).missing[0]
    assert row.words == say("decision.private.question")


@pytest.mark.parametrize("is_physician", [False, True])
def test_the_sentence_for_the_donor_names_no_private_cause(is_physician):
    one = told(
        "deferred_until",
        msgspec.structs.replace(PRIVATE, outcome="deferred_until"),
        is_physician=is_physician,
    )
    assert say("rules.exclusion.P19") not in page(one).tell


# ---- lines ----


def line_of(**changes: Any):
    return page(told("deferred_until", finding(**changes), until_on=DAY)).lines[0]


@pytest.mark.parametrize(("unit", "key"), [("/min", "measures.unit.per_minute"), ("year", "decision.years")])
def test_a_unit_is_said_as_people_say_it(unit, key):
    assert line_of(value="61", unit=unit).value == f"61 {say(key)}"


@pytest.mark.parametrize("value", ["yes", "no"])
def test_a_sign_is_not_passed_whichever_way_it_was_asked(value):
    assert line_of(value=value, unit=None).value == say("decision.value.not_passed")


@pytest.mark.parametrize(
    ("changes", "value"),
    [({}, "116 g/L"), ({"value": None}, ""), ({"unit": None}, "116"), ({"unit": ""}, "116")],
)
def test_a_value_without_a_unit_has_no_blank_behind_it(changes, value):
    assert line_of(**changes).value == value


@pytest.mark.parametrize("result", ["reactive", "invalid", "nonreactive"])
def test_a_strip_is_told_in_words(result):
    line = line_of(item="hbsag", rule="hbsag_pre", value=result, unit=None, limit="nonreactive")
    assert (line.value, line.limit) == (say(f"decision.hbsag.{result}"), "")


@pytest.mark.parametrize("rule", ["not_sure", "for_physician"])
def test_an_answer_for_the_physician_is_told_by_its_kind(rule):
    one = finding(
        rule=rule, item="Q09", text=f"rules.finding.{rule}", outcome="physician", until_on=None, value="x"
    )
    line = page(told("physician", one)).lines[0]
    assert line.value == say(f"decision.value.{rule}")


@pytest.mark.parametrize(
    ("rule", "limit", "word", "number"),
    [
        ("hb_min_male_g_l", "120", "at_least", "120"),
        ("temp_lt_c", "37.30", "below", "37.3"),
        ("alt_pre_max_u_l", "50.0", "at_most", "50"),
        ("pulse_max_bpm", "100", "at_most", "100"),
    ],
)
def test_a_limit_says_on_which_side_one_must_be(rule, limit, word, number):
    assert line_of(rule=rule, limit=limit).limit == say(f"decision.limit.{word}", limit=number)


@pytest.mark.parametrize("limit", [None, "yes", "no", "nonreactive"])
def test_a_limit_that_is_no_number_is_left_out(limit):
    assert line_of(limit=limit).limit == ""


def test_a_limit_whose_side_is_not_known_stands_alone():
    assert line_of(rule="abo_history", limit="A").limit == "A"


@pytest.mark.parametrize(
    ("limit", "unit", "n"), [("6 months", "month", 6), ("1 year", "year", 1), ("14 days", "day", 14)]
)
def test_a_span_is_told_as_one_that_must_be_over(limit, unit, n):
    words = say(f"measures.duration.{unit}.{'one' if n == 1 else 'many'}", n=n)
    assert words in line_of(rule="wb_to_wb", limit=limit).limit


@pytest.mark.parametrize(
    ("n", "unit", "words"),
    [(1, "days", "1 day"), (2, "day", "2 days"), (6, "months", "6 months"), (1, "year", "1 year")],
)
def test_a_duration_follows_its_number(n, unit, words):
    texts().switch("en")
    assert telling.duration(n, unit) == words


@pytest.mark.parametrize(
    ("number", "text"),
    [("50", "50"), ("50.0", "50"), ("37.30", "37.3"), ("37.25", "37.25"), ("100", "100"), ("0.50", "0.5")],
)
def test_a_limit_promises_no_precision(number, text):
    assert telling.bare(Decimal(number)) == text


@pytest.mark.parametrize(("clause", "words"), [("7.3", "7.3"), ("6.2.1", "6.2.1")])
def test_a_clause_stands_as_it_is_cited(clause, words):
    assert line_of(clause=clause).clause == words


def test_a_rule_of_the_station_is_called_so():
    assert line_of(clause="station").clause == say("decision.station_rule")


@pytest.mark.parametrize(
    ("language", "words"), [("zh_CN", "第 9 题：1 周内皮肤、眼睛炎症"), ("en", "9. Skin or eyes, 1 week")]
)
def test_a_question_is_named_by_its_number_and_what_it_is_about(language, words):
    texts().switch(language)
    assert line_of(item="Q09", text="rules.finding.not_sure").item == words


def test_a_question_that_this_donor_is_not_asked_has_no_number():
    assert line_of(item="Q35", text="rules.finding.for_physician").item == "曾被告知不宜献血"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_rule_calls_by_no_word_of_ours_is_not_shown_as_a_key(language):
    texts().switch(language)
    assert line_of(item="moon_phase").item == say("decision.other_item")


def test_what_is_missing_beside_a_deferral_says_why():
    missing = cannot_decide(rule="r", clause="7.3", tag="V", item="sbp_mmhg", why="unreadable")
    lines = shown(told("deferred_until", LOW_HB, missing), State(outcome="deferred_until")).lines
    assert [line.value for line in lines] == ["116 g/L", "读不出，请重测"]


def test_the_clause_sheet_says_the_whole_question_and_counts_it_once():
    asked = finding(
        rule="for_physician", item="Q09", value=None, outcome="physician", until_on=None,
        text="rules.finding.for_physician", text_values={"item": "Q09"},
    )  # fmt: skip
    _, words = telling.sentence(told("physician", asked), 0)
    assert words.split("\n") == ["1 周内皮肤有无伤口感染、炎症？眼睛有无炎症？", "第 9 项须由医师判断。"]


def test_a_private_question_stays_private_for_who_may_not_read_it():
    asked = finding(rule="not_sure", item="Q33", outcome="physician", text="rules.finding.not_sure")
    seen = [
        shown(told("physician", asked, private=frozenset({"Q33"}), is_physician=physician),
              State(outcome="physician")).lines[0].item
        for physician in (True, False)
    ]  # fmt: skip
    assert seen == ["高危行为", say("decision.private.item")]


def test_an_interval_is_called_so_and_not_by_its_fact():
    assert line_of(item="earlier_donations", rule="wb_to_wb").item == say("decision.interval")


def test_a_measured_item_has_the_name_of_its_fact():
    assert line_of().item == say("rules.fact.hb_g_per_l")


def test_the_deciding_day_is_marked_once():
    lines = page(told("deferred_until", LOW_HB, HIGH, until_on=DAY)).lines
    assert [line.is_deciding for line in lines] == [True, False]


def test_without_a_day_nothing_is_marked_as_deciding():
    assert not line_of(until_on=None).is_deciding


@pytest.mark.parametrize("outcome", ["deferred_until", "deferred_for_good", "physician"])
def test_a_finding_without_a_day_says_what_it_leads_to(outcome):
    one = finding(outcome=outcome, until_on=None)
    assert page(told(outcome, one)).lines[0].until == say(f"decision.until.{outcome}")


def test_what_is_missing_has_no_day():
    gap = cannot_decide(rule="r", clause="7.3", tag="V", item="sbp_mmhg", why="not_asked")
    assert page(told("cannot_decide", gap)).lines[0].until == ""


# ---- F1 ----


def test_f1_names_the_rules_and_the_clause():
    clause, words = telling.sentence(told("deferred_until", LOW_HB), 0)
    assert "8.2" in clause
    assert PACK.about.id in clause
    assert "116" in words


def test_f1_follows_the_rows_of_the_table():
    one = told("deferred_until", LOW_HB, HIGH)
    assert "146" in telling.sentence(one, 1)[1]


@pytest.mark.parametrize(("tag", "asks"), [("V", False), ("R", True), ("V2", True)])
def test_a_value_that_is_not_confirmed_says_so(tag, asks):
    _, words = telling.sentence(told("deferred_until", finding(tag=tag)), 0)
    assert (say("decision.to_confirm") in words) is asks


# ---- what is missing ----


def test_what_is_missing_at_the_examination_stands_as_its_page_asks_it():
    words = [row.words for row in page(told("cannot_decide", *EVERY_MISSING)).missing if row.step == "exam"]
    assert words[:3] == [say(f"rules.fact.{item}") for item in ("sbp_mmhg", "dbp_mmhg", "beats_per_min")]
    assert words[-1] == say("rules.fact.rhythm_regular")


def test_what_is_missing_stands_in_the_order_of_the_walk():
    order = ["", "interview", "exam", "tests"]
    steps = [row.step for row in page(told("cannot_decide", *EVERY_MISSING)).missing]
    assert steps == sorted(steps, key=order.index)


@pytest.mark.parametrize("why", ["not_asked", "unreadable", "stale", "not_sure", "no_unit", "anchor", "code"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_for_a_gap_has_its_word(why, language):
    texts().switch(language)
    gap = cannot_decide(rule="r", clause="7.3", tag="V", item="sbp_mmhg", why=why)
    row = page(told("cannot_decide", gap)).missing[0]
    assert row.why == say(f"decision.why.{why}") != f"decision.why.{why}"


@pytest.mark.parametrize(
    ("item", "step"),
    [
        ("sbp_mmhg", "exam"),
        ("arms_ok", "exam"),
        ("hb_g_per_l", "tests"),
        ("abo", "tests"),
        ("consent_given", "interview"),
        ("Q09", "interview"),
        ("standing_deferrals", ""),
        ("directory_age_h", ""),
    ],
)
def test_what_is_missing_leads_to_where_it_is_asked(item, step):
    gap = cannot_decide(rule="r", clause="7.3", tag="V", item=item, why="not_asked")
    row = page(told("cannot_decide", gap)).missing[0]
    assert row.step == step
    assert (row.where == say("decision.sync_first")) is (step == "")


def test_a_gap_of_two_rules_is_one_row():
    gaps = [
        cannot_decide(rule=rule, clause="7.3", tag="V", item="sbp_mmhg", why="not_asked") for rule in "ab"
    ]
    assert len(page(told("cannot_decide", *gaps)).missing) == 1


# ---- another reading ----


@pytest.mark.parametrize(
    ("findings", "decided", "may"),
    [
        ((HIGH,), False, True),
        ((LOW_HB,), False, False),
        ((), False, False),
        ((HIGH,), True, False),
        ((LOW_HB, HIGH), False, True),
    ],
)
def test_only_a_pressure_may_be_taken_again_and_only_before_the_decision(findings, decided, may):
    assert telling.may_repeat(told("deferred_until", *findings, decided=decided)) is may


@pytest.mark.parametrize("more", [0, 1, 5])
def test_the_pressure_is_taken_as_often_as_the_pack_allows(more):
    visit = visit_of(*upto("exam"), *[a.measured("sbp", 146)] * more)
    may = more + 1 < PACK.whole("bp_max_tries")
    assert telling.may_repeat(told("deferred_until", HIGH, visit=visit)) is may


def test_a_pressure_for_the_physician_is_not_simply_taken_again():
    one = msgspec.structs.replace(HIGH, outcome="physician")
    assert not telling.may_repeat(told("physician", one))


@pytest.mark.parametrize(
    ("language", "value", "limit"),
    [("zh_CN", "1.052 未下沉", "不低于 1.052"), ("en", "did not sink in 1.052", "at least 1.052")],
)
def test_a_drop_that_did_not_sink_is_told_as_it_was_seen(language, value, limit):
    texts().switch(language)
    (line,) = page(CASES["not sunk"]).lines
    assert (line.value, line.limit.lower(), line.clause) == (value, limit, "8.2")
    assert line.item == begun(say("rules.fact.cuso4_density"))


def test_the_donor_hears_of_a_drop_what_is_said_of_a_low_number():
    assert page(CASES["not sunk"]).tell == page(CASES["low hb"]).tell
    assert (say("rules.fact.cuso4_density"), "不低于 1.052") in page(CASES["not sunk"]).before


def test_f1_says_what_the_drop_did_and_that_the_density_is_to_be_confirmed():
    clause, words = sentence(CASES["not sunk"], 0)
    assert "8.2" in clause
    assert words.startswith("硫酸铜法：血滴在比重 1.052 的溶液中未下沉")
    assert say("decision.to_confirm") in words


def test_a_drop_that_is_missing_is_asked_for_at_the_blood_tests():
    gap = cannot_decide(rule="cuso4_min_male", clause="8.2", tag="R", item="cuso4_density", why="unreadable")
    (missing,) = page(told("cannot_decide", gap)).missing
    assert (missing.step, missing.words) == ("tests", say("rules.fact.cuso4_density"))


# ---- what passed ----


def results(*acts: Any, **changes: Any) -> dict[str, tuple[str, str, str]]:
    rows = page(told(visit=visit_of(*upto("tests"), *acts), **changes)).results
    return {row[0]: row[1:] for row in rows}


def test_results_stand_only_beside_a_donor_who_may_give():
    assert page(told()).results
    assert page(told("deferred_until", LOW_HB)).results == []


@pytest.mark.parametrize(
    ("quantity", "fact", "value", "limit"),
    [
        ("pulse", "beats_per_min", 72, "60"),
        ("temp", "temp_c", 36, "37.3"),
        ("weight", "weight_kg", 72, "50"),
        ("hb", "hb_g_per_l", 140, "120"),
        ("alt", "alt_u_per_l", 22, "50"),
    ],
)
def test_a_reading_stands_with_the_limit_of_this_donor(quantity, fact, value, limit):
    row = results(a.measured(quantity, value, "u"))[say(f"rules.fact.{fact}")]
    assert row[0].startswith(str(value))
    assert limit in row[1]


def test_a_woman_has_the_limits_of_women():
    woman = a.changed(a.OPENED, donor=msgspec.structs.replace(a.OPENED.donor, sex="female"))
    visit = visit_of(woman, a.measured("hb", 130, "g/L"))
    rows = {row[0]: row for row in page(told(visit=visit)).results}
    assert "115" in rows[say("rules.fact.hb_g_per_l")][2]


def test_what_was_not_measured_has_no_row():
    assert say("rules.fact.temp_c") not in results()


def test_the_first_of_two_readings_stays_in_sight():
    row = results(a.measured("sbp", 131), a.measured("dbp", 80))[say("decision.pressure")]
    assert row[0].startswith("131/80")
    assert "118/76" in row[2]


def test_a_single_reading_speaks_of_no_first():
    assert results()[say("decision.pressure")][2] == ""


def test_a_drop_stands_in_the_place_of_an_earlier_number_and_says_what_it_did():
    rows = results(a.measured("hb", 104, "g/L"), a.drop())
    assert say("rules.fact.hb_g_per_l") not in rows
    value, limit, first = rows[say("rules.fact.cuso4_density")]
    assert (value, limit) == ("1.052 下沉", "不低于 1.052")
    assert "104 g/L" in first


def test_a_number_after_a_drop_stands_alone_and_the_drop_in_its_note():
    rows = results(a.drop(sank=False), a.measured("hb", 131, "g/L"))
    assert say("rules.fact.cuso4_density") not in rows
    value, limit, first = rows[say("rules.fact.hb_g_per_l")]
    assert (value, limit) == ("131 g/L", "不低于 120")
    assert "1.052 未下沉" in first


def test_a_limit_that_the_rules_do_not_have_is_not_said():
    param = {name: one for name, one in PACK.param.items() if name != "cuso4_min_male"}
    rules = msgspec.structs.replace(PACK, param=param)
    assert results(a.drop(), rules=rules)[say("rules.fact.cuso4_density")][1] == ""


def test_the_pressure_range_ends_below_what_is_too_much():
    limit = results()[say("decision.pressure")][1]
    assert "139/89" in limit
    assert "90/60" in limit


def test_strip_and_group_are_told_in_words():
    rows = results()
    assert rows[say("rules.fact.hbsag")][0] == say("decision.hbsag.nonreactive")
    assert rows[say("rules.fact.abo")][0] == "A"


def test_a_group_is_compared_only_where_one_is_on_record():
    assert results()[say("rules.fact.abo")][1] == ""


def test_the_interview_counts_its_answers_and_names_the_signature():
    row = results()[say("frame.step.interview")]
    assert row[2] == say("decision.consented")


# ---- what the donor hears ----


@pytest.mark.parametrize(
    ("rule", "topic"),
    [
        ("hb_min_male_g_l", "hb"),
        ("alt_pre_max_u_l", "alt"),
        ("sbp_lt_mmhg", "pressure"),
        ("dbp_min_mmhg", "pressure"),
        ("pulse_pressure_min_mmhg", "pressure"),
        ("pulse_max_bpm", "pulse"),
        ("temp_lt_c", "temp"),
        ("weight_min_male_kg", "weight"),
        ("hbsag_pre", "station"),
        ("standing_until", "station"),
    ],
)
def test_the_donor_hears_what_it_was_about(rule, topic):
    assert (
        say(f"decision.tell.{topic}") in page(told("deferred_until", finding(rule=rule), until_on=DAY)).tell
    )


def test_an_interval_is_told_as_time_that_the_body_needs():
    one = finding(item="earlier_donations", rule="wb_to_wb")
    assert say("decision.tell.interval") in page(told("deferred_until", one, until_on=DAY)).tell


def test_a_cause_without_words_for_the_donor_is_not_told():
    one = finding(rule="T05a", item="Q09", text="rules.exclusion.T05a")
    assert page(told("deferred_until", one)).tell == say("decision.tell.today")


@pytest.mark.parametrize(
    ("days", "told_day"), [({"until_on": DAY}, True), ({}, False), ({"not_before": DAY}, False)]
)
def test_the_donor_hears_a_day_only_if_it_is_sure(days, told_day):
    assert ("2026-12-05" in page(told("deferred_until", LOW_HB, **days)).tell) is told_day


def test_english_sentences_stand_apart():
    texts().switch("en")
    assert ". " in page(told("deferred_until", LOW_HB, until_on=DAY)).tell


def test_chinese_sentences_need_no_blank():
    assert " " not in page(told("deferred_until", LOW_HB)).tell


@pytest.mark.parametrize("outcome", ["eligible", "physician", "cannot_decide"])
def test_nothing_is_told_before_something_is_decided_against(outcome):
    assert page(told(outcome)).tell == ""


def test_before_coming_again_the_value_must_be_reached():
    rows = page(told("deferred_until", LOW_HB, until_on=DAY)).before
    assert any("120" in condition and "g/L" in condition for _, condition in rows)


def test_whoever_may_come_again_brings_the_document():
    rows = page(told("deferred_until", LOW_HB)).before
    assert rows[-1] == (say("decision.bring"), say("decision.bring_document"))


def test_an_age_is_no_condition_that_one_can_reach():
    one = finding(item="age_years", rule="age_min_years", unit="year", limit="18", value="17")
    assert len(page(told("deferred_until", one)).before) == 1


def test_nobody_who_is_deferred_for_good_is_told_what_to_bring():
    assert page(told("deferred_for_good", PRIVATE)).before == []


# ---- the basis and the main button ----


@pytest.mark.parametrize(("is_physician", "rows"), [(True, 3), (False, 1)])
def test_only_a_physician_reads_who_could_lift_a_deferral(is_physician, rows):
    assert len(page(told("deferred_until", LOW_HB, is_physician=is_physician)).basis) == rows


@pytest.mark.parametrize(("by", "key"), [(None, "no_release"), ("physician", "release_by")])
def test_a_release_is_named_only_where_the_rules_know_one(by, key):
    one = finding(overridable_by=by)
    rows = page(told("deferred_until", one, releasable=(one,) if by else ())).basis
    who = {"who": say("decision.who.physician")} if by else {}
    assert rows[-1][1] == say(f"decision.basis.{key}", **who)


def test_rules_that_nobody_reviewed_are_marked():
    assert page(told()).unreviewed is (PACK.about.reviewed_by is None)


@pytest.mark.parametrize(
    ("one", "state", "key"),
    [
        (told(), {}, "eligible"),
        (told("physician"), {}, "physician"),
        (told("cannot_decide"), {}, "missing"),
        (told("deferred_until", LOW_HB), {}, "deferred"),
        (told("deferred_until", LOW_HB), {"signing": True}, "sign_deferred"),
        (told("deferred_until", LOW_HB, is_physician=False), {"signing": True}, "deferred"),
        (told("deferred_until", LOW_HB, decided=True), {}, "decided"),
    ],
)
def test_the_main_button_says_what_comes_next(one, state, key):
    assert page(one, **state).main == say(f"decision.main.{key}")


@pytest.mark.parametrize(("decided", "may"), [(False, True), (True, False)])
def test_after_the_decision_nobody_leaves_without_it(decided, may):
    assert page(told("deferred_until", LOW_HB, decided=decided)).may_leave is may


def named(item: str, which: str, name: str, day: date | None, value: str = "yes") -> Visit:
    detail = Detail(which=which, when_on=day, ongoing=False, name=name)
    answer = Answer(value=value, asked_aloud=False, details=(detail,), remark=None)
    given = e.Answered(pack=PACK.stamp, item=item, answer=answer)
    return msgspec.structs.replace(GROWN, answers={**GROWN.answers, item: given})


def test_the_medicine_that_sent_the_donor_to_the_physician_stands_with_its_condition_and_day():
    item = next(one for one in QUESTIONS.questionnaire.items if one.named_in == "medicines")
    other = next(one for one in item.choices if one.leads_to == "physician")
    found = msgspec.structs.replace(
        LOW_HB, rule="for_physician", item=item.id, outcome="physician", text="rules.finding.for_physician"
    )
    visit = named(item.id, other.id, "某种草药", date(2026, 11, 19))
    one = told("physician", found, visit=visit)
    assert page(one).lines[0].value.startswith("某种草药 ")
    assert "某种草药  2026-11-19" in sentence(one, 0)[1]


def test_what_a_private_answer_named_is_for_the_physician_alone():
    found = msgspec.structs.replace(
        LOW_HB, rule="T10a", item="Q20", outcome="physician", value="2026-11-19", text="rules.exclusion.T10a"
    )
    visit = named("Q20", "T10a", "麻疹", date(2026, 11, 19))
    seen = told("physician", found, visit=visit, private=frozenset({"Q20"}))
    hidden = told("physician", found, visit=visit, private=frozenset({"Q20"}), is_physician=False)
    assert "麻疹" in page(seen).lines[0].value
    assert not any("麻疹" in word for word in (*words_of(page(hidden)), *sentence(hidden, 0)))
