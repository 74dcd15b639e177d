"""A new directory beside the one in use: its chunks, its file while it is built, the change of places.

Nothing of it is needed: whatever is lost or spoiled here is fetched again, and the directory in use stands
until the new one is whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from donor_room.domain.refusal import Trouble
from donor_room.store import database as files
from donor_room.store.database import Database
from donor_room.store.directory import Directory
from donor_room.store.directory_rows import indexes, insert_rows, make_room
from donor_room.store.files import sync_file, sync_folder, trouble_with, write_whole
from donor_room.wire.compact import PackedRow
from donor_room.wire.generation import MANIFEST, ChunkName

_CACHE_KIB = 64 * 1024
"""While a file is built; a whole directory is written in the order of its key, so more is not used."""


class ChunkFolder:
    """The chunks that are here, each whole under its name or a beginning of it, and the list of them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def manifest(self) -> bytes | None:
        """Return the list as it was kept; None before one was."""
        try:
            return (self.path / MANIFEST).read_bytes()
        except OSError:
            return None

    def begin(self, manifest: bytes) -> None:
        """Keep the list of a new generation and throw away what was here of another; raises Trouble."""
        self.clear()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise trouble_with(self.path, error) from error
        write_whole(self.path / MANIFEST, manifest)

    def clear(self) -> None:
        """Take everything away."""
        rmtree(self.path, ignore_errors=True)

    def has(self, chunk: ChunkName) -> bool:
        """Say whether a chunk is whole here; `content` looks whether it is right."""
        return self._whole(chunk).is_file()

    def begun(self, chunk: ChunkName) -> int:
        """Return how many bytes of a chunk are here; of one that should have been whole by now, none."""
        try:
            size = self._part(chunk).stat().st_size
        except OSError:
            return 0
        return size if size < chunk.bytes else 0

    def add(self, chunk: ChunkName, first: int, content: bytes) -> bool:
        """Put a piece behind the beginning that is here; False when the whole is not what its name says.

        Such a chunk is thrown away. Raises Trouble for what the disk does.
        """
        part = self._part(chunk)
        try:
            with part.open("r+b" if first else "wb") as file:
                file.seek(first)
                file.write(content)
                file.truncate()
        except OSError as error:
            raise trouble_with(part, error) from error
        return first + len(content) < chunk.bytes or self._finish(chunk)

    def content(self, chunk: ChunkName, *, is_own: bool = True) -> bytes | None:
        """Return the bytes of a chunk that is whole; None when they are not what its name says.

        From a folder of this terminal's own it is gone then.
        """
        try:
            content = self._whole(chunk).read_bytes()
        except OSError:
            content = b""
        if sha256(content).hexdigest() == chunk.sha256:
            return content
        if is_own:
            self._whole(chunk).unlink(missing_ok=True)
        return None

    def _finish(self, chunk: ChunkName) -> bool:
        part = self._part(chunk)
        if sha256(part.read_bytes()).hexdigest() != chunk.sha256:
            part.unlink()
            return False
        sync_file(part)
        part.replace(self._whole(chunk))
        return True

    def _whole(self, chunk: ChunkName) -> Path:
        return self.path / f"{chunk.sha256}.chunk"

    def _part(self, chunk: ChunkName) -> Path:
        return self.path / f"{chunk.sha256}.part"


class NewDirectory:
    """The file of a directory that is being built; on any thread, but on one."""

    def __init__(self, path: Path, key: bytes, directory_key: bytes, migrations: Path) -> None:
        """Begin anew, whatever a build that was cut has left."""
        self.path = path
        self._take_away()
        self._database: Database = files.open_database(path, key, migrations)
        self.directory = Directory(self._database, directory_key)
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self._database.execute(f"PRAGMA {setting}").close()
        self._made_by = indexes(self._database)
        for name, _ in self._made_by:
            self._database.execute(f"DROP INDEX {name}")

    def add(self, rows: Iterable[PackedRow]) -> None:
        """Take the rows of one chunk."""
        with self._database.atomic():
            insert_rows(self._database, rows)

    def finish(self, cursor: str, as_of: datetime) -> None:
        """Make what donors are sought by, and note where the feed goes on."""
        with self._database.atomic():
            for _, sql in self._made_by:
                self._database.execute(sql)
        self.directory.apply((), cursor, as_of)

    def close(self) -> None:
        """Close the file, whole and on the disk."""
        self._database.close()
        sync_file(self.path)
        self._beside(".lock").unlink(missing_ok=True)

    def drop(self) -> None:
        """Close the file and take it away: it gives the room on the disk back."""
        self._database.close()
        self._take_away()

    def _take_away(self) -> None:
        for tail in ("", "-journal", "-wal", "-shm", ".lock"):
            with suppress(OSError):
                self._beside(tail).unlink(missing_ok=True)

    def _beside(self, tail: str) -> Path:
        return self.path.with_name(self.path.name + tail)


def take_place(database: Database, new: Path) -> None:
    """Put a whole new file in the place of the one that is open here, and open it.

    At every moment there is one whole file under this name, the old or the new one. Raises Trouble, and the
    old one goes on, where its log cannot be moved into it: one that stayed behind would be read into the new.
    """
    database.execute("PRAGMA busy_timeout = 0").close()  # who reads it is not waited for: a nurse may look
    try:
        database.row("PRAGMA wal_checkpoint(TRUNCATE)")
        if database.row("PRAGMA journal_mode = DELETE") != ("delete",):
            raise Trouble("store.busy", path=str(database.path))
        database.connection.close()
        new.replace(database.path)
        sync_folder(database.path.parent)
    except OSError as error:
        raise trouble_with(database.path, error) from error
    finally:
        database.connection.close()
        open_again(database)


def open_again(database: Database) -> None:
    """Open what stands under the name now, under the lock of before; without room for a log, without one."""
    database.connection = files.connect(database.path, database.key, "rw")
    with suppress(Trouble):
        files.make_durable(database)
    make_room(database)
