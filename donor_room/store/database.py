"""An encrypted SQLite file that keeps what it has acknowledged: opening, acts, troubles by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from donor_room.domain.refusal import Trouble
from donor_room.store import engine
from donor_room.store.engine import Connection, Cursor
from donor_room.store.lock import FileLock
from donor_room.store.log_pages import without_moved
from donor_room.store.migrate import migrate, read_migrations

if TYPE_CHECKING:
    import sqlite_utils

Parameters = Sequence[Any] | Mapping[str, Any]

KEY_BYTES = 32
_BUSY_SECONDS = 5.0
_GROWN_LOG_PAGES = 200
_PLAIN_HEADER = b"SQLite format 3\x00"
_SET_UP = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes without asking the triggers
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
)
_READ_BACK = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


class Database:
    """One open connection; it belongs to the thread that opened it."""

    def __init__(self, connection: Connection, path: Path, key: bytes, lock: FileLock | None) -> None:
        self.connection = connection
        self.path = path
        self.key = key
        self._lock = lock
        self._depth = 0
        self._undone_by: Trouble | None = None
        self.when_damaged: Callable[[], Trouble] | None = None
        """Puts another file in the place of one that turns out to be damaged while it is open, and says so.

        Only for what can be had again; within an act nothing is replaced before the act is undone.
        """

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor:
        """Run one statement; raises Trouble for what the disk, another program or damage does."""
        if self._depth and not self.connection.in_transaction:
            raise self._gone()
        try:
            return self.connection.execute(sql, parameters)
        except engine.Error as error:
            raise self.told(error) from error

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each row; call it inside `atomic`."""
        if self._depth and not self.connection.in_transaction:
            raise self._gone()
        try:
            self.connection.executemany(sql, rows)
        except engine.Error as error:
            raise self.told(error) from error

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Every row of an answer."""
        try:
            return self._rows(sql, parameters)
        except Trouble as trouble:
            self.replace_after(trouble)
            raise

    def _rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        cursor = self.execute(sql, parameters)
        try:
            return cursor.fetchall()  # type: ignore[no-any-return]
        except engine.Error as error:
            raise self.told(error) from error

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """The first row of an answer, or None."""
        try:
            return self._row(sql, parameters)
        except Trouble as trouble:
            self.replace_after(trouble)
            raise

    def _row(self, sql: str, parameters: Parameters) -> tuple[Any, ...] | None:
        cursor = self.execute(sql, parameters)
        try:
            return cursor.fetchone()  # type: ignore[no-any-return]
        except engine.Error as error:
            raise self.told(error) from error
        finally:
            cursor.close()

    def replace_after(self, error: BaseException) -> None:
        """Replace this file if that is how it was found damaged and it may be, and raise what says so."""
        replaced, is_damage = self.when_damaged, getattr(error, "code", "") == "store.damaged"
        if replaced is None or not is_damage or self._depth:
            return
        self.when_damaged = None  # while it is replaced nothing of it is replaced again
        try:
            raise replaced() from error
        finally:
            self.when_damaged = replaced

    def atomic(self) -> Act:
        """All or nothing: any exception undoes the whole block. Nests; what is nested is undone alone.

        The outermost block takes the write lock at once and is on the disk when it is left.
        """
        return Act(self)

    def utils(self) -> sqlite_utils.Database:
        """sqlite-utils over this connection, for bulk work and inspection; never while a donor waits."""
        import sqlite_utils

        return sqlite_utils.Database(self.connection)

    def findings(self) -> list[str]:
        """What the engine finds wrong with the file, page by page and table by table; empty when sound."""
        torn = [str(line) for (line,) in self.rows("PRAGMA cipher_integrity_check")]
        seals = without_moved(torn, _log_of(self.path))
        try:
            built = [str(line) for (line,) in self.rows("PRAGMA integrity_check") if line != "ok"]
        except Trouble as trouble:
            built = [str(trouble)]
        return seals + built

    def tidy(self) -> None:
        """Move a grown write-ahead log into the database, so that no act waits for it; for an idle moment."""
        busy_log_moved = self.row("PRAGMA wal_checkpoint(NOOP)")
        if busy_log_moved is not None and busy_log_moved[1] - busy_log_moved[2] >= _GROWN_LOG_PAGES:
            self.row("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close the file and let another program in."""
        self.connection.close()
        if self._lock is not None:
            self._lock.release()

    def begin(self) -> None:
        """Open an act, or one within it; `atomic` does."""
        if self._depth == 0:
            self._undone_by = None
        self.execute("BEGIN IMMEDIATE" if self._depth == 0 else f"SAVEPOINT depth_{self._depth}")
        self._depth += 1

    def keep(self) -> None:
        """Close the innermost act well; `atomic` does. What cannot be kept is undone and raised."""
        try:
            self.execute("COMMIT" if self._depth == 1 else f"RELEASE depth_{self._depth - 1}")
        except BaseException:
            self.undo()
            raise
        self._depth -= 1

    def undo(self) -> None:
        """Take the innermost act back; `atomic` does."""
        self._depth -= 1
        if self.connection.in_transaction:
            for statement in ("ROLLBACK",) if self._depth == 0 else _taken_back(f"depth_{self._depth}"):
                self.connection.execute(statement)

    def told(self, error: Exception) -> Exception:
        """The trouble behind an engine's error, or the error itself when it is a bug."""
        trouble = engine.trouble_of(error, self.path)
        if trouble is not None and self._depth and not self.connection.in_transaction:
            self._undone_by = trouble
        return trouble or error

    def _gone(self) -> Trouble:
        """Some disk errors undo the whole transaction in SQLite: nothing may follow as if it still stood.

        What follows is refused by the same name: a full disk is not a broken one.
        """
        return self._undone_by or Trouble("store.disk_error", path=str(self.path))


