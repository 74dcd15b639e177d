"""Where the desk stands: what comes before what, and which source of a person's data wins."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from donor_room.domain.directory import EarlierDonation
from donor_room.domain.identity import read_document
from donor_room.packs.rules import load_rules
from donor_room.ui.steps.reception import state as desk
from donor_room.ui.steps.reception.state import PLANS, Person, State
from donor_room.workflow.register import Known
from tests.support.cards import CARD
from tests.support.van import donor
from tests.ui.steps.known_people import NUMBER, TODAY, WHOLE, directory, known

PASSPORT = read_document("10", "E12345678", TODAY)


def state_of(one: Known, **fields: Any) -> State:
    return State(known=one, person=desk.person_of(one, None, None), **fields)


# ---- what the page shows ----


def test_without_a_person_the_desk_waits():
    assert (State().mode, desk.searching().mode) == ("idle", "idle")


def test_searching_is_told_apart_from_waiting():
    assert (State().searching, desk.searching().searching) == (False, True)


@pytest.mark.parametrize(
    ("told", "mode"),
    [
        ({}, "form"),
        ({"donor": directory(), "earlier": (WHOLE,)}, "facts"),
        ({"donor": directory(), "earlier": (WHOLE,), "needs_ticks": True}, "ticks"),
        ({"donor": directory(), "earlier": (WHOLE,), "needs_ticks": True, "keeps_out": True}, "deferred"),
        ({"needs_ticks": True, "keeps_out": True, "open_visit": "v1", "open_step": "exam"}, "elsewhere"),
        ({"keeps_out": True}, "deferred"),
        ({"open_visit": "v1"}, "elsewhere"),
    ],
)
def test_what_stands_against_going_on_comes_first(told, mode):
    assert state_of(known(**told)).mode == mode


@pytest.mark.parametrize("given", [0, 1, 2, 3])
def test_all_three_conditions_are_asked_before_going_on(given):
    names = ("asks_to_give_again", "no_earlier_reaction", "meets_requirements")
    one = known(donor=directory(), earlier=(WHOLE,), needs_ticks=True)
    ticks = dict.fromkeys(names[:given], False)
    assert (state_of(one, ticks=ticks).mode == "ticks") is (given < 3)


def test_a_condition_denied_is_an_answer_too():
    state = desk.ticked(State(), "no_earlier_reaction", is_so=False)
    assert state.ticks == {"no_earlier_reaction": False}


def test_a_later_answer_replaces_an_earlier_one():
    state = desk.ticked(
        desk.ticked(State(), "meets_requirements", is_so=False), "meets_requirements", is_so=True
    )
    assert state.ticks == {"meets_requirements": True}


def test_an_answer_does_not_change_the_state_before():
    before = State()
    desk.ticked(before, "meets_requirements", is_so=True)
    assert before.ticks == {}


def test_a_known_donor_without_a_name_gets_the_form():
    one = known(donor=directory(name=None), earlier=(WHOLE,))
    assert state_of(one).mode == "form"


# ---- whether it is the first donation ----


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({}, True),
        ({"donor": directory(count=0, donations=())}, True),
        ({"donor": directory(count=2, donations=())}, False),
        ({"earlier": (WHOLE,)}, False),
    ],
)
def test_a_first_donor_is_one_without_any_donation(told, first):
    assert state_of(known(**told)).is_first is first


def test_nobody_is_no_first_donor():
    assert not State().is_first


@pytest.mark.parametrize(
    ("told", "earlier", "count"),
    [
        (None, (), 0),
        (None, (WHOLE,), 1),
        (directory(count=3, donations=(WHOLE,)), (WHOLE,), 3),
        (directory(count=3, donations=(WHOLE,)), (WHOLE, WHOLE), 4),
        (directory(count=3, donations=(WHOLE, WHOLE)), (WHOLE,), 3),
    ],
)
def test_donations_here_count_on_top_of_those_the_station_told(told, earlier, count):
    assert desk.count_of(known(donor=told, earlier=earlier)) == count


# ---- plan and source ----


@pytest.mark.parametrize(
    ("kind", "plan"),
    [("WB400", "WB400"), ("WB200", "WB200"), ("WB300", "WB300"), ("PLT1", None), ("FAILED_SMALL", None)],
)
def test_the_last_plan_is_proposed_if_it_is_given_here(kind, plan):
    last = EarlierDonation(kind=kind, on=date(2026, 5, 16), volume_ml=400, site="")
    assert desk.usual_plan(known(earlier=(last,))) == plan


def test_a_first_donor_has_no_usual_plan():
    assert desk.usual_plan(known()) is None


def test_another_plan_can_be_chosen():
    assert desk.chose_plan(State(plan="WB400"), "WB200").plan == "WB200"


@pytest.mark.parametrize(("card", "source"), [(CARD, "card"), (None, "typed")])
def test_where_the_number_came_from_is_told(card, source):
    assert desk.found(known(), card=card, before=None).source == source


def test_a_person_found_begins_without_ticks():
    assert desk.found(known(), card=None, before=None).ticks == {}


# ---- who the person is ----


def test_the_number_tells_birth_and_sex_and_no_name():
    person = desk.person_of(known(), None, None)
    assert (person.name, person.sex, person.birth_on) == (None, "male", date(1990, 3, 7))
    assert not person.is_enough


def test_the_directory_adds_the_name():
    person = desk.person_of(known(donor=directory(name="样例甲")), None, None)
    assert (person.name, person.is_enough) == ("样例甲", True)


def test_an_earlier_visit_here_wins_over_the_directory():
    person = desk.person_of(known(donor=directory(name="旧名")), None, donor(name="新名"))
    assert person.name == "新名"


def test_the_chip_wins_over_all():
    person = desk.person_of(known(donor=directory(name="旧名")), CARD, donor(name="新名"))
    assert (person.name, person.birth_on) == (CARD.name, CARD.birth_on)


def test_the_phone_comes_from_an_earlier_visit_only():
    assert desk.person_of(known(donor=directory()), CARD, None).phone is None
    assert desk.person_of(known(), None, donor(phone="13900000000")).phone == "13900000000"


def test_the_organisation_of_the_last_time_is_offered():
    assert desk.person_of(known(), None, donor(organisation="样例学校")).organisation == "样例学校"


def test_a_document_that_tells_nothing_leaves_everything_open():
    assert desk.person_of(known(identity=PASSPORT), None, None) == Person()


@pytest.mark.parametrize("lacking", ["name", "sex", "birth_on"])
def test_name_sex_and_birth_are_needed_before_a_visit(lacking):
    whole = {"name": "样例甲", "sex": "male", "birth_on": date(1990, 3, 7)}
    assert Person(**whole).is_enough  # type: ignore[arg-type]
    assert not Person(**(whole | {lacking: None})).is_enough  # type: ignore[arg-type]


def test_the_number_is_the_one_of_the_samples():
    assert known().identity.number == NUMBER


def test_the_plans_that_are_offered_are_the_whole_blood_kinds_of_the_pack_the_largest_first() -> None:
    kinds = [kind for kind in load_rules().donation.kinds if kind.family == "WB"]
    assert [kind.id for kind in sorted(kinds, key=lambda kind: -kind.volume_ml)] == list(PLANS)
