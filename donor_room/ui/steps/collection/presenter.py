"""Joins the chair with its use cases: bag, needle, end, second proof."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from donor_room.domain.chair_board import mix_in
from donor_room.domain.donation_number import ISBT128
from donor_room.domain.faint_risk import FaintRisk
from donor_room.domain.isbt128 import read_code
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.ui.asking_presenter import choices_of, words_of
from donor_room.ui.chair_presenter import ChairPresenter
from donor_room.ui.keys import Act
from donor_room.ui.reaction_care import time_of_day
from donor_room.ui.risk_words import AFRAID, CALM, fear_choices, found_words, unknown_words
from donor_room.ui.shell import Shell
from donor_room.ui.steps.collection.state import State, agreed, chose_arm, grew
from donor_room.ui.steps.collection.view import CollectionView, Flow
from donor_room.ui.texts import said, say
from donor_room.ui.tokens import Tone
from donor_room.ui.widgets.asking import Given
from donor_room.workflow import collect, examine, label_scan
from donor_room.workflow.chair_board import risk_of
from donor_room.workflow.desk import Desk


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the pack says of this collection: planned volume, and after how many seconds marks come."""

    planned_ml: int
    no_platelets_after_s: int
    no_plasma_after_s: int
    most_needles: int
    mix_every_s: int
    """After how many seconds the bag is mixed by hand; 0 where a mixer does it."""
    risk: FaintRisk


