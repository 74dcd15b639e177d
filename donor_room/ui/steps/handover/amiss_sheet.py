"""The sheet that tells the team leader what did not go as it should in this shift, five at a time."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from donor_room.domain.nonconforming import Nonconformity
from donor_room.packs.nonconforming import Place, in_words
from donor_room.ui.texts import say, texts
from donor_room.ui.widgets.labels import Label
from donor_room.ui.widgets.layout import Column, HairLine, Row
from donor_room.ui.widgets.sheet import Sheet

ROWS = 5
_LONGEST = 72
_TIME = slice(11, None)
"""Of a day with its time: all of it was today."""


class AmissRow(QWidget):
    """One nonconformity: when, what and of which unit; below it of what, why and by whom; at the right how it
    was settled.
    """

    def __init__(self) -> None:
        super().__init__()
        whole = Column(self, gap=0)
        line = Row(gap=16)
        words = Column(gap=0)
        self.what = Label("", 18, bold=True)
        self.why = Label("", 16, colour="quiet", wrap=True)
        words.addWidget(self.what)
        words.addWidget(self.why)
        line.addLayout(words, 1)
        self.settled = Label("", 18, width=300, wrap=True, right=True)
        line.addWidget(self.settled)
        whole.addLayout(line)
        whole.addWidget(HairLine(above=6, below=6))

    def show_one(self, one: Nonconformity, names: Mapping[str, str]) -> None:
        """Say it in the language of the screen."""
        line = in_words(one, texts().catalogue, Place(), names)
        self.what.setText("  ".join(word for word in (line.at[_TIME], line.code, line.number) if word))
        self.why.setText(_cut(" · ".join(word for word in (line.of, line.reason, line.by) if word)))
        self.settled.setText(line.settled)


class AmissSheet(Sheet):
    """Reads on with its main key until all was shown, and closes then."""

    def __init__(self, host: QWidget) -> None:
        self._rows: tuple[Nonconformity, ...] = ()
        self._names: Mapping[str, str] = {}
        self._page = 0
        super().__init__(host, width=1080)
        self.setObjectName("amiss_sheet")
        self.main.setObjectName("amiss_sheet.main")
        self.lines = [AmissRow() for _ in range(ROWS)]
        for line in self.lines:
            self.body.addWidget(line)
        self.main_pressed.connect(self._read_on)

    def tell(self, rows: tuple[Nonconformity, ...], names: Mapping[str, str]) -> None:
        """Open with the first of them: what nothing has settled comes first."""
        self._rows = tuple(sorted(rows, key=lambda one: one.settled != "open"))
        self._names, self._page = names, 0
        self.retext()
        self.open_sheet()

    def retext(self) -> None:
        super().retext()
        self.headline.setText(say("nonconforming.sheet.headline"))
        counts = say("nonconforming.count", **counts_of(self._rows))
        self.hint.setText(counts if self._rows else say("nonconforming.sheet.none"))
        here = self._rows[self._page * ROWS : (self._page + 1) * ROWS]
        for place, line in enumerate(self.lines):
            line.setVisible(place < len(here))
            if place < len(here):
                line.show_one(here[place], self._names)
        self.back.setVisible(bool(self._rows))
        shown = {"page": self._page + 1, "pages": self._pages}
        key = "next" if self._page + 1 < self._pages else "close"
        self.main.say_text(say(f"nonconforming.sheet.{key}", **shown))

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self._rows) // ROWS))

    def _read_on(self) -> None:
        if self._page + 1 < self._pages:
            self._page += 1
            self.retext()
        else:
            self.close_sheet()


def counts_of(rows: tuple[Nonconformity, ...]) -> dict[str, int]:
    """Return how many there are, and how many of them are open, for a sentence."""
    return {"n": len(rows), "open": sum(one.settled == "open" for one in rows)}


def _cut(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
