"""What is asked, what is missing, and what an answer leads to."""

from datetime import date

import pytest
from msgspec import json

from donor_room.domain.questionnaire import (
    Answer,
    Choice,
    Detail,
    Group,
    Item,
    Listed,
    Questionnaire,
    asked,
    check_answer,
    claimed_donations,
    conditions,
    exceptions,
    exclusions,
    facts,
    for_physician,
    is_complete,
    missing,
    missing_of,
    not_sure_items,
    stops,
)
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

BORN, TODAY = date(1990, 2, 28), date(2026, 11, 21)


def choice(id_: str, leads_to: str = "exclusion", anchor: str | None = None, *, name: bool = False) -> Choice:
    return Choice(id=id_, leads_to=leads_to, code=id_, anchor=anchor, asks_name=name, clause="6.2", tag="V")


def item(id_: str, *choices: Choice, **more: object) -> Item:
    fields = {"expect": "no", "sex": None, "first_time": None, "kinds": (), "private": False, **more}
    return Item(id=id_, group="g", window="now", clause="6", tag="V", choices=choices, **fields)


def said(value: str, *details: Detail, remark: str | None = None) -> Answer:
    return Answer(value=value, asked_aloud=False, details=details, remark=remark)


def detail(which: str, on: date | None = None, *, ongoing: bool = False, name: str | None = None) -> Detail:
    return Detail(which=which, when_on=on, ongoing=ongoing, name=name)


NOTICE = item("Q02", choice("notice", "stop"), expect="yes")
COLD = item("Q07", choice("T05a", anchor="recovery"), choice("fever", "physician"))
VACCINE = item(
    "Q11", choice("V02", anchor="last_dose", name=True), choice("V05", anchor="last_dose", name=True)
)
LAST = item("Q15", choice("WB", "donation", "event"))
REACTION = item("Q34", choice("earlier_reaction", "fact"))
WOMEN = item("Q21", choice("T03b"), sex="female")
ALL = (NOTICE, COLD, VACCINE, LAST, REACTION, WOMEN)
FORM = Questionnaire(groups=(Group(id="g", private=False),), items=ALL)


def ids(items: tuple[Item, ...]) -> list[str]:
    return [one.id for one in items]


def test_a_man_is_not_asked_what_only_women_are_asked():
    assert "Q21" not in ids(asked(FORM, sex="male", first_time=True, kind="WB400"))
    assert "Q21" in ids(asked(FORM, sex="female", first_time=True, kind="WB400"))


def test_where_the_sex_is_unknown_everything_is_asked():
    assert len(asked(FORM, sex=None, first_time=True, kind="WB400")) == len(ALL)


def test_a_question_for_first_timers_is_asked_of_them_alone():
    form = Questionnaire(groups=FORM.groups, items=(item("Q38", choice("x"), first_time=True),))
    assert asked(form, sex="male", first_time=True, kind="WB400")
    assert not asked(form, sex="male", first_time=False, kind="WB400")


def test_a_question_for_one_kind_of_donation_is_asked_for_it_alone():
    form = Questionnaire(groups=FORM.groups, items=(item("Q39", choice("x"), kinds=("APH_PLT1",)),))
    assert asked(form, sex="male", first_time=False, kind="APH_PLT1")
    assert not asked(form, sex="male", first_time=False, kind="WB400")


def test_an_item_or_choice_that_is_not_there_is_refused():
    assert FORM.item("Q07") is COLD
    with pytest.raises(Refusal, match="unknown_item"):
        FORM.item("Q99")
    with pytest.raises(Refusal, match="unknown_choice"):
        COLD.choice("T99")


def test_nothing_answered_is_all_missing_in_the_order_of_asking():
    assert [gap.item for gap in missing(ALL, {})] == ids(ALL)
    assert {gap.part for gap in missing(ALL, {})} == {"answer"}


@pytest.mark.parametrize("value", ["no", "not_sure"])
def test_no_and_not_sure_need_nothing_more(value):
    assert missing_of(COLD, said(value)) == ()


def test_a_yes_asks_which_then_when_then_the_name():
    def parts(*details: Detail) -> list[str]:
        return [gap.part for gap in missing_of(VACCINE, said("yes", *details))]

    assert parts() == ["which"]
    assert parts(detail("V02")) == ["when", "name"]
    assert parts(detail("V02", TODAY)) == ["name"]
    assert parts(detail("V02", TODAY, name="MMR")) == []


def test_each_condition_of_one_question_needs_its_own_day():
    answer = said("yes", detail("V02", TODAY, name="MMR"), detail("V05", name="serum"))
    assert [(gap.part, gap.which) for gap in missing_of(VACCINE, answer)] == [("when", "V05")]


def test_an_illness_that_is_not_over_needs_no_day():
    answers = {"Q07": said("yes", detail("T05a", ongoing=True))}
    assert is_complete([COLD], answers)
    assert exclusions([COLD], answers)[0].ongoing


def test_a_single_choice_that_needs_nothing_more_is_not_asked_for():
    assert conditions(WOMEN, said("yes"))[0].which == "T03b"
    assert conditions(LAST, said("yes")) == ()
    assert conditions(COLD, said("yes")) == ()


def test_every_condition_becomes_an_exclusion_with_its_day():
    answers = {
        "Q11": said("yes", detail("V02", TODAY, name="MMR"), detail("V05", BORN, name="serum")),
        "Q21": said("yes"),
    }
    found = [(one.code, one.anchor_on, one.item) for one in exclusions(ALL, answers)]
    assert found == [("V02", TODAY, "Q11"), ("V05", BORN, "Q11"), ("T03b", None, "Q21")]


