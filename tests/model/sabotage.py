"""Every guard by name: how it is taken away, the scene that meets it, and the invariant that must then fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import donation_number, label_set, staff, visit, walk
from donor_room.domain import entries as e
from donor_room.printing import raster, verify
from donor_room.store import numbers
from donor_room.workflow import (
    came_back,
    collect,
    decide,
    hand_over,
    label,
    label_print,
    label_scan,
    station_word,
)
from donor_room.workflow.desk import Desk
from tests.model.house import HAS_CHAIRS
from tests.model.knife import allowed_without, never_refuses, replace_everywhere
from tests.model.scene import Scene

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A guard, and what becomes of the house without it.

    `fault` is a fault of the world that the guard is there for: it is put in with the guard in its place, too.
    """

    guard: str
    invariant: str
    remove: Callable[[Patch], Any]
    play: Callable[[Scene], Any]
    fault: Callable[[Patch], Any] | None = None


# ---- I01, I02: numbers -------------------------------------------------------------------------------------


def _counter_stands_still(patch: Patch) -> None:
    """The counter of spent numbers is lost: the same number is offered again."""
    patch.setattr(numbers.Numbers, "next_number", lambda self, shift, left_out=(): _first_of(self, shift))


def _first_of(kept: numbers.Numbers, shift: str) -> tuple[Any, str]:
    block = kept.blocks(shift)[0]
    return block, block.numbers()[0]


def _takes_any_number(patch: Patch) -> None:
    patch.setitem(numbers._KEEPERS, e.LabelSetPlanned, lambda database, entry, act: None)


def _no_overlap_is_seen(patch: Patch) -> None:
    patch.setattr(numbers, "_refuse_overlap", lambda database, table, act: None)


def _forgets(act: type[e.Act]) -> Callable[[Patch], None]:
    return lambda patch: patch.setitem(numbers._KEEPERS, act, lambda database, entry, said: None)


def two_sets(scene: Scene) -> None:
    scene.printed()
    scene.printed()


def lend_twice(scene: Scene) -> None:
    scene.press(None, lambda: scene.terminal.lease("r9", *scene.world.numbers(0)))


def void_one(scene: Scene) -> None:
    scene.void(scene.printed())


def give_one(scene: Scene) -> None:
    scene.gave()


def give_back(scene: Scene) -> None:
    scene.printed()
    scene.give_back()


# ---- I03, I08: before a label ------------------------------------------------------------------------------


def plan_undecided(scene: Scene) -> None:
    undecided = scene.donor("decision")
    scene.chair(undecided)
    scene.plan(undecided)


def print_contradicted(scene: Scene) -> None:
    """The group is corrected between planning and printing: the decision no longer stands."""
    one = scene.donor()
    scene.chair(one)
    scene.plan(one)
    _correct_group(scene, one)
    scene.send(one)


def _correct_group(scene: Scene, one: str) -> None:
    from donor_room.workflow import correct

    desk = scene.terminal.desk
    typed = next(line for line in correct.correctable(desk, one) if isinstance(line.act, e.GroupTyped))
    right = replace(typed.act, abo="B")  # type: ignore[type-var]
    second = station_second()
    scene.press(one, lambda: correct.correct(desk, one, typed.entry.id, right, "看错", second=second))


def station_second() -> Any:
    from donor_room.workflow.register import Second
    from tests.support import desks as d

    return Second(staff=d.NURSE, pin=d.PIN)


def _plans_unheard(patch: Patch) -> None:
    seat = ("chair.seat_first",) if HAS_CHAIRS else ()
    allowed_without(patch, e.LabelSetPlanned, "walk.confirm_identity_at_chair", *seat)


def plan_unheard(scene: Scene) -> None:
    scene.plan(scene.donor())


# ---- I04: one print, one set -------------------------------------------------------------------------------


def _prints_again(patch: Patch) -> None:
    """Both locks of the same door: what the use case asks, and what the walk asks."""
    allowed_without(patch, e.LabelsSent, "labels.sent_already")
    never_refuses(patch, label_print.send, "labels.sent_already")


def print_twice(scene: Scene) -> None:
    scene.send(scene.printed())


def plan_twice(scene: Scene) -> None:
    scene.plan(scene.printed())


def _takes_any_number_for_own(patch: Patch) -> None:
    real = label_set.accept

    def accept(labels: Any, scanned: Any, code: Any) -> Any:
        own = None if code.number is None else labels.number
        return real(labels, scanned, replace(code, number=own))

    replace_everywhere(patch, label_set.accept, accept)


def scan_void(scene: Scene) -> None:
    one = scene.printed()
    old = scene.set(one).labels["bag1"]
    scene.void(one)
    scene.plan(one)
    scene.scan(one, old)


