"""The power goes in the middle of a write of the encrypted file: what was committed is there, and sound."""

from __future__ import annotations

import random
from pathlib import Path
from shutil import rmtree

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.settings import terminal_migrations
from donor_room.store.database import Database, open_database
from donor_room.store.trial_disk import FrailDisk, FrailDisks, can_be_frail, frail_disks

KEY = bytes(range(32))
pytestmark = pytest.mark.skipif(not can_be_frail(), reason="this engine hides its table of functions")


def opened(folder: Path) -> Database:
    return open_database(folder / "terminal.db", KEY, terminal_migrations())


def newest(database: Database) -> int:
    (place,) = database.row("SELECT coalesce(max(place), 0) FROM note") or (0,)
    return int(place)


def write_until_dark(database: Database, disk: FrailDisk, chance: random.Random) -> int:
    """Write acts of several rows; return the last place that was told as saved."""
    saved = newest(database)
    while True:
        try:
            with database.atomic():
                for _ in range(chance.randrange(1, 4)):
                    content = chance.randbytes(chance.randrange(10, 9_000))
                    database.execute("INSERT INTO note (content) VALUES (?)", (content,))
            saved = newest(database)
            if chance.random() < 0.1:
                database.row("PRAGMA wal_checkpoint(PASSIVE)")
        except Trouble:
            assert disk.is_dark
            return saved


def survive(
    folder: Path, disks: FrailDisks, cuts: int, *, synchronous: str = "FULL"
) -> list[tuple[int, int]]:
    """Cut the power again and again; return what was saved and what was there, where less was there."""
    chance, lost = random.Random(cuts), []
    home = folder / "0"
    home.mkdir()
    disk = disks.watch(home)
    database = opened(home)
    database.execute("CREATE TABLE note (place INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT")
    for life in range(1, cuts + 1):
        database.execute(f"PRAGMA synchronous = {synchronous}")
        disk.dies_in(chance.randrange(1, 120))
        saved = write_until_dark(database, disk, chance)
        database.close()
        rmtree(home)
        home = folder / str(life)
        disk.lay_out(home)
        disk = disks.watch(home)
        database = opened(home)
        assert database.findings() == []
        if newest(database) < saved:
            lost.append((saved, newest(database)))
    database.close()
    return lost


def test_a_commit_is_there_after_any_cut(tmp_path: Path) -> None:
    with frail_disks(random.Random(1)) as disks:
        assert survive(tmp_path, disks, 25) == []


def test_a_commit_that_does_not_wait_for_the_disk_would_be_missed(tmp_path: Path) -> None:
    with frail_disks(random.Random(1)) as disks:
        assert survive(tmp_path, disks, 12, synchronous="NORMAL") != []


def test_a_cut_while_the_file_is_made_leaves_one_that_can_be_made(tmp_path: Path) -> None:
    for writes in range(1, 60, 4):
        with frail_disks(random.Random(writes)) as disks:
            before, after = tmp_path / f"{writes}", tmp_path / f"{writes}-after"
            before.mkdir()
            disk = disks.watch(before)
            disk.dies_in(writes)
            try:
                opened(before).close()
            except Trouble:
                assert disk.is_dark
            disk.lay_out(after if disk.is_dark else tmp_path / "whole")
        if disk.is_dark:
            made = opened(after)
            assert made.findings() == []
            made.close()


@pytest.mark.lab
def test_a_thousand_cuts_lose_nothing(tmp_path: Path) -> None:
    with frail_disks(random.Random(2)) as disks:
        assert survive(tmp_path, disks, 1_000) == []


def test_what_was_closed_before_the_power_went_is_there_and_what_was_removed_is_not(tmp_path: Path) -> None:
    home = tmp_path / "0"
    home.mkdir()
    with frail_disks(random.Random(3)) as disks:
        disk = disks.watch(home)
        database = opened(home)
        database.execute("CREATE TABLE note (place INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT")
        database.close()
        assert not (home / "terminal.db-wal").exists()
        disk.go_dark()
        assert set(disk.survived) == {"terminal.db"}
        disk.lay_out(tmp_path / "1")
    after = opened(tmp_path / "1")
    assert newest(after) == 0
    after.close()
