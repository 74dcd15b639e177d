"""Our own interview as a Questionnaire of R4: its conditions say what our own code says."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from donor_room.domain.foreign_answers import read_answers
from donor_room.domain.foreign_form import Enabling
from donor_room.domain.questionnaire import Answer, Detail, asked
from donor_room.packs.fhir.interview import answer_coding, answer_items, questionnaire_of
from donor_room.packs.fhir.reader import read_questionnaire
from donor_room.packs.fhir.values import write_json
from donor_room.packs.questionnaires import load_questionnaire

PACK = load_questionnaire()
READ = read_questionnaire(write_json(questionnaire_of(PACK)).encode())
ENABLING = Enabling(READ.form)


def enabled(**answers) -> frozenset[str]:
    given = {name.replace("_", ".", 1): value for name, value in answers.items()}
    return ENABLING.enabled(read_answers(READ.form, given))


def said(value: str, *details: Detail, remark: str | None = None) -> Answer:
    return Answer(value=value, asked_aloud=False, details=details, remark=remark)


def test_our_own_reader_carries_all_but_the_second_language():
    assert {(one.code, one.what) for one in READ.not_carried} == {
        ("extension", "_title"),
        ("extension", "_text"),
        ("extension", "_display"),
    }


def test_all_37_questions_are_there_in_their_order():
    order = [
        one.link_id
        for one in READ.form.items
        if one.link_id in {item.id for item in PACK.questionnaire.items}
    ]
    assert order == [item.id for item in PACK.questionnaire.items]
    assert len(order) == 37


@pytest.mark.parametrize("sex", ["male", "female"])
def test_the_same_questions_are_asked_of_women_and_men(sex):
    ours = {item.id for item in asked(PACK.questionnaire, sex=sex, first_time=True, kind="WB400")}
    assert {item.id for item in PACK.questionnaire.items if item.id in enabled(donor_sex=sex)} == ours


def test_whoever_is_not_known_is_asked_everything():
    assert {item.id for item in PACK.questionnaire.items} <= enabled()


def test_an_unexpected_answer_opens_which_and_each_condition_its_day():
    item = next(one for one in PACK.questionnaire.items if len(one.choices) > 1 and one.choices[0].anchor)
    wrong, right = ("Y", "N") if item.expect == "no" else ("N", "Y")
    which, day = f"{item.id}.which", f"{item.id}.{item.choices[0].id}.on"
    assert which not in enabled(**{item.id: right})
    assert which not in enabled(**{item.id: "ASKU"})
    assert {which} == enabled(**{item.id: wrong}) & {which, day}
    given = read_answers(READ.form, {item.id: wrong, which: [item.choices[0].id]})
    assert day in ENABLING.enabled(given)


def test_first_time_and_kind_narrow_whom_a_question_is_asked():
    first = PACK.questionnaire.items[0]
    narrow = msgspec.structs.replace(first, first_time=True, kinds=("WB400",))
    questionnaire = msgspec.structs.replace(PACK.questionnaire, items=(narrow,))
    pack = load_questionnaire()
    pack.questionnaire = questionnaire
    form = read_questionnaire(write_json(whole_of(pack, narrow.group)).encode()).form
    enabling = Enabling(form)
    for answers, is_asked in (
        ({}, True),
        ({"donor.first_time": False}, False),
        ({"donor.first_time": True, "donor.kind": "WB400"}, True),
        ({"donor.kind": "WB200"}, False),
    ):
        assert (narrow.id in enabling.enabled(read_answers(form, answers))) is is_asked


def whole_of(pack, group):
    """Without the groups that have nothing left in them: R4 allows no empty ones."""
    told = questionnaire_of(pack)
    return {**told, "item": [one for one in told["item"] if one["linkId"] in ("donor", group)]}


def test_answers_are_told_in_the_order_of_the_questions_with_what_they_meant():
    many = next(one for one in PACK.questionnaire.items if len(one.choices) > 1)
    detail = Detail(which=many.choices[0].id, when_on=date(2026, 11, 1), ongoing=False, name="样例")
    plain = Detail(which=many.choices[1].id, when_on=None, ongoing=True, name=None)
    answers = {many.id: said("yes", detail, plain, remark="备注"), "Q01": said("not_sure"), "old": said("no")}
    told = answer_items(PACK, answers)
    flat = {one["linkId"]: one for group in told for one in group.get("item", [group])}
    assert flat["Q01"]["answer"] == [{"valueCoding": answer_coding("not_sure")}]
    which, remark = flat[many.id]["answer"][0]["item"]
    assert which["answer"][0]["item"][0]["answer"] == [{"valueDate": "2026-11-01"}]
    assert which["answer"][1]["item"][0]["linkId"].endswith(".ongoing")
    assert remark["answer"] == [{"valueString": "备注"}]
    assert told[-1]["linkId"] == "old"
