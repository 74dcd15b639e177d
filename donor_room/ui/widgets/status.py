"""The dark band on top: where we are, how we are connected, who works, what time it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.painting import LEFT, Drawn, cover, text_width


class StatusBand(Drawn):
    """Painted as one piece; silent devices are small icons, a device in trouble gets words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.site, self.person, self.time = "", "", ""
        self.is_online, self.backlog, self.differs = False, 0, False
        self.directory_hours: int | None = None
        self.battery_percent: int | None = None
        self.devices: list[tuple[str, str]] = []
        self.clock_words = ""
        self.is_practice = False
        self._knows = False
        """Whether anybody told how the terminal stands; before that nothing is said of it."""
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(Size.STATUS))

    def show_site(self, site: str) -> None:
        self.site = site
        self.update()

    def show_link(self, *, online: bool, backlog: int, differs: bool = False) -> None:
        """Backlog counts entries that the station has not acknowledged; differs: it never will."""
        self.is_online, self.backlog, self.differs = online, backlog, differs
        self._knows = True
        self.update()

    def show_directory_age(self, hours: int | None) -> None:
        """None: this terminal has no directory."""
        self.directory_hours = hours
        self.update()

    def show_devices(self, devices: list[tuple[str, str]]) -> None:
        """Pairs of icon name and words; no words means all right."""
        self.devices = devices
        self.update()

    def show_battery(self, percent: int | None) -> None:
        self.battery_percent = percent
        self.update()

    def show_person(self, name: str, role: str = "") -> None:
        self.person = f"{name}  {role}".strip()
        self.update()

    def show_clock_words(self, words: str) -> None:
        """Say beside the time what is wrong with it; no words while nothing is."""
        if words != self.clock_words:
            self.clock_words = words
            self.update()

    def show_time(self, time: str) -> None:
        if time != self.time:
            self.time = time
            self.update()

    def set_practice(self, practice: bool) -> None:
        self.is_practice = practice
        self.update()

    @property
    def link_text(self) -> str:
        word = "differs" if self.differs else "online" if self.is_online else "offline"
        return say(f"frame.{word}", count=self.backlog)

    @property
    def directory_text(self) -> str:
        return directory_words(self.directory_hours)

    def retext(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            cover(painter, self.rect(), "practice" if self.is_practice else "band")
            left = self._paint_place(painter)
            if self._knows:
                self._paint_standing(painter, left)

    def _paint_standing(self, painter: QPainter, left: float) -> None:
        gap = self._gap_beside(left)
        if left > self._paint_right(painter, gap=max(px(10), gap), is_crowded=gap < px(10)):
            self.cut_texts.add(self.site)

    def _paint_place(self, painter: QPainter) -> float:
        x: float = px(24)
        if self.is_practice:
            x = self._paint_practice(painter)
        width = text_width(self.site, 16, bold=True)
        room = QRectF(x, 0, width + 2, self.height())
        self.write(painter, room, self.site, size=16, bold=True, colour="on_band")
        return x + width

    def _paint_practice(self, painter: QPainter) -> float:
        words = say("frame.practice")
        width = text_width(words, 18, bold=True) + px(48)
        cover(painter, QRectF(0, 0, width, self.height()), "on_practice")
        _stripes(painter, width, self.height())
        room = QRectF(px(24), 0, width, self.height())
        self.write(painter, room, words, size=18, bold=True, colour="practice")
        return width + px(64)

    def _gap_beside(self, left: float) -> int:
        """Return the usual gap, or less where large letters leave little room; it may be below nothing."""
        words = [self.link_text, self.directory_text, self.person or say("frame.nobody"), self.time]
        words += [text for _, text in self.devices] + ["82 %"]
        words += [self.clock_words] if self.clock_words else []
        needed = sum(text_width(text, 16, bold=True) for text in words) + px(25) * (len(self.devices) + 4)
        free = self.width() - px(27) - left - needed
        return min(px(27), round(free / (len(words) + 1)))

    def _paint_right(self, painter: QPainter, gap: int, *, is_crowded: bool) -> float:
        """Paint from the clock leftwards; return where the first word begins.

        Crowded, a fresh list keeps only its sign and the battery none: what is wrong needs the room.
        """
        x: float = self.width() - px(27)
        x = self._leftwards(painter, x, "", self.time, gap, bold=True, colour="on_band")
        if self.clock_words:
            x = self._leftwards(painter, x, "warning", self.clock_words, gap, bold=True, colour="on_band")
        x = self._leftwards(
            painter, x, "person", self.person or say("frame.nobody"), gap, bold=True, colour="on_band"
        )
        faint = "on_practice" if self.is_practice else "quiet_on_band"
        if self.battery_percent is not None and not is_crowded:
            x = self._leftwards(painter, x, "battery", f"{self.battery_percent} %", gap, colour=faint)
        for name, words in reversed(self.devices):
            x = self._leftwards(painter, x, name, words, gap, colour="on_band" if words else faint)
        age = "" if is_crowded and self.directory_hours is not None else self.directory_text
        x = self._leftwards(painter, x, "shield", age, gap, colour=faint)
        name = "warning" if self.differs else "online" if self.is_online else "offline"
        return self._leftwards(painter, x, name, self.link_text, gap, bold=True, colour="on_band")

    def _leftwards(
        self,
        painter: QPainter,
        right: float,
        sign: str,
        words: str,
        gap: int,
        *,
        bold: bool = False,
        colour: str,
    ) -> float:
        if not words and not sign:
            return right
        width = text_width(words, 16, bold=bold) if words else 0
        left = right - width
        if words:
            room = QRectF(left, 0, width + 2, self.height())
            self.write(painter, room, words, size=16, bold=bold, colour=colour, align=LEFT)
        if sign:
            side = px(18)
            left -= side + (px(7) if words else 0)
            ratio = self.devicePixelRatioF()
            painter.drawPixmap(round(left), (self.height() - side) // 2, icon(sign, colour, side, ratio))
        return left - (gap if words else min(gap, px(20)))


def directory_words(hours: int | None) -> str:
    """Say how old the list of deferrals is; under one hour it is fresh, and None is no list at all."""
    if hours is None:
        return say("frame.no_directory")
    return say("frame.directory_age", hours=hours) if hours else say("frame.directory_fresh")


def _stripes(painter: QPainter, left: float, height: int) -> None:
    """Paint the slanted stripes that no real day has."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("on_practice"))
    for place in range(3):
        x = left + px(10 + 14 * place) - px(8)
        corners = [(x + px(8), 0), (x + px(14), 0), (x + px(6), height), (x, height)]
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
