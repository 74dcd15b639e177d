"""Hands and eyes of whoever plays: keys, presses, scans and pictures of the real window; never a sleep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QMimeData, QPoint, QPointF, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from donor_room.ui.keys import Act, qt_key
from donor_room.ui.shell import TaskRunner
from donor_room.ui.widgets.buttons import ChoiceRow
from donor_room.ui.window import MainWindow

PATIENCE_S = 30.0
_SETTLE_ROUNDS = 3
_MOST_TURNS = 150
_LOOK_AGAIN_MS = 10
"""A wait for what sends no event, such as a thread's list, looks again this often."""

_PNG_QUALITY = 70
Found = TypeVar("Found", bound=QWidget)


class Stuck(Exception):
    """What was waited for did not come; where says what it was."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Playable(Protocol):
    """What hands need of a terminal: its window, and the store thread to wait for."""

    window: MainWindow
    tasks: TaskRunner


class Hands:
    """Presses what a person would press, where the focus is, and looks at what a person would see."""

    def __init__(self, terminal: Playable, pictures: Path, *, speed_s: float, taken: int = 0) -> None:
        self.terminal, self.window = terminal, terminal.window
        self._pictures, self._speed_s = pictures, speed_s
        self.taken = taken
        self._look_again = QTimer(self.window, interval=_LOOK_AGAIN_MS)

    # pressing

    def key(self, key: Qt.Key, text: str = "") -> None:
        """Press and let go one key where the keyboard is."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            target = self._target()
            QApplication.sendEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
        self._breathe()

    def press(self, act: Act) -> None:
        """Press the key of an act."""
        self.key(qt_key(act))

    def digit(self, digit: int) -> None:
        """Press a digit."""
        self.key(Qt.Key(Qt.Key.Key_0 + digit), str(digit))

    def enter(self) -> None:
        self.key(Qt.Key.Key_Return, "\r")

    def type(self, text: str) -> None:
        """Type a text; what no key has comes from the input method, as it does in China."""
        for character in text:
            if character.isascii():
                self.key(Qt.Key(ord(character.upper())), character)
            else:
                self._compose(character)

    def _compose(self, character: str) -> None:
        event = QInputMethodEvent()
        event.setCommitString(character)
        QApplication.sendEvent(self._target(), event)
        self._breathe()

    def _target(self) -> QWidget:
        return self.window.focusWidget() or self.window

    def click(self, what: str | QWidget) -> None:
        """Press a widget, found by its name or given, in its middle."""
        widget = self.find(what) if isinstance(what, str) else what
        self._mouse(QEvent.Type.MouseButtonPress, widget, widget.rect().center())
        self._mouse(QEvent.Type.MouseButtonRelease, widget, widget.rect().center())
        self._breathe()

    def choose(self, row: str, value: object) -> None:
        """Press the answer with this value in a row of answers."""
        answers = self.find(row)
        assert isinstance(answers, ChoiceRow)  # noqa: S101 - rows of answers are what is chosen from
        self.wait(lambda: answers.button_of(value).isEnabled(), f"the answer {value} of {row}")
        self.click(answers.button_of(value))

    def draw(self, pad: QWidget) -> None:
        """Write a name with the pen."""
        aside, above = pad.width() // 4, pad.height() // 4
        area = QRect(pad.rect()).adjusted(aside, above, -aside, -above)
        points = [
            QPoint(area.left() + area.width() * step // 16, area.top() + area.height() * (step * 5 % 7) // 7)
            for step in range(17)
        ]
        self._mouse(QEvent.Type.MouseButtonPress, pad, points[0])
        for point in points[1:]:
            self._mouse(QEvent.Type.MouseMove, pad, point)
        self._mouse(QEvent.Type.MouseButtonRelease, pad, points[-1])
        self._breathe()

    def _mouse(self, kind: QEvent.Type, widget: QWidget, at: QPoint) -> None:
        left, held = Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton
        if kind is QEvent.Type.MouseButtonRelease:
            held = Qt.MouseButton.NoButton
        if kind is QEvent.Type.MouseMove:
            left = Qt.MouseButton.NoButton
        place, there = QPointF(at), QPointF(widget.mapToGlobal(at))
        QApplication.sendEvent(
            widget, QMouseEvent(kind, place, there, left, held, Qt.KeyboardModifier.NoModifier)
        )

    def scan(self, code: str) -> None:
        """Hold a code before the scanner."""
        self.window.scans.deliver(code)
        self._breathe()

    def let_fall(self, widget: QWidget, file: Path) -> None:
        """Drag a file over a widget and let it fall there."""
        dragged = QMimeData()
        dragged.setUrls([QUrl.fromLocalFile(str(file))])
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        widget.dropEvent(QDropEvent(QPointF(40, 40), Qt.DropAction.CopyAction, dragged, left, none))
        self._breathe()

    # looking

    def see(self, name: str) -> QWidget | None:
        """Return the widget of this name that is on the screen, or None."""
        return next((one for one in self.window.findChildren(QWidget, name) if one.isVisible()), None)

    def find(self, name: str) -> QWidget:
        """Return the widget of this name on the screen; waits for it."""
        self.wait(lambda: self.see(name) is not None, f"widget {name}")
        found = self.see(name)
        assert found is not None  # noqa: S101 - it was waited for
        return found

    def focus(self, what: str | QWidget) -> None:
        """Put the cursor into a field by pressing on it."""
        widget = self.find(what) if isinstance(what, str) else what
        self.click(widget)
        widget.setFocus(Qt.FocusReason.MouseFocusReason)

    def fill(self, name: str, text: str) -> None:
        """Type into a field, in place of what stands there."""
        self.focus(name)
        field = self.find(name)
        clear = getattr(field, "selectAll", None)
        if clear is not None:
            clear()
        self.type(text)

    @property
    def page(self) -> str:
        return self.window.page_name

    def words(self) -> str:
        """Return what the window tells beside the page: the answer to the last scan or a refusal."""
        return self.window.scan_line.text

    def let_the_message_go(self) -> None:
        """Look away from the answer to the last act, which would stand for some seconds yet."""
        self.window.scan_line.hide()

    # waiting

    def come_to_the_window(self) -> None:
        """Have the keyboard, as somebody who sits down before the screen."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow, "the window to have the keyboard")

    def wait(self, until: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
        """Let the window work until something is so; raises Stuck when it never comes."""
        over = time.monotonic() + patience_s
        events = QEventLoop()
        self._look_again.start()
        while not until():
            if time.monotonic() > over:
                raise Stuck(what)
            events.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._look_again.stop()

    def wait_for_page(self, *names: str) -> str:
        """Wait until one of these pages stands, and return which."""
        self.wait(lambda: self.page in names, f"page {' or '.join(names)}")
        self.settle()
        return self.page

    def turns_on(self, page: str) -> Iterator[None]:
        """Go on as long as a page stands, turn by turn; raises Stuck when no turn leads away from it."""
        for _ in range(_MOST_TURNS):
            self.settle()
            if self.page != page:
                return
            yield
        raise Stuck(f"the page {page} to be left")

    def settle(self) -> None:
        """Let everything that was asked of store, printer and files be done, and its answers be shown."""
        for _ in range(_SETTLE_ROUNDS):
            for runner in (self.terminal.tasks, self.terminal.aside):
                arrived: list[bool] = []
                runner.run(lambda: True, arrived.append)
                self.wait(lambda arrived=arrived: bool(arrived), "what was asked")
        QApplication.processEvents()

    def _breathe(self) -> None:
        """On a display: let people see what was pressed."""
        if self._speed_s:
            pause = QEventLoop()
            QTimer.singleShot(int(self._speed_s * 1000), pause.quit)
            pause.exec()

    # pictures

    def picture(self, name: str) -> None:
        """Keep what the window shows now; a widget that became a window of its own is a fault."""
        self.settle()
        strays = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self.window]
        if strays:
            raise Stuck(f"one window only, but there is a {type(strays[0]).__name__} beside it")
        self.taken += 1
        file = self._pictures / f"{self.taken:03d}-{name}.png"
        self.window.grab().save(str(file), "PNG", _PNG_QUALITY)

    def picture_beside(self, window: QWidget, name: str) -> None:
        """Keep what a window of its own shows, such as the one for those who wait."""
        self.settle()
        self.taken += 1
        window.grab().save(str(self._pictures / f"{self.taken:03d}-{name}.png"), "PNG", _PNG_QUALITY)

    def picture_at_night(self, name: str) -> None:
        """Keep what the window shows in the colours of the night."""
        self.press(Act.NIGHT)
        self.picture(f"{name}-night")
        self.press(Act.NIGHT)
