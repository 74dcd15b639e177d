"""Every sentence that a person reads, by key, in two languages; and how values look in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from donor_room.domain.refusal import TextKey
from donor_room.packs.locate import resources_folder

if TYPE_CHECKING:
    from decimal import Decimal

Language = Literal["zh_CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")


class Texts:
    """The catalogue of one language. An area (one file) is read when its first sentence is needed.

    A file may name its area in a table of its own or leave it out: [store] busy and busy are both store.busy.
    """

    def __init__(self, language: Language, folder: Path | None = None) -> None:
        self.language: Language = language
        self._folder = (folder or resources_folder() / "texts") / language
        self._areas: dict[str, Mapping[str, str]] = {}

    def say(self, key: str, /, **values: object) -> str:
        """Return the sentence of a key with its places filled; a missing key or value is a bug: KeyError."""
        area, _, rest = key.partition(".")
        pattern = self.area(area)[rest]
        if "{" not in pattern:
            return pattern
        return pattern.format_map({name: self._filled(value) for name, value in values.items()})

    def _filled(self, value: object) -> str:
        return self.say(value) if isinstance(value, TextKey) else shown(value)

    def has(self, key: str) -> bool:
        """Tell whether a key can be said."""
        area, _, rest = key.partition(".")
        return area in self.areas() and rest in self.area(area)

    def area(self, area: str) -> Mapping[str, str]:
        """Return all sentences of an area by their key without the area's name."""
        if area not in self._areas:
            self._areas[area] = self._read(area)
        return self._areas[area]

    def areas(self) -> tuple[str, ...]:
        """Return the names of all areas there are."""
        return tuple(sorted(file.stem for file in self._folder.glob("*.toml")))

    def duration(self, n: int, unit: str) -> str:
        """Return a span such as 15 days; unit is that of the rule pack: hour, day, week, month or year."""
        return self.say(f"measures.duration.{unit}.{'one' if n == 1 else 'many'}", n=n)

    def _read(self, area: str) -> Mapping[str, str]:
        file = self._folder / f"{area}.toml"
        if not file.is_file():
            raise KeyError(area)
        sentences = read_sentences(file.read_text(encoding="utf-8"))
        return {key.removeprefix(f"{area}."): sentence for key, sentence in sentences}


def read_sentences(text: str) -> list[tuple[str, str]]:
    """Return (dotted key, sentence) for all of a file; raises as tomllib and `flatten` do."""
    plain = read_plain(text)
    if plain is not None:
        return plain
    import tomllib  # its import alone takes 9 ms; the first window needs only plain files

    return flatten(tomllib.loads(text))


_PLAIN = re.compile(r"""\s*(?:\[([\w-]+)\]|([\w-]+)\s*=\s*"([^"\\]*)")?\s*(?:#.*)?""", re.ASCII)
"""A table of one name, a key with its text, or nothing; then perhaps a comment."""


def read_plain(text: str) -> list[tuple[str, str]] | None:
    """Read TOML that is only tables, each once, and one-line texts without an escape; None for any other."""
    found: dict[str, str] = {}
    tables = {""}
    table = ""
    for line in text.splitlines():
        match = _PLAIN.fullmatch(line)
        name, key, sentence = match.groups() if match else (None, None, None)
        if match is None or name in tables or table + (key or "") in found:
            return None
        if name is not None:
            table = f"{name}."
            tables.add(name)
        elif key is not None:
            found[table + key] = sentence or ""
    return list(found.items())


def flatten(table: Mapping[str, object], before: str = "") -> list[tuple[str, str]]:
    """Return (dotted key, sentence) for a nested table; anything else in it raises TypeError."""
    flat: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, str):
            flat.append((before + name, value))
        elif isinstance(value, Mapping):
            flat.extend(flatten(value, f"{before}{name}."))
        else:
            raise TypeError(before + name)
    return flat


def places(sentence: str) -> frozenset[str]:
    """Return the names of the places in a sentence."""
    from string import Formatter

    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def shown(value: object) -> str:
    """Return a value as it is read: 2026-11-21, 2026-11-21 14:34 at the site, 2,000, 36.5, text as it is."""
    if isinstance(value, str):
        return value
    from decimal import Decimal

    if isinstance(value, datetime):
        from donor_room.domain.clock import DONATION_SITE  # msgspec stays out of the first paint

        return value.astimezone(DONATION_SITE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return str(value)


def with_unit(value: Decimal | int, unit: str) -> str:
    """Return a number and its unit, which never stand without a space: 400 mL."""
    return f"{shown(value)} {unit}"
