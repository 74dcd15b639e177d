"""Which question is asked next: nothing is skipped and nothing is asked twice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.questionnaire import Answer, Detail, Listed, asked, missing_of
from donor_room.domain.stamp import PackStamp
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.ui.steps.interview import state as s
from donor_room.ui.steps.interview.state import State

FORM = load_questionnaire().questionnaire
MAN = asked(FORM, sex="male", first_time=False, kind="WB400")
WOMAN = asked(FORM, sex="female", first_time=False, kind="WB400")
DAY = date(2026, 11, 10)
IDS = [item.id for item in MAN]


def item(item_id: str):
    return FORM.item(item_id)


def said(item_id: str, value: str) -> Answer:
    return s.answer_of(item(item_id), value, asked_aloud=False)  # type: ignore[arg-type]


def expected(*ids: str) -> dict[str, Answer]:
    return {one: said(one, item(one).expect) for one in ids}


def all_but(*ids: str) -> dict[str, Answer]:
    return expected(*[one for one in IDS if one not in ids])


# ---- beginning ----


def test_the_first_question_is_the_first_of_the_pack():
    assert s.begin(MAN, {}).at == IDS[0]


def test_a_visit_taken_up_again_stands_at_the_first_gap():
    assert s.begin(MAN, all_but("Q09", "Q12")).at == "Q09"


def test_with_every_answer_nothing_is_asked():
    state = s.begin(MAN, all_but())
    assert (state.at, state.item, state.stage) == (None, None, "answer")


def test_when_all_is_answered_the_last_group_stays_on_the_page():
    assert s.begin(MAN, all_but()).group == MAN[-1].group


@pytest.mark.parametrize(("value", "stage"), [("yes", "which"), ("no", "answer"), ("not_sure", "answer")])
def test_a_yes_with_several_meanings_asks_which(value, stage):
    state = s.begin(MAN, {**all_but("Q04"), "Q04": said("Q04", value)})
    assert (state.stage, state.at) == (stage, "Q04" if stage == "which" else None)


def test_a_yes_with_one_meaning_asks_its_day():
    state = s.begin(MAN, {**all_but("Q05"), "Q05": said("Q05", "yes")})
    assert (state.at, state.stage, state.choice) == ("Q05", "details", "T01a")


# ---- going on ----


def test_an_answer_leads_to_the_next_question():
    state = s.begin(MAN, {})
    assert s.stored(state, expected(IDS[0])).at == IDS[1]


@pytest.mark.parametrize("item_id", ["Q04", "Q09", "Q25"])
def test_an_answer_that_is_not_complete_stays(item_id):
    state = s.stand_on(s.begin(MAN, all_but(item_id)), item_id)
    assert s.stored(state, {**all_but(item_id), item_id: said(item_id, "yes")}).at == item_id


def test_after_the_last_question_the_gaps_before_are_asked():
    state = s.stand_on(s.begin(MAN, all_but("Q03", IDS[-1])), IDS[-1])
    assert s.stored(state, all_but("Q03")).at == "Q03"


def test_after_the_last_gap_nothing_is_asked():
    state = s.stand_on(s.begin(MAN, all_but("Q09")), "Q09")
    assert s.stored(state, all_but()).at is None


def test_an_answer_that_came_from_elsewhere_begins_anew():
    assert s.stored(s.begin(MAN, all_but()), all_but("Q06")).at == "Q06"


@given(st.lists(st.sampled_from(["expect", "not_sure"]), min_size=len(MAN), max_size=len(MAN)))
def test_every_question_is_asked_exactly_once(values):
    state, answers, seen = s.begin(MAN, {}), {}, []
    for value in values:
        assert state.item is not None
        seen.append(state.at)
        given_value = state.item.expect if value == "expect" else value
        answers = {**answers, state.item.id: s.answer_of(state.item, given_value, asked_aloud=False)}
        state = s.stored(state, answers)
    assert (seen, state.at) == (IDS, None)


# ---- going back ----


def test_up_leads_to_the_question_before():
    assert s.back(s.begin(MAN, expected(*IDS[:5]))).at == IDS[4]


def test_before_the_first_question_there_is_none():
    state = s.begin(MAN, {})
    assert s.back(state) == state


@pytest.mark.parametrize("stage", ["which", "details"])
def test_up_leaves_what_was_opened_before_it_leaves_the_question(stage):
    state = State(items=MAN, answers={}, at="Q04", stage=stage, choice="V01")
    assert s.back(state) == State(items=MAN, answers={}, at="Q04")


def test_from_the_end_up_leads_to_the_last_question_that_is_not_private():
    public = [one.id for one in MAN if not one.private]
    assert s.back(s.begin(MAN, all_but())).at == public[-1]


def test_the_nurse_never_comes_back_into_a_private_question():
    private = next(one.id for one in MAN if one.private)
    state = s.back(s.stand_on(s.begin(MAN, all_but()), private))
    assert not state.is_private


def test_the_donor_may_go_back_among_private_questions():
    first, second = [one.id for one in MAN if one.private][:2]
    assert s.back(s.stand_on(s.begin(MAN, all_but()), second)).at == first


def test_a_question_asked_again_asks_for_its_answer():
    state = s.stand_on(State(items=MAN, answers={}, at="Q04", stage="details", choice="V01"), "Q05")
    assert (state.at, state.stage, state.choice) == ("Q05", "answer", None)


def test_what_an_answer_means_can_be_shown_again():
    state = s.which_again(State(items=MAN, answers={}, at="Q04", stage="details", choice="V01"))
    assert (state.stage, state.choice) == ("which", None)


def test_the_details_of_a_condition_can_be_asked_for():
    state = s.details_of(s.begin(MAN, {}), "V01")
    assert (state.stage, state.choice) == ("details", "V01")


# ---- what is counted ----


def test_questions_are_numbered_as_this_donor_is_asked():
    state = s.begin(MAN, {})
    assert [state.number(one) for one in IDS] == list(range(1, len(IDS) + 1))


def test_a_man_is_not_asked_what_concerns_women():
    assert "Q21" in {one.id for one in WOMAN}
    assert "Q21" not in IDS


def test_an_answer_without_its_day_does_not_count_as_done():
    group = item("Q05").group
    done = s.begin(MAN, all_but()).done_in(group)
    assert s.begin(MAN, {**all_but("Q05"), "Q05": said("Q05", "yes")}).done_in(group) == done - 1


def test_a_group_holds_its_own_questions_only():
    state = s.begin(MAN, {})
    assert {one.group for one in state.of_group("today")} == {"today"}


# ---- answers ----


@pytest.mark.parametrize(("item_id", "value"), [("Q05", "no"), ("Q05", "not_sure"), ("Q01", "yes")])
def test_an_answer_that_means_nothing_names_no_condition(item_id, value):
    assert said(item_id, value).details == ()


def test_the_only_condition_that_needs_a_day_is_named_with_the_answer():
    assert [one.which for one in said("Q05", "yes").details] == ["T01a"]


def test_an_only_condition_that_needs_nothing_is_not_written_twice():
    assert said("Q34", "yes").details == ()


def test_nothing_is_chosen_among_several_conditions():
    assert said("Q04", "yes").details == ()


@pytest.mark.parametrize("aloud", [True, False])
def test_whether_it_was_asked_aloud_is_kept(aloud):
    assert s.answer_of(item("Q05"), "no", asked_aloud=aloud).asked_aloud is aloud


def test_a_condition_is_named_once():
    once = s.with_choice(said("Q04", "yes"), "V01")
    assert s.with_choice(once, "V01") == once


def test_a_second_condition_joins_the_first():
    both = s.with_choice(s.with_choice(said("Q04", "yes"), "V01"), "V07")
    assert [one.which for one in both.details] == ["V01", "V07"]


def test_a_condition_taken_away_leaves_the_others():
    both = s.with_choice(s.with_choice(said("Q04", "yes"), "V01"), "V07")
    assert [one.which for one in s.without_choice(both, "V01").details] == ["V07"]


def test_a_condition_begins_without_day_and_name():
    detail = s.with_choice(said("Q04", "yes"), "V01").details[0]
    assert (detail.when_on, detail.ongoing, detail.name) == (None, False, None)


def test_day_and_name_are_written_to_their_own_condition():
    both = s.with_choice(s.with_choice(said("Q04", "yes"), "V01"), "V07")
    first, second = s.with_detail(both, "V07", day=DAY, ongoing=False, name=None).details
    assert (first.when_on, second.when_on) == (None, DAY)


def test_a_condition_that_goes_on_needs_no_day():
    answer = s.with_choice(said("Q09", "yes"), "T08a")
    assert missing_of(item("Q09"), s.with_detail(answer, "T08a", day=None, ongoing=True, name=None)) == ()


def test_a_day_that_nobody_knows_makes_the_answer_unsure_and_keeps_the_condition():
    answer = s.day_not_known(s.with_choice(said("Q04", "yes"), "V01"), "V01", name="乙肝")
    assert (answer.value, answer.details[0].which, answer.details[0].name) == ("not_sure", "V01", "乙肝")


# ---- names ------------------------------------------------------------------------------------------------


def line(which: str, entry: str) -> Detail:
    listed = Listed(entry=entry, code=which, pack=PackStamp(id="list", edition="1", sha256="ab"))
    return Detail(which=which, when_on=None, ongoing=False, name=entry, listed=listed)


def yes(*details: Detail) -> Answer:
    return Answer(value="yes", asked_aloud=False, details=details, remark=None)


def test_one_day_counts_for_all_that_a_line_means_and_for_nothing_else():
    said = yes(line("T11", "clopidogrel"), line("other", "clopidogrel"), line("T11", "ibuprofen"))
    filled = s.with_detail(said, "T11", day=DAY, ongoing=False, name="x", entry="clopidogrel")
    assert [one.when_on for one in filled.details] == [DAY, DAY, None]


def test_a_name_of_a_list_is_taken_away_with_all_that_it_means():
    said = yes(line("T11", "clopidogrel"), line("other", "clopidogrel"), line("T11", "ibuprofen"))
    assert [one.entry for one in s.without_choice(said, "T11", "clopidogrel").details] == ["ibuprofen"]


def test_own_words_stand_beside_a_line_of_the_same_condition():
    said = s.with_name(yes(line("other", "warfarin")), "other", "herbs")
    assert [(one.entry, one.name) for one in said.details] == [("warfarin", "warfarin"), (None, "herbs")]


def test_own_words_are_added_once():
    said = s.with_name(s.with_name(yes(), "other", "herbs"), "other", "roots")
    assert s.with_name(said, "other", "herbs、roots") == said
    assert [one.name for one in said.details] == ["herbs、roots"]


def test_a_name_not_known_leaves_what_was_named():
    said = s.not_sure(yes(line("T11", "ibuprofen")))
    assert (said.value, len(said.details)) == ("not_sure", 1)
