"""The dark band on top: where we are, how we are connected, who works, what time it is."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Signal, SignalInstance
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from donor_room.ui.texts import say
from donor_room.ui.theme import px
from donor_room.ui.tokens import Size
from donor_room.ui.widgets.directory_words import directory_words
from donor_room.ui.widgets.icons import icon
from donor_room.ui.widgets.numbers import GAP_EDGE, GAP_FILL, GAP_INK
from donor_room.ui.widgets.painting import LEFT, Drawn, box, cover, text_width
from donor_room.ui.widgets.practice_stripes import draw_stripes

_FIELD = 20
"""The air on both sides of what stands in a field of its own."""


class BandSum(NamedTuple):
    """The sum of the shift's donation numbers: in full, in short, and in words what is wrong with it."""

    whole: str
    short: str
    wrong: str


class StatusBand(Drawn):
    """Painted as one piece; silent devices are small icons, a device in trouble gets words.

    Being offline is no trouble: it stands there in grey. Trouble has a yellow field of its own.
    """

    notices_pressed = Signal()
    call_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.site, self.person, self.time = "", "", ""
        self.is_online, self.backlog, self.differs = False, 0, False
        self.since = ""
        """Since when entries wait to be sent, as a time of day; empty while none does."""
        self.notices = 0
        self.call = ""
        """Why a person of the station has to be called, in two words."""
        self._touched: list[tuple[QRectF, SignalInstance]] = []
        """What opens something when it is touched."""
        self.directory_hours: int | None = None
        self.is_directory_old = self.is_directory_damaged = False
        self.battery_percent: int | None = None
        self.devices: list[tuple[str, str]] = []
        self.clock_words = ""
        self.numbers: BandSum | None = None
        self.is_practice = False
        self._knows = False
        """Whether anybody told how the terminal stands; before that nothing is said of it."""
        self.restyle()

    def restyle(self) -> None:
        self.setFixedHeight(px(Size.STATUS))

    def show_site(self, site: str) -> None:
        self.site = site
        self.update()

    def show_link(self, *, online: bool, backlog: int, differs: bool = False, since: str = "") -> None:
        """Backlog counts entries that the station has not acknowledged; differs: it never will."""
        self.is_online, self.backlog, self.differs, self.since = online, backlog, differs, since
        self._knows = True
        self.update()

    def show_directory_age(self, hours: int | None, *, is_old: bool = False, damaged: bool = False) -> None:
        """None: there is no directory, damaged: any more; is_old: by the rules it wants a second person."""
        self.directory_hours, self.is_directory_old, self.is_directory_damaged = hours, is_old, damaged
        self.update()

    def show_notices(self, count: int) -> None:
        """Say how many notices of the station nobody has read."""
        if count != self.notices:
            self.notices = count
            self.update()

    def show_call(self, words: str) -> None:
        """Say in two words why the station has to be called; no words while nothing stands still."""
        if words != self.call:
            self.call = words
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

    def show_numbers(self, numbers: BandSum | None) -> None:
        """Say how the donation numbers of the shift stand; None before a shift is open."""
        if numbers != self.numbers:
            self.numbers = numbers
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
        """What is said of the line where there is room; the time goes first where there is none."""
        if self.is_online or self.differs or not self.since:
            return self._short_link_text
        return say("frame.offline_since", count=self.backlog, since=self.since)

    @property
    def _short_link_text(self) -> str:
        word = "differs" if self.differs else "online" if self.is_online else "offline"
        return say(f"frame.{word}", count=self.backlog)

    @property
    def directory_text(self) -> str:
        return directory_words(self.directory_hours, is_damaged=self.is_directory_damaged)

    def retext(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            cover(painter, self.rect(), "practice" if self.is_practice else "band")
            left = self._paint_place(painter)
            if self._knows:
                self._paint_standing(painter, left)

    def _paint_standing(self, painter: QPainter, left: float) -> None:
        shortest = self.numbers and (self.numbers.wrong or self.numbers.short)
        fits = self._gap_beside(left, shortest or "", self.link_text) >= px(10)
        link = self.link_text if fits else self._short_link_text
        words = self._numbers_that_fit(left, link)
        gap = self._gap_beside(left, words, link)
        right = self._paint_right(painter, link, gap=max(px(10), gap), is_crowded=gap < px(10))
        if self.numbers is not None:
            right = self._paint_numbers(painter, right, words)
        right = self._paint_touched(painter, right)
        if left > right:
            self.cut_texts.add(self.site)

    def _numbers_that_fit(self, left: float, link: str) -> str:
        """Return the sum in full where there is room, else in short; a gap is always said."""
        if self.numbers is None:
            return ""
        if self.numbers.wrong:
            return self.numbers.wrong
        fits = self._gap_beside(left, self.numbers.whole, link) >= px(10)
        return self.numbers.whole if fits else self.numbers.short

    def _paint_numbers(self, painter: QPainter, right: float, words: str) -> float:
        """Paint the sum of the numbers; what is wrong stands in a field of its own with the sign of a gap."""
        is_wrong = bool(self.numbers and self.numbers.wrong)
        if not is_wrong:
            return self._leftwards(painter, right, "barcode", words, px(10), colour="on_band")
        return self._paint_field(painter, right, words).left() - px(10)

    def _paint_touched(self, painter: QPainter, right: float) -> float:
        self._touched = []
        for words, pressed in ((self._notices_text, self.notices_pressed), (self.call, self.call_pressed)):
            if words:
                field = self._paint_field(painter, right, words)
                self._touched.append((field, pressed))
                right = field.left() - px(10)
        return right

    @property
    def _notices_text(self) -> str:
        return say("notices.band", count=self.notices) if self.notices else ""

    def _paint_field(self, painter: QPainter, right: float, words: str) -> QRectF:
        """Paint what is wrong into a field of its own, with a sign, so that no colour alone tells it."""
        width = text_width(words, 16, bold=True) + px(25 + _FIELD)
        height = self.height()
        field = QRectF(right - width, px(3), width, height - px(6))
        box(painter, field, fill=GAP_FILL, edge=GAP_EDGE, width=2, radius=4)
        ratio, side = self.devicePixelRatioF(), px(18)
        sign = icon("warning", GAP_INK, side, ratio)
        painter.drawPixmap(round(field.left() + px(10)), (height - side) // 2, sign)
        room = QRectF(field.left() + px(35), 0, width - px(43), height)
        self.write(painter, room, words, size=16, bold=True, colour=GAP_INK)
        return field

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A touch on the notices opens them, and so it is with what the station has to be called for."""
        for field, pressed in self._touched:
            if field.contains(event.position()):
                pressed.emit()

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
        draw_stripes(painter, width, self.height())
        room = QRectF(px(24), 0, width, self.height())
        self.write(painter, room, words, size=18, bold=True, colour="practice")
        return width + px(64)

    def _gap_beside(self, left: float, numbers: str, link: str) -> int:
        """Return the usual gap, or less where large letters leave little room; it may be below nothing."""
        words = [link, self.directory_text, self.person or say("frame.nobody"), self.time]
        words += [text for _, text in self.devices] + ["82 %"]
        words += [one for one in (self.clock_words, numbers, self._notices_text, self.call) if one]
        called = bool(self.notices) + bool(self.call)
        signs = len(self.devices) + 4 + bool(numbers) + called
        fields = (bool(self.numbers and self.numbers.wrong), called, self.is_directory_old)
        field = px(_FIELD) * sum(fields)
        needed = sum(text_width(text, 16, bold=True) for text in words) + px(25) * signs + field
        free = self.width() - px(27) - left - needed
        return min(px(27), round(free / (len(words) + 1)))

    def _paint_right(self, painter: QPainter, link: str, gap: int, *, is_crowded: bool) -> float:
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
        x = self._paint_directory(painter, x, gap, faint, is_crowded=is_crowded)
        name = "warning" if self.differs else "online" if self.is_online else "offline"
        is_grey = name == "offline"
        ink = faint if is_grey else "on_band"
        return self._leftwards(painter, x, name, link, gap, bold=not is_grey, colour=ink)

    def _paint_directory(
        self, painter: QPainter, right: float, gap: int, faint: str, *, is_crowded: bool
    ) -> float:
        if self.is_directory_old:
            return self._paint_field(painter, right, self.directory_text).left() - gap
        age = "" if is_crowded and self.directory_hours is not None else self.directory_text
        return self._leftwards(painter, right, "shield", age, gap, colour=faint)

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
