"""How the station classes reactions and whom it calls after them, from its TOML file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.directory import Severity
from donor_room.domain.reaction_judging import CallBack, Care, Grade, Line, ReactionPack, Risk
from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import load_codes
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    edition: str
    title: str


class _Tables(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: tuple[Line[str], ...]
    category: tuple[Line[str], ...]
    severity: tuple[Line[Severity], ...]
    grade: tuple[Line[Grade], ...]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: _About
    care: Care
    table: _Tables
    category_of: dict[str, str]
    call_back: CallBack
    risk: tuple[Risk, ...]


@cache
def load_reactions(folder: Path | None = None) -> ReactionPack:
    """Read and check the pack, once; refuses a wrong shape, a code of no list, or a gap in a table."""
    raw = ((folder or resources_folder() / "reactions") / "station.toml").read_bytes()
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
        _check(file)
        return _pack_of(file, raw)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as fault:
        raise Refusal("codes.unreadable", pack="reactions", reason=str(fault)) from fault


def _pack_of(file: _File, raw: bytes) -> ReactionPack:
    return ReactionPack(
        stamp=stamp_of(raw, id=file.about.id, edition=file.about.edition),
        care=file.care,
        kind=file.table.kind,
        category=file.table.category,
        severity=file.table.severity,
        grade=file.table.grade,
        category_of=file.category_of,
        call_back=file.call_back,
        risk=file.risk,
    )


def _check(file: _File) -> None:
    kinds = {one.code for one in load_codes("reaction_kind").codes}
    categories = {one.code for one in load_codes("reaction_category").codes}
    used = {line.gives for line in file.table.kind} | set(file.call_back.kinds) | set(file.category_of)
    given = {line.gives for line in file.table.category} | set(file.category_of.values())
    unknown = sorted((used - kinds) | (given - categories))
    if unknown:
        raise ValueError(f"on no list: {', '.join(unknown)}")
    if kinds - set(file.category_of):
        raise ValueError(f"no category for {', '.join(sorted(kinds - set(file.category_of)))}")
    names = [one.id for one in file.risk]
    if len(set(names)) != len(names):
        raise ValueError("a risk is there twice")
