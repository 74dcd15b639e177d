"""What stands around every page: status band and queue, drawn again and again from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from donor_room.domain import entries as e
from donor_room.domain.clock import DONATION_SITE, day_at_site
from donor_room.ui.clock_words import band_words, jump_words
from donor_room.ui.donor_line import queue_line
from donor_room.ui.number_words import band_sum
from donor_room.ui.steps.notices.state import count_of
from donor_room.ui.texts import said, say
from donor_room.ui.window import MainWindow
from donor_room.workflow import standing_still
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.number_stock import dead_left
from donor_room.workflow.shift import current_shift
from donor_room.workflow.tickets import numbers_of_today

if TYPE_CHECKING:
    from donor_room.domain.entries import ClockJumped
    from donor_room.domain.queue import VisitLine
    from donor_room.domain.shift import Shift
    from donor_room.domain.staff import Person
    from donor_room.store.numbers import Tally
    from donor_room.sync.session import Told
    from donor_room.workflow.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the desk stands at this moment, read on the store thread."""

    person: Person | None
    waiting: int
    waiting_since: datetime | None
    age_h: int | None
    is_list_old: bool
    is_list_damaged: bool
    """Whether the list was put aside as damaged, and no other has come yet."""
    notices: int
    shift: Shift | None
    jumps: list[ClockJumped]
    lines: list[VisitLine]
    tickets: dict[str, str]
    """The numbers of those who have one, by visit."""
    late_after_min: int
    numbers: Tally | None
    still: str
    """Why the station has to be called before this terminal goes on (workflow.standing_still)."""
    dead: int
    """How many of the numbers that are left nobody prints any more."""


def standing_of(desk: Desk) -> Standing:
    """Look at the clock and read what the frame shows; a jump is told once, and not to an empty chair."""
    desk.look_at_clock()
    shift, age_h = current_shift(desk), desk.directory_age_h()
    jumps = desk.clock_jumps if desk.person is not None else []
    desk.clock_jumps = [one for one in desk.clock_jumps if one not in jumps]
    return Standing(
        person=desk.person,
        waiting=desk.ledger.waiting(),
        waiting_since=desk.ledger.waiting_since(),
        age_h=age_h,
        is_list_old=age_h is None or age_h > desk.packs.rules.whole("deferral_list_max_age_h"),
        is_list_damaged=age_h is None and desk.directory_aside is not None,
        notices=count_of(desk.notices.not_noted()),
        shift=shift,
        jumps=jumps,
        lines=common_lines(desk, open_only=True),
        tickets=numbers_of_today(desk),
        late_after_min=desk.packs.policy.queue_late_after_min,
        numbers=desk.numbers.tally(shift.id) if shift else None,
        still=standing_still.standing_of(desk).why,
        dead=sum(run.size for run in dead_left(desk, shift.id)) if shift else 0,
    )


_MOVE_NUMBERS = frozenset(
    act.KIND
    for act in (
        e.NumbersIssued,
        e.NumbersReturned,
        e.GapExplained,
        e.LabelSetPlanned,
        e.LabelSetVoided,
        e.CollectionEnded,
        e.VisitClosed,
        e.ShiftClosed,
        e.NoticeHeard,
        e.NoticesNoted,
        e.TerminalGoesOn,
        e.TicketGiven,
    )
)


class Surroundings:
    """Brings status band and queue of the window up to date."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_online = False
        self._ahead_s: int | None = None
        self._clock_was_set = self._has_said_damaged = False
        self._notes: tuple[str, ...] = ()
        self._stopped: dict[str, str] = {}
        """Books that the station does not take any more, and why."""

    @staticmethod
    def is_moved_by(kinds: tuple[str, ...]) -> bool:
        """Say whether the band says something else after acts of these kinds."""
        return not _MOVE_NUMBERS.isdisjoint(kinds)

    def hear_of_station(self, told: Told) -> None:
        """Take note of what a conversation came to; a book that goes apart and a copy are said once."""
        self._is_online, self._ahead_s = told.trouble is None, told.ahead_s
        if (told.stopped and told.stopped != self._stopped) or not set(told.notes) <= set(self._notes):
            self._window.scan_line.say_bad(said(told.sentences[-1]))
        self._stopped, self._notes = told.stopped, told.notes

    @property
    def _is_apart(self) -> bool:
        return bool(self._stopped)

    def show(self, standing: Standing, *, here: str, now: datetime) -> None:
        """Draw it; `here` is the visit on the page, empty without one."""
        status, person = self._window.status, standing.person
        status.show_link(
            online=self._is_online,
            backlog=standing.waiting,
            differs=self._is_apart,
            since=_time_of(standing.waiting_since, now),
        )
        status.show_call(say(f"go_on.band.{standing.still}") if standing.still else "")
        is_old, is_damaged = standing.is_list_old, standing.is_list_damaged
        status.show_directory_age(standing.age_h, is_old=is_old, damaged=is_damaged)
        self._say_damaged(is_damaged and person is not None)
        status.show_notices(standing.notices)
        status.show_person(
            person.name if person else "", say(f"staff.role.{person.roles[0]}") if person else ""
        )
        opened = standing.shift.opened if standing.shift else None
        status.show_site(" · ".join(word for word in (opened.vehicle, opened.site) if word) if opened else "")
        status.show_numbers(band_sum(standing.numbers, standing.dead))
        self._show_clock(standing.jumps, now)
        self._window.queue.show_lines(
            [
                queue_line(line, place=place, now=now, here=here, late_after_min=standing.late_after_min,
                           ticket=standing.tickets.get(line.visit, ""))
                for place, line in enumerate(standing.lines, 1)
            ]
        )  # fmt: skip

    def _say_damaged(self, is_damaged: bool) -> None:
        """Say once, to somebody, that the list was put aside; the band says it until there is another."""
        if is_damaged and not self._has_said_damaged:
            self._has_said_damaged = True
            self._window.scan_line.say_bad(said("directory.put_aside"))

    def _show_clock(self, jumps: list[ClockJumped], now: datetime) -> None:
        """Say a jump once in a sentence, and beside the time for as long as this program runs."""
        if jumps:
            self._clock_was_set = True
            self._window.scan_line.say_bad(jump_words(jumps[-1], now))
        self._window.status.show_clock_words(band_words(self._ahead_s, has_jumped=self._clock_was_set))


def _time_of(at: datetime | None, now: datetime) -> str:
    """Return a time of day, with the day before it where that is not today."""
    if at is None:
        return ""
    is_today = day_at_site(at) == day_at_site(now)
    return at.astimezone(DONATION_SITE).strftime("%H:%M" if is_today else "%m-%d %H:%M")
