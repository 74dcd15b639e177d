"""The desk writes an act whole or not at all, and only what this person may do now."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.staff import PERMITTED
from donor_room.domain.visit import Recorded
from donor_room.domain.walk import is_of_visit, step_of
from donor_room.workflow import label
from donor_room.workflow.desk import Desk
from donor_room.workflow.permissions import PERMISSION
from tests.support import acts as a
from tests.support import desks as d

BY_ITSELF = {
    "notice.heard",
    "book.bodies_left",
    "book.opened",
    "clock.jumped",
    "visit.held",
    "visit.lapsed",
    "terminal.enrolled",
    "terminal.goes_on",
    "range.leased",
    "reaction.called_at_station",
    "rules.taken",
    "staff.signed_in",
    "staff.sign_in_refused",
    "staff.told",
}
"""What the terminal writes and no person."""


class Broken:
    """A table that cannot take what comes."""

    def apply(self, recorded: Recorded, *, replay: bool = False) -> None:
        raise ValueError(recorded.entry.kind)

    def clear(self) -> None:
        """Nothing to forget."""


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


# ---- who may do what ---------------------------------------------------------------------------------------


def test_every_act_has_a_permission_or_is_the_terminals_own() -> None:
    asked = {kind.KIND for kind in PERMISSION}
    assert asked.isdisjoint(BY_ITSELF)
    assert asked | BY_ITSELF == set(e.act_kinds())


def may_write(desk: Desk, visit: str, act: e.Act) -> bool:
    """Try an act and take it back; False when it was the permission that was missing."""
    try:
        with contextlib.suppress(ValueError), desk.transaction():
            if isinstance(act, e.VisitOpened):
                desk.open_visit("another", act)
            elif is_of_visit(act):
                desk.record(visit, act)
            else:
                desk.record_of_house(act)
            raise ValueError
    except Refusal as refusal:
        return refusal.code != "staff.not_permitted"
    return True


@pytest.mark.parametrize("staff_id", [d.NURSE, d.PHYSICIAN, d.LEADER, d.ADMINISTRATOR])
def test_the_matrix_of_acts_and_roles_holds(desk: Desk, staff_id: str) -> None:
    """What is not permitted is refused before anything else is looked at (S07)."""
    visit = d.come_in(desk).id
    d.take_place(desk, staff_id)
    roles = d.PEOPLE[staff_id][1]
    for act in a.EVERY_ACT:
        permission = PERMISSION.get(type(act))
        permitted = permission is not None and not PERMITTED[permission].isdisjoint(roles)
        assert may_write(desk, visit, act) is permitted, act.KIND


def test_nobody_writes_before_signing_in(desk: Desk) -> None:
    visit = d.come_in(desk).id
    desk.person = None
    for write in (
        lambda: desk.record(visit, a.CONSENT),
        lambda: desk.record_of_house(e.Locked(staff="s1", idle=True)),
        lambda: desk.open_visit("another", a.OPENED),
    ):
        with pytest.raises(Refusal) as refused:
            write()
        assert code_of(refused) == "staff.sign_in_first"


def test_an_act_of_a_visit_never_stands_outside_one(desk: Desk) -> None:
    with pytest.raises(ValueError, match="belongs to a visit"):
        desk.record_of_house(a.CONSENT)


def test_an_act_of_a_newer_program_is_nobodys_to_write(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.record(d.come_in(desk).id, e.UnknownAct(kind="moon.landed", version=1))
    assert code_of(refused) == "staff.not_permitted"


# ---- whole or not at all -----------------------------------------------------------------------------------


def whole_state(desk: Desk) -> tuple[object, ...]:
    return desk.ledger.head(desk.ledger.book), desk.ledger.count(), d.drawn(desk)


def test_a_refused_second_act_takes_the_first_with_it(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam")
    before = whole_state(desk)
    with pytest.raises(Refusal):
        desk.record(visit.id, e.SignSeen(sign="skin", normal=True, remark=None), a.needle())
    assert whole_state(desk) == before
    assert desk.visits.get(visit.id) == visit


@pytest.mark.parametrize("step", ["interview", "decision", "labels", "collection"])
def test_a_table_that_fails_in_the_middle_leaves_everything_as_it_was(desk: Desk, step: str) -> None:
    visit = d.bring_to(desk, step)
    before = whole_state(desk)
    desk.ledger.add_projection(Broken())
    with pytest.raises(ValueError, match=r"\."):
        d.STEPS[step](desk, visit)
    desk.ledger._projections.pop()
    assert whole_state(desk) == before
    assert desk.visits.get(visit.id) == visit
    assert step_of(d.STEPS[step](desk, visit)) != step
    assert desk.ledger.verify()


def test_a_number_is_not_lost_by_a_plan_that_was_refused(desk: Desk) -> None:
    visit = d.bring_to(desk, "decision")
    before = whole_state(desk)
    with pytest.raises(Refusal):
        label.plan(desk, visit.id, bag_kind="triple_400")
    assert whole_state(desk) == before


def test_an_opening_that_is_refused_leaves_no_visit(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.open_visit("v1", a.OPENED, a.closed("deferred"))
    assert code_of(refused) == "walk.no_deferral"
    assert desk.visits.line("v1") is None


def test_what_is_drawn_is_as_it_was_when_making_it_again_fails(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam")
    before = whole_state(desk)
    desk.ledger.add_projection(Broken())
    with pytest.raises(ValueError, match=r"\."):
        desk.rebuild()
    assert (whole_state(desk), desk.visits.get(visit.id)) == (before, visit)


# ---- telling -----------------------------------------------------------------------------------------------


def heard_by(desk: Desk) -> list[tuple[str | None, tuple[str, ...]]]:
    told: list[tuple[str | None, tuple[str, ...]]] = []
    desk.grew = lambda visit, kinds: told.append((visit, kinds))
    return told


def test_what_was_written_is_told_once_it_is_on_the_disk(desk: Desk) -> None:
    told = heard_by(desk)
    visit = d.come_in(desk).id
    assert told == [(visit, ("visit.opened",)), (visit, ("visit.identity_confirmed",))]


def test_what_was_undone_is_never_told(desk: Desk) -> None:
    visit = d.bring_to(desk, "decision").id
    told = heard_by(desk)
    with pytest.raises(Refusal):
        label.plan(desk, visit, bag_kind="triple_400")
    with contextlib.suppress(KeyError), desk.transaction():
        desk.record(visit, a.changed(a.CONSENT, language="en"))
        assert told == []
        raise KeyError
    assert told == []


def test_several_records_of_one_transaction_are_told_together_at_its_end(desk: Desk) -> None:
    visit = d.bring_to(desk, "exam").id
    told = heard_by(desk)
    with desk.transaction():
        desk.record(visit, a.measured("pulse", 72, "/min"))
        desk.record_of_house(e.Locked(staff=d.EVERYBODY, idle=True))
        assert told == []
    assert [kinds for _visit, kinds in told] == [("measured",), ("staff.locked",)]


# ---- opened again ------------------------------------------------------------------------------------------


def test_a_visit_is_taken_up_again_by_another_person_after_a_start(tmp_path: Path) -> None:
    with d.at_work(tmp_path) as desk:
        visit = d.bring_to(desk, "tests")
    again = d.open_desk(tmp_path)
    d.take_place(again, d.EVERYBODY)
    assert again.visits.get(visit.id) == visit
    assert step_of(d.test_all(again, visit)) == "decision"
    again.close()


@pytest.mark.parametrize("hours", [0, 23, 100])
def test_the_directory_is_as_old_as_its_last_page(desk: Desk, clock: FixedClock, hours: int) -> None:
    clock.instant += timedelta(hours=hours, minutes=59)
    assert desk.directory_age_h() == hours


def test_a_clock_put_back_makes_no_directory_of_the_future(desk: Desk, clock: FixedClock) -> None:
    clock.instant = datetime(1970, 1, 1, tzinfo=UTC)
    assert desk.directory_age_h() == 0


def test_a_terminal_without_a_directory_knows_no_age(tmp_path: Path) -> None:
    desk = d.new_desk(tmp_path)
    assert desk.directory_age_h() is None
    desk.tidy()
    desk.close()


# ---- a clock that is set -----------------------------------------------------------------------------------


class WallAndSteady(FixedClock):
    """A clock on the wall that can be set, beside seconds that cannot."""

    seconds = 1_000.0

    def steady_s(self) -> float:
        return self.seconds


def jumps(desk: Desk) -> list[tuple[int, str, str]]:
    acts = (line.act for line in desk.ledger.of_house(e.ClockJumped.KIND))
    return [(act.seconds, act.direction, act.shown_by) for act in acts if isinstance(act, e.ClockJumped)]


@pytest.mark.parametrize(
    ("to", "direction"),
    [
        (d.AFTERNOON - timedelta(hours=1), "back"),
        (d.AFTERNOON + timedelta(days=1), "forward"),
        (datetime(1970, 1, 1, tzinfo=UTC), "back"),
        (datetime(2099, 1, 1, tzinfo=UTC), "forward"),
    ],
)
def test_a_clock_set_while_the_program_runs_is_on_record_before_the_next_act(
    tmp_path: Path, to: datetime, direction: str
) -> None:
    clock = WallAndSteady(d.AFTERNOON)
    with d.at_work(tmp_path, clock) as desk:
        clock.instant = to
        d.take_place(desk, d.EVERYBODY)
        desk.record_of_house(e.Locked(staff="s1", idle=True))
        seconds = int(abs((to - d.AFTERNOON).total_seconds()))
        assert jumps(desk) == [(seconds, direction, "running_clock")]
        kinds = [line.entry.kind for line in desk.ledger.of_house(e.ClockJumped.KIND, e.Locked.KIND)]
        assert kinds == ["clock.jumped", "staff.locked"]
        assert [one.direction for one in desk.clock_jumps] == [direction]


def test_times_are_true_again_after_a_false_future(tmp_path: Path) -> None:
    clock = WallAndSteady(datetime(2099, 1, 1, tzinfo=UTC))
    with d.at_work(tmp_path, clock) as desk:
        clock.instant = d.AFTERNOON
        desk.directory.apply([], "cursor", clock.now())
        visit = d.bring_to(desk, "closed")
        assert {visit.opened_at, visit.closed_at, visit.collection_ended_at} == {d.AFTERNOON}
        times = [line.entry.hlc for line in desk.ledger.every_entry()]
        assert times == sorted(set(times))
        assert [line.entry.seq for line in desk.ledger.every_entry()] == list(range(1, len(times) + 1))


@pytest.mark.parametrize("now", [d.AFTERNOON - timedelta(hours=1), datetime(2099, 1, 1, tzinfo=UTC)])
def test_a_clock_set_while_the_program_was_closed_shows_at_the_start(tmp_path: Path, now: datetime) -> None:
    d.new_desk(tmp_path).close()
    for start in range(2):
        desk = d.open_desk(tmp_path, FixedClock(now))
        desk.look_at_clock()
        assert len(jumps(desk)) == 1
        assert len(desk.clock_jumps) == (start == 0)
        desk.close()


def test_a_terminal_without_a_book_writes_nothing(tmp_path: Path) -> None:
    desk = d.open_desk(tmp_path)
    desk.look_at_clock()
    assert desk.ledger.count() == 0
    desk.close()


def test_a_jump_that_a_full_disk_kept_out_is_written_by_the_next_act(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = WallAndSteady(d.AFTERNOON)
    with d.at_work(tmp_path, clock) as desk:
        clock.instant += timedelta(hours=1)
        with monkeypatch.context() as full_disk:
            full = Trouble("store.disk_full")
            full_disk.setattr(desk.ledger, "append", lambda *_, **__: (_ for _ in ()).throw(full))
            with d.refused("store.disk_full"):
                desk.look_at_clock()
        desk.look_at_clock()
        assert jumps(desk) == [(3_600, "forward", "running_clock")]


def test_a_disk_that_is_full_in_an_act_within_an_act_is_told_as_full(tmp_path: Path) -> None:
    """SQLite undoes the outer act as well; what is asked afterwards must not hide why."""
    with d.at_work(tmp_path) as desk:
        (pages,) = desk.database.row("PRAGMA page_count") or (0,)
        desk.database.row(f"PRAGMA max_page_count = {pages}")
        before = desk.ledger.head(desk.ledger.book)
        with d.refused("store.disk_full"):
            for seed in range(50):
                before = desk.ledger.head(desk.ledger.book)
                d.come_in(desk, seed)
        assert desk.ledger.head(desk.ledger.book) == before
        desk.database.row("PRAGMA max_page_count = 1000000")
        assert d.bring_to(desk, "exam", seed=70)
        assert desk.ledger.verify()
