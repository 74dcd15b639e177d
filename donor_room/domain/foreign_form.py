"""A questionnaire that somebody else wrote: its items, and which of them are asked after the answers given.

Every word means what the Questionnaire of FHIR R4 says; where R4 is silent, docs/decisions/0012 does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal, NamedTuple

import msgspec

Kind = Literal[
    "group", "display", "boolean", "decimal", "integer", "date", "string", "text", "choice", "open-choice",
    "quantity",
]  # fmt: skip
Operator = Literal["exists", "=", "!=", ">", "<", ">=", "<="]
CHOICES: Final = ("choice", "open-choice")


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """A code of a list; without a code it is only what somebody calls it."""

    system: str | None = None
    code: str | None = None
    display: str | None = None

    @property
    def words(self) -> str:
        """What is read of it."""
        return self.display or self.code or ""


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """A measured amount; unit is what is read, code and system say it to a program."""

    value: Decimal
    unit: str | None = None
    system: str | None = None
    code: str | None = None

    @property
    def measure(self) -> str | None:
        """The unit by which two amounts are held against each other."""
        return self.code or self.unit


class Day(msgspec.Struct, frozen=True):
    """A day, month or year as R4 writes it: 2026-11-21, 2026-11 or 2026."""

    text: str


Value = bool | int | Decimal | str | Day | Coded | Amount
Answers = Mapping[str, tuple[Value, ...]]


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What must be answered to a question so that an item is asked.

    void: it compares what cannot be compared, was named at the import, and never holds.
    """

    question: str
    operator: Operator
    answer: Value
    void: bool = False


class FormItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item; parent is the group or question it stands under, level how deep that is.

    units are what a number may be in; value_set names a list of answers that was not in the file.
    """

    link_id: str
    kind: Kind
    text: str
    prefix: str = ""
    parent: str | None = None
    level: int = 0
    conditions: tuple[Condition, ...] = ()
    all_must_hold: bool = False
    required: bool = False
    repeats: bool = False
    max_length: int | None = None
    options: tuple[Value, ...] = ()
    units: tuple[Coded, ...] = ()
    codes: tuple[Coded, ...] = ()
    value_set: str | None = None

    @property
    def is_question(self) -> bool:
        """Say whether it can be answered."""
        return self.kind not in ("group", "display")


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A questionnaire; its items stand in the order of the document, each after its parent."""

    id: str
    url: str | None
    version: str | None
    title: str
    items: tuple[FormItem, ...]

    def item(self, link_id: str) -> FormItem | None:
        """Return an item by its linkId, None for one that is not there."""
        return next((one for one in self.items if one.link_id == link_id), None)


# ---- comparing ---------------------------------------------------------------------------------------------


def can_compare(item: FormItem, operator: Operator, answer: Value) -> bool:
    """Say whether this operator can hold the answers of an item against a value of this kind."""
    if not item.is_question:
        return False
    if operator == "exists":
        return isinstance(answer, bool)
    kinds = _answer_kinds(item)
    if operator in ("=", "!="):
        return _is_of(answer, kinds)
    return _is_of(answer, tuple(kind for kind in kinds if kind in _IN_ORDER))


_IN_ORDER = (int, Decimal, Day, Amount)
_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int, Decimal),
    "decimal": (int, Decimal),
    "date": (Day,),
    "string": (str,),
    "text": (str,),
    "quantity": (Amount,),
    "choice": (),
    "open-choice": (str,),
}


def _answer_kinds(item: FormItem) -> tuple[type, ...]:
    if item.kind not in CHOICES:
        return _KINDS[item.kind]
    listed = {type(option) for option in item.options} or {Coded}
    return (*listed, *_KINDS[item.kind])


def _is_of(answer: Value, kinds: tuple[type, ...]) -> bool:
    return type(answer) in kinds


def holds(condition: Condition, given: Sequence[Value]) -> bool:
    """Say whether a condition holds by what was answered; nothing given means that nobody answered.

    Unanswered: only `exists` false and `!=` hold. What cannot be compared never makes a condition hold.
    """
    answer, operator = condition.answer, condition.operator
    if condition.void:
        return False
    if operator == "exists":
        return bool(given) is answer
    if operator == "!=":
        return all(_same(one, answer) is False for one in given)
    for one in given:
        if _same(one, answer) if operator == "=" else _order(one, answer) in _ORDERS[operator]:
            return True
    return False


_ORDERS: dict[str, tuple[int, ...]] = {">": (1,), "<": (-1,), ">=": (1, 0), "<=": (-1, 0)}


def _same(one: Value, other: Value) -> bool | None:
    """Return None where nobody can say: another unit, a year against a day, words against a code."""
    if isinstance(one, Coded) and isinstance(other, Coded):
        return _same_code(one, other)
    if isinstance(one, (bool, str)) or isinstance(other, (bool, str)):
        return type(one) is type(other) and one == other
    order = _order(one, other)
    return None if order is None else order == 0


def _same_code(one: Coded, other: Coded) -> bool | None:
    if one.code is None or other.code is None:
        return None
    of_two_lists = one.system is not None and other.system is not None and one.system != other.system
    return one.code == other.code and not of_two_lists


def _order(one: Value, other: Value) -> int | None:
    """Return -1, 0 or 1 as one is less than, equal to or more than the other; None where nobody can say."""
    if isinstance(one, Day) and isinstance(other, Day):
        return _order_of_days(one.text, other.text)
    if isinstance(one, Amount) and isinstance(other, Amount):
        return _sign(one.value, other.value) if _in_one_unit(one, other) else None
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return _sign(one, other)
    return None


