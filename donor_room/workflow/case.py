"""One case of the `decide` command: how it is written down, and the facts of the house that it stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from donor_room.domain.directory import EarlierDonation, EarlierReaction, Severity, StandingDeferral
from donor_room.domain.facts import Exclusion, Fact, Facts, Missing, known
from donor_room.domain.identity import age_on
from donor_room.domain.ruleset import Kind, RulePack
from donor_room.domain.upper_age import years_for_upper_limit

PlanKind = Literal["WB", "APH_PLT", "APH_PLT_PLASMA", "APH_PLASMA"]
GivenKind = Literal[PlanKind, "COMMERCIAL_PLASMA", "FAILED_SMALL"]

NO_DAY = date(9000, 1, 1)
"""Stands for a day that nobody named: every span is over by then, so only what holds on any day is found."""

_Volume = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
_NOT_DONATIONS = ("COMMERCIAL_PLASMA", "FAILED_SMALL")
_NOT_GIVEN = Missing(why="not_asked")


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a case: what is absent or null is not known; a field that it does not have is an error."""


class Plan(_Part, frozen=True, kw_only=True):
    """What is to be given; ml for whole blood, doses for platelets."""

    kind: PlanKind | None = None
    ml: _Volume | None = None
    doses: _Volume | None = None


class DonorPart(_Part, frozen=True, kw_only=True):
    """Who would give."""

    sex: Literal["male", "female", "unknown"] | None = None
    birth: date | None = None
    asks_extension: bool | None = None
    earlier_reaction: bool | None = None
    athlete: bool | None = None


class Given(_Part, frozen=True, kw_only=True):
    """One donation of the past."""

    kind: GivenKind | None = None
    on: date | None = None
    ml: _Volume | None = None
    doses: _Volume | None = None


class Condition(_Part, frozen=True, kw_only=True):
    """A condition of clause 6 that the donor told of, and the day that its span counts from."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    on: date | None = None
    disease: str | None = None


class InterviewPart(_Part, frozen=True, kw_only=True):
    """What came of the interview."""

    complete: bool | None = None
    conditions: tuple[Condition, ...] | None = None
    not_sure: tuple[str, ...] | None = None


class Vitals(_Part, frozen=True, kw_only=True):
    """The examination of clause 7, each number in the unit of its name."""

    weight_kg: Decimal | None = None
    height_cm: Decimal | None = None
    sbp_mmhg: Decimal | None = None
    dbp_mmhg: Decimal | None = None
    pulse_bpm: Decimal | None = None
    temp_c: Decimal | None = None
    rhythm_regular: bool | None = None
    skin_ok: bool | None = None
    sclera_ok: bool | None = None
    limbs_ok: bool | None = None
    arms_ok: bool | None = None


class Tests(_Part, frozen=True, kw_only=True):
    """The blood tests before a donation, each number in the unit of its name."""

    hb_g_l: Decimal | None = None
    hb_method: Literal["hb_meter", "analyser", "cuso4_pass_fail"] | None = None
    cuso4: Decimal | None = None
    alt_u_l: Decimal | None = None
    hbsag: Literal["reactive", "nonreactive", "invalid"] | None = None
    abo: Literal["A", "B", "O", "AB", "unknown"] | None = None
    hct: Decimal | None = None
    plt_e9_l: Decimal | None = None


class Standing(_Part, frozen=True, kw_only=True):
    """A deferral of the directory; until is the first free day, absent where no end is known."""

    kind: Literal["temporary", "permanent", "ask_station"]
    until: date | None = None


class ReactionTold(_Part, frozen=True, kw_only=True):
    """A reaction to an earlier donation."""

    on: date
    severity: Severity


class Case(_Part, frozen=True, kw_only=True):
    """All that is known of one donor on one day."""

    id: str | int | None = None
    on: date | None = None
    plan: Plan | None = None
    donor: DonorPart | None = None
    history: tuple[Given, ...] | None = None
    history_complete: bool | None = None
    interview: InterviewPart | None = None
    vitals: Vitals | None = None
    tests: Tests | None = None
    deferrals: tuple[Standing, ...] | None = None
    directory_age_h: Decimal | None = None
    reactions: tuple[ReactionTold, ...] = ()
    """Those of which the day and severity are known; that there was one is donor.earlier_reaction."""


class BadCase(ValueError):
    """A line that is no case; the text names the field."""


_CASE = msgspec.json.Decoder(Case)


def read_case(line: bytes) -> Case:
    """Read one line; raises BadCase, which names the field that is wrong."""
    try:
        case = _CASE.decode(line)
    except msgspec.DecodeError as fault:
        raise BadCase(str(fault)) from fault
    except (UnicodeDecodeError, RecursionError) as fault:
        raise BadCase("not JSON in UTF-8") from fault
    json.loads(line, object_pairs_hook=_each_name_once, parse_int=str)
    return case


def _each_name_once(pairs: list[tuple[str, object]]) -> None:
    """Refuse a field that is told twice: nobody can say which of the two is true."""
    told: set[str] = set()
    for name, _ in pairs:
        if name in told:
            raise BadCase(f"the field `{name}` stands twice")
        told.add(name)


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
    return tuple(row.id for row in rows)


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
        not_sure=interview.not_sure or (),
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
        "earlier_donations_count": _count(case),
        **{name: getattr(vitals, name) for name in ("weight_kg", "height_cm", "sbp_mmhg", "dbp_mmhg")},
        **{name: getattr(vitals, name) for name in ("temp_c", "rhythm_regular", "limbs_ok", "arms_ok")},
        **{name: getattr(tests, name) for name in ("hbsag", "abo", "hct")},
        **_ages(pack, donor.birth, case.on),
    }
    for name, value in given.items():
        if value is not None:
            yield name, known(value, pack.fact[name].unit)


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


def _count(case: Case) -> int | None:
    """Return how many donations there were; a stopped one and plasma for a factory are none."""
    if not is_history_whole(case):
        return None
    return sum(one.kind not in _NOT_DONATIONS for one in case.history or ())


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
