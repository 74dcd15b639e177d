"""The demonstration: real keys on the real window, a real station, a real kill; nothing is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from donor_room.cli import run
from donor_room.demo.cast import DEFAULT_DONORS, STREET, Casting, known_before
from donor_room.demo.conductor import Conductor
from donor_room.demo.day import play_day, play_parts
from donor_room.demo.report import Report, table
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.workflow.group_list import read_list

TODAY = date(2026, 11, 21)
VECTORS = Path(__file__).parents[1] / "vectors"
SMALL_CAST = ("low_hb", "barred", "killed", "rare_name")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "out"


@pytest.fixture(scope="module")
def report(out: Path) -> Report:
    """A small day, played once for all tests of it."""
    out.mkdir()
    conductor = Conductor(out, speed_s=0.0, tell=lambda told: None)
    cast = {part.role: part for part in Casting(1, conductor.clock.today()).street(DEFAULT_DONORS)}
    try:
        return play_parts(conductor, STREET, tuple(cast[role] for role in SMALL_CAST))
    finally:
        conductor.close()


def test_a_small_day_reconciles(report: Report) -> None:
    assert [check.name for check in report.checks if not check.agrees] == []


def test_both_sides_hold_the_same_bytes(report: Report) -> None:
    assert report.bytes_equal
    assert report.heads_equal
    assert report.entries.terminal == report.entries.station > 200


def test_everybody_comes_to_the_end_that_is_written(report: Report) -> None:
    assert report.outcomes == {"deferred_until": 1, "donated": 2, "turned_away": 1}


def test_a_void_set_costs_its_number(report: Report) -> None:
    numbers = report.numbers
    assert (numbers.issued, numbers.used, numbers.void, numbers.returned) == (50, 2, 1, 47)


def test_a_killed_program_is_back_in_the_same_visit_within_five_seconds(report: Report) -> None:
    assert report.kills == 1
    assert report.spans["restart_s"] < 5


def test_pictures_labels_slips_and_the_sheet_are_written(report: Report, out: Path) -> None:
    assert len(list((out / "pictures").glob("*.png"))) == report.pictures > 40
    assert list((out / "papers" / "labels").rglob("*.png"))
    assert list((out / "papers").rglob("*.pdf"))
    assert not (out / "pictures" / "stuck.png").exists()


def test_the_table_says_it_all(report: Report) -> None:
    lines = "\n".join(table(report))
    assert "50 issued = 2 used + 1 void + 47 returned" in lines
    assert "DIFFERS" not in lines


def test_the_cast_holds_everybody_whom_a_day_must_show() -> None:
    parts = Casting(1, TODAY).street(DEFAULT_DONORS)
    incidents = {part.incident for part in parts}
    assert len(parts) == DEFAULT_DONORS
    assert incidents == {"", "void", "second_needle", "reaction", "killed", "cut", "handed_on"}
    assert {part.role for part, _ in zip(parts, range(DEFAULT_DONORS), strict=True)} > {"aged_57", "not_sure"}
    assert len(list(known_before(parts))) == 5


def test_no_two_donors_of_a_day_have_one_number() -> None:
    parts = Casting(3, TODAY).street(120)
    assert len({part.donor.document_number for part in parts}) == 120


def test_the_same_seed_casts_the_same_people() -> None:
    assert Casting(5, TODAY).street(20) == Casting(5, TODAY).street(20)


@pytest.mark.parametrize("name", ["group_list.csv", "group_list.xlsx"])
def test_every_row_of_a_list_becomes_a_part_or_is_refused(name: str) -> None:
    rows = read_list((VECTORS / name).read_bytes(), name, today=TODAY, practice=True)
    parts = Casting(1, TODAY).group(rows.rows)
    assert len(parts) + len(rows.refused) == rows.data_rows
    assert [part.row for part in parts] == [row.row_no for row in rows.rows]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    with pytest.raises(Refusal, match=r"demo\.folder_not_empty"):
        play_day(tmp_path, donors=1, seed=1, list_file=None, speed_s=0, say=print)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "list.csv"
    with pytest.raises(Trouble, match=r"demo\.list_file"):
        play_day(tmp_path / "out", donors=1, seed=1, list_file=missing, speed_s=0, say=print)


@pytest.mark.parametrize("words", ["--donors 0", "--donors 401", "--donors x", "--speed -1", "--nobody"])
def test_bad_use_ends_with_two(words: str) -> None:
    with pytest.raises(SystemExit) as left:
        run(["demo", *words.split()])
    assert left.value.code == 2


@pytest.mark.lab
def test_the_whole_day_reconciles(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(["demo", "--out", str(out)]) == 0
    told = json.loads((out / "summary.json").read_text("utf-8"))
    assert told["visits"] == DEFAULT_DONORS
    assert told["marks"]["backlog"] > told["marks"]["backlog_after"] == 0


@pytest.mark.lab
@pytest.mark.parametrize("name", ["group_list.csv", "group_list.xlsx"])
def test_a_group_drive_loses_no_row(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    assert run(["demo", "--out", str(out), "--list", str(VECTORS / name)]) == 0
    told = json.loads((out / "summary.json").read_text("utf-8"))
    rows = read_list((VECTORS / name).read_bytes(), name, today=TODAY, practice=True)
    assert len(told["rows"]) + len(told["rows_refused"]) == rows.data_rows
