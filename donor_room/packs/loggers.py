"""The station's list of temperature loggers, from its TOML file; and the bytes of a logger's file as text."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.loggers import Keep, LoggerForm, Loggers
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of

LARGEST_FILE = 16_000_000
_PDF, _ZIP, _OLD_EXCEL = b"%PDF", b"PK\x03\x04", bytes.fromhex("D0CF11E0")
_WESTERN_CELSIUS, _WESTERN_FAHRENHEIT = (b"\xb0C".decode("gb18030"), b"\xb0F".decode("gb18030"))
"""What a unit becomes that was written on another Windows: no heading has these signs."""
_MARKED = (b"\xff\xfe", b"\xfe\xff")


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    edition: str
    title: str
    longest_gap_min: int
    read_out_min: int


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: _About
    keep: tuple[Keep, ...]
    logger: tuple[LoggerForm, ...]


@cache
def load_loggers(folder: Path | None = None) -> Loggers:
    """Read and check the list, once; refuses one with a wrong shape, without limits, or with a name twice."""
    raw = ((folder or resources_folder() / "loggers") / "station.toml").read_bytes()
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack="loggers", reason=str(fault)) from fault
    names = [*(keep.id for keep in file.keep), *(form.id for form in file.logger)]
    if len(set(names)) != len(names) or not file.keep:
        reason = "a name is there twice, or no limit is"
        raise Refusal("codes.unreadable", pack="loggers", reason=reason)
    return Loggers(
        stamp=stamp_of(raw, id=file.about.id, edition=file.about.edition),
        longest_gap_min=file.about.longest_gap_min,
        read_out_min=file.about.read_out_min,
        keeps=file.keep,
        forms=file.logger,
    )


def text_of(data: bytes) -> str:
    """Return the text of a logger's file; refuses what is empty, too large, a picture of it, or damaged."""
    if not data.strip():
        raise Refusal("loggers.empty")
    if len(data) > LARGEST_FILE:
        raise Refusal("loggers.too_large", megabytes=LARGEST_FILE // 1_000_000)
    if data.startswith(_PDF):
        raise Refusal("loggers.is_pdf")
    if data.startswith((_ZIP, _OLD_EXCEL)):
        raise Refusal("loggers.is_workbook")
    encodings = ("utf-16",) if data.startswith(_MARKED) else ("utf-8-sig", "gb18030", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace(_WESTERN_CELSIUS, "°C").replace(_WESTERN_FAHRENHEIT, "°F")
    raise Refusal("loggers.no_form")
