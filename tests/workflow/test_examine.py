"""Readings with their bands, signs, and the signature."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.workflow import collect, examine, register
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.come_in(desk)


def measure(
    desk: Desk, visit: register.Visit, quantity: str, text: str, *, confirmed: bool = False
) -> register.Visit:
    return examine.measure(desk, visit.id, quantity=quantity, text=text, confirmed=confirmed)


def pressure(
    desk: Desk, visit: register.Visit, sbp: str, dbp: str, *, confirmed: bool = False
) -> register.Visit:
    return examine.measure_pressure(desk, visit.id, sbp=sbp, dbp=dbp, confirmed=confirmed)


def test_a_likely_reading_is_written_down_with_its_unit(desk: Desk, visit: register.Visit) -> None:
    reading = measure(desk, visit, "temp", "36.5").last("temp")
    assert reading is not None
    measured = reading.measured
    assert (measured.value, measured.unit, measured.band, measured.source) == (
        Decimal("36.5"),
        "°C",
        "ok",
        "typed",
    )


def test_an_unlikely_reading_is_asked_about_and_then_kept(desk: Desk, visit: register.Visit) -> None:
    with refused("measures.unlikely"):
        measure(desk, visit, "pulse", "170")
    reading = measure(desk, visit, "pulse", "170", confirmed=True).last("pulse")
    assert reading is not None
    assert (reading.measured.band, reading.measured.confirmed) == ("unlikely", True)


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_impossible_reading_is_never_kept(desk: Desk, visit: register.Visit, confirmed: bool) -> None:
    with refused("measures.impossible"):
        measure(desk, visit, "pulse", "900", confirmed=confirmed)
    assert desk.visits.get(visit.id).readings == ()


@pytest.mark.parametrize("text", ["", "abc", "-70", "7 0", "1e2", "70,5"])
def test_what_is_no_number_is_refused(desk: Desk, visit: register.Visit, text: str) -> None:
    with pytest.raises(register.Refusal, match=r"^measures\."):
        measure(desk, visit, "pulse", text, confirmed=True)


@pytest.mark.parametrize("quantity", ["hb", "alt"])
def test_a_value_of_the_laboratory_needs_its_lot(desk: Desk, visit: register.Visit, quantity: str) -> None:
    with refused("tests.no_lot"):
        measure(desk, visit, quantity, "138")


def test_a_device_is_named(desk: Desk, visit: register.Visit) -> None:
    told = examine.measure(desk, visit.id, quantity="pulse", text="72", confirmed=False, device="HEM-1")
    assert (told.readings[0].measured.source, told.readings[0].measured.device) == ("device", "HEM-1")


# ---- pressures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", [False, True])
def test_swapped_pressures_are_refused(desk: Desk, visit: register.Visit, confirmed: bool) -> None:
    with refused("measures.pressures_swapped"):
        pressure(desk, visit, "76", "118", confirmed=confirmed)


def test_odd_pressures_are_asked_about(desk: Desk, visit: register.Visit) -> None:
    with refused("measures.pressures_apart"):
        pressure(desk, visit, "100", "95")
    assert len(pressure(desk, visit, "100", "95", confirmed=True).readings) == 2


def test_half_a_pair_is_never_kept(desk: Desk, visit: register.Visit) -> None:
    with pytest.raises(register.Refusal):
        pressure(desk, visit, "118", "1", confirmed=True)
    assert desk.visits.get(visit.id).readings == ()


def test_a_pressure_is_taken_three_times_and_no_more(desk: Desk, visit: register.Visit) -> None:
    for sbp in ("150", "145", "138"):
        told = pressure(desk, visit, sbp, "80")
    assert [one.measured.value for one in told.all_of("sbp")] == [150, 145, 138]
    with refused("exam.pressure_tries"):
        pressure(desk, visit, "130", "80")


def test_in_a_reaction_pressures_are_taken_as_often_as_needed(desk: Desk, visit: register.Visit) -> None:
    collect.begin_reaction(desk, visit.id)
    for _ in range(5):
        told = pressure(desk, visit, "90", "60", confirmed=True)
    assert len(told.all_of("sbp")) == 5


# ---- the visit before --------------------------------------------------------------------------------------


def come_again(desk: Desk, clock: FixedClock) -> register.Visit:
    first = d.bring_to(desk, "closed")
    clock.instant = clock.instant.replace(year=2027)
    desk.directory.apply([], "cursor", clock.now())
    return register.open_visit(desk, donor=first.donor, source="typed", plan="WB400")


def test_a_jump_against_the_visit_before_is_asked_about(desk: Desk, clock: FixedClock) -> None:
    again = come_again(desk, clock)
    assert [(one.value, one.on.year) for one in examine.past(desk, again, "weight")] == [(70, 2026)]
    with refused("measures.higher_than_last"):
        measure(desk, again, "weight", "95")


def test_the_first_visit_has_none_before_it(desk: Desk, visit: register.Visit) -> None:
    assert examine.last_before(desk, visit, "weight") is None


def test_readings_of_this_visit_are_not_those_before_it(desk: Desk, clock: FixedClock) -> None:
    again = come_again(desk, clock)
    told = measure(desk, again, "pulse", "72")
    assert examine.past(desk, told, "hb")[0].value == 138
    assert len(examine.past(desk, told, "pulse")) == 1


# ---- signing -----------------------------------------------------------------------------------------------


def test_an_examination_is_signed_when_nothing_is_missing(desk: Desk, visit: register.Visit) -> None:
    assert examine.missing_of_exam(visit) == (
        "sbp",
        "dbp",
        "pulse",
        "temp",
        "weight",
        "skin",
        "limbs",
        "arms",
        "rhythm",
    )
    with refused("exam.missing"):
        examine.sign_exam(desk, visit.id)
    assert d.examine_all(desk, visit).exam_signed_by == d.EVERYBODY


def test_a_sign_that_is_not_normal_has_its_remark(desk: Desk, visit: register.Visit) -> None:
    told = examine.see_sign(desk, visit.id, sign="skin", normal=False, remark="皮疹")
    assert told.signs["skin"] == e.SignSeen(sign="skin", normal=False, remark="皮疹")


# ---- beside the fields -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sex", "low"), [("male", 50), ("female", 45)])
def test_the_limits_are_those_of_this_donor(desk: Desk, sex: str, low: int) -> None:
    limits = examine.limits(desk, d.come_in(desk, 9, sex=sex))
    assert (limits["weight"].low, limits["weight"].high, limits["temp"].low) == (low, None, None)


@pytest.mark.parametrize(("pulse", "asks"), [("49", False), ("50", True), ("59", True), ("60", False)])
def test_a_slow_pulse_asks_for_endurance_sport_once(
    desk: Desk, visit: register.Visit, pulse: str, asks: bool
) -> None:
    limits = examine.limits(desk, visit)
    assert not examine.asks_for_endurance(visit, limits)
    told = measure(desk, visit, "pulse", pulse, confirmed=True)
    assert examine.asks_for_endurance(told, limits) is asks
    ticked = register.tick(desk, visit.id, what="is_endurance_athlete", is_so=True)
    assert not examine.asks_for_endurance(ticked, limits)


def test_without_limits_of_athletes_nothing_is_asked(desk: Desk, visit: register.Visit) -> None:
    told = measure(desk, visit, "pulse", "55")
    none = examine.Limits(low=None, high=None)
    assert not examine.asks_for_endurance(told, {"athlete_pulse": none})


@pytest.mark.parametrize(("sex", "litres"), [("male", "4.7"), ("female", "4.2")])
def test_the_blood_volume_is_nadlers(desk: Desk, sex: str, litres: str) -> None:
    told = examine.estimated_blood_volume_l(desk, sex, height_cm=Decimal(172), weight_kg=Decimal(68))
    assert told == Decimal(litres)
