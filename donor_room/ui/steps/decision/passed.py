"""What a donor passed: each result with its limit, and the first reading where there was more than one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from donor_room.domain.findings import plain
from donor_room.domain.ruleset import RulePack
from donor_room.domain.visit import Drop, Reading, Visit
from donor_room.ui.texts import begun, say

Row = tuple[str, str, str, str]
"""What it is, its value, its limit, and a note."""


def results_of(visit: Visit, rules: RulePack, *, released: Collection[str] = ()) -> list[Row]:
    """Return the results of a visit in the order of its pages; a finding that was released passed nothing."""
    pulse = _span(rules, "pulse_min_bpm", "pulse_max_bpm")
    numbers = {
        "beats_per_min": _number_row(visit, "pulse", "beats_per_min", pulse),
        "temp_c": _number_row(visit, "temp", "temp_c", _limit(rules, "below", "temp_lt_c")),
        "weight_kg": _number_row(visit, "weight", "weight_kg", _of_sex(visit, rules, "weight_min_{}_kg")),
        "hb_g_per_l": _haemoglobin_row(visit, rules),
        "alt_u_per_l": _number_row(visit, "alt", "alt_u_per_l", _limit(rules, "at_most", "alt_pre_max_u_l")),
    }
    passed = [row for fact, row in numbers.items() if fact not in released]
    rows = [_interview_row(visit), _pressure_row(visit, rules), *passed, _strip_row(visit), _group_row(visit)]
    return [row for row in rows if row[1]]


_NONE: Row = ("", "", "", "")


def _number_row(visit: Visit, quantity: str, fact: str, limit: str) -> Row:
    every = visit.all_of(quantity)
    if not every:
        return _NONE
    return begun(say(f"rules.fact.{fact}")), _number(every[-1]), limit, _first(every)


def _haemoglobin_row(visit: Visit, rules: RulePack) -> Row:
    """The last determination, by number or by drop, against the limit of its own kind."""
    every = visit.haemoglobin
    if not every:
        return _NONE
    if isinstance(every[-1], Drop):
        fact, limit = "cuso4_density", _of_sex(visit, rules, "cuso4_min_{}")
    else:
        fact, limit = "hb_g_per_l", _of_sex(visit, rules, "hb_min_{}_g_l")
    return begun(say(f"rules.fact.{fact}")), _told(every[-1]), limit, _first(every)


def _strip_row(visit: Visit) -> Row:
    if visit.strip is None:
        return _NONE
    words = say(f"decision.hbsag.{visit.strip.result}")
    return say("rules.fact.hbsag"), words, say("decision.hbsag.nonreactive"), ""


def _group_row(visit: Visit) -> Row:
    if visit.group is None:
        return _NONE
    typed = visit.group.abo
    is_known = visit.known is not None and visit.known.group_against(typed) == typed
    return say("rules.fact.abo"), typed, say("decision.same_group") if is_known else "", ""


def _interview_row(visit: Visit) -> Row:
    answered = say("decision.answered", count=len(visit.answers))
    signed = say("decision.consented") if visit.consent is not None else ""
    return say("frame.step.interview"), answered, "", signed


def _pressure_row(visit: Visit, rules: RulePack) -> Row:
    high, low = visit.last("sbp"), visit.last("dbp")
    if high is None or low is None:
        return _NONE
    value = f"{plain(high.measured.value)}/{plain(low.measured.value)} mmHg"
    limits = [
        rules.number(n) or Decimal(0) for n in ("sbp_min_mmhg", "dbp_min_mmhg", "sbp_lt_mmhg", "dbp_lt_mmhg")
    ]
    words = say(
        "decision.limit.range", low=f"{limits[0]}/{limits[1]}", high=f"{limits[2] - 1}/{limits[3] - 1}"
    )
    first_high, first_low = visit.all_of("sbp")[0], visit.all_of("dbp")[0]
    first = f"{plain(first_high.measured.value)}/{plain(first_low.measured.value)}"
    note = say("decision.first_reading", value=first) if len(visit.all_of("sbp")) > 1 else ""
    return say("decision.pressure"), value, words, note


def _first(every: Sequence[Reading | Drop]) -> str:
    """Return the first of several; its unit stands with the last one where both are numbers."""
    if len(every) == 1:
        return ""
    first, last = every[0], every[-1]
    is_bare = isinstance(first, Reading) and isinstance(last, Reading)
    return say("decision.first_reading", value=plain(first.measured.value) if is_bare else _told(first))


def _told(one: Reading | Drop) -> str:
    """Say a number with its unit, or what was seen of a drop."""
    if isinstance(one, Reading):
        return _number(one)
    return say(f"decision.drop.{'sunk' if one.seen.sank else 'not_sunk'}", density=plain(one.seen.density))


def _number(reading: Reading) -> str:
    measured = reading.measured
    unit = say("measures.unit.per_minute") if measured.quantity == "pulse" else measured.unit
    return f"{plain(measured.value)} {unit}"


def _of_sex(visit: Visit, rules: RulePack, param: str) -> str:
    return _limit(rules, "at_least", param.format(visit.donor.sex))


def _limit(rules: RulePack, word: str, param: str) -> str:
    limit = rules.number(param) if param in rules.param else None
    return say(f"decision.limit.{word}", limit=bare(limit)) if limit is not None else ""


def bare(number: Decimal) -> str:
    """Write a limit without trailing zeros: a zero behind the point is read as a promise of precision."""
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _span(rules: RulePack, low: str, high: str) -> str:
    return say("decision.limit.range", low=rules.number(low), high=rules.number(high))
