"""The station's answers: words in both languages, and no number but those of the rules."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain.answers import value_of
from donor_room.domain.intervals import BySex, Span
from donor_room.domain.refusal import Refusal
from donor_room.packs.answers import in_words, load_answers, told
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts

SHIPPED = (resources_folder() / "answers" / "station.toml").read_text("utf-8")
RULES = load_rules()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_said_with_every_value_of_the_rules(language: str) -> None:
    texts = Texts(language)
    for one in load_answers().answers:
        words = told(one, RULES, texts)
        assert all((words.short, words.question, words.answer))
        assert texts.say("answers.ask_staff") not in words.answer, one.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_typed_into_the_words(language: str) -> None:
    area = Texts(language).area("answers")
    typed = {key: words for key, words in area.items() if re.search(r"\d", re.sub(r"\{\w+\}", "", words))}
    assert typed.keys() == {"standard"}


def test_what_the_rules_do_not_say_the_staff_is_asked_for() -> None:
    gone = replace(RULES, interval=())
    interval = next(one for one in load_answers().answers if one.id == "interval")
    words = told(interval, gone, Texts("zh_CN"))
    assert words.answer.startswith("献全血后 （请问工作人员）可以再献全血")
    assert words.source == ""


def test_values_are_said_as_numbers_lists_and_spans() -> None:
    texts = Texts("zh_CN")
    sources = ("param:weight_min_male_kg", "param:wb_volumes_ml", "interval:wb_to_wb", "exclusion:T01b")
    assert [in_words(value_of(RULES, source), texts) for source in sources] == [
        "50",
        "200、300、400",
        "6 个月",
        "15 天",
    ]


def test_a_local_law_that_tells_women_from_men_is_said_so() -> None:
    by_sex = BySex(male=Span(n=3, unit="month"), female=Span(n=4, unit="month"))
    rows = tuple(
        replace(row, least=None, by_sex=by_sex, clause="琼条例 12") if row.id == "wb_to_wb" else row
        for row in RULES.interval
    )
    local = replace(RULES, interval=rows)
    interval = next(one for one in load_answers().answers if one.id == "interval")
    words = told(interval, local, Texts("zh_CN"))
    assert words.answer.startswith("献全血后 男性 3 个月、女性 4 个月可以再献全血")
    assert words.source == "依据：GB 18467 9.2、琼条例 12"
    same = replace(by_sex, female=by_sex.male)
    value = value_of(replace(local, interval=(replace(rows[0], by_sex=same),)), "interval:wb_to_wb")
    assert in_words(value, Texts("zh_CN")) == "3 个月"


def test_a_fraction_keeps_its_fraction() -> None:
    param = replace(RULES.param["weight_min_male_kg"], number=Decimal("50.50"))
    rules = replace(RULES, param={"w": param})
    assert in_words(value_of(rules, "param:w"), Texts("en")) == "50.5"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id = "safe"', 'id = "hurt"'),
        ('rest = "param:rest_minutes_min"', 'rest = "10"'),
        ('rest = "param:rest_minutes_min"', 'rest = "law:rest"'),
        ('tag = "R"', 'tag = "X"'),
        ('tag = "R"', ""),
        ("[[answer]]", "[[answers]]"),
        ('id = "safe"', 'id = "nobody_wrote_it"'),
        ('rest = "param:rest_minutes_min"', 'sit = "param:rest_minutes_min"'),
        ("[about]", "[about"),
        ("献血", "\udcff"),
        ('[[answer]]\nid = "after"', '[[answer]]\nid = "eleventh"\ntag = "R"\n\n[[answer]]\nid = "after"'),
    ],
)
def test_a_list_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SHIPPED
    raw = SHIPPED.replace(old, new, 1).encode("utf-8", "surrogateescape")
    (tmp_path / "station.toml").write_bytes(raw)
    with pytest.raises(Refusal) as refused:
        load_answers(tmp_path)
    assert (refused.value.code, refused.value.values["pack"]) == ("codes.unreadable", "answers")


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        load_answers(tmp_path)
