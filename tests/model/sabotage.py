"""Every guard by name: how it is taken away, the scene that meets it, the invariant that must then fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain import staff, walk
from donor_room.workflow import collect, hand_over, label, label_scan, register, station_word
from tests.model import guards as g
from tests.model.knife import allowed_without, never_refuses, replace_everywhere
from tests.model.scene import Scene

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A guard, and what becomes of the house without it.

    `fault` is a fault of the world that the guard is there for: it is put in with the guard in place, too.
    """

    guard: str
    invariant: str
    remove: Callable[[Patch], Any]
    play: Callable[[Scene], Any]
    fault: Callable[[Patch], Any] | None = None


def _without(act: type, *codes: str) -> Callable[[Patch], None]:
    return lambda patch: allowed_without(patch, act, *codes)


def _never(function: Callable[..., Any], code: str) -> Callable[[Patch], None]:
    return lambda patch: never_refuses(patch, function, code)


SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("a spent number is refused", "I01", g.takes_any_number, g.two_sets, g.counter_stands_still),
    Sabotage("ranges that meet are refused", "I01", g.no_overlap_is_seen, g.lend_twice),
    Sabotage("a void number is counted", "I02", g.forgets(e.LabelSetVoided), g.void_one),
    Sabotage("a used number is counted", "I02", g.forgets(e.CollectionEnded), g.give_one),
    Sabotage("numbers that went back are counted", "I02", g.forgets(e.NumbersReturned), g.give_back),
    Sabotage(
        "a set needs a decision", "I03", _without(e.LabelSetPlanned, "walk.no_decision"), g.plan_undecided
    ),
    Sabotage(
        "a print needs a decision that still stands",
        "I03",
        _without(e.LabelsSent, "walk.no_decision"),
        g.print_contradicted,
    ),
    Sabotage("a set is printed once", "I04", g.prints_again, g.print_twice),
    Sabotage(
        "another set needs the first one void",
        "I04",
        _without(e.LabelSetPlanned, "walk.void_the_set_first"),
        g.plan_twice,
    ),
    Sabotage("a void label is foreign", "I06", g.takes_any_number_for_own, g.scan_void),
    Sabotage("no needle before all are read back", "I05", g.proved_at_once, g.needle_after_five_of_six),
    Sabotage("each label counts for itself", "I05", g.any_role_is_the_next, g.scan_one_label_six_times),
    Sabotage("a foreign label stops this visit", "I06", g.takes_any_number_for_own, g.swap),
    Sabotage(
        "a foreign label stops the other visit",
        "I06",
        lambda patch: patch.setattr(label_scan, "_stop_other", lambda *given, **named: None),
        g.swap,
    ),
    Sabotage(
        "nothing goes on beside a foreign label", "I06", g.goes_on_after_a_foreign_label, g.swap_and_go_on
    ),
    Sabotage("what is typed has its check character", "I07", g.no_check_character, g.type_a_wrong_sign),
    Sabotage(
        "what is typed has a second person", "I07", lambda patch: g.alone(patch, label_scan), g.type_alone
    ),
    Sabotage(
        "the donor is heard at the chair",
        "I08",
        g.plans_unheard,
        g.plan_unheard,
    ),
    Sabotage(
        "a line goes to the visit of its press", "I09", g.writes_to_the_last_visit, g.hear_the_first_of_two
    ),
    Sabotage(
        "nobody comes in who is here",
        "I12",
        _never(register._known_for, "register.visit_is_open"),
        g.comes_in_twice,
    ),
    Sabotage("a document is one person's", "I13", g.nobody_compares_names, g.shows_another_name),
    Sabotage(
        "tubes are read before the donor rests",
        "I15",
        _without(e.RestStarted, "walk.second_proof_first"),
        g.rest_before_the_tubes_are_read,
    ),
    Sabotage(
        "a unit came through a needle", "I15", _never(collect.ended, "walk.no_needle"), g.end_without_a_needle
    ),
    Sabotage(
        "a void number has a reason", "I16", _never(label.void, "labels.no_reason"), g.void_without_a_reason
    ),
    Sabotage(
        "a short collection has a reason",
        "I16",
        _never(collect.ended, "collection.no_reason"),
        g.end_short_without_a_reason,
    ),
    Sabotage(
        "a failed needle spoils its set",
        "I16",
        g.failed_needle_spoils_nothing,
        g.second_needle_on_the_same_set,
    ),
    Sabotage(
        "nobody is here when a shift closes",
        "I17",
        _never(hand_over.why_not_closable, "handover.visits_open"),
        g.close_with_somebody_here,
    ),
    Sabotage(
        "every unit is packed when a shift closes",
        "I17",
        _never(hand_over.why_not_closable, "handover.not_packed"),
        g.close_unpacked,
    ),
    Sabotage("no label after a deferral", "I18", g.no_deferral_stands, g.label_after_a_deferral),
    Sabotage("no decision after a deferral", "I19", g.decides_after_a_deferral, g.eligible_after_a_deferral),
    Sabotage(
        "a deferral is lifted by another physician", "I21", g.releases_the_own_deferral, g.release_ones_own
    ),
    Sabotage("who comes back is looked at by two", "I19", g.nobody_is_kept_out, g.come_back_alone),
    Sabotage(
        "every symbol is read back before it leaves",
        "I20",
        g.nobody_reads_back,
        g.print_pictures,
        g.bars_of_another_number,
    ),
    Sabotage("a label shows its own check character", "I20", g.no_check_character_on_labels, g.two_sets),
    Sabotage(
        "nobody is the own second person",
        "I21",
        _never(staff.second_person_code, "staff.same_person"),
        g.void_by_oneself,
    ),
    Sabotage(
        "what the station tells holds the visit",
        "I22",
        lambda patch: replace_everywhere(patch, station_word.hear_of, lambda desk, persons: None),
        g.told_while_here,
    ),
    Sabotage("nothing goes on while held", "I22", _never(walk.why_not, "walk.is_held"), g.told_and_gone_on),
    Sabotage(
        "a unit of a held visit goes apart",
        "I22",
        _never(hand_over.why_not_closable, "handover.quarantine"),
        g.told_after_the_needle,
    ),
)
