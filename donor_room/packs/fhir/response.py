"""Writes the answers to a form as a QuestionnaireResponse of FHIR R4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from donor_room.domain.foreign_form import Answers, Form, FormItem, Value
from donor_room.packs.fhir.values import typed


def response_of(
    form: Form, enabled: frozenset[str], answers: Answers, *, authored_at: datetime
) -> dict[str, Any]:
    """Return the completed response: only what is asked and answered, in the order of the form.

    authored_at carries its offset. An answer to a question that is not asked any more is left out.
    """
    under: dict[str | None, list[FormItem]] = {}
    for item in form.items:
        if item.link_id in enabled:
            under.setdefault(item.parent, []).append(item)
    whole: dict[str, Any] = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    if form.url is not None:
        whole["questionnaire"] = form.url if form.version is None else f"{form.url}|{form.version}"
    whole["authored"] = authored_at.isoformat(timespec="seconds")
    items = _items(None, under, answers)
    return {**whole, "item": items} if items else whole


def _items(
    parent: str | None, under: Mapping[str | None, list[FormItem]], answers: Answers
) -> list[dict[str, Any]]:
    told = [_item(item, _items(item.link_id, under, answers), answers) for item in under.get(parent, ())]
    return [one for one in told if one is not None]


def _item(item: FormItem, below: list[dict[str, Any]], answers: Answers) -> dict[str, Any] | None:
    """Return one item with what stands under it: under a question that is under its first answer."""
    given = [_answer(item, value) for value in answers.get(item.link_id, ())] if item.is_question else []
    if not given and not below:
        return None
    whole: dict[str, Any] = {"linkId": item.link_id}
    if item.text:
        whole["text"] = item.text
    if not item.is_question:
        return {**whole, "item": below}
    if below:
        given = given or [{}]
        given[0]["item"] = below
    return {**whole, "answer": given}


def _answer(item: FormItem, value: Value) -> dict[str, Any]:
    kind, plain = typed(value)
    return {f"value{'Decimal' if item.kind == 'decimal' else kind}": plain}
