"""Registration: who is this, and does anything known stand against a beginning."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.directory import EarlierDonation, StandingDeferral
from donor_room.workflow import aftercare, decide, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from tests.support import desks as d
from tests.support.acts import closed, decision
from tests.support.desks import refused

FOR_GOOD = StandingDeferral(kind="permanent", until_on=None)
NURSE = Second(staff=d.NURSE, pin=d.PIN)


def look_up(desk: Desk, donor: e.Donor, plan: str = "WB400") -> register.Known:
    return register.look_up(desk, document_kind=donor.document_kind, number=donor.document_number, plan=plan)


def begin(desk: Desk, donor: e.Donor, plan: str = "WB400", **wanted: Any) -> register.Visit:
    return register.open_visit(desk, donor=donor, source="typed", plan=plan, **wanted)


def until(desk: Desk, days: int) -> StandingDeferral:
    return StandingDeferral(kind="until", until_on=desk.clock.today() + timedelta(days=days))


# ---- looking up --------------------------------------------------------------------------------------------


def test_a_stranger_is_known_by_nothing(desk: Desk) -> None:
    what = look_up(desk, d.invented(desk))
    assert (what.donor, what.earlier, what.deferral, what.open_visit, what.second_for) == (
        None,
        (),
        None,
        None,
        (),
    )
    assert (what.age_years, what.needs_ticks, what.directory_age_h) == (30, False, 0)


@pytest.mark.parametrize("number", ["", "12345", "660001199003070014", "660001199013070013"])
def test_a_number_that_cannot_be_one_is_refused(desk: Desk, number: str) -> None:
    with pytest.raises(register.Refusal, match=r"^identity\."):
        register.look_up(desk, document_kind="01", number=number, plan="WB400")


def test_what_the_directory_says_comes_first(desk: Desk) -> None:
    donor = d.invented(desk)
    gave = EarlierDonation(kind="WB400", on=desk.clock.today() - timedelta(days=30), volume_ml=400, site="x")
    d.know(desk, donor, deferral=FOR_GOOD, donations=(gave,), count=1)
    what = look_up(desk, donor)
    assert (what.keeps_out, what.earlier) == (True, (gave,))
    assert what.standing
    assert what.intervals
    assert register.latest_possible(what) is None


def test_the_day_after_the_interval_is_told(desk: Desk) -> None:
    donor = d.invented(desk)
    gave = EarlierDonation(kind="WB400", on=desk.clock.today() - timedelta(days=30), volume_ml=400, site="x")
    d.know(desk, donor, donations=(gave,), count=1)
    day = register.latest_possible(look_up(desk, donor))
    assert day is not None
    assert day > desk.clock.today()


@pytest.mark.parametrize(("age", "asks"), [(55, False), (56, True), (60, True)])
def test_the_ticks_are_asked_between_the_ages_of_clause_7_1(desk: Desk, age: int, asks: bool) -> None:
    today = desk.clock.today()
    assert register.needs_ticks(desk, today.replace(year=today.year - age)) is asks


def test_the_ticks_are_asked_earlier_where_the_pack_counts_strictly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, today = desk.packs.rules, desk.clock.today()
    word = replace(rules.param["age_upper_semantics"], word="before_birthday")
    strict = replace(rules, param=rules.param | {"age_upper_semantics": word})
    monkeypatch.setattr(type(desk.packs), "rules", strict)
    assert register.needs_ticks(desk, today.replace(year=today.year - 55))


# ---- beginning ---------------------------------------------------------------------------------------------


def test_a_visit_begins_with_donor_shift_and_what_was_known(desk: Desk) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, abo="A", count=3)
    visit = begin(desk, donor, ticks={"meets_requirements": True})
    assert (visit.donor, visit.is_heard("registration"), visit.ticks) == (
        donor,
        True,
        {"meets_requirements": True},
    )
    assert visit.opened.known is not None
    assert (visit.opened.known.abo, visit.opened.known.count) == ("A", 3)


def test_an_unfinished_visit_is_taken_up_and_not_begun_twice(desk: Desk) -> None:
    donor = d.invented(desk)
    visit = begin(desk, donor)
    what = look_up(desk, donor)
    assert (what.open_visit, what.open_step) == (visit.id, "interview")
    with refused("register.visit_is_open"):
        begin(desk, donor)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, None),
        ({"name": "王\u202e芳"}, None),
        ({"document_number": "660001199003070014"}, "identity.check_character"),
        ({"sex": "female"}, "identity.sex_disagrees"),
        ({"birth_on": date(1990, 1, 1)}, "identity.birth_disagrees"),
    ],
)
def test_what_cannot_be_true_of_a_donor_is_refused(
    desk: Desk, change: dict[str, Any], code: str | None
) -> None:
    with pytest.raises(register.Refusal) as said:
        begin(desk, replace(d.invented(desk), **change))
    assert code is None or said.value.code == code


def passport(desk: Desk, **change: Any) -> e.Donor:
    other = {"document_kind": "99", "document_number": "ZZ1234567"}
    return replace(d.invented(desk), **(other | change))


def test_nobody_is_born_tomorrow(desk: Desk) -> None:
    with refused("identity.birth_to_come"):
        begin(desk, passport(desk, birth_on=desk.clock.today() + timedelta(days=1)), second=NURSE)


def test_an_unknown_plan_is_refused(desk: Desk) -> None:
    with refused("register.no_plan"):
        begin(desk, d.invented(desk), plan="WB999")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"name": "别的人"}, "register.other_name_known"),
        ({"birth_on": date(1980, 1, 1)}, "register.other_birth_known"),
        ({"sex": "female"}, "register.other_sex_known"),
    ],
)
def test_one_number_and_two_persons_is_for_people_to_settle(
    desk: Desk, told: dict[str, Any], code: str
) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, **told)
    with refused(code):
        begin(desk, donor)


def test_without_a_shift_nobody_comes_in(tmp_path: Path) -> None:
    desk = d.new_desk(tmp_path)
    d.take_place(desk, d.NURSE)
    with refused("shift.open_first"):
        begin(desk, d.invented(desk))
    desk.close()


# ---- the second look ---------------------------------------------------------------------------------------


def test_an_old_list_needs_a_second_person(desk: Desk, clock: FixedClock) -> None:
    clock.instant += timedelta(hours=73)
    donor = d.invented(desk)
    assert look_up(desk, donor).second_for == ("old_list",)
    with refused("register.second_person_needed"):
        begin(desk, donor)
    with refused("staff.same_person"):
        begin(desk, donor, second=Second(staff=d.EVERYBODY, pin=d.PIN))
    visit = begin(desk, donor, second=NURSE)
    assert visit.second_persons == (e.SecondPersonLooked(what="old_list", witness=d.NURSE),)


def test_a_weak_document_needs_a_second_person(desk: Desk) -> None:
    with refused("register.second_person_needed"):
        begin(desk, passport(desk))
    assert begin(desk, passport(desk), second=NURSE).second_persons[0].what == "other_document"


# ---- deferrals ---------------------------------------------------------------------------------------------


def turn_away(desk: Desk, donor: e.Donor) -> register.Visit:
    return register.turn_away(desk, donor=donor, source="typed", plan="WB400", notice_sha256="0")


def test_whom_a_deferral_keeps_out_is_turned_away_with_a_notice(desk: Desk) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, deferral=until(desk, 5))
    with refused("register.is_deferred"):
        begin(desk, donor)
    visit = turn_away(desk, donor)
    assert visit.closed == e.VisitClosed(how="deferred", remark=None)
    assert visit.documents[0].next_on == desk.clock.today() + timedelta(days=5)


def test_nobody_is_turned_away_without_a_deferral(desk: Desk) -> None:
    with refused("register.not_deferred"):
        turn_away(desk, d.invented(desk))


def defer(desk: Desk, donor: e.Donor, text: str = "100") -> register.Visit:
    """Decide a deferral here, by a low haemoglobin."""
    visit = d.answer_all(desk, begin(desk, donor))
    visit = d.test_all(desk, d.examine_all(desk, visit))
    d.blood_tests.measure_hb(desk, visit.id, text=text, confirmed=True, lot=d.lot(desk))
    decide.confirm(desk, visit.id, pin=d.PIN)
    return aftercare.close(desk, visit.id, how="deferred")


def test_a_deferral_decided_here_today_keeps_out_here(desk: Desk) -> None:
    donor = d.invented(desk)
    defer(desk, donor)
    what = look_up(desk, donor)
    assert (what.keeps_out, len(what.here)) == (True, 1)
    with refused("register.is_deferred"):
        begin(desk, donor)


def test_an_own_deferral_holds_until_the_station_has_its_entry(desk: Desk, clock: FixedClock) -> None:
    """A newer list says nothing of an entry that never arrived there."""
    donor = d.invented(desk)
    visit = defer(desk, donor)
    clock.instant += timedelta(minutes=5)
    desk.directory.apply([], "cursor", clock.now())
    assert look_up(desk, donor).keeps_out
    decided = visit.decisions[-1]
    desk.ledger.acknowledge(decided.book, decided.seq - 1, "before")
    assert look_up(desk, donor).keeps_out
    desk.ledger.acknowledge(decided.book, decided.seq, "with it")
    assert not look_up(desk, donor).keeps_out


def test_a_deferral_without_a_day_counts_on_its_own_day(desk: Desk, clock: FixedClock) -> None:
    donor = d.invented(desk)
    desk.record(begin(desk, donor).id, decision("deferred_until"), closed("deferred"))
    assert look_up(desk, donor).keeps_out
    clock.instant += timedelta(days=1)
    assert not look_up(desk, donor).keeps_out


def test_a_deferral_for_good_is_stricter_than_one_with_a_day(desk: Desk, clock: FixedClock) -> None:
    donor = d.invented(desk)
    d.know(desk, donor, deferral=until(desk, 0))
    clock.instant += timedelta(minutes=1)
    desk.record(begin(desk, donor).id, decision("deferred_for_good"), closed("deferred"))
    assert look_up(desk, donor).deferral == FOR_GOOD


def test_the_donation_of_this_morning_is_an_earlier_one(desk: Desk) -> None:
    donor = d.bring_to(desk, "closed").donor
    what = look_up(desk, donor)
    assert [(one.kind, one.on) for one in what.earlier] == [("WB400", desk.clock.today())]
    assert what.intervals


def test_a_failed_collection_is_no_whole_donation(desk: Desk) -> None:
    visit = d.bring_to(desk, "collection")
    d.needle_in(desk, visit)
    ended = d.collect.end(desk, visit.id, volume_ml=40, reason="slow_flow")
    assert [one.kind for one in register.donations_of(ended)] == ["FAILED_SMALL"]


# ---- later -------------------------------------------------------------------------------------------------


def test_a_tick_and_another_plan_are_written_down(desk: Desk) -> None:
    visit = begin(desk, d.invented(desk))
    assert register.tick(desk, visit.id, what="no_earlier_reaction", is_so=False).ticks == {
        "no_earlier_reaction": False
    }
    assert register.change_plan(desk, visit.id, "WB200").plan == "WB200"
    with refused("register.no_plan"):
        register.change_plan(desk, visit.id, "WB999")


@pytest.mark.parametrize("what", ["name", "document_number", "phone"])
def test_a_visit_of_today_is_found_again(desk: Desk, what: str) -> None:
    visit = begin(desk, d.invented(desk))
    begin(desk, d.invented(desk, 8, name="欧阳远"))
    assert [line.visit for line in register.find(desk, getattr(visit.donor, what))] == [visit.id]


def test_a_visit_is_found_by_initials_and_by_nothing_else(desk: Desk) -> None:
    begin(desk, d.invented(desk, name="王芳"))
    assert [len(register.find(desk, text)) for text in ("wf", "WF", "", " ", "zz")] == [1, 1, 0, 0, 0]


def test_a_name_beyond_every_form_is_refused_in_words(desk: Desk) -> None:
    """The sentence names the longest that can be written."""
    donor = replace(d.invented(desk), name="长" * 2_000)
    with pytest.raises(register.Refusal) as no:
        begin(desk, donor)
    assert (no.value.code, "longest" in no.value.values) == ("identity.name.too_long", True)


def test_a_number_that_showed_another_name_here_is_refused_without_a_directory(desk: Desk) -> None:
    first = d.bring_to(desk, "closed")
    other = replace(first.donor, name="别的人")
    with refused("register.other_name_known"):
        register.open_visit(desk, donor=other, source="typed", plan="WB400")