# ---- I05, I06, I07: scans ----------------------------------------------------------------------------------


def _proved_at_once(patch: Patch) -> None:
    allowed_without(patch, e.NeedleIn, "walk.scan_the_set_first")


def needle_after_five_of_six(scene: Scene) -> None:
    one = scene.printed()
    scene.scan_all(one, but="form")
    scene.bag(one)
    scene.needle(one)


def _any_role_is_the_next(patch: Patch) -> None:
    """A label that was read already counts as the next one that was not."""
    real = label_set._accept_role

    def accept(labels: Any, scanned: Any, code: Any, expected: Any) -> Any:
        left = label_set.still_to_scan(labels, scanned)
        return label_set.Equal(left[0]) if left else real(labels, scanned, code, expected)

    patch.setattr(label_set, "_accept_role", accept)


def scan_one_label_six_times(scene: Scene) -> None:
    one = scene.printed()
    for _again in range(6):
        scene.scan(one, scene.set(one).labels["bag1"])
    scene.bag(one)
    scene.needle(one)


def swap(scene: Scene) -> None:
    one, other = scene.printed(), scene.printed()
    scene.scan(one, scene.set(other).labels["bag1"])


def _goes_on_after_a_foreign_label(patch: Patch) -> None:
    patch.setattr(walk, "_WHILE_STOPPED", e.Act)


def swap_and_go_on(scene: Scene) -> None:
    one, other = scene.printed(), scene.printed()
    scene.scan(one, scene.set(other).labels["bag1"])
    scene.bag(one)


def _no_check_character(patch: Patch) -> None:
    replace_everywhere(
        patch,
        donation_number.parse_typed,
        lambda text, profile: donation_number.parse_number(text[:13], profile),
    )


def type_a_wrong_sign(scene: Scene) -> None:
    one = scene.printed()
    scene.type(one, scene.set(one).number + "*")


def _alone(patch: Patch, module: Any) -> None:
    patch.setattr(module, "second_person", lambda desk, *, staff_id, pin, act: desk.signed_in())


def type_alone(scene: Scene) -> None:
    one = scene.printed()
    number = scene.set(one).number
    scene.type(one, number + (donation_number.mod37_2(number)), pin="0000")


# ---- I09: whose line it is ---------------------------------------------------------------------------------


def _writes_to_the_last_visit(patch: Patch) -> None:
    """The desk writes to the visit that came in last, not to the one that the press names."""
    real = Desk.record

    def record(self: Desk, named: str, *acts: e.Act) -> Any:
        rows = self.database.rows("SELECT visit FROM visit_line ORDER BY opened_at DESC, visit LIMIT 1")
        return real(self, rows[0][0], *acts)

    patch.setattr(Desk, "record", record)


def hear_the_first_of_two(scene: Scene) -> None:
    first = scene.donor("interview")
    scene.terminal.clock.instant += timedelta(seconds=5)
    scene.donor("interview")
    scene.press(first, lambda: label.confirm_at_chair(scene.terminal.desk, first))


# ---- I15, I16: after the needle ----------------------------------------------------------------------------


def rest_before_the_tubes_are_read(scene: Scene) -> None:
    one = scene.flowing()
    scene.end(one)
    scene.rest(one)


def void_without_a_reason(scene: Scene) -> None:
    scene.void(scene.printed(), reason=" ")


def end_short_without_a_reason(scene: Scene) -> None:
    scene.end(scene.flowing(), 200)


def _failed_needle_spoils_nothing(patch: Patch) -> None:
    real = visit._needle_failed

    def failed(told: Any, entry: Any, act: Any) -> Any:
        return replace(real(told, entry, act), label_sets=told.label_sets)

    patch.setitem(visit._HANDLERS, e.NeedleFailed, failed)


def second_needle_on_the_same_set(scene: Scene) -> None:
    one = scene.flowing()
    scene.fail(one)
    scene.bag(one)
    scene.needle(one, "right")


def end_without_a_needle(scene: Scene) -> None:
    one = scene.flowing()
    scene.fail(one)
    scene.void(one)
    scene.end(one, 400)
    scene.rest(one)
    scene.leave(one, "donated")


# ---- I17: the handover -------------------------------------------------------------------------------------


def close_with_somebody_here(scene: Scene) -> None:
    scene.donor("interview")
    scene.give_back()
    scene.close_shift()


def close_unpacked(scene: Scene) -> None:
    one = scene.gave()
    scene.pack(one, "bag1")
    scene.give_back()
    scene.close_shift()


