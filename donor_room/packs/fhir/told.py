"""Gathers what is wrong with a file of FHIR, and what of it is not carried over; reads its plain parts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from donor_room.domain.refusal import Refusal


class Told(NamedTuple):
    """Something about one item, or about the whole where no linkId stands: a code, and what it is about."""

    link_id: str
    code: str
    what: str = ""


class NotValid(Refusal):
    """The file is no valid R4 Questionnaire; faults says all that is wrong with it."""

    def __init__(self, faults: tuple[Told, ...]) -> None:
        super().__init__("questionnaire.not_valid", count=len(faults))
        self.faults = faults


def parse_json(raw: bytes | str) -> Any:
    """Return the value of a JSON text, decimals exact; ValueError for what is none or has a key twice."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_unique)
    except RecursionError as deep:
        raise ValueError("too deep") from deep
    if "\\ud" in text.lower():  # half a character, which no file can hold; UnicodeEncodeError is a ValueError
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    return value


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(next(name for name in names if names.count(name) > 1))
    return found


class Findings:
    """Faults and notes in the order of the document, and the readers of parts that may be at fault."""

    def __init__(self) -> None:
        self.faults: list[Told] = []
        self.notes: list[Told] = []

    def fault(self, link_id: str, code: str, what: str = "") -> None:
        """Say what is not valid."""
        self.faults.append(Told(link_id, code, what))

    def note(self, link_id: str, code: str, what: str = "") -> None:
        """Say what is valid and not carried."""
        self.notes.append(Told(link_id, code, what))

    def check_parts(self, link_id: str, holder: Mapping[str, Any], known: Collection[str]) -> None:
        """Fault what R4 does not have or must be understood; note what hangs on plain values."""
        for name in holder:
            if name.startswith("_") and name[1:] in known:
                self.note(link_id, "extension", name)
            elif name not in known:
                self.fault(link_id, "unknown_element", name)
        if "modifierExtension" in holder:
            self.fault(link_id, "modifier", "modifierExtension")

    def note_extensions(self, link_id: str, given: Any, *, carried: Collection[str] = ()) -> None:
        """Note each extension that is not carried."""
        for one in self.objects(link_id, "extension", given):
            url = one.get("url")
            if not isinstance(url, str):
                self.fault(link_id, "wrong_value", "extension.url")
            elif url not in carried:
                self.note(link_id, "extension", url)

    def objects(self, link_id: str, name: str, given: Any) -> list[Mapping[str, Any]]:
        """Return the objects of a list; anything else but nothing is a fault."""
        if given is None:
            return []
        if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
            self.fault(link_id, "wrong_value", name)
            return []
        return given

    def text(self, link_id: str, holder: Mapping[str, Any], name: str) -> str | None:
        """Return a text that is not empty, None where there is none."""
        value = holder.get(name)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self.fault(link_id, "wrong_value", name)
        return None

    def flag(self, link_id: str, holder: Mapping[str, Any], name: str) -> bool:
        """Return a yes or no, no where it is not there."""
        value = holder.get(name, False)
        if not isinstance(value, bool):
            self.fault(link_id, "wrong_value", name)
        return value is True

    def length(self, link_id: str, holder: Mapping[str, Any], name: str) -> int | None:
        """Return a whole number above zero, None where there is none."""
        value = holder.get(name)
        if value is None or (type(value) is int and value > 0):
            return value
        self.fault(link_id, "wrong_value", name)
        return None
