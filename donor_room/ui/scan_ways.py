"""Leads a scanned code to the page that waits for it, or to the donor whom it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.texts import said

if TYPE_CHECKING:  # none of it is needed before the first window is painted
    from donor_room.domain.own_codes import OwnCode
    from donor_room.domain.visit import Visit
    from donor_room.ui.shell import Presenter, TaskRunner
    from donor_room.ui.window import MainWindow
    from donor_room.workflow.desk import Desk


class House(Protocol):
    """What of the terminal a code may reach."""

    window: MainWindow
    tasks: TaskRunner
    visit: Visit | None

    @property
    def desk(self) -> Desk: ...

    def page_at_front(self) -> Presenter | None:
        """Return the presenter of the page on the screen."""

    def is_somebody_here(self) -> bool:
        """Say whether a person works here now."""

    def take_up(self, visit: str) -> None:
        """Load a visit and go on with it at its step."""

    def type_in(self, form: str) -> None:
        """Begin to type in the form of a paper day whose code was scanned."""

    def receive(self, row: Any, typed: str) -> None:
        """Begin at the reception with somebody of an organiser's list."""


class ScanWays(QObject):
    """The way of every code, whichever scanner read it and wherever the focus is."""

    scanner_away = Signal()
    """The scanner on its own port cannot be reached; it is looked for again by itself."""

    def __init__(self, house: House, parent: QObject) -> None:
        super().__init__(parent)
        self._house = house
        self._scanner: Any = None
        self.scanner_away.connect(self._say_away)
        self._slip: tuple[str, str] = ("", "")

    # the scanner on its own port

    def listen(self, address: str) -> None:
        """Take codes from a scanner at an address (USB-COM); one that types as a keyboard needs none."""
        from donor_room.devices.drivers.scanner import Scanner

        scans = self._house.window.scans
        self._scanner = Scanner(
            address, lambda scan: scans.deliver(scan.text), lambda _code: self.scanner_away.emit()
        )
        self._scanner.start()

    def stop(self) -> None:
        """Let the port go."""
        if self._scanner is not None:
            self._scanner.stop()

    def _say_away(self) -> None:
        self._house.window.scan_line.say_bad(said("chair.scanner_away"))

    # the slip by which the donor on the screen was taken up

    @property
    def slip(self) -> str:
        """The code of the donor's slip that was scanned since this visit came to the screen, or empty."""
        visit = self._house.visit
        return self._slip[1] if visit is not None and visit.id == self._slip[0] else ""

    def keep_slip(self, visit: str, text: str) -> None:
        """Take note that the slip of this visit was scanned."""
        self._slip = (visit, text)

    def came_to(self, visit: Visit | None) -> None:
        """The screen shows this visit from now on, or none: a slip of another one counts no longer."""
        if visit is None or visit.id != self._slip[0]:
            self._slip = ("", "")

    # codes

    def scanned(self, text: str) -> None:
        """Give a code to the page; what it leaves may name a donor or a chair."""
        window = self._house.window
        if not window.curtain.isHidden():
            window.scan_line.say_bad(said("chair.behind_curtain"))
            return
        current = self._house.page_at_front()
        if current is not None and current.scanned(text):
            return
        if self._house.is_somebody_here() and self._is_own(text):
            return
        window.scan_line.say_bad(said("frame.scan.unexpected"))

    def _is_own(self, text: str) -> bool:
        from donor_room.domain.own_codes import read_own

        try:
            code = read_own(text)
        except Refusal as no:
            self._say_no(no)
            return True
        if code is None or code.kind == "act":
            return False
        if code.kind == "visit":
            self.keep_slip(code.value, text)
            self._go_to_holder(code.value)
        elif code.kind == "box":
            self._house.window.scan_line.say_bad(said("handover.box_elsewhere", box=code.value))
        elif code.kind == "form":
            self._house.type_in(text)
        else:
            self._go_to_chair(code)
        return True

    def _go_to_holder(self, visit: str) -> None:
        """Bring a donor to the screen by slip or ticket; whoever is not registered yet is led to that."""
        from donor_room.workflow.expected import not_begun

        def found(waits: Any) -> None:
            if waits is None:
                self._house.take_up(visit)
            elif waits.row is None:
                self._house.window.scan_line.say_bad(said("tickets.not_begun", ticket=waits.ticket))
            else:
                self._house.receive(waits.row, "")

        self._house.tasks.run(lambda: not_begun(self._house.desk, visit), found, self._say_no)

    def _go_to_chair(self, code: OwnCode) -> None:
        """Bring the donor of a chair to the screen."""
        from donor_room.workflow.chair import who_sits_at

        number = int(code.value)

        def found(line: Any) -> None:
            if line is None:
                self._house.window.scan_line.say_bad(said("chair.empty", chair=number))
            else:
                self._house.take_up(line.visit)

        self._house.tasks.run(lambda: who_sits_at(self._house.desk, number), found, self._say_no)

    def _say_no(self, no: Refusal | Trouble) -> None:
        self._house.window.scan_line.say_bad(said(no.code, **no.values))
