"""The composition: one window, one store thread, one desk, a presenter for each page, and the devices."""

from __future__ import annotations

import gc
import importlib
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.page_names import PAGES, RARE_PAGES
from donor_room.ui.qt_words import QtWords
from donor_room.ui.scan_ways import ScanWays
from donor_room.ui.shell import Presenter
from donor_room.ui.sweeping import sweeping
from donor_room.ui.tasks import Tasks
from donor_room.ui.texts import said, texts
from donor_room.ui.theme import dressed_application, theme
from donor_room.ui.waiting_room import WaitingRoom
from donor_room.ui.window import MainWindow

if TYPE_CHECKING:  # the window is painted before the house is imported
    from donor_room.domain.card import CardRead
    from donor_room.domain.clock import Clock
    from donor_room.domain.visit import Visit
    from donor_room.settings import Profile
    from donor_room.workflow.desk import Desk

_LOOK_AROUND_MS = 5_000


class Terminal(QObject):
    """The house around the pages (ui.shell.Shell): which page, which visit, who works, what came in."""

    ledger_grew = Signal(object, object)
    """(visit or None, kinds of entries), from the store thread."""
    card_came = Signal(object)
    desk_opened = Signal()
    station_told = Signal(object)
    """What a conversation with the station came to (sync.session.Told)."""

    def __init__(self, profile: Profile, clock: Clock, *, idle_lock_min: float | None = None) -> None:
        """idle_lock_min is for a demonstration; otherwise the policy of the station says it."""
        super().__init__()
        self.profile, self.clock = profile, clock
        self.papers: Path = profile.papers
        self.templates: Path = profile.templates
        self.tasks: Any = Tasks(self)
        self.aside: Any = Tasks(self, name="aside")
        self.window = MainWindow(practice=profile.is_practice)
        self.visit: Visit | None = None
        self._desk: Desk | None = None
        self._card_reader: Any = None
        self.ways, self.waiting = ScanWays(self, self), WaitingRoom(self)
        self.line: Any = None
        """The line to the station; None on a terminal that no station knows."""
        self.company: Any = None
        """The other laptops of the vehicle (ui.vehicle_company); None on one that works alone."""
        self._around: Any = None
        """Status band and queue (ui.surroundings.Surroundings), once there is a desk."""
        self._presenters: dict[str, Presenter] = {}
        self._left_for_printer: str | None = None
        self._left: dict[str, tuple[str, str | None]] = {}
        """Which page and donor come back afterwards, by the page for which they were left."""
        self._register_pages()
        self._connect()
        self._look_around = QTimer(self, interval=_LOOK_AROUND_MS)
        self._look_around.timeout.connect(self.refresh)
        self._look_around.timeout.connect(self._tidy)
        self._sweeping = sweeping(self)
        self._idle_lock_min = idle_lock_min
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._lock_idle)

    def _register_pages(self) -> None:
        for name in (*PAGES, *RARE_PAGES):
            self.window.register(name, self._page_factory(name))

    def _page_factory(self, name: str) -> Callable[[], Any]:
        return lambda: self.presenter(name).view

    def _connect(self) -> None:
        self.window.first_painted.connect(self._begin)
        self.window.code_scanned.connect(self.ways.scanned)
        self.window.person_switch_asked.connect(self.switch_person)
        self.window.visit_asked.connect(self._take_up_from_queue)
        self.window.find_asked.connect(self._show_reception)
        self.window.records_asked.connect(self._show_handover)
        self.window.notices_asked.connect(lambda: self.show_aside("notices"))
        self.window.call_asked.connect(lambda: self.show_aside("go_on"))
        self.window.chairs_asked.connect(lambda: self.show_aside("chairs"))
        self.window.closing.connect(self.close)
        self.ledger_grew.connect(self._grew)
        self.card_came.connect(self._card_read)
        self.station_told.connect(self._hear_of_station)
        self.tasks.failed.connect(self.window.show_failure)
        self.tasks.unheard.connect(self._say_no)
        self.aside.failed.connect(self.window.show_failure)
        texts().language_changed.connect(self._say_again)

    # ---- the desk --------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        """The desk, for work on the store thread; refuses before the terminal is opened."""
        if self._desk is None:
            raise Refusal("staff.open_first")
        return self._desk

    def has_desk(self) -> bool:
        """Say whether the terminal has been opened."""
        return self._desk is not None

    def take_desk(self, desk: Desk) -> None:
        """Begin to work with a desk that was opened on the store thread."""
        from donor_room.ui.surroundings import Surroundings

        self._desk, self._around = desk, Surroundings(self.window)
        desk.grew = self.ledger_grew.emit
        self.take_printer()
        idle_lock_min = self._idle_lock_min or desk.packs.policy.idle_lock_min
        self._idle.setInterval(int(idle_lock_min * 60_000))
        self._look_around.start()
        self.refresh()
        self.talk_to_station()
        self._try_templates()
        self.desk_opened.emit()

    def talk_to_station(self) -> None:
        """Keep level with the station from now on; a terminal that no station knows stays alone."""
        from donor_room.workflow.enrolled import enrolment_of

        self.tasks.run(lambda: enrolment_of(self.desk.ledger), self._take_line)

    def _take_line(self, enrolment: Any) -> None:
        if self.line is not None:
            self.line.try_now()
        elif enrolment is not None and enrolment.reply is not None:
            from donor_room import line_opening

            self.aside.run(lambda: line_opening.with_line_loaded(enrolment), self._open_line)

    def _open_line(self, enrolment: Any) -> None:
        if self.line is None and self.has_desk():  # not asked for twice, nor closed, while it was loaded
            from donor_room import line_opening

            self.line = line_opening.opened_line(self, enrolment)

    def _hear_of_station(self, told: Any) -> None:
        self._around.hear_of_station(told)
        self.refresh()

    def take_printer(self, done: Callable[[Any], None] | None = None) -> None:
        """Print from now on with the printer that the team chose."""
        from donor_room.printer_line import take_printer

        self.tasks.run(lambda: take_printer(self.desk, self.profile, self.papers / "labels"), done)

    def practice(self) -> bool:
        """Say whether this is the practice terminal."""
        return self.profile.is_practice

    def stock_for_practice(self) -> None:
        """Give a practice terminal numbers and invented donors of its own, so that it needs no station."""
        from donor_room.practice.stock import stock

        self.tasks.run(lambda: stock(self.desk))

    def _try_templates(self) -> None:
        """Draw a label by each of the station's own templates: what is wrong is said at once."""
        folder, dpi = self.profile.templates, getattr(self.desk.printer, "dpi", None)
        if folder.is_dir():
            from donor_room.printer_line import try_templates

            self.aside.run(lambda: try_templates(folder, dpi), None, self._say_no)

    def listen_to_cards(self, address: str) -> None:
        """Read cards from a reader at this address; without one everything is typed."""
        from donor_room.devices.drivers.card_reader import CardArrived, CardReader

        def told(event: object) -> None:
            if isinstance(event, CardArrived):
                self.card_came.emit(event.card)

        self._card_reader = CardReader(address, told)
        self._card_reader.start()

    # ---- pages -----------------------------------------------------------------------------------

    def presenter(self, name: str) -> Presenter:
        """Return the presenter of a page, made when it is first needed."""
        found = self._presenters.get(name)
        if found is None:
            module = importlib.import_module(f"donor_room.ui.steps.{name}.presenter")
            found = module.build(self)
            self._presenters[name] = found
        return found

    def start(self, *, maximized: bool = False) -> None:
        """Show the window; the work of opening the terminal begins when it has been painted."""
        self.window.show_page("opening")
        if maximized:
            self.window.showMaximized()
        else:
            self.window.show()

    def _begin(self) -> None:
        """Take the clock, and ask for the key; nothing of this was needed to paint the first window."""
        if not gc.isenabled():  # commands.terminal stopped it, so that only this thread collects
            gc.freeze()
            self._sweeping.start()
        theme().load_rare()
        QtWords(self)
        self.window.start_clock(self.clock)
        self.window.windowHandle().installEventFilter(self)
        self.show("opening")

    def show(self, page: str) -> None:
        """Show a page that belongs to no donor."""
        if page == "printer":
            self._left_for_printer = self.visit.id if self.visit else None
        self.visit = None
        self.ways.came_to(None)
        self.window.show_donor(None)
        self.presenter(page).open(None)
        self.window.show_page(page)
        self.refresh()

    def leave_printer(self) -> None:
        """Come back from the printer to the donor it was left for, or to the reception."""
        if self._left_for_printer is not None:
            self.take_up(self._left_for_printer)
        else:
            self.show("reception")

    def show_aside(self, page: str) -> None:
        """Show what the station told or wants; the donor or page that is left for it comes back after."""
        here = self.window.page_name
        if self.is_somebody_here() and here not in ("opening", page):
            self._left[page] = self._left.pop(here, (here, self.visit.id if self.visit else None))
            self.show(page)

    def _leave_for(self, page: str) -> None:
        self._left[page] = (self.window.page_name, self.visit.id if self.visit else None)
        self.show(page)

    def leave_aside(self, left_for: str) -> None:
        """Come back to where such a page was asked for."""
        page, visit = self._left.pop(left_for, ("reception", None))
        if visit is not None:
            self.take_up(visit)
        else:
            self.show("reception" if page in ("sign_in", "opening") else page)

    def go_on(self, visit: Visit) -> None:
        """Show the page of the step at which the visit stands; a closed visit leads back to the reception."""
        from donor_room.domain.walk import is_begun_anew, step_of
        from donor_room.ui.donor_line import why_here

        step = step_of(visit)
        if step in ("closed", "register"):
            self.show("reception")
            return
        self.show_step(visit, step)
        if visit.hold is not None or is_begun_anew(visit):
            self.window.scan_line.say_bad(why_here(visit))

    def show_step(self, visit: Visit, step: str) -> None:
        """Show a step of an open visit: the one at which it stands, or an earlier one to add something."""
        if self.visit is None or self.visit.id != visit.id:
            self.window.scan_line.hide()
        self.visit = visit
        self.ways.came_to(visit)
        self._show_banner(visit)
        self.presenter(step).open(visit)
        self.window.show_page(step)
        self._prepare_after(step)

    def _prepare_after(self, step: str) -> None:
        """Build the next page while this one is open, so that F10 finds it ready."""
        from donor_room.domain.walk import STEPS

        following = STEPS.index(step) + 1
        if following < len(STEPS):
            self.window.prepare(STEPS[following])

    def take_up(self, visit: str) -> None:
        """Load a visit and go on with it at its step."""
        self._load(visit, self.go_on)

    def _load(self, visit: str, done: Callable[[Visit], None]) -> None:
        from donor_room.workflow.station_word import take_up

        self.tasks.run(lambda: take_up(self.desk, visit), done, self._say_no)

    def receive(self, row: Any, typed: str) -> None:
        """Begin at the reception with somebody of an organiser's list; `typed` is of the document."""
        self.show("reception")
        self.presenter("reception").expect(row, typed)

    def type_in(self, form: str) -> None:
        """Begin to type in the form of a paper day whose code was scanned."""
        self.show("from_paper")
        self.presenter("from_paper").scanned(form)

    def _take_up_from_queue(self, visit: str) -> None:
        if self.is_somebody_here():
            self.take_up(visit)

    def _show_reception(self) -> None:
        if self.is_somebody_here():
            self.show("reception")

    def _show_handover(self) -> None:
        if self.is_somebody_here() and self.window.page_name in ("reception", "board"):
            self.show("handover")

    def heard_lately(self) -> frozenset[str]:
        """Return which other laptops of the vehicle were heard within the last minute."""
        return self.waiting.heard_lately()

    # ---- people ----------------------------------------------------------------------------------

    def is_somebody_here(self) -> bool:
        """Say whether a person works here now; while the sign-in stands nobody does."""
        is_open = self._desk is not None and self._desk.person is not None
        return is_open and self.window.page_name != "sign_in"

    def switch_person(self) -> None:
        """Ask who works now; afterwards the same page of the same donor comes back."""
        if not self.is_somebody_here():
            return
        self._leave_desk(idle=False)

    def _leave_desk(self, *, idle: bool) -> None:
        """Nobody works here until somebody has signed in; the donor in work stays."""
        from donor_room.workflow.sign_in import lock

        self._leave_for("sign_in")  # first: a field that is left so is still saved by who typed into it
        self.tasks.run(lambda: lock(self.desk, idle=idle))

    def signed_in(self, *, to: str | None = None) -> None:
        """Come back from the sign-in to where the desk was left, or go to a page of the house."""
        self._idle.start()
        if to:
            self._left["sign_in"] = (to, None)
        self.leave_aside("sign_in")

    def _lock_idle(self) -> None:
        """Nobody touched the desk: hide everything and ask who works."""
        if self.is_somebody_here():
            self._leave_desk(idle=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take every touch and key as a sign that somebody is here.

        It sits on the QWindow: on the application it would see, and slow, every event of every widget.
        """
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress) and self._idle.isActive():
            self._idle.start()
        return False

    # ---- what comes in ---------------------------------------------------------------------------

    @property
    def slip(self) -> str:
        """The code of the slip that was scanned since the visit on the screen was taken up, or empty."""
        return self.ways.slip

    @slip.setter
    def slip(self, text: str) -> None:
        if self.visit is not None:
            self.ways.keep_slip(self.visit.id, text)

    def page_at_front(self) -> Presenter | None:
        """Return the presenter of the page on the screen."""
        return self._presenters.get(self.window.page_name)

    def _card_read(self, card: CardRead) -> None:
        current = self._presenters.get(self.window.page_name)
        if current is not None and current.card_read(card):
            return
        if self.is_somebody_here() and self.visit is None:
            self.show("reception")
            self.presenter("reception").card_read(card)
        else:
            self.window.scan_line.say_bad(said("frame.scan.finish_donor_first"))

    def _grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        if visit is not None and self._idle.isActive():
            self._idle.start()
        if "staff.locked" in kinds and self.window.page_name not in ("sign_in", "opening"):
            self._leave_for("sign_in")  # the station said that this person left
        if self._around is not None and self._around.is_moved_by(kinds):
            self.refresh()
        current = self._presenters.get(self.window.page_name)
        if visit is not None and self.visit is not None and visit == self.visit.id and "visit.held" in kinds:
            self._load(visit, self._stop_at)
        elif current is not None and not (self.company and self.company.is_unseen(visit)):
            current.grew(visit, kinds)
        if self.line is not None:
            self.line.wake()

    def _stop_at(self, visit: Visit) -> None:
        """The station has sent word of the donor on the screen; with the needle in the page stays."""
        from donor_room.domain.walk import step_of

        if self.visit is None or self.visit.id != visit.id:
            return
        if step_of(visit) == "decision":
            self.go_on(visit)
        else:
            self.window.scan_line.say_bad(said("hold.after_needle"))
            self.presenter(self.window.page_name).grew(visit.id, ("visit.held",))

    def _say_no(self, no: Refusal | Trouble) -> None:
        self.window.scan_line.say_bad(said(no.code, **no.values))

    # ---- status and queue ------------------------------------------------------------------------

    def _say_again(self) -> None:
        """Banner, status and queue in the language that the screen speaks now."""
        if self.visit is not None and self._desk is not None:
            self._show_banner(self.visit)
        self.refresh()

    def _show_banner(self, visit: Visit) -> None:
        from donor_room.ui.donor_line import donor_line

        self.window.show_donor(donor_line(visit, self.clock.today()))

    def refresh(self) -> None:
        """Bring status band and queue up to date from the ledger."""
        if self._desk is not None:
            from donor_room.ui.surroundings import standing_of

            self.tasks.run(lambda: standing_of(self.desk), self._show_around)

    def _show_around(self, standing: Any) -> None:
        self._around.show(standing, here=self.visit.id if self.visit else "", now=self.clock.now())

    def _tidy(self) -> None:
        if self._desk is not None:
            self.tasks.run(self._desk.tidy)

    # ---- the end ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Finish what was asked of the store and close its files."""
        if self._card_reader is not None:
            self._card_reader.stop()
        self.ways.stop()
        for line in (self.line, self.company, self.waiting):
            if line is not None:
                line.stop()
        self.line = None
        self._look_around.stop()
        self._idle.stop()
        if self._desk is not None:
            self.tasks.run(self._desk.close)
        self.aside.leave()  # what waits for a network there is not waited for
        self.tasks.close()
        self._desk = None  # not before: what waits on the store thread still asks for it


def run(
    profile: Profile,
    clock: Clock,
    *,
    card_reader: str | None = None,
    scanner: str | None = None,
    mesh: Any = None,
    tickets: str | None = None,
    call_screen: bool = False,
) -> int:
    """Open the terminal and stay until its window is closed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Qt's loop would keep Python from ever hearing Ctrl-C
    application = dressed_application()
    theme().fit_screen(application.primaryScreen())
    terminal = Terminal(profile, clock)
    if card_reader:
        terminal.listen_to_cards(card_reader)
    if scanner:
        terminal.ways.listen(scanner)
    if mesh is not None:
        from donor_room.ui.vehicle_company import VehicleCompany

        terminal.company = VehicleCompany(terminal, mesh)
    terminal.waiting.begin(tickets=tickets, call_screen=call_screen)
    if profile.is_practice:
        terminal.desk_opened.connect(terminal.stock_for_practice)
    terminal.start(maximized=True)
    code: int = application.exec()
    return code
