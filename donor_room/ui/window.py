"""The one window: status, donor banner, walk, the page, and what may lie over it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from donor_room.ui.keys import Act, act_of
from donor_room.ui.scans import Scans
from donor_room.ui.texts import LANGUAGES, said, say, texts
from donor_room.ui.theme import px, theme
from donor_room.ui.tokens import Size
from donor_room.ui.tones import sound
from donor_room.ui.widgets.banner import DonorBanner, DonorLine
from donor_room.ui.widgets.focus import FocusRing
from donor_room.ui.widgets.layout import Column
from donor_room.ui.widgets.page import Page
from donor_room.ui.widgets.painting import CENTRE, Drawn, cover
from donor_room.ui.widgets.status import StatusBand
from donor_room.ui.widgets.toast import ScanLine
from donor_room.ui.widgets.walk import WalkStrip

if TYPE_CHECKING:
    from donor_room.domain.clock import Clock
    from donor_room.ui.widgets.queue import QueueDrawer

Factory = Callable[[], Page]
_WALK = ("register", "interview", "exam", "tests", "decision", "labels", "collection", "aftercare")
_PLACES = {step: place for place, step in enumerate(_WALK, 1)}
"""Names of domain.walk.STEPS, which is not imported before the first window is painted."""


class MainWindow(QWidget):
    """Holds pages by name and builds each when it is first shown."""

    person_switch_asked = Signal()
    visit_asked = Signal(str)
    """A visit of the queue is taken up, at its own step."""
    find_asked = Signal()
    records_asked = Signal()
    notices_asked = Signal()
    call_asked = Signal()
    chairs_asked = Signal()
    """Why the terminal stands still for the station, and whom to call."""
    answers_asked = Signal()
    """A donor has a question that the answers of the station may have."""
    board_asked = Signal()
    """Who waits where, for the team leader."""
    call_screen_asked = Signal()
    """The screen for those who wait is opened, or closed again."""
    ticket_asked = Signal(str)
    """The ticket of a visit is wanted on paper once more."""
    code_scanned = Signal(str)
    page_shown = Signal(str)
    closing = Signal()
    first_painted = Signal()
    """Sent once, when the window stands on the screen for the first time."""

    def __init__(self, clock: Clock | None = None, *, practice: bool = False) -> None:
        """Build the frame; without a clock it shows no time until start_clock(), to be painted sooner."""
        super().__init__()
        self._clock, self.is_practice = clock, practice
        self._factories: dict[str, Factory] = {}
        self._pages: dict[str, Page] = {}
        self.page_name = ""
        self._is_painted = False
        self._queue: QueueDrawer | None = None
        self._build()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_time)
        if clock is not None:
            self.start_clock(clock)
        self.scans = Scans(self)
        self.scans.code_scanned.connect(self.code_scanned)
        self.retext()

    def _build(self) -> None:
        whole = Column(self)
        self.status, self.banner, self.walk = StatusBand(), DonorBanner(), WalkStrip()
        self.status.set_practice(self.is_practice)
        self.stack = QStackedWidget()
        for part in (self.status, self.banner, self.walk):
            whole.addWidget(part)
        whole.addWidget(self.stack, 1)
        self.banner.hide()
        self.walk.hide()
        self.banner.pressed.connect(self.open_queue)
        self.status.notices_pressed.connect(self.notices_asked)
        self.status.call_pressed.connect(self.call_asked)
        self.scan_line = ScanLine(self)
        self.scan_line.reached.connect(self._make_room)
        self.scan_line.said.connect(sound)
        self.ring = FocusRing(self)
        self.curtain = Curtain(self)
        self.practice_frame = PracticeFrame(self) if self.is_practice else None
        self.resize(px(1366), px(768))
        self.setMinimumSize(px(1024), px(600))

    def retext(self) -> None:
        name = say("frame.program")
        self.setWindowTitle(f"{name} {say('frame.practice')}" if self.is_practice else name)

    # pages

    def register(self, name: str, factory: Factory) -> None:
        """Name a page; the factory is called when the page is first shown or prepared."""
        self._factories[name] = factory

    def page(self, name: str) -> Page:
        """Return a page, building it when it was never asked for; KeyError for an unknown name."""
        found = self._pages.get(name)
        if found is None:
            found = self._factories[name]()
            self._pages[name] = found
            self.stack.addWidget(found)
            found.retext()
        return found

    def prepare(self, *names: str) -> None:
        """Build pages that are likely next as soon as there is nothing else to do."""
        for name in names:
            QTimer.singleShot(0, self, lambda name=name: self.page(name))

    def show_page(self, name: str) -> Page:
        """Bring a page to the front, with banner and walk when it belongs to a donor."""
        page = self.page(name)
        self._close_queue()
        self.banner.setVisible(page.shows_donor)
        self.walk.setVisible(page.shows_donor and page.step > 0)
        if page.step:
            self.walk.show_step(page.step)
        self.stack.setCurrentWidget(page)
        top = px(Size.STATUS + (Size.BANNER if page.shows_donor else 0))
        self.scan_line.place_at(top, is_right=not page.shows_donor)
        self._make_room(0 if self.scan_line.isHidden() else self.scan_line.geometry().right())
        self.page_name = name
        page.take_focus()
        self.page_shown.emit(name)
        return page

    @property
    def current(self) -> Page | None:
        return self._pages.get(self.page_name)

    def forget(self, name: str) -> None:
        """Drop a page, so that it is built anew; for what must not survive a person switch."""
        page = self._pages.pop(name, None)
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def show_donor(self, donor: DonorLine | None) -> None:
        self.banner.show_donor(donor)

    def show_done(self, steps: Collection[str]) -> None:
        """Tick these steps of the walk, by their names in domain.walk, and no others."""
        self.walk.show_done(frozenset(_PLACES[step] for step in steps))

    # over the page

    def _make_room(self, until: int) -> None:
        """The answer to a scan stands over the walk: its words give way, so that none is covered."""
        self.walk.give_way(until if not self.walk.isHidden() else 0)

    def show_failure(self, reference: str) -> None:
        """Say that something went wrong in the program and under which reference it is logged."""
        self.scan_line.say_bad(said("frame.failed", reference=reference))

    @property
    def queue(self) -> QueueDrawer:
        """Who is here; built when it is first asked for, which the first painted window does not."""
        if self._queue is None:
            from donor_room.ui.widgets.queue import QueueDrawer

            self._queue = QueueDrawer(self)
            self._queue.visit_asked.connect(self.visit_asked)
            self._queue.board_asked.connect(self.board_asked)
        return self._queue

    def _close_queue(self) -> None:
        if self._queue is not None:
            self._queue.close_drawer()

    def open_queue(self) -> None:
        """Show who is here, at the left side of whatever page is open."""
        self.queue.open_drawer()
        self._keep_practice_edge()

    def _keep_practice_edge(self) -> None:
        if self.practice_frame is not None:
            self.practice_frame.raise_()

    def draw_curtain(self) -> None:
        self.curtain.draw_now(say("frame.curtain"), say("frame.curtain_hint"))
        self._keep_practice_edge()

    def toggle_language(self) -> None:
        """Change between Chinese and English while everything typed stays."""
        following = LANGUAGES[(LANGUAGES.index(texts().language) + 1) % len(LANGUAGES)]
        texts().switch(following)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event.key())
        if act is not None and not event.isAutoRepeat() and self._press(act):
            return
        page = self.current
        if page is not None and not page.isAncestorOf(self.focusWidget() or self) and not self._is_covered:
            page.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    @property
    def _is_covered(self) -> bool:
        return self._is_queue_open or not self.curtain.isHidden()

    @property
    def _is_queue_open(self) -> bool:
        return self._queue is not None and not self._queue.isHidden()

    def _press(self, act: Act) -> bool:
        wishes = {
            Act.NIGHT: theme().toggle_night,
            Act.CURTAIN: self.draw_curtain,
            Act.SWITCH_PERSON: self.person_switch_asked.emit,
            Act.FIND: self._find,
            Act.RECORDS: self.records_asked.emit,
            Act.REACTION: self.chairs_asked.emit,
            Act.READ_CARD: self.answers_asked.emit,
        }
        wish = wishes.get(act)
        if wish is None:
            return False
        wish()
        return True

    def _find(self) -> None:
        """First among those who are here; once more, among all."""
        if self.current is not None and not self.current.shows_queue:
            return
        if self._is_queue_open:
            self._close_queue()
            self.find_asked.emit()
        else:
            self.open_queue()

    # the rest

    def start_clock(self, clock: Clock) -> None:
        """Show the time of this clock from now on."""
        self._clock = clock
        self._tick.start()
        self._show_time()

    def _show_time(self) -> None:
        from donor_room.domain.clock import DONATION_SITE

        if self._clock is None:
            return
        self.status.show_time(self._clock.now().astimezone(DONATION_SITE).strftime("%H:%M"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
            self.scans.listen_at(handle)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys go to what is seen: Qt would give them to a field of a page that was left, once it asks."""
        if event.type() == QEvent.Type.KeyPress:
            here = self.focusWidget()
            if here is not None and not here.isVisible() and self.current is not None:
                self.current.take_focus()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


