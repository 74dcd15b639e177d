"""Before a number goes to a shift, its range is held against what the station signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import ISBT128, NumberProfile
from donor_room.domain.refusal import Trouble
from donor_room.workflow import shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.leases import leased_act, refuse_unproven
from tests.support import desks as d
from tests.support.leases import STATION, join, lease_of_before, lent
from tests.support.profiles import new_profile, open_at_once

OWN = replace(ISBT128, name="own", has_flags=False)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Desk]:
    """A real terminal that belongs to the station of the tests, without numbers."""
    desk = open_at_once(new_profile(tmp_path / "real", "real"), FixedClock(d.AFTERNOON))
    join(desk)
    yield desk
    desk.close()


def issued(desk: Desk) -> tuple[str, str]:
    block = shift.issue_of_numbers(desk, "x")
    return block.first, block.last


def refused(desk: Desk) -> str:
    with pytest.raises(Trouble) as caught:
        shift.issue_of_numbers(desk, "x")
    assert d.can_be_told(caught.value)
    return caught.value.code


@pytest.mark.parametrize("profile", [ISBT128, OWN])
def test_a_signed_range_is_given_out(real: Desk, profile: NumberProfile) -> None:
    real.record_as_terminal(leased_act(lent(profile=profile)))
    assert issued(real) == ("A999926000001", "A999926000010")
    assert real.numbers.leased()[0].written_in == profile


def test_a_range_of_before_leases_were_signed_stays_good(real: Desk) -> None:
    lease_of_before(real, "A999926000001", "A999926000010")
    assert issued(real) == ("A999926000001", "A999926000010")


@pytest.mark.parametrize(
    "change",
    [
        "last = 'A999926000500', count = 500",
        "first = 'A999926000000'",
        "count = 12",
        "profile = 'numeric-code128'",
        "range_id = 'r9'",
        """own_profile = '{"name":"own","pattern":"[A-Z][0-9]{12}","symbology":"code128","is_isbt128":
     true,"has_flags":true,"check":"none","serial_digits":6,"groups":[13]}'""",
    ],
)
def test_a_range_that_somebody_changed_in_the_database_is_not_given_out(real: Desk, change: str) -> None:
    real.record_as_terminal(leased_act(lent()))
    real.database.execute(f"UPDATE number_range SET {change}")
    assert refused(real) == "numbers.lease_changed"


def test_a_range_that_only_the_tables_have_is_not_given_out(real: Desk) -> None:
    real.database.execute(
        "INSERT INTO number_range (range_id, profile, first, last, count, issued) "
        "VALUES ('r1', 'isbt128', 'A999926000001', 'A999926000010', 10, 0)"
    )
    assert refused(real) == "numbers.lease_changed"


@pytest.mark.parametrize("signature", ["", lent(range_id="r2").signature])
def test_a_range_that_the_station_did_not_sign_is_not_given_out(real: Desk, signature: str) -> None:
    real.record_as_terminal(leased_act(replace(lent(), signature=signature)))
    assert refused(real) == "numbers.lease_unproven"


def test_a_real_terminal_without_a_station_gives_no_signed_range_out(tmp_path: Path) -> None:
    desk = open_at_once(new_profile(tmp_path / "lone", "real"), FixedClock(d.AFTERNOON))
    desk.record_as_terminal(leased_act(lent()))
    assert refused(desk) == "sync.not_enrolled"
    desk.close()


def test_a_practice_terminal_works_with_invented_numbers(tmp_path: Path) -> None:
    desk = open_at_once(new_profile(tmp_path / "practice"), FixedClock(d.AFTERNOON))
    desk.record_as_terminal(leased_act(replace(lent(), signature="")))
    assert issued(desk) == ("A999926000001", "A999926000010")
    desk.close()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lent(count=11), "labels.range_shape"),
        (lent(last="A999926000001", first="A999926000001", range_id="r", count=0), "labels.range_shape"),
        (lent(profile=OWN, own_profile=None), "labels.profile_unknown"),
        (lent(profile=OWN, profile_name="other"), "labels.profile_unknown"),
        (lent(own_profile=replace(OWN, name="isbt128")), "numbers.profile_name"),
        (lent(own_profile=replace(OWN, pattern="[A-Z].*"), profile_name="own"), "numbers.profile_pattern"),
        (lent(first="66", last="67", count=2, unchecked=True), "labels.number_shape"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_station_signed_by_mistake_is_not_taken_either(wrong, code: str) -> None:
    with pytest.raises(Trouble) as caught:
        refuse_unproven(wrong, STATION)
    assert caught.value.code == code
    assert d.can_be_told(caught.value)


def test_a_lease_is_written_down_whole(real: Desk) -> None:
    whole = lent(profile=OWN)
    real.record_as_terminal(leased_act(whole))
    (line,) = real.ledger.of_house(e.RangeLeased.KIND)
    act = line.act
    assert isinstance(act, e.RangeLeased)
    assert (line.entry.version, act.own_profile, act.signature) == (2, OWN, whole.signature)
    assert leased_act(replace(whole, use="preprinted")).use == "preprinted"
