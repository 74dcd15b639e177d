"""The window for those who wait: who is called, to which step and desk; it writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from donor_room.domain.names import masked_name
from donor_room.domain.tickets import spoken
from donor_room.ui.steps.board.chart import FRAME_STEPS
from donor_room.ui.texts import say, texts
from donor_room.ui.theme import px, theme
from donor_room.ui.voice import Voice
from donor_room.ui.widgets.painting import CENTRE, LEFT, RIGHT, Drawn, cover, text_width

if TYPE_CHECKING:
    from donor_room.workflow.desk import Desk

_SHOWN = 5
_LOOK_MS = 5_000
_FRESH_MS = 12_000
"""So long a call stands in strong colours."""


class Shown(NamedTuple):
    """A call as everybody may read it: number or masked name, step by its name, letter of the desk."""

    entry: str
    number: str
    name: str
    step: str
    desk: str

    @property
    def who(self) -> str:
        """Return how the person is called: by the number, where there is one."""
        return f"{self.number}  {self.name}".strip()


def calls_shown(desk: Desk) -> tuple[Shown, ...]:
    """Return the last calls of the day, the newest first; of a person called twice only the last."""
    from donor_room.workflow.board import name_on_ticket
    from donor_room.workflow.tickets import calls_of_today, numbers_of_today

    newest = {one.visit: one for one in calls_of_today(desk) if one.step in FRAME_STEPS}
    numbers = numbers_of_today(desk)
    last = sorted(newest.values(), key=lambda one: one.at, reverse=True)[:_SHOWN]
    return tuple(
        Shown(
            one.entry,
            numbers.get(one.visit, ""),
            _name_of(desk, one.visit, name_on_ticket),
            one.step,
            one.desk,
        )
        for one in last
    )


def _name_of(desk: Desk, visit: str, otherwise: Callable[[Desk, str], tuple[str, str]]) -> str:
    line = desk.visits.line(visit)
    return masked_name(line.name) if line is not None else otherwise(desk, visit)[0]


class CallScreen(Drawn):
    """One large call, and below it those of before."""

    no_focus_ring = True

    def __init__(self, *, is_practice: bool = False) -> None:
        super().__init__()
        self.calls: tuple[Shown, ...] = ()
        self.is_fresh = False
        self._is_practice = is_practice
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.resize(px(1366), px(768))
        self.retext()

    def retext(self) -> None:
        practice = f" {say('frame.practice')}" if self._is_practice else ""
        self.setWindowTitle(say("board.screen_words.window") + practice)
        self.update()

    def show_calls(self, calls: tuple[Shown, ...], *, is_fresh: bool) -> None:
        """Show these, the newest first."""
        self.calls, self.is_fresh = calls, is_fresh
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            cover(painter, QRectF(self.rect()), "page")
            title = say("board.screen_words.title")
            if self._is_practice:
                title = f"{say('frame.practice')} · {title}"
            self.write(
                painter, self._band(0, 0.11), title, size=self._size(0.042), colour="quiet", align=CENTRE
            )
            if self.calls:
                self._paint_call(painter, self.calls[0])
                self._paint_before(painter, self.calls[1:])
            else:
                words = say("board.screen_words.nobody")
                self.write(
                    painter, self._band(0.3, 0.3), words, size=self._size(0.07), colour="quiet", align=CENTRE
                )

    def _paint_call(self, painter: QPainter, call: Shown) -> None:
        ground = "action" if self.is_fresh else "surface"
        cover(painter, self._band(0.12, 0.46), ground)
        ink, also = ("on_action", "on_action") if self.is_fresh else ("text", "text")
        self.write(painter, self._band(0.14, 0.24), call.who, size=self._fitting(call.who, 0.17), bold=True,
                   colour=ink, align=CENTRE)  # fmt: skip
        words = f"{_to(call)}    {_desk(call)}"
        self.write(painter, self._band(0.38, 0.17), words, size=self._fitting(words, 0.09), bold=True,
                   colour=also, align=CENTRE)  # fmt: skip

    def _paint_before(self, painter: QPainter, before: tuple[Shown, ...]) -> None:
        if not before:
            return
        words = say("board.screen_words.before")
        self.write(painter, self._band(0.6, 0.06).adjusted(self._edge, 0, 0, 0), words,
                   size=self._size(0.03), colour="quiet")  # fmt: skip
        for at, call in enumerate(before):
            room = self._band(0.665 + at * 0.078, 0.078).adjusted(self._edge, 0, -self._edge, 0)
            size = self._size(0.042)
            half = QRectF(room.left(), room.top(), room.width() * 0.5, room.height())
            self.write(painter, half, call.who, size=size, bold=True, align=LEFT)
            rest = QRectF(half.right(), room.top(), room.width() - half.width(), room.height())
            self.write(painter, rest, f"{_to(call)}  {_desk(call)}", size=size, align=RIGHT)

    @property
    def _edge(self) -> float:
        return self.width() * 0.06

    def _band(self, top: float, height: float) -> QRectF:
        return QRectF(0, self.height() * top, self.width(), self.height() * height)

    def _size(self, share: float) -> float:
        """Return a size of letters that is a share of the window's height, in px at scale 1."""
        return max(12.0, self.height() * share / theme().scale)

    def _fitting(self, words: str, share: float) -> float:
        """Return the size at which words fit between the edges."""
        size = self._size(share)
        wide = text_width(words, size, bold=True)
        return max(12.0, min(size, size * (self.width() - 2 * self._edge) / max(wide, 1)))


