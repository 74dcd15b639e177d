"""A directory from a stick: of this station, right chunk by chunk, and never older than what is here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station import generations
from donor_room.station.directory import load_donors
from donor_room.station.founding import twin_of
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, link_of
from donor_room.wire.generation import MANIFEST
from donor_room.workflow import directory_folder
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_folder import load_folder
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.station.test_directory import known
from tests.support.profiles import new_profile, open_at_once
from tests.support.spoiled import flipped
from tests.support.stations import running_station
from tests.support.van import MORNING

DONORS, SMALL_CHUNK = 400, 8 * 1024


@pytest.fixture
def station() -> Iterator[Station]:
    with running_station() as running:
        know(running, range(DONORS))
        yield running


@pytest.fixture
def desk(tmp_path: Path, station: Station) -> Iterator[Desk]:
    desk = open_at_once(new_profile(tmp_path / "terminal"), FixedClock(MORNING))
    enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
    yield desk
    desk.close()


@pytest.fixture
def stick(tmp_path: Path, station: Station, monkeypatch: pytest.MonkeyPatch) -> Path:
    return written(station, tmp_path / "stick", monkeypatch)


def know(station: Station, numbers: range) -> None:
    with station.connections.lend() as conn:
        load_donors(conn, twin_of(station.houses, practice=True), [known(n) for n in numbers])


def written(station: Station, folder: Path, monkeypatch: pytest.MonkeyPatch, hours: int = 0) -> Path:
    """Write a directory in many small chunks."""
    real = generations.make
    with monkeypatch.context() as small, station.connections.lend() as conn:
        small.setattr(generations, "make", lambda *words: real(*words, chunk_bytes=SMALL_CHUNK))
        house = twin_of(station.houses, practice=True)
        generations.write_out(conn, house, folder, MORNING + timedelta(hours=hours))
    return folder


def code_of(call: Callable[..., object], *words: object) -> str:
    with pytest.raises((Refusal, Trouble)) as caught:
        call(*words)
    for language in LANGUAGES:
        assert Texts(language).say(caught.value.code, **caught.value.values)
    return caught.value.code


def names(desk: Desk) -> list[str]:
    return sorted(path.name for path in desk.directory_file.path.parent.glob("directory.db.*"))


def test_a_stick_is_enough_and_the_feed_goes_on_from_it(desk: Desk, stick: Path, station: Station) -> None:
    assert load_folder(desk, stick) == 0
    assert (desk.directory.count(), desk.directory.as_of()) == (DONORS, MORNING)
    know(station, range(DONORS, DONORS + 3))
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        told = Session(link, lambda work: work(exchange_of(desk))).run()
    assert (told.is_all_there, told.rows, desk.directory.count()) == (True, 3, DONORS + 3)
    assert names(desk) == ["directory.db.lock"]


def test_a_stick_names_nobody(stick: Path) -> None:
    for path in stick.iterdir():
        content = path.read_bytes()
        assert "样例".encode() not in content
        assert b"female" not in content


def test_a_stick_of_another_station_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_station() as another:
        know(another, range(50))
        foreign = written(another, tmp_path / "foreign", monkeypatch)
    assert code_of(load_folder, desk, foreign) == "directory.unproven"
    assert desk.directory.count() == 0


def test_a_list_that_was_changed_is_refused(desk: Desk, stick: Path) -> None:
    text = (stick / MANIFEST).read_text()
    (stick / MANIFEST).write_text(text.replace('"rows', '"Rows', 1).replace('\\"rows', '\\"Rows', 1))
    assert code_of(load_folder, desk, stick) == "directory.unproven"


@pytest.mark.parametrize("content", [None, "", "{}", "no list"])
def test_a_folder_without_a_list_is_said(desk: Desk, tmp_path: Path, content: str | None) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if content is not None:
        (folder / MANIFEST).write_text(content)
    assert code_of(load_folder, desk, folder) == "directory.no_manifest"


def test_what_is_older_than_what_is_here_is_refused(
    desk: Desk, stick: Path, station: Station, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A deferral that came since must not be forgotten for a week-old stick."""
    newer = written(station, tmp_path / "newer", monkeypatch, hours=2)
    assert load_folder(desk, newer) == 0
    for folder in (stick, newer):
        assert code_of(load_folder, desk, folder) == "directory.older"
    assert desk.directory.as_of() == MORNING + timedelta(hours=2)


def test_a_newer_stick_takes_the_place_of_what_is_here(
    desk: Desk, stick: Path, station: Station, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load_folder(desk, stick)
    know(station, range(DONORS, DONORS + 10))
    assert load_folder(desk, written(station, tmp_path / "newer", monkeypatch, hours=2)) == 0
    assert desk.directory.count() == DONORS + 10


def test_only_what_the_stick_has_not_got_right_comes_from_the_station(
    desk: Desk, stick: Path, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = sorted(stick.glob("*.chunk"))
    chunks[0].unlink()
    chunks[1].write_bytes(flipped(chunks[1].read_bytes()))
    assert (load_folder(desk, stick), desk.directory.count()) == (2, 0)
    know(station, range(DONORS, 1_100))  # more than a page: it is loaded whole
    asked: list[str] = []
    real = generations.piece

    def piece(conn: object, house: object, name: str, *place: object) -> object:
        asked.append(name)
        return real(conn, house, name, *place)  # type: ignore[arg-type]

    monkeypatch.setattr(generations, "piece", piece)
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        told = Session(link, lambda work: work(exchange_of(desk))).run()
    assert (told.is_all_there, desk.directory.count()) == (True, 1_100)
    assert {f"{name}.chunk" for name in asked} == {chunks[0].name, chunks[1].name}
    assert chunks[1].exists()


def test_a_second_stick_brings_what_the_first_had_not(desk: Desk, stick: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    (second / MANIFEST).write_bytes((stick / MANIFEST).read_bytes())
    first_chunks = sorted(stick.glob("*.chunk"))[:2]
    for chunk in first_chunks:
        chunk.rename(second / chunk.name)
    assert load_folder(desk, stick) == 2
    assert load_folder(desk, second) == 0
    assert desk.directory.count() == DONORS


def test_a_terminal_without_a_station_takes_no_stick(tmp_path: Path, stick: Path) -> None:
    desk = open_at_once(new_profile(tmp_path / "new"), FixedClock(MORNING))
    assert code_of(load_folder, desk, stick) == "sync.not_enrolled"
    desk.close()


def test_who_is_here_is_looked_up_in_the_new_directory(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(
        directory_folder, "hear_of", lambda at, persons: looked_up.append(at.has_heard_station)
    )
    desk.has_heard_station = True
    load_folder(desk, stick)
    assert looked_up == [False], "everybody of the shift, not only those of some rows"