class CollectionPresenter(ChairPresenter):
    """Leads from the bag to the second proof."""

    page = "collection"
    phase: label_scan.Phase = "after_tubes"

    def __init__(self, shell: Shell, view: CollectionView) -> None:
        super().__init__(shell, view)
        self._limits: Limits | None = None
        view.bag_given.connect(self._bag_given)
        view.arm_chosen.connect(self._arm_chosen)
        view.agreement_given.connect(self._agreed)
        view.fear_said.connect(self._fear_said)
        view.end_asked.connect(self._end_asked)
        view.void_asked.connect(self._void_key)
        self.when_given |= {"end": self._ended_with, "failed": self._failed}

    def open(self, visit: Visit | None) -> None:
        """Show a visit at the chair; what was typed of another donor's bag is gone before."""
        is_other = self.visit is None or visit is None or self.visit.id != visit.id
        if visit is not None and (is_other or visit.bag is None):
            self.view.lot.clear()
            self.view.expiry.clear()
            self.view.show_bag_problem("", "")
        super().open(visit)

    def begun(self, visit: Visit) -> State:
        return State(visit=visit)

    def grown(self, visit: Visit) -> State:
        return grew(self.state, visit)

    def to_know(self, visit: Visit) -> Limits:
        return _limits(self.shell.desk, visit)

    def knew(self, told: Any) -> None:
        self._limits = told

    # showing

    def show(self, visit: Visit) -> None:
        """Show the visit at its stage."""
        stage = self.take_in(visit)
        self.view.show_pairs(self._pairs(visit))
        self.view.show_marks("  ".join(_mark_words(visit)))
        if self._limits is not None:
            self.view.show_risk(found_words(self._limits.risk), unknown_words(self._limits.risk))
        can_void = visit.label_set is not None and visit.needle is None and visit.collection is None
        self.view.action(Act.PRINT).setVisible(can_void or stage in ("proof", "stop"))
        self.view.action(Act.REACTION).setEnabled(bool(visit.needles))
        if stage == "stop":
            self.show_foreign(visit)
        else:
            getattr(self, f"_show_{stage}")(visit)
        super().show(visit)

    def _show_bag(self, visit: Visit) -> None:
        current = visit.label_set
        kind = words_of("bag_kind", current.planned.bag_kind) if current else ""
        self.view.show_headline(say("collection.bag.headline"), say("collection.bag.below", kind=kind))
        self.view.show_bag_form()

    def _show_arm(self, visit: Visit) -> None:
        state = self.state
        if state is None:
            return
        second = "second" if state.is_second else "first"
        self.view.show_headline(say(f"collection.arm.{second}"), say(f"collection.arm.{second}_below"))
        self._show_chair(visit, say("collection.tag.ready"), Tone.QUIET)
        arms = [(1, say("collection.arm.left"), "left"), (2, say("collection.arm.right"), "right")]
        self.view.show_choices(say("collection.arm.question"), arms, state.arm, locked=state.used_arm)
        words = say("collection.arm.agreement") if state.is_second else ""
        self.view.show_agreement(words, is_given=state.agreed)
        fear = [] if state.is_second else fear_choices(first=_FIRST_OF_FEAR)
        self.view.show_fear(fear, _fear_of(visit))
        self.view.show_flow(None)
        if state.missing:
            self.view.show_blocked(say(f"collection.missing.{state.missing}"))
        else:
            self.view.set_main(say("collection.needle_in"))
            self.view.show_ready()

    def _show_flowing(self, visit: Visit) -> None:
        self.view.show_headline(say("collection.flowing.headline"), say("collection.flowing.below"))
        self._show_chair(visit, say("collection.tag.flowing"), Tone.ACTION)
        choices = [(1, say("collection.end.full"), "full"), (2, say("collection.end.short"), "short")]
        if self.reaction is None:
            choices += [
                (3, say("collection.end.over"), "over"),
                (4, say("collection.end.failed"), "failed"),
            ]
        self.view.show_choices(say("collection.end.question"), list(choices), None)
        self.view.show_agreement("", is_given=False)
        self.view.show_fear([], None)
        self.view.show_blocked(say("collection.missing.end"))

    def _show_proof(self, visit: Visit) -> None:
        self.view.show_proof(self.proof_shown(visit))
        count = len(visit.unscanned(self.phase))
        self.view.show_blocked(say("frame.missing_scans", count=count))

    def _show_chair(self, visit: Visit, tag: str, tone: Tone) -> None:
        sex = say(f"frame.sex.{visit.donor.sex}")
        about = "  ".join(word for word in (sex, self._arm_words(visit)) if word)
        planned = self._limits.planned_ml if self._limits else 0
        self.view.show_chair(visit.donor.name, about, tag, say("collection.planned", ml=planned), tone)

    @staticmethod
    def _arm_words(visit: Visit) -> str:
        needle = visit.needle
        return say(f"collection.arm.{needle.put_in.arm}") if needle else ""

    def _pairs(self, visit: Visit) -> list[tuple[str, str, str]]:
        current, bag, ended = visit.label_set, visit.bag, visit.collection
        pairs = [(say("chair.label"), self.chair_words(visit), "")]
        pairs.append((say("labels.number_short"), current.number[-6:] if current else "", ""))
        if bag is not None:
            lot = say("collection.lot_note", lot=bag.lot)
            pairs.append((say("collection.bag_kind"), words_of("bag_kind", bag.bag_kind), ""))
            pairs.append((say("collection.expiry"), bag.expires_on.isoformat(), lot))
        for needle in visit.needles:
            how = words_of("needle_failure", needle.failed) if needle.failed else ""
            arm = say(f"collection.arm.{needle.put_in.arm}")
            pairs.append(
                (say("collection.attempt", n=needle.put_in.attempt), how or arm, time_of_day(needle.at))
            )
        if ended is not None:
            outcome = say(f"collection.outcome.{ended.outcome}")
            pairs.append((say("collection.volume_got"), f"{ended.volume_ml} mL", outcome))
            minutes, seconds = divmod(ended.seconds, 60)
            pairs.append(
                (say("collection.took"), say("collection.duration", m=minutes, s=f"{seconds:02d}"), "")
            )
        typed = self.typed_words(visit)
        return [*pairs, typed] if typed else pairs

    def tick(self) -> None:
        super().tick()
        if self.state is None or self.visit is None or self.clock is None or self.stage != "flowing":
            return
        needle = self.visit.needle
        if needle is not None and self._limits is not None:
            flow = flow_of(self.clock.now(), needle.at, self._limits)
            self.view.show_flow(flow)
            if self._limits.mix_every_s:
                self.view.below.setText(mix_words(flow.seconds, self._limits.mix_every_s))

    # acts

    def _digit(self, digit: int) -> None:
        if self.stage in ("arm", "flowing"):
            rows = (self.view.choices, self.view.agreement, self.view.fear)
            any(row.digit_pressed(digit) for row in rows)

    def _main(self) -> None:
        if self.reaction is None and self.stage == "bag":
            self.view.give_bag()
        elif self.reaction is None and self.stage == "arm":
            self._needle_in()
        else:
            super()._main()

    def _bag_given(self, lot: str, expires_on: object) -> None:
        visit, current = self.visit_id, self.visit.label_set if self.visit else None
        if current is None or not isinstance(expires_on, date):
            return
        kind, day = current.planned.bag_kind, expires_on
        self.view.show_bag_problem("", "")
        self.run(
            lambda: collect.take_bag(self.shell.desk, visit, bag_kind=kind, lot=lot, expires_on=day),
            self.show,
        )

    def refused(self, no: Refusal | Trouble) -> None:
        """What is wrong with the bag is said beside its field."""
        if no.code in ("collection.no_lot", "collection.bag_expired"):
            self.view.set_busy(False)
            words = said(no.code, **no.values)
            is_lot = no.code == "collection.no_lot"
            self.view.show_bag_problem(words if is_lot else "", "" if is_lot else words)
        else:
            super().refused(no)

    def _arm_chosen(self, arm: Any) -> None:
        if self.state is not None:
            self.state = chose_arm(self.state, arm)
            self.show(self.state.visit)

    def _agreed(self) -> None:
        if self.state is not None:
            self.state = agreed(self.state)
            self.show(self.state.visit)

    def _fear_said(self, what: Any) -> None:
        visit, desk = self.visit_id, self.shell.desk

        def write() -> tuple[Visit, Limits]:
            told = examine.say_fear(desk, visit, is_afraid=what == AFRAID)
            return told, _limits(desk, told)

        self.run(write, self._fear_noted)

    def _fear_noted(self, told: tuple[Visit, Limits]) -> None:
        """What was said belongs to the risk beside it."""
        visit, limits = told
        self.knew(limits)
        self.show(visit)

    def _needle_in(self) -> None:
        visit, state = self.visit_id, self.state
        if state is None or state.arm is None:
            return
        arm, agrees = state.arm, state.agreed
        self.run(
            lambda: collect.put_needle_in(self.shell.desk, visit, arm=arm, donor_agreed=agrees), self.show
        )

    def _end_asked(self, how: Any) -> None:
        self.view.choices.show_value(None)
        if how == "full" and self._limits is not None:
            self._end(self._limits.planned_ml, None)
        elif how == "failed":
            self.ask("failed", key="collection.failed", choices=choices_of("needle_failure"))
        else:
            self._ask_end()

    def _ask_end(self) -> None:
        reasons = choices_of("end_reason", *_END_REASONS)
        planned = self._limits.planned_ml if self._limits else 0
        self.ask("end", key="collection.end", choices=reasons, planned=planned)

    def _end(self, volume_ml: int, reason: str | None) -> None:
        visit = self.visit_id
        self.run(
            lambda: collect.end(self.shell.desk, visit, volume_ml=volume_ml, reason=reason),
            self.show_or_go_on,
        )

    def _ended_with(self, given: Given) -> None:
        visit, volume_ml = self.visit_id, int(given.values["volume"])
        self.act_on_sheet(
            lambda: collect.end(self.shell.desk, visit, volume_ml=volume_ml, reason=given.reason),
            self.show_or_go_on,
        )

    def _failed(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: collect.fail_needle(self.shell.desk, visit, reason=given.reason), self.show_or_go_on
        )

    def _void_key(self) -> None:
        """F8: before the needle the number can be made void, afterwards a code can be typed."""
        if self.stage == "proof":
            self.ask_typed()
        elif self.stage in ("bag", "arm") and self.visit is not None and self.visit.label_set is not None:
            self.ask_number_menu(types=False)
        else:
            self.ask_void()

    # scans

    def why_no_scan(self) -> str:
        return "" if self.stage in ("proof", "stop") else f"collection.no_scan.{self.stage}"

    def scanned(self, text: str) -> bool:
        if self.visit is not None and self.state is not None and self.stage == "bag":
            try:
                if self._take_bag_code(text):
                    return True
            except Refusal as no:
                self.refused(no)
                return True
        return super().scanned(text)

    def _take_bag_code(self, text: str) -> bool:
        """Fill the fields from the codes of the bag: its lot, and the day until which it may be used."""
        code = read_code(text, ISBT128)  # what a maker prints on a bag is no number of the station
        if code.kind in ("container_lot", "container") and code.value is not None:
            self.view.take_lot(code.value)
        elif code.kind == "expiry" and code.value is not None and self.clock is not None:
            self.view.take_expiry(day_of_code(code.value, self.clock.today()))
        else:
            return False
        return True


