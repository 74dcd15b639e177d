"""A clock in doubt at the beginning of a shift: a second person sees the date, and the book says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.clock_trust import ClockCheck, ClockTrust, read_clocks
from donor_room.store.receipts import ClockChecks
from donor_room.workflow import hand_over
from donor_room.workflow.boot import THIS_RUN
from donor_room.workflow.clock_doubt import DateSeen, trust_of
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused

SEEN = DateSeen(d.NURSE, d.PIN)


@pytest.fixture
def before(desk: Desk) -> Desk:
    """A desk whose shift is over."""
    hand_over.return_unspent(desk)
    hand_over.close_shift(desk, received_by=d.NURSE, pin=d.PIN, document_sha256="0")
    return desk


def confirmed(desk: Desk) -> list[tuple[str, str]]:
    acts = (line.act for line in desk.ledger.of_house(e.DateConfirmed.KIND))
    return [(act.doubt, act.confirmed_by) for act in acts if isinstance(act, e.DateConfirmed)]


def check(desk: Desk, clock: FixedClock, ahead: timedelta = timedelta()) -> None:
    here: ClockCheck = read_clocks(clock, THIS_RUN)
    with desk.database.atomic():
        ClockChecks(desk.database).keep(here._replace(offset_ms=ahead // timedelta(milliseconds=1)))


def test_while_the_clock_is_trusted_nobody_is_asked(before: Desk, clock: FixedClock) -> None:
    check(before, clock)
    d.open_shift(before)
    assert (trust_of(before), confirmed(before)) == (ClockTrust("good"), [])


def test_a_terminal_that_never_met_a_station_opens_as_ever(before: Desk) -> None:
    d.open_shift(before)
    assert trust_of(before).trust == "aged"


def test_after_a_jump_a_second_person_sees_the_date(before: Desk, clock: FixedClock) -> None:
    check(before, clock)
    clock.instant -= timedelta(days=1)
    with refused("clock.date_unsure"):
        d.open_shift(before)
    assert not confirmed(before)
    d.open_shift(before, date_seen=SEEN)
    assert confirmed(before) == [("jumped", d.NURSE)]


def test_the_same_person_or_a_wrong_pin_opens_nothing(before: Desk, clock: FixedClock) -> None:
    check(before, clock, ahead=timedelta(days=2))
    with refused("staff.same_person"):
        d.open_shift(before, date_seen=DateSeen(d.EVERYBODY, d.PIN))
    with refused("staff.wrong_secret"):
        d.open_shift(before, date_seen=DateSeen(d.NURSE, "000000"))
    assert not confirmed(before)


def test_a_confirmed_date_is_not_asked_again_after_the_same_jump(desk: Desk, clock: FixedClock) -> None:
    desk.look_at_clock()
    clock.instant -= timedelta(hours=1)
    assert trust_of(desk) == ClockTrust("bad", "jumped")
    desk.record_of_house(e.DateConfirmed(on=clock.today(), doubt="jumped", confirmed_by=d.NURSE))
    assert trust_of(desk).trust == "aged"


def test_a_new_check_takes_the_doubt_away(before: Desk, clock: FixedClock) -> None:
    check(before, clock)
    clock.instant -= timedelta(days=1)
    assert trust_of(before).trust == "bad"
    clock.instant += timedelta(seconds=1)
    check(before, clock)
    assert trust_of(before) == ClockTrust("good")


def test_the_last_checks_are_kept_and_the_first_make_room(
    desk: Desk, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donor_room.store.receipts._CHECKS_KEPT", 3)
    for _ in range(5):
        clock.instant += timedelta(minutes=1)
        check(desk, clock)
    assert desk.database.rows("SELECT count(*) FROM greeting") == [(3,)]
    last = ClockChecks(desk.database).last()
    assert last
    assert last.at == clock.instant