def close_with_numbers_left(scene: Scene) -> None:
    scene.close_shift()


def close_alone(scene: Scene) -> None:
    from tests.support import desks as d

    scene.give_back()
    scene.close_shift(d.EVERYBODY)


# ---- I18, I19: deferrals -----------------------------------------------------------------------------------


def _no_deferral_stands(patch: Patch) -> None:
    replace_everywhere(patch, walk.is_deferred, lambda told: False)


def _decides_after_a_deferral(patch: Patch) -> None:
    allowed_without(patch, e.DecisionMade, "walk.is_deferred")
    for act in (e.Measured, e.TestsSigned):
        allowed_without(patch, act, "walk.is_deferred")


def deferred(scene: Scene) -> str:
    """A donor whose haemoglobin is low and who was deferred."""
    from donor_room.workflow import blood_tests
    from tests.support import desks as d

    desk = scene.terminal.desk
    one = scene.donor("decision")
    lot = d.lot(desk)
    scene.press(one, lambda: blood_tests.measure_hb(desk, one, text="95", confirmed=True, lot=lot))
    scene.press(one, lambda: blood_tests.sign_tests(desk, one))
    scene.press(one, lambda: decide.confirm(desk, one, pin=d.PIN))
    return one


def eligible_after_a_deferral(scene: Scene) -> str:
    from donor_room.workflow import blood_tests
    from tests.support import desks as d

    desk, one = scene.terminal.desk, deferred(scene)
    lot = d.lot(desk)
    scene.press(one, lambda: blood_tests.measure_hb(desk, one, text="138", confirmed=True, lot=lot))
    scene.press(one, lambda: blood_tests.sign_tests(desk, one))
    scene.press(one, lambda: decide.confirm(desk, one, pin=d.PIN))
    return one


def label_after_a_deferral(scene: Scene) -> None:
    one = eligible_after_a_deferral(scene)
    scene.chair(one)
    scene.plan(one)


def come_back_alone(scene: Scene) -> None:
    from donor_room.workflow import register

    one = deferred(scene)
    scene.leave(one, "deferred")
    donor = scene.terminal.desk.visits.get(one).donor
    came: list[str] = []

    def act() -> None:
        told = register.open_visit(scene.terminal.desk, donor=donor, source="typed", plan="WB400")
        scene.world.house.step.visit = told.id
        came.append(told.id)

    scene.press(None, act)


def _nobody_is_kept_out(patch: Patch) -> None:
    """Two locks: the deferral decided here, and the second look at who comes back."""
    replace_everywhere(patch, came_back.decided_here, lambda desk, visits: None)
    replace_everywhere(patch, came_back.has_come_back, lambda desk, visits: False)


# ---- I20: what the bars say ---------------------------------------------------------------------------------


def _bars_of_another_number(patch: Patch) -> None:
    """The drawing puts the bars of one number above the letters of another."""
    real = raster.modules
    patch.setattr(raster, "modules", lambda text, symbology: real(text[:-4] + "9999", symbology))


def _nobody_reads_back(patch: Patch) -> None:
    replace_everywhere(patch, verify.verify, lambda picture: None)


def print_pictures(scene: Scene) -> None:
    scene.terminal.printer.draws = True
    scene.printed()


def _no_check_character_on_labels(patch: Patch) -> None:
    """A wrong check character stands on the label."""
    replace_everywhere(patch, donation_number.check_character, lambda number, profile: "X")


# ---- I21, I22 ----------------------------------------------------------------------------------------------


def void_by_oneself(scene: Scene) -> None:
    from tests.support import desks as d

    scene.void(scene.printed(), witness=d.EVERYBODY)


def _told(scene: Scene, one: str) -> None:
    from tests.model.book import Event
    from tests.support.told import PERMANENT, tell, word

    document = scene.stay(one).donor["document_number"]
    body = {"document": document, "against": True, "news_for": [one]}
    told = scene.terminal.desk.visits.get(one)
    scene.press(
        None,
        lambda: tell(scene.terminal.desk, told, word(deferral=PERMANENT)),
        Event("station.told", scene.terminal.name, body=body),
    )


def told_while_here(scene: Scene) -> None:
    _told(scene, scene.printed())


def told_and_gone_on(scene: Scene) -> None:
    one = scene.printed()
    _told(scene, one)
    scene.scan(one, scene.set(one).labels["bag1"])


def told_after_the_needle(scene: Scene) -> None:
    one = scene.gave()
    scene.pack(one)
    _told(scene, one)
    scene.give_back()
    scene.close_shift()


def _without(act: type, *codes: str) -> Callable[[Patch], None]:
    return lambda patch: allowed_without(patch, act, *codes)


