"""A real terminal hears a real station: urgent first, all of it, each once."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.settings import profile_of
from donor_room.station import notices
from donor_room.station.server import Station
from donor_room.sync.client import State
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link, StationSaysNo
from donor_room.sync.session import Session, Told, link_of
from donor_room.wire.messages import Problem
from donor_room.wire.notices import MAX_NOTICES
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support.notices import hold_notice
from tests.support.profiles import new_profile, open_at_once
from tests.support.van import MORNING


def tell(station: Station, desk: Desk, number: str = "A1", *, urgent: bool = True) -> None:
    enrolment = enrolment_of(desk.ledger)
    assert enrolment
    assert enrolment.reply
    with station.connections.lend() as conn:
        notices.tell(
            conn,
            enrolment.reply.station_code,
            "hold.opened",
            hold_notice(number=number),
            terminal=enrolment.reply.terminal,
            urgent=urgent,
            now=MORNING,
        )


def numbers(desk: Desk) -> list[str]:
    bodies = [line.act.body for line in desk.ledger.of_house("notice.heard")]  # type: ignore[attr-defined]
    return [msgspec.json.decode(body)["number"] for body in bodies]


def test_urgent_notices_are_heard_before_the_books_go_up_and_the_others_after_them(
    station: Station, session: Session, enrolled: Desk
) -> None:
    tell(station, enrolled, "waits", urgent=False)
    tell(station, enrolled, "stop")
    told = session.run()
    assert (told.heard, told.state, told.trouble) == (2, State.RESTING, None)
    assert numbers(enrolled) == ["stop", "waits"]
    assert session.run().is_all_there
    assert numbers(enrolled) == ["stop", "waits"]


def test_more_than_a_page_comes_page_by_page(station: Station, session: Session, enrolled: Desk) -> None:
    for n in range(MAX_NOTICES + 3):
        tell(station, enrolled, str(n))
    assert session.run().heard == MAX_NOTICES + 3
    assert numbers(enrolled) == [str(n) for n in range(MAX_NOTICES + 3)]


def test_after_a_restored_station_all_is_asked_for_and_heard_once(
    station: Station, session: Session, enrolled: Desk
) -> None:
    tell(station, enrolled, "first")
    session.run()
    enrolled.ledger.set_cursor("notices.urgent", "of another feed")
    tell(station, enrolled, "second")
    assert session.run().trouble is None
    assert numbers(enrolled) == ["first", "second"]


class _Deaf:
    """A link to a station that answers a question about notices with a refusal."""

    def __init__(self, link: Link, status: int) -> None:
        self._link, self._status = link, status

    def __getattr__(self, name: str) -> object:
        return getattr(self._link, name)

    def get(self, path: str, kind: type, **asked: object) -> object:
        if path == "/v1/notices":
            raise StationSaysNo(self._status, Problem(code="not_found"))
        return self._link.get(path, kind, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "state"), [(404, State.RESTING), (500, State.WAITING)])
def test_an_older_station_is_passed_over_and_a_failing_one_stops_no_book(
    enrolled: Desk, link: Link, status: int, state: State
) -> None:
    deaf = Session(_Deaf(link, status), lambda work: work(exchange_of(enrolled)))  # type: ignore[arg-type]
    told = deaf.run()
    assert told.state is state
    assert enrolled.ledger.waiting() == 0


def test_after_an_old_backup_nothing_is_written_before_the_own_entries_are_back(
    tmp_path: Path, station: Station
) -> None:
    """Otherwise the urgent notice itself would begin a second branch."""
    profile = new_profile(tmp_path / "terminal")
    desk = open_at_once(profile, FixedClock(MORNING))
    enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
    converse(desk)
    desk.close()
    copytree(profile.folder, tmp_path / "backup")
    desk = open_at_once(profile, FixedClock(MORNING))
    desk.record_as_terminal(e.Locked(staff="s1", idle=True))
    converse(desk)
    desk.close()
    old = open_at_once(profile_of(tmp_path / "backup" / "terminal.db", "practice"), FixedClock(MORNING))
    tell(station, old, "stop")
    told = converse(old)
    assert (told.stopped, told.waiting, numbers(old)) == ({}, 0, ["stop"])
    old.close()


def converse(desk: Desk) -> Told:
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        return Session(link, lambda work: work(exchange_of(desk))).run()


def test_what_was_heard_goes_up_in_the_same_conversation(
    station: Station, session: Session, enrolled: Desk
) -> None:
    session.run()
    tell(station, enrolled, "waits", urgent=False)
    told = session.run()
    assert (told.heard, told.is_all_there) == (1, True)
