"""A copy on a second medium, made while work goes on, and believed only after it was opened and compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from donor_room.domain.refusal import Trouble
from donor_room.store import vault
from donor_room.store.database import Database, copy_database, read_database
from donor_room.store.files import sync_file, sync_folder, trouble_with, write_whole

Heads = dict[str, tuple[int, str]]
"""Where each book ends: seq and hash."""

Prove = Callable[[Database], object]
"""Checks the chains of an opened copy and raises at the first entry that is not as it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a proven copy holds."""

    path: Path
    size_bytes: int
    heads: Heads


def back_up(path: Path, key: bytes, folder: Path, prove: Prove) -> Backup:
    """Copy a database and its wrapped key to a folder on another medium; any thread may, beside the writer.

    An older copy there stands until the new one is proven: sound, its chains whole, its books at least as
    far as when the copy began. Raises Trouble `store.backup_differs`, `store.disk_full`, `store.read_only`.
    """
    source = read_database(path, key)
    try:
        return _proven_copy(source, folder, prove)
    finally:
        source.close()


def restore(folder: Path, key: bytes, path: Path, prove: Prove) -> Backup:
    """Bring a backup back to where no database is; raises Trouble `store.database_there` where there is one.

    The terminal that opens it starts a new book: what was written after the backup may be known elsewhere.
    """
    if path.exists():
        raise Trouble("store.database_there", path=str(path))
    _set_log_aside(path)
    return back_up(folder / path.name, key, path.parent, prove)


def _set_log_aside(path: Path) -> None:
    """The log of the lost database is evidence, and poison: SQLite would write its pages into the backup."""
    log = path.with_name(path.name + "-wal")
    try:
        log.replace(path.with_name(f"{log.name}.of-the-lost-database"))
    except FileNotFoundError:
        return
    except OSError as error:
        raise trouble_with(log, error) from error


def heads_of(database: Database) -> Heads:
    """Where each book of a database ends."""
    rows = database.rows(
        "SELECT ledger.book, seq, hash FROM book JOIN ledger ON ledger.place = (SELECT max(place) "
        "FROM ledger WHERE place BETWEEN book.number << 32 AND (book.number << 32) | 4294967295)"
    )
    return {book: (seq, last_hash) for book, seq, last_hash in rows}


def _proven_copy(source: Database, folder: Path, prove: Prove) -> Backup:
    path = folder / source.path.name
    beside = path.with_name(path.name + ".new")
    heads = heads_of(source)
    try:
        beside.unlink(missing_ok=True)
        copy_database(source, beside)
        sync_file(beside)
        held = _held(beside, source.key, heads, prove)
        _copy_vault(source.path.parent, folder)
        beside.replace(path)
        sync_folder(folder)
        return Backup(path=path, size_bytes=path.stat().st_size, heads=held)
    except OSError as error:
        raise trouble_with(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _held(path: Path, key: bytes, expected: Heads, prove: Prove) -> Heads:
    """Open the copy, check it, and return where its books end."""
    copy = read_database(path, key)
    try:
        if copy.findings() or not all(_has(copy, book, *head) for book, head in expected.items()):
            raise Trouble("store.backup_differs", path=str(path))
        prove(copy)
        return heads_of(copy)
    finally:
        copy.close()


def _has(copy: Database, book: str, seq: int, entry_hash: str) -> bool:
    """Whether the copy has this entry of the book, as it is."""
    return copy.row(
        "SELECT hash FROM book JOIN ledger ON ledger.place = (book.number << 32) + ? WHERE book.name = ?",
        (seq, book),
    ) == (entry_hash,)


def _copy_vault(source: Path, target: Path) -> None:
    if vault.exists(source):
        write_whole(target / vault.FILE_NAME, (source / vault.FILE_NAME).read_bytes())