_FIRST_OF_FEAR = 4
"""The digit behind those of the arms and of the agreement to a second needle."""
_END_REASONS = ("slow_flow", "reaction", "donor_wish", "bag_fault", "equipment_fault", "over_time")


def flow_of(now: datetime, since: datetime, limits: Limits) -> Flow:
    """Return the clock of a collection and what its time means for the unit (procedure 2.10)."""
    seconds = int((now - since).total_seconds())
    platelets, plasma = limits.no_platelets_after_s, limits.no_plasma_after_s
    if not platelets:
        return Flow(seconds=seconds, limit=1, words="", is_late=False)
    if seconds > plasma:
        return Flow(seconds=seconds, limit=plasma, words=say("collection.flow.no_plasma"), is_late=True)
    if seconds > platelets:
        words = say("collection.flow.no_platelets", minutes=_minutes(plasma))
        return Flow(seconds=seconds, limit=plasma, words=words, is_late=True)
    words = say("collection.flow.in_time", minutes=_minutes(platelets))
    return Flow(seconds=seconds, limit=platelets, words=words, is_late=False)


def mix_words(seconds: int, every_s: int) -> str:
    """Remind of the mixing by hand, at a chair without a mixer."""
    left = mix_in(seconds, every_s)
    return say("chairs.mix_in", s=left) if left else say("chairs.mix_now")


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g}"


