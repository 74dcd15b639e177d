"""Care of a reaction from every page beside which one can run: begin, tick, measure."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer

from donor_room.domain.clock import DONATION_SITE
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Reaction, Visit
from donor_room.packs.reactions import load_reactions
from donor_room.ui.asking_presenter import AskingPresenter, words_of
from donor_room.ui.reaction_end import ReactionEnd
from donor_room.ui.reaction_panel import ActShown, CaringPage, ReactionShown
from donor_room.ui.shell import Shell
from donor_room.ui.texts import say
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import collect, examine
from donor_room.workflow.desk import Desk

_ACTS = ("needle_out", "feet_up", "physician_called", "airway", "oxygen", "drink", "pressure", "cold_pack",
         "ambulance_called", "calcium")  # fmt: skip
"""What is done first stands first; 1 and 2 stay with the page, so the digits begin at 3."""

_TOLD = frozenset({"visit.held", "visit.hold_resolved", "entry.corrected", "decision.reviewed"})
_NEEDED = ("feet_up", "physician_called")
_DIGITS = "34567890"
_SHOWN_PRESSURES = 3


def time_of_day(instant: datetime) -> str:
    """Return the time at the donation site, such as 15:38."""
    return instant.astimezone(DONATION_SITE).strftime("%H:%M")


class CaringPresenter(AskingPresenter):
    """Joins the reaction in the rail with its use cases; subclasses show the rest in `show`."""

    def __init__(self, shell: Shell, view: CaringPage) -> None:
        super().__init__(shell, view)
        self._asked_again: Given | None = None
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self.tick)
        view.reaction_asked.connect(self._reaction_key)
        view.act_asked.connect(self._note_act)
        self.when_given |= {"pressure": self._measure_pressure}
        self._reaction_end = ReactionEnd(self)

    @property
    def reaction(self) -> Reaction | None:
        """The reaction that is going on."""
        return self.visit.open_reaction if self.visit else None

    def show(self, visit: Visit) -> None:
        """Show the visit; subclasses show their page and call this one last."""
        self.visit = visit
        reaction = self.reaction
        self.view.show_mark(*self._apart(visit))
        self.view.show_reaction(self._shown(visit, reaction) if reaction else None)
        if reaction is not None:
            self.view.set_main(say("reaction.measure"))
            self.view.show_ready()
        self._second.start()
        self.tick()

    def _apart(self, visit: Visit) -> tuple[str, str]:
        """Return why the unit goes apart from all others, and what happens to it; empty for any other."""
        if not visit.quarantine:
            return "", ""
        told = {one.held.reason for one in visit.holds}
        words = [say(f"{'hold' if one in told else 'handover.apart'}.{one}") for one in visit.quarantine]
        stage = "collecting" if visit.collection is None else visit.collection.outcome
        below = say(f"hold.unit.{stage if stage in ('collecting', 'failed') else 'drawn'}")
        return "\n".join(words), below if self.reaction is None else ""

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """The station or another laptop told of this donor: the mark comes, and the page stays."""
        if self.visit is not None and visit == self.visit.id and not _TOLD.isdisjoint(kinds):
            self.shell.tasks.run(lambda: self.shell.desk.visits.get(visit), self._refreshed, self.refused)

    def _refreshed(self, visit: Visit) -> None:
        if self.visit is not None and visit.id == self.visit.id:
            self.show(visit)

    def tick(self) -> None:
        """Bring the clocks up to date; subclasses add theirs."""
        if not self.view.isVisible() and self._second.isActive() and self.shell.window.page_name != self.page:
            self._second.stop()
            return
        if self.reaction is not None and self.clock is not None:
            now = self.clock.now()
            self.view.show_reaction_seconds(int((now - self.reaction.at).total_seconds()))
            if self.visit is not None:
                self.view.show_reaction_note(next_words(self.visit, self.reaction, now))

    def _shown(self, visit: Visit, reaction: Reaction) -> ReactionShown:
        done = {what: time_of_day(at) for at, what in reaction.notes}
        following = next_of(visit, reaction)
        return ReactionShown(
            name=visit.donor.name,
            since=say("reaction.since", at=time_of_day(reaction.at)),
            note="" if following == "measure_again" else say(f"reaction.next.{following}"),
            acts=tuple(
                ActShown(
                    code=code,
                    digit=_DIGITS[place] if place < len(_DIGITS) else "",
                    words=words_of("reaction_act", code),
                    done_at=done.get(code, ""),
                    is_next=code == following,
                )
                for place, code in enumerate(_ACTS)
            ),
            pressures=_pressures(visit),
        )

    def _reaction_key(self) -> None:
        """F7: the clock starts on the press; while it runs the same key leads to the end."""
        visit = self.visit_id
        if self.reaction is None:
            self.run(lambda: collect.begin_reaction(self.shell.desk, visit), self.show, act="reaction")
            return
        self._reaction_end.begin()

    def _note_act(self, what: str) -> None:
        visit = self.visit_id
        self.run(lambda: collect.note_reaction(self.shell.desk, visit, what=what), self.show, act=what)

    # pressure

    def ask_pressure(self) -> None:
        """F10 while a reaction runs."""
        self._asked_again = None
        self.ask("pressure", key="reaction.pressure")

    def _measure_pressure(self, given: Given) -> None:
        visit, confirmed = self.visit_id, given == self._asked_again
        self._asked_again = given
        self.act_on_sheet(lambda: _measure(self.shell.desk, visit, given, confirmed=confirmed), self.show)

    def refused(self, no: Refusal | Trouble) -> None:
        if no.values.get("band") == "impossible":
            self._asked_again = None
        super().refused(no)


def next_of(visit: Visit, reaction: Reaction) -> str:
    """Return what is to be done next: the acts that no reaction goes without, then a reading, then again."""
    done = {what for _, what in reaction.notes}
    needed = ("needle_out", *_NEEDED) if reaction.began.phase == "collecting" else _NEEDED
    act = next((code for code in needed if code not in done), None)
    if act is not None:
        return act
    return "measure_again" if any(one.at > reaction.at for one in visit.all_of("sbp")) else "measure"


def next_words(visit: Visit, reaction: Reaction, now: datetime) -> str:
    """Return what is to be done next; after a reading, in how much time the next one is due."""
    following = next_of(visit, reaction)
    readings = visit.all_of("sbp")
    if following != "measure_again" or not readings:
        return say(f"reaction.next.{following}")
    minutes = load_reactions().care.every_min
    left = minutes * 60 - int((now - readings[-1].at).total_seconds())
    if left <= 0:
        return say("reaction.next.measure_now", minutes=minutes)
    return say(
        "reaction.next.measure_again", left=say("reaction.next.left", m=left // 60, s=f"{left % 60:02d}")
    )


def _measure(desk: Desk, visit: str, given: Given, *, confirmed: bool) -> Visit:
    """Write pressure and pulse as one act; both are judged before either is written."""
    pulse = examine.measured(desk, quantity="pulse", text=given.values["pulse"], confirmed=confirmed)
    with desk.transaction():
        examine.measure_pressure(
            desk, visit, sbp=given.values["sbp"], dbp=given.values["dbp"], confirmed=confirmed
        )
        return desk.record(visit, pulse)


def _pressures(visit: Visit) -> tuple[tuple[str, str, str], ...]:
    """Return time, pressure and pulse, newest first."""
    upper, lower = visit.all_of("sbp"), visit.all_of("dbp")
    pulses = visit.all_of("pulse")
    lines = []
    for top, bottom in zip(reversed(upper), reversed(lower), strict=False):
        pulse = next((one for one in pulses if abs((one.at - top.at).total_seconds()) < 1), None)
        beats = say("reaction.beats", beats=pulse.measured.value) if pulse else ""
        lines.append((time_of_day(top.at), f"{top.measured.value}/{bottom.measured.value} mmHg", beats))
    return tuple(lines[:_SHOWN_PRESSURES])
