"""A new directory beside the old one: whatever happens meanwhile, one whole directory is in use."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from donor_room import settings
from donor_room.domain.refusal import Trouble
from donor_room.store.database import Database, open_database, read_database
from donor_room.store.directory import Directory
from donor_room.store.generation import ChunkFolder, NewDirectory, take_place
from donor_room.wire.compact import pack_row
from donor_room.wire.generation import ChunkName
from tests.store.conftest import KEY
from tests.store.test_directory import DAY, LATER, STATION_KEY, WANG, row

CONTENT = bytes(range(256)) * 40
CHUNK = ChunkName(sha256=sha256(CONTENT).hexdigest(), bytes=len(CONTENT), rows=1)


@pytest.fixture
def folder(tmp_path: Path) -> ChunkFolder:
    folder = ChunkFolder(tmp_path / "directory.db.load")
    folder.begin(b"{}")
    return folder


# ---- chunks on the disk ------------------------------------------------------------------------------------


def test_a_chunk_grows_piece_by_piece_until_it_is_whole(folder):
    for at in range(0, len(CONTENT), 1_000):
        assert folder.begun(CHUNK) == at
        assert not folder.has(CHUNK)
        assert folder.add(CHUNK, at, CONTENT[at : at + 1_000])
    assert folder.has(CHUNK)
    assert folder.content(CHUNK) == CONTENT


def test_what_is_here_after_a_cut_is_where_it_goes_on(folder):
    folder.add(CHUNK, 0, CONTENT[:5_000])
    again = ChunkFolder(folder.path)
    assert again.add(CHUNK, again.begun(CHUNK), CONTENT[5_000:])
    assert again.content(CHUNK) == CONTENT


def test_a_piece_that_comes_twice_changes_nothing(folder):
    folder.add(CHUNK, 0, CONTENT[:5_000])
    folder.add(CHUNK, 0, CONTENT[:5_000])
    assert folder.begun(CHUNK) == 5_000


def test_a_chunk_that_is_not_what_its_name_says_is_thrown_away(folder):
    assert not folder.add(CHUNK, 0, CONTENT[:-1] + b"x")
    assert (folder.has(CHUNK), folder.begun(CHUNK)) == (False, 0)


def test_a_chunk_that_was_spoiled_on_the_disk_is_thrown_away_when_it_is_read(folder):
    folder.add(CHUNK, 0, CONTENT)
    whole = folder.path / f"{CHUNK.sha256}.chunk"
    whole.write_bytes(CONTENT[:-1] + b"x")
    assert folder.content(CHUNK) is None
    assert not folder.has(CHUNK)


def test_a_stick_is_only_read(folder):
    whole = folder.path / f"{CHUNK.sha256}.chunk"
    whole.write_bytes(b"spoiled")
    assert folder.content(CHUNK, is_own=False) is None
    assert whole.read_bytes() == b"spoiled"


def test_a_chunk_that_was_whole_and_had_no_name_yet_is_fetched_again(folder):
    (folder.path / f"{CHUNK.sha256}.part").write_bytes(CONTENT)
    assert folder.begun(CHUNK) == 0


def test_another_generation_takes_the_place_of_what_is_here(folder):
    folder.add(CHUNK, 0, CONTENT)
    folder.begin(b"another")
    assert (folder.has(CHUNK), folder.manifest()) == (False, b"another")
    folder.clear()
    assert folder.manifest() is None


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_is_trouble_and_the_chunk_goes_on_later(folder):
    folder.add(CHUNK, 0, CONTENT[:5_000])
    with no_file_longer_than(6_000), pytest.raises(Trouble):
        folder.add(CHUNK, 5_000, CONTENT[5_000:])
    begun = folder.begun(CHUNK)
    assert folder.add(CHUNK, begun, CONTENT[begun:])
    assert folder.content(CHUNK) == CONTENT


def test_a_folder_that_cannot_be_made_is_trouble(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble):
        ChunkFolder(tmp_path / "file" / "load").begin(b"{}")


# ---- the new file ------------------------------------------------------------------------------------------


def build(path: Path, *, numbers: range = range(40)) -> None:
    new = NewDirectory(path, KEY, STATION_KEY, settings.directory_migrations())
    rows = [pack_row(row(WANG, str(n)).person, n + 1, WANG) for n in numbers]
    new.add(sorted(rows, key=lambda one: one.person))
    new.finish("c-new", LATER)
    new.close()


def opened(path: Path) -> Database:
    return open_database(path, KEY, settings.directory_migrations())


def test_a_file_that_was_built_is_a_directory_like_any_other(tmp_path):
    build(tmp_path / "directory.db.new")
    file = opened(tmp_path / "directory.db.new")
    directory = Directory(file, STATION_KEY)
    assert (directory.count(), directory.cursor(), directory.as_of()) == (40, "c-new", LATER)
    assert directory.find_by_document("01", "7") == WANG
    assert len(directory.find_by_name("王建")) == 40
    whole = opened(tmp_path / "fresh.db")
    index = "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"
    assert file.rows(index) == whole.rows(index)
    assert file.findings() == []
    whole.close()
    file.close()


def test_a_build_that_was_cut_is_begun_anew(tmp_path):
    path = tmp_path / "directory.db.new"
    for leftover in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + leftover).write_bytes(b"half")
    build(path)
    file = opened(path)
    assert Directory(file, STATION_KEY).count() == 40
    file.close()


def test_a_file_that_is_dropped_gives_its_room_back(tmp_path):
    new = NewDirectory(tmp_path / "directory.db.new", KEY, STATION_KEY, settings.directory_migrations())
    new.drop()
    assert list(tmp_path.iterdir()) == []


# ---- the change of places ----------------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = opened(tmp_path / "directory.db")
    Directory(database, STATION_KEY).apply([row(WANG)], "c-old", DAY)
    build(tmp_path / "directory.db.new")
    yield database
    database.close()


def test_the_new_one_is_asked_from_then_on_and_is_as_durable(database, tmp_path):
    directory = Directory(database, STATION_KEY)
    take_place(database, tmp_path / "directory.db.new")
    assert (directory.cursor(), directory.count()) == ("c-new", 40)
    assert (database.row("PRAGMA journal_mode"), database.row("PRAGMA synchronous")) == (("wal",), (2,))
    directory.apply([row(WANG, "new", 99)], "c-later", LATER)
    assert directory.count() == 41
    assert not (tmp_path / "directory.db.new").exists()
    with pytest.raises(Trouble, match="in_use"):
        opened(tmp_path / "directory.db")


def test_while_another_program_reads_the_old_one_stays(database, tmp_path):
    reader = read_database(tmp_path / "directory.db", KEY)
    reader.execute("BEGIN")
    reader.row("SELECT count(*) FROM donor")
    with pytest.raises(Trouble, match="busy"):
        take_place(database, tmp_path / "directory.db.new")
    reader.close()
    assert Directory(database, STATION_KEY).cursor() == "c-old"
    take_place(database, tmp_path / "directory.db.new")
    assert Directory(database, STATION_KEY).cursor() == "c-new"


def test_a_folder_that_changes_no_names_leaves_the_old_one(database, tmp_path):
    with pytest.raises(Trouble):
        take_place(database, tmp_path / "not there")
    directory = Directory(database, STATION_KEY)
    assert directory.cursor() == "c-old"
    directory.apply([row(WANG, "new", 99)], "c-later", LATER)
    assert database.row("PRAGMA journal_mode") == ("wal",)


def test_a_kill_at_any_step_leaves_one_whole_directory(database, tmp_path):
    """Also with rows in the log that are not in the file yet. It forks, so it has a process of its own."""
    Directory(database, STATION_KEY).apply([row(WANG, "more", 5)], "c-old", DAY)
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in tmp_path.glob("directory.db*"):
        shutil.copy(path, kept)
    words = [sys.executable, "-m", "tests.store.generation_kills", str(kept), str(tmp_path / "work")]
    told = subprocess.run(words, capture_output=True, text=True, timeout=300, check=True).stdout
    found = [tuple(one) for one in json.loads(told)]
    assert {one[:2] for one in found} == {("c-old", 2), ("c-new", 40)}
    assert [one[0] for one in found] == sorted((one[0] for one in found), reverse=True)
    assert all(one[2] == [] for one in found)
    assert min(sum(one[0] == cursor for one in found) for cursor in ("c-old", "c-new")) > 2
