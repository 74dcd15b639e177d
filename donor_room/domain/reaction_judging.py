"""What five plain answers say of a reaction: classes, severity, grade, and who is called after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Annotated, Generic, Literal, TypeAlias, TypeVar, get_args

import msgspec

from donor_room.domain.directory import Severity
from donor_room.domain.refusal import Refusal
from donor_room.domain.stamp import PackStamp

NOT_KNOWN = "not_known"

Where = Literal[
    "swelling", "bright_red", "nerve", "arm_pain", "skin_rash", "faintness", "tingling", "allergy", "heart"
]
Awake = Literal["awake", "fainted_short", "fainted_long", "hurt"]
HowLong = Literal["minutes", "hours", "days", "weeks"]
Done = Literal["rest", "medicine", "outside", "rescue"]
LeftAs = Literal["well", "limited", "hospital", "died"]
Grade = Annotated[int, msgspec.Meta(ge=1, le=5)]
Tag = Literal["V", "V2", "R"]

QUESTIONS: dict[str, tuple[str, ...]] = {
    "where": get_args(Where),
    "awake": get_args(Awake),
    "how_long": get_args(HowLong),
    "done": get_args(Done),
    "left_as": get_args(LeftAs),
}
"""The five questions in their order, each with its answers; `not_known` is one of each."""

Answers: TypeAlias = Mapping[str, str]
_Value = TypeVar("_Value")


class Line(msgspec.Struct, Generic[_Value], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a table: it fits where each question that it names has one of these answers."""

    gives: _Value
    clause: str
    tag: Tag
    where: tuple[Where, ...] = ()
    awake: tuple[Awake, ...] = ()
    how_long: tuple[HowLong, ...] = ()
    done: tuple[Done, ...] = ()
    left_as: tuple[LeftAs, ...] = ()

    def fits(self, answers: Answers) -> bool:
        """Say whether the line fits answers of which none is unknown."""
        return all(not getattr(self, name) or answers[name] in getattr(self, name) for name in QUESTIONS)


class Care(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After how many minutes pressure and pulse are asked for again while a reaction runs."""

    clause: str
    tag: Tag
    every_min: Annotated[int, msgspec.Meta(ge=1, le=30)]


class CallBack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is called: from a grade on, after these kinds whatever the grade; in `after_days` days."""

    clause: str
    tag: Tag
    from_grade: Grade
    kinds: tuple[str, ...]
    after_days: Annotated[int, msgspec.Meta(ge=0, le=30)]


RiskName = Literal[
    "first_time", "young", "light", "small_volume", "woman", "earlier_reaction", "unwell_today", "afraid"
]


class Risk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason why a donor faints more easily; `below` is in years, kg or litres, as the name says."""

    id: RiskName
    clause: str
    tag: Tag
    below: Annotated[float, msgspec.Meta(gt=0)] | None = None

    def __post_init__(self) -> None:
        if (self.below is None) is (self.id in ("young", "light", "small_volume")):
            raise ValueError(f"{self.id} has a limit where it needs none, or needs one")


class ReactionPack(msgspec.Struct, frozen=True, kw_only=True):
    """How a station classes and grades reactions; of each table the first line that fits counts.

    `category_of` is the international category that goes with a class that somebody chose by hand.
    """

    stamp: PackStamp
    care: Care
    kind: tuple[Line[str], ...]
    category: tuple[Line[str], ...]
    severity: tuple[Line[Severity], ...]
    grade: tuple[Line[Grade], ...]
    category_of: dict[str, str]
    call_back: CallBack
    risk: tuple[Risk, ...]

    def __post_init__(self) -> None:
        """Refuse a pack that leaves whole answers without a class, a category, a severity or a grade."""
        for answers in completions({}):
            for name in ("kind", "category", "severity", "grade"):
                if not any(line.fits(answers) for line in getattr(self, name)):
                    raise ValueError(f"no {name} for {', '.join(answers.values())}")


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """What the answers lead to; None where an answer that is missing could lead elsewhere."""

    kind: str | None
    category: str | None
    severity: Severity | None
    grade: int | None

    @property
    def is_whole(self) -> bool:
        """Say whether the answers leave nothing open."""
        return None not in (self.kind, self.category, self.severity, self.grade)


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """How a class and grade came about: pack, answers, what followed from them, and what was confirmed.

    `reason` is there where what was confirmed is not what followed. `call_on` is the day from which the donor
    is called; None where the pack asks for no call.
    """

    pack: PackStamp
    answers: dict[str, str]
    derived: Derived
    category: str
    grade: Grade
    reason: str | None
    call_on: date | None


def checked_answers(given: Answers) -> dict[str, str]:
    """Return an answer to every question, `not_known` where none was given; refuses a word of no list."""
    for name, answer in given.items():
        if answer != NOT_KNOWN and answer not in QUESTIONS.get(name, ()):
            raise Refusal("reaction.no_such_answer", answer=answer)
    return {name: given.get(name, NOT_KNOWN) for name in QUESTIONS}


def completions(answers: Answers) -> Iterator[dict[str, str]]:
    """Return every set of whole answers that these may stand for."""
    known = {name: one for name, one in answers.items() if one != NOT_KNOWN}
    every = ([known[name]] if name in known else list(QUESTIONS[name]) for name in QUESTIONS)
    for told in product(*every):
        yield dict(zip(QUESTIONS, told, strict=True))


def derive(pack: ReactionPack, answers: Answers) -> Derived:
    """Return what the answers lead to: only what every answer that is still missing would leave as it is."""
    every = list(completions(answers))
    return Derived(
        kind=_only(pack.kind, every),
        category=_only(pack.category, every),
        severity=_only(pack.severity, every),
        grade=_only(pack.grade, every),
    )


def _only(lines: tuple[Line[_Value], ...], every: list[dict[str, str]]) -> _Value | None:
    """Return what all these answers lead to; None where they lead to more than one."""
    found = {next(line.gives for line in lines if line.fits(one)) for one in every}
    return found.pop() if len(found) == 1 else None


def call_on(pack: ReactionPack, *, kind: str, grade: int, derived: Derived, on: date) -> date | None:
    """Return the day from which the donor of a reaction is called, or None.

    Whoever was graded by hand because the answers left it open is called at any grade.
    """
    rule = pack.call_back
    is_called = grade >= rule.from_grade or kind in rule.kinds or derived.grade is None
    return on + timedelta(days=rule.after_days) if is_called else None
