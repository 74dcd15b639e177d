"""What a visit's reactions add to the figures: class, category, grade, and how the call afterwards went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

import msgspec

from donor_room.domain.visit_parts import Reaction

GRADES = ("1", "2", "3", "4", "5")
NOT_JUDGED = "not_judged"
"""Nobody graded it: it goes on, a paper form tells of it, or the answers leave the grade open."""

CallState = Literal["none", "due", "made", "not_reached"]
"""Whether the donor was to be called: nobody has yet, somebody spoke to her or him, or nobody answered."""

_SPOKE = ("well", "unwell", "care")


class Reacted(NamedTuple):
    """One reaction; what nobody said is None. `derived` is the grade that followed from the answers."""

    kind: str | None
    category: str | None
    derived: int | None
    grade: int | None
    call: CallState


class ReactionCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Reactions, each counted once: by class, category, grade as confirmed and as derived; and the calls.

    `calls_made` of `calls_due` were made, and in `calls_not_reached` of those nobody was spoken to.
    """

    count: int = 0
    kinds: dict[str, int] = {}
    categories: dict[str, int] = {}
    grades: dict[str, int] = {}
    derived: dict[str, int] = {}
    calls_due: int = 0
    calls_made: int = 0
    calls_not_reached: int = 0


def written(reactions: Iterable[Reaction]) -> str:
    """Return the reactions of a visit as they stand in its row; empty where it had none."""
    every = [_reacted(one) for one in reactions]
    return msgspec.json.encode(every).decode() if every else ""


def _reacted(one: Reaction) -> Reacted:
    judged = one.ended.judged if one.ended is not None else None
    return Reacted(
        kind=one.ended.reaction_kind if one.ended is not None else None,
        category=judged.category if judged is not None else None,
        derived=judged.derived.grade if judged is not None else None,
        grade=judged.grade if judged is not None else None,
        call=_call(one),
    )


def _call(one: Reaction) -> CallState:
    judged = one.ended.judged if one.ended is not None else None
    if judged is None or judged.call_on is None:
        return "none"
    if not one.calls:
        return "due"
    return "made" if any(called.call.result in _SPOKE for called in one.calls) else "not_reached"


def count_reactions(rows: Iterable[tuple[str, bool, int]]) -> ReactionCounts:
    """Return the sums of rows: what is written, whether there was a reaction at all, and of how many visits.

    Of a reaction of which an older program wrote no more than its severity nothing else is known.
    """
    sums: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    derived: Counter[str] = Counter()
    for text, has_reacted, visits in rows:
        for one in _read(text, has_reacted=has_reacted):
            sums["count"] += visits
            kinds[one.kind or NOT_JUDGED] += visits
            categories[one.category or NOT_JUDGED] += visits
            grades[_grade(one.grade)] += visits
            derived[_grade(one.derived)] += visits
            sums["calls_due"] += visits * (one.call != "none")
            sums["calls_made"] += visits * (one.call in ("made", "not_reached"))
            sums["calls_not_reached"] += visits * (one.call == "not_reached")
    every = {"kinds": kinds, "categories": categories, "grades": grades, "derived": derived}
    return ReactionCounts(**sums, **{name: dict(sorted(told.items())) for name, told in every.items()})  # type: ignore[arg-type]


_UNKNOWN = Reacted(kind=None, category=None, derived=None, grade=None, call="none")


def _read(text: str, *, has_reacted: bool) -> tuple[Reacted, ...]:
    if text:
        return msgspec.json.decode(text, type=tuple[Reacted, ...])
    return (_UNKNOWN,) if has_reacted else ()


def _grade(grade: int | None) -> str:
    return str(grade) if str(grade) in GRADES else NOT_JUDGED
