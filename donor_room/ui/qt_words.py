"""Qt's own words (file dialogs, buttons of message boxes) in the language of the screens."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from donor_room.packs.texts import Language
from donor_room.ui.texts import say, texts

_CATALOGUES: dict[Language, str] = {"zh_CN": "qtbase_zh_CN"}
"""Qt is written in English: a language that is not here needs no catalogue."""

_NOT_IN_CATALOGUE = {
    "Look in:": "qt.look_in",
    "&Look in:": "qt.look_in",
    "Files of &type:": "qt.files_of_type",
    "Folder": "qt.folder",
    "Sidebar": "qt.sidebar",
    "List of places and bookmarks": "qt.sidebar",
}
"""What Qt's Chinese catalogue (6.11) lacks in the window for a file."""


class _Gaps(QTranslator):
    """Asked by Qt for what its catalogue lacks."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Return the words, or None for whatever the catalogue may know."""
        key = _NOT_IN_CATALOGUE.get(source)
        return say(key) if key is not None else None


class QtWords(QObject):
    """Follows the switch of the language; on the screens' thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._installed: list[QTranslator] = []
        texts().language_changed.connect(self.follow)
        self.follow()

    def follow(self, *_: object) -> None:
        """Give Qt the catalogue of the language in force; without one it speaks English."""
        self.leave()
        name = _CATALOGUES.get(texts().language)
        if name is None:
            return
        catalogue = QTranslator(self)
        catalogue.load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for translator in (_Gaps(self), catalogue):
            if QCoreApplication.installTranslator(translator):
                self._installed.append(translator)

    def leave(self) -> None:
        """Let Qt speak English."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        self._installed = []
