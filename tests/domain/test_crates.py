"""What lies in each crate, when its list is right, and what stays open of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from donor_room.domain import entries as e
from donor_room.domain.crates import crate_of, crates_of
from donor_room.domain.shift import QUARANTINE_BOX, Shift, fold_shifts
from tests.support.acts import NUMBER, OF_THE_HOUSE, changed, recorded

OPENED, PACKED, CLOSED, AGAIN, MISSING, WARMTH = (
    next(act for act in OF_THE_HOUSE if isinstance(act, kind))
    for kind in (e.ShiftOpened, e.UnitsPacked, e.BoxClosed, e.BoxOpenedAgain, e.PartMissing, e.BoxTemperature)
)
NAT = changed(PACKED, role="nat")


def only(*acts: e.Act) -> Shift:
    (shift,) = fold_shifts(recorded((OPENED, *acts)))
    return shift


def test_bags_tubes_and_forms_are_counted_for_each_crate() -> None:
    apart = changed(PACKED, number="A660126000009", box=QUARANTINE_BOX)
    ten, two = (changed(PACKED, number=f"A66012600001{n}", box=box) for n, box in ((0, "10"), (1, "2")))
    crates = crates_of(only(apart, ten, PACKED, NAT, changed(PACKED, role="form", box="2"), two))
    assert [(crate.box, crate.counts) for crate in crates] == [
        ("1", {"bag1": 1, "nat": 1}),
        ("2", {"bag1": 1, "form": 1}),
        ("10", {"bag1": 1}),
        (QUARANTINE_BOX, {"bag1": 1}),
    ]


def test_the_list_on_a_lid_is_right_until_something_comes_in_or_out() -> None:
    assert crate_of(only(PACKED, CLOSED), "1").is_closed
    assert not crate_of(only(PACKED, CLOSED, NAT), "1").is_closed
    assert not crate_of(only(PACKED, CLOSED, AGAIN), "1").is_closed
    moved = only(PACKED, NAT, CLOSED, changed(CLOSED, box="2"), changed(NAT, box="2", reason="箱满"))
    assert moved.closed_boxes == frozenset()
    assert moved.places == {("bag1", NUMBER): "1", ("nat", NUMBER): "2"}


def test_what_is_packed_after_it_was_missing_is_there() -> None:
    assert only(MISSING).missing == {("nat", NUMBER): MISSING}
    assert only(MISSING, NAT).missing == {}
    assert only(NAT, MISSING).missing == {}


def test_only_blood_is_asked_how_warm_it_was() -> None:
    assert crate_of(only(PACKED), "1").faults == ("not_closed", "no_temperature")
    assert crate_of(only(NAT), "1").faults == ("not_closed",)
    assert crate_of(only(PACKED, CLOSED), "1").faults == ("no_temperature",)
    assert crate_of(only(PACKED, CLOSED, WARMTH), "1").faults == ()
    assert crate_of(only(), "7").counts == {}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"lowest": Decimal("1.9")}, ("outside",)),
        ({"highest": Decimal("10.1")}, ("outside",)),
        ({"minutes_outside": 1}, ("outside",)),
        ({"minutes_unknown": 1}, ("unknown",)),
        ({"minutes_outside": 3, "minutes_unknown": 1}, ("outside", "unknown")),
        ({"source": "typed", "minutes_outside": None}, ()),
        ({"lowest": Decimal(2), "highest": Decimal(10)}, ()),
    ],
)
def test_unknown_never_counts_as_cold(change: dict[str, object], faults: tuple[str, ...]) -> None:
    assert crate_of(only(PACKED, CLOSED, changed(WARMTH, **change)), "1").faults == faults


def test_the_last_word_on_the_warmth_counts() -> None:
    later = changed(WARMTH, highest=Decimal("6.0"))
    told = crate_of(only(PACKED, WARMTH, later), "1").temperature
    assert told == later
