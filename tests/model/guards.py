"""How each guard is taken away, and the scene that then goes wrong; the table of both is in `sabotage`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.domain import donation_number, label_set, visit, walk
from donor_room.domain import entries as e
from donor_room.printing import code128, verify
from donor_room.store import numbers
from donor_room.workflow import (
    blood_tests,
    came_back,
    correct,
    decide,
    examine,
    label,
    label_print,
    register,
    release,
)
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import Second
from tests.model.book import Event
from tests.model.knife import allowed_without, never_refuses, replace_everywhere
from tests.model.scene import Scene
from tests.support import desks as d
from tests.support.told import PERMANENT, tell, word

Patch = pytest.MonkeyPatch


# ---- I01, I02: numbers -------------------------------------------------------------------------------------


def counter_stands_still(patch: Patch) -> None:
    """The counter of spent numbers is lost: the same number is offered again."""
    patch.setattr(numbers.Numbers, "next_number", lambda self, shift, left_out=(): first_of(self, shift))


def first_of(kept: numbers.Numbers, shift: str) -> tuple[Any, str]:
    block = kept.blocks(shift)[0]
    return block, block.numbers()[0]


def takes_any_number(patch: Patch) -> None:
    patch.setitem(numbers._KEEPERS, e.LabelSetPlanned, lambda database, entry, act: None)


def no_overlap_is_seen(patch: Patch) -> None:
    patch.setattr(numbers, "_refuse_overlap", lambda database, table, act: None)


def forgets(act: type[e.Act]) -> Callable[[Patch], None]:
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
    correct_group(scene, one)
    scene.send(one)


def correct_group(scene: Scene, one: str) -> None:
    desk = scene.terminal.desk
    typed = next(line for line in correct.correctable(desk, one) if isinstance(line.act, e.GroupTyped))
    right = replace(typed.act, abo="B")  # type: ignore[type-var]
    second = station_second()
    scene.press(one, lambda: correct.correct(desk, one, typed.entry.id, right, "看错", second=second))


def station_second() -> Any:
    return Second(staff=d.NURSE, pin=d.PIN)


def plans_unheard(patch: Patch) -> None:
    allowed_without(patch, e.LabelSetPlanned, "walk.confirm_identity_at_chair", "chair.seat_first")


def plan_unheard(scene: Scene) -> None:
    scene.plan(scene.donor())


# ---- I04: one print, one set -------------------------------------------------------------------------------


def prints_again(patch: Patch) -> None:
    """Both locks of the same door: what the use case asks, and what the walk asks."""
    allowed_without(patch, e.LabelsSent, "labels.sent_already")
    never_refuses(patch, label_print._printer_and_set, "labels.sent_already")


def print_twice(scene: Scene) -> None:
    scene.send(scene.printed())


def plan_twice(scene: Scene) -> None:
    scene.plan(scene.printed())


def takes_any_number_for_own(patch: Patch) -> None:
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


def proved_at_once(patch: Patch) -> None:
    allowed_without(patch, e.NeedleIn, "walk.scan_the_set_first")


def needle_after_five_of_six(scene: Scene) -> None:
    one = scene.printed()
    scene.scan_all(one, but="form")
    scene.bag(one)
    scene.needle(one)


def any_role_is_the_next(patch: Patch) -> None:
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


def goes_on_after_a_foreign_label(patch: Patch) -> None:
    patch.setattr(walk, "_WHILE_STOPPED", e.Act)


def swap_and_go_on(scene: Scene) -> None:
    one, other = scene.printed(), scene.printed()
    scene.scan(one, scene.set(other).labels["bag1"])
    scene.bag(one)


def no_check_character(patch: Patch) -> None:
    replace_everywhere(
        patch,
        donation_number.parse_typed,
        lambda text, profile: donation_number.parse_number(text[:13], profile),
    )


def type_a_wrong_sign(scene: Scene) -> None:
    one = scene.printed()
    scene.type(one, scene.set(one).number + "*")


def alone(patch: Patch, module: Any) -> None:
    patch.setattr(module, "second_person", lambda desk, *, staff_id, pin, act: desk.signed_in())


def type_alone(scene: Scene) -> None:
    one = scene.printed()
    number = scene.set(one).number
    scene.type(one, number + (donation_number.mod37_2(number)), pin="0000")


# ---- I09: whose line it is ---------------------------------------------------------------------------------


def writes_to_the_last_visit(patch: Patch) -> None:
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


# ---- I12, I13: who it is -----------------------------------------------------------------------------------


def comes_in_twice(scene: Scene) -> None:
    scene.next_donor = scene.terminal.desk.visits.get(scene.donor("interview")).donor
    scene.donor("interview")


def shows_another_name(scene: Scene) -> None:
    one = scene.donor("interview")
    scene.leave(one)
    scene.next_donor = replace(scene.terminal.desk.visits.get(one).donor, name="别的人")
    scene.donor("interview")


def nobody_compares_names(patch: Patch) -> None:
    replace_everywhere(patch, register.refuse_another_person, lambda told, donor: None)


# ---- I15, I16: after the needle ----------------------------------------------------------------------------


def rest_before_the_tubes_are_read(scene: Scene) -> None:
    one = scene.flowing()
    scene.end(one)
    scene.rest(one)


def void_without_a_reason(scene: Scene) -> None:
    scene.void(scene.printed(), reason=" ")


def end_short_without_a_reason(scene: Scene) -> None:
    scene.end(scene.flowing(), 200)


def failed_needle_spoils_nothing(patch: Patch) -> None:
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
    scene.give_back()
    scene.close_shift(d.EVERYBODY)


# ---- I18, I19: deferrals -----------------------------------------------------------------------------------


def no_deferral_stands(patch: Patch) -> None:
    replace_everywhere(patch, walk.is_deferred, lambda told: False)


def decides_after_a_deferral(patch: Patch) -> None:
    allowed_without(patch, e.DecisionMade, "walk.is_deferred")
    for act in (e.Measured, e.TestsSigned):
        allowed_without(patch, act, "walk.is_deferred")


def deferred(scene: Scene) -> str:
    """A donor whose haemoglobin is low and who was deferred."""
    desk = scene.terminal.desk
    one = scene.donor("decision")
    lot = d.lot(desk)
    scene.press(one, lambda: blood_tests.measure_hb(desk, one, text="95", confirmed=True, lot=lot))
    scene.press(one, lambda: blood_tests.sign_tests(desk, one))
    scene.press(one, lambda: decide.confirm(desk, one, pin=d.PIN))
    return one


def eligible_after_a_deferral(scene: Scene) -> str:
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


def release_ones_own(scene: Scene) -> None:
    desk, one = scene.terminal.desk, scene.donor("decision")
    scene.press(one, lambda: examine.measure(desk, one, quantity="temp", text="37.4", confirmed=True))
    scene.press(one, lambda: examine.sign_exam(desk, one))
    scene.press(one, lambda: decide.confirm(desk, one, pin=d.PIN))
    (finding,) = desk.visits.get(one).decisions[-1].releasable
    given = {"reason": "examined_fit", "words": "复测", "staff_id": d.EVERYBODY, "pin": d.PIN}
    scene.press(one, lambda: release.release(desk, one, finding=finding, **given))


def releases_the_own_deferral(patch: Patch) -> None:
    """Neither the account is looked at nor the name that it has on another laptop."""
    patch.setitem(walk._LOOKS, e.FindingReleased, lambda told, act: None)
    patch.setattr(release, "is_same_person", lambda desk, one, other: False)


def come_back_alone(scene: Scene) -> None:
    one = deferred(scene)
    scene.leave(one, "deferred")
    donor = scene.terminal.desk.visits.get(one).donor
    came: list[str] = []

    def act() -> None:
        told = register.open_visit(scene.terminal.desk, donor=donor, source="typed", plan="WB400")
        scene.world.house.step.visit = told.id
        came.append(told.id)

    scene.press(None, act)


def nobody_is_kept_out(patch: Patch) -> None:
    """Two locks: the deferral decided here, and the second look at who comes back."""
    replace_everywhere(patch, came_back.decided_here, lambda desk, visits: None)
    replace_everywhere(patch, came_back.has_come_back, lambda desk, visits: False)


# ---- I20: what the bars say --------------------------------------------------------------------------------


def bars_of_another_number(patch: Patch) -> None:
    """The drawing puts the bars of one number above the letters of another."""
    real = code128.modules
    replace_everywhere(patch, real, lambda text, symbology: real(text[:-4] + "9999", symbology))


def nobody_reads_back(patch: Patch) -> None:
    replace_everywhere(patch, verify.verify, lambda picture: None)


def print_pictures(scene: Scene) -> None:
    scene.terminal.printer.draws = True
    scene.printed()


def no_check_character_on_labels(patch: Patch) -> None:
    """A wrong check character stands on the label."""
    replace_everywhere(patch, donation_number.check_character, lambda number, profile: "X")


# ---- I21, I22 ----------------------------------------------------------------------------------------------


def void_by_oneself(scene: Scene) -> None:
    scene.void(scene.printed(), witness=d.EVERYBODY)


def told(scene: Scene, one: str) -> None:
    document = scene.stay(one).donor["document_number"]
    body = {"document": document, "against": True, "news_for": [one]}
    told = scene.terminal.desk.visits.get(one)
    scene.press(
        None,
        lambda: tell(scene.terminal.desk, told, word(deferral=PERMANENT)),
        Event("station.told", scene.terminal.name, body=body),
    )


def told_while_here(scene: Scene) -> None:
    told(scene, scene.printed())


def told_and_gone_on(scene: Scene) -> None:
    one = scene.printed()
    told(scene, one)
    scene.scan(one, scene.set(one).labels["bag1"])


def told_after_the_needle(scene: Scene) -> None:
    one = scene.gave()
    scene.pack(one)
    told(scene, one)
    scene.give_back()
    scene.close_shift()