def _sign(one: int | Decimal, other: int | Decimal) -> int:
    return (one > other) - (one < other)


def _order_of_days(one: str, other: str) -> int | None:
    length = min(len(one), len(other))
    order = (one[:length] > other[:length]) - (one[:length] < other[:length])
    return None if order == 0 and len(one) != len(other) else order


def _in_one_unit(one: Amount, other: Amount) -> bool:
    of_two_systems = one.system is not None and other.system is not None and one.system != other.system
    return one.measure == other.measure and not of_two_systems


# ---- which items are asked ---------------------------------------------------------------------------------


class Enabling:
    """The conditions of one form, laid in the order in which they can be judged; made once, asked often.

    circular holds (item, question) of each condition that leads back to its own item: there the answer
    counts as it was given, also when its question is not asked.
    """

    def __init__(self, form: Form) -> None:
        by_id = {item.link_id: item for item in form.items}
        needs = {item.link_id: _needs(item, by_id) for item in form.items}
        self.circular, order = _in_order(by_id, needs)
        self._order = tuple(_row(by_id[link_id], self.circular) for link_id in order)
        self._heard_by = _heard_by(form.items, by_id)
        self._behind: dict[str, tuple[_Row, ...]] = {}

    def enabled(self, answers: Answers) -> frozenset[str]:
        """Return the linkIds of all items that are asked; none under one that is not."""
        found: set[str] = set()
        _judge(self._order, answers, found)
        return frozenset(found)

    def after(self, before: frozenset[str], answers: Answers, changed: str) -> frozenset[str]:
        """Return the same as `enabled` where only the answer to one item has changed since `before`."""
        behind = self._rows_behind(changed)
        if not behind:
            return before
        found = set(before)
        _judge(behind, answers, found)
        return frozenset(found)

    def _rows_behind(self, changed: str) -> tuple[_Row, ...]:
        found = self._behind.get(changed)
        if found is None:
            reached: set[str] = set()
            waiting = list(self._heard_by.get(changed, ()))
            while waiting:
                one = waiting.pop()
                if one not in reached:
                    reached.add(one)
                    waiting.extend(self._heard_by.get(one, ()))
            found = tuple(row for row in self._order if row.link_id in reached)
            self._behind[changed] = found
        return found


class _Row(NamedTuple):
    """An item as it is judged; each condition with whether its answer counts as given."""

    link_id: str
    parent: str | None
    conditions: tuple[tuple[Condition, bool], ...]
    all_must_hold: bool


def _row(item: FormItem, circular: frozenset[tuple[str, str]]) -> _Row:
    conditions = tuple((one, (item.link_id, one.question) in circular) for one in item.conditions)
    return _Row(item.link_id, item.parent, conditions, item.all_must_hold)


def _judge(rows: Iterable[_Row], answers: Answers, found: set[str]) -> None:
    for link_id, parent, conditions, all_must_hold in rows:
        is_under = parent is None or parent in found
        if is_under and (not conditions or _hold(conditions, all_must_hold, answers, found)):
            found.add(link_id)
        else:
            found.discard(link_id)


def _hold(
    conditions: tuple[tuple[Condition, bool], ...], all_must_hold: bool, answers: Answers, found: set[str]
) -> bool:
    """A question that is not asked is as if nobody had answered it."""
    for condition, as_given in conditions:
        question = condition.question
        given = answers.get(question, ()) if as_given or question in found else ()
        if holds(condition, given) is not all_must_hold:
            return not all_must_hold
    return all_must_hold


def _needs(item: FormItem, by_id: Mapping[str, FormItem]) -> set[str]:
    """Return what must be judged before an item: what it stands under, and the questions it looks at."""
    asked = {one.question for one in item.conditions if one.question in by_id}
    return asked if item.parent is None else asked | {item.parent}


def _heard_by(items: Iterable[FormItem], by_id: Mapping[str, FormItem]) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = {}
    for item in items:
        for one in _needs(item, by_id):
            heard.setdefault(one, []).append(item.link_id)
    return heard


def _in_order(
    by_id: Mapping[str, FormItem], needs: dict[str, set[str]]
) -> tuple[frozenset[tuple[str, str]], tuple[str, ...]]:
    """Return the conditions that lead back to themselves, and the order that is left without them."""
    from graphlib import CycleError, TopologicalSorter

    circular: set[tuple[str, str]] = set()
    while True:
        try:
            return frozenset(circular), tuple(TopologicalSorter(needs).static_order())
        except CycleError as found:
            ring: list[str] = found.args[1]
        for question, item in pairwise(ring):
            if by_id[item].parent != question:
                circular.add((item, question))
                needs[item].discard(question)


# ---- what is still to be asked -----------------------------------------------------------------------------


def unanswered(form: Form, enabled: frozenset[str], answers: Answers) -> tuple[FormItem, ...]:
    """Return what is asked, required and not answered; a required group wants one answer somewhere in it."""
    answered = {link_id for link_id, given in answers.items() if given and link_id in enabled}
    filled = set(answered)
    for item in reversed(form.items):
        if item.link_id in filled and item.parent is not None:
            filled.add(item.parent)
    return tuple(
        item
        for item in form.items
        if item.required and item.link_id in enabled
        if item.link_id not in (answered if item.is_question else filled)
    )
