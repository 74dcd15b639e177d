"""Short answers to what donors ask: their numbers are those of the rules in force, never written again."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

import msgspec

from donor_room.domain.intervals import Span
from donor_room.domain.ruleset import RulePack
from donor_room.domain.stamp import PackStamp

MOST_ANSWERS = 10
"""Each has one digit."""

_SOURCE = re.compile(r"(param|interval|exclusion):([A-Za-z0-9_]+)", re.ASCII)


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question and its answer, whose words stand in the texts under its id.

    `clause` is where it is laid down beside the clauses of its values; without either it is plain knowledge.
    `values` names for each place of the words what of the rules fills it: param:NAME, interval:ID or
    exclusion:CODE.
    """

    id: str
    tag: Literal["V", "V2", "R"]
    clause: str = ""
    values: dict[str, str] = {}

    def __post_init__(self) -> None:
        wrong = [source for source in self.values.values() if not _SOURCE.fullmatch(source)]
        if wrong:
            raise ValueError(f"{self.id}: {', '.join(wrong)} names nothing of the rules")


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a station, in the order of the digits."""

    stamp: PackStamp
    answers: tuple[Answer, ...]


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """What fills a place: numbers without their unit, or a span; two spans are those of men and of women.

    `clause` is where that is laid down, as the rules cite it.
    """

    clause: str
    numbers: tuple[Decimal, ...] = ()
    spans: tuple[Span, ...] = ()


def value_of(rules: RulePack, source: str) -> Value | None:
    """Return what the rules say; None where they do not say it, which is no number."""
    kind, _, name = source.partition(":")
    if kind == "interval":
        row = next((one for one in rules.interval if one.id == name), None)
        return Value(clause=row.clause, spans=row.spans(None)) if row is not None else None
    return _of_param(rules, name) if kind == "param" else _of_exclusion(rules, name)


def _of_param(rules: RulePack, name: str) -> Value | None:
    param = rules.param.get(name)
    if param is None:
        return None
    if param.span is not None:
        return Value(clause=param.clause, spans=(param.span,))
    numbers = (param.number,) if param.number is not None else param.numbers or ()
    return Value(clause=param.clause, numbers=tuple(map(Decimal, numbers))) if numbers else None


def _of_exclusion(rules: RulePack, code: str) -> Value | None:
    rule = rules.exclusion_of(code)
    span = rules.exclusion_spans().get(code)
    return Value(clause=rule.clause, spans=(span,)) if rule is not None and span is not None else None
