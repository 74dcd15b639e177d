"""Two vans without a network and one donor on the same afternoon: held at the station and on both screens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.visit import Visit
from donor_room.domain.walk import step_of
from donor_room.practice.checks import check_all
from donor_room.station.holds import OpenHold, decide_hold, open_holds
from donor_room.station.server import Station
from donor_room.store import numbers
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Told
from donor_room.ui.texts import say
from donor_room.ui.theme import theme
from donor_room.workflow import blood_tests, shift, sign_in
from donor_room.workflow.desk import Desk
from donor_room.workflow.shift import the_shift
from tests.support import desks as d
from tests.support.profiles import enlist
from tests.support.stations import running_station
from tests.ui.conftest import clock, day_in_chinese, garbage_stays_on_this_thread  # noqa: F401
from tests.ui.terminals import PLACE, Nurse, terminal_at_work


@pytest.fixture
def station(clock: FixedClock) -> Iterator[Station]:  # noqa: F811
    with running_station(clock) as running:
        yield running


@pytest.fixture
def vans(tmp_path: Path, clock: FixedClock, station: Station) -> Iterator[tuple[Nurse, Nurse]]:  # noqa: F811
    with _van(tmp_path / "1", clock, station) as first, _van(tmp_path / "2", clock, station) as second:
        yield first, second


@contextmanager
def _van(folder: Path, clock: FixedClock, station: Station) -> Iterator[Nurse]:  # noqa: F811
    """A van that the station has taken in and that has not talked to it since."""
    folder.mkdir()
    with terminal_at_work(folder, clock, who=None, opened=False, numbers=False) as nurse:
        nurse.do(lambda desk: _begin(desk, station, clock, folder.name))
        nurse.terminal.show("reception")
        nurse.settle()
        nurse.heard = []
        nurse.terminal.station_told.connect(nurse.heard.append)
        yield nurse


def _begin(desk: Desk, station: Station, clock: FixedClock, name: str) -> None:  # noqa: F811
    enlist(desk, "s9", "王全", ("nurse", "physician", "team_leader"), "correct horse", d.PIN)
    desk.person = next(one for one in sign_in.staff(desk) if one.staff == "s9")
    enrol_desk(desk, url=station.url, code=station.enrolment_code(f"van {name}"), clock=clock)
    desk.directory.apply([], "", clock.now())
    shift.open_shift(desk, **PLACE | {"vehicle": f"采血车 0{name}"}, organisation=None, team=())
    check_all(desk)


def gave(desk: Desk, *, abo: str = "A", box: str = "") -> Visit:
    """Let the donor of this afternoon give blood here, and pack the main bag."""
    visit = d.come_in(desk)
    while step_of(visit) != "closed":
        work = d.STEPS[step_of(visit)] if step_of(visit) != "tests" else _tested(abo)
        visit = work(desk, visit)
    packed = e.UnitsPacked(shift=the_shift(desk).id, number=_number(visit), role="bag1", box=box)
    if box:
        desk.record_of_house(packed)
    return visit


def _number(visit: Visit) -> str:
    return visit.label_sets[-1].number


def _tested(abo: Any) -> Any:
    def work(desk: Desk, visit: Visit) -> Visit:
        blood_tests.measure_hb(desk, visit.id, text="138", confirmed=False, lot=d.lot(desk))
        blood_tests.measure_alt(desk, visit.id, text="22", confirmed=False, lot=d.lot(desk))
        blood_tests.read_strip(desk, visit.id, result="nonreactive", lot=d.lot(desk))
        blood_tests.type_group(desk, visit.id, abo=abo, lot=d.lot(desk))
        return blood_tests.sign_tests(desk, visit.id)

    return work


def talk(station: Station, *nurses: Nurse) -> None:
    """Let the vans come to a network one after another, and then hear of each other."""
    for _ in range(2):
        for nurse in nurses:
            before = len(nurse.heard)
            if nurse.terminal.line is None:
                nurse.terminal.talk_to_station()
            else:
                nurse.terminal.line.try_now()
            nurse.wait(lambda n=nurse, b=before: _is_level(n.heard[b:]), "the station")
            station.settle()
    for nurse in nurses:
        nurse.terminal.refresh()
        nurse.settle()


def _is_level(told: list[Told]) -> bool:
    return bool(told) and told[-1].trouble is None and not told[-1].waiting


def holds(station: Station) -> list[OpenHold]:
    with station.connections.lend() as conn:
        codes = [house.code for house in station.houses.values()]
        return [one for code in codes for one in open_holds(conn, code)]


def read_page(nurse: Nurse) -> list[tuple[str, str, str]]:
    """Open the notices by the band, and return number, crate and what to do of each line."""
    nurse.window.notices_asked.emit()
    nurse.settle()
    nurse.wait(lambda: nurse.view.rows, "the notices")
    nurse.settle()
    nurse.window.grab().save(str(nurse.terminal.profile.folder.parent / "notices.png"))
    theme().set_night(True)
    nurse.settle()
    nurse.window.grab().save(str(nurse.terminal.profile.folder.parent / "notices_night.png"))
    theme().set_night(False)
    nurse.settle()
    return [(row.line.head, row.line.crate, row.line.what) for row in nurse.view.rows]


def test_two_donations_of_one_afternoon_are_held_with_number_and_crate_on_both_screens(
    vans: tuple[Nurse, Nurse], station: Station
) -> None:
    first, second = vans
    here, there = first.do(lambda desk: gave(desk, box="3")), second.do(gave)
    assert (first.window.status.notices, first.window.status.is_online) == (0, False)
    talk(station, first, second)
    found = {(one.reason, one.visit): one for one in holds(station)}
    assert {("interval", here.id), ("interval", there.id)} <= set(found)
    assert (found["interval", here.id].number, found["interval", here.id].crate) == (_number(here), "3")
    ((_, crate, what),) = [line for line in read_page(first) if line[0] == _number(here)]
    assert crate == say("notices.crate", crate="3")
    assert say("notices.reason.interval") in what
    assert [line[0] for line in read_page(second)] == [_number(there)]
    assert first.window.status.notices == 1
    assert first.faults() == []


def test_who_reads_a_notice_is_noted_and_the_band_is_quiet_again(
    vans: tuple[Nurse, Nurse], station: Station
) -> None:
    first, second = vans
    first.do(gave), second.do(gave)
    talk(station, first, second)
    read_page(first)
    first.window.current.main.click()
    first.settle()
    first.wait(lambda: first.window.status.notices == 0, "the band")
    (line,) = first.do(lambda desk: desk.ledger.of_house("notice.noted"))
    assert line.entry.by == "s9"
    assert first.view.rows[0].line.look == "noted"
    first.view.back_asked.emit()
    first.settle()
    assert first.page == "reception"


def test_another_blood_group_in_the_other_van_is_told_on_both_screens(
    vans: tuple[Nurse, Nurse], station: Station
) -> None:
    first, second = vans
    here, there = first.do(gave), second.do(lambda desk: gave(desk, abo="B"))
    talk(station, first, second)
    assert {("group_differs", here.id), ("group_differs", there.id)} <= {
        (one.reason, one.visit) for one in holds(station)
    }
    for nurse, visit in ((first, here), (second, there)):
        held = nurse.do(lambda desk, v=visit: desk.visits.get(v.id).quarantine)
        assert set(held) & {"group_differs", "donated_elsewhere"}, "by notice or list, whichever came first"
        assert any(say("notices.reason.group_differs") in what for _, _, what in read_page(nurse))


def test_one_number_on_two_bags_is_told_on_both_screens(
    vans: tuple[Nurse, Nurse], station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second van is forced to the number of the first, past every guard of its own."""
    first, second = vans
    here = first.do(gave)
    there = second.do(lambda desk: d.bring_to(desk, "labels", seed=11))
    monkeypatch.setitem(numbers._KEEPERS, e.LabelSetPlanned, lambda database, entry, act: None)

    def steal(desk: Desk) -> Visit:
        d.label.confirm_at_chair(desk, there.id)
        return desk.record(there.id, replace(here.label_sets[0].planned, range_id="r1"))

    second.do(steal)
    talk(station, first, second)
    assert {("number_twice", here.id), ("number_twice", there.id)} <= {
        (one.reason, one.visit) for one in holds(station)
    }
    assert second.do(lambda desk: desk.visits.get(there.id).hold.reason) == "number_twice"
    for nurse in vans:
        assert {head for head, _, _ in read_page(nurse)} == {_number(here)}


