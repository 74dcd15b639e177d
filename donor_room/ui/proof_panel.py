"""Bag = tubes = form = this donor: the panels of a proof by scan, and the stop when a label is another's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Shape
from donor_room.ui.widgets.labels import DonationNumberLabel, quiet
from donor_room.ui.widgets.layout import Column, Row
from donor_room.ui.widgets.painting import RIGHT, Drawn, box, draw_shape, text_width
from donor_room.ui.widgets.scanning import ScanItem, ScanPanel, ScanPanels, ScanPrompt

PARTS = (("bag", "bag"), ("tube", "tube"), ("form", "form"))
"""What must be equal, and the icon of each; the donor's slip stands beside the form."""


@dataclass(frozen=True, slots=True)
class ProofShown:
    """A set of labels as it stands; items by part, prompt in words ready to be read."""

    caption: str
    groups: tuple[str, ...]
    check: str
    printed: str
    items: dict[str, tuple[ScanItem, ...]]
    prompt: str
    hint: str
    missing: str

    def while_printing(self) -> ProofShown:
        """Return what is shown before the printer has answered: a label not seen may still come out."""
        items = {
            part: tuple(replace(one, is_missing=False, is_printing=one.is_missing) for one in lines)
            for part, lines in self.items.items()
        }
        return replace(self, printed="", items=items)


class ProofPanel(QWidget):
    """Number, three panels, and what to scan next; readable from the chair."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        whole = Column(self)
        self.caption = quiet("")
        whole.addWidget(self.caption)
        head = Row(gap=16)
        self.number = DonationNumberLabel()
        self.number.setObjectName(f"{name}.number")
        self.printed = quiet("", 18)
        head.addWidget(self.number)
        head.addStretch(1)
        head.addWidget(self.printed)
        whole.addLayout(head)
        whole.gap(12)
        self.panels = {part: ScanPanel(icon, "", []) for part, icon in PARTS}
        whole.addWidget(ScanPanels(list(self.panels.values())), 1)
        whole.gap(12)
        self.prompt = ScanPrompt()
        self.prompt.setObjectName(f"{name}.prompt")
        whole.addWidget(self.prompt)

    def show_proof(self, shown: ProofShown) -> None:
        self.caption.setText(shown.caption)
        self.number.show_number(list(shown.groups), shown.check)
        self.printed.setText(shown.printed)
        for part, panel in self.panels.items():
            name = say("chair.papers" if part == "form" else f"labels.part.{part}")
            panel.show_items(list(shown.items.get(part, ())), name)
        self.prompt.show_prompt(shown.prompt, shown.hint, shown.missing)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One of the two numbers that do not agree."""

    label: str
    number: str
    name: str
    note: str


class ForeignStop(QWidget):
    """The whole work side in stop red; no key of one person takes it away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        whole = Column(self)
        self.panel = _RedPanel()
        whole.addWidget(self.panel, 1)

    def show_stop(self, headline: str, below: str, lines: list[NumberLine], steps: list[str]) -> None:
        self.panel.headline, self.panel.below = headline, below
        self.panel.lines, self.panel.steps = lines, steps
        self.panel.update()


class _RedPanel(Drawn):
    """White on red: the octagon, the two numbers, and what both persons do now."""

    def __init__(self) -> None:
        super().__init__()
        self.headline, self.below = "", ""
        self.lines: list[NumberLine] = []
        self.steps: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            box(painter, self.rect(), fill="#8A0F16", edge="red", width=2)
            side = px(66)
            draw_shape(painter, Shape.OCTAGON, QRectF(px(34), px(34), side, side), "#FFFFFF", "#8A0F16")
            room = self.width() - px(128 + 24)
            head = QRectF(px(128), px(28), room, px(44))
            self.write(painter, head, self.headline, size=30, bold=True, colour="#FFFFFF")
            below = QRectF(px(128), px(78), room, px(34))
            self.write(painter, below, self.below, size=20, colour="#FFFFFF")
            top = px(132)
            for line in self.lines:
                self._paint_line(painter, line, top)
                top += px(104)
            top += px(12)
            for place, step in enumerate(self.steps, start=1):
                self.write(painter, QRectF(px(32), top, px(24), px(36)), str(place), size=20, bold=True,
                           colour="#FFFFFF")  # fmt: skip
                words = QRectF(px(58), top, self.width() - px(90), px(36))
                self.write(painter, words, step, size=20, bold=True, colour="#FFFFFF")
                top += px(38)

    def _paint_line(self, painter: QPainter, line: NumberLine, top: float) -> None:
        frame = QRectF(px(32), top, self.width() - px(64), px(92))
        box(painter, frame, edge="#FFFFFF", width=2)
        cells = (
            (56, 90, line.label, 18, False),
            (150, 310, line.number, 32, True),
            (480, 200, line.name, 22, True),
        )
        for left, width, text, size, bold in cells:
            room = QRectF(px(left), top, px(width), px(92))
            self.write(painter, room, text, size=size, bold=bold, colour="#FFFFFF")
        right = frame.right() - px(24)
        after_name = px(480) + text_width(line.name, 22, bold=True) + px(16)
        left = max(after_name, min(px(688), round(right) - text_width(line.note, 18) - 2))
        note = QRectF(left, top, right - left, px(92))
        self.write(painter, note, line.note, size=18, colour="#FFFFFF", align=RIGHT, wraps=True)
