"""The figures of some days: counted again naively from the ledger, and the same after a rebuild."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import get_args

import pytest
from msgspec.structs import asdict

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock, instant_of
from donor_room.domain.directory import EarlierDonation
from donor_room.domain.figures import By, Figures, TakenHome, add_up, figures_of, group_of
from donor_room.domain.visit import Visit, fold_visit
from donor_room.domain.waiting import Wait, told_of
from donor_room.domain.walk import step_of
from donor_room.packs.rules import load_rules
from donor_room.store.figures import FigureRows
from donor_room.workflow import aftercare, collect
from donor_room.workflow.desk import Desk
from donor_room.workflow.figures import report
from donor_room.workflow.shift import the_shift
from tests.support import desks as d

RULES = load_rules()


@pytest.fixture
def today(desk: Desk) -> date:
    return desk.clock.today()


def told(desk: Desk, first: date, last: date | None = None, by: By = "all") -> dict[str, Figures]:
    return report(desk.database, desk.ledger, RULES, first=first, last=last or first, by=by)


def gone(desk: Desk, visit: Visit, *souvenirs: str) -> Visit:
    d.scan_all(desk, visit, "after_tubes")
    aftercare.start_rest(desk, visit.id)
    for souvenir in souvenirs:
        aftercare.give_souvenir(desk, visit.id, souvenir=souvenir)
    how = aftercare.how_it_ends(desk.visits.get(visit.id))
    return aftercare.close(desk, visit.id, how=how, remark="赶车")


def gives(desk: Desk, seed: int, *souvenirs: str, volume_ml: int = 400, reason: str | None = None) -> Visit:
    visit = d.needle_in(desk, d.bring_to(desk, "collection", seed=seed))
    return gone(desk, collect.end(desk, visit.id, volume_ml=volume_ml, reason=reason), *souvenirs)


def leaves(desk: Desk, seed: int) -> Visit:
    return aftercare.close(desk, d.come_in(desk, seed=seed).id, how="left", remark="有事")


@pytest.fixture
def day(desk: Desk, clock: FixedClock) -> Desk:
    """Two who gave, of whom one had given before, one failed, one who left, one who is still here."""
    before = EarlierDonation(kind="WB400", on=date(2025, 1, 5), volume_ml=400, site="x")
    d.know(desk, d.invented(desk, seed=2), count=1, donations=(before,))
    gives(desk, 1, "umbrella", "cup")
    gives(desk, 2, "cup")
    gives(desk, 3, volume_ml=40, reason="slow_flow")
    leaves(desk, 4)
    d.come_in(desk, seed=5)
    return desk


def naive(desk: Desk) -> Counter[str]:
    """Count again, visit by visit, from nothing but what the ledger tells."""
    counted: Counter[str] = Counter()
    for visit in desk.visits.all():
        folded = fold_visit(desk.ledger.of_visit(visit))
        counted["visits"] += 1
        counted["needles"] += len(folded.needles)
        counted["pierced"] += bool(folded.needles)
        if folded.collection is None:
            counted["left" if folded.closed else "open"] += 1
        elif folded.collection.volume_ml < 50:
            counted["failed"] += 1
        else:
            counted["donated"] += 1
            counted["whole_blood"] += 1
            counted["whole_blood_ml"] += folded.collection.volume_ml
            counted["repeat" if folded.known and folded.known.count else "first"] += 1
    return counted


def test_a_day_comes_to_what_its_visits_come_to(day: Desk, today: date) -> None:
    (sums,) = told(day, today).values()
    counted = naive(day)
    told_elsewhere = ("first_sticks", "reacted", "waits", "souvenirs")
    assert {
        name: value for name, value in asdict(sums).items() if value and name not in told_elsewhere
    } == counted
    assert (sums.visits, sums.donated, sums.first, sums.repeat, sums.whole_blood_ml) == (5, 2, 1, 1, 800)


def test_what_is_kept_of_a_visit_is_what_its_fold_says(day: Desk, today: date) -> None:
    every = [figures_of(fold_visit(day.ledger.of_visit(visit))) for visit in day.visits.all()]
    waits = [one for row in every for one in told_of(row.waits)]
    taken = [TakenHome(row.souvenirs, 1) for row in every]
    assert told(day, today)[""] == add_up(RULES, map(group_of, every), waits, taken)
    assert len(FigureRows(day.database).without_row(today, today)) == 1


def test_souvenirs_are_what_the_last_word_of_each_visit_says(day: Desk, today: date) -> None:
    """Count again from bare entries: of two words the later one stands in the place of the earlier."""
    last: dict[str, str] = {}
    for visit in day.visits.all():
        for line in day.ledger.of_visit(visit):
            if isinstance(line.act, e.SouvenirGiven):
                last[visit] = line.act.souvenir
    assert told(day, today)[""].souvenirs == dict(Counter(last.values())) == {"cup": 2}
    assert told(day, today, by="day")[today.isoformat()].souvenirs == {"cup": 2}


def test_the_wait_before_a_step_is_what_the_ledger_says_of_the_clock(
    desk: Desk, today: date, clock: FixedClock
) -> None:
    """Count again from bare entries: the first word of the interview, and the last act before it."""
    counted = []
    for seed, minutes in enumerate((4, 11, 26, 3), 1):
        visit = d.come_in(desk, seed=seed)
        clock.instant += timedelta(minutes=minutes)
        while step_of(visit) != "exam":
            visit = d.STEPS[step_of(visit)](desk, visit)
        lines = desk.ledger.of_visit(visit.id)
        place = next(n for n, line in enumerate(lines) if line.entry.kind == e.ConsentGiven.KIND)
        waited = instant_of(lines[place].entry.hlc) - instant_of(lines[place - 1].entry.hlc)
        counted.append(waited // timedelta(minutes=1))
    (sums,) = told(desk, today).values()
    in_order = sorted(counted)
    assert sums.waits["interview"] == Wait(visits=4, median=in_order[1], most=in_order[3])
    assert "collection" not in sums.waits
    by_person = told(desk, today, by="person").values()
    assert [sums.waits for sums in by_person] == [{}]


def test_the_wait_for_the_desk_is_what_tickets_and_openings_say(
    desk: Desk, today: date, clock: FixedClock
) -> None:
    """Count again from bare entries of the whole book: each ticket, and the opening under it."""
    for seed, minutes in enumerate((12, 0, 31, 5), 1):
        d.take_ticket(desk, seed)
        clock.instant += timedelta(minutes=minutes)
    for seed in (4, 2, 9, 1, 3):  # nobody gave the ninth a number, and the third has left again
        visit = d.come_in(desk, seed)
        clock.instant += timedelta(minutes=2)
        if seed in (2, 3):
            aftercare.close(desk, visit.id, how="left", remark="有事")
    given: dict[str, str] = {}
    counted = []
    for line in desk.ledger.every_entry():
        if isinstance(line.act, e.TicketGiven):
            given[line.act.visit] = line.entry.hlc
        elif isinstance(line.act, e.VisitOpened) and line.entry.visit in given:
            waited = instant_of(line.entry.hlc) - instant_of(given[line.entry.visit])
            counted.append(waited // timedelta(minutes=1))
    assert sorted(counted) == [5, 38, 44, 54]
    (sums,) = told(desk, today).values()
    assert sums.waits["desk"] == Wait(visits=4, median=38, most=54)
    kept = desk.database.rows("SELECT desk_min FROM figure ORDER BY desk_min")
    desk.rebuild()
    assert kept == [(38,), (44,)] == desk.database.rows("SELECT desk_min FROM figure ORDER BY desk_min")


def test_a_rebuild_gives_the_same_rows(day: Desk, today: date) -> None:
    before = day.database.rows("SELECT * FROM figure ORDER BY visit")
    day.database.execute("DELETE FROM figure")
    assert told(day, today)[""].visits == 5
    day.rebuild()
    assert day.database.rows("SELECT * FROM figure ORDER BY visit") == before


def test_other_days_are_left_out(day: Desk, today: date, clock: FixedClock) -> None:
    clock.instant += timedelta(days=1)
    leaves(day, 9)
    tomorrow = today + timedelta(days=1)
    assert [told(day, one)[""].visits for one in (today, tomorrow)] == [5, 1]
    assert told(day, today - timedelta(days=1)) == {}
    assert told(day, today, tomorrow)[""].visits == 6
    assert {on: sums.visits for on, sums in told(day, today, tomorrow, by="day").items()} == {
        today.isoformat(): 5,
        tomorrow.isoformat(): 1,
    }


def test_the_parts_add_up_to_the_whole(day: Desk, today: date) -> None:
    for by in get_args(By):
        parts = told(day, today, by=by)
        assert sum(sums.visits for sums in parts.values()) == 5
        assert sum(sums.whole_blood_ml for sums in parts.values()) == 800


def test_campaign_and_source_of_the_shift_part_the_figures_and_unsaid_ones_stay_apart(
    day: Desk, today: date
) -> None:
    first = the_shift(day).opened
    day.record_of_house(e.ShiftClosed(shift=first.shift))
    d.open_shift(day, campaign="civil_servants", source="telephone")
    gives(day, 11)
    leaves(day, 12)
    by_campaign = {name: sums.visits for name, sums in told(day, today, by="campaign").items()}
    by_source = {name: sums.donated for name, sums in told(day, today, by="source").items()}
    assert (by_campaign, by_source) == ({"": 5, "civil_servants": 2}, {"": 2, "telephone": 1})
    counted: Counter[str] = Counter()
    opened = {one.act.shift: one.act for one in day.ledger.of_house(e.ShiftOpened.KIND)}
    for visit in day.visits.all():
        counted[opened[day.visits.get(visit).opened.shift].campaign or ""] += 1
    assert counted == by_campaign


def test_parts_bear_the_names_of_calendar_and_shift(day: Desk, today: date) -> None:
    opened = the_shift(day).opened
    names = {by: list(told(day, today, by=by)) for by in ("month", "quarter", "year", "site", "drive")}
    assert names == {
        "month": [f"{today:%Y-%m}"],
        "quarter": [f"{today.year}-Q4"],
        "year": [str(today.year)],
        "site": [opened.site],
        "drive": [opened.drive],
    }


def test_first_sticks_are_told_of_whoever_put_the_needle_in(day: Desk, today: date) -> None:
    parts = told(day, today, by="person")
    nurse = day.signed_in().staff
    assert (parts[nurse].pierced, parts[nurse].first_sticks, parts[""].pierced) == (3, 3, 0)


def test_a_visit_whose_shift_nobody_knows_is_not_left_out(day: Desk, today: date) -> None:
    day.database.execute("UPDATE figure SET shift = 'gone' WHERE ended = 'failed'")
    parts = told(day, today, by="site")
    assert (parts[""].failed, sum(sums.visits for sums in parts.values())) == (1, 5)


def test_the_rows_of_a_visit_that_left_stay(day: Desk, today: date) -> None:
    over = [visit for (visit,) in day.database.rows("SELECT visit FROM figure")]
    day.visits.leave(over)
    assert told(day, today)[""].visits == 5
