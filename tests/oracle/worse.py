"""Makes one fact of a donor worse, or takes one away; what may never follow is that more is allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import msgspec

from donor_room.domain.directory import EarlierReaction, StandingDeferral
from donor_room.domain.facts import Bound, Exclusion, Facts, Missing, Number, Word, YesNo, known
from donor_room.domain.identity import age_on
from tests.oracle.cases import ALL_CODES, EARLIER, FIT, GAPS
from tests.support.fit_donor import gave

Worse = Callable[[Random, Facts], Facts]
LESS_IS_WORSE = ("weight_kg", "hb_g_per_l", "hct", "earlier_donations_count")
MORE_IS_WORSE = ("alt_u_per_l", "directory_age_h")
AWAY_FROM = {"beats_per_min": 80, "temp_c": 36, "plt_e9_per_l": 300}
"""Both ends of these are limits: worse is further from a value that lies well between them."""
BAD_ANSWERS = {name: name == "had_reaction" for name, fact in FIT.items() if isinstance(fact, YesNo)}
BAD_WORDS = {"hbsag": ("reactive", "invalid"), "abo": ("unknown",)}
STEPS = tuple(Decimal(step) for step in ("0.001", "0.1", "1", "3", "50"))


def told(facts: Facts, **values: object) -> Facts:
    return msgspec.structs.replace(facts, values=facts.values | values)


def moved(facts: Facts, name: str, by: Decimal) -> Facts:
    """The same donor with a number so much higher; what is no number stays."""
    fact = facts.values.get(name)
    if not isinstance(fact, Number) or not fact.value.is_finite():
        return facts
    return told(facts, **{name: msgspec.structs.replace(fact, value=fact.value + by)})


def further(facts: Facts, name: str, middle: int, by: Decimal) -> Facts:
    fact = facts.values.get(name)
    up = isinstance(fact, Number) and fact.value.is_finite() and fact.value >= middle
    return moved(facts, name, by if up else -by)


def worse_number(chance: Random, facts: Facts) -> Facts:
    name = chance.choice((*LESS_IS_WORSE, *MORE_IS_WORSE, *AWAY_FROM))
    by = chance.choice(STEPS)
    if name in AWAY_FROM:
        return further(facts, name, AWAY_FROM[name], by)
    return moved(facts, name, by if name in MORE_IS_WORSE else -by)


def worse_pressure(chance: Random, facts: Facts) -> Facts:
    """A lower upper value below 140 and a higher lower one from 60 on also bring the two closer together."""
    name, middle = chance.choice((("sbp_mmhg", 140), ("dbp_mmhg", 60)))
    return further(facts, name, middle, chance.choice(STEPS))


def worse_answer(chance: Random, facts: Facts) -> Facts:
    name = chance.choice(tuple(BAD_ANSWERS))
    if not isinstance(facts.values.get(name), YesNo):
        return facts  # to be told at last is not worse
    return told(facts, **{name: YesNo(value=BAD_ANSWERS[name])})


def worse_word(chance: Random, facts: Facts) -> Facts:
    name = chance.choice(tuple(BAD_WORDS))
    fact = facts.values.get(name)
    if not isinstance(fact, Word) or fact.value == "reactive":
        return facts
    return told(facts, **{name: Word(value=chance.choice(BAD_WORDS[name]))})


def worse_drop(chance: Random, facts: Facts) -> Facts:
    """What sank did not."""
    fact = facts.values.get("cuso4_density")
    if not isinstance(fact, Bound):
        return facts
    return told(facts, cuso4_density=msgspec.structs.replace(fact, side="below"))


def worse_age(chance: Random, facts: Facts) -> Facts:
    """Older for the older half, younger for the other."""
    if facts.born_on is None or not isinstance(facts.values.get("age_years"), Number):
        return facts
    days = chance.choice((1, 2, 366, 2000)) * (-1 if age_on(facts.born_on, facts.today) >= 40 else 1)
    born = min(facts.born_on + timedelta(days=days), facts.today)
    years = known(age_on(born, facts.today), "year")
    return msgspec.structs.replace(told(facts, age_years=years, age_upper_years=years), born_on=born)


def one_condition_more(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.exclusions, Missing):
        return facts
    on = facts.today - timedelta(days=chance.randrange(400))
    more = Exclusion(code=chance.choice(ALL_CODES), anchor_on=on, item="Q36")
    return msgspec.structs.replace(facts, exclusions=(*facts.exclusions, more))


def a_fresher_condition(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.exclusions, Missing):
        return facts
    days, ongoing = timedelta(days=chance.choice((1, 5, 90))), chance.random() < 0.3
    fresher = tuple(
        msgspec.structs.replace(one, anchor_on=later(one.anchor_on, days), ongoing=one.ongoing or ongoing)
        for one in facts.exclusions
    )
    return msgspec.structs.replace(facts, exclusions=fresher)


def later(day: date | None, by: timedelta) -> date | None:
    return None if day is None else day + by


def one_donation_more(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.earlier, Missing):
        return facts
    more = gave(chance.choice(EARLIER), facts.today - timedelta(days=chance.randrange(400)))
    return msgspec.structs.replace(facts, earlier=(*facts.earlier, more))


def fresher_donations(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.earlier, Missing):
        return facts
    days = timedelta(days=chance.choice((1, 5, 90)))
    fresher = tuple(msgspec.structs.replace(one, on=one.on + days) for one in facts.earlier)
    return msgspec.structs.replace(facts, earlier=fresher)


def one_reaction_more(chance: Random, facts: Facts) -> Facts:
    on = facts.today - timedelta(days=chance.randrange(400))
    more = EarlierReaction(on=on, severity=chance.choice(("mild", "moderate", "severe")))
    return msgspec.structs.replace(facts, reactions=(*facts.reactions, more))


def one_deferral_more(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.standing, Missing):
        return facts
    kind = chance.choice(("permanent", "until", "ask_station"))
    until = chance.choice((None, facts.today, facts.today + timedelta(days=9)))
    return msgspec.structs.replace(
        facts, standing=(*facts.standing, StandingDeferral(kind=kind, until_on=until))
    )


def one_open_question_more(chance: Random, facts: Facts) -> Facts:
    return msgspec.structs.replace(facts, not_sure=(*facts.not_sure, "Q35"))


WORSE: tuple[Worse, ...] = (
    worse_number,
    worse_pressure,
    worse_answer,
    worse_word,
    worse_drop,
    worse_age,
    one_condition_more,
    a_fresher_condition,
    one_donation_more,
    fresher_donations,
    one_deferral_more,
    one_reaction_more,
    one_open_question_more,
)


# ---- taking away -------------------------------------------------------------------------------------------


def no_value(chance: Random, facts: Facts) -> Facts:
    return told(facts, **{chance.choice(tuple(FIT)): chance.choice(GAPS)})


def never_told(chance: Random, facts: Facts) -> Facts:
    gone = chance.choice(tuple(FIT))
    left = {name: fact for name, fact in facts.values.items() if name != gone}
    return msgspec.structs.replace(facts, values=left)


def no_unit(chance: Random, facts: Facts) -> Facts:
    name = chance.choice(tuple(FIT))
    fact = facts.values.get(name)
    return (
        told(facts, **{name: msgspec.structs.replace(fact, unit=None)}) if isinstance(fact, Number) else facts
    )


def no_list(chance: Random, facts: Facts) -> Facts:
    return msgspec.structs.replace(
        facts, **{chance.choice(("exclusions", "earlier", "standing")): chance.choice(GAPS)}
    )


def no_birth(chance: Random, facts: Facts) -> Facts:
    gap = chance.choice(GAPS)
    return msgspec.structs.replace(told(facts, age_years=gap, age_upper_years=gap), born_on=None)


def no_plan(chance: Random, facts: Facts) -> Facts:
    return msgspec.structs.replace(facts, kind=None)


def no_day_of_a_condition(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.exclusions, Missing):
        return facts
    dayless = tuple(msgspec.structs.replace(one, anchor_on=None) for one in facts.exclusions)
    return msgspec.structs.replace(facts, exclusions=dayless)


def no_day_of_a_deferral(chance: Random, facts: Facts) -> Facts:
    if isinstance(facts.standing, Missing):
        return facts
    dayless = tuple(msgspec.structs.replace(one, until_on=None) for one in facts.standing)
    return msgspec.structs.replace(facts, standing=dayless)


REMOVED: tuple[Worse, ...] = (
    no_value,
    never_told,
    no_unit,
    no_list,
    no_birth,
    no_plan,
    no_day_of_a_condition,
    no_day_of_a_deferral,
)
