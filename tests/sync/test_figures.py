"""Figures at the station: of the same rows as at a terminal, so that both tell the same numbers."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import get_args

import pytest

from donor_room import cli
from donor_room.domain.figures import By, Figures, TakenHome, add_up, figures_of, group_of
from donor_room.domain.visit import fold_visit
from donor_room.domain.waiting import Waiting, told_of
from donor_room.packs.rules import load_rules
from donor_room.station.figures import report
from donor_room.station.founding import twin_of
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.sync.session import Session
from donor_room.workflow import aftercare, collect
from donor_room.workflow.desk import Desk
from donor_room.workflow.figures import report as of_terminal
from tests.support import desks as d

RULES = load_rules()


@pytest.fixture
def worked(enrolled: Desk, session: Session, station: Station) -> Desk:
    """A terminal with a donation, one that failed, one who left and one who is here; all at the station."""
    enrolled.pin_pepper = d.KEY
    enrolled.record_as_terminal(*d._staff())
    d.begin_work(enrolled, campaign="fathers", source="booking")
    d.take_ticket(enrolled, 3)
    enrolled.clock.instant += timedelta(minutes=8)  # type: ignore[attr-defined]
    whole = d.needle_in(enrolled, d.bring_to(enrolled, "collection", seed=1))
    d.scan_all(enrolled, collect.end(enrolled, whole.id, volume_ml=400, reason=None), "after_tubes")
    aftercare.give_souvenir(enrolled, whole.id, souvenir="towel")
    failed = d.needle_in(enrolled, d.bring_to(enrolled, "collection", seed=2))
    collect.end(enrolled, failed.id, volume_ml=40, reason="slow_flow")
    aftercare.close(enrolled, d.come_in(enrolled, seed=3).id, how="left", remark="有事")
    d.come_in(enrolled, seed=4)
    assert session.run().is_all_there
    station.settle()
    return enrolled


def at_station(station: Station, day: date, by: By) -> dict[str, Figures]:
    house = twin_of(station.houses, practice=True)
    with station.connections.lend() as conn:
        return report(conn, house.code, RULES, first=day, last=day, by=by)


def test_terminal_and_station_tell_the_same(worked: Desk, station: Station) -> None:
    day = worked.clock.today()
    for by in get_args(By):
        here = of_terminal(worked.database, worked.ledger, RULES, first=day, last=day, by=by)
        assert at_station(station, day, by) == here
        assert sum(one.visits for one in here.values()) == 4
    assert set(at_station(station, day, "campaign")) == {"fathers"}
    assert set(at_station(station, day, "source")) == {"booking"}


def test_the_sum_is_what_the_visits_come_to(worked: Desk, station: Station) -> None:
    visits = [figures_of(fold_visit(worked.ledger.of_visit(visit))) for visit in worked.visits.all()]
    (told,) = at_station(station, worked.clock.today(), "all").values()
    waits = [*(one for visit in visits for one in told_of(visit.waits)), Waiting("desk", 8, 1)]
    assert told == add_up(RULES, map(group_of, visits), waits, [TakenHome("towel", 1)])
    assert told.waits["interview"].visits == 2
    assert (told.donated, told.failed, told.left, told.open, told.whole_blood_ml) == (1, 1, 1, 1, 400)


def test_reading_everything_again_gives_the_same(worked: Desk, station: Station) -> None:
    day, house = worked.clock.today(), twin_of(station.houses, practice=True)
    before = at_station(station, day, "person")
    with station.connections.lend() as conn:
        rebuild(conn, house.world)
    assert at_station(station, day, "person") == before


def test_the_command_tells_a_line_for_each_part(
    worked: Desk, station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    day = worked.clock.today().isoformat()
    words = ["station", "figures", f"{day}..{day}", "site", "--database-url", station.connections._url]
    assert cli.run([*words, "--practice"]) == 0
    (line,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (line["visits"], line["whole_blood_units"], line["site"]) == (4, "2", "人民广场")


@pytest.mark.parametrize(
    ("days", "part"), [("2026-12-02..2026-12-01", "all"), ("tomorrow", "all"), ("2026-12-01", "weather")]
)
def test_what_are_no_days_or_no_part_is_refused(
    station: Station, capsys: pytest.CaptureFixture[str], days: str, part: str
) -> None:
    assert cli.run(["station", "figures", days, part, "--database-url", station.connections._url]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
