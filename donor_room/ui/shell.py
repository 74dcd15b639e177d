"""What a presenter may ask of the house around it, and what every presenter is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.ui.texts import said
from donor_room.ui.widgets.page import Page

if TYPE_CHECKING:  # none of it is needed before the first window is painted
    from PySide6.QtCore import SignalInstance

    from donor_room.domain.card import CardRead
    from donor_room.domain.clock import Clock
    from donor_room.domain.visit import Visit
    from donor_room.settings import Profile
    from donor_room.ui.window import MainWindow
    from donor_room.workflow.desk import Desk
    from donor_room.workflow.group_list import ListRow

Done = Callable[[Any], None]


class TaskRunner(Protocol):
    """The one store thread; a desk is touched nowhere else."""

    def run(
        self,
        work: Callable[[], Any],
        done: Done | None = None,
        refused: Callable[[Refusal], None] | None = None,
        troubled: Callable[[Trouble], None] | None = None,
    ) -> None:
        """Do work there; the answer comes back on the screen's thread."""


class Shell(Protocol):
    """The house around a page."""

    desk: Desk
    """Only inside work that is given to `tasks`."""
    tasks: TaskRunner
    aside: TaskRunner
    """For what waits for a network or reads a file, and never touches the desk."""
    window: MainWindow
    clock: Clock
    slip: str
    """The code of the slip that was scanned since the visit on the screen was taken up, or empty."""
    papers: Path
    """Folder of the papers that are printed for donors and the station."""
    templates: Path
    """Folder of what the station draws itself: label templates, the picture over the oath."""

    def go_on(self, visit: Visit) -> None:
        """Show the page of the step at which the visit stands; a closed visit leads back to the reception."""

    def take_up(self, visit: str) -> None:
        """Load a visit and go on with it at its step."""

    def show_step(self, visit: Visit, step: str) -> None:
        """Show an earlier step of an open visit, to add or repeat something.

        It goes on from there by itself.
        """

    def show(self, page: str) -> None:
        """Show a page that belongs to no donor: sign_in, shift, reception, handover."""

    def practice(self) -> bool:
        """Say whether this is the practice terminal."""

    def heard_lately(self) -> frozenset[str]:
        """Return which other laptops of the vehicle were heard within the last minute."""

    def receive(self, row: ListRow, typed: str) -> None:
        """Begin at the reception with somebody of an organiser's list.

        `typed` is what was read from the document; empty when it was not looked at yet.
        """


class OpeningShell(Shell, Protocol):
    """What the opening and the sign-in may ask beyond that."""

    profile: Profile

    def take_desk(self, desk: Desk) -> None:
        """Begin to work with a desk that was opened on the store thread."""

    def signed_in(self, *, to: str | None = None) -> None:
        """Come back from the sign-in to where the desk was left, or go to a page of the house."""


class StationShell(Shell, Protocol):
    """What the page of the station may ask beyond that."""

    station_told: SignalInstance
    """What a conversation with the station came to (sync.session.Told)."""

    def talk_to_station(self) -> None:
        """Keep level with the station from now on; a terminal that no station knows stays alone."""


