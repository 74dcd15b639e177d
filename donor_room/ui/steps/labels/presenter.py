"""Joins the labels page with its use cases: hear, plan and print, scan, void."""

from __future__ import annotations

from typing import Any

from donor_room.domain.own_codes import OWN
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import LabelSet, Visit
from donor_room.ui.asking_presenter import choices_of, words_of
from donor_room.ui.chair_presenter import ChairPresenter
from donor_room.ui.keys import Act
from donor_room.ui.number_presenter import many_roles, role_words
from donor_room.ui.reaction_care import time_of_day
from donor_room.ui.shell import Shell
from donor_room.ui.steps.labels.state import State, chose_bag, chose_chair, grew
from donor_room.ui.steps.labels.view import Known, LabelsView
from donor_room.ui.texts import said, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import Choice
from donor_room.workflow import aftercare, collect, label, label_print, label_scan, preprinted


class LabelsPresenter(ChairPresenter):
    """Leads from the spoken identity to the last equal scan."""

    page = "labels"
    phase: label_scan.Phase = "before_needle"

    def __init__(self, shell: Shell, view: LabelsView) -> None:
        super().__init__(shell, view)
        self._bag_kinds: tuple[str, ...] = ()
        self._has_sets = False
        """Whether the shift holds sets that the station printed: one may be scanned in the place of F8."""
        view.identity_heard.connect(self._heard)
        view.bag_chosen.connect(self._bag_chosen)
        view.print_asked.connect(self._print_key)
        view.leave_asked.connect(self._leave_key)
        view.printer_asked.connect(self._show_printer)
        self.when_given |= {"leave": self._leave, "stop_here": self._stop_here}

    def begun(self, visit: Visit) -> State:
        return State(visit=visit)

    def grown(self, visit: Visit) -> State:
        return grew(self.state, visit, is_printing=visit.id in self.at_printer)

    def to_know(self, visit: Visit) -> tuple[tuple[str, ...], bool]:
        desk = self.shell.desk
        return label.bag_kinds_for(desk, desk.rules_of(visit), visit.plan), preprinted.has_sets(desk)

    def knew(self, told: Any) -> None:
        self._bag_kinds, self._has_sets = told

    # showing

    def show(self, visit: Visit) -> None:
        """Show the visit at its stage."""
        stage = self.take_in(visit)
        self.view.action(Act.REACTION).setVisible(bool(visit.needles))
        self.view.action(Act.RECORDS).setVisible(stage == "send")
        self.view.show_print_key(_PRINT_KEYS.get(stage, "labels.again_or_void"))
        self.view.show_known(self._known(visit))
        self._show_left(visit, stage)
        self._show_main(visit, stage)
        super().show(visit)

    def _show_left(self, visit: Visit, stage: str) -> None:
        if stage == "stop":
            self.show_foreign(visit)
        elif visit.label_set is None or stage == "identity":
            self._show_start(visit, stage)
        elif stage == "scan":
            self.view.show_proof(self.proof_shown(visit))
        else:
            self._show_proof(visit, visit.label_set, stage)

    def _show_proof(self, visit: Visit, current: LabelSet, stage: str) -> None:
        """Show what is to be scanned of a set that is not known to be whole."""
        left, missing = visit.unscanned(self.phase), current.missing
        what = role_words(left[0]) if left else ""
        hint = say(f"labels.hint.{stage}", missing=many_roles(missing))
        if stage == "uncertain" and len(missing) > _NAMED_AT_MOST:
            hint = say("chair.missing_many", count=len(missing))
        shown = self.proof_shown(visit, prompt=say(f"labels.prompt.{stage}", what=what), hint=hint)
        self.view.show_proof(shown.while_printing() if stage == "printing" else shown)

    def _show_start(self, visit: Visit, stage: str) -> None:
        hint = "labels.hint.second" if visit.needles and stage != "identity" else f"labels.hint.{stage}"
        by_scan = stage == "print" and self._has_sets
        self.view.show_start(
            name=visit.donor.name,
            birth=visit.donor.birth_on.isoformat(),
            is_heard=stage != "identity",
            bags=self._bag_choices(),
            bag=self.state.bag_kind if self.state else None,
            prompt=say("preprinted.prompt" if by_scan else f"labels.prompt.{stage}"),
            hint=say("preprinted.hint" if by_scan else hint),
        )

    def _bag_choices(self) -> list[Choice]:
        return choices_of("bag_kind", *self._bag_kinds)

    def _show_main(self, visit: Visit, stage: str) -> None:
        if stage == "scan":
            count = len(visit.unscanned(self.phase))
            self.view.show_blocked(say("frame.missing_scans", count=count))
        elif stage != "stop":
            count = len(visit.unscanned(self.phase))
            self.view.show_blocked(say(f"labels.missing.{stage}", count=count))

    def _known(self, visit: Visit) -> Known:
        by = next((who for place, who in reversed(visit.identity) if place == "chair"), None)
        is_asked = self.stage == "identity" or by is None
        heard_by = "" if is_asked else say("labels.identity.heard_by", name=self.people.get(by or "", ""))
        return Known(heard_by=heard_by, rows=tuple(self._goods(visit)))

    def _goods(self, visit: Visit) -> list[tuple[str, str, str]]:
        current = visit.label_set
        rows = [(say("chair.label"), self.chair_words(visit), "")]
        rows.append((say("labels.goods_plan"), words_of("donation_kind", visit.plan), ""))
        if current is not None:
            bag = words_of("bag_kind", current.planned.bag_kind)
            rows.append((say("labels.goods_bag"), bag, ""))
            if current.sent_at is not None:
                count = say("labels.sheets", count=len(current.planned.labels))
                rows.append((say("labels.goods_printed"), count, time_of_day(current.sent_at)))
            elif current.is_preprinted:
                count = say("labels.sheets", count=len(current.planned.labels))
                rows.append((say("preprinted.goods"), count, time_of_day(current.at)))
        dead = [one.number[-6:] for one in visit.label_sets if one.voided is not None]
        if dead:
            rows.append((say("labels.goods_void"), " ".join(dead), ""))
        if visit.needles:
            rows.append((say("labels.goods_needles"), str(len(visit.needles)), ""))
        typed = self.typed_words(visit)
        if typed is not None:
            rows.append(typed)
        return rows

    # acts

    def _digit(self, digit: int) -> None:
        if self.stage == "identity":
            self.view.said.digit_pressed(digit)
        elif self.stage in ("bag", "print"):
            self.view.bags.digit_pressed(digit)

    def _heard(self) -> None:
        visit, number = self.visit_id, self.state.chair if self.state else None
        self.run(lambda: label.confirm_at_chair(self.shell.desk, visit, chair=number), self.show_or_go_on)

    def choose_chair(self, number: int) -> None:
        """Before the donor was heard the chair is only remembered: nobody sits there yet."""
        if self.stage != "identity" or self.state is None or self.visit is None:
            super().choose_chair(number)
            return
        self.state = chose_chair(self.state, number)
        self.chair = number
        self.show(self.visit)
        self.shell.window.scan_line.say_good(said("chair.chosen", chair=number))

    def _bag_chosen(self, bag_kind: object) -> None:
        if self.state is not None and self.visit is not None:
            self.state = chose_bag(self.state, str(bag_kind))
            self.show(self.visit)

    def _print_key(self) -> None:
        stage = self.stage
        if stage == "print":
            self._plan()
        elif stage == "send":
            self._send()
        elif stage in ("spoiled", "undecided"):
            self.ask_void()
        elif stage in ("uncertain", "scan"):
            self.ask_number_menu()
        else:
            count = len(self.visit.unscanned(self.phase)) if self.visit else 0
            self.shell.window.scan_line.say_bad(said(f"labels.missing.{stage}", count=count))

    def _show_printer(self) -> None:
        """F4: a number is taken and nothing is printed, so look at the printer; the way back leads here."""
        self.shell.show("printer")

    def _plan(self) -> None:
        visit, kind = self.visit_id, self.state.bag_kind if self.state else None
        if kind is None:
            return
        self.run(lambda: label.plan(self.shell.desk, visit, bag_kind=kind), self._planned, act="print")

    def _planned(self, visit: Visit) -> None:
        self.show(visit)
        self._send()

    def _send(self) -> None:
        visit = self.visit_id
        self.print_out(
            lambda: label_print.begin(self.shell.desk, visit),
            lambda work, done: self.run(work, done, act="send"),
        )

    def refused(self, no: Refusal | Trouble) -> None:
        """After a refused print the set stands as the ledger has it: planned, or uncertain."""
        super().refused(no)
        if no.code == "chair.taken" and self.state is not None:
            self.state = chose_chair(self.state, None)
        if isinstance(no, Trouble) and self.visit is not None:
            visit = self.visit.id
            self.shell.tasks.run(lambda: self.shell.desk.visits.get(visit), self._stands_as, super().refused)

    def _stands_as(self, visit: Visit) -> None:
        if self.is_of(visit):
            self.show(visit)

    def scanned(self, text: str) -> bool:
        """Once the bag is chosen a label of a pre-printed set is taken in the place of a print."""
        is_free = self.visit is not None and self.view.open_sheet is None
        if not is_free or self.stage != "print" or text.startswith(OWN):
            return super().scanned(text)
        self._take_set(text)
        return True

    def _take_set(self, text: str) -> None:
        visit, kind = self.visit_id, self.state.bag_kind if self.state and self.state.bag_kind else ""

        def taken(told: Visit) -> None:
            role = next((role for _, role in told.label_set.scanned), "") if told.label_set else ""
            self.shell.window.scan_line.say_good(said("labels.scan_equal", what=role_words(role)))
            self.show_or_go_on(told)

        self.run(
            lambda: preprinted.take(self.shell.desk, visit, text=text, bag_kind=kind), taken, act="print"
        )

    def why_no_scan(self) -> str:
        stage = self.stage
        return "" if stage in ("scan", "printing", "uncertain", "stop") else f"labels.missing.{stage}"

    # the donor does not go on

    def _leave_key(self) -> None:
        """F6: a set must be void first; after a failed needle the collection ends, else the donor leaves."""
        if self.visit is None:
            return
        if self.visit.label_set is not None:
            self.shell.window.scan_line.say_bad(said("walk.void_the_set_first"))
        elif self.visit.needles:
            reasons = choices_of("end_reason", "donor_wish", "slow_flow", "reaction", "equipment_fault")
            self.ask("stop_here", key="labels.stop_here", choices=reasons)
        else:
            self.ask("leave", key="labels.leave")

    def _leave(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: aftercare.close(self.shell.desk, visit, how="left", remark=given.words), self.went_on
        )

    def _stop_here(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: collect.end(self.shell.desk, visit, volume_ml=0, reason=given.reason), self.went_on
        )


_NAMED_AT_MOST = 3
"""So many missing labels are named in one line; more are marked in the panels above it."""

_PRINT_KEYS = dict.fromkeys(("identity", "bag", "print", "send", "printing"), "labels.print") | dict.fromkeys(
    ("spoiled", "undecided"), "labels.void_set"
)
"""What F8 does at a stage; at every other one it asks what to do with the number."""


def build(shell: Shell) -> LabelsPresenter:
    """Make the page and its presenter."""
    return LabelsPresenter(shell, LabelsView())
