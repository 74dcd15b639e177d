"""What the team sees of its label printer: which there are, how it is set, how it is, what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.printer.state import Standing, StockLine
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import ChoiceRow, QuietButton
from donor_room.ui.widgets.choices import ChoiceGrid, numbered
from donor_room.ui.widgets.fields import Mark, Message, NumberField, TextField
from donor_room.ui.widgets.form import Form
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import HairLine, Row
from donor_room.ui.widgets.rows import ListRow, PairRow

LANGUAGES = ("zpl", "tspl", "epl")
RESOLUTIONS = (203, 300, 600)
_MOST_FOUND = 4
_STEPS = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen and typed on the page; `found` is the place in the list of those found."""

    found: int | None
    address: str
    language: str | None
    dpi: int | None
    dead_dots: str


def _amount() -> NumberField:
    return NumberField(width=200)


class PrinterView(AskingPage):
    """Choose, try, use; beside it the state with what to do about it, and the stock."""

    shows_donor = False
    look_asked = Signal()
    """Find and ask again."""
    test_asked = Signal()
    use_asked = Signal()
    load_asked = Signal()
    restarted_asked = Signal()
    darkness_asked = Signal(int)
    """One step lighter (-1) or darker (1)."""
    changed = Signal()
    """Another printer or language was chosen."""
    sheets: Mapping[str, Parts] = {
        "load": Parts(
            choices="printer.sheet.kind",
            columns=3,
            fields=(("amount", "printer.sheet.amount", _amount), ("lot", "printer.sheet.lot", TextField)),
            needs_choice=True,
        )
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("printer")
        self.add_back()
        self.add_action(Act.AGAIN, self.look_asked.emit, "printer.look").setObjectName("printer.look")
        self.add_action(Act.DEFER, self.restarted_asked.emit, "printer.restarted").setObjectName(
            "printer.restarted"
        )
        self.add_action(Act.REACTION, self.load_asked.emit, "printer.load").setObjectName("printer.load")
        self.add_action(Act.PRINT, self.test_asked.emit, "printer.test").setObjectName("printer.test")
        self._headline, self._hint = self.add_title()
        self.left.gap(8)
        self._build_form()
        self._build_facts()
        self.main.setObjectName("printer.use")
        self.main_pressed.connect(self.use_asked)
        for choices in (self.found, self.language, self.dpi):
            self.listen_digits(choices.digit_pressed)

    def _build_form(self) -> None:
        self._found_title = Label("", 20, bold=True)
        self.found = ChoiceGrid(2, height=48)
        self.found.setObjectName("printer.found")
        self.found.chosen.connect(self._found_chosen)
        self._none_found = Label("", 18, colour="quiet", wrap=True)
        for widget in (self._found_title, self.found, self._none_found):
            self.left.addWidget(widget)
            self.left.gap(8)
        self.form = Form(name_width=200)
        self.address = TextField(300)
        self.address.setObjectName("printer.address")
        self.address.editingFinished.connect(self._typed)
        self.language, self.dpi = ChoiceRow(width=104, height=48), ChoiceRow(width=104, height=48)
        self.language.setObjectName("printer.language")
        self.dpi.setObjectName("printer.dpi")
        self.language.chosen.connect(lambda _: self.changed.emit())
        self.dead_dots = TextField(300)
        self.dead_dots.setObjectName("printer.dead_dots")
        self.lines = {
            "address": self.form.add("printer.address", self.address, "printer.address_note"),
            "language": self.form.add("printer.language", self.language),
            "dpi": self.form.add("printer.dpi", self.dpi),
            "dead_dots": self.form.add("printer.dead_dots", self.dead_dots, "printer.dead_dots_note"),
            "darkness": self.form.add("printer.darkness", self._build_darkness()),
        }
        self.left.addWidget(self.form)
        self.left.addStretch(1)
        self.message = Message(height=48)
        self.message.setObjectName("printer.message")
        self.left.addWidget(self.message)

    def _build_darkness(self) -> QWidget:
        holder = QWidget()
        row = Row(holder, gap=16)
        self._darkness = Label("", 20)
        self.lighter, self.darker = QuietButton("", height=48), QuietButton("", height=48)
        self.lighter.setObjectName("printer.lighter")
        self.darker.setObjectName("printer.darker")
        self.lighter.clicked.connect(lambda: self.darkness_asked.emit(-1))
        self.darker.clicked.connect(lambda: self.darkness_asked.emit(1))
        for widget in (self.lighter, self.darker, self._darkness):
            row.addWidget(widget)
        return holder

    def _build_facts(self) -> None:
        self._now_title, self._stock_title = heading(""), heading("")
        self._in_use = Label("", 16, colour="quiet", wrap=True)
        self._standing = Label("", 22, bold=True)
        self._why = Label("", 18, wrap=True)
        self._steps = [ListRow(height=44, wraps=True) for _ in range(_STEPS)]
        self._dots = Label("", 16, colour="quiet", wrap=True)
        for label in (self._now_title, self._in_use):
            self.rail.addWidget(label)
        self.rail.gap(8)
        for widget in (self._standing, self._why, *self._steps, self._dots):
            self.rail.addWidget(widget)
            self.rail.gap(2)
        self.rail.addWidget(HairLine(above=12, below=12))
        self.rail.addWidget(self._stock_title)
        self._stock = [PairRow(indent=88) for _ in range(_STEPS)]
        self._stock_warning = Label("", 18, bold=True, colour="amber", wrap=True)
        for line in self._stock:
            self.rail.addWidget(line)
        self.rail.gap(8)
        self.rail.addWidget(self._stock_warning)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.form.retext()
        self._headline.setText(say("printer.title"))
        self._hint.setText(say("printer.hint"))
        self._found_title.setText(say("printer.found"))
        self._none_found.setText(say("printer.found_none"))
        self.lighter.say_text(say("printer.lighter"))
        self.darker.say_text(say("printer.darker"))
        self._now_title.setText(say("printer.now"))
        self._stock_title.setText(say("printer.stock_title"))
        chosen = (self.language.value, self.dpi.value)
        names: list[tuple[object, str]] = [(name, say(f"printer.language_name.{name}")) for name in LANGUAGES]
        self.language.set_choices(numbered(names, first=_MOST_FOUND + 1))
        sizes: list[tuple[object, str]] = [(dpi, str(dpi)) for dpi in RESOLUTIONS]
        self.dpi.set_choices(numbered(sizes, first=_MOST_FOUND + len(LANGUAGES) + 1))
        self.language.show_value(chosen[0])
        self.dpi.show_value(chosen[1])
        self.set_main(say("printer.use"))

    def first_field(self) -> QWidget | None:
        """Digits choose; who types an address goes there."""
        return None

    # showing

    def show_found(self, names: Sequence[str]) -> None:
        """Offer the printers that were found; none is chosen by itself."""
        kept = self.found.value
        self.found.set_choices(numbered(list(enumerate(names[:_MOST_FOUND]))))
        self.found.show_value(kept)
        self.found.setVisible(bool(names))
        self._none_found.setVisible(not names)

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is set up now."""
        self.found.show_value(chosen.found)
        self.address.setText(chosen.address)
        self.language.show_value(chosen.language)
        self.dpi.show_value(chosen.dpi)
        self.dead_dots.setText(chosen.dead_dots)

    def show_darkness(self, words: str) -> None:
        """Say how dark it prints."""
        self._darkness.setText(words)

    def show_standing(self, standing: Standing, in_use: str, dots: str) -> None:
        """Say how the printer is, what to do about it, and what dead dots mean."""
        self.action(Act.DEFER).setVisible(standing.asks_restart)
        self._in_use.setText(in_use)
        self._standing.setText(standing.headline)
        self._standing.set_colour(standing.tone.value)
        self._why.setText(standing.why)
        self._why.setVisible(bool(standing.why))
        self._dots.setText(dots)
        self._dots.setVisible(bool(dots))
        for place, row in enumerate(self._steps):
            row.setVisible(place < len(standing.steps))
            if place < len(standing.steps):
                row.show_row(standing.steps[place], "", "open", str(place + 1))

    def show_stock(self, lines: Sequence[StockLine], warning: str) -> None:
        """Show what is left in the printer."""
        for place, row in enumerate(self._stock):
            row.setVisible(place < len(lines))
            if place < len(lines):
                one = lines[place]
                row.show_pair(one.label, one.value, one.note, one.tone)
        self._stock_warning.setText(warning)
        self._stock_warning.setVisible(bool(warning))

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong beside the field, or below the form."""
        self.form.clear_problems()
        if name in self.lines and text:
            self.lines[name].show_problem(text)
        else:
            self.message.say(text, Mark.ERROR if text else Mark.NONE)

    def show_done(self, text: str) -> None:
        """Say what was done."""
        self.form.clear_problems()
        self.message.say(text, Mark.NONE)

    def chosen(self) -> Chosen:
        """Return what is chosen and typed."""
        return Chosen(
            found=self.found.value,  # type: ignore[arg-type]
            address=self.address.text().strip(),
            language=self.language.value,  # type: ignore[arg-type]
            dpi=self.dpi.value,  # type: ignore[arg-type]
            dead_dots=self.dead_dots.text(),
        )

    def _found_chosen(self, _value: object) -> None:
        self.address.clear()
        self.changed.emit()

    def _typed(self) -> None:
        if self.address.text().strip() and self.address.isModified():
            self.address.setModified(False)
            self.found.show_value(None)
            self.changed.emit()
