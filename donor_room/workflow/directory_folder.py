"""A directory that comes whole: how it gets into use at a desk, from the station or from a stick."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.store.generation import take_place
from donor_room.wire.generation import MANIFEST, Manifest
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.generation_load import PIECE_BYTES, Loading
from donor_room.workflow.station_word import hear_of


def loading_of(desk: Desk, *, piece_bytes: int = PIECE_BYTES) -> Loading:
    """Return what is on its way in, or the place for it; raises Trouble before enrolment."""
    enrolment = enrolment_of(desk.ledger)
    if enrolment is None or enrolment.reply is None:
        raise Trouble("sync.not_enrolled")
    file = desk.directory_file
    return Loading(file.path, key=file.key, station=enrolment.reply, piece_bytes=piece_bytes)


def take_directory(desk: Desk, loading: Loading) -> None:
    """Let a new directory that is whole take the place of the old one, and look up who is here."""
    take_place(desk.directory_file, loading.path)
    loading.forget()
    desk.has_heard_station = False
    hear_of(desk, ())


def load_folder(desk: Desk, folder: Path) -> int:
    """Take a directory from a stick or a folder; return how many chunks the station must still give.

    With none wanting it is in use on return. Raises Trouble for what is no directory of this station, and
    Refusal for one that is not newer than what is here.
    """
    loading = loading_of(desk)
    manifest = _read(folder)
    if loading.manifest != manifest:
        loading.begin(manifest)
    _refuse_older(desk, loading)
    wanting = loading.add_from(folder)
    while loading.wanted() is None and loading.build():
        pass
    if loading.wanted() is None:
        loading.close_file()
        take_directory(desk, loading)
    return wanting


def _read(folder: Path) -> Manifest:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as problem:
        raise Trouble("directory.no_manifest", path=str(folder)) from problem


def _refuse_older(desk: Desk, loading: Loading) -> None:
    here: datetime | None = desk.directory.as_of()
    if here is not None and loading.generation is not None and loading.generation.as_of <= here:
        loading.forget()
        raise Refusal("directory.older")
