"""The code lists of the field, and the program limits of measurements, each from one TOML file."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from donor_room.domain.measures import PressureDifference, Quantity
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of
from donor_room.packs.texts import Language

_Shape = TypeVar("_Shape")


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code. means is the word by which the program knows it, where the code itself says nothing."""

    code: str
    zh: str
    en: str
    means: str | None = None
    group: str | None = None

    def label(self, language: Language) -> str:
        return self.zh if language == "zh_CN" else self.en


class _ListFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    edition: str
    source: str
    tag: str
    entry: tuple[Code, ...]


class _MeasuresFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    edition: str
    source: str
    pressure_difference: PressureDifference
    quantity: tuple[Quantity, ...]


class CodeList:
    """A list of codes in its own order; source and tag say where it is from and how sure that is."""

    def __init__(self, file: _ListFile, stamp: PackStamp) -> None:
        self.stamp = stamp
        self.source = file.source
        self.tag = file.tag
        self.codes = file.entry
        self._by_code = {entry.code: entry for entry in file.entry}
        self._by_meaning = {entry.means: entry for entry in file.entry if entry.means is not None}

    def find(self, code: str) -> Code | None:
        """Return a code that came from elsewhere, or None when the list does not hold it."""
        return self._by_code.get(code)

    def label(self, code: str, language: Language) -> str:
        """Return the word of a code; one that the list does not hold is shown as it is, never guessed at."""
        found = self._by_code.get(code)
        return found.label(language) if found else code

    def code_of(self, meaning: str) -> str:
        """Return the code by the program's word for it; raises KeyError for a word that is not there."""
        return self._by_meaning[meaning].code

    def meaning_of(self, code: str) -> str | None:
        """Return the program's word for a code, None where it has none."""
        found = self._by_code.get(code)
        return found.means if found else None


class Measures:
    """The quantities that can be measured, by name, and how far two pressures usually are apart."""

    def __init__(self, file: _MeasuresFile, stamp: PackStamp) -> None:
        self.stamp = stamp
        self.pressure_difference = file.pressure_difference
        self._by_id = {quantity.id: quantity for quantity in file.quantity}

    def __getitem__(self, quantity: str) -> Quantity:
        return self._by_id[quantity]

    def names(self) -> tuple[str, ...]:
        return tuple(self._by_id)


@cache
def load_codes(name: str, folder: Path | None = None) -> CodeList:
    """Read and check a list, once; refuses a file with a wrong shape or a code that is there twice."""
    file, stamp = _read(name, folder, _ListFile)
    codes = [entry.code for entry in file.entry]
    if not codes or len(set(codes)) != len(codes):
        raise Refusal("codes.unreadable", pack=name, reason="empty, or a code is there twice")
    return CodeList(file, stamp)


@cache
def load_measures(folder: Path | None = None) -> Measures:
    """Read and check the limits of the program, once; refuses bands that do not enclose one another."""
    file, stamp = _read("measures", folder, _MeasuresFile)
    for quantity in file.quantity:
        if not quantity.possible_low <= quantity.likely_low < quantity.likely_high <= quantity.possible_high:
            raise Refusal("codes.unreadable", pack="measures", reason=f"bands of {quantity.id}")
        if any((one.unit == "jin") != (one.jin is not None) for one in quantity.suspicions):
            raise Refusal("codes.unreadable", pack="measures", reason=f"jin of {quantity.id}")
    if not 0 < file.pressure_difference.low < file.pressure_difference.high:
        raise Refusal("codes.unreadable", pack="measures", reason="pressure_difference")
    return Measures(file, stamp)


def code_lists(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of all lists there are."""
    files = (folder or resources_folder() / "codes").glob("*.toml")
    return tuple(sorted(file.stem for file in files if file.stem != "measures"))


def _read(name: str, folder: Path | None, shape: type[_Shape]) -> tuple[_Shape, PackStamp]:
    raw = ((folder or resources_folder() / "codes") / f"{name}.toml").read_bytes()
    try:
        table = tomllib.loads(raw.decode("utf-8"))
        file = msgspec.convert(table, shape)
        stamp = stamp_of(raw, id=table["id"], edition=table["edition"])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack=name, reason=str(fault)) from fault
    return file, stamp
