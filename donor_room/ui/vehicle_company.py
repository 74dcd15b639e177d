"""Joins the window with the other laptops of the vehicle: who is here, who is at this step, what came."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from donor_room.beside_line import BesideLine, Place
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.texts import said, said_by, say
from donor_room.wire.beside import Presence
from donor_room.workflow.beside import Beside

if TYPE_CHECKING:
    from donor_room.app import Terminal
    from donor_room.workflow.membership import Badge
    from donor_room.workflow.news import News

_LOOK_MS = 2_000
_WAIT_MS = 15_000
"""After this it is looked again whether a station has made the terminal a member."""


class VehicleCompany(QObject):
    """Keeps company from the opening of the desk to the closing of the window."""

    met = Signal()
    came = Signal(str, object)
    refused = Signal(str)

    def __init__(self, terminal: Terminal, place: Place) -> None:
        super().__init__(terminal)
        self._terminal, self._place = terminal, place
        self.line: BesideLine | None = None
        self._warned: tuple[str, str, str] | None = None
        self._stopped: dict[str, str] = {}
        self._is_over = False
        terminal.desk_opened.connect(self._begin)
        terminal.window.page_shown.connect(self._page_shown)
        self.met.connect(self._look)
        self.came.connect(self._news_came)
        self.refused.connect(self._show_anew)
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)

    def stop(self) -> None:
        """Leave the others."""
        self._is_over = True
        self._looking.stop()
        if self.line is not None:
            self.line.stop()
            self.line = None

    def is_unseen(self, visit: str | None) -> bool:
        """What another laptop wrote of this donor wipes nothing that is typed: the save shows it."""
        here = self._terminal.visit
        is_here = visit is not None and here is not None and here.id == visit
        return (
            is_here and self._terminal.has_desk() and self._terminal.desk.unseen.of(visit or "") is not None
        )

    # ---- beginning ---------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self.line is None and self._terminal.has_desk():
            self._terminal.tasks.run(self._badge, self._take_badge)

    def _badge(self) -> Badge | None:
        desk = self._terminal.desk
        desk.unseen.came, desk.unseen.refused = self.came.emit, self.refused.emit
        return Beside(desk).badge()

    def _take_badge(self, badge: Badge | None) -> None:
        if self.line is not None:
            return
        if badge is None:  # no station has made it a member yet
            QTimer.singleShot(_WAIT_MS, self, self._begin)
            return
        self._terminal.aside.run(lambda: self._line_of(badge), self._take_line, self._say_no)

    def _line_of(self, badge: Badge) -> BesideLine:
        """Open the door and look for others: it takes moments for which no screen waits."""
        terminal = self._terminal
        return BesideLine(
            badge,
            self._place,
            terminal.clock,
            on_store=terminal.tasks.run,
            desk=lambda: terminal.desk,
            met=self.met.emit,
        )

    def _take_line(self, line: BesideLine) -> None:
        if self._is_over:
            line.stop()
            return
        self.line = line
        self._looking.start()
        self._page_shown(self._terminal.window.page_name)
        self._look()

    def _say_no(self, no: Refusal | Trouble) -> None:
        self._terminal.window.scan_line.say_bad(said(no.code, **no.values))

    # ---- what is on this screen, and on theirs -----------------------------------------------------------

    def _page_shown(self, page: str) -> None:
        if self.line is None:
            return
        visit, self._warned = self._terminal.visit, None
        person = self._terminal.desk.person if self._terminal.has_desk() else None
        self.line.show(
            Presence(visit=visit.id, step=page, person=person.name, since=self._terminal.clock.now())
            if visit is not None and person is not None
            else None
        )
        self._warn()
        if visit is not None:
            self._terminal.tasks.run(
                lambda: (visit.id, page, Beside(self._terminal.desk).versions(visit.id, page)),
                self._say_versions,
            )

    def _say_versions(self, told: tuple[str, str, tuple[tuple[str, str], ...]]) -> None:
        """Two laptops wrote this step apart: whoever comes to it is told of both."""
        visit, page, versions = told
        window = self._terminal.window
        if versions and self._is_on_screen(visit) and window.page_name == page:
            window.scan_line.say_bad(said_by(lambda: _version_words(versions)))

    def _look(self) -> None:
        """Show who is here, and say once who else is at the step on this screen."""
        if self.line is None:
            return
        names = [one.name for one in self.line.here()]
        words = say("mesh.many", count=len(names)) if len(names) > 1 else "".join(names)
        self._terminal.window.status.show_devices([("laptop", words)])
        self._warn()
        self._say_stopped(self.line.company.stopped())

    def _warn(self) -> None:
        visit, page = self._terminal.visit, self._terminal.window.page_name
        if self.line is None or visit is None:
            return
        other = self.line.company.at_step(visit.id, page)
        if other is None or other.presence is None:
            return
        warned = (other.name, visit.id, page)
        if self._warned != warned:
            self._warned = warned
            words = said("mesh.at_step", name=other.presence.person, where=other.name)
            self._terminal.window.scan_line.say_bad(words)

    def _say_stopped(self, stopped: dict[str, str]) -> None:
        """A book that a person must look at is said once."""
        if stopped and stopped != self._stopped:
            key = "mesh.knows_more" if "knows_more" in stopped.values() else "mesh.differs"
            self._terminal.window.scan_line.say_bad(said(key))
        self._stopped = stopped

    # ---- what came ---------------------------------------------------------------------------------------

    def _news_came(self, visit: str, news: News) -> None:
        if self._is_on_screen(visit):
            words = said("mesh.came", name=news.name, where=news.where)
            self._terminal.window.scan_line.say_bad(words)

    def _show_anew(self, visit: str) -> None:
        """A save was refused because something new is there: show the page as it stands now."""
        if not self._is_on_screen(visit):
            return
        news = self._terminal.desk.unseen.of(visit)
        self._terminal.take_up(visit)
        if news is not None:
            words = said("mesh.shown_anew", name=news.name, where=news.where)
            self._terminal.window.scan_line.say_bad(words)

    def _is_on_screen(self, visit: str) -> bool:
        current: Any = self._terminal.visit
        return current is not None and current.id == visit


def _version_words(versions: tuple[tuple[str, str], ...]) -> str:
    every = (
        say("mesh.version", name=name, where=where or say("mesh.this_laptop")) for name, where in versions
    )
    return say("mesh.twice", versions=reduce(_and, every))


def _and(first: str, second: str) -> str:
    return say("mesh.between", first=first, second=second)
