"""A pack that is not to be decided by decides about nobody, and says why."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Exclusion, known
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts
from tests.support.fit_donor import TODAY, fit_facts

PACK = load_rules()
DAY = timedelta(days=1)


def holding(first: date | None, last: date | None) -> RulePack:
    about = msgspec.structs.replace(PACK.about, effective_from=first, effective_to=last)
    return msgspec.structs.replace(PACK, about=about)


@pytest.mark.parametrize(
    ("first", "last", "rule"),
    [
        (TODAY, None, None),
        (TODAY + DAY, None, "rule_pack_not_yet_valid"),
        (None, TODAY, None),
        (None, TODAY - DAY, "rule_pack_expired"),
        (TODAY, TODAY, None),
        (None, None, None),
    ],
)
def test_a_pack_holds_from_its_first_day_to_its_last(first, last, rule):
    found = evaluate(holding(first, last), fit_facts())
    assert [finding.rule for finding in found] == ([rule] if rule else [])


@pytest.mark.parametrize("why", ["unsigned", "unknown_key", "wrong_signature", "older", "layers"])
def test_a_pack_that_is_not_believed_decides_about_nobody(why):
    pack = msgspec.structs.replace(PACK, distrust=(why,), layers_fault="X")
    unfit = Exclusion(code="P02", anchor_on=None, item="Q25")
    for facts in (fit_facts(), fit_facts(hb_g_per_l=known(90, "g/L"), exclusions=(unfit,))):
        decision = decide(evaluate(pack, facts))
        assert (decision.outcome, decision.missing) == ("cannot_decide", ("rule_pack",))
        assert [finding.rule for finding in decision.findings] == [f"rule_pack_{why}"]


def test_every_reason_is_said_at_once_and_has_words():
    pack = msgspec.structs.replace(holding(TODAY + DAY, TODAY - DAY), distrust=("unsigned", "older"))
    found = evaluate(pack, fit_facts())
    assert len(found) == 4
    for language in LANGUAGES:
        said = [Texts(language).say(finding.text, **finding.text_values) for finding in found]
        assert len(set(said)) == 4
