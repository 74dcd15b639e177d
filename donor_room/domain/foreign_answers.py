"""Reads answers to a foreign form, given as plain values, into the values of its items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from donor_room.domain.foreign_form import CHOICES, Amount, Coded, Day, Form, FormItem, Value
from donor_room.domain.refusal import Refusal

LONGEST_INTEGER = 2**31 - 1
"""R4 keeps an integer in 32 bits."""
MOST_DIGITS = 18
"""R4 promises no more of a decimal."""
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)


def read_answers(form: Form, given: Mapping[str, Any]) -> dict[str, tuple[Value, ...]]:
    """Read {linkId: value}; a list where an item repeats, null or an empty list for no answer.

    Refuses a linkId that the form does not have, and a value that its item cannot take.
    """
    by_id = {item.link_id: item for item in form.items}
    return {link_id: _read_item(by_id.get(link_id), link_id, value) for link_id, value in given.items()}


def _read_item(item: FormItem | None, link_id: str, given: Any) -> tuple[Value, ...]:
    if item is None:
        raise Refusal("questionnaire.answer.no_item", item=link_id)
    if not item.is_question:
        raise Refusal("questionnaire.answer.no_question", item=link_id)
    values = given if isinstance(given, list) else [] if given is None else [given]
    if len(values) > 1 and not item.repeats:
        raise Refusal("questionnaire.answer.only_one", item=link_id)
    return tuple(read_value(item, value) for value in values)


def read_value(item: FormItem, given: Any) -> Value:
    """Read one value, as JSON or the screen gives it; refuses one that the item cannot take."""
    if item.kind in CHOICES:
        return _choice(item, given)
    value = {
        "boolean": _boolean,
        "integer": _integer,
        "decimal": read_number,
        "date": read_day,
        "string": _words,
        "text": _words,
        "quantity": _amount,
    }[item.kind](given)
    if value is None:
        raise Refusal(f"questionnaire.answer.no_{item.kind}", item=item.link_id)
    if isinstance(value, str) and item.max_length is not None and len(value) > item.max_length:
        raise Refusal("questionnaire.answer.too_long", item=item.link_id, most=item.max_length)
    return value


def _boolean(given: Any) -> bool | None:
    return given if isinstance(given, bool) else None


def _integer(given: Any) -> int | None:
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) > LONGEST_INTEGER:
        return None
    return given


def read_number(given: Any) -> Decimal | None:
    """Return a number given as one or as its digits; None for anything else, also for NaN."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        return Decimal(given)
    if isinstance(given, str):
        return Decimal(given) if _NUMBER.fullmatch(given) else None
    if not isinstance(given, Decimal) or not given.is_finite() or abs(given.adjusted()) > MOST_DIGITS:
        return None
    return given


def read_day(given: Any) -> Day | None:
    """Return a day, month or year of the calendar; None for anything else."""
    if not isinstance(given, str) or not _DAY.fullmatch(given):
        return None
    try:
        date.fromisoformat(given + "0000-01-01"[len(given) :])
    except ValueError:
        return None
    return Day(given)


def _words(given: Any) -> str | None:
    return given if isinstance(given, str) and given.strip() else None


def _amount(given: Any) -> Amount | None:
    if not isinstance(given, Mapping):
        value = read_number(given)
        return None if value is None else Amount(value=value)
    value = read_number(given.get("value"))
    words = {name: given[name] for name in ("unit", "system", "code") if name in given}
    if value is None or not all(isinstance(word, str) for word in words.values()):
        return None
    return Amount(value=value, **words)


def _choice(item: FormItem, given: Any) -> Value:
    found = _listed(item, given)
    if found is not None:
        return found
    if isinstance(given, Mapping):
        coded = _coded(given)
        if coded is not None and not item.options:
            return coded
    elif isinstance(given, str) and given.strip():
        if item.kind == "open-choice":
            return given
        if not item.options:
            return Coded(code=given)
    raise Refusal("questionnaire.answer.no_choice", item=item.link_id)


def _listed(item: FormItem, given: Any) -> Value | None:
    """Return the option that was meant: by its code, by code and list, or by its own value."""
    for option in item.options:
        if isinstance(option, Coded):
            wanted = given if isinstance(given, Mapping) else {"code": given}
            same_list = "system" not in wanted or wanted["system"] == option.system
            if option.code is not None and wanted.get("code") == option.code and same_list:
                return option
        elif option == _as_listed(option, given):
            return option
    return None


def _as_listed(option: Value, given: Any) -> Any:
    if isinstance(given, bool):
        return None
    return Day(given) if isinstance(option, Day) and isinstance(given, str) else given


def _coded(given: Mapping[str, Any]) -> Coded | None:
    words = {name: given[name] for name in ("system", "code", "display") if name in given}
    if not isinstance(words.get("code"), str) or not all(isinstance(word, str) for word in words.values()):
        return None
    return Coded(**words)
