"""The checks of a shift hold up what they guard, and nothing else; and so does a training that is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.practice.checks import check_all
from donor_room.workflow import blood_tests, checks, collect, examine, shift
from donor_room.workflow.blood_tests import Lot
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

PLACE = {"site_kind": "vehicle", "site": "人民广场", "vehicle": "03", "drive": "street"}


@pytest.fixture
def unchecked(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """A shift whose checks nobody has answered."""
    with d.at_work(tmp_path, clock, checked=False) as desk:
        yield desk


def state(desk: Desk, item: str) -> str:
    return next(line.state for line in checks.lines_of(desk) if line.check.id == item)


def test_nobody_is_slowed_down_by_what_guards_nothing_yet_but_no_value_is_taken(unchecked: Desk) -> None:
    visit = d.bring_to(unchecked, "exam")
    with refused("checks.stands.unanswered") as no:
        examine.measure(unchecked, visit.id, quantity="temp", text="36.5", confirmed=False)
    assert no.value.values == {"item": "checks.item.pressure_monitor"}
    checks.answer(unchecked, "pressure_monitor", is_good=True)
    examine.measure(unchecked, visit.id, quantity="temp", text="36.5", confirmed=False)


@pytest.mark.parametrize(("language", "says"), [("zh_CN", "采血称与混匀器"), ("en", "Scale and mixer")])
def test_the_refusal_names_the_item_in_the_language_of_the_screen(
    desk: Desk, language: str, says: str
) -> None:
    checks.answer(desk, "scale_mixer", is_good=False, remark="漂移")
    with refused("checks.stands.failed") as no:
        _needle_in(desk)
    assert says in Texts(language).say(no.value.code, **no.value.values)  # type: ignore[arg-type]


def test_every_state_of_every_item_is_said(desk: Desk) -> None:
    for language in LANGUAGES:
        texts = Texts(language)
        for line in checks.lines_of(desk):
            assert all(
                texts.say(f"checks.stands.{one}", item=texts.say(f"checks.item.{line.check.id}"))
                for one in ("failed", "unanswered", "expired")
            )


def _needle_in(desk: Desk) -> None:
    d.needle_in(desk, d.bring_to(desk, "collection"))


def test_a_needle_waits_for_scale_and_emergency_box_and_goes_in_once_they_are_good(desk: Desk) -> None:
    checks.answer(desk, "emergency_box", is_good=False)
    with refused("checks.stands.failed"):
        _needle_in(desk)
    checks.answer(desk, "emergency_box", is_good=True, remark="已补齐")
    assert state(desk, "emergency_box") == "good"


def test_what_failed_keeps_no_flowing_donor_from_care(desk: Desk) -> None:
    visit = d.needle_in(desk, d.bring_to(desk, "collection"))
    for line in checks.lines_of(desk):
        checks.answer(desk, line.check.id, is_good=False)
    collect.begin_reaction(desk, visit.id)
    examine.measure(desk, visit.id, quantity="pulse", text="60", confirmed=True)


def test_a_box_that_is_too_warm_takes_no_bag(desk: Desk) -> None:
    checks.give_value(desk, "transport_box", text="11,5")
    assert state(desk, "transport_box") == "failed"
    packed = e.UnitsPacked(shift=shift.the_shift(desk).id, number="N", role="bag1", box="1")
    with refused("checks.stands.failed"):
        desk.record_of_house(packed)
    checks.give_value(desk, "transport_box", text=" 4.5 ")
    desk.record_of_house(packed)


def test_a_lot_ends_with_its_last_day_though_it_was_good_in_the_morning(
    desk: Desk, clock: FixedClock
) -> None:
    checks.give_lot(desk, "hbsag_lot", lot=Lot(number="N7", expires_on=desk.clock.today()))
    visit = d.bring_to(desk, "tests")
    blood_tests.start_strip(desk, visit.id, lot=d.lot(desk))
    clock.instant += timedelta(days=1)
    assert state(desk, "hbsag_lot") == "expired"
    with refused("checks.stands.expired"):
        blood_tests.start_strip(desk, visit.id, lot=d.lot(desk))


def test_a_lot_is_registered_once_whether_at_the_checks_or_at_the_tests(unchecked: Desk) -> None:
    visit = d.bring_to(unchecked, "exam")
    assert blood_tests.lots_in_use(unchecked, visit.opened.shift) == {}
    box = Lot(number="N7", expires_on=date(2027, 1, 31))
    checks.take_lots(unchecked, {"hbsag": box, "abo": box})
    checks.take_lots(unchecked, {"hbsag": box})
    assert blood_tests.lots_in_use(unchecked, visit.opened.shift) == {"hbsag": box}
    assert len(unchecked.ledger.of_house(e.ShiftChecked.KIND)) == 1
    newer = Lot(number="N8", expires_on=date(2027, 2, 28))
    checks.give_lot(unchecked, "hbsag_lot", lot=newer)
    assert blood_tests.lots_opened(unchecked) == {"hbsag": newer}


def test_a_lot_that_failed_is_not_made_good_by_typing_it_again_at_the_tests(desk: Desk) -> None:
    checks.answer(desk, "hbsag_lot", is_good=False, remark="质控带不显色")
    checks.take_lots(desk, {"hbsag": d.lot(desk)})
    assert state(desk, "hbsag_lot") == "failed"
    checks.take_lots(desk, {"hbsag": Lot(number="N8", expires_on=d.lot(desk).expires_on)})
    assert state(desk, "hbsag_lot") == "good"


def test_what_an_item_does_not_want_is_refused_and_nothing_is_written(unchecked: Desk) -> None:
    wrong = (
        ("checks.wants_value", lambda: checks.answer(unchecked, "transport_box", is_good=True)),
        ("checks.wants_lot", lambda: checks.answer(unchecked, "hbsag_lot", is_good=True)),
        ("checks.wants_no_value", lambda: checks.give_value(unchecked, "privacy", text="1")),
        ("checks.wants_no_value", lambda: checks.give_lot(unchecked, "privacy", lot=d.lot(unchecked))),
        ("checks.no_item", lambda: checks.answer(unchecked, "engine", is_good=True)),
        ("checks.no_number", lambda: checks.give_value(unchecked, "transport_box", text="nan")),
        ("checks.no_number", lambda: checks.give_value(unchecked, "transport_box", text="")),
        ("checks.no_number", lambda: checks.give_value(unchecked, "transport_box", text="4 4")),
        ("tests.no_lot", lambda: checks.give_lot(unchecked, "hbsag_lot", lot=None)),
        (
            "tests.lot_expired",
            lambda: checks.give_lot(unchecked, "hbsag_lot", lot=Lot(number="A", expires_on=date(2026, 1, 1))),
        ),
    )
    for code, act in wrong:
        with refused(code):
            act()
    assert unchecked.ledger.of_house(e.ShiftChecked.KIND) == []
    assert checks.checks_count(unchecked) == (0, 8)


def test_without_a_shift_there_is_nothing_to_check(tmp_path: Path, clock: FixedClock) -> None:
    desk = d.new_desk(tmp_path, clock)
    try:
        d.take_place(desk, d.EVERYBODY)
        assert (checks.lines_of(desk), blood_tests.lots_opened(desk)) == ((), {})
        with refused("shift.open_first"):
            checks.answer(desk, "privacy", is_good=True)
    finally:
        desk.close()


def test_a_shift_of_an_older_program_is_not_held_up(unchecked: Desk) -> None:
    """Its opening names no item: its day ends as it began."""
    opened = shift.the_shift(unchecked).opened
    unchecked.record_of_house(e.ShiftClosed(shift=opened.shift))
    unchecked.record_of_house(replace(opened, shift="old", checks=()))
    assert checks.lines_of(unchecked) == ()
    _needle_in(unchecked)


def test_what_the_station_switches_off_holds_up_nothing_and_what_it_adds_waits_for_the_next_shift(
    unchecked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = unchecked.packs.checks
    vitals = listed.find("pressure_monitor")
    assert vitals is not None
    changed = replace(listed, items=(replace(vitals, id="new"),))
    monkeypatch.setitem(unchecked.packs.__dict__, "checks", changed)
    visit = d.bring_to(unchecked, "exam")
    examine.measure(unchecked, visit.id, quantity="temp", text="36.5", confirmed=False)


def test_who_answered_is_in_the_entry_and_the_name_is_shown(unchecked: Desk) -> None:
    d.take_place(unchecked, d.NURSE)
    checks.answer(unchecked, "privacy", is_good=True)
    line = next(one for one in checks.lines_of(unchecked) if one.check.id == "privacy")
    assert (line.name, line.at) == ("王芳", unchecked.clock.now())


def test_everything_is_answered_once(unchecked: Desk) -> None:
    check_all(unchecked)
    check_all(unchecked)
    assert checks.checks_count(unchecked) == (8, 8)
    assert len(unchecked.ledger.of_house(e.ShiftChecked.KIND)) == 8


# ---- what a training opens ---------------------------------------------------------------------------------


def _trained(desk: Desk, until: date | None) -> None:
    person = desk.signed_in()
    desk.record_as_terminal(
        e.StaffTold(
            staff=person.staff, name=person.name, roles=person.roles, password=person.password,
            trained_on=None, trained_until=until, has_left=False, revision=1, signature="",
        )
    )  # fmt: skip
    d.take_place(desk, person.staff)


@pytest.mark.parametrize("days", [0, 1, None])
def test_a_training_that_is_not_over_opens_everything(desk: Desk, days: int | None) -> None:
    _trained(desk, None if days is None else desk.clock.today() + timedelta(days=days))
    _needle_in(desk)


def test_who_has_no_valid_training_takes_no_blood_but_may_register_and_care(desk: Desk) -> None:
    visit = d.bring_to(desk, "collection")
    _trained(desk, desk.clock.today() - timedelta(days=1))
    with refused("staff.training_over_for") as no:
        d.needle_in(desk, visit)
    assert no.value.values == {"name": "李全", "on": desk.clock.today() - timedelta(days=1)}
    assert d.come_in(desk, seed=31).id


# ---- what the day was called out for -----------------------------------------------------------------------


def test_a_shift_may_name_what_it_was_called_out_for(tmp_path: Path, clock: FixedClock) -> None:
    desk = d.new_desk(tmp_path, clock)
    try:
        d.begin_work(desk)
        opened = shift.the_shift(desk).opened
        assert (opened.campaign, opened.source) == (None, None)
        desk.record_of_house(e.ShiftClosed(shift=opened.shift))
        for code, wanted in (
            ("shift.no_such_campaign", {"campaign": "donor_day"}),
            ("shift.no_such_campaign", {"campaign": "x"}),
            ("shift.no_such_source", {"source": "x"}),
        ):
            with refused(code):
                d.open_shift(desk, **wanted)
        d.open_shift(desk, campaign="fathers", source="booking")
        told = shift.the_shift(desk).opened
        assert (told.campaign, told.source, told.VERSION) == ("fathers", "booking", 2)
    finally:
        desk.close()