def test_a_donation_the_donor_told_of_is_no_exclusion():
    answers = {"Q15": said("yes", detail("WB", TODAY))}
    assert exclusions(ALL, answers) == ()
    assert [(one.kind, one.on) for one in claimed_donations(ALL, answers)] == [("WB", TODAY)]


def test_not_sure_and_open_conditions_go_to_the_physician_in_order():
    answers = {"Q11": said("not_sure"), "Q07": said("yes", detail("fever")), "Q21": said("no")}
    assert ids(not_sure_items(ALL, answers)) == ["Q11"]
    assert ids(for_physician(ALL, answers)) == ["Q07", "Q11"]


def test_a_condition_under_not_sure_is_kept_but_decides_nothing():
    answers = {"Q07": said("not_sure", detail("T05a"))}
    assert exclusions(ALL, answers) == ()


def test_the_examiner_sees_every_unexpected_answer():
    answers = {"Q02": said("yes"), "Q07": said("yes"), "Q34": said("not_sure"), "Q21": said("no")}
    assert ids(exceptions(ALL, answers)) == ["Q07", "Q34"]


def test_an_earlier_reaction_is_a_fact():
    assert facts(ALL, {"Q34": said("yes")}) == {"earlier_reaction"}


@pytest.mark.parametrize(("value", "stopped"), [("yes", []), ("no", ["Q02"]), ("not_sure", ["Q02"])])
def test_without_the_notice_understood_nothing_goes_on(value, stopped):
    assert ids(stops(ALL, {"Q02": said(value), "Q07": said("yes")})) == stopped


def refused(one: Item, answer: Answer) -> str:
    with pytest.raises(Refusal) as caught:
        check_answer(one, answer, birth_on=BORN, today=TODAY)
    return caught.value.code.removeprefix("interview.")


def test_a_day_to_come_or_before_birth_is_refused():
    assert refused(LAST, said("yes", detail("WB", date(2026, 11, 22)))) == "day_to_come"
    assert refused(LAST, said("yes", detail("WB", date(1990, 2, 27)))) == "day_before_birth"


@pytest.mark.parametrize("on", [TODAY, BORN, None])
def test_today_and_the_day_of_birth_are_days_one_can_name(on):
    check_answer(LAST, said("yes", detail("WB", on)), birth_on=BORN, today=TODAY)


def test_a_condition_under_the_expected_answer_is_refused():
    assert refused(COLD, said("no", detail("T05a"))) == "condition_without_cause"


def test_the_same_condition_twice_is_refused():
    assert refused(COLD, said("yes", detail("T05a"), detail("T05a"))) == "condition_twice"


def test_only_a_recovery_or_an_end_can_be_yet_to_come():
    assert refused(LAST, said("yes", detail("WB", ongoing=True))) == "ongoing_or_a_day"
    assert refused(COLD, said("yes", detail("T05a", TODAY, ongoing=True))) == "ongoing_or_a_day"
    check_answer(COLD, said("yes", detail("T05a", ongoing=True)), birth_on=BORN, today=TODAY)


def test_words_too_long_for_the_record_are_refused():
    assert refused(COLD, said("no", remark="x" * 201)) == "remark_too_long"
    assert refused(VACCINE, said("yes", detail("V02", name="x" * 61))) == "name_too_long"
    check_answer(COLD, said("no", remark="x" * 200), birth_on=BORN, today=TODAY)


def test_a_choice_of_another_question_is_refused():
    assert refused(COLD, said("yes", detail("V02"))) == "unknown_choice"


# ---- names from a list -------------------------------------------------------------------------------------

FLU = Listed(entry="flu", code="V02", pack=PackStamp(id="list", edition="1", sha256="ab"))
MUMPS = Listed(entry="mumps", code="V02", pack=FLU.pack)
NAMED = item("Q04", choice("V02", anchor="last_dose", name=True), named_in="vaccines")


def found(listed: Listed, on: date | None = None) -> Detail:
    return Detail(which="V02", when_on=on, ongoing=False, name=listed.entry, listed=listed)


def test_two_vaccines_of_one_condition_are_two_and_each_is_asked_its_day():
    told = said("yes", found(FLU, TODAY), found(MUMPS))
    check_answer(NAMED, told, birth_on=BORN, today=TODAY)
    assert [(gap.part, gap.which, gap.entry) for gap in missing_of(NAMED, told)] == [("when", "V02", "mumps")]
    assert [one.anchor_on for one in exclusions((NAMED,), {"Q04": told})] == [TODAY, None]


def test_the_same_line_twice_is_refused():
    with pytest.raises(Refusal, match="condition_twice"):
        check_answer(NAMED, said("yes", found(FLU), found(FLU)), birth_on=BORN, today=TODAY)


def test_a_question_without_a_list_takes_no_line_of_one():
    with pytest.raises(Refusal, match="no_list"):
        check_answer(VACCINE, said("yes", found(FLU, TODAY)), birth_on=BORN, today=TODAY)


def test_an_answer_without_a_list_is_written_as_before_there_were_lists():
    own = detail("V02", TODAY, name="flu")
    assert json.encode(own) == b'{"which":"V02","when_on":"2026-11-21","ongoing":false,"name":"flu"}'
    assert json.decode(json.encode(found(FLU, TODAY)), type=Detail) == found(FLU, TODAY)
