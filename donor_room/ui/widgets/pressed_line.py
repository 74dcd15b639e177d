"""A line of words as wide as its place that is pressed as a whole."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from donor_room.ui.widgets.buttons import Button
from donor_room.ui.widgets.painting import LEFT, write_line


class PressedLine(Button):
    """Subclasses paint it and put their words into columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(
        self, painter: QPainter, left: float, right: float, text: str, *, size: int = 18,
        bold: bool = False, colour: str = "text", align: Qt.AlignmentFlag = LEFT,
    ) -> None:  # fmt: skip
        """Write words between two columns, in pixels; what does not fit is noted as cut."""
        room = QRectF(left, 0, right - left, self.height())
        write_line(painter, room, text, size=size, bold=bold, colour=colour, align=align, cut=self.cut_texts)
