"""What the nurse sees after the donation: the rest, the souvenir, and what to tell the donor."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from donor_room.ui.contact_words import ANSWERS
from donor_room.ui.keys import Act
from donor_room.ui.reaction_panel import REACTION_SHEETS, CaringPage
from donor_room.ui.texts import say
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.asking import Parts
from donor_room.ui.widgets.choices import Choice, ChoiceGrid
from donor_room.ui.widgets.clocks import ProgressBar, RestTimer
from donor_room.ui.widgets.fields import TextField
from donor_room.ui.widgets.key_row import KeyRow
from donor_room.ui.widgets.labels import Label, Runs, heading, title
from donor_room.ui.widgets.layout import Card, Column, HairLine, Row
from donor_room.ui.widgets.rows import ListRow, PairRow, Tag

Pair = tuple[str, str, str]
_ROW_HEIGHTS = (36, 32, 28)
_MOST_OCCASIONS = 2


class AftercareView(CaringPage):
    """Rest and souvenir at the left; next days and counts at the right."""

    step = 8
    souvenir_given = Signal(object)
    certificate_asked = Signal()
    language_wanted = Signal()
    care_asked = Signal()
    contact_asked = Signal()
    couple_asked = Signal()
    oath_asked = Signal()
    sheets = REACTION_SHEETS | {
        "remark": Parts(words="aftercare.remark.words"),
        "care": Parts(choices="aftercare.care.title", at_once=True),
        "satisfaction": Parts(
            choices="aftercare.satisfaction.title",
            columns=3,
            words="aftercare.satisfaction.words",
            needs_choice=True,
        ),
        "contact": Parts(choices=ANSWERS, at_once=True),
        "couple": Parts(choices="couple.title", words="couple.number", at_once=True),
        "couple_said": Parts(),
        "couple_part": Parts(),
        "voucher": Parts(fields=(("voucher", "aftercare.voucher.number", TextField),)),
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("aftercare")
        self._build_rest()
        self._build_souvenirs()
        self._build_known()
        self.add_back()
        self.add_action(Act.PRINT, self.certificate_asked.emit, "aftercare.certificate").setObjectName(
            "aftercare.certificate"
        )
        self.add_action(Act.AGAIN, self.care_asked.emit, "aftercare.care.key").setObjectName(
            "aftercare.care.key"
        )
        self.add_reaction()
        self.main.setObjectName("aftercare.main")
        self.main.show()
        self.listen_digits(self.souvenirs.digit_pressed)

    def _build_rest(self) -> None:
        self.headline, self.below = title(""), Label("", 18, colour="quiet")
        top = Row(gap=16)
        top.addWidget(self.headline)
        top.addWidget(self.below, 1)
        self.left.addLayout(top)
        self.left.gap(12)
        card = Card()
        inside = Column(card, margins=(24, 8, 24, 16))
        head = Row()
        self.rest_title, self.tag = heading(""), Tag()
        head.addWidget(self.rest_title)
        head.addStretch(1)
        head.addWidget(self.tag)
        values = Row(gap=16)
        self.clock, self.whole = RestTimer(), Runs()
        self.rest_words = Label("", 18, colour="quiet")
        self.clock.setObjectName("aftercare.clock")
        values.addWidget(self.clock)
        values.addWidget(self.whole)
        values.addStretch(1)
        values.addWidget(self.rest_words)
        self.bar = ProgressBar()
        inside.addLayout(head)
        inside.addLayout(values)
        inside.gap(8)
        inside.addWidget(self.bar)
        self.left.addWidget(card)
        self.left.gap(8)

    def _build_souvenirs(self) -> None:
        head = Row(gap=16)
        self.souvenir_title, self.occasion, self.suggested = heading(""), Tag(), Label("", 18, colour="quiet")
        self.occasion.setObjectName("aftercare.occasion")
        for part in (self.souvenir_title, self.occasion):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.suggested)
        self.souvenirs = ChoiceGrid(4)
        self.souvenirs.setObjectName("aftercare.souvenirs")
        self.souvenirs.chosen.connect(self.souvenir_given)
        self.left.addLayout(head)
        self.left.gap(4)
        self.left.addWidget(self.souvenirs)
        self.left.gap(4)
        self.low = Label("", 16, colour="quiet")
        self.low.setObjectName("aftercare.low")
        self.left.addWidget(self.low)
        self.left.addStretch(1)

    def _build_known(self) -> None:
        self.next_title, self.count_title, self.done_title = heading(""), heading(""), heading("")
        self.next_rows = [PairRow(indent=0, bold=True) for _ in range(4)]
        self.count_rows = [PairRow(indent=0, bold=True) for _ in range(5)]
        self.done_rows = [ListRow(wraps=True, height=_ROW_HEIGHTS[-1]) for _ in range(8)]
        for head, rows in ((self.next_title, self.next_rows), (self.count_title, self.count_rows)):
            self.know.addWidget(head)
            for row in rows:
                self.know.addWidget(row)
            self.know.addWidget(HairLine(above=8, below=8))
        self._build_keys()
        self.know.addWidget(self.done_title)
        for done in self.done_rows:
            self.know.addWidget(done)

    def _build_keys(self) -> None:
        """Put what a donor may say or be given besides under what is told, each with its key."""
        self.contact = KeyRow(Act.DEFER.chip)
        self.contact.setObjectName("aftercare.contact")
        self.add_key(Act.DEFER, self.contact, self.contact_asked.emit, "reception.contact.now.unasked")
        line = Row(gap=8)
        self.couple = KeyRow(Act.RECORDS.chip)
        self.couple.setObjectName("aftercare.couple.key")
        self.add_key(Act.RECORDS, self.couple, self.couple_asked.emit, "couple.key.none")
        line.addWidget(self.contact)
        line.addWidget(self.couple)
        self.know.addLayout(line)
        self.oath = KeyRow(Act.READ_CARD.chip)
        self.oath.setObjectName("aftercare.oath")
        self.add_key(Act.READ_CARD, self.oath, self.oath_asked.emit, "oath.key")
        self.oath.hide()
        self.know.gap(8)
        self.know.addWidget(self.oath)
        self.know.gap(8)

    def retext(self) -> None:
        super().retext()
        self.rest_title.setText(say("aftercare.rest"))
        self.souvenir_title.setText(say("aftercare.souvenir"))
        self.next_title.setText(say("aftercare.next"))
        self.count_title.setText(say("aftercare.counts"))
        self.done_title.setText(say("aftercare.done"))
        self.language_wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_known()

    def _fit_known(self) -> None:
        self.fit_rail([*self.next_rows, *self.count_rows, *self.done_rows], _ROW_HEIGHTS)

    def press(self, act: Act, *, repeated: bool = False) -> bool:
        """Where no oath is offered its key is the window's, which answers what the donor asks."""
        is_free = act is Act.READ_CARD and self.oath.isHidden()
        return not is_free and super().press(act, repeated=repeated)

    # showing

    def show_headline(self, headline: str) -> None:
        self.headline.setText(headline)

    def show_below(self, below: str) -> None:
        """Say how much was taken, and how long the site is still pressed."""
        self.below.setText(below)

    def show_rest(self, seconds: int, minutes: int, words: str, *, is_over: bool, is_started: bool) -> None:
        """Show the rest; before it begins the clock stands at nothing."""
        self.clock.show_seconds(seconds)
        self.whole.show_runs([(say("aftercare.of_minutes", minutes=minutes), 28, False, "quiet")])
        self.bar.show_part(seconds, minutes * 60)
        self.rest_words.setText(words)
        tag = ("over", Tone.QUIET) if is_over else ("resting" if is_started else "waiting", Tone.ACTION)
        self.tag.show_tag(say(f"aftercare.tag.{tag[0]}"), tag[1])

    def show_souvenirs(self, choices: list[Choice], given: object | None) -> None:
        """Offer the list; what was given stays marked."""
        if [button.text() for button in self.souvenirs.buttons] != [words for _, words, _ in choices]:
            self.souvenirs.set_choices(choices)
        self.souvenirs.show_value(given)

    def show_low(self, words: str) -> None:
        """Say quietly what there is little of."""
        self.low.setVisible(bool(words))
        self.low.setText(words)

    def show_occasions(self, words: list[str], suggested: str) -> None:
        """Say what the donation is besides, and what goes with it; the two that matter most have room."""
        self.suggested.setText(suggested)
        self.occasion.setVisible(bool(words))
        self.occasion.show_tag(" · ".join(words[:_MOST_OCCASIONS]), Tone.ACTION)

    def show_known(self, next_days: list[Pair], counts: list[Pair], done: list[Pair]) -> None:
        """Fill the rail; a line that is done has its words, a note and its state."""
        for rows, pairs in ((self.next_rows, next_days), (self.count_rows, counts)):
            for place, row in enumerate(rows):
                row.setVisible(place < len(pairs))
                if place < len(pairs):
                    row.show_pair(*pairs[place])
        self.done_title.setVisible(bool(done))
        for place, line in enumerate(self.done_rows):
            line.setVisible(place < len(done))
            if place < len(done):
                line.show_row(*done[place])
        self._fit_known()
