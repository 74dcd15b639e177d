"""A disk whose power goes in the middle of a write: what was not synced is lost, or torn, sector by sector.

SQLite reaches the disk through a table of functions. Within `frail_disks` the engine's own table has another
way to open a file, and files of a watched folder have other ways to write, cut, sync and close. All else is
the engine's own: it is SQLCipher that writes here, and SQLCipher that must find its way back afterwards.
"""

from __future__ import annotations

import ctypes
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from functools import cache
from pathlib import Path
from typing import Any

from donor_room.store import engine
from donor_room.store.unsynced import Unsynced

_WAYS = (
    "close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "is_locked", "control",
    "sector", "traits", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch",
)  # fmt: skip
_IO_ERROR, _DONE = 10, 0

_Close = CFUNCTYPE(c_int, c_void_p)
_Transfer = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)
_Size = CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))


class _Methods(ctypes.Structure):
    """SQLite's sqlite3_io_methods."""

    _fields_ = [("version", c_int), *((name, c_void_p) for name in _WAYS)]


class _File(ctypes.Structure):
    """The beginning of SQLite's sqlite3_file."""

    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    """The beginning of SQLite's sqlite3_vfs."""

    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p),
        ("name", c_char_p), ("data", c_void_p), ("open", c_void_p),
    ]  # fmt: skip


class FrailDisk:
    """The files of one folder; `dies_in` lets the power go at the n-th write or sync from now on."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder, self._chance = folder, chance
        self._left = 0
        self.files: dict[str, Unsynced] = {}
        self.survived: dict[str, bytes] = {}
        """What the files hold after the power went, by name."""
        self.is_dark = False

    def dies_in(self, writes: int) -> None:
        """Let the power go so many writes from now; 0 never."""
        self._left = writes

    def goes_dark_now(self) -> bool:
        """Count a write that has begun; say whether the power goes in it."""
        self._left -= 1
        return self._left == 0

    def go_dark(self) -> None:
        """Cut the power: of each file so much is there as chance leaves."""
        self.is_dark = True
        for name in [one for one in self.files if (self._folder / one).exists()]:
            left = self.files[name].after_power_cut(self._chance)
            if left is not None:
                self.survived[name] = left

    def closed(self, name: str) -> None:
        """A file is open no more: what it holds is read from where it lies, as long as it lies there."""
        path = self._folder / name
        self.files[name].read = lambda at, length: path.read_bytes()[at : at + length]

    def lay_out(self, folder: Path) -> None:
        """Put into a folder what the disk holds after the power went."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.survived.items():
            (folder / name).write_bytes(content)


class _Held:
    """A file that is open: how it was to be used, and where it lies."""

    def __init__(self, address: int, methods: Any, disk: FrailDisk, name: str) -> None:
        self.address, self.disk, self.name = address, disk, name
        self.close = _Close(methods.close)
        self._read, self._write = _Transfer(methods.read), _Transfer(methods.write)
        self._truncate, self._size = _Truncate(methods.truncate), _Size(methods.size)
        if not self.size():  # a new file, whatever one of its name had left
            disk.files.pop(name, None)
        self.state = disk.files.setdefault(name, Unsynced(self.read))
        self.state.read = self.read

    def read(self, offset: int, length: int) -> bytes:
        """Return what is there now, less where the file ends."""
        there = max(0, min(length, self.size() - offset))
        buffer = ctypes.create_string_buffer(there)
        if there:
            self._read(self.address, buffer, there, offset)
        return buffer.raw

    def size(self) -> int:
        found = c_int64()
        self._size(self.address, ctypes.byref(found))
        return found.value

    def write(self, data: int, length: int, offset: int) -> int:
        if self.disk.is_dark:
            return _IO_ERROR
        self.state.written(offset, ctypes.string_at(data, length), self.size())
        done = int(self._write(self.address, data, length, offset))
        return self._or_dark(done)

    def truncate(self, size: int) -> int:
        if self.disk.is_dark:
            return _IO_ERROR
        self.state.truncated(size, self.size())
        return self._or_dark(int(self._truncate(self.address, size)))

    def sync(self) -> int:
        if self.disk.is_dark:
            return _IO_ERROR
        if self._or_dark(_DONE) == _DONE:
            self.state.synced()
            return _DONE
        return _IO_ERROR

    def _or_dark(self, done: int) -> int:
        if self.disk.goes_dark_now():
            self.disk.go_dark()
            return _IO_ERROR
        return done


