"""A whole terminal that was copied, and its station: the nurse finds the way on from where she meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from donor_room.domain.clock import FixedClock
from donor_room.station.founding import twin_of
from donor_room.station.frozen import frozen_terminals, let_go_on
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.workflow.desk import Desk
from donor_room.workflow.standing_still import standing_of
from tests.support.stations import running_station
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.terminals import PHYSICIAN, Nurse, terminal_at_work


@pytest.fixture
def station(clock: FixedClock) -> Iterator[Station]:  # noqa: F811
    with running_station(clock) as running:
        yield running


@pytest.fixture
def nurse(tmp_path: Path, clock: FixedClock, station: Station) -> Iterator[Nurse]:  # noqa: F811
    with terminal_at_work(tmp_path, clock, who=PHYSICIAN) as nurse:

        def join(desk: Desk) -> None:
            enrol_desk(desk, url=station.url, code=station.enrolment_code("采血车 03"), clock=clock)

        nurse.do(join)
        nurse.terminal.talk_to_station()
        nurse.wait(lambda: nurse.window.status.is_online, "the line")
        yield nurse


def freeze(nurse: Nurse, station: Station) -> None:
    with station.connections.lend() as conn:
        conn.execute("UPDATE fence SET confirmed = 'other', offered = 'other'")
    nurse.terminal.talk_to_station()
    nurse.wait(lambda: nurse.window.status.call, "the call")


def touch(nurse: Nurse) -> None:
    band = nurse.window.status
    band.grab()
    ((field, _pressed),) = band._touched
    QTest.mouseClick(band, Qt.MouseButton.LeftButton, pos=field.center().toPoint())


def code_for(station: Station) -> str:
    house = twin_of(station.houses, practice=True)
    with station.connections.lend() as conn:
        (line,) = frozen_terminals(conn, house.code)
        return let_go_on(conn, house, line.terminal, by="王站长", why="电话", now=station.clock.now())


def test_from_the_band_to_the_code_and_back_to_work(nurse: Nurse, station: Station) -> None:
    freeze(nurse, station)
    assert nurse.window.status.call == say("go_on.band.copied")
    assert say("go_on.band.copied") in nurse.window.scan_line.text
    touch(nurse)
    nurse.wait(lambda: nurse.page == "go_on" and nurse.view.mode == "copied", "the page")
    nurse.type(code_for(station))
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.view.mode == "fine", "the station's answer")
    nurse.wait(lambda: not nurse.window.status.call, "the band")
    nurse.press(Act.MAIN)
    nurse.wait(lambda: nurse.page == "reception", "the reception")
    assert nurse.do(lambda desk: standing_of(desk).why) == ""
    nurse.wait(lambda: nurse.do(lambda desk: desk.numbers.unissued()) == 500, "new numbers")


def test_the_page_of_the_station_leads_there_and_is_left_again(nurse: Nurse, station: Station) -> None:
    freeze(nurse, station)
    nurse.terminal.show("enrol")
    nurse.wait(lambda: nurse.view.mode in ("still", "practice"), "the page of the station")
    if nurse.view.mode == "still":
        nurse.press(Act.MAIN)
        nurse.wait(lambda: nurse.page == "go_on", "the page")
        nurse.press(Act.BACK)
        nurse.wait(lambda: nurse.page == "enrol", "the page of the station again")


def test_the_notices_lead_there_by_a_key(nurse: Nurse, station: Station) -> None:
    freeze(nurse, station)
    nurse.press(Act.PRINT)
    nurse.wait(lambda: nurse.page == "notices", "the notices")
    nurse.press(Act.AGAIN)
    nurse.wait(lambda: nurse.page == "go_on" and nurse.view.mode == "copied", "the page")
    nurse.press(Act.BACK)
    nurse.wait(lambda: nurse.page == "reception", "the reception")
