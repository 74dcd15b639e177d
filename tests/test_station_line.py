"""A whole terminal and a whole station: level by itself, offline without fuss, hung up at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import current_thread
from threading import enumerate as enumerate_threads

import pytest

from donor_room import line_opening
from donor_room.domain.clock import FixedClock
from donor_room.practice.people import People
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Told
from donor_room.ui.texts import say
from donor_room.workflow import register
from donor_room.workflow.enrolled import enrolment_of
from tests.support.stations import running_station
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.terminals import Nurse, terminal_at_work


@pytest.fixture
def station(clock: FixedClock) -> Iterator[Station]:  # noqa: F811
    with running_station(clock) as running:
        yield running


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock, station: Station) -> Iterator[Nurse]:  # noqa: F811
    """A nurse at a terminal that the station knows and that has just talked to it."""
    with terminal_at_work(tmp_path, clock) as nurse:
        code = station.enrolment_code("van")
        nurse.do(lambda desk: enrol_desk(desk, url=station.url, code=code, clock=clock))
        heard: list[Told] = []
        nurse.terminal.station_told.connect(heard.append)
        nurse.heard = heard
        nurse.terminal.talk_to_station()
        until(nurse, lambda: heard and heard[-1].is_all_there)
        yield nurse


def until(nurse: Nurse, so) -> None:
    nurse.wait(so, "the station")
    nurse.settle()


def come_in(nurse: Nurse, seed: int = 7) -> None:
    def registered(desk):
        donor = People(seed, desk.clock.today()).next_donor(age=30)
        return register.open_visit(desk, donor=donor, source="typed", plan="WB400").id

    nurse.do(registered)


def books(nurse: Nurse, station: Station) -> tuple[object, object]:
    """The end of the terminal's own book, here and at the station."""
    book, head = nurse.do(lambda desk: (desk.ledger.book, desk.ledger.head(desk.ledger.book)))
    there = {one.book: (one.seq, one.hash) for one in nurse.heard[-1].acknowledged}
    return head, there.get(book)


def test_after_the_enrolment_the_band_says_online_and_nothing_waits(nurse) -> None:
    assert nurse.window.status.link_text == say("frame.online", count=0)


def test_both_books_end_with_the_same_entry(nurse, station) -> None:
    here, there = books(nurse, station)
    assert here == there


def test_what_is_written_goes_up_by_itself(nurse, station) -> None:
    before = len(nurse.heard)
    come_in(nurse)
    until(nurse, lambda: len(nurse.heard) > before and nurse.heard[-1].is_all_there)
    here, there = books(nurse, station)
    assert here == there
    assert nurse.window.status.backlog == 0


def test_a_terminal_has_one_line_however_often_it_is_asked_for(nurse) -> None:
    line = nurse.terminal.line
    nurse.terminal.talk_to_station()
    nurse.settle()
    assert nurse.terminal.line is line


def test_a_line_is_loaded_away_from_the_screen_and_opened_once(
    tmp_path: Path,
    clock: FixedClock,  # noqa: F811
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, loaded = line_opening.with_line_loaded, list[str]()

    def load(enrolment: object) -> object:
        loaded.append(current_thread().name)
        return real(enrolment)

    monkeypatch.setattr(line_opening, "with_line_loaded", load)
    with terminal_at_work(tmp_path, clock) as nurse:
        code = station.enrolment_code("van")
        nurse.do(lambda desk: enrol_desk(desk, url=station.url, code=code, clock=clock))
        nurse.terminal.talk_to_station()
        nurse.terminal.talk_to_station()
        until(nurse, lambda: nurse.terminal.line is not None and len(loaded) == 2)
        assert loaded == ["aside", "aside"]
        assert [one.name for one in enumerate_threads()].count("sync") == 1


def test_a_window_that_closes_while_a_line_is_loaded_opens_none(
    tmp_path: Path,
    clock: FixedClock,  # noqa: F811
    station: Station,
) -> None:
    with terminal_at_work(tmp_path, clock) as nurse:
        code = station.enrolment_code("van")
        nurse.do(lambda desk: enrol_desk(desk, url=station.url, code=code, clock=clock))
        enrolment = nurse.do(lambda desk: enrolment_of(desk.ledger))
        nurse.terminal.close()
        nurse.terminal._open_line(enrolment)
        assert nurse.terminal.line is None


def test_without_the_station_the_work_goes_on_and_is_counted(nurse, station) -> None:
    station.stop()
    come_in(nurse)
    nurse.terminal.line.try_now()
    until(nurse, lambda: nurse.heard[-1].trouble)
    nurse.terminal.refresh()
    nurse.settle()
    assert nurse.window.status.is_online is False
    assert nurse.window.status.backlog > 0


def test_at_the_end_the_line_is_hung_up(nurse) -> None:
    thread = nurse.terminal.line._schedule._thread
    nurse.terminal.close()
    assert not thread.is_alive()
    assert nurse.terminal.line is None


def test_a_terminal_that_no_station_knows_stays_alone(tmp_path, clock) -> None:  # noqa: F811
    with terminal_at_work(tmp_path, clock) as nurse:
        nurse.terminal.talk_to_station()
        nurse.settle()
        assert nurse.terminal.line is None
        assert nurse.window.status.is_online is False


def test_a_station_that_holds_something_else_is_said_and_stays_in_the_band(nurse, station) -> None:
    with station.connections.lend() as conn:
        conn.execute("UPDATE book SET hash = 'sha256:other'")
    come_in(nurse)
    until(nurse, lambda: nurse.heard[-1].stopped)
    assert nurse.window.scan_line.text == say("sync.differs")
    assert nurse.window.status.link_text == say("frame.differs", count=nurse.heard[-1].waiting)
    nurse.window.scan_line.hide()
    nurse.terminal.line.try_now()
    heard = len(nurse.heard)
    until(nurse, lambda: len(nurse.heard) > heard)
    assert not nurse.window.scan_line.isVisible()
