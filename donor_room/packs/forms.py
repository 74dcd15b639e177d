"""A questionnaire of others as a pack of ours: one TOML file, written at the import and read again."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

import msgspec
from msgspec.structs import asdict

from donor_room.domain.foreign_form import (
    Amount,
    Coded,
    Condition,
    Day,
    Enabling,
    Form,
    FormItem,
    Kind,
    Operator,
    Value,
)
from donor_room.domain.refusal import Refusal

HEAD = "# A questionnaire of others, made by `questionnaire import`; its words: docs/decisions/0012."
"""The first line of every such file: only a file that begins so is written over."""
_EDITION = "donor-room-form-1"


class _Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: str
    operator: Operator
    answer: dict[str, Any]
    void: bool = False


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    link_id: str
    kind: Kind
    text: str
    prefix: str = ""
    parent: str | None = None
    level: int = 0
    all_must_hold: bool = False
    required: bool = False
    repeats: bool = False
    max_length: int | None = None
    value_set: str | None = None
    conditions: tuple[_Condition, ...] = ()
    options: tuple[dict[str, Any], ...] = ()
    units: tuple[Coded, ...] = ()
    codes: tuple[Coded, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    form: str
    id: str
    title: str
    item: tuple[_Item, ...]
    url: str | None = None
    version: str | None = None


# ---- writing -----------------------------------------------------------------------------------------------


def form_text(form: Form) -> str:
    """Return the file of a form; the same form always gives the same bytes."""
    head = {"form": _EDITION, "id": form.id, "title": form.title, "url": form.url, "version": form.version}
    lines = [HEAD, *_pairs(head)]
    for item in form.items:
        lines += ["", "[[item]]", *_pairs(_item_table(item))]
    return "\n".join(lines) + "\n"


def _item_table(item: FormItem) -> dict[str, Any]:
    table = asdict(item)
    table["conditions"] = [
        {
            "question": one.question,
            "operator": one.operator,
            "answer": _told(one.answer),
            "void": one.void or None,
        }
        for one in item.conditions
    ]
    table["options"] = [_told(option) for option in item.options]
    table["units"] = [asdict(unit) for unit in item.units]
    table["codes"] = [asdict(code) for code in item.codes]
    return {
        name: value
        for name, value in table.items()
        if value not in ("", False, [], None, 0) or name == "text"
    }


def _told(value: Value) -> dict[str, Any]:
    """Return a value with its type: { integer = 3 }; decimals are text, so that no digit is lost."""
    if isinstance(value, Coded):
        return {"coding": asdict(value)}
    if isinstance(value, Amount):
        return {"quantity": {**asdict(value), "value": f"{value.value:f}"}}
    if isinstance(value, Day):
        return {"date": value.text}
    if isinstance(value, Decimal):
        return {"decimal": f"{value:f}"}
    return {{bool: "boolean", int: "integer", str: "string"}[type(value)]: value}


def _pairs(table: Mapping[str, Any]) -> Iterable[str]:
    return (f"{name} = {_toml(value)}" for name, value in table.items() if value is not None)


def _toml(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.translate(_ESCAPES) + '"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pairs(value)) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | {ord('"'): '\\"', ord("\\"): "\\\\"}


# ---- reading -----------------------------------------------------------------------------------------------


def read_form(raw: bytes, name: str) -> Form:
    """Read the file of a form; refuses one that is damaged or was written by hand into something else."""
    try:
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
        form = Form(
            id=file.id,
            url=file.url,
            version=file.version,
            title=file.title,
            items=tuple(_item(one) for one in file.item),
        )
        _check(file, form)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as fault:
        raise Refusal("questionnaire.pack_unreadable", pack=name, reason=str(fault)) from fault
    return form


def _check(file: _File, form: Form) -> None:
    """ValueError for what no import writes: another edition, items twice or before what they stand under."""
    if file.form != _EDITION:
        raise ValueError(file.form)
    seen: dict[str, int] = {}
    for item in form.items:
        above = -1 if item.parent is None else seen[item.parent]
        if item.link_id in seen or item.level != above + 1:
            raise ValueError(item.link_id)
        seen[item.link_id] = item.level
    for item in form.items:
        for one in item.conditions:
            if not one.void and one.question not in seen:
                raise ValueError(one.question)
    Enabling(form)


def _item(item: _Item) -> FormItem:
    conditions = tuple(
        Condition(question=one.question, operator=one.operator, answer=_value(one.answer), void=one.void)
        for one in item.conditions
    )
    whole = {**asdict(item), "conditions": conditions, "options": tuple(_value(one) for one in item.options)}
    return FormItem(**whole)


def _value(told: Mapping[str, Any]) -> Value:
    ((kind, value),) = told.items()
    if kind == "coding":
        return msgspec.convert(value, Coded)
    if kind == "quantity":
        return msgspec.convert({**value, "value": Decimal(value["value"])}, Amount)
    if kind in ("date", "decimal"):
        return Day(msgspec.convert(value, str)) if kind == "date" else Decimal(msgspec.convert(value, str))
    return cast("Value", msgspec.convert(value, {"boolean": bool, "integer": int, "string": str}[kind]))
