"""Draws donors by chance, most of them near a limit: each case is a fit donor with a few things changed.

Days fall near month ends, 29 February and due days; facts go missing in every way; lists may be unknown.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from donor_room.domain.directory import EarlierDonation, EarlierReaction, StandingDeferral
from donor_room.domain.facts import Bound, Exclusion, Fact, Facts, Missing, Number, Word, YesNo, known
from donor_room.domain.identity import age_on
from donor_room.domain.upper_age import years_for_upper_limit
from tests.oracle.clauses import AFTER, CODES, KINDS, PAIRS, SPANS, Reading
from tests.support.fit_donor import VALUES

FIT: dict[str, Fact] = VALUES | {
    "hct": known(Decimal("0.42")),
    "plt_e9_per_l": known(220, "10^9/L"),
    "cuso4_density": known(Decimal("1.055")),
}
LIMITS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "weight_kg": ("kg", ("45", "50"), "0.1"),
    "sbp_mmhg": ("mmHg", ("90", "140", "110"), "1"),
    "dbp_mmhg": ("mmHg", ("60", "90", "80", "86"), "1"),
    "beats_per_min": ("/min", ("50", "60", "100"), "1"),
    "temp_c": ("°C", ("35.5", "37.3"), "0.1"),
    "hb_g_per_l": ("g/L", ("115", "120"), "1"),
    "cuso4_density": ("", ("1.051", "1.052"), "0.001"),
    "alt_u_per_l": ("U/L", ("50",), "1"),
    "hct": ("", ("0.36",), "0.01"),
    "plt_e9_per_l": ("10^9/L", ("150", "450"), "1"),
    "earlier_donations_count": ("", ("3",), "1"),
    "directory_age_h": ("h", ("24", "72"), "1"),
}
NEAR = ("-2", "-1", "-0.1", "-0.001", "0", "0", "0.001", "0.1", "1", "2", "40", "-40")
NUMBERS: dict[str, list[Fact]] = {
    name: [
        Number(value=Decimal(limit) + Decimal(step) * Decimal(steps), unit=unit)
        for limit in limits
        for steps in NEAR
    ]
    for name, (unit, limits, step) in LIMITS.items()
}
ODD_NUMBERS: tuple[Fact, ...] = (
    Number(value=Decimal(100), unit=None),
    Number(value=Decimal(100), unit="furlong"),
    Number(value=Decimal("NaN"), unit="kg"),
    Number(value=Decimal("Infinity"), unit="mmHg"),
    Number(value=Decimal("-Infinity"), unit=""),
)
BOUNDS: dict[str, list[Fact]] = {
    name: [
        Bound(side=side, value=number.value, unit=number.unit)
        for number in numbers
        if isinstance(number, Number)
        for side in ("below", "at_least")
    ]
    for name, numbers in NUMBERS.items()
}
ODD_BOUNDS: tuple[Fact, ...] = (
    Bound(side="at_least", value=Decimal("1.06"), unit=None),
    Bound(side="at_least", value=Decimal(200), unit="furlong"),
    Bound(side="at_least", value=Decimal("NaN"), unit=""),
    Bound(side="at_least", value=Decimal("Infinity"), unit=""),
    Bound(side="below", value=Decimal("-Infinity"), unit=""),
)
WHY = ("not_asked", "unreadable", "stale", "not_sure", "no_unit")
GAPS: tuple[Fact, ...] = tuple(Missing(why=why) for why in WHY)
WORDS: dict[str, tuple[str, ...]] = {
    "sex": ("male", "female", "female", "unknown", "?"),
    "hbsag": ("reactive", "nonreactive", "invalid", "?"),
    "abo": ("A", "B", "O", "AB", "unknown", "?"),
    "abo_history": ("A", "B", "O", "AB", "unknown", "none", "?"),
    "hb_method": ("hb_meter", "analyser", "cuso4_pass_fail", "cuso4_pass_fail", "?"),
}
YES_NO = tuple(name for name, fact in FIT.items() if isinstance(fact, YesNo))
TICKS = ("no_earlier_reaction", "asks_to_give_again", "meets_requirements")
PLANS = (*KINDS, *KINDS, *KINDS, None, "GRANULOCYTES")
EARLIER = (*KINDS, *KINDS, *AFTER, "WB", "APH_PLT", "GRANULOCYTES")
ALL_CODES = (*CODES, "T99")
AGES = (17, 18, 19, 54, 55, 56, 57, 59, 60, 61, 62, 64, 65, 66)
INTERVALS = tuple(
    dict.fromkeys((*(row[1:] for row in (*PAIRS.values(), *AFTER.values())), (6, "month"), (90, "day")))
)
MARKED_DAYS = ((2, 28), (3, 1), (8, 31), (5, 31), (11, 30), (12, 31), (1, 1), (10, 31), (3, 31), (11, 21))

Draft = dict[str, Any]


def draw(chance: Random, reading: Reading) -> Facts:
    """Return one donor; the same chance gives the same donor."""
    today = some_day(chance)
    draft: Draft = {
        "today": today,
        "kind": "WB400",
        "values": dict(FIT),
        "born_on": date(1990, 6, 15),
        "exclusions": (),
        "not_sure": (),
        "for_physician": (),
        "earlier": (),
        "standing": (),
        "reactions": (),
    }
    if chance.random() < 0.6:
        draft["kind"] = chance.choice(PLANS)
    if chance.random() < 0.4:
        draft["values"]["sex"] = Word(value="female")
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 4, 7))):
        chance.choice(CHANGES)(chance, draft)
    tell_age(chance, draft, reading)
    return Facts(**draft)


def some_day(chance: Random) -> date:
    """A third of the days are month ends and their neighbours, a tenth 29 February."""
    draw = chance.random()
    if draw < 0.1:
        return date(chance.choice((2024, 2028, 2032)), 2, 29)
    year = chance.randrange(2022, 2034)
    if draw < 0.45:
        month, day = chance.choice(MARKED_DAYS)
        return date(year, month, day) + timedelta(days=chance.choice((-1, 0, 0, 1)))
    return date(year, 1, 1) + timedelta(days=chance.randrange(365))


def near_due(chance: Random, today: date, n: int, unit: str) -> date:
    """A day from which the span is over about today."""
    shift = timedelta(days=chance.choice((-3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3, 40, -40)))
    if unit in ("month", "year"):
        return months_before(today, 12 * n if unit == "year" else n) + shift
    return today - timedelta(days={"hour": n // 24, "day": n, "week": 7 * n}[unit]) + shift


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def tell_age(chance: Random, draft: Draft, reading: Reading) -> None:
    """The age is told as the desk tells it: from the birth day, or not at all."""
    born = draft["born_on"]
    if born is None:
        draft["values"].update({"age_years": GAPS[0], "age_upper_years": GAPS[0]})
        return
    upper = years_for_upper_limit(born, draft["today"], reading.upper_age)  # type: ignore[arg-type]
    draft["values"]["age_years"] = known(age_on(born, draft["today"]), "year")
    draft["values"]["age_upper_years"] = known(upper, "year")


def change_number(chance: Random, draft: Draft) -> None:
    name = chance.choice(tuple(LIMITS))
    draft["values"][name] = chance.choice(NUMBERS[name])


def change_pressure(chance: Random, draft: Draft) -> None:
    """Both readings, so that what lies between them is near its limit."""
    lower = chance.choice((59, 60, 61, 76, 88, 89, 90))
    draft["values"]["dbp_mmhg"] = known(lower, "mmHg")
    draft["values"]["sbp_mmhg"] = known(lower + chance.choice((28, 29, 30, 31, 32, 50)), "mmHg")


def change_pulse(chance: Random, draft: Draft) -> None:
    draft["values"]["is_endurance_athlete"] = YesNo(value=chance.random() < 0.7)
    draft["values"]["beats_per_min"] = chance.choice(NUMBERS["beats_per_min"])


def change_word(chance: Random, draft: Draft) -> None:
    name = chance.choice(tuple(WORDS))
    draft["values"][name] = Word(value=chance.choice(WORDS[name]))


def drop_blood(chance: Random, draft: Draft) -> None:
    """Copper sulphate in the place of the meter."""
    draft["values"]["hb_method"] = Word(value="cuso4_pass_fail")
    odd = (*GAPS[:1], *ODD_NUMBERS[:1], *ODD_BOUNDS)
    told = (*NUMBERS["cuso4_density"], *BOUNDS["cuso4_density"], *odd)
    draft["values"]["cuso4_density"] = chance.choice(told)


def know_one_side(chance: Random, draft: Draft) -> None:
    """A number of which only one side is known, near a limit; now and then without its unit."""
    name = chance.choice(tuple(LIMITS))
    draft["values"][name] = chance.choice(ODD_BOUNDS if chance.random() < 0.1 else BOUNDS[name])


def change_answer(chance: Random, draft: Draft) -> None:
    name = chance.choice(YES_NO)
    draft["values"][name] = YesNo(value=chance.random() < 0.5)


def lose_fact(chance: Random, draft: Draft) -> None:
    """Not told at all, told as missing, without its unit, in another one, or not a number."""
    name = chance.choice(tuple(FIT))
    draw = chance.random()
    if draw < 0.3:
        draft["values"].pop(name, None)
    elif draw < 0.8 or name not in LIMITS:
        draft["values"][name] = chance.choice(GAPS)
    else:
        draft["values"][name] = chance.choice(ODD_NUMBERS)


def lose_list(chance: Random, draft: Draft) -> None:
    draft[chance.choice(("exclusions", "earlier", "standing"))] = chance.choice(GAPS)


def change_age(chance: Random, draft: Draft) -> None:
    if chance.random() < 0.1:
        draft["born_on"] = None
        return
    born = months_before(draft["today"], 12 * chance.choice(AGES))
    draft["born_on"] = born + timedelta(days=chance.choice((-2, -1, -1, 0, 0, 1, 1, 2, 100)))
    for tick in TICKS:
        draft["values"][tick] = YesNo(value=chance.random() < 0.85)
    draft["values"]["earlier_donations_count"] = known(chance.choice((0, 2, 3, 3, 4, 9)))


def tell_condition(chance: Random, draft: Draft) -> None:
    if isinstance(draft["exclusions"], Missing):
        return
    code = chance.choice(ALL_CODES) if chance.random() < 0.8 else chance.choice(("T11", "T17", "V07", "T01b"))
    n, unit = SPANS.get(code, (1, "week"))
    on = None if chance.random() < 0.1 else near_due(chance, draft["today"], n, unit)
    told = Exclusion(
        code=code, anchor_on=on, item=f"Q{chance.randrange(37):02}", ongoing=chance.random() < 0.1
    )
    draft["exclusions"] += (told,)


def tell_donation(chance: Random, draft: Draft) -> None:
    if isinstance(draft["earlier"], Missing):
        return
    kind = chance.choice(EARLIER)
    on = near_due(chance, draft["today"], *chance.choice(INTERVALS))
    draft["earlier"] += (EarlierDonation(kind=kind, on=on, volume_ml=volume(chance, kind), site=""),)


def tell_busy_year(chance: Random, draft: Draft) -> None:
    """About as many apheresis donations, or as much of them, as a year may bring."""
    if isinstance(draft["earlier"], Missing) or chance.random() < 0.6:
        return
    draft["kind"] = chance.choice(("APH_PLT1", "APH_PLT2", "APH_PLT1_PLASMA", "APH_PLASMA"))
    kind, many = chance.choice((("APH_PLT1", 24), ("APH_PLT2", 24), ("APH_PLASMA", 16), ("APH_PLT", 25)))
    first = 365 + chance.randrange(-3, 12)
    days = [
        first - index * chance.choice((14, 14, 15)) for index in range(many + chance.choice((-1, 0, 0, 1)))
    ]
    draft["earlier"] += tuple(
        EarlierDonation(
            kind=kind, on=draft["today"] - timedelta(days=day), volume_ml=volume(chance, kind), site=""
        )
        for day in days
    )


def volume(chance: Random, kind: str) -> int:
    return (
        KINDS[kind][1] if kind in KINDS and chance.random() < 0.9 else chance.choice((0, 50, 200, 390, 2400))
    )


def tell_standing(chance: Random, draft: Draft) -> None:
    if isinstance(draft["standing"], Missing):
        return
    kind = chance.choice(("permanent", "until", "until", "until", "ask_station"))
    until = (
        draft["today"] + timedelta(days=chance.choice((-1, 0, 1, 2, 300))) if chance.random() < 0.9 else None
    )
    draft["standing"] += (StandingDeferral(kind=kind, until_on=until),)


def tell_reaction(chance: Random, draft: Draft) -> None:
    severity = chance.choice(("mild", "moderate", "moderate", "severe", "death"))
    on = near_due(chance, draft["today"], 6, "month")
    draft["reactions"] += (EarlierReaction(on=min(on, draft["today"]), severity=severity),)


def leave_open(chance: Random, draft: Draft) -> None:
    name = chance.choice(("not_sure", "for_physician"))
    draft[name] += (f"Q{chance.randrange(4):02}",)


CHANGES: tuple[Callable[[Random, Draft], None], ...] = (
    change_number,
    change_number,
    change_number,
    change_pressure,
    change_pulse,
    change_word,
    change_word,
    drop_blood,
    know_one_side,
    change_answer,
    change_answer,
    lose_fact,
    lose_fact,
    lose_list,
    change_age,
    change_age,
    tell_condition,
    tell_condition,
    tell_condition,
    tell_donation,
    tell_donation,
    tell_busy_year,
    tell_standing,
    tell_reaction,
    leave_open,
)
