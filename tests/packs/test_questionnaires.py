"""The interview of GB 18467-2011 as shipped, walked along every path, and files that must be refused."""

from datetime import date

import pytest

from donor_room.domain.questionnaire import (
    Answer,
    Choice,
    Detail,
    Item,
    asked,
    check_answer,
    claimed_donations,
    exclusions,
    facts,
    for_physician,
    missing_of,
    stops,
)
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.questionnaires import LONGEST_QUESTION, NATIONAL, load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts, places

PACK = load_questionnaire()
ITEMS = PACK.questionnaire.items
RULES = load_rules()
PATHS = [(item, choice) for item in ITEMS for choice in item.choices]
BY_STAFF_ONLY = {"P22", "P23"}
"""Set by the station after an infection of a recipient, and by the physician's own judgement."""

TODAY = date(2026, 11, 21)


def test_there_are_37_questions_of_which_a_man_hears_36():
    assert sorted(item.id for item in ITEMS) == [f"Q{n:02}" for n in range(1, 38)]
    count = {
        sex: len(asked(PACK.questionnaire, sex=sex, first_time=False, kind="WB400"))
        for sex in ("male", "female")
    }
    assert count == {"male": 36, "female": 37}


def test_the_groups_stand_as_on_the_rail_and_no_page_is_too_full():
    sizes = [
        sum(item.group == group.id and item.sex is None for item in ITEMS)
        for group in PACK.questionnaire.groups
    ]
    assert sizes == [4, 4, 6, 3, 6, 6, 5, 2]


def test_only_the_last_group_is_private_and_holds_the_high_risk_question():
    assert [group.private for group in PACK.questionnaire.groups] == [False] * 7 + [True]
    assert [item.id for item in ITEMS if item.private] == ["Q20", "Q21", "Q33"]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_question_fits_its_row_and_is_one_question_in_both_languages(item):
    assert 0 < len(PACK.ask(item.id, "zh_CN")) <= LONGEST_QUESTION
    assert PACK.ask(item.id, "zh_CN").endswith("？")
    assert PACK.ask(item.id, "en").endswith("?")


def leads_somewhere(item: Item, answer: Answer) -> bool:
    one, answers = (item,), {item.id: answer}
    found = (exclusions, claimed_donations, for_physician, facts, stops)
    return any(where(one, answers) for where in found)


def answer(item: Item, choice: Choice) -> Answer:
    name = "x" if choice.asks_name else None
    detail = Detail(which=choice.id, when_on=TODAY if choice.anchor else None, ongoing=False, name=name)
    value = "no" if item.expect == "yes" else "yes"
    return Answer(value=value, asked_aloud=True, details=(detail,), remark=None)


@pytest.mark.parametrize(("item", "choice"), PATHS, ids=lambda one: one.id)
def test_every_path_ends_with_nothing_missing_and_leads_somewhere(item, choice):
    said = answer(item, choice)
    check_answer(item, said, birth_on=date(1990, 1, 1), today=TODAY)
    assert missing_of(item, said) == ()
    assert leads_somewhere(item, said) == (choice.leads_to != "nothing")


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_not_sure_always_goes_to_the_physician(item):
    said = Answer(value="not_sure", asked_aloud=False, details=(), remark=None)
    assert for_physician((item,), {item.id: said}) == (item,)


def test_every_exclusion_of_the_rules_can_be_reached_and_none_is_invented():
    reached = {choice.code for _, choice in PATHS if choice.leads_to == "exclusion"}
    known = {entry.code for entry in all_exclusions()}
    assert reached == known - BY_STAFF_ONLY


def all_exclusions():
    table = RULES.exclusion
    return (*table.permanent, *table.temporary, *table.vaccine)


