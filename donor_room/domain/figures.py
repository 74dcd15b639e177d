"""What a visit adds to the figures of a day, a month, a year: one row, and the sums of many (0022)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple, TypeVar, get_args

import msgspec

from donor_room.domain.care_acts import POINTS
from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import Severity
from donor_room.domain.eligibility import DEFERS
from donor_room.domain.history import kind_given
from donor_room.domain.reaction_counts import ReactionCounts, count_reactions, written
from donor_room.domain.ruleset import RulePack
from donor_room.domain.souvenirs import NONE_WANTED
from donor_room.domain.visit import Visit
from donor_room.domain.waiting import Wait, Waiting, Waits, summed, waits_of

Ended = Literal["donated", "failed", "deferred", "left", "open"]
"""How a visit ended, as far as it has: a visit with a collection by that, whatever came after."""

Times = Literal["first", "repeat", "unknown"]
"""Whether the donor had given before, by what was known when the visit was opened."""


class VisitFigures(NamedTuple):
    """One visit; volume in mL, reasons are the rules that defer, by name and parted by a space.

    `first_stick` says whether the first needle gave flow; None where none was put in.
    """

    visit: str
    shift: str
    on: date
    ended: Ended
    plan: str
    kind: str | None
    volume_ml: int
    times: Times
    needles: int
    first_stick: bool | None
    pierced_by: str | None
    severity: Severity | None
    reasons: str
    satisfied: int | None
    """Points of `care_acts.POINTS`; None where nobody was asked."""
    reacted: str = ""
    """Every reaction, as `reaction_counts.written` has it."""
    souvenirs: str = ""
    """What the donor took home, codes parted by a space; one of which there are two stands twice."""
    desk_min: int | None = None
    interview_min: int | None = None
    exam_min: int | None = None
    tests_min: int | None = None
    decision_min: int | None = None
    labels_min: int | None = None
    collection_min: int | None = None
    aftercare_min: int | None = None
    stay_min: int | None = None
    """Minutes to the desk, before each step and of the whole stay, as `waiting.Waits` has them."""

    @property
    def waits(self) -> Waits:
        """Return how long each step was waited for."""
        return Waits(
            desk=self.desk_min,
            interview=self.interview_min,
            exam=self.exam_min,
            tests=self.tests_min,
            decision=self.decision_min,
            labels=self.labels_min,
            collection=self.collection_min,
            aftercare=self.aftercare_min,
            stay=self.stay_min,
        )


def figures_of(visit: Visit, ticketed: str | None = None) -> VisitFigures:
    """Return the row of a visit as it stands now; `ticketed` as `waits_of` has it."""
    ended = visit.collection
    first = visit.needles[0] if visit.needles else None
    waits = waits_of(visit.walked, ticketed)
    return VisitFigures(
        visit=visit.id,
        shift=visit.opened.shift,
        on=day_at_site(visit.opened_at),
        ended=_ended(visit),
        plan=visit.plan,
        kind=kind_given(visit, ended) if ended is not None and ended.volume_ml else None,
        volume_ml=ended.volume_ml if ended is not None else 0,
        times=times_of(visit),
        needles=len(visit.needles),
        first_stick=first.failed is None if first is not None else None,
        pierced_by=first.by if first is not None else None,
        severity=_worst(visit),
        reasons=" ".join(_reasons(visit)),
        satisfied=POINTS[visit.satisfaction.satisfaction] if visit.satisfaction is not None else None,
        reacted=written(visit.reactions),
        souvenirs=" ".join(_taken_home(visit)),
        **{f"{step}_min": minutes for step, minutes in waits._asdict().items()},
    )


def _ended(visit: Visit) -> Ended:
    if visit.collection is not None:
        return "failed" if visit.collection.outcome == "failed" else "donated"
    if visit.deferral is not None or (visit.closed is not None and visit.closed.how == "deferred"):
        return "deferred"
    return "open" if visit.closed is None else "left"


def times_of(visit: Visit) -> Times:
    """Return whether the donor had given before, by what was known when the visit was opened."""
    if visit.directory_as_of is None:
        return "unknown"
    return "repeat" if visit.known is not None and visit.known.count else "first"


def _worst(visit: Visit) -> Severity | None:
    order = get_args(Severity)
    every = [one.ended.severity for one in visit.reactions if one.ended is not None]
    return max(every, key=order.index, default=None)


def _reasons(visit: Visit) -> Iterable[str]:
    decided = visit.deferral
    if decided is None or visit.collection is not None:
        return ()
    left = (one for one in decided.left.findings if one not in decided.left.released)
    return sorted({one.rule for one in left if one.outcome in DEFERS})


def _taken_home(visit: Visit) -> list[str]:
    held = (one for one in visit.souvenirs if one != NONE_WANTED)
    return sorted(one for one in held for _piece in range(visit.doubled.get(one, 1)))


def group_of(row: VisitFigures) -> Group:
    """Return one visit as a group of its own."""
    alike = (row.ended, row.kind, row.times, row.first_stick, row.severity, row.reasons, row.satisfied)
    return Group(*alike, row.reacted, visits=1, volume_ml=row.volume_ml, needles=row.needles)


class Group(NamedTuple):
    """Visits that are alike in all that is counted, with their number and the sum of their volumes in mL."""

    ended: Ended
    kind: str | None
    times: Times
    first_stick: bool | None
    severity: Severity | None
    reasons: str
    satisfied: int | None
    reacted: str
    visits: int
    volume_ml: int
    needles: int


class TakenHome(NamedTuple):
    """How many visits took just these souvenirs home."""

    souvenirs: str
    visits: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of many visits; whole blood and apheresis are never added.

    `first`, `repeat` and `unknown` are donations. `pierced` are visits with a needle, `first_sticks` those of
    them whose first needle gave flow. `asked` are visits whose donor said how it was, `points` the sum of
    what they said, 3 the best. Volumes are mL. `reactions` are visits, by the worst of each; `reacted` are
    the reactions themselves. `waits` are minutes before each step, by its name; `souvenirs` are pieces that
    donors took home, by their code.
    """

    visits: int = 0
    donated: int = 0
    failed: int = 0
    deferred: int = 0
    left: int = 0
    open: int = 0
    first: int = 0
    repeat: int = 0
    unknown: int = 0
    whole_blood: int = 0
    whole_blood_ml: int = 0
    apheresis: int = 0
    apheresis_ml: int = 0
    doses: int = 0
    needles: int = 0
    pierced: int = 0
    first_sticks: int = 0
    asked: int = 0
    points: int = 0
    reactions: dict[str, int] = {}
    reasons: dict[str, int] = {}
    reacted: ReactionCounts = ReactionCounts()
    waits: dict[str, Wait] = {}
    souvenirs: dict[str, int] = {}

    @property
    def mean_whole_blood_ml(self) -> Decimal | None:
        """Return the mean of a donation of whole blood in mL, to a tenth; None where there was none."""
        return _mean(self.whole_blood_ml, self.whole_blood)

    @property
    def mean_apheresis_ml(self) -> Decimal | None:
        """Return the mean of a donation by apheresis in mL, to a tenth; None where there was none."""
        return _mean(self.apheresis_ml, self.apheresis)


