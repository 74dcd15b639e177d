"""A page that was torn on its way from the log into the database is no damage; any other torn page is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from donor_room.domain.refusal import Trouble
from donor_room.settings import terminal_migrations
from donor_room.store.database import Database, open_database, read_database
from donor_room.store.log_pages import pages_in
from donor_room.store.trial_disk import can_be_frail, frail_disks

KEY = bytes(range(32))
needs_frail_disk = pytest.mark.skipif(not can_be_frail(), reason="this engine hides its table of functions")


def opened(folder: Path) -> Database:
    return open_database(folder / "terminal.db", KEY, terminal_migrations())


def torn_in_a_move(folder: Path, seed: int) -> None:
    """Leave in a folder what a power cut leaves in the middle of moving a log into its database."""
    before = folder / "before"
    before.mkdir(parents=True)
    with frail_disks(random.Random(seed)) as disks:
        disk = disks.watch(before)
        database = opened(before)
        with database.atomic():
            database.execute("CREATE TABLE note (text TEXT NOT NULL) STRICT")
            database.execute_many("INSERT INTO note VALUES (?)", [("x" * 3000,)] * 40)
        disk.dies_in(30)
        with pytest.raises(Trouble):
            database.row("PRAGMA wal_checkpoint(PASSIVE)")
        database.connection.close()
        disk.lay_out(folder)
    database.close()


@needs_frail_disk
@pytest.mark.parametrize("seed", range(6))
def test_pages_torn_on_their_way_out_of_the_log_are_no_finding(tmp_path: Path, seed: int) -> None:
    torn_in_a_move(tmp_path, seed)
    reader = read_database(tmp_path / "terminal.db", KEY)
    assert reader.findings() == []
    assert reader.row("SELECT count(*) FROM note") == (40,)
    reader.close()


@needs_frail_disk
def test_such_pages_are_there(tmp_path: Path) -> None:
    torn = 0
    for seed in range(6):
        torn_in_a_move(tmp_path / str(seed), seed)
        reader = read_database(tmp_path / str(seed) / "terminal.db", KEY)
        torn += len(reader.rows("PRAGMA cipher_integrity_check"))
        reader.close()
    assert torn > 0


def test_a_torn_page_that_the_log_does_not_hold_is_found(tmp_path: Path) -> None:
    database = opened(tmp_path)
    database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("CREATE TABLE note (text TEXT NOT NULL) STRICT")
    held = pages_in(tmp_path / "terminal.db-wal")
    assert held
    other = next(page for page in range(2, 100) if page not in held)
    with (tmp_path / "terminal.db").open("r+b") as file:
        file.seek((other - 1) * 4096 + 100)
        file.write(b"torn")
    assert [line for line in database.findings() if f"page {other}" in line]
    database.close()


@pytest.mark.parametrize("cut", [1, 8, 4200])
def test_a_log_counts_up_to_its_last_whole_act(tmp_path: Path, cut: int) -> None:
    database = opened(tmp_path)
    database.row("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("CREATE TABLE note (text TEXT NOT NULL) STRICT")
    log = tmp_path / "terminal.db-wal"
    one = pages_in(log)
    with database.atomic():
        database.execute_many("INSERT INTO note VALUES (?)", [("x" * 3000,)] * 40)
    assert one < pages_in(log)
    (tmp_path / "cut").write_bytes(log.read_bytes()[:-cut])
    assert pages_in(tmp_path / "cut") == one
    database.close()


@pytest.mark.parametrize("content", [b"", b"short", bytes(64), b"\x37\x7f\x06\x83" + bytes(60)])
def test_what_is_no_log_holds_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log").write_bytes(content)
    assert pages_in(tmp_path / "log") == frozenset()
    assert pages_in(tmp_path / "none") == frozenset()
