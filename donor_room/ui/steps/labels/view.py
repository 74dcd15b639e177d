"""What the nurse sees at the labels: identity, bag, number, three panels, the next thing to scan."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from donor_room.ui.chair_page import CHAIR_SHEETS, ChairPage
from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.asking import Parts
from donor_room.ui.widgets.buttons import AnswerLook, ChoiceRow
from donor_room.ui.widgets.choices import Choice, ChoiceGrid
from donor_room.ui.widgets.labels import Label, heading, title
from donor_room.ui.widgets.layout import Card, Column, HairLine
from donor_room.ui.widgets.rows import FactRow, ListRow, PairRow
from donor_room.ui.widgets.scanning import ScanPrompt


@dataclass(frozen=True, slots=True)
class Known:
    """What the rail says: who heard the donor, bag, lot of the earlier set, attempts."""

    heard_by: str
    rows: tuple[tuple[str, str, str], ...]


class LabelsView(ChairPage):
    """Identity and bag first, then the panels."""

    step = 6
    print_asked = Signal()
    leave_asked = Signal()
    printer_asked = Signal()
    identity_heard = Signal()
    bag_chosen = Signal(object)
    sheets = CHAIR_SHEETS | {
        "leave": Parts(words="labels.leave.words"),
        "stop_here": Parts(choices="asking.reason", words="asking.words"),
    }

    def __init__(self) -> None:
        super().__init__("labels")
        self._build_work()
        self._build_facts()
        self.add_back()
        self.add_action(Act.PRINT, self.print_asked.emit).setObjectName("labels.print")
        self.add_action(Act.DEFER, self.leave_asked.emit, "labels.leave.button").setObjectName("labels.leave")
        self.add_action(Act.RECORDS, self.printer_asked.emit, "printer.open").hide()
        self.add_reaction()
        self.action(Act.REACTION).hide()
        self.main.setObjectName("labels.main")
        self.main.show()
        self._print_key = "labels.print"

    def _build_work(self) -> None:
        whole = self.work_column
        self.headline = title("")
        whole.addWidget(self.headline)
        whole.gap(8)
        card = Card()
        inside = Column(card, margins=(24, 0, 24, 12))
        self.name_row, self.birth_row = FactRow("person"), FactRow("calendar")
        inside.addWidget(self.name_row)
        inside.addWidget(self.birth_row)
        inside.gap(8)
        self.said = ChoiceRow(look=AnswerLook.CHIP)
        self.said.setObjectName("labels.said")
        self.said.chosen.connect(lambda _: self.identity_heard.emit())
        inside.addWidget(self.said)
        whole.addWidget(card)
        whole.addStretch(1)
        whole.gap(4)
        self.bag_title = Label("", 20, bold=True, height=28)
        self.bags = ChoiceGrid(3)
        self.bags.setObjectName("labels.bags")
        self.bags.chosen.connect(self.bag_chosen)
        whole.addWidget(self.bag_title)
        whole.gap(4)
        whole.addWidget(self.bags)
        whole.addStretch(1)
        whole.gap(8)
        self.prompt = ScanPrompt()
        self.prompt.setObjectName("labels.prompt")
        whole.addWidget(self.prompt)

    def _build_facts(self) -> None:
        column = self.fact_column
        self.identity_title = heading("")
        self.said_rows = [ListRow(height=40), ListRow(height=40)]
        self.heard_by = Label("", 16, colour="quiet")
        self.goods_title = heading("")
        self.goods = [PairRow(indent=96) for _ in range(7)]
        self.auto = Label("", 18, bold=True, wrap=True)
        self.auto_hint = Label("", 16, colour="quiet", wrap=True)
        for widget in (self.identity_title, *self.said_rows, self.heard_by):
            column.addWidget(widget)
        column.addWidget(HairLine(above=12, below=12))
        for widget in (self.goods_title, *self.goods):
            column.addWidget(widget)
        column.addWidget(HairLine(above=12, below=12))
        column.addWidget(self.auto)
        column.addWidget(self.auto_hint)
        column.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.identity_title.setText(say("labels.identity.title"))
        self.goods_title.setText(say("labels.goods"))
        self.auto.setText(say("labels.auto"))
        self.auto_hint.setText(say("labels.auto_hint"))
        self.bag_title.setText(say("labels.bag.title"))
        self.action(Act.PRINT).say_text(say(self._print_key))
        self.language_wanted.emit()

    def show_start(
        self,
        *,
        name: str,
        birth: str,
        is_heard: bool,
        bags: list[Choice],
        bag: object | None,
        prompt: str,
        hint: str,
    ) -> None:
        """Show identity and bag; the bag waits for the identity."""
        self.headline.setText(say("labels.identity.headline"))
        self.name_row.show_fact(say("labels.identity.name"), name, "", Tone.PLAIN)
        self.birth_row.show_fact(say("labels.identity.birth"), birth, "", Tone.PLAIN)
        self.said.set_choices([(1, say("labels.identity.right"), True)])
        self.said.show_value(True if is_heard else None)
        self.said.setEnabled(not is_heard)
        self.bags.set_choices(bags)
        self.bags.show_value(bag)
        self.bags.setEnabled(is_heard)
        for button in self.bags.buttons:
            button.setEnabled(is_heard)
        self.prompt.show_prompt(prompt, hint)
        self.show_side(self.work)

    def show_known(self, known: Known) -> None:
        """Fill the rail."""
        ticked = "done" if known.heard_by else "open"
        for said, key in zip(self.said_rows, ("name", "birth"), strict=True):
            said.show_row(say(f"labels.identity.{key}"), "", ticked, "○" if not known.heard_by else "")
        self.heard_by.setText(known.heard_by)
        for place, row in enumerate(self.goods):
            row.setVisible(place < len(known.rows))
            if place < len(known.rows):
                row.show_pair(*known.rows[place])
        self.fit_rail(self.goods, (36, 30, 26))

    def show_print_key(self, key: str) -> None:
        """Name the F8 button for what it does now."""
        self._print_key = key
        self.action(Act.PRINT).say_text(say(key))
