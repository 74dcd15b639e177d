"""Visits of one donor held against each other: pure, rule by rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.entries import DecisionMade
from donor_room.domain.facts import Missing, known
from donor_room.domain.history import interval_findings
from donor_room.packs.rules import load_rules
from donor_room.station.gifts import _facts_of, all_given
from donor_room.station.past import Came, Deferred, Gift, Past
from donor_room.station.suspicion import suspicions
from tests.support.acts import decision
from tests.support.fit_donor import fit_facts
from tests.support.van import MORNING

RULES = load_rules()
DAY = date(2026, 11, 21)
PERMANENT = StandingDeferral(kind="permanent", until_on=None)
ASK = StandingDeferral(kind="ask_station", until_on=None)
HOUR = timedelta(hours=1)


def gift(kind: str = "WB400", *, days: int = 0, ml: int = 400, plan: str = "", at: Any = MORNING) -> Gift:
    return Gift(kind, plan or kind, DAY + timedelta(days=days), at + timedelta(days=days) if at else None, ml)


def came(visit: str = "v1", *, at: datetime | None = None, **told: Any) -> Came:
    """Return a visit of half an hour; it begins when its blood was drawn unless another time is given."""
    given = told.get("gift")
    at = at or (given.at if given and given.at else MORNING)
    nothing: dict[str, Any] = {"abo": None, "gift": None, "deferred": None, "decided": None}
    who = {"person": "p", "name": "样例甲", "sex": "male", "birth_on": date(1990, 3, 7)}
    closed = {"opened_at": at, "closed_at": at + timedelta(minutes=30), "decided_at": at}
    return Came(**({"visit": visit} | who | closed | nothing | told))


def known_donor(**told: Any) -> DirectoryDonor:
    nothing: dict[str, Any] = dict.fromkeys(("name", "sex", "birth_on", "abo", "rhd", "deferral"))
    return DirectoryDonor(**(nothing | {"donations": (), "count": 0, "had_reaction": False} | told))


def held(*visits: Came, before: tuple[DirectoryDonor, ...] = ()) -> set[tuple[str, str]]:
    found = list(suspicions(Past(visits, before), lambda _made: RULES))
    assert all(msgspec.json.decode(one.rests_on) for one in found)
    return {(one.reason, one.visit) for one in found}


def made(**changes: Any) -> DecisionMade:
    return replace(decision("eligible"), **({"directory_age_h": 1} | changes))


# ---- the interval ------------------------------------------------------------------------------------------


def test_both_donations_that_are_too_close_are_held() -> None:
    visits = came("v1", gift=gift()), came("v2", at=MORNING + 100 * HOUR, gift=gift(days=90))
    assert held(*visits) == {("interval", "v1"), ("interval", "v2")}
    assert held(*reversed(visits)) == held(*visits)


@pytest.mark.parametrize("days", [183, 190, 365])
def test_after_the_interval_nothing_is_held(days: int) -> None:
    assert held(came("v1", gift=gift()), came("v2", gift=gift(days=days))) == set()


def test_only_the_donation_that_is_too_close_is_held_with_the_later_one() -> None:
    visits = (came("v1", gift=gift(days=-400)), came("v2", gift=gift()), came("v3", gift=gift(days=30)))
    assert held(*visits) == {("interval", "v2"), ("interval", "v3")}


def test_what_was_known_before_holds_the_visit_alone() -> None:
    earlier = EarlierDonation(kind="WB400", on=DAY - timedelta(days=20), volume_ml=400, site="")
    assert held(came(gift=gift()), before=(known_donor(donations=(earlier,)),)) == {("interval", "v1")}


@pytest.mark.parametrize("other", [gift("FAILED_SMALL", ml=30, plan="WB400"), gift(ml=0)])
def test_an_attempt_that_gave_no_unit_is_not_held(other: Gift) -> None:
    first = came("v1", gift=gift())
    assert ("interval", "v2") not in held(first, came("v2", at=MORNING + HOUR, gift=other))


def test_a_donation_whose_time_nobody_wrote_counts_by_its_day() -> None:
    visits = came("v1", gift=gift(at=None)), came("v2", at=MORNING + HOUR, gift=gift(at=None))
    assert held(*visits) == {("interval", "v1"), ("interval", "v2")}


def test_an_interval_that_a_physician_released_by_name_holds_nothing() -> None:
    first, second = (
        came("v1", gift=gift("APH_PLT1", ml=250)),
        came("v2", gift=gift("APH_PLT1", days=8, ml=250)),
    )
    assert held(first, second) == {("interval", "v1"), ("interval", "v2")}
    facts = _facts_of(second, second.gift, all_given(Past((first,), ())))  # type: ignore[arg-type]
    released = tuple(interval_findings(RULES, facts))
    assert len(released) == 1
    informed = second._replace(decided=made(released=released))
    assert held(first, informed) == set()


def test_too_many_donations_of_a_year_hold_all_of_them() -> None:
    earlier = tuple(
        EarlierDonation(kind="APH_PLT1", on=DAY - timedelta(days=14 * n), volume_ml=250, site="")
        for n in range(1, 26)
    )
    assert held(came(gift=gift("APH_PLT1", ml=250)), before=(known_donor(donations=earlier),)) == {
        ("interval", "v1")
    }


def test_a_planned_volume_of_the_decision_counts_for_the_year() -> None:
    decided = made(facts=fit_facts(planned_ml=known(250, "mL")))
    facts = _facts_of(came(decided=decided), gift("APH_PLT1", ml=250), [])
    assert facts.values["planned_ml"] == known(250, "mL")


def test_a_kind_that_the_rules_do_not_have_passes_nobody() -> None:
    visits = came("v1", gift=gift("OF_TOMORROW")), came("v2", gift=gift(days=900))
    assert ("interval", "v2") in held(*visits)


def test_what_cannot_be_computed_lets_no_unit_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Any:
        raise OverflowError

    monkeypatch.setattr("donor_room.station.gifts.interval_findings", fails)
    visits = came("v1", gift=gift()), came("v2", gift=gift(days=300)), came("v3", at=MORNING + 9000 * HOUR)
    assert held(*visits) == {("interval", "v1"), ("interval", "v2")}


# ---- a deferral elsewhere ----------------------------------------------------------------------------------


def turned(standing: StandingDeferral, *, at: datetime = MORNING - HOUR, by_interval: bool = False) -> Came:
    return came("v0", at=at, deferred=Deferred(standing, at, by_interval))


@pytest.mark.parametrize(
    ("standing", "is_held"),
    [
        (PERMANENT, True),
        (ASK, True),
        (StandingDeferral(kind="until", until_on=DAY + timedelta(days=1)), True),
        (StandingDeferral(kind="until", until_on=DAY), False),
    ],
)
def test_what_stood_on_the_day_of_the_donation_holds_it(standing: StandingDeferral, is_held: bool) -> None:
    given = came(gift=gift())
    assert (("deferred_elsewhere", "v1") in held(turned(standing), given)) is is_held
    told = held(given, before=(known_donor(deferral=standing),))
    assert (("deferred_elsewhere", "v1") in told) is is_held


@pytest.mark.parametrize(
    ("hours", "by_interval", "is_held"), [(5, False, True), (5, True, False), (30, False, False)]
)
def test_a_later_deferral_counts_on_the_same_day_and_not_for_the_interval_alone(
    hours: int, by_interval: bool, is_held: bool
) -> None:
    later = turned(PERMANENT, at=MORNING + hours * HOUR, by_interval=by_interval)
    assert (("deferred_elsewhere", "v1") in held(came(gift=gift()), later)) is is_held


@pytest.mark.parametrize(
    ("facts", "is_held"),
    [(fit_facts(standing=(ASK,)), False), (fit_facts(standing=Missing(why="not_asked")), True)],
)
def test_a_question_that_the_physician_answered_holds_nothing(facts: Any, is_held: bool) -> None:
    given = came(gift=gift(), decided=made(facts=facts))
    assert (("deferred_elsewhere", "v1") in held(turned(ASK), given)) is is_held


def test_who_gave_nothing_is_not_held_for_a_deferral() -> None:
    assert held(turned(PERMANENT), came(at=MORNING + HOUR)) == set()


# ---- a decision on an old list -----------------------------------------------------------------------------


@pytest.mark.parametrize(("age_h", "is_held"), [(None, True), (25, True), (24, False)])
def test_a_decision_is_made_again_when_its_list_was_old(age_h: int | None, is_held: bool) -> None:
    given = came(gift=gift(), decided=made(directory_age_h=age_h))
    assert (("stale_decision", "v1") in held(turned(PERMANENT), given)) is is_held


@pytest.mark.parametrize(
    "before",
    [
        known_donor(deferral=PERMANENT),
        known_donor(donations=(EarlierDonation(kind="WB400", on=date(2026, 9, 1), volume_ml=400, site=""),)),
    ],
)
def test_what_the_station_knew_before_changes_an_old_decision(before: DirectoryDonor) -> None:
    given = came(gift=gift(), decided=made(directory_age_h=40))
    assert ("stale_decision", "v1") in held(given, before=(before,))


def test_another_group_that_was_known_then_changes_an_old_decision() -> None:
    given = came(gift=gift(), abo="A", decided=made(directory_age_h=40))
    assert ("stale_decision", "v1") in held(given, before=(known_donor(abo="B"),))
    typed = came("v0", at=MORNING - 9 * HOUR, abo="B")
    assert ("stale_decision", "v1") in held(typed, given)


def test_what_came_after_the_decision_changes_nothing_of_it() -> None:
    given = came(gift=gift(), decided=made(directory_age_h=40))
    later = turned(PERMANENT, at=MORNING + HOUR)
    assert ("stale_decision", "v1") not in held(given, later)


def test_a_past_that_nobody_had_asked_for_is_filled_in() -> None:
    facts = fit_facts(earlier=Missing(why="not_asked"), standing=Missing(why="not_asked"))
    given = came(gift=gift(), decided=made(directory_age_h=None, facts=facts))
    assert ("stale_decision", "v1") in held(turned(PERMANENT), given)


# ---- who it is ---------------------------------------------------------------------------------------------


def test_what_a_hold_rests_on_names_nobody() -> None:
    visits = (came(), came("v2", at=MORNING + HOUR, name="另一个人"))
    found = list(suspicions(Past(visits, ()), lambda _made: RULES))
    assert {one.reason for one in found} == {"other_person"}
    assert not any("另一个人" in one.rests_on or "1990" in one.rests_on for one in found)


def test_records_that_a_clerk_joined_may_bear_two_names() -> None:
    other = came("v2", at=MORNING + HOUR, person="q", name="YANG LI JIA")
    assert held(came(), other) == set()
    assert held(came(), other._replace(person="p")) == {("other_person", "v1"), ("other_person", "v2")}
