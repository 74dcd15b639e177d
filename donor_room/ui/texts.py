"""Says things by key in the language of the screen."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from donor_room.ui.theme import RESOURCES

LANGUAGES = ("zh_CN", "en")


class Texts(QObject):
    """The catalogue in force; language_changed is sent after every widget has taken its new words."""

    language_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.language = LANGUAGES[0]
        self._areas: dict[tuple[str, str], dict[str, str]] = {}

    def say(self, key: str, **values: object) -> str:
        """Return the text of a key with its places filled; an unknown key is shown as it is."""
        found = self._area(key.partition(".")[0]).get(key)
        if found is None:
            found = self._anywhere(key)
        return found.format_map(_Places(values)) if found is not None else key

    def knows(self, key: str) -> bool:
        return key in self._area(key.partition(".")[0]) or self._anywhere(key) is not None

    def switch(self, language: str) -> None:
        """Change the language of all screens at once; ValueError for one that we have no texts for."""
        if language not in LANGUAGES:
            raise ValueError(language)
        if language != self.language:
            self.language = language
            retext_all()
            self.language_changed.emit(language)

    def _area(self, area: str) -> dict[str, str]:
        known = self._areas.get((self.language, area))
        if known is None:
            known = read_area(self.language, area)
            self._areas[(self.language, area)] = known
        return known

    def _anywhere(self, key: str) -> str | None:
        for file in sorted((RESOURCES / "texts" / self.language).glob("*.toml")):
            found = self._area(file.stem).get(key)
            if found is not None:
                return found
        return None


class _Places(dict[str, object]):
    """Leaves a place visible when nobody filled it, instead of losing the whole sentence."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def read_area(language: str, area: str) -> dict[str, str]:
    """Read one file of texts as flat keys; keys may be written with or without the name of their area."""
    file = RESOURCES / "texts" / language / f"{area}.toml"
    if not file.is_file():
        return {}
    flat = dict(_flat(tomllib.loads(file.read_text("utf-8"))))
    return {f"{area}.{key}": text for key, text in flat.items()} | flat


def _flat(table: Mapping[str, object], above: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{above}{key}.")
        else:
            pairs.append((above + key, str(value)))
    return pairs


def retext_all() -> None:
    """Let every widget that has words say them again."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return
    for widget in QApplication.allWidgets():
        retext = getattr(widget, "retext", None)
        if retext is not None:
            retext()


@cache
def texts() -> Texts:
    """Return the one catalogue of the program."""
    return Texts()


def say(key: str, **values: object) -> str:
    """Return the text of a key in the language of the screen."""
    return texts().say(key, **values)
