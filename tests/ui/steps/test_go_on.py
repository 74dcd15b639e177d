"""The page that asks for the station's code: real stations, real terminals, and every way to be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.station.enrolment import CODE_LASTS
from donor_room.station.founding import twin_of
from donor_room.station.frozen import let_go_on
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, Told, link_of
from donor_room.ui.steps.go_on import presenter as go_on
from donor_room.ui.steps.go_on.presenter import GoOnPresenter
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.inspect import find_cut_texts, find_small_targets
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.standing_still import standing_of
from tests.support.restored import Backup
from tests.support.stations import Caller, running_station
from tests.ui.steps.house import HeldTasks, StationSpy, make_desk, press, put_up

ESC, F10 = Qt.Key.Key_Escape, Qt.Key.Key_F10


@pytest.fixture
def station(clock: FixedClock) -> Iterator[Station]:
    with running_station(clock) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, station: Station) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock)
    enrol_desk(made, url=station.url, code=station.enrolment_code("采血车 03"), clock=clock)
    talk(made)
    yield made
    made.close()


class Spy(StationSpy):
    """The house, which notes that this page was left."""

    def leave_aside(self, page: str) -> None:
        self.shown.append(f"left {page}")


@pytest.fixture
def shell(desk: Desk, window, tmp_path: Path) -> Spy:
    return Spy(desk, window, tmp_path)


@pytest.fixture
def page(shell: Spy) -> GoOnPresenter:
    return go_on.build(shell)


def talk(desk: Desk) -> Told:
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        return Session(link, lambda work: work(exchange_of(desk))).run()


def freeze(desk: Desk, station: Station) -> None:
    """Let the station find another copy, as it does by a fence that somebody else has shown since."""
    with station.connections.lend() as conn:
        conn.execute("UPDATE fence SET confirmed = 'other', offered = 'other'")
    talk(desk)
    assert standing_of(desk).why == "copied"


def code_for(station: Station, terminal: str) -> str:
    house = twin_of(station.houses, practice=True)
    with station.connections.lend() as conn:
        return let_go_on(conn, house, terminal, by="王站长", why="电话核实", now=station.clock.now())


def own(desk: Desk) -> str:
    return standing_of(desk).terminal_id


def said(page: GoOnPresenter) -> str:
    return page.view.message.text()


def everything(page: GoOnPresenter) -> str:
    return "\n".join(one.text() for one in page.view.findChildren(QLabel))


def give(page: GoOnPresenter, code: str) -> None:
    page.view.code.setText(code)
    press(page.shell.window, F10)


def test_it_tells_whom_to_call_and_what_to_name(page, shell, desk, station) -> None:
    freeze(desk, station)
    put_up(shell, page, None)
    assert page.view.mode == "copied"
    words = everything(page)
    assert station.house.name in words
    assert "采血车 03" in words
    assert own(desk) in words
    assert say("go_on.copied.works") in words


def test_the_code_that_is_read_out_lets_this_one_go_on(page, shell, desk, station) -> None:
    freeze(desk, station)
    put_up(shell, page, None)
    book = desk.ledger.book
    give(page, code_for(station, own(desk)).lower().replace("-", " "))
    assert (said(page), page.view.mode, page.view.code.text()) == ("", "fine", "")
    assert desk.ledger.book != book
    assert shell.lines == 1
    assert talk(desk).notes == ()
    press(shell.window, F10)
    assert shell.shown == ["left go_on"]


@pytest.mark.parametrize("wrong", ["AAAA-AAAA-AAAA", "7", "字"])
def test_a_wrong_code_is_said_and_can_be_corrected(page, shell, desk, station, wrong: str) -> None:
    freeze(desk, station)
    put_up(shell, page, None)
    give(page, wrong)
    assert said(page) == say("sync.again.code_unknown")
    assert page.view.code.text() == wrong
    give(page, code_for(station, own(desk)))
    assert page.view.mode == "fine"


def test_the_code_of_another_laptop_is_said_to_be_that(page, shell, desk, station) -> None:
    other = Caller(station, practice=True)
    freeze(desk, station)
    with station.connections.lend() as conn:
        conn.execute(
            "INSERT INTO fence (station_code, terminal, frozen_at) SELECT station_code, terminal, now()"
            " FROM terminal ON CONFLICT (station_code, terminal) DO UPDATE SET frozen_at = now()"
        )
    put_up(shell, page, None)
    give(page, code_for(station, other.reply.terminal))
    assert "另一台终端" in said(page)
    assert page.view.mode == "copied"


def test_a_code_that_is_over_or_was_used_says_to_ask_for_another(page, shell, desk, station, clock) -> None:
    freeze(desk, station)
    put_up(shell, page, None)
    code = code_for(station, own(desk))
    clock.instant += CODE_LASTS + timedelta(minutes=1)
    give(page, code)
    assert said(page) == say("sync.again.code_over_time")
    used = code_for(station, own(desk))
    give(page, used)
    freeze(desk, station)
    page.open(None)
    give(page, used)
    assert said(page) == say("sync.again.code_spent")


def test_no_code_and_no_station_are_said_in_their_own_words(page, shell, desk, station) -> None:
    freeze(desk, station)
    put_up(shell, page, None)
    give(page, "  ")
    assert said(page) == say("go_on.copied.no_code")
    code = code_for(station, own(desk))
    station.stop()
    give(page, code)
    assert said(page) == say("sync.unreachable")
    texts().switch("en")
    assert said(page) == say("sync.unreachable")
    assert page.view.code.text() == code


def test_while_the_station_is_asked_a_second_press_does_nothing(page, shell, desk, station) -> None:
    freeze(desk, station)
    shell.aside = HeldTasks()
    put_up(shell, page, None)
    give(page, code_for(station, own(desk)))
    press(shell.window, F10)
    page._take("AAAA")
    page.open(None)
    page._hear(None)
    assert len(shell.aside.jobs) == 1
    assert not page.view.code.isEnabled()
    shell.aside.let_go()
    assert page.view.mode == "fine"


def test_a_terminal_that_the_backup_does_not_know_comes_in_again(page, shell, desk, station) -> None:
    with station.connections.lend() as conn:
        conn.execute("SET session_replication_role = replica")
        for table in ("book", "entry", "receipt", "greeting", "fence", "number_range", "terminal"):
            conn.execute(f"DELETE FROM {table}")
        backup = Backup(station)
        conn.execute("SET session_replication_role = DEFAULT")
    backup.put_back()
    talk(desk)
    put_up(shell, page, None)
    assert page.view.mode == "unknown"
    give(page, "")
    assert said(page) == say("go_on.unknown.no_code")
    give(page, "AAAA-AAAA-AAAA")
    assert said(page) == say("sync.enrol.code_unknown")
    terminal = own(desk)
    give(page, station.enrolment_code("采血车 03"))
    assert (page.view.mode, own(desk)) == ("fine", terminal)
    assert talk(desk).trouble is None
    assert len(desk.ledger.of_house(e.TerminalEnrolled.KIND)) == 2


def test_where_nothing_stands_still_it_says_so_and_leads_back(page, shell, desk) -> None:
    put_up(shell, page, None)
    assert page.view.mode == "fine"
    press(shell.window, ESC)
    assert shell.shown == ["left go_on"]


def test_a_terminal_without_a_station_waits_for_nobody(tmp_path, clock) -> None:
    alone = make_desk(tmp_path / "alone", clock)
    assert standing_of(alone).why == ""
    alone.close()


def test_it_turns_when_the_station_says_something_else(page, shell, desk, station) -> None:
    put_up(shell, page, None)
    freeze(desk, station)
    shell.station_told.emit(None)
    assert page.view.mode == "copied"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("why", ["wait", "copied", "unknown", "fine"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
def test_nothing_is_cut(page, shell, desk, language: str, why: str, size: tuple[int, int]) -> None:
    texts().switch(language)
    put_up(shell, page, None)
    page.view.show_mode(why, station="样例市中心血站", terminal="采血车 03", id="66001.3f9c1a7e5b2d4860")
    page.view.show_problem(say("sync.enrol.never_here"))
    shell.window.resize(*size)
    for _ in range(3):  # what wraps is laid out a pass after its width has changed
        QApplication.processEvents()
    assert find_cut_texts(shell.window) == []
    assert find_small_targets(shell.window) == []