def _to(call: Shown) -> str:
    return say("board.screen_words.please", step=say(f"frame.step.{FRAME_STEPS[call.step]}"))


def _desk(call: Shown) -> str:
    return say("board.screen_words.desk", desk=call.desk)


def words_of(call: Shown) -> str:
    """Return what is said out loud."""
    step = say(f"frame.step.{FRAME_STEPS[call.step]}")
    if call.number:
        return say("board.screen_words.spoken", ticket=spoken(call.number), step=step, desk=spoken(call.desk))
    name = call.name.replace("*", " ")
    return say("board.screen_words.spoken_name", name=name, step=step, desk=spoken(call.desk))


class CallWindow(QObject):
    """Opens and fills the call screen from the acts; whatever fails here stays here."""

    def __init__(self, terminal: Any, *, voice: Voice | None = None) -> None:
        super().__init__(terminal)
        self._terminal = terminal
        self.screen: CallScreen | None = None
        self.voice = voice or Voice(self)
        self._known: set[str] | None = None
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._fading = QTimer(self, interval=_FRESH_MS, singleShot=True)
        self._fading.timeout.connect(self._fade)
        terminal.window.call_screen_asked.connect(self.toggle)
        terminal.ledger_grew.connect(self._grew)
        texts().language_changed.connect(self._retext)

    @property
    def is_open(self) -> bool:
        """Say whether those who wait have a window."""
        return self.screen is not None and self.screen.isVisible()

    @property
    def is_read(self) -> bool:
        """Say whether the calls of before are known, so that a new one is told from them."""
        return self.is_open and self._known is not None

    def toggle(self) -> None:
        """Open the window on another screen, where there is one; or close it."""
        if self.is_open:
            self.close()
            return
        if self.screen is None:
            self.screen = CallScreen(is_practice=self._terminal.practice())
        _place(self.screen, self._terminal.window)
        self._terminal.window.activateWindow()  # the keyboard stays at the desk
        self._known = None
        self._looking.start()
        self.look()

    def close(self) -> None:
        """Take the window away and be silent."""
        self._looking.stop()
        self.voice.stop()
        if self.screen is not None and self.screen.isVisible():
            self.screen.close()
            self._terminal.window.activateWindow()

    def look(self) -> None:
        """Read the calls again."""
        if self.is_open and self._terminal.has_desk():
            self._terminal.tasks.run(lambda: calls_shown(self._terminal.desk), self._show, _leave, _leave)
        elif not self.is_open:
            self._looking.stop()

    def _grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if "donor.called" in kinds:
            self.look()

    def _show(self, calls: tuple[Shown, ...]) -> None:
        if self.screen is None:
            return
        fresh = [one for one in calls if self._known is not None and one.entry not in self._known]
        self._known = {one.entry for one in calls} | (self._known or set())
        if fresh:
            self._fading.start()
        self.screen.show_calls(calls, is_fresh=bool(fresh) or self._fading.isActive())
        for one in reversed(fresh):
            self.voice.say(words_of(one), texts().language)

    def _fade(self) -> None:
        if self.screen is not None:
            self.screen.show_calls(self.screen.calls, is_fresh=False)

    def _retext(self) -> None:
        if self.screen is not None:
            self.screen.retext()


def _leave(_no: object) -> None:
    """What could not be read is read again in a moment; the desk hears nothing of it."""


def _place(screen: QWidget, window: QWidget) -> None:
    """Fill another display, where there is one; else stand as a window of its own."""
    others: list[QScreen] = [one for one in QGuiApplication.screens() if one is not window.screen()]
    if others:
        screen.setGeometry(others[0].geometry())
        screen.showFullScreen()
    else:
        screen.show()