class Act:
    """The block of `Database.atomic`; a class, because a generator costs a tenth of an append."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.begin()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._database.keep()
            return
        self._database.undo()
        told = self._database.told(error) if isinstance(error, engine.Error) else error
        self._database.replace_after(told)
        if told is not error:
            raise told from error


def open_database(path: Path, key: bytes, migrations: Path) -> Database:
    """Open, or make, the database that this program alone writes, and bring it to the newest schema.

    Raises Trouble: `store.engine_too_old`, `store.in_use`, `store.wrong_key`, `store.not_encrypted`,
    `store.database_missing`, `store.not_durable`, `store.newer_schema`, `store.migration_changed`,
    `store.read_only`, `store.disk_full`, `store.disk_error`, `store.damaged`, `store.cannot_open`.
    """
    engine.refuse_old_engine()
    _refuse_a_lost_file(path)
    lock = FileLock(path.with_name(path.name + ".lock"))
    database: Database | None = None
    try:
        database = Database(connect(path, key, "rwc"), path, key, lock)
        make_durable(database)
        migrate(database, read_migrations(migrations))
    except BaseException:
        if database is not None:
            database.connection.close()
        lock.release()
        raise
    return database


def read_database(path: Path, key: bytes) -> Database:
    """Open a database to look only, also beside the program that writes it.

    Raises as `open_database`, and Trouble `store.database_empty` for a file that holds nothing.
    """
    engine.refuse_old_engine()
    if not path.is_file():
        raise Trouble("store.cannot_open", path=str(path))
    if not path.stat().st_size:
        raise Trouble("store.database_empty", path=str(path))
    return Database(_connect_to_look(path, key), path, key, None)


def copy_database(source: Database, path: Path) -> None:
    """Copy as it stands at this moment, under the same key, into one file that needs no log beside it.

    Raises Trouble with the path of the copy. The source may be written meanwhile by another connection.
    """
    connection = connect(path, source.key, "rwc")
    try:
        source.connection.backup(connection)
        connection.execute("PRAGMA journal_mode = DELETE").close()
    except engine.Error as error:
        raise engine.trouble_of(error, path) or error from error
    finally:
        connection.close()


def _taken_back(savepoint: str) -> tuple[str, str]:
    return f"ROLLBACK TO {savepoint}", f"RELEASE {savepoint}"


def connect(path: Path, key: bytes, mode: str) -> Connection:
    """Open the bare connection, unlocked and set up; raises Trouble. Mostly `open_database` is wanted."""
    if len(key) != KEY_BYTES:
        raise ValueError("the key of a database has 32 bytes")
    try:
        connection = engine.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=_BUSY_SECONDS
        )
    except engine.Error as error:
        raise engine.trouble_of(error, path) or error from error
    try:
        _unlock(connection, key, path)
        for statement in _SET_UP:
            connection.execute(statement)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException as error:
        connection.close()
        trouble = engine.trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error
    return connection


def _connect_to_look(path: Path, key: bytes) -> Connection:
    """A write-protected place has no room for the engine's own files; without a log none is needed."""
    try:
        return connect(path, key, "ro")
    except Trouble as trouble:
        cannot_write = trouble.code in {"store.read_only", "store.cannot_open"}
        if not cannot_write or has_content(_log_of(path)):
            raise
    return connect(path, key, "ro&immutable=1")


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _unlock(connection: Connection, key: bytes, path: Path) -> None:
    """Give the key and read the first page by it; a damaged page beyond is not the key's fault."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")  # takes no parameter; hex digits only
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except engine.Error as error:
        trouble = engine.trouble_of(error, path)
        if trouble is None or trouble.code != "store.damaged":
            raise
        code = "store.not_encrypted" if _is_plain(path) else "store.wrong_key"
        raise Trouble(code, path=str(path)) from error


def _is_plain(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER


def _refuse_a_lost_file(path: Path) -> None:
    """A log without its database would be thrown away by SQLite: the file was moved or emptied."""
    if path.exists() and not path.is_file():
        raise Trouble("store.cannot_open", path=str(path))
    if not has_content(path) and has_content(_log_of(path)):
        raise Trouble("store.database_missing", path=str(path))


def has_content(path: Path) -> bool:
    """Say whether there is a file with anything in it; a folder has a size too, and is none."""
    return path.is_file() and path.stat().st_size > 0


def make_durable(database: Database) -> None:
    """Ask for WAL and FULL, and believe only what is read back: NORMAL loses acts in a power cut.

    Raises Trouble `store.not_durable`, or `store.read_only` for a file that cannot be written.
    """
    database.execute("PRAGMA journal_mode = WAL").close()
    database.execute("PRAGMA synchronous = FULL").close()
    for name, wanted in _READ_BACK.items():
        found = database.row(f"PRAGMA {name}")
        if found != (wanted,):
            raise Trouble("store.not_durable", path=str(database.path), setting=name)
    with database.atomic():
        pass  # a file that cannot be written is told now, not at the first act
