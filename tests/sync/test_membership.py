"""A membership is renewed by itself when half of it is over, and only the own station's is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain.refusal import Trouble
from donor_room.sync.session import Session
from donor_room.wire.membership import LASTS, Membership, sign_membership
from donor_room.wire.signature import new_key
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of, keep_enrolment
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.membership import badge_of


def held(desk: Desk) -> Membership | None:
    enrolment = enrolment_of(desk.ledger)
    assert enrolment is not None
    assert enrolment.reply is not None
    return enrolment.reply.membership


def forget(desk: Desk) -> None:
    """Be a terminal that was enrolled before there were memberships."""
    enrolment = enrolment_of(desk.ledger)
    keep_enrolment(desk.ledger, replace(enrolment, reply=replace(enrolment.reply, membership=None)))


def test_a_fresh_one_is_not_asked_for_again(enrolled: Desk, session: Session) -> None:
    before = held(enrolled)
    assert session.run().is_all_there
    assert held(enrolled) == before


def test_after_half_of_its_time_it_is_renewed(enrolled: Desk, session: Session, station) -> None:
    before = held(enrolled)
    for clock in (enrolled.clock, station.clock):
        clock.instant += LASTS / 2 + timedelta(seconds=1)
    assert session.run().is_all_there
    assert held(enrolled).until > before.until


@pytest.mark.parametrize("wrong", [timedelta(days=400), timedelta(days=-400)])
def test_a_clock_that_is_wrong_by_a_year_ends_no_conversation(
    enrolled: Desk, session: Session, wrong: timedelta
) -> None:
    forget(enrolled)
    enrolled.clock.instant += wrong
    told = session.run()
    assert (told.trouble, told.is_all_there) == (None, True)
    assert held(enrolled) is not None


def test_a_terminal_without_one_gets_one(enrolled: Desk, session: Session) -> None:
    forget(enrolled)
    assert badge_of(enrolment_of(enrolled.ledger)) is None
    assert session.run().is_all_there
    assert badge_of(enrolment_of(enrolled.ledger)) is not None


def test_one_of_another_terminal_or_another_hand_is_not_kept(enrolled: Desk) -> None:
    before = held(enrolled)
    forged = sign_membership(replace(before, until=before.until + LASTS), new_key())
    for strange in (forged, replace(before, terminal="66001-practice.other")):
        with pytest.raises(Trouble, match="not_the_station"):
            exchange_of(enrolled).take_membership(strange)
    assert held(enrolled) == before


def test_a_terminal_that_no_station_knows_wants_none(enrolled: Desk, desk: Desk) -> None:
    given = held(enrolled)
    desk.ledger.set_cursor("enrolment", "")
    assert not exchange_of(desk).membership_wanted()
    with pytest.raises(Trouble, match="not_enrolled"):
        exchange_of(desk).take_membership(given)
