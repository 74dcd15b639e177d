"""A visit is what its entries tell, in whatever order they come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.visit import Drop, EmptyVisit, Recorded, Visit, continue_visit, fold_visit
from tests.support import acts as a
from tests.support.acts import WALK, before, corrected, recorded, upto, visit_of
from tests.support.van import MORNING


def told_with(fact: str, right: e.Act, *, upto_name: str) -> Visit:
    """The walk up to an act, and then a correction of one fact in it."""
    lines = recorded((*upto(upto_name), corrected("x", right)))
    wrong = lines[list(WALK).index(fact)].entry
    act = corrected(wrong, right)
    return fold_visit([*lines[:-1], Recorded(lines[-1].entry, act)])


def test_without_an_opening_there_is_no_visit() -> None:
    with pytest.raises(EmptyVisit):
        visit_of(WALK["heard"])


def test_what_comes_before_the_opening_is_not_of_the_visit() -> None:
    assert visit_of(WALK["skin"], WALK["opened"]).signs == {}


def test_an_opened_visit_tells_who_came_and_who_was_there() -> None:
    visit = visit_of(a.OPENED)
    assert (visit.id, visit.donor.name, visit.opened_by, visit.plan) == ("v1", "样例甲", "nurse", "WB400")


def test_the_first_of_two_openings_stands() -> None:
    assert visit_of(a.OPENED, a.changed(a.OPENED, plan="WB200")).plan == "WB400"


@given(st.permutations(range(len(WALK) + 5)))
def test_the_order_in_which_entries_come_does_not_matter(order: list[int]) -> None:
    drops = (a.drop(sank=False), a.drop())
    lines = recorded(
        (*upto("exam"), *drops, *list(WALK.values())[len(upto("exam")) :], a.BEGAN, a.OVER, a.FOREIGN)
    )
    assert fold_visit(lines[place] for place in order) == fold_visit(lines)


@given(st.permutations(range(20)))
def test_two_books_make_one_visit_in_any_order(order: list[int]) -> None:
    here = recorded(upto("exam"), "here")
    there = recorded(
        [a.measured("pulse", 70 + n) for n in range(10)], "there", MORNING + timedelta(seconds=5)
    )
    lines = here + there
    shuffled = [lines[place] for place in order if place < len(lines)]
    assert fold_visit(shuffled) == fold_visit(sorted(shuffled, key=lambda line: line.entry.hlc))


@given(st.integers(min_value=1, max_value=len(WALK)))
def test_folding_on_is_folding_anew(count: int) -> None:
    lines = recorded(WALK.values())
    visit = fold_visit(lines[:count])
    for line in lines[count:]:
        visit = continue_visit(visit, line)
    assert visit == fold_visit(lines)


# ---- what the acts say -------------------------------------------------------------------------------------


def test_the_whole_walk_is_told() -> None:
    visit = visit_of(*WALK.values())
    assert visit.closed == WALK["closed"]
    assert (visit.rest_minutes, visit.souvenirs, len(visit.documents)) == (15, ("umbrella",), 1)
    assert visit.ticks == {"meets_requirements": True}
    assert (visit.interview_signed_by, visit.exam_signed_by, visit.tests_signed_by) == ("nurse",) * 3


def test_every_reading_is_kept_and_the_last_one_counts() -> None:
    visit = visit_of(*upto("exam"), a.measured("sbp", 131))
    assert [one.measured.value for one in visit.all_of("sbp")] == [118, 131]
    assert (visit.last("sbp") or visit.readings[0]).measured.value == 131
    assert visit.last("temp") is None


def test_a_new_answer_takes_the_signature_off() -> None:
    visit = visit_of(*upto("interview"), a.answered(value="no"))
    assert visit.answers["q1"].answer.value == "no"
    assert (visit.interview_signed, visit.interview_signed_by) == (None, None)


def test_who_asked_aloud_is_known() -> None:
    assert visit_of(*before("answered"), a.answered(aloud=True)).answered_aloud_by == {"q1": "nurse"}


def test_another_plan_is_the_plan() -> None:
    assert visit_of(a.OPENED, e.PlanChanged(plan="WB200")).plan == "WB200"


def test_a_second_person_who_looked_is_named() -> None:
    looked = e.SecondPersonLooked(what="old_list", witness="s2")
    assert visit_of(a.OPENED, looked).second_persons == (looked,)


def test_where_identity_was_heard() -> None:
    visit = visit_of(*upto("heard"))
    assert (visit.is_heard("registration"), visit.is_heard("chair")) == (True, False)


def test_a_printed_set_is_certain_only_after_the_last_byte() -> None:
    unsure, sure = visit_of(*upto("unsure")).label_set, visit_of(*upto("sent")).label_set
    assert unsure is not None
    assert sure is not None
    assert (unsure.uncertain, sure.uncertain) == (True, False)


def test_all_labels_are_to_be_scanned_the_slip_among_them() -> None:
    visit = visit_of(*upto("scan bag1"))
    assert visit.unscanned("before_needle") == ("nat", "tube", "form", "slip")
    assert visit.unscanned("after_tubes") == ("bag1", "nat", "tube", "form", "slip")
    assert visit_of(a.OPENED).unscanned("before_needle") == ()


def test_a_scan_of_a_set_that_is_not_here_changes_nothing() -> None:
    visit = visit_of(*upto("planned"), a.scanned("bag1", number="other"))
    assert "bag1" in visit.unscanned("before_needle")


def test_a_voided_set_is_gone_and_stays_readable() -> None:
    visit = visit_of(*upto("planned"), a.VOIDED)
    assert visit.label_set is None
    assert visit.label_sets[0].voided == a.VOIDED


def test_a_new_set_wants_a_new_bag() -> None:
    visit = visit_of(*upto("bag"), a.VOIDED, a.planned("A660126000002"))
    assert (visit.bag, visit.label_set and visit.label_set.number) == (None, "A660126000002")


def test_a_failed_needle_spoils_its_set_and_no_voided_one() -> None:
    visit = visit_of(*upto("planned"), a.VOIDED, a.planned("n2"), a.needle(), a.NEEDLE_FAILED)
    assert [one.spoiled for one in visit.label_sets] == [False, True]
    assert (visit.needle, visit.needles[0].failed) == (None, "无血流")


def test_only_the_attempt_that_failed_is_a_failed_one() -> None:
    visit = visit_of(*upto("needle"), a.NEEDLE_FAILED, a.needle("right", 2, agreed=True))
    assert [one.failed for one in visit.needles] == ["无血流", None]


def test_a_reaction_is_told_with_its_notes_and_its_end() -> None:
    note = e.ReactionNoted(reaction="r", what="legs_up")
    during = visit_of(*upto("needle"), a.BEGAN, note)
    assert [what for _at, what in during.reactions[0].notes] == ["legs_up"]
    assert during.open_reaction is not None
    assert visit_of(*upto("needle"), a.BEGAN, note, a.OVER).open_reaction is None


def test_a_note_of_another_reaction_is_not_of_this_one() -> None:
    visit = visit_of(*upto("needle"), a.BEGAN, e.ReactionNoted(reaction="other", what="legs_up"))
    assert visit.reactions[0].notes == ()


def test_a_foreign_label_stands_until_it_is_cleared() -> None:
    assert visit_of(*upto("planned"), a.FOREIGN).foreign == a.FOREIGN
    assert visit_of(*upto("planned"), a.FOREIGN, a.CLEARED).foreign is None


def test_an_act_of_a_newer_program_is_kept_and_changes_nothing_else() -> None:
    newer = e.UnknownAct(kind="moon.landed", version=1)
    lines = recorded(upto("exam"))
    visit = continue_visit(fold_visit(lines), Recorded(replace(lines[-1].entry, kind="moon.landed"), newer))
    assert replace(visit, has_unread=False) == fold_visit(lines)
    assert visit.has_unread


# ---- a decision and what it rests on -----------------------------------------------------------------------

FACTS = ("ticked", "consent", "answered", "interview", "sbp", "skin", "strip", "group")


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_after_the_decision_undoes_it(name: str) -> None:
    assert visit_of(*upto("decision"), WALK[name]).decision is None


@pytest.mark.parametrize("name", ["chair", "planned", "souvenir"])
def test_what_is_no_fact_leaves_the_decision(name: str) -> None:
    assert visit_of(*upto("decision"), WALK[name]).decision is not None


def test_a_reading_with_labels_on_the_bag_leaves_the_decision() -> None:
    assert visit_of(*upto("needle"), a.BEGAN, a.measured("sbp", 90)).decision is not None


def test_a_decision_made_again_stands() -> None:
    visit = visit_of(*upto("decision"), a.measured("sbp", 120), a.ELIGIBLE)
    assert visit.decision == visit.decisions[-1]


# ---- corrections -------------------------------------------------------------------------------------------


def test_a_correction_is_read_in_the_place_of_the_wrong_entry() -> None:
    visit = told_with("sbp", a.measured("sbp", 181), upto_name="exam")
    assert [one.measured.value for one in visit.all_of("sbp")] == [181]
    assert visit.corrections[0].corrected.reason == "看错一行"


def test_the_latest_correction_holds() -> None:
    lines = recorded((*upto("sbp"), corrected("x", a.OPENED), corrected("x", a.OPENED)))
    wrong = lines[list(WALK).index("sbp")].entry
    rights = [corrected(wrong, a.measured("sbp", value)) for value in (140, 150)]
    told = [
        *lines[:-2],
        *(Recorded(line.entry, right) for line, right in zip(lines[-2:], rights, strict=True)),
    ]
    assert [one.measured.value for one in fold_visit(told).all_of("sbp")] == [150]


def test_the_donor_may_be_corrected() -> None:
    right = a.changed(a.OPENED, donor=replace(a.OPENED.donor, name="样例乙"))
    assert told_with("opened", right, upto_name="exam").donor.name == "样例乙"


@pytest.mark.parametrize(
    ("fact", "right"), [("group", a.changed(WALK["group"], abo="B")), ("sbp", a.measured("sbp", 181))]
)
@pytest.mark.parametrize("name", ["decision", "planned", "bag"])
def test_a_corrected_fact_undoes_the_decision_even_behind_the_labels(
    fact: str, right: e.Act, name: str
) -> None:
    assert told_with(fact, right, upto_name=name).decision is None


def test_a_correction_of_what_is_no_fact_leaves_the_decision() -> None:
    right = a.changed(WALK["bag"], lot="B2")
    assert told_with("bag", right, upto_name="bag").decision is not None


@pytest.mark.parametrize("body", ["{}", "nonsense", "[" * 50_000])
def test_a_correction_that_nobody_can_read_leaves_the_old_entry(body: str) -> None:
    lines = recorded((*upto("sbp"), corrected("x", a.OPENED)))
    wrong = lines[list(WALK).index("sbp")].entry
    act = e.Corrected(corrects=wrong.id, body=body, reason="r")
    visit = fold_visit([*lines[:-1], Recorded(lines[-1].entry, act)])
    assert (visit.has_unread, visit.corrections) == (True, ())
    assert visit.all_of("sbp")[0].measured.value == 118


def test_a_correction_of_an_entry_that_is_not_here_is_unread() -> None:
    assert visit_of(*upto("sbp"), corrected("nowhere", a.OPENED)).has_unread


def test_a_deferral_names_its_day() -> None:
    visit = visit_of(*before("decision"), a.DEFERRED)
    assert visit.decision is not None
    assert visit.decision.made.until_on == date(2026, 12, 1)


# ---- haemoglobin, by number or by drop ---------------------------------------------------------------------

HB, LOW = a.measured("hb", 138, "g/L"), a.measured("hb", 104, "g/L")
SANK, FLOATED = a.drop(), a.drop(sank=False)


@given(st.lists(st.sampled_from([HB, LOW, SANK, FLOATED, WALK["sbp"], WALK["group"]]), max_size=9))
def test_every_determination_of_haemoglobin_is_kept_in_order_and_the_last_one_counts(
    acts: list[e.Act],
) -> None:
    visit = visit_of(a.OPENED, *acts)
    told = [one.seen if isinstance(one, Drop) else one.measured for one in visit.haemoglobin]
    assert told == [act for act in acts if act in (HB, LOW, SANK, FLOATED)]
    last = told[-1] if told else None
    assert (visit.drop.seen if visit.drop else None) == (last if isinstance(last, e.DropSeen) else None)
    counting = visit.counting("hb")
    assert (counting.measured if counting else None) == (last if isinstance(last, e.Measured) else None)


@given(st.permutations(range(7)))
def test_drops_and_numbers_of_two_books_make_one_order(order: list[int]) -> None:
    here = recorded((a.OPENED, SANK, LOW, FLOATED), "here")
    there = recorded((HB, SANK, HB), "there", MORNING + timedelta(seconds=5))
    lines = here + there
    assert fold_visit(lines[place] for place in order) == fold_visit(lines)


def test_a_drop_is_told_with_its_moment_and_the_person() -> None:
    (drop,) = visit_of(a.OPENED, SANK).drops
    assert (drop.by, drop.at) == ("nurse", MORNING + timedelta(seconds=30))


def test_other_quantities_count_whatever_a_drop_showed() -> None:
    assert visit_of(a.OPENED, a.measured("alt", 22, "U/L"), SANK).counting("alt") is not None


def test_a_drop_takes_the_signature_from_the_tests_and_undoes_the_decision() -> None:
    assert visit_of(*upto("tests"), SANK).tests_signed_by is None
    assert visit_of(*upto("decision"), SANK).decision is None


def test_a_corrected_drop_is_read_in_the_place_of_the_wrong_one() -> None:
    lines = recorded((a.OPENED, SANK, LOW, corrected("x", FLOATED)))
    act = corrected(lines[1].entry, FLOATED)
    visit = fold_visit([*lines[:-1], Recorded(lines[-1].entry, act)])
    assert [one.seen for one in visit.drops] == [FLOATED]
    assert visit.drop is None


def test_on_another_day_a_drop_no_longer_counts() -> None:
    assert visit_of(*upto("exam"), SANK, a.LAPSED).haemoglobin == ()


def test_a_print_of_which_no_byte_left_leaves_the_set_as_it_was_planned() -> None:
    visit = a.visit_of(*a.upto("planned"), a.sent(uncertain=True), a.changed(a.sent(), nothing_left=True))
    assert visit.label_set is not None
    assert (visit.label_set.sent_at, visit.label_set.uncertain) == (None, False)
