"""Sets that the station printed come to their terminal by the next conversation, and stay what they are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from donor_room.domain.refusal import Trouble
from donor_room.station.numbers import lend_preprinted
from donor_room.station.server import Station
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.session import Session
from donor_room.wire.messages import LeasedRange, LentRanges, Problem
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of


def lend(station: Station, desk: Desk) -> LeasedRange:
    enrolment = enrolment_of(desk.ledger)
    assert enrolment is not None and enrolment.reply is not None  # noqa: PT018 - enrolled above
    house = station.houses[enrolment.reply.station_code]
    with station.connections.lend() as conn:
        return lend_preprinted(conn, house, enrolment.reply.terminal, 40, station.clock)


def test_what_the_station_printed_is_here_after_one_conversation(
    session: Session, enrolled: Desk, station: Station
) -> None:
    session.run()
    for_printer = enrolled.numbers.unissued()
    lent = lend(station, enrolled)
    session.run()
    (here,) = enrolled.numbers.leased("preprinted")
    assert (here.first, here.last, here.size) == (lent.first, lent.last, 40)
    assert enrolled.numbers.unissued() == for_printer


def test_it_is_written_down_once(session: Session, enrolled: Desk, station: Station) -> None:
    lend(station, enrolled)
    session.run()
    before = enrolled.ledger.count()
    session.run()
    assert enrolled.ledger.count() == before


def test_a_range_whose_use_was_changed_on_the_way_is_not_taken(enrolled: Desk, station: Station) -> None:
    lent = lend(station, enrolled)
    with pytest.raises(Trouble) as trouble:
        exchange_of(enrolled).take_numbers(replace(lent, use="printer"))
    assert trouble.value.code == "numbers.lease_unproven"


@pytest.mark.parametrize(("status", "state"), [(404, "resting"), (409, "waiting")])
def test_an_older_station_prints_none_and_a_no_is_still_a_no(
    session: Session, monkeypatch: pytest.MonkeyPatch, status: int, state: str
) -> None:
    get = Link.get

    def older(link: Link, path: str, kind: type, **asked: str | int) -> object:
        if kind is LentRanges:
            raise StationSaysNo(status, Problem(code="not_found"))
        return get(link, path, kind, **asked)

    monkeypatch.setattr(Link, "get", older)
    told = session.run()
    assert (told.state.value == "resting") is (state == "resting")
