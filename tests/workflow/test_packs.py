"""The rules of a terminal: a real one believes what is signed, a practice one also what is tried out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.packs.rules import load_rules
from donor_room.workflow.packs import StationPacks
from tests.support import layers as s

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def packs(folder: Path, clock: FixedClock, *, is_real: bool, seen: str | None = None) -> StationPacks:
    return StationPacks(folder, clock, is_real=is_real, newest_seen=lambda: seen)


@pytest.mark.parametrize("is_real", [True, False])
def test_without_layers_a_terminal_decides_by_the_base(tmp_path: Path, is_real: bool) -> None:
    assert packs(tmp_path, FixedClock(NOON), is_real=is_real).rules == load_rules()


def test_a_layer_comes_into_force_at_midnight_while_the_program_runs(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    s.put_in_force(tmp_path, s.DRAFT, signed=False)
    terminal = packs(tmp_path, clock, is_real=False)
    assert terminal.rules.overlays == ()
    assert terminal.rules is terminal.rules
    clock.instant += timedelta(days=1)
    assert [stamp.id for stamp in terminal.rules.overlays] == [s.DRAFT]


def test_a_real_terminal_believes_no_layer_that_nobody_it_trusts_has_signed(tmp_path: Path) -> None:
    s.put_in_force(tmp_path, s.DRAFT, from_on="2026-11-01")
    assert packs(tmp_path, FixedClock(NOON), is_real=True).rules.distrust == ("unknown_key",)


def test_a_real_terminal_does_not_go_back_to_older_rules(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    assert packs(tmp_path, clock, is_real=True, seen="2011.99").rules.distrust == ("older",)
    assert packs(tmp_path, clock, is_real=False, seen="2011.99").rules.distrust == ()
