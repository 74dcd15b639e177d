"""The values of FHIR R4 in JSON, such as answerCoding and valueDate, and ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import asdict

from donor_room.domain.foreign_answers import LONGEST_INTEGER, read_day, read_number
from donor_room.domain.foreign_form import Amount, Coded, Day, Value

CONDITION_TYPES = (
    "Boolean",
    "Decimal",
    "Integer",
    "Date",
    "String",
    "Coding",
    "Quantity",
    "DateTime",
    "Time",
    "Reference",
)
NOT_CARRIED = ("DateTime", "Time", "Reference")
"""Valid in R4; nothing that the screen asks can be held against them."""
OPTION_TYPES = ("Integer", "Date", "String", "Coding", "Time", "Reference")


def read_typed(kind: str, given: Any) -> Value | None:
    """Return the value of an element such as answerInteger; None for one of another JSON type."""
    if kind == "Boolean":
        return given if isinstance(given, bool) else None
    if kind == "Integer":
        return given if type(given) is int and abs(given) <= LONGEST_INTEGER else None
    if kind == "String":
        return given if isinstance(given, str) and given.strip() else None
    if kind == "Decimal":
        return None if isinstance(given, str) else read_number(given)
    if kind == "Date":
        return read_day(given)
    return read_coding(given) if kind == "Coding" else read_amount(given)


def read_coding(given: Any) -> Coded | None:
    """Return a Coding that names a code or words; None for anything else."""
    words = _words_of(given, ("system", "code", "display"))
    return Coded(**words) if words and ("code" in words or "display" in words) else None


def read_amount(given: Any) -> Amount | None:
    """Return a Quantity with a value; None for anything else."""
    words = _words_of(given, ("unit", "system", "code"))
    value = None if words is None else read_number(given.get("value"))
    return None if value is None or isinstance(given["value"], str) else Amount(value=value, **(words or {}))


def _words_of(given: Any, names: tuple[str, ...]) -> dict[str, str] | None:
    """Return those of the words that are there; None unless all of them are texts."""
    if not isinstance(given, Mapping):
        return None
    words = {name: given[name] for name in names if name in given}
    return words if all(isinstance(word, str) and word for word in words.values()) else None


def concepts(value_set: Mapping[str, Any]) -> Iterable[Coded]:
    """Return the codes that a list in the file names one by one; none where it is to be looked up."""
    listed = _objects(value_set.get("expansion"), "contains")
    if listed:
        yield from (coded for one in listed if (coded := read_coding(one)) is not None)
        return
    included = _objects(value_set.get("compose"), "include")
    if any("filter" in one or "valueSet" in one or "concept" not in one for one in included):
        return
    for one in included:
        for concept in _objects(one, "concept"):
            coded = read_coding(
                {**concept, "system": one.get("system", "")} if one.get("system") else concept
            )
            if coded is not None:
                yield coded


def _objects(holder: Any, name: str) -> list[Mapping[str, Any]]:
    listed = holder.get(name) if isinstance(holder, Mapping) else None
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


# ---- writing -----------------------------------------------------------------------------------------------


def typed(value: Value) -> tuple[str, Any]:
    """Return the type of a value, such as Coding, and the value as it stands in JSON."""
    if isinstance(value, Coded | Amount):
        return ("Coding" if isinstance(value, Coded) else "Quantity"), plain(value)
    if isinstance(value, Day):
        return "Date", value.text
    return _NAMES[type(value)], value


_NAMES: dict[type, str] = {bool: "Boolean", int: "Integer", Decimal: "Decimal", str: "String"}


def plain(value: Coded | Amount) -> dict[str, Any]:
    """Return a Coding or Quantity as it stands in JSON, without what it does not name."""
    return {name: part for name, part in asdict(value).items() if part is not None}


def write_json(value: Any) -> str:
    """Return the JSON text of a value in one line; a decimal is a number with the digits that it has."""
    return _ENCODER.encode(value).decode("utf-8")


_ENCODER = msgspec.json.Encoder(decimal_format="number")
