"""Crates are closed over what lies in them; what is missing is named by two; a shift closes all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from donor_room.domain.clock import DONATION_SITE, FixedClock
from donor_room.workflow import crates, hand_over, register, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused
from tests.support.told import PERMANENT, tell, word
from tests.workflow.test_hand_over import encoded, pack_all, sign, why_open

NAMED = {"reason": "车上找遍了", "witness": d.NURSE, "pin": d.PIN}


@pytest.fixture
def done(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "closed")


def test_a_crate_is_closed_once_and_opened_again_with_a_reason(desk: Desk, done: register.Visit) -> None:
    with refused("handover.box_is_empty"):
        crates.close_box(desk, "1", by_scan=True)
    with refused("handover.box_is_open"):
        crates.open_again(desk, "1", reason="漏放")
    pack_all(desk, done)
    assert crates.close_box(desk, "1", by_scan=True).counts == {"bag1": 1, "nat": 1, "tube": 1, "form": 1}
    with refused("handover.box_is_closed"):
        crates.close_box(desk, "1", by_scan=True)
    with refused("labels.no_reason"):
        crates.open_again(desk, "1", reason=" ")
    crates.open_again(desk, "1", reason="漏放")
    assert shift.the_shift(desk).closed_boxes == frozenset()


def test_a_part_changes_its_crate_only_with_a_reason(desk: Desk, done: register.Visit) -> None:
    number = done.label_sets[0].number
    with refused("handover.not_of_today"):
        hand_over.move(desk, number=number, role="bag1", box="2", reason="箱满")
    pack_all(desk, done)
    with refused("labels.no_reason"):
        hand_over.move(desk, number=number, role="bag1", box="2", reason="")
    with refused("handover.packed_already"):
        hand_over.move(desk, number=number, role="bag1", box="1", reason="箱满")
    crates.close_box(desk, "1", by_scan=True)
    assert hand_over.move(desk, number=number, role="bag1", box="2", reason="箱满")[2] == "2"
    assert "1" not in shift.the_shift(desk).closed_boxes
    crates.close_box(desk, "2", by_scan=False)
    with refused("handover.box_is_closed"):
        hand_over.move(desk, number=number, role="nat", box="2", reason="箱满")


def test_a_unit_that_goes_apart_leaves_its_box_for_no_reason(desk: Desk, done: register.Visit) -> None:
    number = tell(desk, done, word(deferral=PERMANENT)).label_sets[0].number
    assert hand_over.pack(desk, text=encoded(done, "bag1"), box="1")[2] == "Q"
    with refused("handover.packed_already"):
        hand_over.move(desk, number=number, role="bag1", box="1", reason="箱满")


@pytest.mark.parametrize("is_apart", [False, True])
def test_a_bag_that_two_could_not_find_keeps_no_shift_open(
    desk: Desk, done: register.Visit, *, is_apart: bool
) -> None:
    number = done.label_sets[0].number
    if is_apart:
        tell(desk, done, word(deferral=PERMANENT))
    for role in ("nat", "tube", "form"):
        hand_over.pack(desk, text=encoded(done, role), box="1")
    hand_over.return_unspent(desk)
    assert why_open(desk) == "handover.not_packed"
    with refused("labels.no_reason"):
        crates.name_missing(desk, number=number, role="bag1", **(NAMED | {"reason": ""}))
    with refused("handover.packed_already"):
        crates.name_missing(desk, number=number, role="nat", **NAMED)
    with refused("staff.same_person"):
        crates.name_missing(desk, number=number, role="bag1", **(NAMED | {"witness": d.EVERYBODY}))
    crates.name_missing(desk, number=number, role="bag1", **NAMED)
    assert why_open(desk) is None
    assert sign(desk)


def test_the_last_word_on_a_crate_counts_and_one_file_is_of_one_crate(
    desk: Desk, done: register.Visit, tmp_path: Path
) -> None:
    opened = shift.the_shift(desk).opened_at.astimezone(DONATION_SITE)
    file = tmp_path / "logger.csv"
    rows = (f"{opened + timedelta(minutes=5 * n):%Y-%m-%d %H:%M:%S},4.{n}\n" for n in range(3))
    file.write_text("Time,Temperature °C\n" + "".join(rows), "utf-8")
    read = crates.read_logger_file(file)
    with refused("handover.box_is_empty"):
        crates.type_temperature(desk, "1", "blood", lowest="4", highest="5")
    pack_all(desk, done)
    hand_over.move(desk, number=done.label_sets[0].number, role="form", box="2", reason="表单另放")
    assert isinstance(desk.clock, FixedClock)
    desk.clock.instant = shift.the_shift(desk).opened_at + timedelta(minutes=10)
    told = crates.take_logger_file(desk, "1", "blood", read)
    assert (str(told.lowest), str(told.highest), told.minutes_unknown) == ("4.0", "4.2", 0)
    with refused("loggers.read_already"):
        crates.take_logger_file(desk, "2", "blood", read)
    crates.type_temperature(desk, "1", "platelets", lowest="20", highest="25")
    last = shift.the_shift(desk).temperatures["1"]
    assert (last.keep, last.is_inside, last.minutes_outside) == ("platelets", False, None)
