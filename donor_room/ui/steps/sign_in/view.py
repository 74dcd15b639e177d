"""The people of the terminal, PIN or password, and beside them the shift and its checks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.own_looks import Look
from donor_room.ui.texts import say
from donor_room.ui.theme import theme
from donor_room.ui.widgets.buttons import QuietButton
from donor_room.ui.widgets.fields import Message, PinBoxes, TextField
from donor_room.ui.widgets.labels import Label, heading, title
from donor_room.ui.widgets.layout import Card, Column, Grid, HairLine, Row
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.people import PersonCard
from donor_room.ui.widgets.rows import ListRow, PairRow

MOST_PEOPLE = 6
"""As many cards as leave the page calm; 0 shows the next ones."""
_ACROSS = 3


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as the page shows her or him."""

    staff: str
    name: str
    role: str
    may_use_pin: bool


class SignInView(Page):
    """A digit is a person, four digits are in."""

    shows_donor = shows_queue = False
    person_chosen = Signal(str)
    pin_given = Signal(str, str)
    password_given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._all: list[PersonLine] = []
        self._first = 0
        self.people: list[PersonLine] = []
        self.chosen: PersonLine | None = None
        self.cards: list[PersonCard] = []
        self.add_action(Act.NIGHT, theme().toggle_night)
        self.add_action(Act.CURTAIN, self._curtain)
        self._headline, self._hint = self.add_title()
        self.left.gap(16)
        self._grid_side = QWidget()
        self._grid = Grid(across=18, down=16)
        for column in range(_ACROSS):
            self._grid.setColumnStretch(column, 1)
        holder = Column(self._grid_side)
        holder.addLayout(self._grid)
        self.left.addWidget(self._grid_side)
        self.more = QuietButton("", height=48)
        self.more.setObjectName("more_people")
        self.more.clicked.connect(self._show_more)
        self.more.hide()
        self.left.gap(8)
        self.left.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.left.addStretch(1)
        self.left.addWidget(self._secret_box())
        self.left.addStretch(2)
        self._build_checks()
        self.listen_digits(self._digit)

    def _curtain(self) -> None:
        draw = getattr(self.window(), "draw_curtain", None)
        if draw is not None:
            draw()

    def _secret_box(self) -> Card:
        box = Card()
        row = Row(box, gap=16, margins=(32, 24, 32, 24))
        words = Column(gap=4)
        self._name, self._role = title(""), Label("", 18, colour="quiet")
        self._how = Label("", 18, colour="quiet")
        self.message = Message(width=320)
        for widget in (self._name, self._role, self._how, self.message):
            words.addWidget(widget)
        row.addLayout(words, 1)
        self.pin = PinBoxes()
        self.pin.setObjectName("pin")
        self.password = TextField(360)
        self.password.setObjectName("password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._password_entered)
        self.pin.entered.connect(self._pin_entered)
        self._secrets = QStackedWidget()
        for secret in (self.pin, self.password):
            side = QWidget()
            column = Column(side)
            column.addStretch(1)
            column.addWidget(secret)
            column.addStretch(1)
            self._secrets.addWidget(side)
        row.addWidget(self._secrets)
        self._box = box
        return box

    def _build_checks(self) -> None:
        self._shift_head = heading("")
        self.rail.addWidget(self._shift_head)
        self.rail.gap(4)
        self._facts = [PairRow(indent=96) for _ in range(4)]
        for row in self._facts:
            self.rail.addWidget(row)
        self.rail.addWidget(HairLine(above=12, below=12))
        self._check_head = heading("")
        self.rail.addWidget(self._check_head)
        self.rail.gap(4)
        self._checks = [ListRow() for _ in range(6)]
        for check in self._checks:
            self.rail.addWidget(check)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self._headline.setText(say("sign_in.title"))
        self._hint.setText(say("sign_in.hint" if self.people else "sign_in.nobody"))
        self._shift_head.setText(say("sign_in.shift"))
        self._check_head.setText(say("sign_in.checks"))
        self.more.say_text(say("sign_in.more"))
        self._show_chosen()

    def show_people(self, people: list[PersonLine]) -> None:
        """Show who may sign in; nobody is chosen."""
        self._all, self._first = people, 0
        self._show_cards()

    def _show_more(self) -> None:
        """Show the next people; after the last come the first again."""
        self._first += MOST_PEOPLE
        if self._first >= len(self._all):
            self._first = 0
        self._show_cards()

    def _show_cards(self) -> None:
        self.people, self.chosen = self._shown_of(self._all), None
        self.more.setVisible(len(self._all) > MOST_PEOPLE)
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [self._card(place, person) for place, person in enumerate(self.people)]
        self.retext()
        self.setFocus()

    def say_people_again(self, people: list[PersonLine]) -> None:
        """Say the same people in another language; who was chosen stays chosen."""
        if len(people) != len(self._all):
            self.show_people(people)
            return
        self._all, self.people = people, self._shown_of(people)
        for card, person in zip(self.cards, self.people, strict=True):
            card.show_person(person.name, person.role, _note_of(person))
        if self.chosen is not None:
            self.chosen = next(one for one in self.people if one.staff == self.chosen.staff)
        self._show_chosen()

    def _card(self, place: int, person: PersonLine) -> PersonCard:
        card = PersonCard(place + 1, person.name, person.role, _note_of(person))
        card.setObjectName(f"person_{place + 1}")
        card.clicked.connect(lambda _checked=False, at=place: self.choose(at))
        self._grid.addWidget(card, place // _ACROSS, place % _ACROSS)
        return card

    def choose(self, place: int) -> None:
        """Ask this person's secret."""
        self.chosen = self.people[place]
        for at, card in enumerate(self.cards):
            card.setChecked(at == place)
        self.message.clear()
        self.pin.clear()
        self.password.clear()
        self._show_chosen()
        (self.pin if self.chosen.may_use_pin else self.password).setFocus()
        self.person_chosen.emit(self.chosen.staff)

    def _show_chosen(self) -> None:
        self._box.setVisible(self.chosen is not None)
        if self.chosen is None:
            return
        by_pin = self.chosen.may_use_pin
        self._name.setText(self.chosen.name)
        self._role.setText(self.chosen.role)
        self._how.setText(say("sign_in.type_pin" if by_pin else "sign_in.type_password"))
        self._secrets.setCurrentIndex(0 if by_pin else 1)

    def show_problem(self, text: str) -> None:
        """Say why not; the secret typed is gone."""
        self.pin.show_wrong()
        self.password.clear()
        self.message.say(text)

    def show_shift(self, facts: list[tuple[str, str]], checks: list[Look]) -> None:
        """Show what the shift is and what it stands on."""
        for place, row in enumerate(self._facts):
            row.setVisible(place < len(facts))
            if place < len(facts):
                row.show_pair(*facts[place])
        for place, shown in enumerate(self._checks):
            shown.setVisible(place < len(checks))
            if place < len(checks):
                check = checks[place]
                shown.show_row(check.words, check.note, "done" if check.is_well else "check")

    def _shown_of(self, people: list[PersonLine]) -> list[PersonLine]:
        return people[self._first : self._first + MOST_PEOPLE]

    def _digit(self, digit: int) -> bool:
        if digit == 0 and self.chosen is None and len(self._all) > MOST_PEOPLE:
            self._show_more()
            return True
        if self.chosen is not None or not 1 <= digit <= len(self.people):
            return False
        self.choose(digit - 1)
        return True

    def _pin_entered(self, pin: str) -> None:
        if self.chosen is not None:
            self.pin_given.emit(self.chosen.staff, pin)

    def _password_entered(self) -> None:
        if self.chosen is not None and self.password.text():
            self.password_given.emit(self.chosen.staff, self.password.text())


def _note_of(person: PersonLine) -> str:
    return say("sign_in.pin_is_enough" if person.may_use_pin else "sign_in.password_first")
