"""Rest, next days, papers, souvenirs, and the end of a visit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.directory import EarlierDonation
from donor_room.workflow import aftercare, collect, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "aftercare")


@pytest.mark.parametrize(("years", "is_last"), [(59, False), (60, True), (30, False)])
def test_a_donation_is_the_last_one_where_the_next_would_come_too_late(
    desk: Desk, visit: register.Visit, years: int, is_last: bool
) -> None:
    """Whole blood may be given again after half a year; the highest age lasts to the day before 61."""
    today = desk.clock.today()
    donor = replace(visit.donor, birth_on=today.replace(year=today.year - years) - timedelta(days=200))
    aged = replace(visit, opened=replace(visit.opened, donor=donor))
    assert ("last_gift" in [one.id for one in aftercare.occasions(desk, aged)]) is is_last


def test_a_failed_needle_reaches_no_number(desk: Desk) -> None:
    visit = d.needle_in(desk, d.bring_to(desk, "collection"))
    ended = collect.end(desk, visit.id, volume_ml=40, reason="slow_flow")
    assert "first_gift" not in [one.id for one in aftercare.occasions(desk, ended)]
    before = d.bring_to(desk, "collection", seed=8)
    assert aftercare.occasions(desk, before) == ()


def test_the_rest_is_as_long_as_the_pack_says(desk: Desk, visit: register.Visit, clock: FixedClock) -> None:
    assert not aftercare.rest_is_over(desk, visit)
    resting = aftercare.start_rest(desk, visit.id)
    clock.instant += timedelta(minutes=resting.rest_minutes or 0, seconds=-1)
    assert not aftercare.rest_is_over(desk, resting)
    clock.instant += timedelta(seconds=1)
    assert aftercare.rest_is_over(desk, resting)
    assert aftercare.close(desk, visit.id, how="donated").closed


def test_who_leaves_early_leaves_with_a_remark(desk: Desk, visit: register.Visit) -> None:
    aftercare.start_rest(desk, visit.id)
    for remark in (None, " "):
        with refused("aftercare.rest_not_over"):
            aftercare.close(desk, visit.id, how="donated", remark=remark)
    closed = aftercare.close(desk, visit.id, how="donated", remark=" 赶车 ").closed
    assert closed is not None
    assert closed.remark == "赶车"


def test_who_leaves_before_giving_leaves_with_a_reason(desk: Desk) -> None:
    visit = d.come_in(desk)
    with refused("aftercare.no_reason"):
        aftercare.close(desk, visit.id, how="left")
    assert aftercare.close(desk, visit.id, how="left", remark="有事").closed


def test_a_failed_collection_ends_as_one(desk: Desk) -> None:
    visit = d.needle_in(desk, d.bring_to(desk, "collection"))
    ended = collect.end(desk, visit.id, volume_ml=40, reason="slow_flow")
    assert aftercare.how_it_ends(ended) == "failed"
    d.scan_all(desk, ended, "after_tubes")
    aftercare.start_rest(desk, visit.id)
    with refused("walk.close_as_failed"):
        aftercare.close(desk, visit.id, how="donated", remark="x")
    assert aftercare.close(desk, visit.id, how="failed", remark="x").closed


def test_a_whole_one_ends_as_donated(visit: register.Visit) -> None:
    assert aftercare.how_it_ends(visit) == "donated"


def test_this_donation_counts_first(desk: Desk) -> None:
    gave = EarlierDonation(kind="WB400", on=date(2026, 1, 3), volume_ml=400, site="x")
    d.know(desk, d.invented(desk), donations=(gave,), count=1)
    visit = d.bring_to(desk, "aftercare")
    assert [one.on for one in aftercare.all_donations(visit)] == [desk.clock.today(), gave.on]
    assert aftercare.counts(desk, visit).volume_ml == 800


def test_the_next_day_is_after_today(desk: Desk, visit: register.Visit) -> None:
    assert min(aftercare.next_days(desk, visit).values()) > desk.clock.today()


def test_a_souvenir_is_of_the_list(desk: Desk, visit: register.Visit) -> None:
    assert aftercare.give_souvenir(desk, visit.id, souvenir="umbrella").souvenirs == ("umbrella",)
    with refused("aftercare.no_souvenir"):
        aftercare.give_souvenir(desk, visit.id, souvenir="gold")


def test_a_paper_is_known_by_its_hash(desk: Desk, visit: register.Visit) -> None:
    told = aftercare.issue_document(desk, visit.id, document="donor_slip", sha256="ab", next_on=None)
    assert told.documents[0].sha256 == "ab"


# ---- care, voucher, satisfaction ----


def test_a_group_of_care_is_all_of_it_that_was_not_done(desk: Desk, visit: register.Visit) -> None:
    aftercare.give_care(desk, visit.id, care="smile")
    told = aftercare.give_care(desk, visit.id, care="four_ones")
    assert told.care == ("smile", "hot_water", "greeting", "thank_you")
    again = aftercare.give_care(desk, visit.id, care="four_ones")
    assert d.kinds(desk, visit.id).count("aftercare.cared") == 2
    assert again.care == told.care
    for care in ("calcium", "apheresis", "massage"):
        with refused("aftercare.no_care"):
            aftercare.give_care(desk, visit.id, care=care)


def test_what_a_donor_says_last_counts(desk: Desk, visit: register.Visit) -> None:
    aftercare.say_satisfaction(desk, visit.id, satisfaction="poor", words="等得久")
    told = aftercare.say_satisfaction(desk, visit.id, satisfaction="good", words="  ")
    assert told.satisfaction is not None
    assert (told.satisfaction.satisfaction, told.satisfaction.words) == ("good", None)
    with refused("aftercare.no_satisfaction"):
        aftercare.say_satisfaction(desk, visit.id, satisfaction="splendid", words="")
    for words in ("好" * 201, "一行\n又一行"):
        with refused("aftercare.words_too_long"):
            aftercare.say_satisfaction(desk, visit.id, satisfaction="good", words=words)


def _of_apheresis(desk: Desk, seed: int) -> register.Visit:
    """Return a donor after a donation whose plan the entries say was apheresis."""
    visit = d.bring_to(desk, "aftercare", seed)
    desk.ledger.append([(visit.id, e.PlanChanged(plan="APH_PLT1"))], by="s1")
    return desk.visits.get(visit.id)


def test_a_voucher_is_for_apheresis_and_for_one_donor(desk: Desk, visit: register.Visit) -> None:
    with refused("aftercare.voucher_apheresis_only"):
        aftercare.give_voucher(desk, visit.id, voucher="P-100")
    first, second = (_of_apheresis(desk, seed) for seed in (11, 12))
    assert aftercare.give_care(desk, first.id, care="apheresis").care == ("calcium", "juice", "blanket")
    assert aftercare.give_voucher(desk, first.id, voucher=" p-100 ").vouchers == ("P-100",)
    for again in (first, second):
        with refused("aftercare.voucher_given"):
            aftercare.give_voucher(desk, again.id, voucher="P-100")
    for shape in ("", "P", "好好好", "P" * 33, "P_1", "P-1;"):
        with refused("aftercare.voucher_shape"):
            aftercare.give_voucher(desk, second.id, voucher=shape)
    assert aftercare.give_voucher(desk, second.id, voucher="P-101").vouchers == ("P-101",)
