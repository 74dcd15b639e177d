"""A station that has too much to do says for how long, and the terminal keeps to it."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain.clock import FixedClock
from donor_room.station.limits import Rate, Rates
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, link_of
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import new_database
from tests.support.van import MORNING
from tests.sync.test_session import write


def test_the_terminal_pauses_as_long_as_it_was_asked_and_loses_nothing(tmp_path: Path) -> None:
    rates = Rates(terminal=Rate(0.01, 1))
    desk = open_at_once(new_profile(tmp_path / "terminal"), FixedClock(MORNING))
    with Station(new_database(), clock=FixedClock(MORNING), rates=rates) as station:
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        write(desk, 30)
        with link_of(enrolment_of(desk.ledger), desk.clock) as link:
            session = Session(link, lambda work: work(exchange_of(desk)))
            told = session.run()
        assert (told.trouble, told.waiting > 0) == ("sync.station.too_fast", True)
        assert 50 < session.client.asked_pause_s <= session.client.pause_s <= 100
        assert (
            station.heads().get(desk.ledger.book, (0, ""))[0] + told.waiting
            == desk.ledger.head(desk.ledger.book)[0]
        )
    desk.close()
