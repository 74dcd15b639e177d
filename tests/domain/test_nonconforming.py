"""What did not go as it should in a visit: one story for each code, and how it was settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest

from donor_room.domain import entries as e
from donor_room.domain.entry import HollowAct
from donor_room.domain.nonconforming import (
    CODES,
    TOLD_BY,
    Code,
    Nonconformity,
    Settled,
    in_order,
    is_plain_end,
    of_labels,
    of_visit,
    packed_apart,
)
from donor_room.domain.visit import Recorded, fold_visit
from tests.support import acts as a
from tests.support.van import MORNING, SHIFT

OTHER = "A660126000002"
UPTO_SCANS = a.before("needle")
GIVEN = a.upto("ended")
PROOFS = tuple(a.WALK[f"proof {role}"] for role in a.PROVED)


def ended(**fields: object) -> e.Act:
    return a.changed(a.ended(), **fields)


def found(*acts: e.Act) -> tuple[Nonconformity, ...]:
    lines = a.recorded(acts)
    return of_visit(fold_visit(lines), lines)


def short(*acts: e.Act) -> list[tuple[Code, Settled, str, str]]:
    """Return code, how it was settled, of what, and the reason."""
    return [(one.code, one.settled, one.part, one.reason) for one in found(*acts)]


SLOW = ended(seconds=900, flags=("no_platelets", "no_plasma"), reason="slow_flow")
ASPIRIN = a.decision("eligible", marks=("no_platelets",))
HELD_LATE = (*GIVEN, a.held("group_differs"))

Told = tuple[Code, Settled, str, str]
STORIES: dict[str, tuple[tuple[e.Act, ...], list[Told]]] = {
    "void": ((*UPTO_SCANS, a.VOIDED), [("set_voided", "discarded", "", "打印不清")]),
    "reprint": (
        (*UPTO_SCANS, a.reprinted("bag1", "nat", uncertain=True), a.reprinted("bag1", "nat")),
        [("label_reprinted", "discarded", "bag1 nat", "unreadable")],
    ),
    "never came out": (
        (*UPTO_SCANS, a.reprinted("form", old="never_came_out")),
        [("label_reprinted", "second_person", "form", "unreadable")],
    ),
    "two copies": (
        (*UPTO_SCANS, a.reprinted("bag1"), a.reprinted("bag1", copy=3)),
        [("label_reprinted", "discarded", "bag1", "unreadable")] * 2,
    ),
    "check left": ((*UPTO_SCANS, a.RESTARTED), [("check_restarted", "open", "before_needle", "")]),
    "check anew": (
        (*UPTO_SCANS, a.RESTARTED, *(a.scanned(role) for role in a.PROVED)),
        [("check_restarted", "put_right", "before_needle", "")],
    ),
    "check void": (
        (*UPTO_SCANS, a.RESTARTED, a.VOIDED),
        [("check_restarted", "discarded", "before_needle", ""), ("set_voided", "discarded", "", "打印不清")],
    ),
    "check of no set": (
        (*UPTO_SCANS, a.changed(a.RESTARTED, number=OTHER)),
        [("check_restarted", "open", "before_needle", "")],
    ),
    "foreign": ((*UPTO_SCANS, a.FOREIGN), [("foreign_label", "open", OTHER, "")]),
    "foreign cleared": (
        (*UPTO_SCANS, a.FOREIGN, a.CLEARED), [("foreign_label", "second_person", OTHER, "已取走")]
    ),
    "foreign void": (
        (*UPTO_SCANS, a.FOREIGN, a.VOIDED),
        [("foreign_label", "discarded", OTHER, ""), ("set_voided", "discarded", "", "打印不清")],
    ),
    "needle": ((*a.upto("needle"), a.NEEDLE_FAILED), [("needle_failed", "open", "", "无血流")]),
    "needle void": (
        (*a.upto("needle"), a.NEEDLE_FAILED, a.VOIDED),
        [("needle_failed", "discarded", "", "无血流"), ("set_voided", "discarded", "", "打印不清")],
    ),
    "needle, then nothing": (
        (*a.upto("needle"), a.NEEDLE_FAILED, ended(volume_ml=0, outcome="failed", flags=("failed",))),
        [("needle_failed", "explained", "", "无血流"), ("not_collected", "marked", "", "")],
    ),
    "a needle nobody put in": (
        (*a.upto("needle"), a.changed(a.NEEDLE_FAILED, attempt=2)),
        [("needle_failed", "open", "", "无血流")],
    ),
    "short": (
        (*a.before("ended"), ended(volume_ml=300, outcome="short", flags=("short",), reason="reaction")),
        [("volume_short", "marked", "", "reaction")],
    ),
    "short without a mark": (
        (*a.before("ended"), ended(volume_ml=300, outcome="short")), [("volume_short", "open", "", "")]
    ),
    "over": (
        (*a.before("ended"), ended(volume_ml=450, outcome="over", flags=("over",))),
        [("volume_over", "marked", "", "")],
    ),
    "failed, void": (
        (*a.before("ended"), ended(volume_ml=20, outcome="failed", flags=("failed",)), a.VOIDED),
        [("not_collected", "discarded", "", ""), ("set_voided", "discarded", "", "打印不清")],
    ),
    "early": (
        (*a.before("ended"), ended(volume_ml=390, reason="donor_wish")),
        [("ended_early", "explained", "", "donor_wish")],
    ),
    "early, void": (
        (*a.before("ended"), ended(reason="bag_fault"), a.VOIDED),
        [("ended_early", "discarded", "", "bag_fault"), ("set_voided", "discarded", "", "打印不清")],
    ),
    "two ends": (
        (*a.before("ended"), ended(volume_ml=300, outcome="short"), ended(volume_ml=450, outcome="over")),
        [("volume_over", "open", "", "")],
    ),
    "target is no reason": ((*a.before("ended"), ended(reason="target")), []),
    "slow": (
        (*a.before("ended"), ended(seconds=700, flags=("no_platelets", "reaction"), reason="target")),
        [("slow", "marked", "no_platelets", "target")],
    ),
    "too slow": (
        (*a.before("ended"), a.changed(SLOW, reason="target")),
        [("too_slow", "marked", "no_plasma", "target")],
    ),
    "marked before": (
        (*a.before("decision"), ASPIRIN, *list(a.WALK.values())[list(a.WALK).index("chair") : -19],
         ended(flags=("no_platelets",))),
        [("marked_at_decision", "marked", "no_platelets", "")],
    ),
    "held late": (HELD_LATE, [("unit_apart", "open", "group_differs", "")]),
    "held twice": ((*HELD_LATE, a.held("group_differs")), [("unit_apart", "open", "group_differs", "")]),
    "held, void": (
        (*HELD_LATE, a.VOIDED),
        [("unit_apart", "discarded", "group_differs", ""), ("set_voided", "discarded", "", "打印不清")],
    ),
    "held before the needle and looked at": ((a.OPENED, a.held(), a.RESOLVED), []),
    "old list": ((a.OPENED, a.ASIDE[1]), [("list_old", "second_person", "", "")]),
    "weak document": ((a.OPENED, e.SecondPersonLooked(what="other_document", witness="s2")), []),
    "reaction": ((*a.upto("needle"), a.BEGAN, a.OVER, a.ended()), []),
    "nothing amiss": (tuple(a.WALK.values()), []),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_visit_tells_what_did_not_go_as_it_should(story: str) -> None:
    acts, expected = STORIES[story]
    assert short(*acts) == expected


def test_what_is_told_has_its_unit_time_and_person() -> None:
    (one,) = found(*a.before("ended"), ended(volume_ml=300, outcome="short", flags=("short",)))
    lines = a.recorded((*a.before("ended"), a.ended()))
    assert (one.number, one.amount, one.shift, one.visit, one.by) == (
        a.NUMBER, "300 mL", SHIFT, "v1", "nurse",
    )  # fmt: skip
    assert one.at == MORNING + timedelta(seconds=10 * (len(lines) + 1))
    assert one.on == date(2026, 11, 21)


def test_a_failed_needle_is_of_the_set_that_hung_there_then() -> None:
    acts = (*a.upto("needle"), a.NEEDLE_FAILED, a.VOIDED, a.planned(OTHER))
    needle, void = found(*acts)
    assert (needle.number, needle.amount, needle.settled) == (a.NUMBER, "1", "discarded")
    assert void.witness == "s2"


def test_no_name_of_a_donor_stands_among_the_words() -> None:
    named = a.changed(a.CLEARED, reason="样例甲的标签，已取走")
    (one,) = found(*UPTO_SCANS, a.FOREIGN, named)
    assert one.reason == "**的标签，已取走"


def test_a_name_of_one_sign_hides_nothing() -> None:
    opened = a.changed(a.OPENED, donor=a.changed(a.OPENED.donor, name="已"))  # type: ignore[arg-type]
    (one,) = found(opened, *UPTO_SCANS[1:], a.FOREIGN, a.CLEARED)
    assert one.reason == "已取走"


# ---- corrections -------------------------------------------------------------------------------------------


def test_a_corrected_end_is_told_as_it_reads_now() -> None:
    wrong = ended(volume_ml=300, outcome="short", flags=("short",))
    lines = a.recorded((*a.before("ended"), wrong))
    right = a.corrected(lines[-1].entry, a.ended())
    assert short(*a.before("ended"), wrong, right) == [
        ("corrected", "put_right", "collection.ended", "看错一行")
    ]


def test_a_corrected_needle_has_the_right_reason() -> None:
    lines = a.recorded((*a.upto("needle"), a.NEEDLE_FAILED))
    right = a.corrected(lines[-1].entry, a.changed(a.NEEDLE_FAILED, reason="through"))
    told = short(*a.upto("needle"), a.NEEDLE_FAILED, right)
    assert [one[3] for one in told] == ["through", "看错一行"]


def test_a_correction_of_nothing_known_names_no_kind() -> None:
    assert short(a.OPENED, a.corrected("x", a.ended())) == [("corrected", "put_right", "", "看错一行")]


def contradicting(*behind: e.Act) -> list[tuple[Code, Settled, str, str]]:
    """Correct a pressure on which the decision rested, after the donation."""
    place = list(a.WALK).index("sbp")
    lines = a.recorded(GIVEN)
    return short(*GIVEN, a.corrected(lines[place].entry, a.measured("sbp", 150)), *behind)


def test_a_correction_after_the_needle_leaves_the_unit_apart_until_it_is_judged() -> None:
    assert contradicting() == [
        ("unit_apart", "open", "not_reviewed", ""),
        ("corrected", "open", "measured", "看错一行"),
    ]


def test_what_the_rules_say_now_keeps_the_unit_apart() -> None:
    correction = a.recorded((*GIVEN, a.corrected("x", a.ended())))[-1].entry.id
    assert contradicting(a.reviewed(correction)) == [
        ("corrected", "put_right", "measured", "看错一行"),
        ("unit_apart", "open", "would_be_deferred_until", ""),
    ]
    assert contradicting(a.reviewed(correction, "eligible")) == [
        ("corrected", "put_right", "measured", "看错一行")
    ]


# ---- from paper --------------------------------------------------------------------------------------------

YESTERDAY = MORNING - timedelta(days=1)
FORM = a.changed(a.OPENED, paper=e.PaperForm(form="K7M2Q001", at=YESTERDAY, filled_by="王芳"))
ALLOWED = e.PaperDecided(outcome="eligible", until_on=None, decided_by="赵敏")


def test_a_paper_that_let_a_donor_give_whom_the_rules_defer_is_told_beside_its_unit() -> None:
    begun = (FORM, *a.before("decision")[1:], ALLOWED, a.reviewed("x"))
    (before,) = found(*begun)
    assert (before.code, before.settled, before.number, before.on) == (
        "paper_differs", "explained", "", date(2026, 11, 20),
    )  # fmt: skip
    later = e.PaperTime(at=YESTERDAY + timedelta(hours=1))
    paper, apart = found(*begun, *a.WALK.values(), later)[:2]
    assert (paper.code, paper.settled, paper.number) == ("paper_differs", "open", a.NUMBER)
    assert (apart.code, apart.part) == ("unit_apart", "would_be_deferred_until")
    assert apart.on == date(2026, 11, 21)


def test_a_form_that_was_let_in_late_is_of_the_day_on_which_somebody_agreed() -> None:
    (late,) = found(FORM, e.PaperLetIn(reason="箱底找到", witness="s2"))
    assert (late.code, late.settled, late.witness, late.reason) == (
        "paper_late", "second_person", "s2", "箱底找到",
    )  # fmt: skip
    assert late.on == date(2026, 11, 21)


def test_what_happened_on_paper_has_the_time_of_the_paper() -> None:
    later = e.PaperTime(at=YESTERDAY + timedelta(hours=1))
    rest = list(a.WALK.values())[list(a.WALK).index("planned") : -19]
    (one,) = found(FORM, later, *rest, ended(volume_ml=300, outcome="short"))
    assert (one.at, one.code) == (YESTERDAY + timedelta(hours=1), "volume_short")


# ---- together ----------------------------------------------------------------------------------------------


def test_a_unit_that_lies_apart_is_settled_and_nothing_else() -> None:
    told = found(*HELD_LATE, *PROOFS)
    assert [one.settled for one in packed_apart(told, frozenset([a.NUMBER]))] == ["isolated"]
    assert tuple(packed_apart(told, frozenset([OTHER]))) == told
    gone = found(*HELD_LATE, a.VOIDED)
    assert tuple(packed_apart(gone, frozenset([a.NUMBER]))) == gone


def test_what_left_with_its_visit_still_tells_of_its_labels() -> None:
    lines = [
        line
        if isinstance(line.act, e.LabelSetVoided)
        else Recorded(line.entry, HollowAct(kind="x", version=1))
        for line in a.recorded((*UPTO_SCANS, a.FOREIGN, a.VOIDED))
    ]
    (one,) = of_labels(lines, SHIFT)
    assert (one.code, one.number, one.shift) == ("set_voided", a.NUMBER, SHIFT)


def test_many_come_in_the_order_of_time() -> None:
    told = found(*UPTO_SCANS, a.FOREIGN, a.VOIDED)
    assert in_order(reversed(told)) == told


@pytest.mark.parametrize(
    ("act", "is_plain"),
    [
        (a.ended(), True),
        (ended(reason="target"), True),
        (ended(reason="reaction"), False),
        (ended(flags=("reaction",)), False),
        (ended(outcome="short"), False),
        (a.VOIDED, False),
    ],
)
def test_a_plain_end_tells_nothing(act: e.Act, is_plain: bool) -> None:
    assert is_plain_end(act) is is_plain


def test_only_the_acts_named_tell_anything() -> None:
    """Whoever asks only for visits with such acts misses none."""
    for acts, expected in STORIES.values():
        assert not expected or any(isinstance(act, TOLD_BY) for act in acts)


def test_every_code_of_a_visit_has_its_story() -> None:
    told = {one[0] for _, expected in STORIES.values() for one in expected}
    elsewhere = {"corrected", "paper_differs", "paper_late"}
    of_a_shift = set(CODES[CODES.index("part_missing") :])
    assert told | elsewhere == set(CODES) - of_a_shift
    assert {one[1] for _, expected in STORIES.values() for one in expected} <= set(get_args(Settled))
