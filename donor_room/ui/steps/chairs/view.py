"""The board: a card for each chair at the left; in the rail who rests, or a reaction that runs."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.reaction_panel import CaringPage
from donor_room.ui.steps.chairs.state import CardShown, free
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.clocks import clock_runs
from donor_room.ui.widgets.labels import Label, Run, heading, title
from donor_room.ui.widgets.layout import Grid, Row
from donor_room.ui.widgets.painting import CENTRE, LEFT, RIGHT, box, text_width, write_line, write_two_lines
from donor_room.ui.widgets.rows import PairRow

_EDGES = {Tone.STOP: "red", Tone.CHECK: "amber"}
_TAGS = {Tone.STOP: ("#8A0F16", "#FFFFFF"), Tone.CHECK: ("amber_soft", "amber")}
_BARS = {Tone.STOP: "red", Tone.CHECK: "amber"}
_LOW, _NARROW = 236, 240
"""Under this height or width in px at scale 1 a card shows less."""
_MOST_RESTING = 8
_MOST_OTHERS = 4


class OtherReaction(NamedTuple):
    """A further reaction that runs: where, who and for how long."""

    visit: str
    where: str
    name: str
    seconds: int


class ChairWidget(Button):
    """One chair; the one with the focus is the one that is chosen."""

    def __init__(self, card: CardShown) -> None:
        super().__init__("")
        self.card = card
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_card(card)

    def show_card(self, card: CardShown) -> None:
        self.card = card
        self.setText(" ".join(word for word in (str(card.chair), card.name, card.about, card.tag) if word))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        card = self.card
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = _EDGES.get(card.tone, "hairline")
            frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            fill = "surface" if card.visit else "page"
            box(painter, frame, fill=fill, edge=edge, width=3 if card.tone in _EDGES else 1)
            if self.is_small:
                self._paint_small(painter)
                return
            ink = "text" if card.visit else "quiet"
            number = QRectF(px(20), px(14), px(56), px(48))
            self._write(painter, number, str(card.chair), 36, bold=True, colour=ink)
            if card.visit:
                self._paint_donor(painter)
                self._paint_value(painter)
            else:
                middle = QRectF(0, 0, self.width(), self.height())
                self._write(painter, middle, say("chairs.free"), 24, colour="quiet", align=CENTRE)

    @property
    def is_small(self) -> bool:
        """Say whether there are so many chairs that a card holds only what calls somebody to it."""
        return self.height() < px(_LOW) or self.width() < px(_NARROW)

    def _paint_small(self, painter: QPainter) -> None:
        """Number and name, the tag, the clock and what is to be done; the rest has no room among so many."""
        card, left, right = self.card, px(14), self.width() - px(12)
        ink = "text" if card.visit else "quiet"
        self._write(painter, QRectF(left, px(8), px(36), px(40)), str(card.chair), 24, bold=True, colour=ink)
        name = QRectF(left + px(36), px(8), right - left - px(36), px(40))
        if not card.visit:
            self._write(painter, name, say("chairs.free_short"), 18, colour="quiet")
            return
        self._paint_name(painter, name)
        self._paint_tag(painter, right, px(50))
        place = QRectF(left, px(76), right - left, px(32))
        if card.seconds is not None:
            at = place.x()
            for words, size, bold, colour in clock_runs(card.seconds, size=26, unit_size=16):
                width = text_width(words, size, bold=bold)
                self._write(painter, QRectF(at, place.y(), width + 2, place.height()), words, size, bold=bold,
                            colour=colour)  # fmt: skip
                at += width
        elif card.value.isdigit():
            self._write(painter, place, f"{card.value} {card.whole}", 18, bold=True)
        below = QRectF(left, px(108), right - left, px(24))
        if text_width(card.warning, 16, bold=True) <= below.width():
            self._write(painter, below, card.warning, 16, bold=True, colour=_EDGES.get(card.tone, "text"))

    def _paint_tag(self, painter: QPainter, right: float, top: float) -> float:
        """Write the tag at the right; return how wide it is."""
        card = self.card
        fill, ink = _TAGS.get(card.tone, ("", "quiet"))
        room = text_width(card.tag, 16, bold=bool(fill)) + px(24 if fill else 4)
        tag = QRectF(right - room, top, room, px(28))
        if fill:
            box(painter, tag, fill=fill, radius=14)
        align = CENTRE if fill else RIGHT
        self._write(painter, tag, card.tag, 16, bold=bool(fill), colour=ink, align=align)
        return room

    def _paint_donor(self, painter: QPainter) -> None:
        """A name too long to stand beside the tag takes the line alone, in smaller letters."""
        card, left, right = self.card, px(64), self.width() - px(16)
        tag_room = text_width(card.tag, 16, bold=card.tone in _TAGS) + px(24)
        room = right - left - tag_room - px(8)
        is_long = text_width(card.name, 22, bold=True) > room
        self._paint_tag(painter, right, px(44 if is_long else 14))
        self._paint_name(painter, QRectF(left, px(12), right - left if is_long else room, px(32)))
        about = QRectF(left, px(70 if is_long else 44), right - left, px(24))
        self._write(painter, about, card.about, 16, colour="quiet")

    def _paint_name(self, painter: QPainter, room: QRectF) -> None:
        """Write the name as large as it fits; one that fits in no line takes two."""
        name = self.card.name
        sizes = (size for size in (22, 20, 18, 17, 16) if text_width(name, size, bold=True) <= room.width())
        size = next(sizes, 0)
        if size:
            self._write(painter, room, name, size, bold=True)
        else:
            write_two_lines(painter, room, name, size=16, bold=True, colour="text", cut=self.cut_texts)

    def _paint_value(self, painter: QPainter) -> None:
        card, left, right, top, height = self.card, px(20), self.width() - px(16), px(92), px(56)
        runs: list[Run] = [(card.value, 40 if card.value.isdigit() else 24, True, "text")]
        if card.seconds is not None:
            runs = clock_runs(card.seconds, size=40, unit_size=18)
        at, lift = float(left), px(7)
        for words, size, bold, colour in runs:
            width = text_width(words, size, bold=bold)
            room = QRectF(at, top + (0 if size == 40 else lift), width + 2, height)
            self._write(painter, room, words, size, bold=bold, colour=colour)
            at += width
        rest = QRectF(at + px(8), top + lift, right - at - px(8), height)
        self._write(painter, rest, card.whole, 18, colour="quiet")
        self._paint_lines(painter)

    def _paint_lines(self, painter: QPainter) -> None:
        card, left, room = self.card, px(20), self.width() - px(36)
        ink = _EDGES.get(card.tone, "text")
        if card.part:
            bar = QRectF(left, px(160), room, px(8))
            box(painter, bar, fill="hairline", radius=4)
            done = QRectF(bar.x(), bar.y(), bar.width() * card.part, bar.height())
            box(painter, done, fill=_BARS.get(card.tone, "action"), radius=4)
        lines = (
            (card.first, "quiet", False),
            (card.warning, ink, card.tone in _EDGES),
            (card.risk, "amber", False),
        )
        told = [line for line in lines if line[0]]
        for place, (words, colour, bold) in enumerate(told):
            at = QRectF(left, px(173 + 25 * place), room, px(26))
            self._write(painter, at, words, 16, bold=bold, colour=colour)

    def _write(
        self, painter: QPainter, room: QRectF, text: str, size: float,
        *, bold: bool = False, colour: str = "text", align: Qt.AlignmentFlag = LEFT,
    ) -> None:  # fmt: skip
        write_line(painter, room, text, size=size, bold=bold, colour=colour, align=align, cut=self.cut_texts)


class ChairsView(CaringPage):
    """All chairs of the vehicle."""

    shows_donor = False
    chair_chosen = Signal(int)
    calls_asked = Signal()
    other_asked = Signal(str)
    """The visit of another reaction that runs."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chairs")
        self.cards: list[ChairWidget] = []
        head = Row(gap=24)
        self.headline, self.counts = title(""), Label("", 18, colour="quiet")
        head.addWidget(self.headline)
        head.addWidget(self.counts)
        head.addStretch(1)
        self.left.addLayout(head)
        self.left.gap(8)
        self._places = QWidget()
        self._grid = Grid(across=16, down=8)
        self._places.setLayout(self._grid)
        self.left.addWidget(self._places, 1)
        self.add_back()
        self.add_reaction()
        self.add_action(Act.AGAIN, self.calls_asked.emit, "reactions.calls.title").setObjectName(
            "chairs.calls"
        )
        self._build_know()
        self.main.setObjectName("chairs.main")
        self.listen_digits(self._digit)

    def _build_know(self) -> None:
        self.rest_title = heading("")
        self.rest_none = Label("", 18, colour="quiet", wrap=True)
        self.resting = [PairRow(indent=150) for _ in range(_MOST_RESTING)]
        self.risk_title, self.risk_who = heading(""), Label("", 18, bold=True, wrap=True)
        self.risk = Label("", 18, wrap=True)
        self.risk_unknown = Label("", 16, colour="quiet", wrap=True)
        for label in (self.risk_title, self.risk_who, self.risk, self.risk_unknown):
            self.know.addWidget(label)
        self.know.gap(16)
        for widget in (self.rest_title, self.rest_none, *self.resting):
            self.know.addWidget(widget)
        self.others = [OtherRow() for _ in range(_MOST_OTHERS)]
        for row in self.others:
            row.hide()
            row.clicked.connect(self._other_pressed)
            self.rail_head.addWidget(row)

    def retext(self) -> None:
        super().retext()
        self.headline.setText(say("chairs.title"))
        self.risk_title.setText(say("reactions.risk.title"))
        self.rest_title.setText(say("chairs.resting"))
        self.rest_none.setText(say("chairs.nobody_rests"))

    # showing

    def show_chairs(self, count: int, cards: list[CardShown]) -> None:
        """Show each chair; the widgets stay as long as there are as many."""
        if len(self.cards) != count:
            self._build_cards(count)
        by_chair = {card.chair: card for card in cards}
        for place, widget in enumerate(self.cards, 1):
            card = by_chair.get(place, free(place))
            if card != widget.card:
                widget.show_card(card)

    def _build_cards(self, count: int) -> None:
        for widget in self.cards:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        across = columns_of(count)
        self.cards = [ChairWidget(free(place)) for place in range(1, count + 1)]
        for place, widget in enumerate(self.cards):
            widget.setObjectName(f"chair_{place + 1}")
            widget.clicked.connect(self._pressed)
            self._grid.addWidget(widget, place // across, place % across)
            widget.show()

    def show_counts(self, words: str) -> None:
        self.counts.setText(words)

    def show_resting(self, rows: list[tuple[str, str, str]]) -> None:
        """Show who rests; nobody is said so."""
        self.rest_none.setVisible(not rows)
        for place, pair in enumerate(self.resting):
            pair.setVisible(place < len(rows))
            if place < len(rows):
                pair.show_pair(*rows[place])

    def show_risk(self, who: str, found: str, unknown: str) -> None:
        """Say of the chosen donor what makes her or him faint more easily; empty words take it away."""
        lines = ((self.risk_who, who), (self.risk, found), (self.risk_unknown, unknown))
        for widget, words in lines:
            widget.setText(words)
            widget.setVisible(bool(words))
        self.risk_title.setVisible(bool(who))

    def show_others(self, others: list[OtherReaction]) -> None:
        """Keep the clocks of further reactions in sight, the oldest too."""
        for place, row in enumerate(self.others):
            row.setVisible(place < len(others))
            if place < len(others):
                row.show_other(others[place])

    # choosing

    @property
    def chosen(self) -> int:
        """The chair that has the focus; 0 where none has."""
        return next((card.card.chair for card in self.cards if card.hasFocus()), 0)

    def choose(self, chair: int) -> None:
        """Stand on a chair."""
        self.cards[chair - 1].setFocus(Qt.FocusReason.TabFocusReason)
        self.chair_chosen.emit(chair)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        across = columns_of(len(self.cards))
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        by = steps.get(Qt.Key(event.key()))
        if by is None or not self.cards:
            super().keyPressEvent(event)
            return
        place = max(1, min(len(self.cards), self.chosen + by)) if self.chosen else 1
        self.choose(place)

    def _digit(self, digit: int) -> bool:
        chair = digit or 10
        if chair > len(self.cards):
            return False
        self.choose(chair)
        return True

    def _pressed(self) -> None:
        card = self.sender()
        if isinstance(card, ChairWidget):
            self.choose(card.card.chair)

    def _other_pressed(self) -> None:
        row = self.sender()
        if isinstance(row, OtherRow):
            self.other_asked.emit(row.other.visit)


class OtherRow(Button):
    """A further reaction in one red line: chair and name, and its clock."""

    def __init__(self) -> None:
        super().__init__("")
        self.other = OtherReaction("", "", "", 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(48))

    def show_other(self, other: OtherReaction) -> None:
        self.other = other
        self.setText(f"{other.where} {other.name}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.cut_texts = set()
        other, right = self.other, self.width() - px(24)
        clock = say("chairs.reacting", m=other.seconds // 60, s=f"{other.seconds % 60:02d}")
        with QPainter(self) as painter:
            box(painter, QRectF(self.rect()), fill="#8A0F16", edge="red", width=1, radius=0)
            room = text_width(clock, 20, bold=True) + px(4)
            first = QRectF(px(23), 0, right - px(31) - room, self.height())
            write_line(painter, first, f"{other.where}  {other.name}", size=18, bold=True, align=LEFT,
                       colour="#FFFFFF", cut=self.cut_texts)  # fmt: skip
            write_line(painter, QRectF(right - room, 0, room, self.height()), clock, size=20, bold=True,
                       align=RIGHT, colour="#FFFFFF", cut=self.cut_texts)  # fmt: skip


def columns_of(count: int) -> int:
    """Return how many chairs stand beside each other: few are large, twenty still fit."""
    if count <= 6:
        return 3
    return 4 if count <= 12 else 5
