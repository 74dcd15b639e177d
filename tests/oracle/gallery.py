"""Donors on purpose: those just on either side of each limit, condition, interval and word of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from donor_room.domain.directory import EarlierReaction, StandingDeferral
from donor_room.domain.facts import Exclusion, Facts, Missing, Word, YesNo, known
from donor_room.domain.identity import age_on
from donor_room.domain.upper_age import years_for_upper_limit
from tests.oracle.cases import (
    AGES,
    BOUNDS,
    EARLIER,
    FIT,
    NUMBERS,
    ODD_BOUNDS,
    TICKS,
    WORDS,
    YES_NO,
    months_before,
)
from tests.oracle.clauses import CODES, PAIRS, SPANS, Reading
from tests.support.fit_donor import fit_facts, gave

TODAY = date(2027, 5, 30)
"""The last day but one of a month, after months of all lengths."""
ONE_KIND_EACH = ("WB400", "APH_PLT1", "APH_PLASMA")
SEXES = ("male", "female")
AROUND = (-1, 0, 1)


def donor(reading: Reading, **changes: Any) -> Facts:
    """A fit donor of that day with these changes; the age is counted as the desk counts it."""
    born = changes.get("born_on", date(1990, 6, 15))
    ages = {
        "age_years": known(age_on(born, TODAY), "year"),
        "age_upper_years": known(years_for_upper_limit(born, TODAY, reading.upper_age), "year"),  # type: ignore[arg-type]
    }
    return fit_facts(**(FIT | ages | {"today": TODAY} | changes))


def gallery(reading: Reading) -> dict[str, list[Facts]]:
    """The donors by what they are about: a fact, a condition, or a part such as "age" or "lists"."""
    about: dict[str, list[Facts]] = {name: list(by_number(reading, name)) for name in NUMBERS}
    about |= {name: list(by_word(reading, name)) for name in WORDS}
    about |= {name: list(by_answer(reading, name)) for name in YES_NO}
    about |= {code: list(by_condition(reading, code)) for code in CODES}
    about["cuso4_density"] += by_drop(reading)
    about["dbp_mmhg"] += by_pressure(reading)
    about["sbp_mmhg"] += about["dbp_mmhg"]
    about["age"] = list(by_age(reading))
    about["history"] = list(by_history(reading))
    about["year"] = list(by_year(reading))
    about["reactions"] = list(by_reaction(reading))
    about["lists"] = list(by_list(reading))
    return about


def by_number(reading: Reading, name: str) -> Iterator[Facts]:
    for value, sex, kind, athlete in product(NUMBERS[name], SEXES, ("WB200", *ONE_KIND_EACH), (False, True)):
        changes = {name: value, "sex": Word(value=sex), "is_endurance_athlete": YesNo(value=athlete)}
        if name == "cuso4_density":
            changes["hb_method"] = Word(value="cuso4_pass_fail")
        yield donor(reading, kind=kind, **changes)


def by_drop(reading: Reading) -> Iterator[Facts]:
    """What sank and what did not, in solutions on either side of both limits."""
    for drop, sex in product((*BOUNDS["cuso4_density"], *ODD_BOUNDS), SEXES):
        changes = {"cuso4_density": drop, "sex": Word(value=sex)}
        yield donor(reading, hb_method=Word(value="cuso4_pass_fail"), **changes)


def by_pressure(reading: Reading) -> list[Facts]:
    pairs = product((60, 70, 80, 86), (29, 30, 31))
    return [
        donor(reading, dbp_mmhg=known(low, "mmHg"), sbp_mmhg=known(low + more, "mmHg")) for low, more in pairs
    ]


def by_word(reading: Reading, name: str) -> Iterator[Facts]:
    for word, on_record in product(WORDS[name], WORDS["abo_history"]):
        yield donor(reading, **({"abo_history": Word(value=on_record)} | {name: Word(value=word)}))
    yield donor(reading, **{name: Missing(why="not_asked")})


def by_answer(reading: Reading, name: str) -> Iterator[Facts]:
    old_enough = date(TODAY.year - 58, 6, 15)
    for value, born in product((False, True), (old_enough, date(1990, 6, 15))):
        yield donor(reading, born_on=born, **(ticked() | {name: YesNo(value=value)}))
    yield donor(reading, **{name: Missing(why="not_asked")})


def ticked() -> dict[str, Any]:
    return {tick: YesNo(value=True) for tick in TICKS} | {"earlier_donations_count": known(3)}


def by_condition(reading: Reading, code: str) -> Iterator[Facts]:
    for kind, told in product(ONE_KIND_EACH, told_of(code)):
        yield donor(reading, kind=kind, exclusions=(told,))


def told_of(code: str) -> Iterator[Exclusion]:
    yield Exclusion(code=code, anchor_on=None, item="Q01")
    yield Exclusion(code=code, anchor_on=TODAY, item="Q01", ongoing=True)
    n, unit = SPANS.get(code, (1, "day"))
    for days in range(-4, 5):
        yield Exclusion(code=code, anchor_on=begun(n, unit) + timedelta(days=days), item="Q01")


def begun(n: int, unit: str) -> date:
    if unit in ("month", "year"):
        return months_before(TODAY, 12 * n if unit == "year" else n)
    return TODAY - timedelta(days={"hour": n // 24, "day": n, "week": 7 * n}[unit])


def by_age(reading: Reading) -> Iterator[Facts]:
    for years, days, given in product(AGES, AROUND, (2, 3, 4)):
        born = months_before(TODAY, 12 * years) + timedelta(days=days)
        yield donor(reading, born_on=born, **(ticked() | {"earlier_donations_count": known(given)}))
        for name in ("had_reaction", *TICKS):
            yield donor(reading, born_on=born, **(ticked() | {name: YesNo(value=name == "had_reaction")}))


def by_history(reading: Reading) -> Iterator[Facts]:
    spans = [(n, unit) for _, n, unit in PAIRS.values()]
    spans += [(6, "month"), (7, "day"), *reading.whole_blood_again.values()]
    for kind, last, days in product(ONE_KIND_EACH, dict.fromkeys(EARLIER), range(-4, 5)):
        for n, unit in dict.fromkeys(spans):
            on = begun(n, unit) + timedelta(days=days)
            yield donor(reading, kind=kind, earlier=(gave(last, on),))
    yield donor(reading, kind=None)
    yield donor(reading, earlier=Missing(why="stale"))


def by_year(reading: Reading) -> Iterator[Facts]:
    first_days = [TODAY - timedelta(days=days) for days in (363, 364, 365, 366)]
    for first, many, kind in product(first_days, (22, 23, 24, 25), ("APH_PLT1", "APH_PLT2", "APH_PLASMA")):
        yield donor(reading, kind=kind, earlier=a_year_of(first, many, 200))
    for ml, kind in product((390, 399, 400, 401, 416, 417, 425), ("APH_PLT1", "APH_PLT2", "APH_PLASMA")):
        yield donor(reading, kind=kind, earlier=a_year_of(first_days[0], 23, ml))
        yield donor(reading, kind=kind, earlier=a_year_of(first_days[0], 24, ml))
    for ml in (9399, 9400, 9401, 9599, 9600, 9601, 9799, 9800, 9801):
        for kind in ("APH_PLT1", "APH_PLT2", "APH_PLASMA"):
            yield donor(reading, kind=kind, earlier=a_year_of(first_days[0], 1, ml))


def a_year_of(first: date, many: int, volume_ml: int) -> tuple[Any, ...]:
    return tuple(gave("APH_PLT1", first + timedelta(days=14 * index), volume_ml) for index in range(many))


def by_reaction(reading: Reading) -> Iterator[Facts]:
    """Two of each severity, of which the later one counts, on either side of the day on which it is over."""
    for severity, days in product(("mild", "moderate", "severe", "death"), range(-4, 5)):
        on = begun(6, "month") + timedelta(days=days)
        told = [EarlierReaction(on=day, severity=severity) for day in (on, on - timedelta(days=30))]
        yield donor(reading, reactions=tuple(told))
        yield donor(reading, reactions=tuple(reversed(told)))


def by_list(reading: Reading) -> Iterator[Facts]:
    for kind, days in product(("permanent", "until", "ask_station"), (*AROUND, None)):
        until = None if days is None else TODAY + timedelta(days=days)
        yield donor(reading, standing=(StandingDeferral(kind=kind, until_on=until),))
    yield donor(reading, not_sure=("Q01",), for_physician=("Q01", "Q02"))
    yield donor(reading, for_physician=("Q02",))
    yield donor(reading, exclusions=Missing(why="not_sure"), standing=Missing(why="stale"))
    yield donor(reading, weight_kg=known(Decimal("-0.0"), "kg"))
