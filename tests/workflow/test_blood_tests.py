"""Haemoglobin, ALT, HBsAg and ABO, each with a lot that is still good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain.clock import FixedClock
from donor_room.packs.rules import load_rules
from donor_room.workflow import blood_tests, register
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk
from donor_room.workflow.packs import Packs
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
    opened = {"hbsag": lot(desk)}
    assert blood_tests.lots_in_use(desk, visit.opened.shift) == opened
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
    assert blood_tests.lots_in_use(desk, visit.opened.shift)["hb"] == other


# ---- haemoglobin by copper sulphate ------------------------------------------------------------------------

SINK: Test = lambda desk, visit, used: blood_tests.see_drop(desk, visit, sank=True, lot=used)  # noqa: E731


@pytest.mark.parametrize(("sex", "density"), [("male", "1.052"), ("female", "1.051")])
@pytest.mark.parametrize("sank", [True, False])
def test_a_drop_keeps_what_was_seen_the_density_for_the_sex_and_the_lot(
    desk: Desk, sex: str, density: str, sank: bool
) -> None:
    came = d.come_in(desk, sex=sex)
    (drop,) = blood_tests.see_drop(desk, came.id, sank=sank, lot=lot(desk)).drops
    used = lot(desk)
    assert (str(drop.seen.density), drop.seen.sank) == (density, sank)
    assert (drop.seen.lot, drop.seen.lot_expires_on) == (used.number, used.expires_on)


def test_no_drop_without_a_good_lot(desk: Desk, visit: register.Visit) -> None:
    test_no_result_without_a_good_lot(desk, visit, SINK)


@pytest.mark.parametrize("sank", [True, False])
def test_a_drop_is_a_result_whatever_it_showed(desk: Desk, visit: register.Visit, sank: bool) -> None:
    assert "hb" in blood_tests.missing_tests(desk, visit)
    told = blood_tests.see_drop(desk, visit.id, sank=sank, lot=lot(desk))
    assert "hb" not in blood_tests.missing_tests(desk, told)


def without_density(monkeypatch: pytest.MonkeyPatch, name: str, *, off: bool) -> None:
    """Let the rules not use this limit, or not know it at all."""
    rules = load_rules()
    others = {other: one for other, one in rules.param.items() if other != name}
    unused = {name: replace(rules.param[name], number=None, off=True)} if off else {}
    changed = replace(rules, param=others | unused)
    monkeypatch.setattr(Packs, "rules_at", lambda _packs, _moment: changed)


@pytest.mark.parametrize("off", [True, False])
def test_no_drop_where_the_rules_have_no_density_for_the_sex(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, off: bool
) -> None:
    without_density(monkeypatch, "cuso4_min_male", off=off)
    with refused("tests.no_density"):
        blood_tests.see_drop(desk, d.come_in(desk, sex="male").id, sank=True, lot=lot(desk))
    woman = d.come_in(desk, seed=9, sex="female")
    assert blood_tests.see_drop(desk, woman.id, sank=True, lot=lot(desk)).drop is not None


def test_the_lot_of_a_solution_is_known_again_for_the_sex_of_its_density(desk: Desk) -> None:
    woman = blood_tests.see_drop(desk, d.come_in(desk, sex="female").id, sank=True, lot=lot(desk))
    in_use = blood_tests.lots_in_use(desk, woman.opened.shift)
    assert in_use == {"cuso4_female": lot(desk), "hbsag": lot(desk)}


def test_the_way_of_the_last_donors_first_try_is_that_of_the_shift(desk: Desk, clock: FixedClock) -> None:
    visit = d.come_in(desk)
    shift = visit.opened.shift
    assert blood_tests.method_in_use(desk, shift) is None
    blood_tests.see_drop(desk, visit.id, sank=False, lot=lot(desk))
    TESTS[0](desk, visit.id, lot(desk))
    assert blood_tests.method_in_use(desk, shift) == "drop"
    clock.instant += timedelta(minutes=5)
    later = d.come_in(desk, seed=8)
    assert blood_tests.method_in_use(desk, shift) == "drop"
    TESTS[0](desk, later.id, lot(desk))
    assert blood_tests.method_in_use(desk, shift) == "meter"