def test_a_donor_who_was_deferred_in_the_other_van_is_stopped_on_the_screen(
    vans: tuple[Nurse, Nurse], station: Station
) -> None:
    first, second = vans
    here = first.do(lambda desk: gave(desk, box="2"))
    second.do(_deferred)
    talk(station, second, first)
    assert ("deferred_elsewhere", here.id) in {(one.reason, one.visit) for one in holds(station)}
    ((head, crate, what),) = read_page(first)
    assert (head, crate) == (_number(here), say("notices.crate", crate="2"))
    assert say("notices.reason.deferred_elsewhere") in what


def _deferred(desk: Desk) -> Visit:
    """Turn the donor away for a reactive strip, as the laboratory of the station has to look at it."""
    visit = d.bring_to(desk, "tests")
    blood_tests.measure_hb(desk, visit.id, text="138", confirmed=False, lot=d.lot(desk))
    blood_tests.measure_alt(desk, visit.id, text="22", confirmed=False, lot=d.lot(desk))
    blood_tests.read_strip(desk, visit.id, result="reactive", lot=d.lot(desk))
    blood_tests.type_group(desk, visit.id, abo="A", lot=d.lot(desk))
    blood_tests.sign_tests(desk, visit.id)
    return d.confirm(desk, desk.visits.get(visit.id))


def test_what_the_station_decides_comes_down_to_the_screen(
    vans: tuple[Nurse, Nurse],
    station: Station,
    clock: FixedClock,  # noqa: F811
) -> None:
    first, second = vans
    here = first.do(lambda desk: gave(desk, box="3"))
    second.do(gave)
    talk(station, first, second)
    with station.connections.lend() as conn:
        for hold in holds(station):
            house = station.houses[hold.station_code]
            decide_hold(conn, house, hold, verdict="discard", by="赵敏", why="间隔不足", now=clock.now())
    talk(station, first)
    whats = [what for head, _, what in read_page(first) if head == _number(here)]
    assert any(say("notices.decided.discard", why=say("notices.reason.interval")) in what for what in whats)
    assert holds(station) == []
