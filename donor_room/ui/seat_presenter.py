"""Whose chair and whose slip: the card of a chair, the slip of a donor, and what the rail says of them."""

from __future__ import annotations

from donor_room.domain.chairs import chair_of
from donor_room.domain.own_codes import visit_code
from donor_room.domain.queue import VisitLine
from donor_room.domain.visit import Visit
from donor_room.ui.chair_page import ChairPage
from donor_room.ui.number_presenter import NumberPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import chair, label_scan


class SeatPresenter(NumberPresenter):
    """Joins the cards of chairs and the slips of donors with the visit on the screen."""

    def __init__(self, shell: Shell, view: ChairPage) -> None:
        super().__init__(shell, view)
        self.when_given["move"] = self._move
        self.chair: int | None = None
        """The chair that the donor has, or would be given now."""
        self.typed_in_shift = 0
        self._wanted_chair = 0

    def why_no_scan(self) -> str:
        """Return the key of the reason why a scan is not for this moment, or an empty text."""
        return ""

    # the donor's slip

    def slip_scanned(self, whose: str, text: str) -> bool:
        """Keep the own slip for the check to come; one of another donor goes on to her or him."""
        if self.visit is None:
            return False
        if whose == self.visit.id:
            self.shell.slip = text
            self.shell.window.scan_line.say_good(said("chair.slip_seen"))
            return True
        if not self.visit.is_half_checked(self.phase):
            return False
        self.run(lambda: self.shell.desk.visits.get(whose).donor.name, self._say_other_slip, act=None)
        return True

    def _say_other_slip(self, name: str) -> None:
        self.shell.window.scan_line.say_bad(said("chair.other_slip", name=name))

    def count_slip(self, visit: Visit) -> None:
        """The slip by which the donor was taken up here is proved by that scan."""
        is_due = "slip" in visit.unscanned(self.phase) and not self.why_no_scan()
        text, phase = self.shell.slip, self.phase
        if not is_due or visit.foreign is not None or not _is_slip_of(visit, text):
            return
        self.run(
            lambda: label_scan.scan(self.shell.desk, visit.id, text=text, phase=phase),
            lambda told: self.show_or_go_on(told[0]),
            act=None,
        )

    # the chair

    def chair_scanned(self, number: int) -> None:
        """The card of a chair chooses it before the labels, and later brings its donor to the screen."""
        self.run(
            lambda: chair.who_sits_at(self.shell.desk, number),
            lambda line: self._chair_found(number, line),
            act=None,
        )

    def _chair_found(self, number: int, line: VisitLine | None) -> None:
        if self.visit is None:
            return
        window = self.shell.window
        if line is not None and line.visit == self.visit.id:
            window.scan_line.say_good(said("chair.here", chair=number))
        elif line is not None and self.visit.label_set is None:
            window.scan_line.say_bad(said("chair.taken", chair=number, name=line.name))
        elif line is not None:
            self.shell.take_up(line.visit)
        elif self.visit.label_set is None:
            self.choose_chair(number)
        elif self.visit.phase is None:
            window.scan_line.say_bad(said("chair.needle_is_in"))
        else:
            self._wanted_chair = number
            self.ask("move", key="chair.move", chair=number)

    def choose_chair(self, number: int) -> None:
        """Give the donor this free chair."""
        visit = self.visit_id
        self.run(lambda: chair.seat(self.shell.desk, visit, number), self._seated)

    def _seated(self, visit: Visit) -> None:
        self.chair = visit.chair
        self.show_or_go_on(visit)
        self.shell.window.scan_line.say_good(said("chair.chosen", chair=visit.chair))

    def _move(self, given: Given) -> None:
        visit, number = self.visit_id, self._wanted_chair
        self.act_on_sheet(lambda: chair.seat(self.shell.desk, visit, number), self._seated)

    def chair_words(self, visit: Visit) -> str:
        """Return at which chair the donor sits, or will sit."""
        number = chair_of(visit) or self.chair
        return say("chair.number", chair=number) if number else ""

    def typed_words(self, visit: Visit) -> tuple[str, str, str] | None:
        """Return how many numbers were typed, for this donor and in the shift; nothing where none was."""
        if not visit.typed:
            return None
        count = say("chair.typed_visit", count=visit.typed)
        return say("chair.typed"), count, say("chair.typed_shift", count=self.typed_in_shift)


def _is_slip_of(visit: Visit, text: str) -> bool:
    """Say whether a code is of the visit's slip, or of the label on it; that of a void set is not."""
    current = visit.label_set
    labels = current.planned.labels if current is not None else ()
    return text == visit_code(visit.id) or text in {one.encoded for one in labels if one.role == "slip"}
