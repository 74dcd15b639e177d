"""What labels and collection share: proof by scan, the donor's slip and chair, the foreign stop."""

from __future__ import annotations

from typing import Any, NamedTuple

from donor_room.domain.donation_number import ISBT128, check_character, grouped
from donor_room.domain.label_set import AlreadyScanned, Equal, LabelItem, ScanAnswer, WrongKind
from donor_room.domain.label_states import states_of
from donor_room.domain.own_codes import OwnCode, read_own
from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import BEFORE_NEEDLE, LabelSet, Visit
from donor_room.domain.walk import step_of
from donor_room.ui.chair_commands import command
from donor_room.ui.chair_page import ChairPage
from donor_room.ui.number_presenter import eyes, role_words
from donor_room.ui.proof_panel import NumberLine, ProofShown
from donor_room.ui.reaction_care import time_of_day
from donor_room.ui.seat_presenter import SeatPresenter
from donor_room.ui.shell import Shell
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.scanning import ScanItem
from donor_room.workflow import chair, label_scan


class Arrival(NamedTuple):
    """What the page must know of a donor who comes to it."""

    visit: Visit
    is_anew: bool
    chair: int | None
    typed_in_shift: int
    known: Any


class ChairPresenter(SeatPresenter):
    """Joins scans with the set of the visit on the screen."""

    phase: label_scan.Phase = BEFORE_NEEDLE

    def __init__(self, shell: Shell, view: ChairPage) -> None:
        super().__init__(shell, view)
        self.when_given["clear_foreign"] = self._clear_foreign
        self.state: Any = None
        """Where the page stands (`state.State` of the step); None before a visit was shown."""
        view.digit_pressed.connect(self._digit)
        view.main_pressed.connect(self._main)
        view.language_wanted.connect(self._say_again)

    # what a page adds

    def begun(self, visit: Visit) -> Any:
        """Return the page's state of a visit that was not shown before."""
        raise NotImplementedError

    def grown(self, visit: Visit) -> Any:
        """Return the page's state after the visit went on."""
        raise NotImplementedError

    def to_know(self, visit: Visit) -> Any:
        """Return what the page must know before it shows a visit; on the store thread."""
        raise NotImplementedError

    def knew(self, told: Any) -> None:
        """Keep what `to_know` has told."""
        raise NotImplementedError

    def _digit(self, digit: int) -> None:
        raise NotImplementedError

    def _main(self) -> None:
        """F10: at the stop two persons find the label; in a reaction the pressure is taken."""
        if self.reaction is not None:
            self.ask_pressure()
        elif self.stage == "stop":
            self.ask_clear_foreign()

    # opening and showing

    def open(self, visit: Visit | None) -> None:
        """Show a visit whose donor sits at the chair."""
        super().open(visit)
        if visit is None:
            return
        self.state = self.begun(visit)

        def look() -> Arrival:
            desk = self.shell.desk
            before = desk.visits.get(visit.id)
            told = chair.begin_check(desk, before)
            return Arrival(
                visit=told,
                is_anew=told is not before,
                chair=chair.likely_chair(desk, told),
                typed_in_shift=chair.typed_count(desk, visit.opened.shift),
                known=self.to_know(told),
            )

        def ready(told: Arrival) -> None:
            if self.is_of(visit):
                self.chair, self.typed_in_shift = told.chair, told.typed_in_shift
                self.knew(told.known)
                self.meet_the_house(lambda: self._arrived(told))

        self.shell.tasks.run(look, ready, self.refused, self.refused)

    def _arrived(self, told: Arrival) -> None:
        """Show the visit; a check that was left half done begins anew, and says so."""
        if not self.is_of(told.visit):
            return
        self.show(told.visit)
        if told.is_anew:
            self.shell.window.scan_line.say_bad(said("chair.restarted"))
        self.count_slip(told.visit)

    @property
    def stage(self) -> str:
        """Where the page stands."""
        if self.state is None:
            raise Refusal("visit.none_on_screen")
        stage: str = self.state.stage
        return stage

    def take_in(self, visit: Visit) -> str:
        """Let the state grow with the visit; return the stage at which it stands now."""
        if self.state is None or self.state.visit.id != visit.id:
            self.state = self.begun(visit)
        self.visit = visit
        self.state = self.grown(visit)
        return self.stage

    def _say_again(self) -> None:
        if self.visit is not None and self.state is not None:
            self.show(self.visit)

    # scans

    def scanned(self, text: str) -> bool:
        """Hold a code against the set; the slip of another is left to the shell unless a check is in hand."""
        if self.visit is None:
            return False
        try:
            own = read_own(text)
        except Refusal as no:
            self.shell.window.scan_line.say_bad(said(no.code, **no.values))
            return True
        if own is not None and own.kind == "act":
            command(self, own.value)
            return True
        reason = self._why_no_code(own)
        if reason and reason == self.why_no_scan() and self.visit.phase is not None:
            self._look(text, reason)
        elif reason:
            self.shell.window.scan_line.say_bad(said(reason))
        elif own is not None and own.kind == "chair":
            self.chair_scanned(int(own.value))
        elif own is not None and (self.why_no_scan() or own.value != self.visit.id):
            return self.slip_scanned(own.value, text)
        else:
            self._hold(text)
        return True

    def _why_no_code(self, own: OwnCode | None) -> str:
        """Return why no code is heard now, or an empty text; slips and cards are heard at every stage."""
        if self.view.open_sheet:
            return "labels.finish_sheet"
        if own is not None and own.kind == "box":
            return "handover.box_at_chair"
        if own is None and (reason := self.why_no_scan()):
            return reason
        return "labels.stop.headline" if self.visit is not None and self.visit.foreign is not None else ""

    def _look(self, text: str, reason: str) -> None:
        """No scan is due: say so, unless it is a label of another donor."""
        visit = self.visit_id

        def looked(told: tuple[Visit, ScanAnswer | None]) -> None:
            if told[1] is None:
                self.shell.window.scan_line.say_bad(said(reason))
            else:
                self.show_or_go_on(told[0])

        self.run(lambda: label_scan.look(self.shell.desk, visit, text=text), looked, act=None)

    def _hold(self, text: str) -> None:
        visit, phase = self.visit_id, self.phase
        self.run(lambda: label_scan.scan(self.shell.desk, visit, text=text, phase=phase), self.took, act=None)

    # what a scan meant

    def took(self, told: tuple[Visit, ScanAnswer]) -> None:
        """Say what the scan meant; the last equal one opens the next step by itself."""
        visit, answer = told
        line = self.shell.window.scan_line
        if isinstance(answer, Equal):
            self._keep_counts(visit, answer)
            line.say_good(said("labels.scan_equal", what=role_words(answer.item.role)))
        elif isinstance(answer, AlreadyScanned):
            line.say_bad(said("labels.scan_again", what=role_words(answer.item.role) if answer.item else ""))
        elif isinstance(answer, WrongKind):
            expected = role_words(answer.expected) if answer.expected else ""
            key = "labels.scan_wrong" if answer.expected else "labels.scan_none_left"
            line.say_bad(said(key, got=kind_words(answer.got), expected=expected))
        self.show_or_go_on(visit)

    def _keep_counts(self, visit: Visit, answer: Equal) -> None:
        """A number that was typed counts in the shift at once; a slip that was scanned is not asked again."""
        before = self.visit.typed if self.visit is not None else 0
        self.typed_in_shift += max(visit.typed - before, 0)
        if answer.item.role == "slip":
            self.shell.slip = answer.item.encoded

    def show_or_go_on(self, visit: Visit) -> None:
        """Stay as long as this is the visit's step; an answer for a donor who was left changes nothing."""
        if self.visit is not None and self.visit.id != visit.id:
            return
        self.visit = visit
        if step_of(visit) == self.page:
            self.show(visit)
            self.count_slip(visit)
        else:
            self.went_on(visit)

    # the proof as it is shown

    def proof_shown(self, visit: Visit, *, prompt: str = "", hint: str = "") -> ProofShown:
        """Return the set with its ticks; prompt and hint replace the usual ones."""
        current = visit.label_set
        if current is None:
            raise ValueError("there is no set to show")
        left = visit.unscanned(self.phase)
        role = role_words(left[0]) if left else ""
        return ProofShown(
            caption=say("labels.number"),
            groups=tuple(grouped(current.number, current.planned.written_in).split(" ")),
            check=check_character(current.number, current.planned.written_in) or "",
            printed=_printed(current),
            items=items_of(visit, current, self.phase),
            prompt=prompt or say("labels.scan_next", what=role),
            hint=hint or say(f"labels.scan_hint.{self.phase}"),
            missing=say("frame.missing_scans", count=len(left)) if left and not prompt else "",
        )

    # the stop

    def show_foreign(self, visit: Visit) -> None:
        """Show the stop with both numbers; the other donor's name is looked up first."""
        foreign = visit.foreign
        if foreign is None:
            return
        other = foreign.foreign_visit

        def look() -> tuple[str, str]:
            desk = self.shell.desk
            other_name = desk.visits.get(other).donor.name if other else ""
            return other_name, desk.person.name if desk.person else ""

        self.shell.tasks.run(look, lambda told: self._show_stop(visit, *told), self.refused, self.refused)

    def _show_stop(self, visit: Visit, other_name: str, here: str) -> None:
        foreign, current = visit.foreign, visit.label_set
        if foreign is None or self.visit is None or self.visit.id != visit.id:
            return
        left = visit.unscanned(self.phase)
        waited = say("labels.stop.waited", what=role_words(left[0])) if left else ""
        number = current.number if current else foreign.number
        profile = current.planned.written_in if current else ISBT128
        self.view.show_stop(
            [
                NumberLine(say("labels.stop.expected"), eyes(number, profile), visit.donor.name, waited),
                NumberLine(
                    say("labels.stop.found"),
                    eyes(foreign.foreign_number, profile),
                    other_name or say("labels.stop.nobody_here"),
                    "",
                ),
            ],
            [
                (say("labels.stop.at"), time_of_day(visit.changed_at)),
                (say("labels.stop.by"), here),
                (say("labels.stop.found"), foreign.foreign_number[-6:]),
            ],
        )
        if self.reaction is None:
            self.view.set_main(say("labels.stop.clear"))
            self.view.show_ready()

    def ask_clear_foreign(self) -> None:
        """F10 at the stop: two persons have found and removed the label."""
        self.ask_two("clear_foreign", act="void", key="labels.clear_foreign")

    def _clear_foreign(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: label_scan.clear_foreign(
                self.shell.desk, visit, reason=given.words, witness=given.witness, pin=given.pin
            ),
            self.show_or_go_on,
        )


