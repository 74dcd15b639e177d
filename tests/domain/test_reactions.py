"""After a moderate reaction half a year passes; after a severe one a physician judges, ever after."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from donor_room.domain.directory import EarlierReaction
from donor_room.domain.reactions import after, reaction_findings, reactions_of
from donor_room.packs.rules import load_rules
from tests.support.acts import BEGAN, OPENED, OVER, visit_of
from tests.support.fit_donor import TODAY, fit_facts

PACK = load_rules()
OFF = msgspec.structs.replace(PACK.param["reaction_deferral_moderate"], span=None, off=True)
WITHOUT = msgspec.structs.replace(PACK, param=PACK.param | {"reaction_deferral_moderate": OFF})


def found(*told: tuple[date, str], pack=PACK) -> list[tuple[str, str, date | None, str | None]]:
    reactions = tuple(EarlierReaction(on=on, severity=severity) for on, severity in told)  # type: ignore[arg-type]
    findings = reaction_findings(pack, fit_facts(reactions=reactions))
    return [(one.rule, one.outcome, one.until_on, one.overridable_by) for one in findings]


def test_of_a_visit_only_the_reactions_count_that_are_over() -> None:
    assert reactions_of(visit_of(OPENED, BEGAN)) == ()
    over = reactions_of(visit_of(OPENED, BEGAN, OVER))
    assert over == (EarlierReaction(on=date(2026, 11, 21), severity="mild"),)


@pytest.mark.parametrize(
    ("on", "waits"), [(date(2026, 5, 20), False), (date(2026, 5, 21), False), (date(2026, 5, 22), True)]
)
def test_half_a_year_after_a_moderate_reaction_the_donor_is_free_again(on: date, waits: bool) -> None:
    said = [("reaction_deferral_moderate", "deferred_until", date(2026, 11, 22), "physician")]
    assert found((on, "moderate")) == (said if waits else [])


def test_a_severe_reaction_is_released_by_nobody_and_then_is_for_the_physician() -> None:
    assert found((date(2026, 5, 22), "severe")) == [
        ("reaction_severe", "deferred_until", date(2026, 11, 22), None)
    ]
    assert found((date(2010, 5, 21), "severe")) == [("reaction_severe", "physician", None, None)]


def test_the_last_one_counts_and_a_mild_one_never() -> None:
    assert found((date(2020, 1, 1), "moderate"), (date(2026, 10, 1), "moderate"))[0][2] == date(2027, 4, 1)
    assert found((TODAY, "mild")) == []


def test_where_a_station_does_not_use_the_span_only_the_physician_is_left() -> None:
    assert found((TODAY, "moderate"), (TODAY, "severe"), pack=WITHOUT) == [
        ("reaction_severe", "physician", None, None)
    ]


@pytest.mark.parametrize(
    ("severity", "outcomes"),
    [("mild", []), ("moderate", ["deferred_until"]), ("severe", ["deferred_until"]), ("death", [])],
)
def test_what_a_reaction_means_is_said_on_its_own_day(severity: str, outcomes: list[str]) -> None:
    told = after(PACK, EarlierReaction(on=TODAY, severity=severity))  # type: ignore[arg-type]
    assert [one.outcome for one in told] == outcomes
    assert all((one.clause, one.until_on) == ("WS/T 551", date(2027, 5, 21)) for one in told)
    unset = after(WITHOUT, EarlierReaction(on=TODAY, severity=severity))  # type: ignore[arg-type]
    assert [one.outcome for one in unset] == (["physician"] if severity == "severe" else [])
