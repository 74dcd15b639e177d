"""What the team leader sees at the end: the sum with its gap, every number, what is packed, who signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.handover.amiss_sheet import AmissSheet
from donor_room.ui.steps.handover.crate_row import CrateRow, CrateShown
from donor_room.ui.steps.handover.gap_panel import GapPanel, GapShown
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.asking import AskingPage, Parts
from donor_room.ui.widgets.buttons import AnswerButton, AnswerLook
from donor_room.ui.widgets.fields import NumberField, TextField
from donor_room.ui.widgets.labels import Label, heading, title
from donor_room.ui.widgets.layout import HairLine, Row
from donor_room.ui.widgets.numbers import NumberLegend, NumberSquare, NumberStrip, NumberSum
from donor_room.ui.widgets.painting import RIGHT, Drawn, draw_tick
from donor_room.ui.widgets.pin_line import PinLine
from donor_room.ui.widgets.rows import PairRow
from donor_room.ui.widgets.scanning import ScanPrompt


@dataclass(frozen=True, slots=True)
class CountShown:
    """How many of one thing there should be and how many were scanned."""

    what: str
    expected: int
    scanned: int


class CountRow(Drawn):
    """Expected and scanned side by side; a tick only where they are equal."""

    def __init__(self) -> None:
        super().__init__()
        self.cells = ("", "", "")
        self.is_equal, self.is_head = False, False
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(38))

    def show_cells(self, cells: tuple[str, str, str], *, is_equal: bool, is_head: bool = False) -> None:
        self.cells, self.is_equal, self.is_head = cells, is_equal, is_head
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        width, height = self.width(), self.height()
        size = 16 if self.is_head else 18
        with self.drawing() as painter:
            self.write(painter, QRectF(0, 0, width * 0.38, height), self.cells[0], size=18, colour="text")
            for place, right in ((1, 0.56), (2, 0.82)):
                room = QRectF(width * right - px(100), 0, px(100), height)
                colour = "quiet" if self.is_head else "text"
                self.write(painter, room, self.cells[place], size=size, bold=not self.is_head, colour=colour,
                           align=RIGHT)  # fmt: skip
            if self.is_equal:
                draw_tick(painter, QRectF(width - px(20), height / 2 - px(5), px(15), px(11)), "quiet", 2)


_STRIP, _STRIP_BESIDE_GAP = 144, 96
"""How high all squares may be together, in px at scale 1."""


class HandoverView(AskingPage):
    """The end of a shift."""

    shows_donor = False
    way_chosen = Signal(str)
    number_chosen = Signal(str)
    return_asked = Signal()
    bundle_asked = Signal()
    box_asked = Signal()
    crate_key_pressed = Signal(str)
    """move, missing, type or file."""
    file_chosen = Signal(str)
    print_asked = Signal()
    elsewhere_asked = Signal()
    language_wanted = Signal()
    sheets: ClassVar[dict[str, Parts]] = {
        "void": Parts(choices="asking.reason", words="asking.words", second_person=True),
        "explain": Parts(words="asking.words_alone", second_person=True),
        "count": Parts(fields=(("counted", "preprinted.give_back.field", NumberField),)),
        "move": Parts(words="asking.words_alone"),
        "missing": Parts(words="asking.words_alone", second_person=True),
        "type": Parts(
            fields=(
                ("lowest", "loggers.type.lowest", TextField),
                ("highest", "loggers.type.highest", TextField),
            ),
            choices="loggers.which_box",
            needs_choice=True,
        ),
        "file": Parts(choices="loggers.which_box", needs_choice=True, at_once=True),
        "elsewhere": Parts(choices="handover.elsewhere.which", at_once=True, needs_choice=True),
        "sign": Parts(fields=(("own_pin", "handover.sign.own_pin", PinLine),), second_person=True),
    }

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("handover")
        self._amiss: AmissSheet | None = None
        self._build_left_side()
        self._build_rail_side()
        self.add_back()
        self.add_action(Act.AGAIN, self.box_asked.emit, "handover.next_box").setObjectName(
            "handover.next_box"
        )
        self.add_action(Act.PRINT, self.print_asked.emit, "handover.print").setObjectName("handover.print")
        self.add_action(Act.RECORDS, self.elsewhere_asked.emit, "handover.elsewhere.key").setObjectName(
            "handover.elsewhere"
        )
        self.main.setObjectName("handover.main")
        self.main.show()
        self.listen_digits(self._digit)

    def _build_left_side(self) -> None:
        head = Row(gap=16)
        self.headline, self.below = title(""), Label("", 18, colour="quiet")
        head.addWidget(self.headline)
        head.addWidget(self.below, 1)
        self.left.addLayout(head)
        self.left.gap(12)
        self.sum = NumberSum()
        self.sum.setObjectName("handover.sum")
        self.left.addWidget(self.sum)
        self.left.gap(12)
        strip_head = Row()
        self.strip_title = heading("")
        strip_head.addWidget(self.strip_title)
        strip_head.addStretch(1)
        self.legend = NumberLegend()
        strip_head.addWidget(self.legend)
        self.left.addLayout(strip_head)
        self.strip = NumberStrip()
        self.strip.setObjectName("handover.strip")
        self.strip.chosen.connect(self.number_chosen)
        self.left.addWidget(self.strip)
        self.left.gap(12)
        self.gap_panel = GapPanel()
        self.gap_panel.chosen.connect(self.way_chosen)
        self.left.addWidget(self.gap_panel)
        self.prompt = ScanPrompt()
        self.prompt.setObjectName("handover.prompt")
        self.left.addWidget(self.prompt)
        self.left.gap(8)
        keys = Row(gap=16)
        self.give_back, self.bundle = self._key(4, "return_unspent"), self._key(5, "bundle")
        self.give_back.clicked.connect(self.return_asked)
        self.bundle.clicked.connect(self.bundle_asked)
        keys.addWidget(self.give_back)
        keys.addWidget(self.bundle)
        self.crate_keys = {
            name: self._crate_key(digit, name)
            for digit, name in ((6, "move"), (7, "missing"), (8, "type"), (9, "file"))
        }
        keys.addWidget(self.crate_keys["move"])
        keys.addStretch(1)
        self.left.addLayout(keys)
        self.left.gap(8)
        more = Row(gap=16)
        for name in ("missing", "type", "file"):
            more.addWidget(self.crate_keys[name])
        more.addStretch(1)
        self.left.addLayout(more)
        self.left.addStretch(1)

    @staticmethod
    def _key(digit: int, name: str) -> AnswerButton:
        button = AnswerButton(digit, "", look=AnswerLook.CHIP, height=56)
        button.setObjectName(f"handover.{name}")
        return button

    def _crate_key(self, digit: int, name: str) -> AnswerButton:
        button = self._key(digit, name)
        button.clicked.connect(lambda _=False: self.crate_key_pressed.emit(name))
        return button

    def _build_rail_side(self) -> None:
        self.count_title, self.box_title, self.mark_title = heading(""), heading(""), heading("")
        self.count_rows = [CountRow() for _ in range(5)]
        self.box_rows = [CrateRow() for _ in range(4)]
        self.mark_rows = [PairRow(indent=0, bold=True) for _ in range(6)]
        self.signs = PairRow(indent=112)
        blocks: list[tuple[QWidget, list[QWidget]]] = [
            (self.count_title, list(self.count_rows)),
            (self.box_title, list(self.box_rows)),
            (self.mark_title, list(self.mark_rows)),
        ]
        self._lines = [HairLine(above=10, below=10) for _ in blocks]
        for (head, rows), line in zip(blocks, self._lines, strict=True):
            for widget in (head, *rows):
                self.rail.addWidget(widget)
            self.rail.addWidget(line)
        self.rail.addWidget(self.signs)
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self.headline.setText(say("handover.title"))
        self.count_title.setText(say("handover.counts"))
        self.box_title.setText(say("handover.boxes"))
        self.mark_title.setText(say("handover.marks"))
        self.gap_panel.retext()
        self.language_wanted.emit()

    # showing

    @property
    def amiss_sheet(self) -> AmissSheet:
        """The sheet of what did not go as it should, made when it is first asked for."""
        if self._amiss is None:
            self._amiss = AmissSheet(self.window())
            self._amiss.closed.connect(self.take_focus)
        return self._amiss

    def show_sum(
        self, below: str, issued: tuple[int, str], ends: list[tuple[int, str]], gap: tuple[int, str] | None
    ) -> None:
        self.below.setText(below)
        self.sum.show_sum(issued, ends, gap)

    def show_strip(self, words: str, squares: list[NumberSquare]) -> None:
        self.strip_title.setText(words)
        if squares != self.strip.squares:
            self.strip.show_squares(squares)
            self.legend.show_ends(squares)

    def show_gap(self, shown: GapShown | None) -> None:
        """Show a number without an end, or nothing of the kind."""
        self.gap_panel.setVisible(shown is not None)
        self.prompt.setVisible(shown is None)
        self.strip.set_room(_STRIP if shown is None else _STRIP_BESIDE_GAP)
        if shown is not None:
            self.gap_panel.show_gap(shown)

    def show_packing(self, prompt: str, hint: str, missing: str) -> None:
        """Say what to scan into which box."""
        self.prompt.show_prompt(prompt, hint, missing)

    def show_keys(self, give_back: str, bundle: str) -> None:
        """Offer to give back what is left and to take over a bundle; empty where there is none."""
        for button, words in ((self.give_back, give_back), (self.bundle, bundle)):
            button.setVisible(bool(words))
            button.say_text(words)

    def show_crate_keys(self, words: dict[str, str]) -> None:
        """Offer what can be done with crates now, each by its name; the others are not there."""
        for name, button in self.crate_keys.items():
            button.setVisible(name in words)
            button.say_text(words.get(name, ""))

    def ask_for_file(self) -> None:
        """Open the system's window for the file of a logger; the page goes on living behind it."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, say("loggers.choose_file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setOption(QFileDialog.Option.ReadOnly)
        dialog.setNameFilter(f"{say('loggers.files')} (*.csv *.txt *.tsv)")
        dialog.fileSelected.connect(self.file_chosen)
        dialog.open()

    def show_rail(
        self,
        counts: list[CountShown],
        boxes: list[CrateShown],
        marks: list[tuple[str, str]],
        signs: tuple[str, str, str],
    ) -> None:
        head, *rows = self.count_rows
        head.show_cells(("", say("handover.expected"), say("handover.scanned")), is_equal=False, is_head=True)
        for row, count in zip(rows, counts, strict=True):
            cells = (count.what, str(count.expected), str(count.scanned))
            row.show_cells(cells, is_equal=count.expected == count.scanned)
        for place, crate in enumerate(self.box_rows):
            crate.setVisible(place < len(boxes))
            if place < len(boxes):
                crate.show_crate(boxes[place])
        for place, pair in enumerate(self.mark_rows):
            pair.setVisible(place < len(marks))
            if place < len(marks):
                pair.show_pair(*marks[place])
        self.box_title.setVisible(bool(boxes))
        self._lines[1].setVisible(bool(boxes))
        self.mark_title.setVisible(bool(marks))
        self._lines[2].setVisible(bool(marks))
        self.signs.show_pair(*signs)

    def _digit(self, digit: int) -> bool:
        if self.gap_panel.digit_pressed(digit):
            return True
        keys = (self.give_back, self.bundle, *self.crate_keys.values())
        key = next((one for one in keys if one.digit == digit), None)
        if key is None or key.isHidden():
            return False
        key.click()
        return True
