"""A whole day with numbers that a station writes in its own way, and with two ways side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.donation_number import NumberProfile, number_with
from donor_room.domain.label_set import Equal, Foreign
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import AFTER_TUBES_ROLES, BEFORE_NEEDLE
from donor_room.workflow import hand_over, label_print, label_scan
from donor_room.workflow.desk import Desk
from tests.support import desks as d

OWN = NumberProfile(
    name="own", pattern="66[0-9]{5}[0-9X]", symbology="codabar", is_isbt128=False, has_flags=False,
    check="mod11", weights=(8, 7, 6, 5, 4, 3, 2), serial_digits=3, groups=(2, 2, 4), head="66{year}",
)  # fmt: skip


def own(serial: int) -> str:
    return number_with("6626", serial, OWN)


def lease(desk: Desk, profile: NumberProfile, first: int, last: int, range_id: str = "own") -> None:
    ends = {"first": number_with("6626", first, profile), "last": number_with("6626", last, profile)}
    whole = {"profile": profile.name, "own_profile": profile, "count": last - first + 1}
    desk.record_as_terminal(e.RangeLeased(range_id=range_id, **ends, **whole))  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = d.new_desk(tmp_path)
    desk.directory.apply([], "cursor", desk.clock.now())
    lease(desk, OWN, 1, 30)
    d.take_place(desk, d.EVERYBODY)
    d.open_shift(desk)
    yield desk
    desk.close()


def test_a_set_keeps_the_whole_of_the_profile_it_was_planned_in(desk: Desk) -> None:
    planned = d.plan_set(desk, d.bring_to(desk, "labels")).label_set
    assert planned
    assert (planned.number, planned.planned.profile, planned.planned.own_profile) == (own(1), "own", OWN)
    assert planned.planned.written_in == OWN
    assert {item.encoded for item in planned.planned.labels} == {f"A{own(1)}A"}


def test_a_label_shows_the_number_as_the_station_groups_it(desk: Desk) -> None:
    visit = d.plan_set(desk, d.bring_to(desk, "labels"))
    shown = label_print.contents(desk, visit)[0]
    grouped = f"{own(1)[:2]} {own(1)[2:4]} {own(1)[4:]}"
    assert (shown.number, shown.check, shown.symbology) == (grouped, None, "codabar")


def test_a_donation_is_walked_to_its_end_and_packed(desk: Desk) -> None:
    visit = d.bring_to(desk, "aftercare")
    d.rest_and_leave(desk, visit)
    spent = desk.numbers.find(own(1))
    assert spent
    assert (spent.state, spent.written_in) == ("used", OWN)
    packed = [hand_over.pack(desk, text=f"A{own(1)}A", box="1")[0] for _ in AFTER_TUBES_ROLES]
    assert tuple(packed) == AFTER_TUBES_ROLES  # the codes are all alike, so each scan is the next part
    with pytest.raises(Refusal) as refused:
        hand_over.pack(desk, text=f"A{own(1)}A", box="1")
    assert refused.value.code == "handover.packed_already"


def test_a_number_is_typed_in_the_profile_of_its_set(desk: Desk) -> None:
    visit = d.plan_set(desk, d.bring_to(desk, "labels"))
    typed = label_scan.type_number(
        desk, visit.id, text=own(1), phase="before_needle", witness=d.NURSE, pin=d.PIN
    )
    assert isinstance(typed[1], Equal)


def test_a_label_of_another_profile_stops_both_visits(desk: Desk) -> None:
    other = replace(OWN, name="other", pattern="67[0-9]{6}", check="none", weights=(), serial_digits=4)
    run = {"first": "67260001", "last": "67260009", "count": 9}
    desk.record_as_terminal(
        e.RangeLeased(range_id="other", profile="other", own_profile=other, **run)  # type: ignore[arg-type]
    )
    visit = d.plan_set(desk, d.bring_to(desk, "labels"))
    stopped, answer = label_scan.scan(desk, visit.id, text="A67260003A", phase=BEFORE_NEEDLE)
    assert answer == Foreign("67260003")
    assert stopped.foreign


def test_numbers_of_an_own_profile_follow_one_another_and_are_never_used_again(desk: Desk) -> None:
    numbers = []
    for seed in range(1, 5):
        visit = d.plan_set(desk, d.bring_to(desk, "labels", seed))
        assert visit.label_set
        numbers.append(visit.label_set.number)
    assert numbers == [own(serial) for serial in range(1, 5)]
    assert desk.numbers.last_spent("own") == own(4)


def test_the_unspent_rest_goes_back_from_the_first_unspent_number_on(desk: Desk) -> None:
    d.plan_set(desk, d.bring_to(desk, "labels"))
    hand_over.return_unspent(desk)
    (line,) = desk.ledger.of_house(e.NumbersReturned.KIND)
    act = line.act
    assert isinstance(act, e.NumbersReturned)
    assert (act.first, act.last, act.count) == (own(2), own(30), 29)


def test_all_is_drawn_again_from_the_book_as_it_was(desk: Desk) -> None:
    d.plan_set(desk, d.bring_to(desk, "labels"))
    before = d.drawn(desk)
    desk.rebuild()
    assert d.drawn(desk) == before
