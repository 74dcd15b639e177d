"""A past decision made again under other rules: what was released stays released, the days are not asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from donor_room.domain.eligibility import decide
from donor_room.domain.entries import DecisionMade
from donor_room.domain.facts import known
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack
from donor_room.domain.under_rules import as_decided, decided_under, is_same, only_in, timeless
from donor_room.packs.rules import load_rules
from tests.support.fit_donor import fit_facts
from tests.support.van import STAMP

BASE = load_rules()


def made(**facts: object) -> DecisionMade:
    told = fit_facts(**facts)
    decision = decide(evaluate(BASE, told))
    return DecisionMade(
        outcome=decision.outcome,
        until_on=decision.until_on,
        marks=decision.marks,
        findings=decision.findings,
        facts=told,
        rules=STAMP,
        directory_age_h=1,
        confirmed_by="physician",
        meaning="",
        remark=None,
    )


def limit(**numbers: int) -> RulePack:
    params = {name: replace(BASE.param[name], number=Decimal(number)) for name, number in numbers.items()}
    return replace(BASE, param={**BASE.param, **params})


def test_the_same_rules_decide_the_same() -> None:
    one = made()
    assert is_same(as_decided(one), decided_under(BASE, one))


def test_a_stricter_limit_defers_and_its_finding_is_new() -> None:
    one = made()
    after = decided_under(limit(hb_min_male_g_l=140), one)
    assert after.outcome == "deferred_until"
    assert not is_same(as_decided(one), after)
    assert [f.rule for f in only_in(after.findings, as_decided(one).findings)] == ["hb_min_male_g_l"]
    assert only_in(as_decided(one).findings, after.findings) == ()


def test_rules_of_another_day_are_asked_all_the_same() -> None:
    later = replace(BASE, about=replace(BASE.about, effective_from=date(2030, 1, 1)), distrust=("unsigned",))
    one = made()
    assert decided_under(later, one).outcome == "cannot_decide"
    assert decided_under(timeless(later), one).outcome == "eligible"


def test_what_a_physician_released_stays_released_under_other_words() -> None:
    one = made()
    hot = fit_facts(temp_c=known(38, "°C"))
    found = evaluate(BASE, hot)
    (fever,) = [finding for finding in found if finding.rule == "temp_lt_c"]
    released = replace(one, facts=hot, findings=tuple(found), released=(fever,))
    assert decided_under(BASE, released).outcome == "eligible"
    reworded = replace(fever, clause="another")
    assert decided_under(BASE, replace(released, released=(reworded,))).outcome == "eligible"
    assert decided_under(BASE, replace(released, released=())).outcome == "deferred_until"
