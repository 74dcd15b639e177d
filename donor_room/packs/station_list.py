"""How a list of the station's own is read: a TOML file with its name and edition, and a shape of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands at the head of such a file."""

    id: str
    edition: str
    title: str


class ListFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file with its head; each list adds its own tables."""

    about: About


File = TypeVar("File", bound=ListFile)


def read_list(
    name: str, shape: type[File], folder: Path | None, *, number: Callable[[str], Any] = float
) -> tuple[PackStamp, File]:
    """Return the stamp and what stands in a list; refuses one that is not there or has a wrong shape."""
    try:
        raw = ((folder or resources_folder() / name) / "station.toml").read_bytes()
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8"), parse_float=number), shape)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack=name, reason=str(fault)) from fault
    return stamp_of(raw, id=file.about.id, edition=file.about.edition), file
