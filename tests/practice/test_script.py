"""The player walks whole visits, and takes up what was left open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.walk import STEPS
from donor_room.practice.script import Player
from donor_room.workflow import hand_over, shift, sign_in
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.acts import drop


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(sign_in, "_hasher", lambda: d.QUICK)  # Argon2 at a cost for tests
    desk = d.new_desk(tmp_path, FixedClock(d.AFTERNOON), people=False)
    yield desk
    desk.close()


class Cut(Exception):
    """The power went."""


def play(desk: Desk, visits: int, seed: int = 1) -> None:
    Player(desk, seed=seed, told=lambda: None).play(visits)


def lines(desk: Desk) -> list[d.Any]:
    current = shift.current_shift(desk)
    return desk.visits.of_shift(current.id, open_only=False) if current else []


def test_every_played_visit_ends(desk: Desk) -> None:
    play(desk, 5)
    assert [line.step for line in lines(desk)] == ["closed"] * 5
    assert {line.outcome for line in lines(desk)} >= {"eligible"}
    total = hand_over.reconcile(desk, shift.the_shift(desk).id)
    assert (total.unexplained, total.used + total.unspent) == ((), total.issued)


@pytest.mark.parametrize("sank", [True, False])
def test_a_donor_whose_haemoglobin_was_found_by_drop_is_not_measured_again(desk: Desk, sank: bool) -> None:
    def cut() -> None:
        if any(line.step == "tests" for line in lines(desk)):
            raise Cut

    with pytest.raises(Cut):
        Player(desk, seed=1, told=cut).play(1)
    (line,) = lines(desk)
    desk.grew = lambda _visit, _kinds: None
    desk.record(line.visit, drop(sank=sank, density="1.052"))
    play(desk, 0)
    visit = desk.visits.get(line.visit)
    assert (visit.last("hb"), visit.closed is not None) == (None, True)


def test_further_visits_are_of_further_people(desk: Desk) -> None:
    play(desk, 2)
    play(desk, 2)
    assert len({line.document_number for line in lines(desk)}) == 4


def test_everything_told_is_on_the_disk(desk: Desk, tmp_path: Path) -> None:
    heads: list[tuple[int, str]] = []
    Player(desk, seed=1, told=lambda: heads.append(desk.ledger.head(desk.ledger.book))).play(1)
    assert heads == sorted(heads)
    assert heads[-1] == desk.ledger.verify()[desk.ledger.book]


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_visit_left_at_any_step_is_taken_up(desk: Desk, step: str) -> None:
    def cut() -> None:
        if any(line.step == step for line in lines(desk)):
            raise Cut

    with pytest.raises(Cut):
        Player(desk, seed=1, told=cut).play(5)
    (left,) = (line.visit for line in lines(desk) if line.step == step)
    play(desk, 0)
    closed = desk.visits.line(left)
    assert closed is not None
    assert closed.step == "closed"
    assert desk.ledger.verify()


def test_some_who_come_are_older_and_some_gave_lately(desk: Desk) -> None:
    """Without them a law on ages and intervals would change nothing in practice."""
    play(desk, 24, seed=3)
    made = [line.act for line in desk.ledger.every_of(e.DecisionMade)]
    found = {finding.rule for act in made if isinstance(act, e.DecisionMade) for finding in act.findings}
    assert {"age_max_first_years", "wb_to_wb"} <= found
    assert {line.step for line in lines(desk)} == {"closed"}