class FrailDisks:
    """The engine's table of functions while some folders are watched."""

    def __init__(self) -> None:
        self.chance = random.Random()  # noqa: S311 - nothing here is secret
        self._watched: dict[str, FrailDisk] = {}
        self._held: dict[int, _Held] = {}
        self._tables: dict[int, Any] = {}
        self._ways = (
            ("close", _Close(self._close)),
            ("write", _Transfer(lambda file, data, length, at: self._held[file].write(data, length, at))),
            ("truncate", _Truncate(lambda file, size: self._held[file].truncate(size))),
            ("sync", _Sync(lambda file, _how: self._held[file].sync())),
        )
        self._vfs = _engines_own().contents
        self._engine_opens = self._vfs.open
        self._real_open = _Open(self._engine_opens)
        self._open_way = _Open(self._open)

    def begin(self, chance: random.Random) -> None:
        """Let the engine open files by way of here; what it leaves when the power goes is by this chance."""
        self.chance = chance
        self._vfs.open = ctypes.cast(self._open_way, c_void_p).value

    def watch(self, folder: Path) -> FrailDisk:
        """Watch what is opened in a folder from now on; whatever was watched there before is forgotten."""
        disk = self._watched[str(folder.absolute())] = FrailDisk(folder, self.chance)
        return disk

    def end(self) -> None:
        """Give the engine its own way back; what is still open is watched until it is closed."""
        self._vfs.open = self._engine_opens
        self._watched.clear()

    def _open(self, vfs: int, path: int | None, file: int, flags: int, told: Any) -> int:
        """Open as the engine does, which keeps the address of the path: it must be its own, not a copy."""
        done = int(self._real_open(vfs, path, file, flags, told))
        if done == _DONE and path is not None:
            folder, _, name = ctypes.string_at(path).decode().rpartition("/")
            disk = self._watched.get(folder)
            if disk is not None:
                self._hold(file, disk, name)
        return done

    def _hold(self, address: int, disk: FrailDisk, name: str) -> None:
        file = _File.from_address(address)
        methods = file.methods
        self._held[address] = _Held(address, methods.contents, disk, name)
        file.methods = ctypes.pointer(self._table_for(methods))

    def _table_for(self, methods: Any) -> _Methods:
        """Return the engine's functions with ours among them; one table for each kind of file."""
        kind = ctypes.addressof(methods.contents)
        if kind not in self._tables:
            table = _Methods.from_buffer_copy(methods.contents)
            for name, way in self._ways:
                setattr(table, name, ctypes.cast(way, c_void_p).value)
            self._tables[kind] = table
        table = self._tables[kind]
        assert isinstance(table, _Methods)  # noqa: S101 - nothing else was put there
        return table

    def _close(self, file: int) -> int:
        held = self._held.pop(file)
        done = int(held.close(file))
        if held.disk.files.get(held.name) is held.state:
            held.disk.closed(held.name)
        return done


def _engines_own() -> Any:
    library = ctypes.CDLL(sys.modules["sqlcipher3._sqlite3"].__file__)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    return library.sqlite3_vfs_find(None)


def can_be_frail() -> bool:
    """Say whether this engine lets anybody at its table of functions; a build for Windows does not."""
    assert engine.VERSION  # noqa: S101 - the engine is there before anybody looks into it
    return hasattr(ctypes.CDLL(sys.modules["sqlcipher3._sqlite3"].__file__), "sqlite3_vfs_find")


@cache
def _disks() -> FrailDisks:
    """The engine may call what it was given as long as this process lives, so it is made once."""
    return FrailDisks()


@contextmanager
def frail_disks(chance: random.Random) -> Iterator[FrailDisks]:
    """Within, folders can be watched. One at a time in a process, and none that works for anybody."""
    disks = _disks()
    disks.begin(chance)
    try:
        yield disks
    finally:
        disks.end()
