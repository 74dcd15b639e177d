"""Haemoglobin, ALT, HBsAg and ABO, each with a lot that is still good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.workflow import blood_tests, register
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import lot, refused

Test = Callable[[Desk, str, Lot | None], register.Visit]
TESTS: list[Test] = [
    lambda desk, visit, used: blood_tests.measure_hb(desk, visit, text="138", confirmed=False, lot=used),
    lambda desk, visit, used: blood_tests.measure_alt(desk, visit, text="22", confirmed=False, lot=used),
    lambda desk, visit, used: blood_tests.read_strip(desk, visit, result="nonreactive", lot=used),
    lambda desk, visit, used: blood_tests.type_group(desk, visit, abo="A", lot=used),
]


@pytest.fixture
def visit(desk: Desk) -> register.Visit:
    return d.come_in(desk)


@pytest.mark.parametrize("test", TESTS, ids=blood_tests.LOTS)
def test_no_result_without_a_good_lot(desk: Desk, visit: register.Visit, test: Test) -> None:
    for used, code in (
        (None, "tests.no_lot"),
        (Lot(number=" ", expires_on=desk.clock.today()), "tests.no_lot"),
        (lot(desk, -1), "tests.lot_expired"),
    ):
        with refused(code):
            test(desk, visit.id, used)
    test(desk, visit.id, lot(desk, 0))


def test_a_result_keeps_its_lot(desk: Desk, visit: register.Visit) -> None:
    used = lot(desk)
    told = d.test_all(desk, visit)
    hb = told.last("hb")
    assert hb is not None
    assert told.strip is not None
    assert told.group is not None
    assert (hb.measured.lot, told.strip.lot, told.group.lot_expires_on) == (
        used.number,
        used.number,
        used.expires_on,
    )


def test_a_haemoglobin_in_other_units_is_asked_about_and_never_converted(
    desk: Desk, visit: register.Visit
) -> None:
    with refused("measures.unit.g_per_dl"):
        blood_tests.measure_hb(desk, visit.id, text="13.8", confirmed=True, lot=lot(desk))


def test_an_invalid_strip_is_no_result(desk: Desk, visit: register.Visit) -> None:
    told = blood_tests.read_strip(desk, visit.id, result="invalid", lot=lot(desk))
    assert "hbsag" in blood_tests.missing_tests(desk, told)
    told = blood_tests.read_strip(desk, visit.id, result="reactive", lot=lot(desk))
    assert "hbsag" not in blood_tests.missing_tests(desk, told)


def test_tests_are_signed_when_none_is_missing(desk: Desk, visit: register.Visit) -> None:
    assert set(blood_tests.missing_tests(desk, visit)) == set(blood_tests.LOTS)
    with refused("tests.missing"):
        blood_tests.sign_tests(desk, visit.id)
    assert d.test_all(desk, visit).tests_signed_by == d.EVERYBODY


def test_a_lot_is_judged_on_the_day_it_was_used(desk: Desk) -> None:
    yesterday = desk.clock.today() - timedelta(days=1)
    used = Lot(number="L", expires_on=yesterday)
    assert blood_tests.check_lot(desk, used, "hb", yesterday) == used


# ---- what is still known after a crash ---------------------------------------------------------------------


def test_a_wetted_strip_keeps_its_moment_until_it_is_read(desk: Desk, visit: register.Visit) -> None:
    started = blood_tests.start_strip(desk, visit.id, lot=lot(desk))
    assert started.strip_started_at == desk.clock.now()
    read = blood_tests.read_strip(desk, visit.id, result="invalid", lot=lot(desk))
    assert read.strip_started_at is None


def test_a_strip_without_a_lot_is_not_begun(desk: Desk, visit: register.Visit) -> None:
    with refused("tests.no_lot"):
        blood_tests.start_strip(desk, visit.id, lot=None)


def test_the_lots_last_used_in_a_shift_are_known(desk: Desk, visit: register.Visit) -> None:
    assert blood_tests.lots_in_use(desk, visit.opened.shift) == {}
    for test in TESTS:
        test(desk, visit.id, lot(desk))
    assert blood_tests.lots_in_use(desk, visit.opened.shift) == dict.fromkeys(blood_tests.LOTS, lot(desk))


def test_of_two_donors_the_later_ones_lot_is_in_use(
    desk: Desk, visit: register.Visit, clock: FixedClock
) -> None:
    TESTS[0](desk, visit.id, lot(desk))
    clock.instant += timedelta(minutes=5)
    later = d.come_in(desk, seed=8)
    other = Lot(number="NEW", expires_on=lot(desk).expires_on)
    TESTS[0](desk, later.id, other)
    assert blood_tests.lots_in_use(desk, visit.opened.shift) == {"hb": other}
