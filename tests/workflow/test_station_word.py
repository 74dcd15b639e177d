"""What the station tells of a donor who is here, and a visit that is taken up on another day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.refusal import Trouble
from donor_room.domain.visit import Visit
from donor_room.domain.walk import may_give, step_of
from donor_room.wire.messages import DirectoryPage, DirectoryRow
from donor_room.workflow import collect, decide, hand_over, label, register, station_word
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from tests.support import desks as d
from tests.support.desks import refused
from tests.support.told import PERMANENT, tell
from tests.support.told import word as told_word

TODAY = date(2026, 11, 21)


def given(on: date = TODAY, site: str = "人民广场", volume_ml: int = 400) -> EarlierDonation:
    return EarlierDonation(kind="WB400", on=on, volume_ml=volume_ml, site=site)


def word(*donations: EarlierDonation, **told: Any) -> DirectoryDonor:
    return told_word(**({"donations": donations, "count": len(donations)} | told))


def acknowledge(desk: Desk) -> None:
    """The station holds everything that was written here."""
    desk.ledger.acknowledge(desk.ledger.book, *desk.ledger.head(desk.ledger.book))


def holds(desk: Desk, visit: Visit) -> list[str]:
    acts = (line.act for line in desk.ledger.of_visit(visit.id))
    return [act.reason for act in acts if isinstance(act, e.VisitHeld)]


# ---- a hold ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (word(deferral=PERMANENT), "deferred_elsewhere"),
        (word(deferral=StandingDeferral(kind="until", until_on=date(2027, 1, 1))), "deferred_elsewhere"),
        (word(deferral=StandingDeferral(kind="until", until_on=None)), "deferred_elsewhere"),
        (word(deferral=StandingDeferral(kind="ask_station", until_on=None)), "deferred_elsewhere"),
        (word(given()), "donated_elsewhere"),
        (word(given(TODAY - timedelta(days=30))), "donated_elsewhere"),
    ],
)
def test_a_deferral_and_a_donation_elsewhere_hold_the_visit(
    desk: Desk, told: DirectoryDonor, reason: str
) -> None:
    visit = tell(desk, d.bring_to(desk, "labels"), told)
    assert visit.hold is not None
    assert visit.hold.reason == reason
    assert step_of(visit) == "decision"
    assert desk.ledger.of_visit(visit.id)[-1].entry.by == ""


@pytest.mark.parametrize(
    "told",
    [
        word(),
        word(deferral=StandingDeferral(kind="until", until_on=TODAY)),
        word(given(TODAY - timedelta(days=400))),
        word(abo="A", count=4),
    ],
)
def test_what_stands_against_nothing_holds_nobody(desk: Desk, told: DirectoryDonor) -> None:
    assert tell(desk, d.bring_to(desk, "labels"), told).hold is None


def test_what_was_known_at_the_beginning_is_no_news(desk: Desk) -> None:
    waits = StandingDeferral(kind="ask_station", until_on=None)
    known = word(given(TODAY - timedelta(days=200)), deferral=waits)
    d.know(desk, d.invented(desk), donations=known.donations, count=1, deferral=waits)
    assert tell(desk, d.come_in(desk), known).hold is None


def test_the_same_word_holds_once(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam")
    for _ in range(3):
        visit = tell(desk, visit, word(given()))
    assert holds(desk, visit) == ["donated_elsewhere"]


def test_a_stricter_word_holds_again(desk: Desk) -> None:
    visit = tell(desk, d.bring_to(desk, "exam"), word(given()))
    visit = tell(desk, visit, word(given(), deferral=PERMANENT))
    assert holds(desk, visit) == ["donated_elsewhere", "deferred_elsewhere"]


def test_what_came_down_before_a_crash_is_heard_after_it(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam")
    d.know(desk, visit.donor, deferral=PERMANENT)
    nothing = DirectoryPage(rows=(), cursor="c", more=False, as_of=desk.clock.now())
    exchange_of(desk).take_page(nothing)
    assert holds(desk, visit) == ["deferred_elsewhere"]
    assert desk.has_heard_station


def test_a_word_that_could_not_be_written_is_heard_at_the_next_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = d.bring_to(desk, "exam")
    with monkeypatch.context() as full_disk:
        full_disk.setattr(desk, "note", lambda *_: (_ for _ in ()).throw(Trouble("store.disk_full")))
        with refused("store.disk_full"):
            tell(desk, visit, told_word(deferral=PERMANENT))
    exchange_of(desk).take_page(DirectoryPage(rows=(), cursor="c", more=False, as_of=desk.clock.now()))
    assert holds(desk, visit) == ["deferred_elsewhere"]


def test_a_whole_directory_holds_as_its_rows_do(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam")
    desk.has_heard_station = True
    person = desk.directory.person_of(visit.donor.document_kind, visit.donor.document_number)
    row = DirectoryRow(person=person, revision=1, donor=word(deferral=PERMANENT))
    page = DirectoryPage(rows=(row,), cursor="c", more=False, as_of=desk.clock.now())
    exchange_of(desk).replace_directory([page])
    assert holds(desk, visit) == ["deferred_elsewhere"]


def test_a_word_about_another_donor_is_not_about_this_one(desk: Desk) -> None:
    visit, other = d.bring_to(desk, "exam", seed=7), d.bring_to(desk, "exam", seed=8)
    tell(desk, other, word(deferral=PERMANENT))
    assert (holds(desk, visit), holds(desk, other)) == ([], ["deferred_elsewhere"])


def test_without_a_shift_nobody_is_here(desk: Desk) -> None:
    hand_over.return_unspent(desk)
    hand_over.close_shift(desk, received_by=d.NURSE, pin=d.PIN, document_sha256="0")
    station_word.hear_of(desk, ())
    assert not desk.has_heard_station


# ---- the terminal's own donation comes back --------------------------------------------------------------


def test_the_own_donation_that_comes_back_holds_nobody(desk: Desk) -> None:
    visit = d.bring_to(desk, "aftercare")
    acknowledge(desk)
    assert tell(desk, visit, word(given())).quarantine == ()


def test_a_donation_told_before_the_own_one_went_up_is_another_terminals(desk: Desk) -> None:
    visit = tell(desk, d.bring_to(desk, "aftercare"), word(given(site="火车站")))
    assert visit.quarantine == ("donated_elsewhere",)


def test_two_donations_of_one_day_hold_the_unit(desk: Desk) -> None:
    visit = d.bring_to(desk, "closed")
    acknowledge(desk)
    for _ in range(2):
        visit = tell(desk, visit, word(given(), given(site="火车站")))
    assert holds(desk, visit) == ["donated_elsewhere"]
    assert visit.known is not None
    assert [one.on for one in visit.known.donations] == [TODAY]


def test_an_earlier_own_donation_is_no_news(desk: Desk, clock: FixedClock) -> None:
    d.bring_to(desk, "closed")
    acknowledge(desk)
    clock.instant += timedelta(days=200)
    desk.directory.apply([], "cursor", clock.now())
    visit = d.come_in(desk)
    assert tell(desk, visit, word(given())).hold is None


def test_who_left_without_a_unit_is_not_held(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam")
    desk.record(visit.id, e.VisitClosed(how="left", remark="有事"))
    assert tell(desk, visit, word(deferral=PERMANENT)).holds == ()


def test_who_left_after_a_void_set_is_not_held(desk: Desk) -> None:
    visit = d.plan_set(desk, d.bring_to(desk, "labels"))
    label.void(desk, visit.id, reason="spoiled", witness=d.NURSE, pin=d.PIN)
    desk.record(visit.id, e.VisitClosed(how="left", remark="有事"))
    assert tell(desk, visit, word(deferral=PERMANENT)).holds == ()


# ---- the physician looks ---------------------------------------------------------------------------------


def resolve(desk: Desk, visit: Visit, **wanted: Any) -> Visit:
    return station_word.resolve_hold(desk, visit.id, **({"pin": d.PIN, "reason": "已电话核实"} | wanted))


def test_after_the_look_the_rules_decide_by_what_the_station_told(desk: Desk) -> None:
    visit = resolve(desk, tell(desk, d.bring_to(desk, "labels"), word(given(TODAY - timedelta(days=30)))))
    assert not may_give(visit)
    assert decide.propose(desk, visit.id).decision.outcome == "deferred_until"
    assert step_of(decide.confirm(desk, visit.id, pin=d.PIN)) == "decision"


def test_who_looks_gives_a_reason_and_the_own_pin_and_is_a_physician(desk: Desk) -> None:
    visit = tell(desk, d.bring_to(desk, "exam"), word(deferral=PERMANENT))
    with refused("hold.no_reason"):
        resolve(desk, visit, reason="  ")
    with refused("staff.wrong_secret"):
        resolve(desk, visit, pin="0000")
    d.take_place(desk, d.NURSE)
    with refused("staff.not_permitted"):
        resolve(desk, visit)
    d.take_place(desk, d.PHYSICIAN)
    assert resolve(desk, visit).hold is None


# ---- the unit of a held visit at the handover ------------------------------------------------------------


@pytest.fixture
def drawn(desk: Desk) -> Visit:
    return d.bring_to(desk, "closed")


def encoded(visit: Visit, role: str) -> str:
    return next(one.encoded for one in visit.label_sets[0].planned.labels if one.role == role)


def pack_all(desk: Desk, visit: Visit) -> dict[str, str]:
    packed = (
        hand_over.pack(desk, text=encoded(visit, role), box="1") for role in hand_over.AFTER_TUBES_ROLES
    )
    return {role: box for role, _number, box in packed}


def close(desk: Desk) -> object:
    return hand_over.close_shift(desk, received_by=d.NURSE, pin=d.PIN, document_sha256="0")


def test_a_unit_held_before_packing_goes_apart_by_itself(desk: Desk, drawn: Visit) -> None:
    tell(desk, drawn, word(deferral=PERMANENT))
    hand_over.return_unspent(desk)
    assert pack_all(desk, drawn) == {"bag1": "Q", "nat": "1", "tube": "1", "form": "1"}
    assert close(desk)


def test_a_deferral_of_the_day_of_the_unit_holds_it_though_it_is_over_when_it_is_heard(
    desk: Desk, clock: FixedClock, drawn: Visit
) -> None:
    clock.instant += timedelta(days=2)
    told = StandingDeferral(kind="until", until_on=TODAY + timedelta(days=1))
    assert tell(desk, drawn, word(deferral=told)).quarantine == ("deferred_elsewhere",)


def test_a_shift_does_not_close_over_a_unit_held_after_packing(desk: Desk, drawn: Visit) -> None:
    pack_all(desk, drawn)
    hand_over.return_unspent(desk)
    tell(desk, drawn, word(deferral=PERMANENT))
    with refused("handover.quarantine"):
        close(desk)
    assert hand_over.pack(desk, text=encoded(drawn, "bag1"), box="1")[2] == "Q"
    with refused("handover.packed_already"):
        hand_over.pack(desk, text=encoded(drawn, "bag1"), box="1")
    assert close(desk)


# ---- another day -----------------------------------------------------------------------------------------


def next_day(clock: FixedClock) -> None:
    clock.instant += timedelta(hours=18)


@pytest.mark.parametrize("step", ["exam", "tests", "decision", "labels"])
def test_a_visit_of_yesterday_begins_at_the_interview_again(desk: Desk, clock: FixedClock, step: str) -> None:
    visit = d.bring_to(desk, step)
    next_day(clock)
    again = station_word.take_up(desk, visit.id)
    assert step_of(again) == "interview"
    assert again.lapsed is not None
    assert (again.lapsed.since, again.lapsed.valid_h) == (visit.opened_at, 4)
    assert station_word.take_up(desk, visit.id) == again


def test_before_it_is_taken_up_nothing_of_yesterday_leads_on(desk: Desk, clock: FixedClock) -> None:
    visit = d.bring_to(desk, "labels")
    next_day(clock)
    label.confirm_at_chair(desk, visit.id)
    with refused("walk.lapsed"):
        label.plan(desk, visit.id, bag_kind="triple_400")


def test_a_set_of_yesterday_leads_to_no_needle(desk: Desk, clock: FixedClock) -> None:
    visit = d.plan_and_scan(desk, d.bring_to(desk, "labels"))
    next_day(clock)
    with refused("walk.lapsed"):
        d.needle_in(desk, visit)
    assert step_of(station_word.take_up(desk, visit.id)) == "labels"
    label.void(desk, visit.id, reason="spoiled", witness=d.NURSE, pin=d.PIN)
    assert step_of(desk.visits.get(visit.id)) == "interview"


def test_all_is_asked_again_and_the_donor_gives_on_the_new_day(desk: Desk, clock: FixedClock) -> None:
    visit = d.bring_to(desk, "labels")
    next_day(clock)
    visit = station_word.take_up(desk, visit.id)
    while step_of(visit) != "closed":
        visit = d.STEPS[step_of(visit)](desk, visit)
    assert visit.collection is not None


def test_a_needle_that_is_in_at_midnight_stays_in(desk: Desk, clock: FixedClock) -> None:
    visit = d.needle_in(desk, d.plan_and_scan(desk, d.bring_to(desk, "labels")))
    next_day(clock)
    assert station_word.take_up(desk, visit.id) == visit
    assert collect.end(desk, visit.id, volume_ml=400, reason=None).collection is not None


def test_what_the_station_told_overnight_is_known_on_the_new_day(desk: Desk, clock: FixedClock) -> None:
    visit = d.bring_to(desk, "labels")
    next_day(clock)
    d.know(desk, visit.donor, donations=(given(),), count=1)
    again = station_word.take_up(desk, visit.id)
    assert again.known is not None
    assert [one.on for one in again.known.donations] == [TODAY]


def test_the_plan_counts_for_the_year_too(desk: Desk) -> None:
    """Twenty-four platelet donations fill the year, however long ago the last one was."""
    visit = register.open_visit(desk, donor=d.invented(desk), source="typed", plan="APH_PLT1")
    full = [given(TODAY - timedelta(days=30 + n)) for n in range(24)]
    platelets = tuple(msgspec.structs.replace(one, kind="APH_PLT1", volume_ml=200) for one in full)
    assert tell(desk, visit, word(*platelets)).hold is not None
