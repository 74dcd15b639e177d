"""The look in force: day or night, how large, and which fonts; every painted widget asks here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QScreen
from PySide6.QtWidgets import QApplication, QLayout

from donor_room.packs.fonts import FAMILIES, FILES, Face
from donor_room.ui.tokens import DAY, NIGHT, Palette

RESOURCES = Path(__file__).parents[2] / "resources"
MM_PER_PX_AT_SCALE_1 = 0.225
"""Coarsest pixel at which 18 px Chinese still has 20 minutes of arc at 600 mm."""

NURSE_CHOICES = (100, 115, 130)


class Theme(QObject):
    """Colours, fonts and lengths; changed is sent after a switch, when all widgets were restyled."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.night = False
        self.screen_scale = 1.0
        self.nurse_percent = 100
        self._families: list[str] = []
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[float, bool], QFont] = {}

    @property
    def palette(self) -> Palette:
        return NIGHT if self.night else DAY

    @property
    def is_started(self) -> bool:
        return bool(self._families)

    @property
    def scale(self) -> float:
        return self.screen_scale * self.nurse_percent / 100

    def px(self, length: float) -> int:
        """Return a length of the design, given at scale 1, in logical pixels of this screen."""
        return round(length * self.scale)

    def colour(self, token: str) -> QColor:
        """Return the colour of a token of Palette, or of a plain #RRGGBB."""
        found = self._colours.get(token)
        if found is None:
            found = QColor(token if token.startswith("#") else getattr(self.palette, token))
            self._colours[token] = found
        return found

    def font(self, size: float, *, bold: bool = False) -> QFont:
        """Return the font of a size of the type scale, given in px at scale 1."""
        found = self._fonts.get((size, bold))
        if found is None:
            found = self._make_font(size, bold=bold)
            self._fonts[(size, bold)] = found
        return found

    def _make_font(self, size: float, *, bold: bool) -> QFont:
        font = QFont(self._families) if self._families else QFont()
        font.setPixelSize(max(1, self.px(size)))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def set_night(self, night: bool) -> None:
        if night != self.night:
            self.night = night
            self._refresh()

    def toggle_night(self) -> None:
        self.set_night(not self.night)

    def set_nurse_percent(self, percent: int) -> None:
        """Take the nurse's size; percent must be one of NURSE_CHOICES."""
        if percent not in NURSE_CHOICES:
            raise ValueError(percent)
        if percent != self.nurse_percent:
            self.nurse_percent = percent
            self._refresh()

    def fit_screen(self, screen: QScreen) -> None:
        """Make letters and targets large enough for a screen with fine pixels."""
        self.screen_scale = scale_for(screen.physicalSize().width(), screen.geometry().width())
        self._refresh()

    def start(self, app: QApplication) -> None:
        """Load the fonts and dress the application; call once, before the first window."""
        app.setStyle("Fusion")
        self.begin()
        self.load_rare()

    def begin(self) -> None:
        """Load what the first window needs; the application knows its style, and load_rare is to follow."""
        load_fonts("screen", "screen_bold")
        self._families = list(FAMILIES)
        self._refresh()

    def load_rare(self) -> None:
        """Load the characters that few names have; Qt opens a file when it meets the first of them."""
        load_fonts("regular", "bold", "rare")

    def _refresh(self) -> None:
        self._colours.clear()
        self._fonts.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setFont(self.font(18))
            app.setPalette(self._qt_palette())
            restyle_all()
        self.changed.emit()

    def _qt_palette(self) -> QPalette:
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(getattr(roles, role), self.colour(token))
        return palette


_ROLES = {
    "Window": "page", "WindowText": "text", "Base": "surface", "AlternateBase": "page", "Text": "text",
    "Button": "surface", "ButtonText": "text", "Highlight": "action", "HighlightedText": "on_action",
    "PlaceholderText": "quiet", "ToolTipBase": "surface", "ToolTipText": "text", "Mid": "hairline",
    "Dark": "edge", "Light": "surface", "Midlight": "hairline", "Shadow": "edge", "Link": "action",
}  # fmt: skip


@cache
def theme() -> Theme:
    """Return the one theme of the program."""
    return Theme()


def px(length: float) -> int:
    """Return a length of the design, given at scale 1, in logical pixels."""
    return theme().px(length)


def scale_for(width_mm: float, width_px: float) -> float:
    """Return how much to enlarge, never below 1; screens that do not tell their size (0 mm) give 1."""
    if width_mm <= 0 or width_px <= 0:
        return 1.0
    return min(2.0, max(1.0, MM_PER_PX_AT_SCALE_1 / (width_mm / width_px)))


def load_fonts(*faces: Face) -> None:
    """Make fonts of ours known to Qt."""
    for face in faces:
        QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / FILES[face]))


def dressed_application() -> QApplication:
    """Return the one application, with the look in force."""
    application = QApplication.instance() or QApplication(["donor-room", "-style", "Fusion"])
    theme().begin()
    return application  # type: ignore[return-value]


def restyle_all() -> None:
    """Let every widget and layout take its lengths and fonts anew."""
    for widget in QApplication.allWidgets():
        restyle = getattr(widget, "restyle", None)
        if restyle is not None:
            restyle()
        layout = widget.layout()
        if layout is not None:
            _rescale(layout)
        widget.update()


def _rescale(layout: QLayout) -> None:
    rescale = getattr(layout, "rescale", None)
    if rescale is not None:
        rescale()
    for inner in layout.children():
        if isinstance(inner, QLayout):
            _rescale(inner)
