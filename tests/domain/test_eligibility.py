from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.eligibility import WORST_FIRST, decide
from donor_room.domain.findings import Finding, Outcome

DAY = date(2026, 12, 1)
LATER = date(2027, 3, 1)


def finding(
    outcome: Outcome, until: date | None = None, *, item: str = "x", mark: str | None = None
) -> Finding:
    return Finding(
        rule="r",
        clause="9.9",
        tag="V",
        item=item,
        value=None,
        unit=None,
        limit=None,
        outcome=outcome,
        until_on=until,
        overridable_by=None,
        mark=mark,
        text="rules.finding.r",
        text_values={},
    )


findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(WORST_FIRST),
        st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
        item=st.sampled_from(["a", "b"]),
    )
)


def test_nothing_found_is_eligible():
    assert decide([]).outcome == "eligible"
    assert decide([]).may_give


@pytest.mark.parametrize(("worse", "better"), list(pairwise(WORST_FIRST)))
def test_the_worst_finding_decides_and_both_are_kept(worse, better):
    decision = decide([finding(better), finding(worse)])
    assert decision.outcome == worse
    assert [one.outcome for one in decision.findings] == [worse, better]


def test_the_day_is_the_latest_of_all_deferrals():
    decision = decide([finding("deferred_until", DAY), finding("deferred_until", LATER)])
    assert (decision.until_on, decision.not_before) == (LATER, LATER)
    assert [one.until_on for one in decision.findings] == [LATER, DAY]


def test_a_deferral_without_an_end_leaves_the_day_open_but_keeps_the_known_one():
    decision = decide([finding("deferred_until", DAY), finding("deferred_until", None)])
    assert (decision.until_on, decision.not_before) == (None, DAY)
    assert decision.findings[0].until_on is None


def test_a_permanent_deferral_has_no_day_and_keeps_the_temporary_one():
    decision = decide([finding("deferred_until", DAY), finding("deferred_for_good")])
    assert (decision.outcome, decision.until_on, decision.not_before) == ("deferred_for_good", None, DAY)


def test_what_is_missing_is_listed_once_also_under_a_certain_deferral():
    gaps = [finding("cannot_decide", item=item) for item in ("abo", "abo", "sex")]
    decision = decide([*gaps, finding("deferred_until", DAY)])
    assert (decision.outcome, decision.missing) == ("deferred_until", ("abo", "sex"))


def test_marks_do_not_block():
    decision = decide([finding("eligible", mark="no_platelets"), finding("eligible", mark="no_platelets")])
    assert (decision.may_give, decision.marks) == (True, ("no_platelets",))


def test_check_before_release_may_give_and_says_so():
    decision = decide([finding("eligible_check_before_release")])
    assert (decision.may_give, decision.check_before_release) == (True, True)
    assert not decide([finding("physician")]).may_give


@given(findings, st.randoms())
def test_the_order_of_findings_does_not_matter(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert decide(shuffled).outcome == decide(found).outcome
    assert decide(shuffled).until_on == decide(found).until_on


@given(findings, findings)
def test_another_finding_never_betters_the_outcome(some, more):
    ranks = [WORST_FIRST.index(decide(found).outcome) for found in (some, some + more)]
    assert ranks[1] <= ranks[0]
