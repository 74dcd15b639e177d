"""A whole directory on its way in: chunk by chunk onto the disk, and from there into a new file.

It is done beside the store's thread, which only lets it take the place of the old one: nobody waits for it.
What was here before a cut is here after it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from donor_room.domain.refusal import Trouble
from donor_room.settings import directory_migrations
from donor_room.store.generation import ChunkFolder, NewDirectory
from donor_room.wire.compact import PackedRow
from donor_room.wire.generation import ChunkName, Generation, Manifest, open_chunk, read_manifest
from donor_room.wire.messages import DirectoryPage, EnrolReply, encode, read_directory_key
from donor_room.wire.signature import Unproven, read_public

PIECE_BYTES = 256 * 1024
"""What is asked for at once: half a minute on the slowest line, and each piece is proven by itself."""


class Piece(NamedTuple):
    """What is to be fetched next: so many bytes of a chunk, from the first on."""

    chunk: ChunkName
    first: int
    size: int


class Loading:
    """One generation on its way in; to be used on one thread."""

    def __init__(
        self, beside: Path, *, key: bytes, station: EnrolReply, piece_bytes: int = PIECE_BYTES
    ) -> None:
        """Take up what an earlier attempt has left; beside is the directory in use, key that of its file."""
        self.manifest: Manifest | None = None
        self.generation: Generation | None = None
        self.path = beside.with_name(beside.name + ".new")
        self._chunks = ChunkFolder(beside.with_name(beside.name + ".load"))
        self._key = key
        self._station = station
        self._directory_key = read_directory_key(station.directory_key)
        self._piece_bytes = piece_bytes
        self._new: NewDirectory | None = None
        self._built = 0
        self._is_finished = False
        self._spoiled: set[str] = set()
        self._take_up()

    def begin(self, manifest: Manifest) -> None:
        """Keep the list of a generation; raises Trouble unless this terminal's station has signed it."""
        try:
            self.generation = self._proven(manifest)
        except Unproven as problem:
            raise Trouble("directory.unproven") from problem
        self.manifest = manifest
        self._chunks.begin(encode(manifest))

    def forget(self) -> None:
        """Begin with another generation the next time."""
        self.drop_file()
        self._chunks.clear()
        self.manifest = self.generation = None

    def wanted(self) -> Piece | None:
        """Return what to fetch next; None when every chunk is here."""
        for chunk in self._named():
            if not self._chunks.has(chunk):
                first = self._chunks.begun(chunk)
                return Piece(chunk, first, min(self._piece_bytes, chunk.bytes - first))
        return None

    def add(self, piece: Piece, content: bytes) -> None:
        """Keep a piece; raises Trouble for one that is none of its chunk, and for a chunk wrong twice."""
        if not 0 < len(content) <= piece.size:
            raise Trouble("directory.chunk_damaged")
        if not self._chunks.add(piece.chunk, piece.first, content):
            if piece.chunk.sha256 in self._spoiled:
                raise Trouble("directory.chunk_damaged")
            self._spoiled.add(piece.chunk.sha256)

    def add_from(self, folder: Path) -> int:
        """Take every chunk that is in a folder and right; return how many are still wanting."""
        given = ChunkFolder(folder)
        for chunk in self._named():
            content = None if self._chunks.has(chunk) else given.content(chunk, is_own=False)
            if content is not None:
                self._chunks.add(chunk, 0, content)
        return sum(not self._chunks.has(chunk) for chunk in self._named())

    def build(self) -> bool:
        """Take the next chunk into the new file; False when all are in it. A spoiled one is wanted again."""
        if self._is_finished:
            return False
        try:
            if self._built < len(self._named()):
                self._build_next()
            else:
                self._finish()
        except BaseException:
            self.drop_file()
            raise
        return True

    def cursor(self) -> str:
        """Return where the feed goes on after what was built."""
        return self._file().directory.cursor() or ""

    def apply(self, page: DirectoryPage) -> None:
        """Take rows of the feed into the new file."""
        try:
            self._file().directory.apply(page.rows, page.cursor, page.as_of)
        except BaseException:
            self.drop_file()
            raise

    def close_file(self) -> None:
        """Leave the new file whole on the disk, to take its place."""
        self._file().close()
        self._new, self._built, self._is_finished = None, 0, False

    def drop_file(self) -> None:
        """Take the half-built file away; its chunks stay."""
        if self._new is not None:
            self._new.drop()
        self._new, self._built, self._is_finished = None, 0, False

    def _build_next(self) -> None:
        chunk, generation = self._named()[self._built], self.generation
        content = self._chunks.content(chunk)
        if content is None or generation is None:
            self.drop_file()
            return
        self._file().add(self._opened(content, generation.name))
        self._built += 1

    def _opened(self, content: bytes, name: str) -> list[PackedRow]:
        try:
            return open_chunk(content, directory_key=self._directory_key, name=name, place=self._built)
        except ValueError as problem:  # of the right name, and not for this terminal's secret
            raise Trouble("directory.chunk_damaged") from problem

    def _finish(self) -> None:
        if self.generation is not None:
            self._file().finish(self.generation.cursor, self.generation.as_of)
        self._is_finished = True

    def _file(self) -> NewDirectory:
        if self._new is None:
            self._new = NewDirectory(self.path, self._key, self._directory_key, directory_migrations())
        return self._new

    def _named(self) -> tuple[ChunkName, ...]:
        return self.generation.chunks if self.generation else ()

    def _take_up(self) -> None:
        kept = self._chunks.manifest()
        try:
            manifest = msgspec.json.decode(kept or b"", type=Manifest)
            self.generation = self._proven(manifest)
        except (msgspec.DecodeError, Unproven):  # none, torn by a power cut, or of another station
            return
        self.manifest = manifest

    def _proven(self, manifest: Manifest) -> Generation:
        key = read_public(self._station.station_key)
        return read_manifest(manifest, key, station_code=self._station.station_code)