def kind_words(kind: str) -> str:
    """Return the word of what was scanned."""
    roles = ("bag1", "bag2", "bag3", "bag4", "nat", "tube", "pilot", "form", "slip")
    return role_words(kind) if kind in roles else said(f"labels.code.{kind}")


def items_of(visit: Visit, current: LabelSet, phase: str) -> dict[str, tuple[ScanItem, ...]]:
    """Return the labels of each part with their ticks."""
    wanted: tuple[LabelItem, ...] = label_scan.labels_of(visit, phase).items  # type: ignore[arg-type]
    left = visit.unscanned(phase)
    newest = {one.role: one for one in states_of(current)}
    parts: dict[str, tuple[ScanItem, ...]] = {}
    for item in wanted:
        line = ScanItem(
            name=role_words(item.role),
            is_proved=current.is_scanned(item.role, phase),
            is_next=bool(left) and item.role == left[0],
            is_missing=newest[item.role].state in ("sent", "uncertain"),
            copy=newest[item.role].copy,
        )
        part = "form" if item.part == "slip" else item.part
        parts[part] = (*parts.get(part, ()), line)
    return parts


def _printed(current: LabelSet) -> str:
    if current.is_preprinted:
        count = len(current.planned.labels)
        return say("preprinted.came_printed", count=count, at=time_of_day(current.at))
    if current.sent_at is None:
        return say("labels.not_printed")
    if current.missing:
        return say("chair.unsure", count=len(current.missing))
    return say("labels.printed", count=len(current.planned.labels), at=time_of_day(current.sent_at))
