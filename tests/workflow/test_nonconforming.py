"""The nonconformities of a terminal: of some days, and of the shift that is open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.nonconforming import Nonconformity
from donor_room.store.told_acts import FROM_INDEX
from donor_room.workflow import aftercare, collect, crates, hand_over, label, label_scan
from donor_room.workflow.desk import Desk
from donor_room.workflow.nonconforming import Found, find, of_open_shift, places_of
from donor_room.workflow.shift import the_shift
from tests.support import desks as d
from tests.support.told import PERMANENT, tell, word
from tests.workflow.test_hand_over import encoded, pack_all

WITNESS = {"witness": d.NURSE, "pin": d.PIN}
ALWAYS = (date(1, 1, 1), date(9999, 12, 31))


@pytest.fixture
def today(desk: Desk) -> date:
    return desk.clock.today()


def found(desk: Desk, first: date, last: date | None = None) -> Found:
    return find(desk.database, desk.ledger, first=first, last=last or first)


def codes(rows: tuple[Nonconformity, ...]) -> list[tuple[str, str]]:
    return sorted((one.code, one.settled) for one in rows)


@pytest.fixture
def bad_day(desk: Desk) -> Desk:
    """One set void, one short unit, one that is packed apart, and one with whom nothing is amiss."""
    void = d.bring_to(desk, "collection", seed=1)
    label.void(desk, void.id, reason="misprint", **WITNESS)
    short = d.needle_in(desk, d.bring_to(desk, "collection", seed=2))
    collect.end(desk, short.id, volume_ml=300, reason="donor_wish")
    d.scan_all(desk, desk.visits.get(short.id), "after_tubes")
    pack_all(desk, d.bring_to(desk, "closed", seed=3))
    apart = d.bring_to(desk, "closed", seed=4)
    tell(desk, apart, word(deferral=PERMANENT))
    hand_over.pack(desk, text=encoded(apart, "bag1"), box="1")
    crates.name_missing(desk, number=apart.label_sets[0].number, role="nat", reason="车上找遍了", **WITNESS)
    return desk


BAD_DAY = [
    ("part_missing", "open"),
    ("set_voided", "discarded"),
    ("unit_apart", "isolated"),
    ("volume_short", "marked"),
]


def test_a_day_tells_all_that_did_not_go_as_it_should(bad_day: Desk, today: date) -> None:
    told = found(bad_day, today)
    assert codes(told.rows) == BAD_DAY
    assert told.left == 0
    assert [one.at for one in told.rows] == sorted(one.at for one in told.rows)
    place = places_of(bad_day.ledger)[told.rows[0].shift]
    assert place.site == the_shift(bad_day).opened.site


def test_no_donor_is_named(bad_day: Desk, today: date) -> None:
    said = repr(found(bad_day, today).rows)
    for visit in bad_day.visits.all():
        assert bad_day.visits.get(visit).donor.name not in said
        assert bad_day.visits.get(visit).donor.document_number not in said


def test_the_open_shift_tells_the_same_of_itself(bad_day: Desk, today: date) -> None:
    here = of_open_shift(bad_day, the_shift(bad_day))
    assert tuple(one for one in here if one.code != "crate_unknown") == found(bad_day, today).rows
    assert [(one.box, one.settled) for one in here if one.code == "crate_unknown"] == [
        ("1", "open"), ("Q", "open"),
    ]  # fmt: skip


def test_only_the_days_that_were_asked_for_are_told(bad_day: Desk, today: date) -> None:
    day = timedelta(days=1)
    assert found(bad_day, today - day).rows == found(bad_day, today + day).rows == ()
    assert codes(found(bad_day, today - day, today + day).rows) == BAD_DAY
    assert codes(found(bad_day, *ALWAYS).rows) == BAD_DAY
    assert found(bad_day, date(9999, 12, 31)).rows == found(bad_day, date(1, 1, 1)).rows == ()


def test_a_day_with_nothing_amiss_has_an_empty_list(desk: Desk, today: date) -> None:
    pack_all(desk, d.bring_to(desk, "closed"))
    assert found(desk, today) == ((), 0)
    crates.type_temperature(desk, "1", "blood", lowest="4.2", highest="5.1")
    assert of_open_shift(desk, the_shift(desk)) == ()


def test_a_late_correction_is_of_the_day_on_which_it_was_made(desk: Desk, clock: FixedClock) -> None:
    done = d.bring_to(desk, "closed")
    clock.instant += timedelta(days=3)
    end = next(line for line in desk.ledger.of_visit(done.id) if isinstance(line.act, e.CollectionEnded))
    body = end.entry.body.replace('"volume_ml":400', '"volume_ml":398')
    desk.record(done.id, e.Corrected(corrects=end.entry.id, body=body, reason="typed_wrong"))
    (one,) = found(desk, desk.clock.today()).rows
    assert (one.code, one.part, one.settled) == ("corrected", "collection.ended", "put_right")


def test_what_an_earlier_shift_left_is_not_told_in_the_next(bad_day: Desk, clock: FixedClock) -> None:
    bad_day.record_of_house(e.ShiftClosed(shift=the_shift(bad_day).id))
    clock.instant += timedelta(hours=2)
    d.open_shift(bad_day)
    assert of_open_shift(bad_day, the_shift(bad_day)) == ()


def test_the_acts_are_found_by_their_index(desk: Desk) -> None:
    for condition in ("kind IN ('labels.voided', 'visit.held')", "kind = 'paper.time'"):
        plan = " ".join(
            str(row)
            for row in desk.database.rows(
                f"EXPLAIN QUERY PLAN SELECT body {FROM_INDEX} AND {condition} AND hlc >= ?", ("",)
            )
        )
        assert "ledger_of_nonconforming" in plan, plan


# ---- counted again -----------------------------------------------------------------------------------------


def test_two_who_were_stopped_by_one_label_are_told_both(desk: Desk, today: date) -> None:
    one = d.plan_set(desk, d.bring_to(desk, "labels", seed=1))
    aftercare.close(desk, d.come_in(desk, seed=9).id, how="left", remark="有事")
    other = d.plan_set(desk, d.bring_to(desk, "labels", seed=2))
    label_scan.scan(desk, one.id, text=encoded(other, "bag1"), phase="before_needle")
    label_scan.clear_foreign(desk, one.id, reason="取走", **WITNESS)
    told = found(desk, today).rows
    assert codes(told) == [("foreign_label", "open"), ("foreign_label", "second_person")]
    assert {(row.number, row.part) for row in told} == {
        (one.label_sets[0].number, other.label_sets[0].number),
        (other.label_sets[0].number, one.label_sets[0].number),
    }
