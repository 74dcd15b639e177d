"""What may leave, what stays and why, and what a laptop still knows afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.leaving import STAY_WHOLE
from donor_room.domain.visit import Visit
from donor_room.station.server import Station
from donor_room.wire.codec import Broken
from donor_room.workflow import aftercare, collect, register
from donor_room.workflow.nonconforming import find
from donor_room.workflow.purge import Purge, at_station_until
from tests.mesh.conftest import clock, station, vehicle  # noqa: F401
from tests.mesh.laptops import Laptop, Vehicle
from tests.support import desks as d
from tests.support import left
from tests.sync.test_branches import talk

NUMBERS = ("number_range", "number_block", "donation_number")


@pytest.fixture
def laptop(vehicle: Vehicle) -> Laptop:  # noqa: F811
    return vehicle.laptop("1")


@pytest.fixture
def old(laptop: Laptop, station: Station, clock: FixedClock) -> list[Visit]:  # noqa: F811
    """The visits of a day that is long over; nothing has left yet."""
    return left.day_over(laptop, station, clock)


def test_a_day_that_is_long_over_leaves_and_the_chain_still_proves(laptop: Laptop, old: list[Visit]) -> None:
    heads = laptop.desk.ledger.verify()
    left.purge_all(laptop.desk)
    own = laptop.desk.ledger.book
    for visit in old:
        with d.refused("visit.at_station"):
            laptop.desk.visits.get(visit.id)
        assert left.hollow_kinds(laptop.desk, visit.id).isdisjoint(STAY_WHOLE)
        assert {"visit.opened", "decision.made", "collection.ended"} <= left.hollow_kinds(
            laptop.desk, visit.id
        )
    assert laptop.desk.ledger.verify()[own][0] == heads[own][0] + 1
    assert laptop.desk.visits.all() == []
    (act,) = laptop.desk.ledger.bodies_left()
    assert set(act.visits) == {visit.id for visit in old}
    assert at_station_until(laptop.desk) == act.until_on


def test_every_number_is_as_it_was_also_after_a_rebuild(laptop: Laptop, old: list[Visit]) -> None:
    before = d.drawn(laptop.desk)
    left.purge_all(laptop.desk)
    laptop.desk.rebuild()
    after = d.drawn(laptop.desk)
    assert [before[table] for table in NUMBERS] == [after[table] for table in NUMBERS]
    assert [row[2] for row in after["donation_number"]] == ["used", "used"]
    assert after["visit_line"] == []


def test_a_hollow_row_without_its_receipt_is_tampering(laptop: Laptop, old: list[Visit]) -> None:
    left.purge_all(laptop.desk)
    laptop.desk.database.execute("DROP TRIGGER receipt_is_kept")
    laptop.desk.database.execute("DELETE FROM receipt")
    with pytest.raises(Broken, match="no receipt"):
        laptop.desk.ledger.verify()
    assert old


@pytest.mark.parametrize("change", ["hlc = '0' || hlc", "kind = 'visit.closed'", "by_staff = 'nobody'"])
def test_what_stays_of_a_hollow_row_is_proven_too(laptop: Laptop, old: list[Visit], change: str) -> None:
    left.purge_all(laptop.desk)
    laptop.desk.database.execute("DROP TRIGGER ledger_is_never_changed")
    laptop.desk.database.execute(
        f"UPDATE ledger SET {change} WHERE kind = 'visit.opened' AND visit = ?", (old[0].id,)
    )
    with pytest.raises(Broken, match="envelope"):
        laptop.desk.ledger.verify()


def test_a_receipt_of_another_branch_covers_nothing(laptop: Laptop, old: list[Visit]) -> None:
    left.purge_all(laptop.desk)
    database = laptop.desk.database
    database.execute("DROP TRIGGER receipt_only_grows")
    database.execute("UPDATE receipt SET body = replace(body, 'sha256:', 'sha256:0')")
    with pytest.raises(Broken, match="no receipt"):
        laptop.desk.ledger.verify()
    assert old


def test_nothing_leaves_a_day_before_ninety_days_are_over(
    laptop: Laptop,
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> None:
    laptop.work("王全")
    visit = left.give(laptop.desk)
    left.end_shift(laptop.desk)
    left.level(station, laptop)
    left.grow_old(station, clock, laptop, by=timedelta(days=90) - timedelta(seconds=1))
    assert left.why(laptop.desk, visit.id) == "young"
    left.grow_old(station, clock, laptop, by=timedelta(seconds=1))
    assert left.why(laptop.desk, visit.id) is None


def test_what_was_signed_for_long_ago_stays_old_while_the_book_goes_on(
    laptop: Laptop,
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> None:
    """A receipt grows for a day; then the next one begins where it ends."""
    laptop.work("王全")
    visit = left.give(laptop.desk)
    left.end_shift(laptop.desk)
    left.level(station, laptop)
    for _ in range(3):
        left.grow_old(station, clock, laptop, by=timedelta(days=31))
        laptop.desk.record_as_terminal(e.Locked(staff="", idle=True))
        left.level(station, laptop)
    receipts = left.plan_of(laptop.desk).under[laptop.desk.ledger.book]
    assert [one.last + 1 for one in receipts[:-1]] == [one.first for one in receipts[1:]]
    assert len(receipts) == 4
    assert left.why(laptop.desk, visit.id) is None


def test_a_clock_of_the_laptop_that_runs_ahead_gives_nothing_away(
    laptop: Laptop,
    station: Station,  # noqa: F811
) -> None:
    laptop.work("王全")
    visit = left.give(laptop.desk)
    left.end_shift(laptop.desk)
    left.level(station, laptop)
    laptop.desk.clock = FixedClock(laptop.desk.clock.now() + timedelta(days=200))
    talk(laptop.desk)
    assert left.why(laptop.desk, visit.id) == "young"


def test_what_is_not_ended_handed_over_or_known_at_the_station_stays(
    laptop: Laptop,
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> None:
    laptop.work("王全")
    begun, over = d.bring_to(laptop.desk, "exam", 1), left.give(laptop.desk, 2)
    left.level(station, laptop)
    left.grow_old(station, clock, laptop)
    assert left.why(laptop.desk, begun.id) == "open"
    assert left.why(laptop.desk, over.id) == "not_handed_over"
    left.end_shift(laptop.desk)
    assert left.why(laptop.desk, over.id) is None
    laptop.desk.directory.replace([], "anew", laptop.desk.clock.now())
    assert left.why(laptop.desk, over.id) == "not_in_directory"
    before = left.hollow_kinds(laptop.desk, over.id)
    left.purge_all(laptop.desk)
    assert left.hollow_kinds(laptop.desk, over.id) == before == set()


def test_the_last_entry_of_a_book_stays(laptop: Laptop, station: Station, clock: FixedClock) -> None:  # noqa: F811
    laptop.work("王全")
    visit = left.give(laptop.desk)
    left.end_shift(laptop.desk)
    heard = e.IdentityConfirmed(at="chair", said=("name",))
    laptop.desk.ledger.append([(visit.id, heard)], by="")
    left.level(station, laptop)
    left.grow_old(station, clock, laptop)
    assert left.why(laptop.desk, visit.id) == "last_of_book"
    laptop.desk.record_as_terminal(e.Locked(staff="", idle=True))
    assert left.why(laptop.desk, visit.id) is None


def test_a_donor_who_left_is_known_by_the_directory_when_she_comes_again(
    laptop: Laptop, old: list[Visit]
) -> None:
    donor = old[0].donor
    before = register.look_up(
        laptop.desk, document_kind=donor.document_kind, number=donor.document_number, plan="WB400"
    )
    left.purge_all(laptop.desk)
    after = register.look_up(
        laptop.desk, document_kind=donor.document_kind, number=donor.document_number, plan="WB400"
    )
    assert before.here
    assert after.here == ()
    assert after.intervals == before.intervals != ()
    assert [one.on for one in after.earlier] == [one.on for one in before.earlier]


def test_a_number_that_was_used_is_used_for_ever(laptop: Laptop, old: list[Visit]) -> None:
    left.purge_all(laptop.desk)
    laptop.desk.rebuild()
    laptop.sit(1)
    number = old[0].label_sets[-1].number
    spent = laptop.desk.numbers.find(number)
    assert spent is not None
    assert spent.state == "used"
    with d.refused("labels.number_used"):
        planned = old[0].label_sets[-1].planned
        laptop.desk.ledger.append([("another", planned)], by="")


def test_the_table_itself_refuses_what_no_receipt_covers(laptop: Laptop) -> None:
    laptop.work("王全")
    visit = left.give(laptop.desk)
    with pytest.raises(Exception, match="append-only"):
        laptop.desk.database.execute("UPDATE ledger SET body = '' WHERE visit = ?", (visit.id,))


def test_it_is_looked_at_once_a_day(
    laptop: Laptop,
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> None:
    laptop.work("王全")
    assert Purge(laptop.desk).due() is None
    d.bring_to(laptop.desk, "exam", 1)
    left.level(station, laptop)
    assert Purge(laptop.desk).due() is not None
    left.purge_all(laptop.desk)
    assert Purge(laptop.desk).due() is None
    left.grow_old(station, clock, laptop, by=timedelta(hours=24))
    assert Purge(laptop.desk).due() is not None


def test_of_what_has_left_only_labels_are_listed_and_how_many_visits_that_are(
    laptop: Laptop,
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> None:
    laptop.work("王全")
    desk = laptop.desk
    void = d.bring_to(desk, "collection", 1)
    number = void.label_sets[0].number
    desk.record(void.id, e.LabelSetVoided(number=number, reason="misprint", witness="s2"))
    aftercare.close(desk, void.id, how="left", remark="不献了")
    short = d.needle_in(desk, d.bring_to(desk, "collection", 2))
    collect.end(desk, short.id, volume_ml=300, reason="donor_wish")
    d.rest_and_leave(desk, d.scan_all(desk, desk.visits.get(short.id), "after_tubes"))
    left.end_shift(desk)
    day = desk.clock.today()

    def listed() -> tuple[list[tuple[str, str]], int]:
        found = find(desk.database, desk.ledger, first=day, last=day)
        return sorted((one.code, one.shift) for one in found.rows), found.left

    shift = void.opened.shift
    assert listed() == ([("set_voided", shift), ("volume_short", shift)], 0)
    left.level(station, laptop)
    left.grow_old(station, clock, laptop)
    left.purge_all(desk)
    assert listed() == ([("set_voided", shift)], 2)
