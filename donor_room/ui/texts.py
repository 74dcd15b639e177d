"""Says things by key in the language of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, reduce

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from donor_room.packs.texts import LANGUAGES, Language
from donor_room.packs.texts import Texts as Catalogue

__all__ = [
    "LANGUAGES",
    "Said",
    "ScreenTexts",
    "begun",
    "listed",
    "retext_all",
    "said",
    "said_by",
    "say",
    "say_again",
    "texts",
]


class ScreenTexts(QObject):
    """The catalogue in force; language_changed is sent after every widget has taken its new words."""

    language_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._catalogues: dict[Language, Catalogue] = {one: Catalogue(one) for one in LANGUAGES}
        self.language: Language = LANGUAGES[0]

    def say(self, key: str, **values: object) -> str:
        """Return the text of a key with its places filled.

        A key without a text is a bug that a test finds; a nurse still reads which one it was, and goes on.
        """
        try:
            return self._catalogues[self.language].say(key, **values)
        except KeyError:
            return key

    @property
    def catalogue(self) -> Catalogue:
        """The texts themselves, for words that paper and page share."""
        return self._catalogues[self.language]

    def knows(self, key: str) -> bool:
        """Say whether there is a text for a key."""
        return self._catalogues[self.language].has(key)

    def switch(self, language: str) -> None:
        """Change the language of all screens at once; ValueError for one that we have no texts for."""
        wanted = next((one for one in LANGUAGES if one == language), None)
        if wanted is None:
            raise ValueError(language)
        if wanted != self.language:
            self.language = wanted
            retext_all()
            self.language_changed.emit(wanted)


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
def texts() -> ScreenTexts:
    """Return the one catalogue of the program."""
    return ScreenTexts()


def say(key: str, **values: object) -> str:
    """Return the text of a key in the language of the screen."""
    return texts().say(key, **values)


class Said(str):
    """Words that can be said again when the language changes. They are only shown."""

    __slots__ = ("way",)
    way: Callable[[], str]


def said_by(way: Callable[[], str]) -> Said:
    """Return words that are found in this way, in whatever language the screen has then."""
    words = Said(way())
    words.way = way
    return words


def said(key: str, **values: object) -> Said:
    """Return the text of a key that may still stand on the screen after a switch: why not, and what happened.

    A value may be such words itself.
    """

    def way() -> str:
        return say(
            key, **{name: say_again(one) if isinstance(one, str) else one for name, one in values.items()}
        )

    return said_by(way)


def say_again(words: str) -> str:
    """Return words in the language of the screen, if they can be said again; any others as they are."""
    return said_by(words.way) if isinstance(words, Said) else words


def begun(words: str) -> str:
    """Return words as they begin a line: the catalogue has names as they stand inside a sentence."""
    return words[:1].upper() + words[1:]


def listed(parts: Iterable[str]) -> str:
    """Return words one after another, as the language of the screen parts them."""
    every = list(parts)
    return reduce(lambda one, other: say("frame.listed", one=one, other=other), every) if every else ""
