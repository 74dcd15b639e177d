"""Where the station is and its code; afterwards what it answered and how the list comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.widgets.fields import Mark, TextField
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.labels import Complaint, Label, heading
from donor_room.ui.widgets.layout import Column, HairLine
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.rows import FactRow

Mode = Literal["wait", "ask", "asking", "joined", "still", "practice"]
Where = Literal["address", "code", "network", ""]
FACTS = (
    ("station", "globe"), ("terminal", "person"), ("numbers", "tube"), ("directory", "queue"),
    ("station_key", "shield"), ("own_key", "shield"), ("left", "box"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the station answered, ready to be read."""

    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


class EnrolView(Page):
    """Two fields and, once only, a question about the network; the rail says where the code comes from."""

    shows_donor = False
    join_asked = Signal(str, str, object)
    """Address, code, and whether the network is the station's own (None while it was not asked)."""

    still_asked = Signal()
    """The station has to be called before this terminal goes on; another page says why."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("enrol")
        self.mode: Mode = "wait"
        self.add_back()
        self.add_action(Act.NIGHT, theme().toggle_night)
        self._headline, self._hint = self.add_title()
        self.left.gap(16)
        self._build_form()
        self._build_facts()
        self.left.gap(8)
        self.message = Complaint()
        self.message.setObjectName("message")
        self.left.addWidget(self.message)
        self.left.addStretch(1)
        self._why_head, self._why = heading(""), Label("", 18, colour="quiet", wrap=True)
        self.rail.addWidget(self._why_head)
        self.rail.gap(8)
        self.rail.addWidget(self._why)
        self.rail.addStretch(1)
        self.main.setObjectName("main")
        self.main_pressed.connect(self._go_on)
        self.listen_digits(self._digit)
        self.show_mode("wait")

    def _build_form(self) -> None:
        self.form = Form()
        self.address, self.code = TextField(668), TextField(668)  # the long code is seen whole
        self.network = ChoiceRow(width=120, height=56)
        for name, field in (("address", self.address), ("code", self.code), ("network", self.network)):
            field.setObjectName(f"enrol_{name}")
            line = self.form.add(f"enrol.{name}", field)
            line.message.hide()  # what is wrong is longer than the room beside a field
            setattr(self, f"_{name}_line", line)
        self.left.addWidget(self.form)

    def _build_facts(self) -> None:
        self._facts_side = QWidget()
        whole = Column(self._facts_side)
        self.facts: dict[str, FactRow] = {}
        for name, icon_name in FACTS:
            self.facts[name] = FactRow(icon_name)
            self.facts[name].setObjectName(f"fact_{name}")
            whole.addWidget(self.facts[name])
        whole.addWidget(HairLine())
        self.left.addWidget(self._facts_side)

    def show_mode(self, mode: Mode) -> None:
        """Turn to one thing: looking, asking, waiting, what the station answered, or no need of one."""
        self.mode = mode
        asks = mode in ("ask", "asking")
        self.form.setVisible(asks)
        self._facts_side.setVisible(mode in ("joined", "still"))
        if mode != "asking":
            self._network_line.set_shown(False)
            self.network.show_value(None)
        for field in (self.address, self.code):
            field.setEnabled(mode == "ask")
        self.set_busy(False)
        self.retext()

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        mode = "ask" if self.mode == "asking" else self.mode
        self._headline.setText(say(f"enrol.{mode}.title"))
        self._hint.setText(say(f"enrol.{mode}.hint"))
        self._why_head.setText(say(f"enrol.{mode}.why_title"))
        self._why.setText(say(f"enrol.{mode}.why"))
        self.address.set_hint(say("enrol.address_hint"))
        self.code.set_hint("XXXX-XXXX-XXXX")
        self.network.set_choices([(1, say("enrol.own"), True), (2, say("enrol.not_own"), False)])
        self._say_main()

    def _say_main(self) -> None:
        if self.mode in ("wait", "asking"):
            self.show_blocked(say(f"enrol.main.{self.mode}"))
        else:
            self.set_main(say(f"enrol.main.{self.mode}"))
            self.show_ready()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "message"):
            self.message.setMinimumHeight(px(56))

    def show_address(self, address: str) -> None:
        """Put an address of an earlier attempt into its empty field."""
        if not self.address.text():
            self.address.setText(address)

    def show_facts(self, facts: dict[str, Fact]) -> None:
        """Show what is known of the station, as far as it is named."""
        for name, row in self.facts.items():
            row.setVisible(name in facts)
        for name, fact in facts.items():
            self.facts[name].show_fact(say(f"enrol.fact.{name}"), fact.value, fact.note, fact.tone)

    def show_problem(self, words: str, where: Where = "") -> None:
        """Say what is wrong below the fields and mark the one that it is about; nothing typed is lost."""
        self.message.setText(words)
        fields = {"address": self.address, "code": self.code}
        for name, field in fields.items():
            field.set_mark(Mark.ERROR if name == where else Mark.NONE)
        if where == "network":
            self._network_line.set_shown(True)
            self.network.buttons[0].setFocus()
        elif where:
            fields[where].setFocus()
            fields[where].selectAll()

    def forget_code(self) -> None:
        """Let a code that was spent not stand on the screen."""
        self.code.clear()

    def _digit(self, digit: int) -> bool:
        return self.network.isVisibleTo(self) and self.network.digit_pressed(digit)

    def _go_on(self) -> None:
        if self.mode == "ask":
            self.join_asked.emit(self.address.text(), self.code.text(), self.network.value)
        elif self.mode == "still":
            self.still_asked.emit()
        else:
            self.back_asked.emit()