def _never(function: Callable[..., Any], code: str) -> Callable[[Patch], None]:
    return lambda patch: never_refuses(patch, function, code)


SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("a spent number is refused", "I01", _takes_any_number, two_sets, _counter_stands_still),
    Sabotage("ranges that meet are refused", "I01", _no_overlap_is_seen, lend_twice),
    Sabotage("a void number is counted", "I02", _forgets(e.LabelSetVoided), void_one),
    Sabotage("a used number is counted", "I02", _forgets(e.CollectionEnded), give_one),
    Sabotage("numbers that went back are counted", "I02", _forgets(e.NumbersReturned), give_back),
    Sabotage("a set needs a decision", "I03", _without(e.LabelSetPlanned, "walk.no_decision"), plan_undecided),
    Sabotage(
        "a print needs a decision that still stands", "I03", _without(e.LabelsSent, "walk.no_decision"),
        print_contradicted,
    ),
    Sabotage("a set is printed once", "I04", _prints_again, print_twice),
    Sabotage(
        "another set needs the first one void", "I04",
        _without(e.LabelSetPlanned, "walk.void_the_set_first"), plan_twice,
    ),
    Sabotage("a void label is foreign", "I06", _takes_any_number_for_own, scan_void),
    Sabotage("no needle before all are read back", "I05", _proved_at_once, needle_after_five_of_six),
    Sabotage("each label counts for itself", "I05", _any_role_is_the_next, scan_one_label_six_times),
    Sabotage("a foreign label stops this visit", "I06", _takes_any_number_for_own, swap),
    Sabotage(
        "a foreign label stops the other visit", "I06",
        lambda patch: patch.setattr(label_scan, "_stop_other", lambda *given, **named: None), swap,
    ),
    Sabotage("nothing goes on beside a foreign label", "I06", _goes_on_after_a_foreign_label, swap_and_go_on),
    Sabotage("what is typed has its check character", "I07", _no_check_character, type_a_wrong_sign),
    Sabotage(
        "what is typed has a second person", "I07", lambda patch: _alone(patch, label_scan), type_alone
    ),
    Sabotage(
        "the donor is heard at the chair",
        "I08",
        _plans_unheard,
        plan_unheard,
    ),
    Sabotage("a line goes to the visit of its press", "I09", _writes_to_the_last_visit, hear_the_first_of_two),
    Sabotage(
        "tubes are read before the donor rests", "I15", _without(e.RestStarted, "walk.second_proof_first"),
        rest_before_the_tubes_are_read,
    ),
    Sabotage("a unit came through a needle", "I15", _never(collect.ended, "walk.no_needle"), end_without_a_needle),
    Sabotage("a void number has a reason", "I16", _never(label.void, "labels.no_reason"), void_without_a_reason),
    Sabotage(
        "a short collection has a reason", "I16", _never(collect.ended, "collection.no_reason"),
        end_short_without_a_reason,
    ),
    Sabotage(
        "a failed needle spoils its set", "I16", _failed_needle_spoils_nothing, second_needle_on_the_same_set
    ),
    Sabotage(
        "nobody is here when a shift closes", "I17",
        _never(hand_over.why_not_closable, "handover.visits_open"), close_with_somebody_here,
    ),
    Sabotage(
        "every unit is packed when a shift closes", "I17",
        _never(hand_over.why_not_closable, "handover.not_packed"), close_unpacked,
    ),
    Sabotage("no label after a deferral", "I18", _no_deferral_stands, label_after_a_deferral),
    Sabotage(
        "no decision after a deferral", "I19", _decides_after_a_deferral, eligible_after_a_deferral
    ),
    Sabotage("who comes back is looked at by two", "I19", _nobody_is_kept_out, come_back_alone),
    Sabotage(
        "every symbol is read back before it leaves", "I20", _nobody_reads_back, print_pictures,
        _bars_of_another_number,
    ),
    Sabotage("a label shows its own check character", "I20", _no_check_character_on_labels, two_sets),
    Sabotage(
        "nobody is the own second person", "I21", _never(staff.second_person_code, "staff.same_person"),
        void_by_oneself,
    ),
    Sabotage(
        "what the station tells holds the visit", "I22",
        lambda patch: replace_everywhere(patch, station_word.hear_of, lambda desk, persons: None),
        told_while_here,
    ),
    Sabotage("nothing goes on while held", "I22", _never(walk.why_not, "walk.is_held"), told_and_gone_on),
    Sabotage(
        "a unit of a held visit goes apart", "I22",
        _never(hand_over.why_not_closable, "handover.quarantine"), told_after_the_needle,
    ),
)  # fmt: skip
