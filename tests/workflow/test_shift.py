"""A shift is open or not, and has numbers of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.visit import Recorded
from donor_room.workflow import hand_over, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


def test_an_open_shift_is_the_shift(desk: Desk) -> None:
    opened = shift.the_shift(desk).opened
    assert (opened.site, opened.team, opened.on) == ("人民广场", (d.EVERYBODY,), desk.clock.today())


def test_a_second_shift_is_refused(desk: Desk) -> None:
    with refused("shift.already_open"):
        d.open_shift(desk)


def close(desk: Desk) -> None:
    hand_over.return_unspent(desk)
    hand_over.close_shift(desk, received_by=d.NURSE, pin=d.PIN, document_sha256="0")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"site": " "}, "shift.no_site"),
        ({"drive": "group"}, "shift.no_organisation"),
        ({"drive": "group", "organisation": " "}, "shift.no_organisation"),
    ],
)
def test_what_a_shift_needs(desk: Desk, wanted: dict[str, str], code: str) -> None:
    close(desk)
    with refused(code):
        d.open_shift(desk, **wanted)


def test_a_group_is_named_without_the_blanks_around_it(desk: Desk) -> None:
    close(desk)
    d.open_shift(desk, drive="group", organisation=" 样例大学 ", team=(d.NURSE, d.LEADER))
    opened = shift.the_shift(desk).opened
    assert (opened.organisation, opened.team) == ("样例大学", (d.NURSE, d.LEADER))


def test_after_the_end_there_is_no_shift(desk: Desk) -> None:
    close(desk)
    assert shift.current_shift(desk) is None
    with refused("shift.open_first"):
        shift.the_shift(desk)


def test_the_next_shift_gets_the_next_numbers(desk: Desk) -> None:
    close(desk)
    d.open_shift(desk)
    (block,) = desk.numbers.blocks(shift.the_shift(desk).id)
    assert (block.first, block.last, block.size) == ("A660126000051", "A660126000100", 50)


def test_the_last_numbers_are_fewer(tmp_path: Path) -> None:
    with d.at_work(tmp_path, numbers=("A660126000001", "A660126000060")) as desk:
        close(desk)
        d.open_shift(desk)
        assert desk.numbers.blocks(shift.the_shift(desk).id)[0].size == 10
        close(desk)
        with refused("shift.no_numbers_leased"):
            d.open_shift(desk)


def test_a_shift_that_found_no_numbers_was_never_opened(tmp_path: Path) -> None:
    desk = d.new_desk(tmp_path)
    d.take_place(desk, d.NURSE)
    with refused("shift.no_numbers_leased"):
        d.open_shift(desk)
    assert shift.current_shift(desk) is None
    desk.close()


def test_a_shift_takes_as_many_numbers_as_the_policy_says(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(desk.packs), "policy", replace(desk.packs.policy, numbers_for_a_shift=7))
    assert shift.issue_of_numbers(desk, "s1").count == 7


def pack(desk: Desk, units: int) -> None:
    own = shift.the_shift(desk).id
    acts = [e.UnitsPacked(shift=own, number="A1", role=f"bag_{n}", box="1") for n in range(units)]
    desk.ledger.append([(None, act) for act in acts], by="s1")


def test_what_was_packed_in_shifts_that_are_over_is_not_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for units in (5, 6):
        pack(desk, units)
        close(desk)
        d.open_shift(desk)
    pack(desk, 7)
    real, read = desk.ledger.of_house, []

    def noted(*kinds: str, since: str = "") -> list[Recorded]:
        found = real(*kinds, since=since)
        read.extend(line for line in found if line.entry.kind == e.UnitsPacked.KIND)
        return found

    monkeypatch.setattr(desk.ledger, "of_house", noted)
    assert shift.the_shift(desk).closed_at is None
    assert len(read) == 7
