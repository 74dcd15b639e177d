"""The interview in words: both languages, the private questions without theirs."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.domain.questionnaire import Answer, Detail, asked
from donor_room.packs.consent import load_consent
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.ui.steps.interview import wording
from donor_room.ui.steps.interview.state import State
from donor_room.ui.steps.interview.wording import Wording
from donor_room.ui.texts import say, texts
from donor_room.workflow.interview import would_mean

PACK = load_questionnaire()
SPANS = {code: (span.n, span.unit) for code, span in load_rules().exclusion_spans().items()}
RULES, TODAY = load_rules(), date(2026, 11, 21)


def meaning(exclusion):
    return would_mean(RULES, exclusion, plan="WB400", today=TODAY)


WORDS = Wording(PACK, {language: load_consent(language) for language in ("zh_CN", "en")}, SPANS, meaning)
ITEMS = asked(PACK.questionnaire, sex="female", first_time=False, kind="WB400")
PRIVATE = [item for item in ITEMS if item.private]
DAY = date(2026, 11, 10)
LANGUAGES = ("zh_CN", "en")


def item(item_id: str):
    return PACK.questionnaire.item(item_id)


def answer(value: str, *details: Detail, aloud: bool = False) -> Answer:
    return Answer(value=value, asked_aloud=aloud, details=details, remark=None)  # type: ignore[arg-type]


def detail(which: str, day: date | None = None, *, ongoing: bool = False, name: str | None = None) -> Detail:
    return Detail(which=which, when_on=day, ongoing=ongoing, name=name)


def passed() -> dict[str, Answer]:
    return {one.id: answer(one.expect) for one in ITEMS}


def at(item_id: str | None, answers: dict[str, Answer] | None = None, **more) -> State:
    return State(items=ITEMS, answers=answers or {}, at=item_id, **more)


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    texts().switch(request.param)
    return request.param


# ---- questions ----


def test_a_question_is_asked_in_the_language_of_the_screen(language):
    assert WORDS.ask(item("Q05")) == PACK.ask("Q05", language)


def test_the_notice_is_that_of_the_language(language):
    assert [line.title for line in WORDS.topics()] == [one.title for one in load_consent(language).topics]


def test_a_question_without_an_answer_shows_none():
    line = WORDS.line(at("Q05"), item("Q05"), is_aloud=False)
    assert (line.value, line.is_here, line.asked_aloud) == (None, True, False)


@pytest.mark.parametrize("value", ["yes", "no", "not_sure"])
def test_a_question_shows_the_answer_that_is_stored(value):
    assert WORDS.line(at("Q06", {"Q05": answer(value)}), item("Q05"), is_aloud=False).value == value


@pytest.mark.parametrize(
    ("here", "pressed", "marked"), [("Q05", True, True), ("Q06", True, False), ("Q05", False, False)]
)
def test_only_the_question_in_question_is_marked_as_read_aloud(here, pressed, marked):
    assert WORDS.line(at(here), item("Q05"), is_aloud=pressed).asked_aloud is marked


def test_an_answer_that_was_asked_aloud_stays_marked():
    line = WORDS.line(at("Q06", {"Q05": answer("no", aloud=True)}), item("Q05"), is_aloud=False)
    assert line.asked_aloud


def test_the_choices_named_already_are_marked():
    state = at("Q04", {"Q04": answer("yes", detail("V07"))}, stage="which")
    chosen = {line.id for line in WORDS.choices(state, item("Q04")) if line.is_chosen}
    assert chosen == {"V07"}


def test_no_choice_is_marked_before_one_was_named():
    state = at("Q04", {"Q04": answer("yes")}, stage="which")
    assert not any(line.is_chosen for line in WORDS.choices(state, item("Q04")))


# ---- details ----


def details_of(item_id: str, choice: str, **known):
    state = at(item_id, {item_id: answer("yes", detail(choice, **known))}, stage="details", choice=choice)
    return WORDS.details(state, item(item_id))


@pytest.mark.parametrize(
    ("item_id", "choice", "anchor"),
    [
        ("Q05", "T01a", "event"),
        ("Q09", "T08a", "recovery"),
        ("Q06", "T11", "last_dose"),
        ("Q24", "T16", "return"),
        ("Q21", "T03a", "end"),
    ],
)
def test_the_day_is_asked_by_what_it_is(item_id, choice, anchor, language):
    assert details_of(item_id, choice).day_words == say(f"interview.when.{anchor}")


@pytest.mark.parametrize(
    ("item_id", "choice", "goes_on"),
    [("Q09", "T08a", True), ("Q21", "T03a", True), ("Q05", "T01a", False), ("Q06", "T11", False)],
)
def test_only_what_can_go_on_offers_it(item_id, choice, goes_on):
    assert bool(details_of(item_id, choice).ongoing_words) is goes_on


@pytest.mark.parametrize(("item_id", "choice", "asks"), [("Q06", "T11", True), ("Q05", "T01a", False)])
def test_a_name_is_asked_where_the_pack_wants_one(item_id, choice, asks):
    assert details_of(item_id, choice).asks_name is asks


def test_a_condition_without_a_day_asks_for_none():
    assert details_of("Q25", "other").day_words == ""


def test_day_and_name_that_are_stored_are_shown_again():
    line = details_of("Q06", "T11", day=DAY, name="阿司匹林")
    assert (line.day, line.name) == (DAY, "阿司匹林")


def test_nothing_is_filled_in_before():
    line = details_of("Q06", "T11")
    assert (line.day, line.name) == (None, "")


# ---- the rail ----


def test_the_rail_lists_every_group_with_a_question():
    titles = [line[0] for line in WORDS.groups(at("Q05"), is_asking=True)]
    assert titles == [PACK.group_title(group.id, "zh_CN") for group in PACK.questionnaire.groups]


def test_a_group_without_a_question_for_this_donor_is_left_out():
    few = State(items=(item("Q05"),), answers={}, at="Q05")
    assert len(WORDS.groups(few, is_asking=True)) == 1


@pytest.mark.parametrize(("is_asking", "modes"), [(True, 1), (False, 0)])
def test_one_group_is_in_hand_while_questions_are_asked(is_asking, modes):
    lines = WORDS.groups(at("Q05"), is_asking=is_asking)
    assert [line[2] for line in lines].count("here") == modes


def test_groups_that_are_done_are_ticked():
    lines = WORDS.groups(at(None, passed()), is_asking=True)
    assert {line[2] for line in lines} == {"done"}


def test_private_groups_are_known_as_such():
    lines = WORDS.groups(at("Q05"), is_asking=True)
    assert [line[0] for line in lines if line[4]] == [PACK.group_title("private", "zh_CN")]


@pytest.mark.parametrize("done", [0, 1, 5])
def test_progress_counts_complete_answers(done, language):
    answers = dict(list(passed().items())[:done])
    assert WORDS.progress(at("Q05", answers)) == say("interview.progress", done=done, all=len(ITEMS))


# ---- help ----


@pytest.mark.parametrize("item_id", [one.id for one in ITEMS])
def test_every_question_can_be_explained_with_its_clause(item_id, language):
    title, words, clause = WORDS.help(at(item_id), item(item_id))
    assert words
    assert "{" not in words
    assert not title.startswith("interview.")
    assert not clause.startswith("interview.")


def test_a_question_of_the_station_names_no_clause():
    assert WORDS.help(at("Q01"), item("Q01"))[2] == say("interview.ask.clause_station", clause="station")


def test_a_question_of_the_standard_names_its_clause():
    assert "6.2.1" in WORDS.help(at("Q05"), item("Q05"))[2]


# ---- for the physician ----


def test_unsure_answers_are_listed_by_their_number():
    state = at("Q09", {**passed(), "Q05": answer("not_sure")})
    assert WORDS.for_physician(state) == [say("interview.not_sure_to_physician", n=state.number("Q05"))]


@pytest.mark.parametrize("value", ["yes", "not_sure"])
@pytest.mark.parametrize("one", PRIVATE, ids=lambda one: one.id)
def test_a_private_answer_has_no_number_on_the_rail(one, value):
    lines = WORDS.for_physician(at(None, {**passed(), one.id: answer(value)}))
    assert lines == [say("interview.ask.private_exception")]


def test_while_questions_are_asked_nothing_is_told_of_private_ones():
    state = at("Q09", {**passed(), PRIVATE[0].id: answer("not_sure")})
    assert WORDS.for_physician(state) == []


def test_several_private_answers_are_one_line():
    answers = {**passed(), **{one.id: answer("not_sure") for one in PRIVATE}}
    assert len(WORDS.for_physician(at(None, answers))) == 1


def test_with_expected_answers_nobody_is_sent_to_the_physician():
    assert WORDS.for_physician(at(None, passed())) == []


# ---- answers to be looked at ----


def review(item_id: str, given: Answer):
    return WORDS.review(at(None, {**passed(), item_id: given}), item(item_id), is_seen=False, is_here=True)


@pytest.mark.parametrize("one", PRIVATE, ids=lambda one: one.id)
def test_a_private_answer_is_looked_at_without_its_words(one, language):
    line = review(one.id, answer("not_sure"))
    assert (line.question, line.answer) == (say("interview.ask.private_exception"), "")


def test_an_answer_is_looked_at_with_its_question(language):
    line = review("Q05", answer("not_sure"))
    assert (line.question, line.answer) == (PACK.ask("Q05", language), say("interview.answer.not_sure"))


def test_condition_name_and_day_stand_behind_the_answer():
    words = review("Q06", answer("yes", detail("T11", DAY, name="阿司匹林"))).answer
    for part in (
        say("interview.answer.yes"),
        PACK.choice_label("Q06", "T11", "zh_CN"),
        "阿司匹林",
        "2026-11-10",
    ):
        assert part in words


def test_what_goes_on_is_said_instead_of_a_day():
    assert (
        say("interview.review.ongoing") in review("Q09", answer("yes", detail("T08a", ongoing=True))).answer
    )


def test_an_answer_without_conditions_is_one_word():
    assert review("Q05", answer("yes")).answer == say("interview.answer.yes")


def test_every_duration_of_the_rules_has_words(language):
    keys = {f"measures.duration.{unit}.{'one' if n == 1 else 'many'}" for n, unit in SPANS.values()}
    assert [key for key in keys if not texts().knows(key)] == []


# ---- gaps ----


@pytest.mark.parametrize(
    ("words", "closed"),
    [
        ("满 15 天 可以献血", "满 15 天可以献血"),
        ("停药满 5 天 可以", "停药满 5 天可以"),
        ("水痘减毒活疫苗 2026-11-01 （条文未列名）", "水痘减毒活疫苗 2026-11-01（条文未列名）"),
        ("是  氯吡格雷 2026-11-20", "是  氯吡格雷 2026-11-20"),
        ("You may give 15 days after", "You may give 15 days after"),
    ],
)
def test_no_gap_stands_between_two_characters(words, closed):
    assert wording._closed(words) == closed