class _Over(Drawn):
    """Something that covers the whole window and follows its size."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        host.installEventFilter(self)
        self.setGeometry(host.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self.parentWidget().rect())
        return False


class Curtain(_Over):
    """Hides everything typed and shown; F12 again or a touch takes it away, and nothing is lost."""

    drawn = Signal()
    opened = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._words, self._hint = "", ""
        self._focus_before: QWidget | None = None
        self.no_focus_ring = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def draw_now(self, words: str, hint: str) -> None:
        self._words, self._hint = words, hint
        self._focus_before = self.window().focusWidget()
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.drawn.emit()

    def open(self) -> None:
        self.hide()
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before):  # the page may have been drawn anew behind the curtain
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F12, Qt.Key.Key_Escape) and not event.isAutoRepeat():
            self.open()

    def mousePressEvent(self, event: QEvent) -> None:
        self.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        with self.drawing() as painter:
            cover(painter, self.rect(), "page")
            middle = self.height() / 2
            first = QRectF(0, middle - px(48), self.width(), px(48))
            self.write(painter, first, self._words, size=28, bold=True, align=CENTRE)
            second = QRectF(0, middle + px(4), self.width(), px(32))
            self.write(painter, second, self._hint, size=18, colour="quiet", align=CENTRE)


class PracticeFrame(_Over):
    """A coloured edge round the whole window: nothing done here is a real donation."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            edge, w, h = px(6), self.width(), self.height()
            for rect in ((0, 0, w, edge), (0, h - edge, w, edge), (0, 0, edge, h), (w - edge, 0, edge, h)):
                cover(painter, QRect(*rect), "practice")