def _mean(total_ml: int, donations: int) -> Decimal | None:
    return (Decimal(total_ml) / donations).quantize(Decimal("0.1"), ROUND_HALF_UP) if donations else None


def add_up(
    pack: RulePack,
    every: Iterable[Group],
    waiting: Iterable[Waiting] = (),
    taken_home: Iterable[TakenHome] = (),
) -> Figures:
    """Return the sums; the pack says which kinds are whole blood and how many doses a kind holds."""
    groups = list(every)
    counted: Counter[str] = Counter()
    reactions: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for one in groups:
        counted["visits"] += one.visits
        counted[one.ended] += one.visits
        counted["needles"] += one.needles
        if one.first_stick is not None:
            counted["pierced"] += one.visits
            counted["first_sticks"] += one.visits * one.first_stick
        if one.satisfied is not None:
            counted["asked"] += one.visits
            counted["points"] += one.visits * one.satisfied
        if one.ended == "donated":
            counted[one.times] += one.visits
            counted.update(_given(pack, one))
        if one.severity is not None:
            reactions[one.severity] += one.visits
        for reason in one.reasons.split():
            reasons[reason] += one.visits
    return Figures(
        **counted,
        reactions=dict(reactions),
        reasons=dict(sorted(reasons.items())),
        reacted=count_reactions((one.reacted, one.severity is not None, one.visits) for one in groups),
        waits=summed(waiting),
        souvenirs=_pieces(taken_home),
    )


