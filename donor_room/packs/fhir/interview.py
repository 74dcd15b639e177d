"""Writes our interview as a Questionnaire of FHIR R4, and the answers of a visit as its response."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from donor_room.domain.questionnaire import LONGEST_NAME, LONGEST_REMARK, Answer, Choice, Item
from donor_room.packs.codes import CodeList, load_codes
from donor_room.packs.questionnaires import QuestionnairePack
from donor_room.packs.texts import LANGUAGES, Texts

YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0532"
GENDER = "http://hl7.org/fhir/administrative-gender"
OWN = "urn:donor-room"
"""What has no address of its own is named below this."""
_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"


def url_of(pack_id: str) -> str:
    """Return the canonical address of a questionnaire of ours."""
    return f"{OWN}:questionnaire:{pack_id}"


def questionnaire_of(pack: QuestionnairePack) -> dict[str, Any]:
    """Return the whole interview in both languages; the follow-ups of an answer stand under its question.

    Who is asked what (sex, first time, kind) stands in a first group; where it is not known all is asked.
    """
    edition = pack.stamp.edition
    groups = [_group(pack, group.id) for group in pack.questionnaire.groups]
    return {
        "resourceType": "Questionnaire",
        "id": pack.stamp.id,
        "language": "zh-CN",
        "url": url_of(pack.stamp.id),
        "identifier": [{"system": f"{OWN}:sha256", "value": pack.stamp.sha256}],
        "version": edition,
        "title": pack.title("zh_CN"),
        "_title": _translated(pack.title("en")),
        "status": "active",
        "subjectType": ["Patient"],
        "description": pack.source,
        "item": [_about_donor(), *groups],
    }


def _words(name: str, zh: str, en: str) -> dict[str, Any]:
    """Return a text in both languages, as R4 hangs a translation on a text."""
    return {name: zh, f"_{name}": _translated(en)}


def _translated(en: str) -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": en}]
    return {"extension": [{"url": _TRANSLATION, "extension": parts}]}


def _said(name: str, key: str) -> dict[str, Any]:
    """Return a text of the catalogue in both languages."""
    return _words(name, *(Texts(language).say(key) for language in LANGUAGES))


_ANSWERS = {"yes": "Y", "no": "N", "not_sure": "ASKU"}
"""The three answers, in the list that HL7 has for yes, no and asked but unknown."""


@cache
def answer_coding(value: str) -> dict[str, Any]:
    """Return the coding of an answer, in the words that the donor presses."""
    words = _said("display", f"interview.answer.{value}")
    return {"system": YES_NO, "code": _ANSWERS[value], **words}


# ---- who is asked ------------------------------------------------------------------------------------------


def _about_donor() -> dict[str, Any]:
    kinds = load_codes("donation_kind")
    genders = [{"system": GENDER, "code": code, "display": code.capitalize()} for code in ("male", "female")]
    items = [
        {
            "linkId": "donor.sex",
            **_said("text", "questionnaire.exported.sex"),
            "type": "choice",
            "answerOption": _offered(genders),
        },
        {
            "linkId": "donor.first_time",
            **_said("text", "questionnaire.exported.first_time"),
            "type": "boolean",
        },
        {
            "linkId": "donor.kind",
            **_said("text", "questionnaire.exported.kind"),
            "type": "choice",
            "answerOption": _offered(_kind_coding(kinds, code.code) for code in kinds.codes),
        },
    ]
    return {
        "linkId": "donor",
        **_said("text", "questionnaire.exported.donor"),
        "type": "group",
        "item": items,
    }


def _offered(codings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"valueCoding": coding} for coding in codings]


def _kind_coding(kinds: CodeList, code: str) -> dict[str, Any]:
    words = _words("display", kinds.label(code, "zh_CN"), kinds.label(code, "en"))
    return {"system": f"{OWN}:donation-kind", "code": code, **words}


def _when_asked(item: Item) -> dict[str, Any]:
    """All is `!=` another value or unknown: whoever is not known is asked."""
    told: list[dict[str, Any]] = []
    if item.sex is not None:
        other = "male" if item.sex == "female" else "female"
        told.append(_condition("donor.sex", "!=", answerCoding={"system": GENDER, "code": other}))
    if item.first_time is not None:
        told.append(_condition("donor.first_time", "!=", answerBoolean=not item.first_time))
    if item.kinds:
        others = [code.code for code in load_codes("donation_kind").codes if code.code not in item.kinds]
        coding = [{"system": f"{OWN}:donation-kind", "code": code} for code in others]
        told += [_condition("donor.kind", "!=", answerCoding=one) for one in coding]
    return _conditions(told)


def _condition(question: str, operator: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, **answer}


def _conditions(told: list[dict[str, Any]]) -> dict[str, Any]:
    if len(told) > 1:
        return {"enableWhen": told, "enableBehavior": "all"}
    return {"enableWhen": told} if told else {}


# ---- questions ---------------------------------------------------------------------------------------------


def _group(pack: QuestionnairePack, group_id: str) -> dict[str, Any]:
    items = [_question(pack, item) for item in pack.questionnaire.items if item.group == group_id]
    titles = _words("text", pack.group_title(group_id, "zh_CN"), pack.group_title(group_id, "en"))
    return {"linkId": group_id, **titles, "type": "group", "item": items}


def _question(pack: QuestionnairePack, item: Item) -> dict[str, Any]:
    return {
        "linkId": item.id,
        "prefix": item.id,
        **_words("text", pack.ask(item.id, "zh_CN"), pack.ask(item.id, "en")),
        "type": "choice",
        **_when_asked(item),
        "required": True,
        "answerOption": _offered(answer_coding(value) for value in _ANSWERS),
        "item": [*_follow_ups(pack, item), _remark(item)],
    }


def _remark(item: Item) -> dict[str, Any]:
    asked = {"enableWhen": [_condition(item.id, "exists", answerBoolean=True)]}
    words = _said("text", "questionnaire.exported.remark")
    return {"linkId": f"{item.id}.remark", **words, "type": "string", **asked, "maxLength": LONGEST_REMARK}


def _follow_ups(pack: QuestionnairePack, item: Item) -> Iterable[dict[str, Any]]:
    """Return what an unexpected answer opens: which condition, then its day and its name."""
    if len(item.choices) == 1 and item.choices[0].needs_nothing_more:
        return
    unexpected = answer_coding("no" if item.expect == "yes" else "yes")
    coding = {name: unexpected[name] for name in ("system", "code")}
    details = [part for choice in item.choices for part in _details(item, choice)]
    yield {
        "linkId": f"{item.id}.which",
        **_said("text", "questionnaire.exported.which"),
        "type": "choice",
        "enableWhen": [_condition(item.id, "=", answerCoding=coding)],
        "required": True,
        "repeats": True,
        "answerOption": _offered(_choice_coding(pack, item, choice) for choice in item.choices),
        **({"item": details} if details else {}),
    }


def _choice_coding(pack: QuestionnairePack, item: Item, choice: Choice) -> dict[str, Any]:
    zh, en = (pack.choice_label(item.id, choice.id, language) for language in LANGUAGES)
    words = _words("display", zh, en)
    return {"system": f"{OWN}:interview-choice", "code": choice.id, **words}


def _details(item: Item, choice: Choice) -> Iterable[dict[str, Any]]:
    coding = {"system": f"{OWN}:interview-choice", "code": choice.id}
    named = {"enableWhen": [_condition(f"{item.id}.which", "=", answerCoding=coding)]}
    start = f"{item.id}.{choice.id}"
    if choice.anchor is not None:
        yield {"linkId": f"{start}.on", **_said("text", "questionnaire.exported.on"), "type": "date", **named}
    if choice.may_be_ongoing:
        yield {
            "linkId": f"{start}.ongoing",
            **_said("text", "questionnaire.exported.ongoing"),
            "type": "boolean",
            **named,
        }
    if choice.asks_name:
        words = _said("text", "questionnaire.exported.name")
        yield {"linkId": f"{start}.name", **words, "type": "string", **named, "maxLength": LONGEST_NAME}


# ---- answers -----------------------------------------------------------------------------------------------


def answer_items(pack: QuestionnairePack, answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """Return the answers as items of a response, in the order of the questions; unknown ones at the end."""
    known = {item.id for item in pack.questionnaire.items}
    groups = []
    for group in pack.questionnaire.groups:
        items = [item for item in pack.questionnaire.items if item.group == group.id and item.id in answers]
        if items:
            told = [_answered(item.id, answers[item.id]) for item in items]
            groups.append({"linkId": group.id, "text": pack.group_title(group.id, "zh_CN"), "item": told})
    return [*groups, *(_answered(one, answer) for one, answer in answers.items() if one not in known)]


def _answered(item_id: str, answer: Answer) -> dict[str, Any]:
    given: dict[str, Any] = {"valueCoding": answer_coding(answer.value)}
    below = [*_which(item_id, answer)]
    if answer.remark:
        below.append({"linkId": f"{item_id}.remark", "answer": [{"valueString": answer.remark}]})
    if below:
        given["item"] = below
    return {"linkId": item_id, "answer": [given]}


def _which(item_id: str, answer: Answer) -> Iterable[dict[str, Any]]:
    """R4 keeps what is under a question below one of its answers: here below the condition it is about."""
    if not answer.details:
        return
    told: list[dict[str, Any]] = []
    for detail in answer.details:
        start = f"{item_id}.{detail.which}"
        parts: list[tuple[str, str, Any]] = [
            ("on", "valueDate", None if detail.when_on is None else detail.when_on.isoformat()),
            ("ongoing", "valueBoolean", detail.ongoing or None),
            ("name", "valueString", detail.name),
        ]
        below = [
            {"linkId": f"{start}.{part}", "answer": [{kind: value}]} for part, kind, value in parts if value
        ]
        coded: dict[str, Any] = {"valueCoding": {"system": f"{OWN}:interview-choice", "code": detail.which}}
        told.append({**coded, "item": below} if below else coded)
    yield {"linkId": f"{item_id}.which", "answer": told}
