"""Reads the enableWhen of R4, and marks every condition that compares what cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from msgspec.structs import replace

from donor_room.domain.foreign_form import Coded, Condition, FormItem, Operator, can_compare
from donor_room.packs.fhir.shape import check_coding
from donor_room.packs.fhir.told import Findings
from donor_room.packs.fhir.values import CONDITION_TYPES, NOT_CARRIED, read_typed

OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
PARTS = {
    "id",
    "extension",
    "modifierExtension",
    "question",
    "operator",
    *(f"answer{one}" for one in CONDITION_TYPES),
}
QUANTITY = {"id", "extension", "value", "comparator", "unit", "system", "code"}


def read_conditions(found: Findings, link_id: str, given: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Read the conditions of an item; those that are at fault are left out."""
    listed = found.objects(link_id, "enableWhen", given.get("enableWhen"))
    read = [_read(found, link_id, one) for one in listed]
    return tuple(one for one in read if one is not None)


def read_behaviour(found: Findings, link_id: str, given: Mapping[str, Any]) -> bool:
    """Return whether all conditions must hold; R4 wants it said where there are several (que-12)."""
    value, conditions = given.get("enableBehavior"), given.get("enableWhen")
    if value not in (None, "all", "any"):
        found.fault(link_id, "wrong_value", "enableBehavior")
    if value is None and isinstance(conditions, list) and len(conditions) > 1:
        found.fault(link_id, "no_behaviour")
    return bool(value == "all")


def _read(found: Findings, link_id: str, given: Mapping[str, Any]) -> Condition | None:
    found.check_parts(link_id, given, PARTS)
    check_coding(found, link_id, given.get("answerCoding"))
    if isinstance(given.get("answerQuantity"), Mapping):
        found.check_parts(link_id, given["answerQuantity"], QUANTITY)
    question, operator = given.get("question"), given.get("operator")
    kinds = [kind for kind in CONDITION_TYPES if f"answer{kind}" in given]
    if not isinstance(question, str) or not question:
        found.fault(link_id, "condition_without_question")
    elif operator not in OPERATORS:
        found.fault(link_id, "condition_operator", str(operator))
    elif len(kinds) != 1:
        found.fault(link_id, "condition_without_answer", question)
    elif operator == "exists" and kinds != ["Boolean"]:
        found.fault(link_id, "exists_without_boolean", question)
    else:
        return _read_answer(found, link_id, given, kinds[0])
    return None


def _read_answer(found: Findings, link_id: str, given: Mapping[str, Any], kind: str) -> Condition | None:
    raw = given[f"answer{kind}"]
    answer = str(raw) if kind in NOT_CARRIED else read_typed(kind, raw)
    if answer is None:
        found.fault(link_id, "condition_value", f"answer{kind}")
        return None
    void = kind in NOT_CARRIED or (kind == "Quantity" and "comparator" in raw)
    operator = cast("Operator", given["operator"])
    return Condition(question=str(given["question"]), operator=operator, answer=answer, void=void)


def judge_conditions(
    found: Findings, item: FormItem, by_id: Mapping[str, FormItem], left_out: frozenset[str]
) -> FormItem:
    """Return the item with each condition void that cannot be judged; one on an item nowhere is a fault."""
    return replace(
        item, conditions=tuple(_judged(found, item, one, by_id, left_out) for one in item.conditions)
    )


def _judged(
    found: Findings,
    item: FormItem,
    condition: Condition,
    by_id: Mapping[str, FormItem],
    left_out: frozenset[str],
) -> Condition:
    question = by_id.get(condition.question)
    if question is None and condition.question not in left_out:
        found.fault(item.link_id, "condition_elsewhere", condition.question)
    elif question is None:
        found.note(item.link_id, "condition_on_left_out", condition.question)
    elif condition.void or not can_compare(question, condition.operator, condition.answer):
        found.note(
            item.link_id, "condition_compares", f"{question.link_id} ({question.kind}) {condition.operator}"
        )
    else:
        _note_unknown_code(found, item, question, condition)
        return condition
    return replace(condition, void=True)


def _note_unknown_code(found: Findings, item: FormItem, question: FormItem, condition: Condition) -> None:
    """A code that no answer has makes `=` never hold and `!=` always: it is named and does what R4 says."""
    wanted = condition.answer
    if not isinstance(wanted, Coded) or not question.options:
        return
    offered = {(one.system, one.code) for one in question.options if isinstance(one, Coded)}
    systems = {system for system, code in offered if code == wanted.code}
    if not systems or (wanted.system is not None and not systems & {wanted.system, None}):
        found.note(item.link_id, "condition_on_no_option", f"{question.link_id} {wanted.words}")
