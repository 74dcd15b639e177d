"""A Questionnaire of R4 is read, what it cannot carry is named, and what is not valid is refused."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest

from donor_room.domain.foreign_form import Amount, Coded, Day, Enabling
from donor_room.packs.fhir.reader import UNIT, Read, read_questionnaire
from donor_room.packs.fhir.told import NotValid
from tests.packs.fhir.forms import ENABLE_WHEN, PUBLISHED, RECORD, ZIKA, item, offered, raw, when, whole


def read(*items, **parts) -> Read:
    return read_questionnaire(raw(*items, **parts))


def faults(*items, **parts) -> list[tuple[str, str]]:
    with pytest.raises(NotValid) as no:
        read(*items, **parts)
    return [(one.link_id, one.code) for one in no.value.faults]


def notes(told: Read) -> list[tuple[str, str]]:
    return [(one.link_id, one.code) for one in told.not_carried]


# ---- what is carried ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        "boolean",
        "decimal",
        "integer",
        "date",
        "string",
        "text",
        "choice",
        "open-choice",
        "quantity",
        "display",
    ],
)
def test_every_type_that_can_be_asked_is_carried(kind):
    parts = {"answerOption": offered("a")} if "choice" in kind else {}
    told = read(item("q", kind, **parts))
    assert told.form.items[0].kind == kind
    assert notes(told) == []


def test_what_stands_in_a_group_or_under_a_question_knows_where_it_stands():
    told = read(item("g", "group", item=[item("q", item=[item("r", prefix="a)")])]))
    assert [(one.link_id, one.parent, one.level) for one in told.form.items] == [
        ("g", None, 0),
        ("q", "g", 1),
        ("r", "q", 2),
    ]
    assert told.form.items[2].prefix == "a)"


def test_a_form_without_title_is_called_by_its_name():
    form = read_questionnaire(json.dumps({**whole(item("q")), "title": None, "name": "N"}).encode()).form
    assert form.title == "N"


def test_length_required_and_repeats_are_carried():
    one = read(item("q", "string", maxLength=5, required=True, repeats=True)).form.items[0]
    assert (one.max_length, one.required, one.repeats) == (5, True, True)


def test_answers_of_every_kind_are_offered():
    options = [{"valueInteger": 3}, {"valueDate": "2026"}, {"valueString": "a"}, *offered("b")]
    one = read(item("q", "choice", answerOption=options)).form.items[0]
    assert one.options == (3, Day("2026"), "a", Coded(system="http://example.org", code="b", display="B"))


@pytest.mark.parametrize(
    "listed",
    [
        {"compose": {"include": [{"system": "s", "concept": [{"code": "a", "display": "A"}]}]}},
        {"expansion": {"contains": [{"system": "s", "code": "a", "display": "A"}]}},
    ],
)
def test_a_list_of_answers_in_the_file_is_offered(listed):
    lists = [{"resourceType": "ValueSet", "id": "v", **listed}]
    told = read(item("q", "choice", answerValueSet="#v"), contained=lists)
    assert told.form.items[0].options == (Coded(system="s", code="a", display="A"),)
    assert notes(told) == []


def test_the_units_of_a_number_are_carried():
    unit = {"system": "http://unitsofmeasure.org", "code": "kg", "display": "kg"}
    url = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
    told = read(item("q", "quantity", extension=[{"url": url, "valueCoding": unit}]))
    assert told.form.items[0].units == (Coded(**unit),)
    assert notes(told) == []


@pytest.mark.parametrize(
    ("question", "condition", "answer"),
    [
        (item("a"), {"answerBoolean": True}, True),
        (item("a", "integer"), {"answerInteger": 3}, 3),
        (item("a", "decimal"), {"answerDecimal": 3.5}, Decimal("3.5")),
        (item("a", "date"), {"answerDate": "2026-11-21"}, Day("2026-11-21")),
        (item("a", "string"), {"answerString": "a"}, "a"),
        (
            item("a", "quantity"),
            {"answerQuantity": {"value": 3, "unit": "kg"}},
            Amount(value=Decimal(3), unit="kg"),
        ),
        (item("a", "choice", answerOption=offered("x")), {"answerCoding": {"code": "x"}}, Coded(code="x")),
    ],
)
def test_a_condition_is_carried_with_its_answer(question, condition, answer):
    told = read(question, item("b", enableWhen=[when("a", "=", **condition)]))
    assert told.form.items[1].conditions[0].answer == answer
    assert not told.form.items[1].conditions[0].void


# ---- what is named -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["dateTime", "time", "url", "attachment", "reference"])
def test_a_type_that_cannot_be_asked_is_left_out_with_all_below_it(kind):
    told = read(item("a"), item("b", kind, item=[item("c")]))
    assert [one.link_id for one in told.form.items] == ["a"]
    assert notes(told) == [("b", "type"), ("c", "under_left_out")]


def test_a_condition_on_what_was_left_out_never_holds():
    told = read(item("a", "time"), item("b", enableWhen=[when("a", "!=", answerTime="12:00:00")]))
    assert ("b", "condition_on_left_out") in notes(told)
    assert Enabling(told.form).enabled({}) == set()


@pytest.mark.parametrize("operator", ["=", "!=", ">", "<", ">=", "<="])
@pytest.mark.parametrize("answer", [{"answerInteger": 2}, {"answerDecimal": 2.5}, {"answerString": "x"}])
def test_a_choice_compared_with_something_else_is_named_and_never_on(operator, answer):
    told = read(
        item("a", "choice", answerOption=offered("x")), item("b", enableWhen=[when("a", operator, **answer)])
    )
    assert notes(told) == [("b", "condition_compares")]
    for given in ((), told.form.items[0].options):
        assert "b" not in Enabling(told.form).enabled({"a": given})


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("boolean", {"answerString": "true"}),
        ("quantity", {"answerQuantity": {"value": 3, "unit": "kg", "comparator": "<"}}),
        ("date", {"answerDateTime": "2026-11-21T00:00:00Z"}),
    ],
)
def test_another_comparison_that_cannot_be_made_is_named_too(kind, answer):
    told = read(item("a", kind), item("b", enableWhen=[when("a", "=", **answer)]))
    assert notes(told) == [("b", "condition_compares")]


def test_a_condition_on_an_answer_that_is_not_offered_is_named_and_does_what_r4_says():
    told = read(
        item("a", "choice", answerOption=offered("x")),
        item("b", enableWhen=[when("a", "!=", answerCoding={"code": "y"})]),
    )
    assert notes(told) == [("b", "condition_on_no_option")]
    assert "b" in Enabling(told.form).enabled({})


def test_conditions_that_lead_back_to_themselves_are_named():
    told = read(
        item("a", enableWhen=[when("b", "exists", answerBoolean=False)]),
        item("b", enableWhen=[when("a", "exists", answerBoolean=False)]),
    )
    assert notes(told) == [("a", "circular"), ("b", "circular")]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"kind": "choice", "answerValueSet": "http://example.org/list"}, "list_elsewhere"),
        ({"kind": "choice"}, "no_options"),
        ({"kind": "choice", "answerOption": [*offered("a"), {"valueTime": "12:00:00"}]}, "option"),
        ({"kind": "string", "answerOption": [{"valueString": "a"}]}, "part"),
        ({"kind": "string", "readOnly": True}, "part"),
        ({"kind": "string", "definition": "http://example.org"}, "part"),
        ({"kind": "string", "_text": {"extension": []}}, "extension"),
        ({"kind": "string", "extension": [{"url": "http://example.org"}]}, "extension"),
        ({"kind": "group", "repeats": True, "item": [item("r")]}, "group_repeats"),
    ],
)
def test_a_part_that_is_not_carried_is_named(parts, code):
    assert notes(read(item("q", **parts))) == [("q", code)]


def test_a_list_that_must_be_looked_up_elsewhere_is_named():
    for listed in ({"compose": {"include": [{"system": "s", "filter": []}]}}, {"compose": 3}, {}):
        lists = [{"resourceType": "ValueSet", "id": "v", **listed}]
        assert notes(read(item("q", "choice", answerValueSet="#v"), contained=lists)) == [
            ("q", "list_elsewhere")
        ]


# ---- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file",
    [b"", b"{", b"\xff", b"[]", b'{"resourceType": "Patient"}', b"NaN", b'{"a": 1, "a": 2}', b"[" * 100_000],
    ids=lambda file: repr(file[:12]),
)
def test_what_is_no_questionnaire_is_refused(file):
    with pytest.raises(NotValid):
        read_questionnaire(file)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"linkId": None}, "no_link_id"),
        ({"linkId": " "}, "no_link_id"),
        ({"linkId": 3}, "no_link_id"),
        ({"type": None}, "no_type"),
        ({"type": "coding"}, "unknown_type"),
        ({"type": ["string"]}, "no_type"),
        ({"text": 3}, "wrong_value"),
        ({"required": "yes"}, "wrong_value"),
        ({"maxLength": 0, "type": "string"}, "wrong_value"),
        ({"maxLength": 5, "type": "date"}, "length_of_no_text"),
        ({"initial": [{"valueBoolean": True}]}, "initial"),
        ({"answerConstraint": "optionsOnly"}, "unknown_element"),
        ({"modifierExtension": [{"url": "u"}]}, "modifier"),
        ({"extension": [{"valueString": "no url"}]}, "wrong_value"),
        ({"extension": []}, "wrong_value"),
        ({"readOnly": "yes"}, "wrong_value"),
        ({"definition": "two words"}, "wrong_value"),
        ({"code": [{"code": 5}]}, "wrong_value"),
        ({"code": [{"code": "a", "unit": "kg"}]}, "unknown_element"),
        ({"type": "quantity", "extension": [{"url": UNIT, "valueCoding": "kg"}]}, "wrong_value"),
        ({"type": "quantity", "extension": [{"url": UNIT, "valueCoding": {"code": 1}}]}, "wrong_value"),
        ({"type": "choice", "answerOption": [{"valueCoding": {"code": "a", "value": 1}}]}, "unknown_element"),
        ({"type": "group"}, "group_is_empty"),
        ({"type": "display", "item": [item("r")]}, "display_has_items"),
        ({"type": "display", "code": [{"code": "a"}]}, "display_has_code"),
        ({"type": "display", "required": True}, "display_required"),
        ({"type": "display", "readOnly": True}, "display_read_only"),
        ({"type": "choice", "answerOption": offered("a"), "answerValueSet": "v"}, "options_and_list"),
        ({"type": "string", "answerValueSet": "v"}, "list_without_choice"),
        ({"type": "choice", "answerOption": [{"valueString": 3}]}, "wrong_value"),
        ({"type": "choice", "answerOption": [{"valueString": "a", "valueInteger": 3}]}, "wrong_value"),
        ({"type": "choice", "answerOption": [{"valueString": "a", "initialSelected": True}]}, "initial"),
        ({"type": "group", "item": [item("r")], "answerOption": offered("a")}, "group_has_options"),
    ],
)
def test_an_item_that_is_not_valid_is_refused(parts, code):
    link_id = parts.get("linkId", "q") if parts.get("linkId", "q") == "q" else ""
    assert (link_id, code) in faults({**item("q"), **parts})


def test_a_link_id_that_is_there_twice_is_refused():
    assert faults(item("a"), item("g", "group", item=[item("a")])) == [("a", "link_id_twice")]


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (when("z", "=", answerBoolean=True), "condition_elsewhere"),
        ({"operator": "=", "answerBoolean": True}, "condition_without_question"),
        (when("a", "~", answerBoolean=True), "condition_operator"),
        (when("a", "="), "condition_without_answer"),
        (when("a", "=", answerBoolean=True, answerString="a"), "condition_without_answer"),
        (when("a", "exists", answerString="true"), "exists_without_boolean"),
        (when("a", "=", answerBoolean="true"), "condition_value"),
        (when("a", "=", answerInteger=1.5), "condition_value"),
        (when("a", "=", answerDecimal="1.5"), "condition_value"),
        (when("a", "=", answerDate="2026-13-01"), "condition_value"),
        (when("a", "=", answerCoding="a"), "condition_value"),
        (when("a", "=", answerCoding={"system": "s"}), "condition_value"),
        (when("a", "=", answerQuantity={"value": "3"}), "condition_value"),
        (when("a", "=", answerString=""), "condition_value"),
        (when("a", "=", answerBoolean=True, valueBoolean=True), "unknown_element"),
    ],
)
def test_a_condition_that_is_not_valid_is_refused(condition, code):
    assert ("b", code) in faults(item("a"), item("b", enableWhen=[condition]))


def test_several_conditions_must_say_whether_all_of_them_must_hold():
    two = [when("a", "=", answerBoolean=True), when("a", "exists", answerBoolean=True)]
    assert faults(item("a"), item("b", enableWhen=two)) == [("b", "no_behaviour")]
    assert ("b", "wrong_value") in faults(item("a"), item("b", enableWhen=two, enableBehavior="some"))
    assert read(item("a"), item("b", enableWhen=two, enableBehavior="all")).form.items[1].all_must_hold


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"status": "new"}, "status"),
        ({"implicitRules": "http://example.org"}, "modifier"),
        ({"item": []}, "no_items"),
        ({"item": "a"}, "wrong_value"),
        ({"versionAlgorithmString": "semver"}, "unknown_element"),
        ({"id": 3}, "wrong_value"),
        ({"id": "two words"}, "wrong_value"),
        ({"url": "two words"}, "wrong_value"),
        ({"experimental": "false"}, "wrong_value"),
        ({"date": "2026-02-30"}, "wrong_value"),
        ({"date": "today"}, "wrong_value"),
        ({"publisher": 5}, "wrong_value"),
        ({"meta": []}, "wrong_value"),
        ({"identifier": {}}, "wrong_value"),
        ({"subjectType": []}, "wrong_value"),
        ({"subjectType": [5]}, "wrong_value"),
        ({"code": "a"}, "wrong_value"),
        ({"code": [{"code": "a", "userSelected": 1}]}, "wrong_value"),
    ],
)
def test_a_whole_that_is_not_valid_is_refused(parts, code):
    assert ("", code) in faults(item("a"), **parts)


def test_what_is_told_of_the_whole_and_not_carried_stops_nobody():
    told = {"date": "2026-11-21T10:00:00+08:00", "approvalDate": "2026-11", "subjectType": ["Patient"]}
    told |= {"meta": {"versionId": "1"}, "experimental": True, "code": [{"system": "urn:x", "code": "a"}]}
    assert read(item("a"), **told, publisher=None).form.items[0].link_id == "a"


def test_an_amount_that_is_compared_has_only_what_a_quantity_has():
    amount = {"value": 5, "unit": "kg", "weight": 5}
    condition = when("a", ">", answerQuantity=amount)
    assert faults(item("a", "quantity"), item("b", enableWhen=[condition])) == [("b", "unknown_element")]


def test_items_too_deep_are_refused():
    deep = item("q0")
    for place in range(1, 60):
        deep = item(f"q{place}", item=[deep])
    assert ("q9", "too_deep") in faults(deep) or any(code == "too_deep" for _, code in faults(deep))


def test_every_fault_is_told_at_once():
    assert len(faults(item("a", "coding"), item("a"), item("b", initial=[{"valueBoolean": True}]))) == 3


# ---- those of others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_published_questionnaires_are_read(file):
    assert read_questionnaire(file.read_bytes()).form.items


def test_the_assessment_of_hl7_asks_what_its_conditions_say():
    enabling = Enabling(read_questionnaire(ZIKA.read_bytes()).form)
    assert enabling.enabled({}) == {"1"}
    assert enabling.enabled({"1": (False,), "2": (True,)}) == {"1", "2", "3"}
    assert enabling.enabled({"1": (False,), "2": (False,), "4": (False,)}) == {"1", "2", "4", "6"}


def test_the_record_of_a_child_loses_only_its_times():
    told = read_questionnaire(RECORD.read_bytes())
    assert notes(told) == [("vitaminiKDose1", "type"), ("vitaminiKDose2", "type")]


def test_the_form_of_sdc_names_its_fourteen_conditions_that_never_hold():
    codes = [code for _, code in notes(read_questionnaire(ENABLE_WHEN.read_bytes()))]
    assert codes.count("condition_compares") == 10
    assert codes.count("condition_on_left_out") == 2


@pytest.mark.lab
def test_a_form_of_270_items_is_read_within_50_ms():
    items = [item("q0")]
    items += [
        item(
            f"q{place}",
            "choice",
            answerOption=offered("a", "b", "c", "d"),
            enableWhen=[when(f"q{place - 1}", "exists", answerBoolean=True)],
        )
        for place in range(1, 270)
    ]
    file = raw(*items)
    spans = []
    for _ in range(10):
        begun = time.perf_counter()
        assert len(read_questionnaire(file).form.items) == 270
        spans.append(time.perf_counter() - begun)
    assert min(spans) < 0.05