def _pieces(every: Iterable[TakenHome]) -> dict[str, int]:
    """Return how many of each souvenir, the most frequent first."""
    pieces: Counter[str] = Counter()
    for one in every:
        for souvenir in one.souvenirs.split():
            pieces[souvenir] += one.visits
    return dict(sorted(pieces.items(), key=lambda pair: (-pair[1], pair[0])))


def _given(pack: RulePack, one: Group) -> dict[str, int]:
    if one.kind is None:
        return {}
    if pack.family(one.kind) == "WB":
        return {"whole_blood": one.visits, "whole_blood_ml": one.volume_ml}
    kind = pack.kind_of(one.kind)
    doses = one.visits * (kind.doses if kind else 0)
    return {"apheresis": one.visits, "apheresis_ml": one.volume_ml, "doses": doses}


# ---- parted ------------------------------------------------------------------------------------------------

By = Literal[
    "all",
    "day",
    "month",
    "quarter",
    "year",
    "site",
    "vehicle",
    "drive",
    "organisation",
    "campaign",
    "source",
    "person",
]


_Counted = TypeVar("_Counted")

Key = Literal["on_day", "shift", "pierced_by"]
"""What rows are told apart by: no more than a part needs, so that few groups leave the database."""


def key_of(by: By) -> Key | None:
    """Return by what the rows of a part are told apart; None where all are one part."""
    if by == "all":
        return None
    if by == "person":
        return "pierced_by"
    return "on_day" if by in _OF_DAY else "shift"


class Where(NamedTuple):
    """When and where visits were, and who put the first needle in; empty where nobody knows or asked."""

    on: date
    person: str
    site: str
    vehicle: str
    drive: str
    organisation: str
    campaign: str = ""
    source: str = ""


_OF_DAY: dict[str, Callable[[date], str]] = {
    "all": lambda _on: "",
    "day": date.isoformat,
    "month": lambda on: f"{on:%Y-%m}",
    "quarter": lambda on: f"{on.year}-Q{(on.month + 2) // 3}",
    "year": lambda on: str(on.year),
}


def parted(
    pack: RulePack,
    by: By,
    every: Iterable[tuple[Where, Group]],
    waiting: Iterable[tuple[Where, Waiting]] = (),
    taken_home: Iterable[tuple[Where, TakenHome]] = (),
) -> dict[str, Figures]:
    """Return the sums of each part in the order of its name; what no part is known of has an empty name."""
    parts, waits, taken = _by_name(by, every), _by_name(by, waiting), _by_name(by, taken_home)
    return {
        name: add_up(pack, parts[name], waits.get(name, ()), taken.get(name, ())) for name in sorted(parts)
    }


def _by_name(by: By, every: Iterable[tuple[Where, _Counted]]) -> dict[str, list[_Counted]]:
    found: dict[str, list[_Counted]] = defaultdict(list)
    for where, told in every:
        found[part_of(by, where)].append(told)
    return found


def part_of(by: By, where: Where) -> str:
    """Return the name of the part to which something of this day and place belongs."""
    of_day = _OF_DAY.get(by)
    return of_day(where.on) if of_day else str(getattr(where, by))


def tells_waits(by: By) -> bool:
    """Say whether parts tell of waiting: not those of a person, who keeps nobody waiting by piercing well."""
    return by != "person"
