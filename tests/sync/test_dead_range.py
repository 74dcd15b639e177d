"""A range that another copy had too is no stock: new numbers come, and the sum closes and names it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import Texts
from donor_room.printing.folder_printer import FolderPrinter
from donor_room.settings import Profile, profile_of
from donor_room.station.server import Station
from donor_room.store.mark import MarkFiles
from donor_room.sync.enrol import enrol_desk
from donor_room.ui.number_words import band_sum
from donor_room.ui.steps.handover.paper import sheet_of
from donor_room.ui.texts import say
from donor_room.workflow import hand_over, label, label_print
from donor_room.workflow.desk import Desk
from donor_room.workflow.number_stock import dead_left, in_stock
from donor_room.workflow.printed_mark import behind
from donor_room.workflow.shift import the_shift
from tests.support import desks as d
from tests.support.profiles import enlist, new_profile
from tests.support.restored import Backup
from tests.sync.test_branches import talk, terminal
from tests.sync.test_copies import at_work, code_for, plan, type_code
from tests.sync.test_session import write


@pytest.fixture
def van(tmp_path: Path, station: Station) -> Profile:
    """A terminal with a shift, that has greeted twice."""
    profile = new_profile(tmp_path / "terminal")
    with terminal(profile) as desk:
        enlist(desk, d.EVERYBODY, *d.PEOPLE[d.EVERYBODY], d.PASSWORD, d.PIN)
        enlist(desk, d.NURSE, "王芳", ("nurse",), d.PASSWORD, d.PIN)
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        d.take_place(desk, d.EVERYBODY)
        d.open_shift(desk)
        talk(desk)
        talk(desk)
    return profile


def imaged(profile: Profile, to: Path) -> Profile:
    copytree(profile.folder, to)
    return profile_of(to / "terminal.db", "practice")


def let_go_on(desk: Desk, station: Station) -> None:
    """Write on another branch than the one that the station has, be found, and be chosen."""
    write(desk, 2)
    assert talk(desk).stopped
    assert talk(desk).notes == ("copied",)
    type_code(desk, code_for(station))


@pytest.fixture
def desk(van: Profile, tmp_path: Path, station: Station) -> Iterator[Desk]:
    image = imaged(van, tmp_path / "image")
    with at_work(van) as first:
        plan(first)
        talk(first)
    with at_work(image) as desk:
        let_go_on(desk, station)
        yield desk


def test_a_fresh_range_comes_and_the_dead_one_is_no_stock(desk: Desk) -> None:
    dead = {leased.range_id for leased in desk.numbers.leased()}
    assert (in_stock(desk), set(behind(desk))) == (0, dead)
    assert talk(desk).numbers == 500
    assert in_stock(desk) == 500
    assert talk(desk).numbers == 0
    desk.rebuild()
    assert in_stock(desk) == 500
    assert desk.numbers.find(plan(desk, seed=8)).shift == the_shift(desk).id  # type: ignore[union-attr]
    assert in_stock(desk) == 450
    fresh = next(block for block in desk.numbers.blocks(the_shift(desk).id) if block.taken)
    assert fresh.range_id not in dead


def test_the_sum_closes_and_names_what_is_dead(desk: Desk) -> None:
    talk(desk)
    visit = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
    label.void(desk, visit.id, reason="torn", witness=d.NURSE, pin=d.PIN)
    shift = the_shift(desk).id
    (run,) = dead_left(desk, shift)
    total = hand_over.reconcile(desk, shift)
    assert (total.issued, total.void, total.unspent, total.comes_out) == (100, 1, 99, True)
    told = band_sum(desk.numbers.tally(shift), run.size)
    assert told
    assert told.whole.endswith(say("copied.band_dead", whole="", count=50))
    assert told.short == say("preprinted.band.short", left=49)
    hand_over.return_unspent(desk)
    assert dead_left(desk, shift) == ()
    assert hand_over.reconcile(desk, shift).balances
    lines = {line.number: line.reason for line in sheet_of(desk, the_shift(desk), received_by="李").dead}
    assert lines[f"{run.first} - {run.last}"] == Texts("zh_CN").say("copied.dead_words")
    assert [reason for number, reason in lines.items() if " - " in number].count("") == 1


def test_a_shift_with_no_number_but_dead_ones_takes_new_ones_or_says_so(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"copied\.range_spent"):
        plan(desk, seed=8)
    talk(desk)
    assert plan(desk, seed=9)


def test_an_old_image_and_an_old_station_together_leave_nobody_without_numbers(
    van: Profile, tmp_path: Path, station: Station
) -> None:
    """Nobody has the entries any more by which was printed: that range cannot be used, another one comes."""
    image, backup = imaged(van, tmp_path / "image"), Backup(station)
    with at_work(van) as desk:
        desk.printer = FolderPrinter(tmp_path / "printed", Texts("zh_CN"), desk.clock)
        planned = d.plan_set(desk, d.bring_to(desk, "labels", seed=7))
        label_print.send(desk, planned.id)
        talk(desk)
        marks = van.mark_folders
    backup.put_back()
    for kept, mine in zip(marks, image.mark_folders, strict=True):
        copytree(kept, mine, dirs_exist_ok=True)  # they stand outside the database: this is the same laptop
    with at_work(image) as desk:
        assert set(behind(desk)) == {leased.range_id for leased in desk.numbers.leased()}
        assert desk.numbers.unissued() > 0
        with pytest.raises(Refusal, match=r"numbers\.database_knows_none"):
            plan(desk, seed=8)
        assert talk(desk).numbers == 500
        printed = planned.label_set
        assert printed
        assert plan(desk, seed=9) != printed.number


def test_marks_that_cannot_be_read_are_no_reason_to_ask_for_more(desk: Desk, tmp_path: Path) -> None:
    talk(desk)
    (tmp_path / "torn.json").write_bytes(b"torn")
    desk.marks = MarkFiles([tmp_path / "torn.json"])
    assert in_stock(desk) == 500