class Presenter(QObject):
    """Joins one page with its use cases. It draws nothing and decides nothing.

    The shell makes it when its page is first needed, calls `open` each time the page is shown for a visit,
    `grew` when entries came that this page did not write, and `scanned` for each code.
    """

    page = ""
    """The name under which the shell shows it; for a step of the walk the step's own name."""

    def __init__(self, shell: Shell, view: Page) -> None:
        super().__init__(view)
        self.shell = shell
        self.view: Any = view
        self._visit: Visit | None = None
        self._acts: list[str | None] = []
        """The names of those acts that have no answer yet."""
        view.back_asked.connect(self.back)

    @property
    def visit(self) -> Visit | None:
        """The visit as this page knows it; whenever it goes on, the walk above ticks what it says is done."""
        return self._visit

    @visit.setter
    def visit(self, visit: Visit | None) -> None:
        from donor_room.domain.walk import done_of

        self._visit = visit
        self.shell.window.show_done(done_of(visit) if visit is not None else ())

    def is_of(self, visit: Visit) -> bool:
        """Say whether the page shows this visit still: the store may answer after another one was opened."""
        return self.visit is not None and self.visit.id == visit.id

    @property
    def visit_id(self) -> str:
        """The id of the visit that is on the screen (I09: every write names it)."""
        if self.visit is None:
            raise Refusal("visit.none_on_screen")
        return self.visit.id

    def open(self, visit: Visit | None) -> None:
        """Show a visit, or the page without one; subclasses fill their view here.

        For another donor typing begins at the first field, not where it ended with the one before.
        """
        if self.visit is None or visit is None or visit.id != self.visit.id:
            self.view.forget_focus()
        self.visit = visit

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Take notice of entries that others wrote; the page folds again only if they touch it."""

    def scanned(self, text: str) -> bool:
        """Take a scanned code; False leaves it to the shell."""
        return False

    def card_read(self, card: CardRead) -> bool:
        """Take a card that was laid on the reader; False leaves it to the shell."""
        return False

    def back(self) -> None:
        """Leave the visit at its step and go to the reception."""
        self.shell.show("reception")

    def run(self, work: Callable[[], Any], done: Done | None = None, *, act: str | None = "") -> None:
        """Do one act: the page waits for its answer, a refusal is said where the nurse looks.

        While an act of the same name has no answer yet, a further one is not heard: it would be done twice.
        None lets each be heard, as with scans and the values of several fields.
        """
        if act is not None and act in self._acts:
            return
        asked_for = self.whom()
        self._acts.append(act)
        self.view.set_busy(True)

        def came_back(answer: Any) -> None:
            self._acts.remove(act)
            self._came_back(answer, done, asked_for)
            self.view.set_busy(bool(self._acts))

        def refused(no: Refusal | Trouble) -> None:
            self._acts.remove(act)
            self._came_back_refused(no, asked_for)
            self.view.set_busy(bool(self._acts))

        self.shell.tasks.run(work, came_back, refused, refused)

    @property
    def under_way(self) -> int:
        """How many acts of this page have no answer yet."""
        return len(self._acts)

    def whom(self) -> object:
        """Return whom an act is for: an answer that comes when the page shows another one moves nobody."""
        return self.visit.id if self.visit else None

    def _is_still_here(self, asked_for: object) -> bool:
        """Say whether the page still shows the donor it asked for: a late answer moves nobody."""
        current = self.shell.window.current
        return self.whom() == asked_for and (current is None or current is self.view)

    def _came_back(self, answer: Any, done: Done | None, asked_for: object) -> None:
        is_here = self._is_still_here(asked_for)
        self._done(answer if is_here else None, done if is_here else None)

    def _came_back_refused(self, no: Refusal | Trouble, asked_for: object) -> None:
        """Say it on the page, or in the frame when the page was left: what was not saved is never silent."""
        if self._is_still_here(asked_for):
            self.refused(no)
        else:
            self.shell.window.scan_line.say_bad(said(no.code, **no.values))

    def _done(self, answer: Any, done: Done | None) -> None:
        from donor_room.domain.visit import Visit

        self.view.set_busy(False)
        if isinstance(answer, Visit):
            self.visit = answer
        if done is not None:
            done(answer)

    def refused(self, no: Refusal | Trouble) -> None:
        """Say why not; a page with fields overrides this to say it beside the field."""
        self.view.set_busy(False)
        self.shell.window.scan_line.say_bad(said(no.code, **no.values))
        if no.code == "walk.lapsed" and self.visit is not None:
            self.shell.take_up(self.visit.id)

    def went_on(self, visit: Visit) -> None:
        """Use as `done` of the act that ends the step."""
        self.shell.go_on(visit)