@pytest.mark.parametrize(("item", "choice"), PATHS, ids=lambda one: one.id)
def test_the_day_asked_for_is_the_day_the_rule_counts_from(item, choice):
    if choice.leads_to != "exclusion":
        return
    entry = RULES.exclusion_of(choice.code)
    counts_from = None if entry.anchor in {"none", "open"} else entry.anchor
    assert choice.anchor == counts_from


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_help_tells_only_spans_of_its_own_choices(item):
    own = {choice.code for choice in item.choices}
    assert PACK.help_codes(item.id) <= own
    spans = dict.fromkeys(own, "N")
    for language in LANGUAGES:
        assert not places(PACK.help(item.id, language, spans))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_group_choice_and_kind_of_day_has_words(language):
    texts = Texts(language)
    assert PACK.title(language)
    assert all(PACK.group_title(group.id, language) for group in PACK.questionnaire.groups)
    for item, choice in PATHS:
        assert PACK.choice_label(item.id, choice.id, language)
        assert choice.anchor is None or texts.has(f"interview.when.{choice.anchor}")
        assert not choice.may_be_ongoing or texts.has(f"interview.ongoing.{choice.anchor}")
        assert texts.has(f"interview.leads_to.{choice.leads_to}")


def shipped() -> str:
    return (resources_folder() / "questionnaires" / f"{NATIONAL}.toml").read_text(encoding="utf-8")


def reason(tmp_path, text: str) -> str:
    (tmp_path / "q.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        load_questionnaire("q", tmp_path)
    return str(caught.value.values["reason"])


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('id = "Q05"', 'id = "Q03"', "item Q03 is there twice"),
        ('id = "five_days"', 'id = "today"', "group today is there twice"),
        ('id = "V07"', 'id = "V01"', "choice of Q04 V01 is there twice"),
        ('group = "half_year"', 'group = "four_weeks"', "holds more than 6 items"),
        ('group = "half_year"', 'group = "nowhere"', "does not exist"),
        ('expect = "yes"', 'expect = "maybe"', "Invalid enum value 'maybe'"),
        ('sex = "female"', 'sex = "women"', "Invalid enum value 'women'"),
        ('ask.en = "Any alcohol in the last 24 hours?"', 'ask.en = ""', "empty text"),
        ("24 小时内是否喝过酒？", "很" * 49, "longer than 48"),
        ('short.en = "Alcohol, 24 hours"', 'short.en = ""', "empty text"),
        ("24 小时内饮酒", "很" * 15, "too long for a line"),
        ('help.en = "You may give {T17}', 'help.en = "You may give ', "differ in their places"),
        ('leads_to = "stop"', 'leads_to = "nowhere"', "Invalid enum value"),
        ("private = true", "private = true\nhidden = true", "unknown field"),
        ("[[group]]", "[[group", "Expected"),
        ('named_in = "vaccines"', 'named_in = "plants"', "Invalid enum value"),
        ('group = "today"', 'group = "today"\nnamed_in = "medicines"', "its list does not hold"),
    ],
)
def test_a_damaged_questionnaire_is_refused_by_the_name_of_its_fault(tmp_path, old, new, named):
    text = shipped()
    assert old in text
    assert named in reason(tmp_path, text.replace(old, new, 1))


def test_a_question_that_leads_nowhere_is_refused(tmp_path):
    head, tail = shipped().split('id = "notice"')
    emptied = (
        head.rsplit("\n[[item.choice]]", 1)[0] + "\nchoice = []\n[[item]]" + tail.split("[[item]]", 1)[1]
    )
    assert "Q02 leads nowhere" in reason(tmp_path, emptied)


@pytest.mark.parametrize(
    ("language", "short"), [("zh_CN", "近期出国、疫区"), ("en", "Abroad, epidemic area")]
)
def test_a_question_has_a_short_form(language, short):
    assert PACK.short("Q24", language) == short


def test_a_list_leaves_room_for_six_choices_beside_it(tmp_path):
    head, tail = shipped().split('id = "Q11"')
    vaccines, rest = tail.split('id = "Q12"')
    few_names = vaccines.replace("name = true\n", "", 6)
    assert "Q11 has more than 6 choices" in reason(tmp_path, f'{head}id = "Q11"{few_names}id = "Q12"{rest}')


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "q.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal):
        load_questionnaire("q", tmp_path)


def test_one_changed_word_changes_the_stamp(tmp_path):
    (tmp_path / "q.toml").write_text(shipped().replace("喝过酒", "饮过酒", 1), encoding="utf-8")
    changed = load_questionnaire("q", tmp_path).stamp
    assert changed.id == PACK.stamp.id
    assert changed.sha256 != PACK.stamp.sha256
