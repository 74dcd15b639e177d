"""The mark is in two files: one lost or damaged is no loss, and without both nothing is believed."""

from __future__ import annotations

import json
import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from donor_room.domain.print_mark import PrintMark, with_copy
from donor_room.domain.refusal import Trouble
from donor_room.store.mark import MarkFiles, beside

LOW = PrintMark(number="A660126000003", place=2)
HIGH = PrintMark(number="A660126000010", place=9, passed_over=(4,))


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    return [tmp_path / "one" / "deep" / "m.json", tmp_path / "two" / "m.json"]


@pytest.fixture
def marks(places: list[Path]) -> MarkFiles:
    return MarkFiles(places)


def code_of(call, *args) -> str:
    with pytest.raises(Trouble) as caught:
        call(*args)
    return caught.value.code


def test_before_the_first_print_nothing_is_known(marks: MarkFiles) -> None:
    assert marks.all() == {}


def test_a_mark_is_in_both_files(marks: MarkFiles, places: list[Path]) -> None:
    marks.keep("r1", HIGH)
    assert places[0].read_bytes() == places[1].read_bytes()
    assert MarkFiles(places).all() == {"r1": HIGH}
    assert [MarkFiles([place]).all() for place in places] == [{"r1": HIGH}] * 2


def test_each_range_has_its_own(marks: MarkFiles) -> None:
    marks.keep("r1", HIGH)
    marks.keep("r2", LOW)
    assert marks.all() == {"r1": HIGH, "r2": LOW}


def test_the_copies_of_a_number_are_in_both_files(marks: MarkFiles, places: list[Path]) -> None:
    copied = with_copy(HIGH, HIGH.number, 2)
    marks.keep("r1", copied)
    assert [MarkFiles([place]).all() for place in places] == [{"r1": copied}] * 2


def test_a_file_from_before_copies_were_kept_is_whole(marks: MarkFiles, places: list[Path]) -> None:
    said = b'{"r1":{"number":"A660126000010","passed_over":[4],"place":9}}'
    places[1].parent.mkdir(parents=True)
    places[1].write_bytes(
        b'{"marks":%b,"sha256":"%b","version":1}' % (said, sha256(said).hexdigest().encode())
    )
    assert MarkFiles(places[1:]).all() == {"r1": HIGH}


def test_a_mark_never_goes_down(marks: MarkFiles) -> None:
    marks.keep("r1", HIGH)
    marks.keep("r1", PrintMark(number="A660126000003", place=2))
    assert marks.all()["r1"].place == 9


def test_the_highest_of_the_files_counts(marks: MarkFiles, places: list[Path]) -> None:
    marks.keep("r1", LOW)
    old = places[1].read_bytes()
    marks.keep("r1", HIGH)
    for place in places:
        newest = place.read_bytes()
        place.write_bytes(old)
        assert marks.all()["r1"].place == 9
        place.write_bytes(newest)


def damages() -> dict[str, bytes]:
    whole = b'{"marks":{},"sha256":"0","version":1}'
    return {
        "empty": b"",
        "cut": b'{"marks":{"r1"',
        "zeros": bytes(512),
        "wrong sum": whole,
        "nested": b"[" * 9999,
    }


@pytest.mark.parametrize("damage", damages().values(), ids=damages())
@pytest.mark.parametrize("which", [0, 1])
def test_a_damaged_one_of_two_is_no_loss_and_is_repaired(
    marks: MarkFiles, places: list[Path], which: int, damage: bytes
) -> None:
    marks.keep("r1", LOW)
    places[which].write_bytes(damage)
    assert marks.all() == {"r1": LOW}
    marks.keep("r1", HIGH)
    assert [MarkFiles([place]).all()["r1"].place for place in places] == [9, 9]


def test_a_changed_number_is_no_mark(marks: MarkFiles, places: list[Path]) -> None:
    marks.keep("r1", HIGH)
    for place in places:
        said = json.loads(place.read_bytes())
        said["marks"]["r1"]["place"] = 1
        place.write_text(json.dumps(said))
    assert code_of(marks.all) == "numbers.mark_unreadable"


def test_both_damaged_is_told_and_not_taken_for_nothing(marks: MarkFiles, places: list[Path]) -> None:
    marks.keep("r1", LOW)
    for place in places:
        place.write_bytes(b"")
    assert code_of(marks.all) == "numbers.mark_unreadable"
    assert code_of(marks.keep, "r1", HIGH) == "numbers.mark_unreadable"


@pytest.mark.parametrize("which", [0, 1])
def test_one_lost_and_one_damaged_is_nothing_to_go_by(
    marks: MarkFiles, places: list[Path], which: int
) -> None:
    marks.keep("r1", LOW)
    places[which].write_bytes(b"")
    places[1 - which].unlink()
    assert code_of(marks.all) == "numbers.mark_unreadable"


def test_both_lost_is_as_before_the_first_print(marks: MarkFiles, places: list[Path]) -> None:
    marks.keep("r1", LOW)
    for place in places:
        place.unlink()
    assert marks.all() == {}


def test_one_place_that_cannot_be_written_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    files = [tmp_path / "file" / "m.json", tmp_path / "two" / "m.json"]
    MarkFiles(files[1:]).keep("r1", LOW)
    MarkFiles(files).keep("r1", HIGH)
    assert MarkFiles(files).all() == {"r1": HIGH}


def test_no_place_that_can_be_written_is_told(tmp_path: Path, marks: MarkFiles) -> None:
    (tmp_path / "one").write_text("")
    (tmp_path / "two" / "m.json.new").mkdir(parents=True)
    MarkFiles([tmp_path / "three.json"]).keep("r1", LOW)
    with pytest.raises(Trouble) as caught:
        MarkFiles([tmp_path / "two" / "m.json"]).keep("r1", LOW)
    assert (caught.value.code, caught.value.values) == (
        "numbers.mark_not_written",
        {"path": str(tmp_path / "two" / "m.json")},
    )


def test_a_place_that_is_a_folder_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "m.json").mkdir()
    with pytest.raises(Trouble) as caught:
        MarkFiles([tmp_path / "m.json"]).all()
    assert (caught.value.code, caught.value.values) == (
        "numbers.mark_unreadable",
        {"path": str(tmp_path / "m.json")},
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_nobody_else_reads_the_marks(marks: MarkFiles, places: list[Path]) -> None:
    marks.keep("r1", LOW)
    assert [stat.S_IMODE(place.stat().st_mode) for place in places] == [0o600, 0o600]
    assert stat.S_IMODE(places[0].parent.stat().st_mode) == 0o700


def test_every_file_is_on_the_disk_before_this_returns(
    marks: MarkFiles, places: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        really(handle)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not tell what is synced")
    monkeypatch.setattr(os, "fsync", fsync)
    marks.keep("r1", LOW)
    for place in places:
        assert f"{place}.new" in synced
        assert {str(place.parent), str(place.parent.parent)} <= set(synced)


def test_the_files_of_a_database_without_a_profile_lie_beside_it(tmp_path: Path) -> None:
    one, other = beside(tmp_path / "terminal.db")
    assert (one, other) == (tmp_path / "marks" / "printed.json", tmp_path / "marks" / "printed.copy.json")
