"""The ledger keeps the rules that its decisions were made by, whole and once."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.directory import EarlierDonation
from donor_room.domain.facts import known
from donor_room.domain.rules import evaluate
from donor_room.domain.stamp import PackStamp
from donor_room.packs.in_force import rules_named
from donor_room.packs.rules import load_rules, text_of
from donor_room.workflow import decide
from donor_room.workflow.decide_again import Tally, dry_run, replay
from donor_room.workflow.desk import Desk
from donor_room.workflow.rules_taken import keep_rules, kept_rules, newest_edition, stamps_of
from tests.support import desks as d
from tests.support.layers import DRAFT


def kept(desk: Desk) -> list[e.RulesTaken]:
    lines = desk.ledger.of_house(e.RulesTaken.KIND)
    return [line.act for line in lines if isinstance(line.act, e.RulesTaken)]


def decided(desk: Desk, seed: int = 1) -> e.DecisionMade:
    visit = d.bring_to(desk, "decision", seed)
    made = decide.confirm(desk, visit.id, pin=d.PIN).decision
    assert made is not None
    return made.made


def test_the_first_decision_keeps_the_rules_and_the_next_one_finds_them(desk: Desk) -> None:
    assert (kept(desk), newest_edition(desk.ledger)) == ([], None)
    decided(desk)
    decided(desk, 2)
    (taken,) = kept(desk)
    assert [pack.stamp for pack in taken.packs] == [load_rules().stamp]
    assert taken.packs[0].text == text_of(load_rules().stamp)
    assert newest_edition(desk.ledger) == load_rules().stamp.edition


def test_a_decision_names_the_layers_and_the_ledger_can_lay_them_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = rules_named([DRAFT])
    monkeypatch.setattr(type(desk.packs), "rules", law)
    assert decided(desk).overlays == law.overlays
    assert kept_rules(desk.ledger) == {stamps_of(law): law}
    assert list(replay(desk.ledger, [], Tally())) == []


def _keep_and_fail(desk: Desk) -> None:
    keep_rules(desk, desk.packs.rules)
    raise ZeroDivisionError


def test_a_decision_that_is_not_written_keeps_no_rules(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.transaction():
        _keep_and_fail(desk)
    assert kept(desk) == []


def test_rules_of_a_shape_that_nobody_knows_any_more_are_left_out(desk: Desk) -> None:
    stamp = PackStamp(id="X", edition="1", sha256="x")
    desk.record_as_terminal(e.RulesTaken(packs=(e.TakenPack(stamp=stamp, text="[about]"),)))
    assert kept_rules(desk.ledger) == {}


# ---- decided again -----------------------------------------------------------------------------------------


def test_every_decision_comes_out_as_it_was(desk: Desk) -> None:
    decided(desk)
    tally = Tally()
    assert list(replay(desk.ledger, [], tally)) == []
    assert tally.line() == {"decisions": 1, "differing": 0}


def write_again(desk: Desk, **changes: object) -> None:
    """Write one more decision, as another program might have written it."""
    (line,) = desk.ledger.every_of(e.DecisionMade)
    assert isinstance(line.act, e.DecisionMade)
    changed = msgspec.structs.replace(line.act, **changes)
    desk.ledger.append([(line.entry.visit, changed)], by=line.entry.by)


def test_a_decision_whose_rules_are_nowhere_is_named(desk: Desk) -> None:
    decided(desk)
    write_again(desk, rules=PackStamp(id="X", edition="1", sha256="x"))
    tally = Tally()
    (one,) = replay(desk.ledger, [], tally)
    assert (one.reason, one.before, one.after) == ("rules_not_here", "eligible", None)
    assert tally.line() == {"decisions": 2, "differing": 1}


def test_a_decision_that_the_rules_do_not_make_is_named(desk: Desk) -> None:
    made = decided(desk)
    low = msgspec.structs.replace(made.facts, values=made.facts.values | {"hb_g_per_l": known(100, "g/L")})
    write_again(desk, facts=low)
    (one,) = replay(desk.ledger, [], Tally())
    assert (one.reason, one.after, one.gone) == ("other_decision", "deferred_until", ())
    assert one.came in {("hb_min_male_g_l",), ("hb_min_female_g_l",)}


@pytest.mark.parametrize("changes", [{"outcome": "deferred_for_good"}, {"until_on": date(2099, 1, 1)}])
def test_another_outcome_of_the_same_findings_is_named_too(desk: Desk, changes: dict[str, object]) -> None:
    decided(desk)
    write_again(desk, **changes)
    (one,) = replay(desk.ledger, [], Tally())
    assert one.reason == "other_decision"
    written, made_again = (one.before, one.until_before), (one.after, one.until_after)
    assert (written, made_again) == (
        (changes.get("outcome", "eligible"), changes.get("until_on")),
        ("eligible", None),
    )


def test_what_a_physician_answered_is_no_difference(desk: Desk) -> None:
    made = decided(desk)
    asked = msgspec.structs.replace(made.facts, for_physician=("Q24",))
    findings = evaluate(load_rules(), asked)
    write_again(desk, facts=asked, findings=findings, outcome="deferred_until", until_on=date(2099, 1, 1))
    assert list(replay(desk.ledger, [], Tally())) == []


def test_an_older_ledger_is_made_again_by_packs_that_are_given(desk: Desk) -> None:
    decided(desk)
    law = rules_named([DRAFT])
    write_again(desk, overlays=law.overlays)
    assert len(list(replay(desk.ledger, [], Tally()))) == 1
    assert list(replay(desk.ledger, [law], Tally())) == []


def test_a_dry_run_under_the_same_rules_changes_nothing(desk: Desk) -> None:
    decided(desk)
    assert list(dry_run(desk.ledger, load_rules(), Tally())) == []


def test_a_dry_run_names_what_other_rules_would_have_decided(desk: Desk) -> None:
    made = decided(desk)
    given = EarlierDonation(kind="WB400", on=made.facts.today - timedelta(days=100), volume_ml=400, site="")
    recent = msgspec.structs.replace(made.facts, earlier=(given,))
    findings = evaluate(load_rules(), recent)
    until = max(one.until_on for one in findings if one.until_on is not None)
    write_again(desk, facts=recent, findings=findings, outcome="deferred_until", until_on=until)
    tally = Tally()
    (one,) = dry_run(desk.ledger, rules_named([DRAFT]), tally)
    assert (one.before, one.after, one.gone, one.came) == ("deferred_until", "eligible", ("wb_to_wb",), ())
    assert tally.line() == {"decisions": 2, "differing": 1}
    assert list(replay(desk.ledger, [], Tally())) == []


def test_a_dry_run_does_not_ask_on_which_days_the_rules_hold(desk: Desk) -> None:
    decided(desk)
    about = msgspec.structs.replace(load_rules().about, effective_from=date(2099, 1, 1))
    later = msgspec.structs.replace(load_rules(), about=about, distrust=("unsigned",))
    assert list(dry_run(desk.ledger, later, Tally())) == []
