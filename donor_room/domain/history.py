"""What earlier donations say: the interval to each of them, and how much a year may bring (clause 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from donor_room.domain.directory import NOT_DONATIONS, EarlierDonation
from donor_room.domain.facts import Facts, Missing, Number
from donor_room.domain.findings import Finding, cannot_decide
from donor_room.domain.intervals import Interval, MonthEnd, Sex, Span, add, due_day, interval_between
from donor_room.domain.ruleset import Kind, RulePack
from donor_room.domain.visit import Visit
from donor_room.domain.visit_acts import CollectionEnded

_CLAUSE = "9.2"
_APHERESIS = ("APH_PLT", "APH_PLASMA")
_YEAR_DAYS = 365
"""The rolling year of the pack's word `rolling_365d`."""


def kind_given(visit: Visit, ended: CollectionEnded) -> str:
    """Return what a collection counts as from then on: its plan, or an attempt that took too little."""
    return "FAILED_SMALL" if ended.outcome == "failed" else visit.plan


def interval_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    """Hold each earlier donation against the planned one; an unknown past or plan decides nothing."""
    if facts.kind is None or pack.kind_of(facts.kind) is None:
        yield cannot_decide(
            rule="donation_kind", clause="9.1", tag="V", item="donation_kind", why="not_asked"
        )
        return
    if isinstance(facts.earlier, Missing):
        why = facts.earlier.why
        yield cannot_decide(
            rule="earlier_donations", clause=_CLAUSE, tag="V", item="earlier_donations", why=why
        )
        return
    for row, last in _latest_by_row(pack, facts.earlier, pack.family(facts.kind)):
        if row is None:
            yield cannot_decide(
                rule="interval", clause=_CLAUSE, tag="V", item="earlier_donations", why="code"
            )
        else:
            yield from _too_soon(row, last, facts, pack.month_end)


def _latest_by_row(
    pack: RulePack, earlier: Sequence[EarlierDonation], following: str
) -> Iterator[tuple[Interval | None, EarlierDonation]]:
    """Give the last donation of each family with its row; None for a kind that the table lacks."""
    latest = {pack.family(given.kind): given for given in sorted(earlier, key=lambda given: given.on)}
    for family, donation in latest.items():
        yield interval_between(pack.interval, last=family, following=following), donation


def _too_soon(row: Interval, last: EarlierDonation, facts: Facts, month_end: MonthEnd) -> Iterator[Finding]:
    due_days = {add(span, last.on, month_end) for span in row.spans(facts.sex)}
    if all(facts.today >= due for due in due_days):
        return
    if any(facts.today >= due for due in due_days):
        yield cannot_decide(rule=row.id, clause=row.clause, tag=row.tag, item="sex", why="not_asked")
        return
    may_shorten = _who_may_shorten(row, last.on, facts.today, month_end)
    yield _interval_finding(row, last, facts, until=max(due_days), may_shorten=may_shorten)


def _interval_finding(
    row: Interval, last: EarlierDonation, facts: Facts, *, until: date, may_shorten: str | None
) -> Finding:
    limit = " / ".join(dict.fromkeys(str(span) for span in row.spans(facts.sex)))
    return Finding(
        rule=row.id,
        clause=row.clause,
        tag=row.tag,
        item="earlier_donations",
        value=last.on.isoformat(),
        unit=None,
        limit=limit,
        outcome="deferred_until",
        until_on=until,
        overridable_by=may_shorten,
        mark=None,
        text=f"rules.finding.{row.id}",
        text_values={"last": last.on.isoformat(), "limit": limit, "until": until.isoformat()},
    )


def _who_may_shorten(row: Interval, last_on: date, today: date, month_end: MonthEnd) -> str | None:
    if row.exception is None or today < add(row.exception.least, last_on, month_end):
        return None
    return row.exception.by


def yearly_findings(pack: RulePack, facts: Facts) -> Iterator[Finding]:
    """Count apheresis donations and their volume in the year of the pack, the planned one included."""
    kind = pack.kind_of(facts.kind) if facts.kind is not None else None
    if kind is None or kind.family not in _APHERESIS or isinstance(facts.earlier, Missing):
        return
    given = sorted((row for row in facts.earlier if _counts(pack, row, facts.today)), key=lambda row: row.on)
    planned_ml = _planned_ml(facts, kind)
    limits = (
        ("aph_max_per_year", "", [1 for _ in given], 1),
        ("aph_total_ml_per_year_max", "mL", [row.volume_ml for row in given], planned_ml),
    )
    for name, unit, amounts, planned in limits:
        limit = pack.number(name)
        if limit is not None and sum(amounts) + planned > limit:
            until = _frees_up(pack, [row.on for row in given], amounts, room=int(limit) - planned)
            yield _yearly_finding(pack, name, unit, sum(amounts), until)


def _planned_ml(facts: Facts, kind: Kind) -> int:
    """Return what is to be taken: as planned, or the nominal volume of the kind where nobody says."""
    fact = facts.of("planned_ml")
    is_told = isinstance(fact, Number) and fact.unit == "mL" and fact.value.is_finite()
    return int(fact.value) if is_told and isinstance(fact, Number) else kind.volume_ml


def _counts(pack: RulePack, donation: EarlierDonation, today: date) -> bool:
    return pack.family(donation.kind) in _APHERESIS and _leaves_year(pack, donation.on) > today


def _leaves_year(pack: RulePack, on: date) -> date:
    """Return the first day on which a donation no longer counts towards the year."""
    if pack.year_window == "calendar_year":
        return date(min(on.year + 1, date.max.year), 1, 1)
    return add(Span(n=_YEAR_DAYS, unit="day"), on, pack.month_end)


def _frees_up(pack: RulePack, days: Sequence[date], amounts: Sequence[int], *, room: int) -> date | None:
    """Return the day on which enough of the oldest donations have left the year; None if they never do."""
    left = sum(amounts)
    for on, amount in zip(days, amounts, strict=True):
        left -= amount
        if left <= room:
            return _leaves_year(pack, on)
    return None


def _yearly_finding(pack: RulePack, name: str, unit: str, total: int, until: date | None) -> Finding:
    param = pack.param[name]
    values = {"value": str(total), "limit": str(param.number), "until": until.isoformat() if until else ""}
    return Finding(
        rule=name,
        clause=param.clause,
        tag=param.tag,
        item="earlier_donations",
        value=str(total),
        unit=unit,
        limit=str(param.number),
        outcome="deferred_until",
        until_on=until,
        overridable_by=None,
        mark=None,
        text=f"rules.finding.{name}",
        text_values=values,
    )


def next_eligible_days(
    pack: RulePack, earlier: Sequence[EarlierDonation], sex: Sex | None
) -> dict[str, date]:
    """Return, for each family that a donor may come for, the first day that all earlier donations allow.

    A family that no earlier donation keeps waiting is left out.
    """
    days: dict[str, date] = {}
    for family in dict.fromkeys(kind.family for kind in pack.donation.kinds):
        rows = _latest_by_row(pack, earlier, family)
        due = [due_day(row, last.on, sex, pack.month_end) for row, last in rows if row is not None]
        if due:
            days[family] = max(due)
    return days


def is_no_donation(pack: RulePack, one: EarlierDonation) -> bool:
    """Say whether no blood was given: a needle that failed is told by what was planned, with its volume."""
    has_failed = pack.family(one.kind) == "WB" and 0 < one.volume_ml < pack.whole("attempt_counts_from_ml")
    return has_failed or one.kind in NOT_DONATIONS
