"""A backup is believed only when it was opened, checked and compared; a restore overwrites nothing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from donor_room import settings
from donor_room.domain.refusal import Trouble
from donor_room.store import vault
from donor_room.store.backup import back_up, heads_of, restore
from donor_room.store.database import Database, open_database, read_database
from tests.store.conftest import KEY
from tests.store.entries import add_book, hash_of, seqs, write


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    return stick


@pytest.fixture
def filled(database: Database) -> Database:
    add_book(database)
    add_book(database, "book of another laptop")
    for seq in range(1, 6):
        write(database, seq)
    write(database, 1, book="book of another laptop")
    return database


def prove(copy: Database) -> None:
    assert seqs(copy)


def test_heads_are_where_the_books_end(filled):
    assert heads_of(filled) == {"book": (5, hash_of(5)), "book of another laptop": (1, hash_of(1))}


def test_a_book_without_entries_has_no_head(database):
    add_book(database)
    assert heads_of(database) == {}


def test_a_backup_holds_the_heads_and_stands_alone(path, filled, stick):
    backup = back_up(path, KEY, stick, prove)
    assert backup.heads == heads_of(filled)
    assert [file.name for file in stick.iterdir()] == ["terminal.db"]


def test_a_backup_can_be_read_where_nothing_can_be_written(path, filled, stick):
    back_up(path, KEY, stick, prove)
    copy = read_database(stick / "terminal.db", KEY)
    assert seqs(copy)
    copy.close()
    assert [file.name for file in stick.iterdir()] == ["terminal.db"]


def test_a_backup_is_as_secret_as_the_database(path, filled, stick):
    write(filled, 6, body="marker of a donor" * 20)
    back_up(path, KEY, stick, prove)
    content = (stick / "terminal.db").read_bytes()
    assert b"marker" not in content
    assert b"SQLite" not in content


def test_work_goes_on_while_the_copy_is_made(path, filled, stick):
    stop = threading.Event()
    copies: list[int] = []

    def copy() -> None:
        while not stop.is_set():
            copies.append(back_up(path, KEY, stick, prove).heads["book"][0])

    thread = threading.Thread(target=copy)
    thread.start()
    seq = 5
    while len(copies) < 3:
        seq += 1
        write(filled, seq)
    stop.set()
    thread.join()
    assert copies == sorted(copies)
    assert copies[-1] <= seq


def test_restored_heads_are_the_heads_that_were(tmp_path, path, stick):
    key = vault.create(tmp_path, "practice", "passphrase")
    database = open_database(path, key, settings.terminal_migrations())
    add_book(database)
    write(database, 1)
    heads = heads_of(database)
    back_up(path, key, stick, prove)
    database.close()

    new = tmp_path / "new laptop"
    new.mkdir()
    restore(stick, vault.unlock(stick, "passphrase"), new / "terminal.db", prove)
    again = open_database(
        new / "terminal.db", vault.unlock(new, "passphrase"), settings.terminal_migrations()
    )
    assert heads_of(again) == heads
    write(again, 2)
    again.close()


def test_a_restore_overwrites_nothing(path, filled, stick):
    back_up(path, KEY, stick, prove)
    with pytest.raises(Trouble) as no:
        restore(stick, KEY, path, prove)
    assert no.value.code == "store.database_there"


def test_an_unproven_copy_leaves_the_older_backup(path, filled, stick):
    back_up(path, KEY, stick, prove)
    before = (stick / "terminal.db").read_bytes()

    def find_a_break(copy: Database) -> None:
        raise ValueError("the chain is broken at book 3")

    with pytest.raises(ValueError, match="broken"):
        back_up(path, KEY, stick, find_a_break)
    assert (stick / "terminal.db").read_bytes() == before
    assert [file.name for file in stick.iterdir()] == ["terminal.db"]


def test_a_damaged_source_makes_no_backup(path, filled, stick):
    (page,) = filled.row("SELECT rootpage FROM sqlite_master WHERE name = 'ledger'")
    filled.close()
    content = bytearray(path.read_bytes())
    content[page * 4096 - 2000] ^= 1
    path.write_bytes(content)
    with pytest.raises(Trouble) as no:
        back_up(path, KEY, stick, prove)
    assert no.value.code == "store.damaged"
    assert not list(stick.iterdir())


def test_a_missing_stick_is_told(path, filled, stick):
    stick.rmdir()
    with pytest.raises(Trouble) as no:
        back_up(path, KEY, stick, prove)
    assert no.value.code == "store.cannot_open"


def test_half_a_copy_of_a_killed_backup_is_in_nobodys_way(path, filled, stick):
    (stick / "terminal.db.new").write_bytes(b"half")
    assert back_up(path, KEY, stick, prove).size_bytes > 0


def test_the_log_of_a_lost_database_is_not_written_into_its_backup(path, filled, stick):
    """SQLite takes whatever log lies beside a file for that file's own."""
    back_up(path, KEY, stick, prove)
    for seq in range(6, 60):
        write(filled, seq, body="later" * 200)
    log = path.with_name("terminal.db-wal").read_bytes()
    filled.close()
    path.unlink()
    path.with_name("terminal.db-wal").write_bytes(log)
    heads = restore(stick, KEY, path, prove).heads
    again = open_database(path, KEY, settings.terminal_migrations())
    assert (heads_of(again), again.findings()) == (heads, [])
    again.close()
    assert path.with_name("terminal.db-wal.of-the-lost-database").read_bytes() == log
