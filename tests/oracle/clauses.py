"""Clauses 5 to 9 of GB 18467-2011 once more, as plain ifs: what the interpreter of the pack is held against.

Written from the text of the clauses and docs/decisions/0006, never from donor_room/domain/rules.py. It reads
no pack: every number stands here a second time, so a number that is changed in the pack is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from donor_room.domain.facts import Bound, Exclusion, Facts, Missing, Number, Word, YesNo

KINDS = {
    "WB200": ("WB", 200),
    "WB300": ("WB", 300),
    "WB400": ("WB", 400),
    "APH_PLT1": ("APH_PLT", 200),
    "APH_PLT2": ("APH_PLT", 400),
    "APH_PLT1_PLASMA": ("APH_PLT", 400),
    "APH_PLASMA": ("APH_PLASMA", 600),
}
APHERESIS = ("APH_PLT", "APH_PLASMA")
ABO = ("A", "B", "O", "AB")
GROUPS = (*ABO, "unknown")
GROUPS_ON_RECORD = (*GROUPS, "none")
SEXES = ("male", "female", "unknown")
HB_METHODS = ("hb_meter", "analyser", "cuso4_pass_fail")
STRIPS = ("reactive", "nonreactive", "invalid")
FOR_GOOD = tuple(f"P{number:02}" for number in range(1, 24))
UNTIL_RESOLVED = ("T03b", "T07c", "T13")
INCUBATION = ("T10a", "T16")
THE_VISIT = "T18"
ASPIRIN = "T11"
COVID = ("T19a", "T19b", "V07", "V08")
HOURS = {"T17": 24, "V01": 24, "V07": 48}
DAYS = {"T01a": 3, "T01b": 15, "T03a": 3, "T11": 5, "T19a": 7, "V08": 14}
WEEKS = {
    "T04a": 1,
    "T05a": 1,
    "T06": 1,
    "T08a": 1,
    "T08b": 1,
    "T08c": 2,
    "V02": 2,
    "V03": 4,
    "V05": 4,
    "V09": 4,
}
MONTHS = {
    "T01c": 3,
    "T01d": 6,
    "T03c": 6,
    "T04b": 3,
    "T05b": 3,
    "T07a": 1,
    "T07b": 3,
    "T10c": 6,
    "T10h": 6,
    "T19b": 6,
}
YEARS = {
    "T02": 1,
    "T03d": 1,
    "T09a": 1,
    "T09b": 1,
    "T09c": 1,
    "T10b": 1,
    "T10d": 1,
    "T10e": 2,
    "T10f": 1,
    "T10g": 3,
    "T10i": 2,
    "T12": 1,
    "T14": 2,
    "T15": 1,
    "V04": 1,
    "V06": 1,
}
SPANS: dict[str, tuple[int, str]] = {
    **{code: (n, "hour") for code, n in HOURS.items()},
    **{code: (n, "day") for code, n in DAYS.items()},
    **{code: (n, "week") for code, n in WEEKS.items()},
    **{code: (n, "month") for code, n in MONTHS.items()},
    **{code: (n, "year") for code, n in YEARS.items()},
}
CODES = (*FOR_GOOD, *UNTIL_RESOLVED, *INCUBATION, THE_VISIT, *SPANS)
FEVER, CHILL, LEAST_HCT = Decimal("37.3"), Decimal("35.5"), Decimal("0.36")
SEVEN_AND_EIGHT = ("hb", "abo", "alt", "hbsag")
SHORTENED = "physician may allow one week"
RELEASED_BY_PHYSICIAN = ("temp_lt_c", "wb_400_min_weight_kg", "T18", "V09", "reaction_deferral_moderate")
"""The station's own: a second physician may release them, where they have an end."""
WORST_FIRST = (
    "deferred_for_good",
    "deferred_until",
    "cannot_decide",
    "physician",
    "eligible_check_before_release",
    "eligible",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an edition, a province or a station reads the standard where it leaves a choice."""

    upper_age: str = "completed_years_le"
    month_end: str = "clamp_last_day"
    year: str = "rolling_365d"
    first_donation_until: int = 55
    later_donations_until: int = 60
    whole_blood_again: dict[str, tuple[int, str]] = field(
        default_factory=lambda: {"male": (6, "month"), "female": (6, "month")}
    )
    pretests: tuple[str, ...] = SEVEN_AND_EIGHT
    least_weight_for_400_ml: Decimal | None = None
    covid: bool = True


NATIONAL = Reading()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What must come out: outcome, day, which rules say what, and the marks of the bag."""

    outcome: str
    until: date | None
    says: frozenset[tuple[str, str]]
    marks: frozenset[str]


Notes = list[tuple[str, str, date | None]]
Answer = bool | str
"""Yes, no, or the name of the fact that is missing."""


def judge(facts: Facts, reading: Reading = NATIONAL) -> Verdict:
    """Go through the clauses one after the other; each writes down what it has to say."""
    notes: Notes = []
    marks: set[str] = set()
    before_anything(facts, notes)
    clause_6(facts, reading, notes, marks)
    clause_7_1(facts, reading, notes)
    clause_7_2(facts, reading, notes)
    clause_7_3(facts, notes)
    clause_7_4(facts, notes)
    clause_7_5_and_7_6(facts, notes, marks)
    clause_8(facts, reading, notes)
    clause_9_2(facts, reading, notes)
    clause_9_year(facts, reading, notes)
    after_a_reaction(facts, reading, notes)
    what_the_station_told(facts, notes, marks)
    return verdict(notes, marks)


def verdict(notes: Notes, marks: set[str]) -> Verdict:
    for rule, what, day in list(notes):
        if rule in RELEASED_BY_PHYSICIAN and what == "deferred_until" and day is not None:
            notes.append((rule, SHORTENED, None))
    says = frozenset((rule, outcome) for rule, outcome, _ in notes)
    outcomes = {outcome for _, outcome in says if outcome != SHORTENED} or {"eligible"}
    outcome = min(outcomes, key=WORST_FIRST.index)
    days = [day for _, what, day in notes if what == "deferred_until"]
    until = None
    if outcome == "deferred_until" and None not in days:
        until = max(day for day in days if day is not None)
    return Verdict(outcome, until, says, frozenset(marks))


# ---- what is known: each answer is yes, no, or the name of what is missing ---------------------------------


def number(facts: Facts, name: str, unit: str) -> Decimal | None:
    fact = facts.values.get(name)
    if type(fact) is Number and fact.unit == unit and fact.value.is_finite():
        return fact.value
    return None


def bound(facts: Facts, name: str, unit: str) -> tuple[str, Decimal] | None:
    """Side and value of what is known on one side only, as a drop in copper sulphate tells it."""
    fact = facts.values.get(name)
    if isinstance(fact, Bound) and fact.unit == unit and fact.value.is_finite():
        return fact.side, fact.value
    return None


def less(facts: Facts, name: str, unit: str, limit: Decimal | int) -> Answer:
    match bound(facts, name, unit):
        case ("below", value) if value <= limit:
            return True
        case ("at_least", value) if value >= limit:
            return False
    value = number(facts, name, unit)
    return name if value is None else value < limit


def more(facts: Facts, name: str, unit: str, limit: Decimal | int) -> Answer:
    match bound(facts, name, unit):
        case ("below", value) if value <= limit:
            return False
        case ("at_least", value) if value > limit:
            return True
    value = number(facts, name, unit)
    return name if value is None else value > limit


def yes(facts: Facts, name: str) -> Answer:
    fact = facts.values.get(name)
    return fact.value if type(fact) is YesNo else name


def no(facts: Facts, name: str) -> Answer:
    return opposite(yes(facts, name))


def opposite(answer: Answer) -> Answer:
    return answer if isinstance(answer, str) else not answer


def word(facts: Facts, name: str, allowed: tuple[str, ...]) -> str | None:
    """A word that no list knows is not readable, and that is not known."""
    fact = facts.values.get(name)
    return fact.value if type(fact) is Word and fact.value in allowed else None


def is_word(facts: Facts, name: str, allowed: tuple[str, ...], wanted: str) -> Answer:
    found = word(facts, name, allowed)
    return name if found is None else found == wanted


def is_sex(facts: Facts, wanted: str) -> Answer:
    return is_word(facts, "sex", SEXES, wanted)


def family_of(kind: str | None) -> str | None:
    """An earlier donation may be told by its family alone; a plan may not."""
    return KINDS[kind][0] if kind in KINDS else kind


def planned_family(facts: Facts) -> str | None:
    return KINDS[facts.kind][0] if facts.kind in KINDS else None


def hold(notes: Notes, rule: str, outcome: str, *answers: Answer, until: date | None = None) -> bool:
    """One certain no ends it; else each missing fact is undecided; else the rule speaks."""
    for answer in answers:
        if answer is False:
            return False
    gaps = [answer for answer in answers if answer is not True]
    if gaps:
        notes.extend((missing(str(name)), "cannot_decide", None) for name in gaps)
        return False
    notes.append((rule, outcome, until))
    return True


def missing(name: str) -> str:
    return f"missing {name}"


def tomorrow(facts: Facts) -> date:
    return facts.today + timedelta(days=1)


# ---- the calendar ------------------------------------------------------------------------------------------


def later(day: date, n: int, unit: str, month_end: str = "clamp_last_day") -> date:
    if unit == "hour":
        return day + timedelta(days=n // 24)
    if unit == "day":
        return day + timedelta(days=n)
    if unit == "week":
        return day + timedelta(days=7 * n)
    return months_later(day, 12 * n if unit == "year" else n, month_end)


def months_later(day: date, months: int, month_end: str) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    for shorter in range(4):
        try:
            found = date(year, month, day.day - shorter)
        except ValueError:
            continue
        return found if shorter == 0 or month_end == "clamp_last_day" else found + timedelta(days=1)
    raise AssertionError


def birthday_of(born: date, years: int) -> date:
    """Whoever was born on 29 February completes a common year on 1 March."""
    try:
        return date(born.year + years, born.month, born.day)
    except ValueError:
        return date(born.year + years, 3, 1)


# ---- clause 5 and 6 ----------------------------------------------------------------------------------------


def before_anything(facts: Facts, notes: Notes) -> None:
    for name in ("identity_confirmed", "consent_given", "interview_complete"):
        hold(notes, name, "cannot_decide", no(facts, name))


def clause_6(facts: Facts, reading: Reading, notes: Notes, marks: set[str]) -> None:
    if isinstance(facts.exclusions, Missing):
        notes.append((missing("interview"), "cannot_decide", None))
    else:
        for told in facts.exclusions:
            condition(facts, told, reading, notes, marks)
    if facts.not_sure:
        notes.append(("not_sure", "physician", None))
    if set(facts.for_physician) - set(facts.not_sure):
        notes.append(("for_physician", "physician", None))
    if hold(notes, "had_reaction", "eligible", yes(facts, "had_reaction")):
        marks.add("earlier_reaction")


def condition(facts: Facts, told: Exclusion, reading: Reading, notes: Notes, marks: set[str]) -> None:
    code = told.code
    if code in COVID and not reading.covid:
        return
    if code in FOR_GOOD:
        notes.append((code, "deferred_for_good", None))
    elif code in UNTIL_RESOLVED:
        notes.append((code, "deferred_until", None))
    elif code in INCUBATION:
        notes.append((code, "physician", None))
    elif code == THE_VISIT:
        notes.append((code, "deferred_until", tomorrow(facts)))
    elif code == ASPIRIN:
        aspirin(facts, told, reading, notes, marks)
    elif code in SPANS:
        wait(facts, told, reading, notes, marks)
    else:
        notes.append((code, "cannot_decide", None))


def wait(facts: Facts, told: Exclusion, reading: Reading, notes: Notes, marks: set[str]) -> None:
    if told.ongoing:
        notes.append((told.code, "deferred_until", None))
        return
    if told.anchor_on is None:
        notes.append((told.code, "cannot_decide", None))
        return
    due = later(told.anchor_on, *SPANS[told.code], reading.month_end)
    if facts.today < due:
        notes.append((told.code, "deferred_until", due))
    elif facts.today == due and told.code in HOURS:
        notes.append((told.code, "eligible", None))
        marks.add("ask_the_hour")


def aspirin(facts: Facts, told: Exclusion, reading: Reading, notes: Notes, marks: set[str]) -> None:
    """6.2.11 forbids platelets for five days; whole blood may be given, but no platelets made of it."""
    family = planned_family(facts)
    if family == "APH_PLT":
        wait(facts, told, reading, notes, marks)
    if family == "WB":
        open_day = told.ongoing or told.anchor_on is None
        if open_day or facts.today < later(told.anchor_on or facts.today, 5, "day"):
            notes.append((ASPIRIN, "eligible", None))
            marks.add("no_platelets")


# ---- clause 7 ----------------------------------------------------------------------------------------------


def clause_7_1(facts: Facts, reading: Reading, notes: Notes) -> None:
    hold(notes, "sex", "cannot_decide", is_sex(facts, "unknown"))
    hold(notes, "age_min_years", "deferred_until", is_too_young(facts), until=day_of_18(facts))
    after_the_first = is_too_old(facts, reading.first_donation_until, reading)
    after_the_last = is_too_old(facts, reading.later_donations_until, reading)
    hold(notes, "age_max_repeat_years", "deferred_for_good", after_the_last)
    between = (after_the_first, opposite(after_the_last))
    if False in between:
        return
    few = less(facts, "earlier_donations_count", "", 3)
    hold(notes, "age_max_first_years", "deferred_for_good", *between, few)
    hold(notes, "age_extension_reaction", "deferred_for_good", *between, yes(facts, "had_reaction"))
    for rule, tick in (
        ("age_extension_no_reaction_tick", "no_earlier_reaction"),
        ("age_extension_asks", "asks_to_give_again"),
        ("age_extension_meets", "meets_requirements"),
    ):
        hold(notes, rule, "deferred_until", *between, no(facts, tick), until=tomorrow(facts))


def day_of_18(facts: Facts) -> date | None:
    return None if facts.born_on is None else birthday_of(facts.born_on, 18)


def is_too_young(facts: Facts) -> Answer:
    """The age as it was told only says whether an age is known; it is counted here again."""
    if facts.born_on is None or number(facts, "age_years", "year") is None:
        return less(facts, "age_years", "year", 18)
    return facts.today < birthday_of(facts.born_on, 18)


def is_too_old(facts: Facts, limit: int, reading: Reading) -> Answer:
    born, today = facts.born_on, facts.today
    if born is None or number(facts, "age_upper_years", "year") is None:
        return more(facts, "age_upper_years", "year", limit)
    if reading.upper_age == "completed_years_le":
        return today >= birthday_of(born, limit + 1)
    if reading.upper_age == "on_birthday_inclusive":
        return today > birthday_of(born, limit)
    return today >= birthday_of(born, limit)


def clause_7_2(facts: Facts, reading: Reading, notes: Notes) -> None:
    again = tomorrow(facts)
    for sex, least in (("male", 50), ("female", 45)):
        light = less(facts, "weight_kg", "kg", least)
        hold(notes, f"weight_min_{sex}_kg", "deferred_until", light, is_sex(facts, sex), until=again)
    if reading.least_weight_for_400_ml is not None and facts.kind == "WB400":
        light = less(facts, "weight_kg", "kg", reading.least_weight_for_400_ml)
        hold(notes, "wb_400_min_weight_kg", "deferred_until", light, until=again)


def clause_7_3(facts: Facts, notes: Notes) -> None:
    again = tomorrow(facts)
    for name, least, too_high in (("sbp", 90, 140), ("dbp", 60, 90)):
        low = less(facts, f"{name}_mmhg", "mmHg", least)
        high = opposite(less(facts, f"{name}_mmhg", "mmHg", too_high))
        hold(notes, f"{name}_min_mmhg", "deferred_until", low, until=again)
        hold(notes, f"{name}_lt_mmhg", "deferred_until", high, until=again)
    upper, lower = number(facts, "sbp_mmhg", "mmHg"), number(facts, "dbp_mmhg", "mmHg")
    close: Answer = "sbp_mmhg" if upper is None else "dbp_mmhg" if lower is None else upper - lower < 30
    hold(notes, "pulse_pressure_min_mmhg", "deferred_until", close, until=again)


def clause_7_4(facts: Facts, notes: Notes) -> None:
    again, athlete = tomorrow(facts), yes(facts, "is_endurance_athlete")
    for rule, answer, who in (
        ("pulse_min_bpm", less(facts, "beats_per_min", "/min", 60), opposite(athlete)),
        ("pulse_min_athlete_bpm", less(facts, "beats_per_min", "/min", 50), athlete),
        ("pulse_max_bpm", more(facts, "beats_per_min", "/min", 100), True),
        ("rhythm_regular", no(facts, "rhythm_regular"), True),
    ):
        hold(notes, rule, "deferred_until", answer, who, until=again)


def clause_7_5_and_7_6(facts: Facts, notes: Notes, marks: set[str]) -> None:
    again = tomorrow(facts)
    hold(notes, "temp_lt_c", "deferred_until", opposite(less(facts, "temp_c", "°C", FEVER)), until=again)
    if hold(notes, "temp_warn_below_c", "eligible", less(facts, "temp_c", "°C", CHILL)):
        marks.add("measure_temperature_again")
    for name in ("skin_ok", "limbs_ok", "arms_ok"):
        hold(notes, name, "deferred_until", no(facts, name), until=again)


# ---- clause 8 and the tests of the station -----------------------------------------------------------------


def clause_8(facts: Facts, reading: Reading, notes: Notes) -> None:
    asked = reading.pretests  # the panel of the station, whatever is given
    if "abo" in asked:
        blood_group(facts, notes)
    if "hb" in asked:
        haemoglobin(facts, notes)
    if "alt" in asked:
        in_two_weeks = facts.today + timedelta(days=14)
        high = more(facts, "alt_u_per_l", "U/L", 50)
        hold(notes, "alt_pre_max_u_l", "deferred_until", high, until=in_two_weeks)
    if "hbsag" in asked:
        hold(notes, "hbsag_pre", "deferred_until", is_word(facts, "hbsag", STRIPS, "reactive"))
        hold(notes, "hbsag_repeat", "cannot_decide", is_word(facts, "hbsag", STRIPS, "invalid"))
    if planned_family(facts) == "APH_PLT":
        clause_8_3(facts, notes)


def blood_group(facts: Facts, notes: Notes) -> None:
    group, before = word(facts, "abo", GROUPS), word(facts, "abo_history", GROUPS_ON_RECORD)
    hold(notes, "abo_pretest", "cannot_decide", is_word(facts, "abo", GROUPS, "unknown"))
    on_record: Answer = "abo_history" if before is None else before in ABO
    differs: Answer = "abo" if group is None else "abo_history" if before is None else group != before
    hold(notes, "abo_history", "physician", differs, on_record)


def haemoglobin(facts: Facts, notes: Notes) -> None:
    again = tomorrow(facts)
    if word(facts, "hb_method", HB_METHODS) == "cuso4_pass_fail":
        for sex, least in (("male", "1.052"), ("female", "1.051")):
            light = less(facts, "cuso4_density", "", Decimal(least))
            hold(notes, f"cuso4_min_{sex}", "deferred_until", light, is_sex(facts, sex), until=again)
        return
    for sex, least in (("male", 120), ("female", 115)):
        low = less(facts, "hb_g_per_l", "g/L", least)
        hold(notes, f"hb_min_{sex}_g_l", "deferred_until", low, is_sex(facts, sex), until=again)


def clause_8_3(facts: Facts, notes: Notes) -> None:
    for rule, answer in (
        ("hct_min", less(facts, "hct", "", LEAST_HCT)),
        ("plt_pre_min_e9", less(facts, "plt_e9_per_l", "10^9/L", 150)),
        ("plt_pre_lt_e9", opposite(less(facts, "plt_e9_per_l", "10^9/L", 450))),
    ):
        hold(notes, rule, "deferred_until", answer, until=tomorrow(facts))


# ---- clause 9 ----------------------------------------------------------------------------------------------

PAIRS = {
    ("WB", "APH_PLT"): ("wb_to_aph", 3, "month"),
    ("APH_PLT", "WB"): ("aph_to_wb", 4, "week"),
    ("APH_PLT", "APH_PLT"): ("aph_to_aph", 2, "week"),
    ("WB", "APH_PLASMA"): ("wb_to_plasma", 3, "month"),
    ("APH_PLASMA", "WB"): ("plasma_to_wb", 4, "week"),
    ("APH_PLASMA", "APH_PLT"): ("plasma_to_aph", 2, "week"),
    ("APH_PLT", "APH_PLASMA"): ("aph_to_plasma", 2, "week"),
    ("APH_PLASMA", "APH_PLASMA"): ("plasma_to_plasma", 14, "day"),
}
AFTER = {"COMMERCIAL_PLASMA": ("commercial_plasma", 4, "week"), "FAILED_SMALL": ("failed_small", 14, "day")}


def clause_9_2(facts: Facts, reading: Reading, notes: Notes) -> None:
    following = planned_family(facts)
    if following is None:
        notes.append((missing("donation_kind"), "cannot_decide", None))
    elif isinstance(facts.earlier, Missing):
        notes.append((missing("earlier_donations"), "cannot_decide", None))
    else:
        last: dict[str, date] = {}
        for given in facts.earlier:
            family = str(family_of(given.kind))
            last[family] = max(given.on, last.get(family, given.on))
        for family, on in last.items():
            wait_after(facts, family, on, following, reading, notes)


def wait_after(facts: Facts, last: str, on: date, following: str, reading: Reading, notes: Notes) -> None:
    if (last, following) == ("WB", "WB"):
        whole_blood_again(facts, on, reading, notes)
        return
    row = PAIRS.get((last, following), AFTER.get(last))
    if row is None:
        notes.append(("interval", "cannot_decide", None))
        return
    due = later(on, row[1], row[2], reading.month_end)
    if facts.today < due:
        notes.append((row[0], "deferred_until", due))
        if row[0] == "aph_to_aph" and facts.today >= on + timedelta(days=7):
            notes.append((row[0], SHORTENED, None))


def whole_blood_again(facts: Facts, on: date, reading: Reading, notes: Notes) -> None:
    due = {sex: later(on, *span, reading.month_end) for sex, span in reading.whole_blood_again.items()}
    sex = word(facts, "sex", SEXES)
    days = [due[sex]] if sex in due else list(due.values())
    if all(facts.today < day for day in days):
        notes.append(("wb_to_wb", "deferred_until", max(days)))
    elif any(facts.today < day for day in days):
        notes.append((missing("sex"), "cannot_decide", None))


def clause_9_year(facts: Facts, reading: Reading, notes: Notes) -> None:
    if planned_family(facts) not in APHERESIS or isinstance(facts.earlier, Missing):
        return
    given = [(leaves(row.on, reading), row.volume_ml) for row in facts.earlier if is_apheresis(row.kind)]
    planned = KINDS[str(facts.kind)][1]
    days = [facts.today, *sorted(day for day, _ in given)]

    def one_more_fits(day: date) -> bool:
        return len([1 for gone, _ in given if gone > day]) + 1 <= 24

    def its_volume_fits(day: date) -> bool:
        return sum(ml for gone, ml in given if gone > day) + planned <= 10_000

    for rule, fits in (("aph_max_per_year", one_more_fits), ("aph_total_ml_per_year_max", its_volume_fits)):
        if not fits(facts.today):
            notes.append((rule, "deferred_until", next(day for day in days if fits(day))))


def is_apheresis(kind: str) -> bool:
    return family_of(kind) in APHERESIS


def leaves(on: date, reading: Reading) -> date:
    return date(on.year + 1, 1, 1) if reading.year == "calendar_year" else on + timedelta(days=365)


# ---- a reaction to an earlier donation: half a year; after a severe one never without a physician ----------


def after_a_reaction(facts: Facts, reading: Reading, notes: Notes) -> None:
    moderate = [one.on for one in facts.reactions if one.severity == "moderate"]
    severe = [one.on for one in facts.reactions if one.severity == "severe"]
    if moderate:
        due = later(max(moderate), 6, "month", reading.month_end)
        if facts.today < due:
            notes.append(("reaction_deferral_moderate", "deferred_until", due))
    if severe:
        due = later(max(severe), 6, "month", reading.month_end)
        waits = facts.today < due
        notes.append(("reaction_severe", "deferred_until" if waits else "physician", due if waits else None))


# ---- the directory -----------------------------------------------------------------------------------------


def what_the_station_told(facts: Facts, notes: Notes, marks: set[str]) -> None:
    old, too_old = (more(facts, "directory_age_h", "h", hours) for hours in (24, 72))
    if hold(notes, "deferral_list_max_age_h", "eligible", old, opposite(too_old)):
        marks.add("directory_not_fresh")
    if hold(notes, "deferral_list_red_age_h", "eligible_check_before_release", too_old):
        marks.add("check_before_release")
    if isinstance(facts.standing, Missing):
        notes.append((missing("standing_deferrals"), "cannot_decide", None))
        return
    for deferral in facts.standing:
        if deferral.kind == "permanent":
            notes.append(("standing_permanent", "deferred_for_good", None))
        elif deferral.kind == "ask_station":
            notes.append(("standing_ask_station", "physician", None))
        elif deferral.until_on is None:
            notes.append(("standing_until_open", "deferred_until", None))
        elif facts.today < deferral.until_on:
            notes.append(("standing_until", "deferred_until", deferral.until_on))
