"""A label under the eye: its dots, in their true size or enlarged, with frames around what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.theme import px
from donor_room.ui.widgets.painting import Drawn, box, line_pen

SCALES = ("dots", "double", "true")
"""One dot of the printer as one of the screen, as two, and the label in its true size in mm."""
MM_PER_INCH = 25.4
_AIR = 12

Frame = tuple[float, float, float, float]


class LabelCanvas(Drawn):
    """Shows one picture; enlarged, every dot of the printer is a whole number of dots of the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self.frames: tuple[Frame, ...] = ()
        self._width_mm, self._scale = 0.0, SCALES[0]

    def show_label(self, image: QImage | None, width_mm: float, frames: Sequence[Frame]) -> None:
        """Show a label that is so many mm wide, and frames in mm upon it; None shows nothing."""
        self.image, self._width_mm, self.frames = image, width_mm, tuple(frames)
        self._fit()

    def show_scale(self, scale: str) -> None:
        self._scale = scale
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    @property
    def size_shown(self) -> QSize:
        """How large the label itself is drawn, in px of the screen."""
        if self.image is None:
            return QSize(0, 0)
        ratio = self.devicePixelRatioF()
        share = self._true_share() if self._scale == "true" else {"dots": 1, "double": 2}[self._scale] / ratio
        return QSize(round(self.image.width() * share), round(self.image.height() * share))

    def _true_share(self) -> float:
        """Return how many px of the screen a dot is wide in its true size, by what the screen says."""
        wide = self.image.width() if self.image else 1
        per_inch = self.screen().physicalDotsPerInchX() / self.devicePixelRatioF()
        return self._width_mm * per_inch / MM_PER_INCH / wide

    def sizeHint(self) -> QSize:
        air = px(2 * _AIR)
        return self.size_shown + QSize(air, air)

    def restyle(self) -> None:
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image is None:
            return
        with self.drawing() as painter:
            size, air = self.size_shown, px(_AIR)
            place = QRectF(air, air, size.width(), size.height())
            box(painter, place.adjusted(-2, -2, 2, 2), fill="#FFFFFF", edge="edge", width=2)
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform, self._scale == "true")
            painter.drawImage(place, self.image)
            per_mm = size.width() / self._width_mm
            painter.setPen(line_pen("#B3261E", 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for left, top, width, height in self.frames:
                frame = QRectF(left * per_mm, top * per_mm, width * per_mm, height * per_mm)
                painter.drawRect(frame.translated(air, air).adjusted(-2, -2, 2, 2))