def day_of_code(value: str, today: date) -> date:
    """Return the day of an ISBT 128 code cyyjjj: century digit, year, day of the year."""
    year = 2000 + int(value[1:3]) + (100 if value[0] == "1" else 0)
    return date(year, 1, 1) + timedelta(days=int(value[3:6]) - 1)


def _fear_of(visit: Visit) -> str | None:
    return None if visit.is_afraid is None else AFRAID if visit.is_afraid else CALM


def _mark_words(visit: Visit) -> list[str]:
    flags = visit.collection.flags if visit.collection else ()
    return [say(f"collection.mark.{flag}") for flag in flags]


def _limits(desk: Desk, visit: Visit) -> Limits:
    rules = desk.rules_of(visit)
    planned = collect.planned_ml(rules, visit.plan)
    by_hand = visit.chair in desk.packs.policy.chairs_mixed_by_hand
    times = next((one for one in rules.donation.times if one.volume_ml == planned), None)
    return Limits(
        planned_ml=planned,
        no_platelets_after_s=times.no_platelets_after_s if times else 0,
        no_plasma_after_s=times.no_plasma_after_s if times else 0,
        most_needles=rules.whole("max_punctures_per_visit"),
        mix_every_s=rules.whole("hand_mix_interval_s") if by_hand else 0,
        risk=risk_of(desk, visit),
    )


def build(shell: Shell) -> CollectionPresenter:
    """Make the page and its presenter."""
    return CollectionPresenter(shell, CollectionView())
