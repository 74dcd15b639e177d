"""The guards of chairs and reprints, taken away one after the other."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain import visit
from donor_room.workflow import chair, label, label_reprint
from tests.model.knife import allowed_without, never_refuses, replace_everywhere
from tests.model.sabotage import Sabotage
from tests.model.scene import Scene
from tests.support import desks as d

Patch = pytest.MonkeyPatch


def _chairs_are_shared(patch: Patch) -> None:
    replace_everywhere(patch, chair.refuse_taken, lambda desk, number, named: None)


def two_at_one_chair(scene: Scene) -> None:
    for one in (scene.donor(), scene.donor()):
        scene.press(one, lambda one=one: label.confirm_at_chair(scene.terminal.desk, one, chair=1))


def reprint(scene: Scene, one: str, *, reason: str = "unreadable", witness: str = d.NURSE) -> None:
    scene.press(
        one,
        lambda: label_reprint.reprint(
            scene.terminal.desk, one, roles=("bag1",), reason=reason, witness=witness, pin=d.PIN
        ),
    )


def reprint_by_oneself(scene: Scene) -> None:
    reprint(scene, scene.printed(), witness=d.EVERYBODY)


def _alone(patch: Patch) -> None:
    patch.setattr(label_reprint, "second_person", lambda desk, *, staff_id, pin, act: desk.signed_in())


def reprint_under_the_needle(scene: Scene) -> None:
    reprint(scene, scene.flowing())


def _reprint_at_any_time(patch: Patch) -> None:
    allowed_without(patch, e.LabelsReprinted, "chair.reprint_after_needle")


def _old_scans_count(patch: Patch) -> None:
    """The label that was printed again still counts as read back."""
    real = visit._HANDLERS[e.LabelsReprinted]

    def reprinted(told: object, entry: object, act: object) -> object:
        from msgspec.structs import replace

        after = real(told, entry, act)  # type: ignore[arg-type]
        last, before = after.label_sets[-1], told.label_sets[-1]  # type: ignore[attr-defined]
        return replace(after, label_sets=(*after.label_sets[:-1], replace(last, scanned=before.scanned)))

    patch.setitem(visit._HANDLERS, e.LabelsReprinted, reprinted)


def needle_after_a_reprint(scene: Scene) -> None:
    one = scene.printed()
    scene.scan_all(one)
    reprint(scene, one)
    scene.bag(one)
    scene.needle(one)


def _half_checks_go_on(patch: Patch) -> None:
    patch.setitem(visit._HANDLERS, e.CheckRestarted, lambda told, entry, act: told)


def needle_after_a_check_begun_anew(scene: Scene) -> None:
    one = scene.printed()
    scene.scan_all(one, but="form")
    scene.press(one, lambda: chair.begin_check(scene.terminal.desk, scene.terminal.desk.visits.get(one)))
    scene.scan(one, scene.set(one).labels["form"])
    scene.bag(one)
    scene.needle(one)


def collect_from_oneself(scene: Scene) -> None:
    one = scene.donor(name=d.PEOPLE[d.EVERYBODY][0])
    scene.chair(one)
    scene.plan(one)


def _owns_blood(patch: Patch) -> None:
    never_refuses(patch, chair.refuse_the_donor, "chair.is_the_donor")


CHAIR_SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("a chair has one donor", "I11", _chairs_are_shared, two_at_one_chair),
    Sabotage("a label is printed again by two", "I21", _alone, reprint_by_oneself),
    Sabotage(
        "nothing is printed again after the needle", "I03", _reprint_at_any_time, reprint_under_the_needle
    ),
    Sabotage("what was printed again is read again", "I05", _old_scans_count, needle_after_a_reprint),
    Sabotage(
        "a check left half done begins anew", "I05", _half_checks_go_on, needle_after_a_check_begun_anew
    ),
    Sabotage("nobody collects the own blood", "I21", _owns_blood, collect_from_oneself),
)
