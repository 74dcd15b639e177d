"""The facts of the house that a written case stands for, and the kinds of donation that its plan may mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from donor_room.domain.directory import NOT_DONATIONS, EarlierDonation, EarlierReaction, StandingDeferral
from donor_room.domain.facts import Exclusion, Fact, Facts, Missing, known
from donor_room.domain.identity import age_on
from donor_room.domain.ruleset import Kind, RulePack
from donor_room.domain.upper_age import years_for_upper_limit
from donor_room.workflow.case import (
    BadCase,
    Case,
    DonorPart,
    Given,
    GivenKind,
    InterviewPart,
    Plan,
    Tests,
    Vitals,
)

NO_DAY = date(9000, 1, 1)
"""Stands for a day that nobody named: every span is over by then, so only what holds on any day is found."""

_MOST_DIGITS = 30
_TOO_LARGE = Decimal(10) ** 15
_NOT_GIVEN = Missing(why="not_asked")

# ---- the plan ---------------------------------------------------------------------------------------------


def kinds_of(pack: RulePack, plan: Plan | None) -> tuple[str, ...]:
    """Return every kind of donation that a plan may mean: one, or more where ml or doses are not said.

    Raises BadCase for a volume or a number of doses that the pack does not have.
    """
    if plan is None or plan.kind is None:
        return ()
    rows = [row for row in pack.donation.kinds if _plan_kind(pack, row) == plan.kind]
    if plan.kind == "WB":
        rows = _with("ml", plan.ml, {row.volume_ml: row for row in rows})
    elif plan.kind != "APH_PLASMA":
        rows = _with("doses", plan.doses, {row.doses: row for row in rows})
    if plan.kind == "APH_PLT_PLASMA":
        _refuse_more_plasma(pack, plan, rows)
    return tuple(row.id for row in rows)


def _refuse_more_plasma(pack: RulePack, plan: Plan, rows: list[Kind]) -> None:
    """Beside its platelets a donation gives no more plasma than clause 9.1 allows."""
    platelets_ml = max(row.doses for row in rows) * pack.honours.aph_dose_volume_ml
    most_ml = platelets_ml + pack.whole("aph_plasma_with_1_dose_max_ml")
    if plan.ml is not None and plan.ml > most_ml:
        raise BadCase(f"plan.ml: {plan.ml} is more than {most_ml}")


def _with(name: str, asked: int | None, rows: dict[int, Kind]) -> list[Kind]:
    if asked is None:
        return list(rows.values())
    if asked not in rows:
        raise BadCase(f"plan.{name}: {asked} is none of {', '.join(map(str, rows))}")
    return [rows[asked]]


def _plan_kind(pack: RulePack, row: Kind) -> str:
    with_plasma = row.doses and row.volume_ml > row.doses * pack.honours.aph_dose_volume_ml
    return "APH_PLT_PLASMA" if with_plasma else row.family


# ---- the facts --------------------------------------------------------------------------------------------


def facts_of_case(pack: RulePack, case: Case, kind: str | None) -> Facts:
    """Return the facts of the house; the identity of a case is confirmed and its consent is signed."""
    interview = case.interview or InterviewPart()
    return Facts(
        today=case.on or NO_DAY,
        kind=kind,
        values=dict(_values(pack, case)),
        born_on=case.donor.birth if case.donor else None,
        exclusions=_exclusions(interview),
        not_sure=(),
        for_physician=(),
        earlier=_earlier(pack, case),
        standing=_standing(case),
        reactions=tuple(EarlierReaction(on=one.on, severity=one.severity) for one in case.reactions),
    )


def _values(pack: RulePack, case: Case) -> Iterator[tuple[str, Fact]]:
    donor, vitals = case.donor or DonorPart(), case.vitals or Vitals()
    tests, interview = case.tests or Tests(), case.interview or InterviewPart()
    reaction = True if case.reactions else donor.earlier_reaction
    given: dict[str, Decimal | bool | str | int | None] = {
        "identity_confirmed": True,
        "consent_given": True,
        "interview_complete": interview.complete,
        "sex": donor.sex,
        "had_reaction": reaction,
        "no_earlier_reaction": None if reaction is None else not reaction,
        "asks_to_give_again": donor.asks_extension,
        "meets_requirements": True,  # the other rules say it
        "is_endurance_athlete": donor.athlete,
        "skin_ok": _both(vitals.skin_ok, vitals.sclera_ok),
        "beats_per_min": vitals.pulse_bpm,
        "hb_g_per_l": tests.hb_g_l,
        "hb_method": tests.hb_method,
        "cuso4_density": tests.cuso4,
        "planned_ml": case.plan.ml if case.plan is not None and case.plan.kind != "WB" else None,
        "alt_u_per_l": tests.alt_u_l,
        "plt_e9_per_l": tests.plt_e9_l,
        "abo_history": "none",
        "directory_age_h": case.directory_age_h,
        "earlier_donations_count": _count(pack, case),
        **{name: getattr(vitals, name) for name in ("weight_kg", "height_cm", "sbp_mmhg", "dbp_mmhg")},
        **{name: getattr(vitals, name) for name in ("temp_c", "rhythm_regular", "limbs_ok", "arms_ok")},
        **{name: getattr(tests, name) for name in ("hbsag", "abo", "hct")},
        **_ages(pack, donor.birth, case.on),
    }
    for name, value in given.items():
        if value is not None:
            yield name, _fact(value, pack.fact[name].unit)


def _fact(value: Decimal | bool | str | int, unit: str) -> Fact:
    """Return the fact; a number that is too long or too large to be reckoned with was not read."""
    if isinstance(value, Decimal) and not _can_be_reckoned_with(value):
        return Missing(why="unreadable")
    return known(value, unit)


def _can_be_reckoned_with(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and abs(exponent) <= _MOST_DIGITS and number < _TOO_LARGE


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Return whether both are well: one that is not well is enough, one that nobody saw is not."""
    if one is False or other is False:
        return False
    return True if one and other else None


