"""The kind of value that R4 gives each plain part of a Questionnaire, also where it is not carried over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from donor_room.packs.fhir.told import Findings

Shape = Literal["id", "text", "uri", "flag", "day", "object", "objects", "uris"]
WHOLE: dict[str, Shape] = {
    "id": "id", "meta": "object", "language": "uri", "text": "object", "url": "uri", "identifier": "objects",
    "version": "text", "name": "text", "title": "text", "derivedFrom": "uris", "experimental": "flag",
    "subjectType": "uris", "date": "day", "publisher": "text", "contact": "objects", "description": "text",
    "useContext": "objects", "jurisdiction": "objects", "purpose": "text", "copyright": "text",
    "approvalDate": "day", "lastReviewDate": "day", "effectivePeriod": "object", "code": "objects",
}  # fmt: skip
ITEM: dict[str, Shape] = {"id": "text", "definition": "uri", "code": "objects", "readOnly": "flag"}
CODING: dict[str, Shape] = {
    "id": "text", "extension": "objects", "system": "uri", "version": "text", "code": "text",
    "display": "text", "userSelected": "flag",
}  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?")


def check_shapes(
    found: Findings, link_id: str, holder: Mapping[str, Any], shapes: Mapping[str, Shape]
) -> None:
    """Fault each part that is there and not of its kind."""
    for name, value in holder.items():
        shape = shapes.get(name)
        if shape is not None and value is not None and not _fits(shape, value):
            found.fault(link_id, "wrong_value", name)
    if "code" in shapes and shapes["code"] == "objects" and _fits("objects", holder.get("code")):
        for coding in holder["code"]:
            check_coding(found, link_id, coding)


def check_coding(found: Findings, link_id: str, given: Any) -> None:
    """Fault what a Coding of R4 does not have; what is no object at all is faulted by whoever reads it."""
    if isinstance(given, Mapping):
        found.check_parts(link_id, given, CODING)
        check_shapes(found, link_id, given, CODING)


def _fits(shape: Shape, value: Any) -> bool:
    if shape == "flag":
        return isinstance(value, bool)
    if shape == "object":
        return isinstance(value, Mapping)
    if shape in ("objects", "uris"):
        of_one: Shape = "object" if shape == "objects" else "uri"
        return isinstance(value, list) and bool(value) and all(_fits(of_one, one) for one in value)
    return isinstance(value, str) and _is_written(shape, value)


def _is_written(shape: Shape, text: str) -> bool:
    if shape == "text":
        return bool(text.strip())
    if shape == "uri":
        return bool(text) and not re.search(r"\s", text)
    if shape == "id":
        return _ID.fullmatch(text) is not None
    return _DAY.fullmatch(text) is not None and _is_a_day(text[:10])


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text + "0000-01-01"[len(text) :])
    except ValueError:
        return False
    return True
