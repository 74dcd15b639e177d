"""A label of each role as the printer will draw it, beside the file that it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from donor_room.ui.keys import Act
from donor_room.ui.steps.templates.canvas import SCALES, Frame, LabelCanvas
from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.widgets.labels import Label, heading
from donor_room.ui.widgets.layout import HairLine
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.rows import PairRow
from donor_room.ui.widgets.scrolling import ScrollSide, ThinBar

_FIRST_ROW = 5
_MOST_PROBLEMS = 6
_ARROWS = ((Qt.Key.Key_Left, Qt.Key.Key_Right), (Qt.Key.Key_Up, Qt.Key.Key_Down))
_STEP = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLabel:
    """A label and the words around it; `frames` in mm are where something is wrong."""

    image: QImage | None
    width_mm: float
    frames: tuple[Frame, ...]
    template: str
    place: str
    size: str
    dpi: str
    sample: str
    problems: tuple[str, ...]
    advice: tuple[str, ...]
    is_own: bool


class TemplatesView(Page):
    """Roles and the label on the left, the file and what is wrong with it on the right."""

    shows_donor = False
    role_chosen = Signal(str)
    sample_asked = Signal()
    resolution_asked = Signal()
    own_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.add_back()
        self.add_action(Act.FIND, self.sample_asked.emit, "templates.next_sample")
        self.add_action(Act.READ_CARD, self.resolution_asked.emit, "templates.next_dpi")
        self.add_action(Act.AGAIN, self._next_scale, "templates.next_scale")
        self._headline, self._hint = self.add_title()
        self.left.gap(12)
        self.roles = [ChoiceRow(gap=8, height=52), ChoiceRow(gap=8, height=52)]
        for row in self.roles:
            row.chosen.connect(self._choose)
            self.left.addWidget(row)
            self.left.gap(8)
        self._offered: tuple[str, ...] = ()
        self._role = ""
        self._scale = SCALES[0]
        self.canvas = LabelCanvas()
        self._build_paper()
        self._build_facts()
        self.main_pressed.connect(self.own_asked)
        self.listen_digits(self._digit)

    def _build_paper(self) -> None:
        """Let a label that is larger than its place be moved under it."""
        self.paper = ScrollSide()
        self.paper.setFrameShape(QScrollArea.Shape.NoFrame)
        self.paper.setVerticalScrollBar(ThinBar(self.paper))
        self.paper.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.paper.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.paper.setViewport(QWidget())
        self.paper.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.paper.setWidget(self.canvas)
        self.left.addWidget(self.paper, 1)

    def _build_facts(self) -> None:
        self._facts_head = heading("")
        self.rail.addWidget(self._facts_head)
        self.rail.gap(4)
        self._facts = {name: PairRow(indent=96) for name in ("template", "size", "dpi", "sample", "scale")}
        for pair in self._facts.values():
            self.rail.addWidget(pair)
        self.place = Label("", 16, colour="quiet", wrap=True)
        self.rail.addWidget(self.place)
        self.rail.addWidget(HairLine(above=12, below=12))
        self._state_head = heading("")
        self.rail.addWidget(self._state_head)
        self.rail.gap(4)
        self.problems = [Label("", 18, wrap=True) for _ in range(_MOST_PROBLEMS)]
        for line in self.problems:
            self.rail.addWidget(line)
            line.hide()
        self.rail.addStretch(1)

    def retext(self) -> None:
        super().retext()
        self._headline.setText(say("templates.title"))
        self._hint.setText(say("templates.hint"))
        self._facts_head.setText(say("templates.facts"))
        self.show_roles(self._offered)
        self.show_ready()

    def show_roles(self, roles: Sequence[str]) -> None:
        """Offer these roles, each by its digit."""
        self._offered = tuple(roles)
        choices: list[tuple[int, str, object]] = [
            (digit, say(f"labels.role.{role}"), role) for digit, role in enumerate(roles, 1)
        ]
        self.roles[0].set_choices(choices[:_FIRST_ROW])
        self.roles[1].set_choices(choices[_FIRST_ROW:])
        self._mark()

    def choose(self, role: str) -> None:
        """Mark the role whose label stands here."""
        self._role = role
        self._mark()

    def _mark(self) -> None:
        for row in self.roles:
            values = [value for _, _, value in row._offered]  # noqa: SLF001
            row.show_value(self._role if self._role in values else None)

    def _choose(self, role: object) -> None:
        self.role_chosen.emit(str(role))

    def _digit(self, digit: int) -> bool:
        if not 1 <= digit <= len(self._offered):
            return False
        self.role_chosen.emit(self._offered[digit - 1])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move a label that is larger than its place by the arrows."""
        bars = self.paper.horizontalScrollBar(), self.paper.verticalScrollBar()
        for keys, bar in zip(_ARROWS, bars, strict=True):
            if event.key() in keys:
                bar.setValue(bar.value() + (keys.index(Qt.Key(event.key())) * 2 - 1) * px(_STEP))
                return
        super().keyPressEvent(event)

    def _next_scale(self) -> None:
        self._scale = SCALES[(SCALES.index(self._scale) + 1) % len(SCALES)]
        self.canvas.show_scale(self._scale)
        self._say_scale()

    def _say_scale(self) -> None:
        self._facts["scale"].show_pair(say("templates.scale"), say(f"templates.scales.{self._scale}"))

    def show_label(self, shown: ShownLabel) -> None:
        """Show a label, its file, and each sentence about what is wrong."""
        self.canvas.show_label(shown.image, shown.width_mm, shown.frames)
        for name in ("template", "size", "dpi", "sample"):
            self._facts[name].show_pair(say(f"templates.{name}"), getattr(shown, name))
        self._say_scale()
        self.place.setText(shown.place)
        self._show_problems(shown)
        self.set_main(say("templates.open_own" if shown.is_own else "templates.make_own"))

    def _show_problems(self, shown: ShownLabel) -> None:
        self._state_head.setText(say("templates.wrong" if shown.problems else "templates.right"))
        self._state_head.set_colour("red" if shown.problems else "green")
        told = [(text, "red") for text in shown.problems] + [(text, "quiet") for text in shown.advice]
        for place, line in enumerate(self.problems):
            line.setVisible(place < len(told))
            if place < len(told):
                text, colour = told[place]
                line.setText(text)
                line.set_colour(colour)

    @property
    def said(self) -> list[str]:
        """The sentences that stand there."""
        return [line.text() for line in self.problems if not line.isHidden()]