def _ages(pack: RulePack, born_on: date | None, on: date | None) -> dict[str, int]:
    if born_on is None or on is None:
        return {}
    upper = years_for_upper_limit(born_on, on, pack.upper_age)
    return {"age_years": age_on(born_on, on), "age_upper_years": upper}


def _exclusions(interview: InterviewPart) -> tuple[Exclusion, ...] | Missing:
    if interview.conditions is None:
        return _NOT_GIVEN
    return tuple(
        Exclusion(code=told.code, anchor_on=told.on, item=told.code, disease=told.disease)
        for told in interview.conditions
    )


def _standing(case: Case) -> tuple[StandingDeferral, ...] | Missing:
    if case.deferrals is None:
        return _NOT_GIVEN
    return tuple(
        StandingDeferral(kind="until" if told.kind == "temporary" else told.kind, until_on=told.until)
        for told in case.deferrals
    )


def is_history_whole(case: Case) -> bool:
    """Say whether every earlier donation is known, each with its kind and day."""
    dated = all(one.kind is not None and one.on is not None for one in case.history or ())
    return case.history is not None and case.history_complete is True and dated


def _count(pack: RulePack, case: Case) -> int | None:
    """Return how many donations there were; a stopped one and plasma for a factory are none."""
    if not is_history_whole(case):
        return None
    earlier = _earlier(pack, case)
    return None if isinstance(earlier, Missing) else sum(one.kind not in NOT_DONATIONS for one in earlier)


def _earlier(pack: RulePack, case: Case) -> tuple[EarlierDonation, ...] | Missing:
    """Return what is known of the past, also where it is not whole: a certain no beats an open question."""
    if case.history is None:
        return _NOT_GIVEN
    return tuple(_donation(pack, one.kind, one.on, one) for one in case.history if one.kind and one.on)


def _donation(pack: RulePack, kind: GivenKind, on: date, given: Given) -> EarlierDonation:
    """A donation of the past; a volume that was not told is the largest that the kind may have."""
    volume = given.ml if given.ml is not None else _largest(pack, kind, given.doses)
    if kind == "WB" and volume < pack.whole("attempt_counts_from_ml"):
        kind = "FAILED_SMALL"
    family = "APH_PLT" if kind == "APH_PLT_PLASMA" else kind
    return EarlierDonation(kind=family, on=on, volume_ml=volume, site="")


def _largest(pack: RulePack, kind: GivenKind, doses: int | None) -> int:
    """Return what was given at most; doses that no plan has today count as they were told."""
    rows = [row for row in pack.donation.kinds if _plan_kind(pack, row) == kind]
    told = [row.volume_ml for row in rows if doses in (None, row.doses)]
    if told or doses is None:
        return max(told, default=0)
    return max([doses * pack.honours.aph_dose_volume_ml, *(row.volume_ml for row in rows)])
