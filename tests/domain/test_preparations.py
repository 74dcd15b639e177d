"""Medicines and vaccines found by a few keys, and what they mean in a question."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from donor_room.domain.preparations import (
    Index,
    Preparation,
    check_listed,
    choices_for,
    for_unlisted,
    with_preparation,
)
from donor_room.domain.questionnaire import (
    Answer,
    Choice,
    Detail,
    Item,
    Listed,
    check_answer,
    exclusions,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

STAMP = PackStamp(id="list", edition="1", sha256="ab")


def preparation(zh: str, en: str, *others: str, code: str = "T11", physician: bool = False) -> Preparation:
    return Preparation(
        id=en.lower(), zh=zh, en=en, others=others, group="g", code=code, for_physician=physician,
        counts_from="last_dose", suggests=None, tag="R",
    )  # fmt: skip


ASPIRIN = preparation("阿司匹林", "aspirin", "拜阿司匹灵", "巴米尔")
IBUPROFEN = preparation("布洛芬", "ibuprofen", "芬必得")
FLURBIPROFEN = preparation("氟比洛芬", "flurbiprofen")
RECOMBINANT = preparation("重组疫苗", "recombinant", code="V01")
DANSHEN = preparation("丹参片", "danshen", code="physician")
VITAMIN = preparation("维生素C", "ascorbic acid", code="none")
CLOPIDOGREL = preparation("氯吡格雷", "clopidogrel", "波立维", physician=True)
DENGUE = structs.replace(preparation("登革热", "dengue", code="T16"), disease="dengue")
INDEX = Index((ASPIRIN, IBUPROFEN, FLURBIPROFEN, RECOMBINANT, DANSHEN, VITAMIN, CLOPIDOGREL, DENGUE))


def found(typed: str) -> list[str]:
    return [one.en for one in INDEX.find(typed).hits]


def choice(choice_id: str, leads_to: str, *, code: str = "", name: bool = True) -> Choice:
    return Choice(
        id=choice_id, leads_to=leads_to, code=code or choice_id, anchor=None, asks_name=name,
        clause="6", tag="R",
    )  # type: ignore[arg-type]  # fmt: skip


PHYSICIAN = choice("other", "physician")


def question(*choices: Choice, named_in: str | None = "medicines") -> Item:
    return Item(
        id="Q06", group="g", window="5d", expect="no", private=False, sex=None, first_time=None, kinds=(),
        clause="6", tag="R", choices=choices, named_in=named_in,
    )  # type: ignore[arg-type]  # fmt: skip


ITEM = question(choice("T11", "exclusion"), PHYSICIAN, choice("harmless", "nothing"))
YES = Answer(value="yes", asked_aloud=False, details=(), remark=None)


# ---- finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("aspl", ["aspirin"]),
        ("ASPL", ["aspirin"]),
        ("阿司", ["aspirin"]),
        ("巴米尔", ["aspirin"]),
        ("bme", ["aspirin"]),
        ("ibu", ["ibuprofen"]),
        ("ascorbic a", ["ascorbic acid"]),
        ("wssC", ["ascorbic acid"]),
        ("", []),
        ("12 3", []),
        ("qqq", []),
        ("我", []),
        ("䶮䶮", []),
    ],
)
def test_initials_characters_and_the_english_name_find_it(typed, names):
    assert found(typed) == names


@pytest.mark.parametrize("typed", ["czym", "zzym"])
def test_a_character_of_two_readings_is_found_by_both(typed):
    assert found(typed) == ["recombinant"]


@pytest.mark.parametrize("typed", ["dsp", "dcp"])
def test_a_reading_of_medicine_counts_beside_the_usual_one(typed):
    assert found(typed) == ["danshen"]


def test_other_characters_of_the_same_sound_find_it():
    assert found("阿斯匹灵") == ["aspirin"]


def test_beginnings_come_before_what_stands_inside():
    assert found("blf") == ["ibuprofen", "flurbiprofen"]
    assert found("profen") == ["ibuprofen", "flurbiprofen"]


def test_a_whole_name_comes_before_a_longer_one_and_an_own_name_before_another():
    one, two = preparation("维生素CC", "x one"), preparation("维生素C", "y two")
    three = preparation("甲", "z three", "维生素C")
    assert [hit.en for hit in Index((one, three, two)).find("维生素C").hits] == ["y two", "z three", "x one"]
    assert [hit.en for hit in Index((three, two)).find("wss").hits] == ["y two", "z three"]


def test_one_key_finds_beginnings_only():
    assert "ibuprofen" not in found("p")


def test_no_more_than_the_lines_and_the_rest_is_counted():
    many = Index(preparation(f"阿{sign}", f"a{sign}") for sign in "阿艾安奥爱傲暗岸")
    told = many.find("a")
    assert (len(told.hits), told.in_all) == (6, 8)


def test_a_preparation_is_known_by_its_code():
    assert INDEX.get("aspirin") is ASPIRIN
    assert INDEX.get("arsenic") is None


@given(st.text(max_size=8))
def test_whatever_is_typed_gives_at_most_six_and_breaks_nothing(typed):
    told = INDEX.find(typed)
    assert len(told.hits) == min(told.in_all, 6)


@given(st.sampled_from(INDEX.preparations), st.data())
def test_every_name_is_found_by_itself(one, data):
    name = data.draw(st.sampled_from([one.zh, one.en, *one.others]))
    assert one in INDEX.find(name).hits


# ---- what it means -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "which"),
    [
        (ASPIRIN, ["T11"]),
        (CLOPIDOGREL, ["T11", "other"]),
        (DANSHEN, ["other"]),
        (VITAMIN, ["harmless"]),
        (RECOMBINANT, ["other"]),
    ],
)
def test_what_a_question_has_no_condition_for_is_the_physicians(one, which):
    assert [each.id for each in choices_for(ITEM, one)] == which


def test_nothing_is_harmless_where_the_question_does_not_say_so():
    bare = question(choice("T11", "exclusion"), PHYSICIAN)
    assert choices_for(bare, VITAMIN) == (PHYSICIAN,)


@pytest.mark.parametrize("item", [question(PHYSICIAN, named_in=None), question(choice("T11", "exclusion"))])
def test_a_question_without_a_list_names_nothing(item):
    with pytest.raises(Refusal, match=r"interview\.no_list"):
        for_unlisted(item)


def test_all_that_a_name_means_stands_in_the_answer_with_the_list():
    said = with_preparation(ITEM, YES, CLOPIDOGREL, STAMP)
    assert [(one.which, one.name) for one in said.details] == [("T11", "氯吡格雷"), ("other", "氯吡格雷")]
    assert {one.listed for one in said.details} == {Listed(entry="clopidogrel", code="T11", pack=STAMP)}
    assert with_preparation(ITEM, said, CLOPIDOGREL, STAMP) == said


def test_two_medicines_may_mean_the_same():
    said = with_preparation(ITEM, with_preparation(ITEM, YES, ASPIRIN, STAMP), IBUPROFEN, STAMP)
    assert [one.entry for one in said.details] == ["aspirin", "ibuprofen"]


def test_what_the_list_gives_is_taken():
    said = with_preparation(ITEM, YES, CLOPIDOGREL, STAMP)
    check_listed(ITEM, said, INDEX, STAMP, None)


def test_a_name_in_own_words_is_no_matter_of_the_list():
    own = Detail(which="other", when_on=None, ongoing=False, name="herbs")
    check_listed(
        ITEM, Answer(value="yes", asked_aloud=False, details=(own,), remark=None), INDEX, STAMP, None
    )


def listed(which: str, entry: str, code: str, pack: PackStamp = STAMP) -> Answer:
    line = Listed(entry=entry, code=code, pack=pack)
    detail = Detail(which=which, when_on=None, ongoing=False, name="x", listed=line)
    return Answer(value="yes", asked_aloud=False, details=(detail,), remark=None)


OTHER_LIST = PackStamp(id="list", edition="2", sha256="cd")


@pytest.mark.parametrize(
    "said",
    [
        listed("T11", "arsenic", "T11"),
        listed("T11", "aspirin", "none"),
        listed("T11", "aspirin", "T11", OTHER_LIST),
        listed("harmless", "aspirin", "T11"),
        listed("T11", "clopidogrel", "T11"),
    ],
    ids=["no such line", "another meaning", "another list", "another condition", "half of it"],
)
def test_what_the_list_does_not_give_is_refused(said):
    with pytest.raises(Refusal, match=r"interview\.not_in_list"):
        check_listed(ITEM, said, INDEX, STAMP, None)


def test_what_stands_under_an_older_list_stays():
    old = listed("T11", "aspirin", "T11", OTHER_LIST)
    check_listed(ITEM, old, INDEX, STAMP, old)


# ---- a disease ---------------------------------------------------------------------------------------------

JOURNEY = question(choice("T16", "exclusion"), choice("abroad", "physician"), named_in="diseases")
ABROAD = Answer(value="yes", asked_aloud=False, details=(), remark=None)


def test_a_disease_found_is_known_to_the_rules_by_its_code() -> None:
    named = with_preparation(JOURNEY, ABROAD, DENGUE, STAMP)
    check_listed(JOURNEY, named, INDEX, STAMP, None)
    [reported] = exclusions([JOURNEY], {JOURNEY.id: named})
    assert (reported.code, reported.disease) == ("T16", "dengue")


@pytest.mark.parametrize("disease", [None, "influenza"])
def test_a_disease_other_than_the_one_of_the_line_is_refused(disease: str | None) -> None:
    named = with_preparation(JOURNEY, ABROAD, DENGUE, STAMP)
    [detail] = named.details
    other = structs.replace(named, details=(structs.replace(detail, disease=disease),))
    with pytest.raises(Refusal, match="not_in_list"):
        check_listed(JOURNEY, other, INDEX, STAMP, named)


def test_a_disease_that_no_list_gave_is_refused() -> None:
    made_up = Detail(which="T16", when_on=None, ongoing=False, name="登革热", disease="dengue")
    answer = structs.replace(ABROAD, details=(made_up,))
    with pytest.raises(Refusal, match="no_list"):
        check_answer(JOURNEY, answer, birth_on=date(1990, 1, 1), today=date(2026, 11, 21))
