"""What the desk reads of a person: the four facts, the headline, and what stands against beginning."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from donor_room.domain.directory import EarlierDonation, EarlierReaction, StandingDeferral
from donor_room.domain.findings import Finding
from donor_room.domain.identity import read_document
from donor_room.domain.intervals import Span
from donor_room.domain.queue import VisitLine
from donor_room.ui.steps.reception import telling
from donor_room.ui.steps.reception.shown import Desk
from donor_room.ui.steps.reception.state import State, person_of
from donor_room.ui.steps.reception.telling import Found, Limits, banner_of, desk_of, list_fact
from donor_room.ui.texts import say, texts
from donor_room.ui.tokens import Meaning, Tone
from tests.ui.steps.known_people import NUMBER, TODAY, WHOLE, directory, known

LANGUAGES = ("zh_CN", "en")
LIMITS = Limits(
    age_min=18, upper_age="completed_years_le", age_first=55, age_repeat=60, list_old_h=24, list_red_h=72
)
UNTIL = date(2026, 12, 20)
SOON = Finding(
    rule="wb_to_wb", clause="7.1", tag="V", item="earlier_donations", value="3 months", unit=None,
    limit="6 months", outcome="deferred_until", until_on=UNTIL, overridable_by=None, mark=None,
    text="rules.finding.wb_to_wb",
    text_values={},
)  # fmt: skip
RETURNING: dict[str, Any] = {"donor": directory(), "earlier": (WHOLE,)}


def found(**told: Any) -> Found:
    mine = {name: told.pop(name) for name in ("due_on", "interval", "limits", "next_days") if name in told}
    basis: dict[str, Any] = {
        "due_on": date(2026, 11, 16),
        "interval": Span(n=6, unit="month"),
        "limits": LIMITS,
    }
    return Found(known=known(**told), before=None, organisation=None, today=TODAY, **(basis | mine))


def state_of(one: Found, **more: Any) -> State:
    return State(known=one.known, person=person_of(one.known, None, None), **more)


def page(one: Found, **more: Any) -> Desk:
    return desk_of(state_of(one, **more), one)


def aged(years: int) -> Found:
    born = date(TODAY.year - years, 1, 10)
    return found(
        donor=directory(birth_on=born), earlier=(WHOLE,), identity=read_document("10", "E12345678", TODAY)
    )


CASES: dict[str, Found] = {
    "first": found(),
    "returning": found(**RETURNING),
    "too soon": found(**RETURNING, intervals=(SOON,)),
    "ticks": found(**RETURNING, needs_ticks=True),
    "no list": found(directory_age_h=None),
    "old list": found(directory_age_h=30),
    "red list": found(directory_age_h=90),
    "until": found(**RETURNING, keeps_out=True, deferral=StandingDeferral(kind="until", until_on=UNTIL)),
    "open end": found(**RETURNING, keeps_out=True, deferral=StandingDeferral(kind="until", until_on=None)),
    "for good": found(
        **RETURNING, keeps_out=True, deferral=StandingDeferral(kind="permanent", until_on=None)
    ),
    "asks": found(**RETURNING, deferral=StandingDeferral(kind="ask_station", until_on=None)),
    "elsewhere": found(**RETURNING, open_visit="v1", open_step="exam"),
    "reaction": found(donor=directory(had_reaction=True), earlier=(WHOLE,)),
    "passport": found(identity=read_document("10", "E12345678", TODAY)),
}


def words_of(value: object) -> list[str]:
    """Return every text of what is shown, however deep; codes of the program are left out."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return words_of(list(value.values()))
    if isinstance(value, list | tuple):
        return [word for one in value for word in words_of(one)]
    if hasattr(value, "__dataclass_fields__"):
        return [word for one in fields(value) for word in words_of(getattr(value, one.name))]
    return []


@pytest.mark.parametrize(("name", "language"), list(product(CASES, LANGUAGES)))
def test_no_key_is_left_where_a_text_should_stand(name, language):
    texts().switch(language)
    every = words_of(page(CASES[name])) + words_of(banner_of(state_of(CASES[name]), CASES[name]))
    assert [word for word in every if word.startswith(("reception.", "frame.", "measures."))] == []


@pytest.mark.parametrize("name", list(CASES))
def test_the_number_of_the_document_is_never_shown_whole(name):
    every = words_of(page(CASES[name])) + words_of(banner_of(state_of(CASES[name]), CASES[name]))
    assert NUMBER not in "".join(every)


# ---- the list ----


@pytest.mark.parametrize(
    ("hours", "key", "tone"),
    [
        (0, "just_now", Tone.PLAIN),
        (1, "fresh", Tone.PLAIN),
        (24, "fresh", Tone.PLAIN),
        (25, "old", Tone.CHECK),
        (72, "old", Tone.CHECK),
        (73, "red", Tone.CHECK),
    ],
)
def test_the_age_of_the_list_is_said_and_old_ones_are_amber(hours, key, tone):
    fact = list_fact(known(directory_age_h=hours), LIMITS)
    assert (fact.reason, fact.tone) == (say(f"reception.list.{key}", hours=hours), tone)


def test_without_a_list_nothing_is_said_about_deferrals():
    fact = list_fact(known(directory_age_h=None), LIMITS)
    assert (fact.value, fact.tone) == (say("reception.list.none"), Tone.CHECK)


@pytest.mark.parametrize("hours", [6, 30, 90])
def test_a_question_for_the_station_stays_in_sight_however_old_the_list(hours):
    asks = StandingDeferral(kind="ask_station", until_on=None)
    fact = list_fact(known(directory_age_h=hours, deferral=asks), LIMITS)
    assert (fact.value, fact.tone) == (say("reception.list.ask_station"), Tone.CHECK)


# ---- the interval ----


def test_a_first_donor_has_no_interval():
    assert page(CASES["first"]).facts["interval"].value == say("reception.interval.first")


def test_an_interval_that_is_over_is_plain():
    assert page(CASES["returning"]).facts["interval"].tone is Tone.PLAIN


def test_an_interval_that_is_not_over_is_amber_and_tells_the_day():
    fact = page(found(**RETURNING, intervals=(SOON,), due_on=UNTIL)).facts["interval"]
    assert fact.tone is Tone.CHECK
    assert "2026-12-20" in fact.reason


@pytest.mark.parametrize(("n", "words"), [(1, "1 month"), (6, "6 months")])
def test_the_span_follows_its_number(n, words):
    texts().switch("en")
    fact = page(found(**RETURNING, interval=Span(n=n, unit="month"))).facts["interval"]
    assert words in fact.value


def test_the_interval_names_the_last_donation():
    reason = page(CASES["returning"]).facts["interval"].reason
    assert "2026-05-16" in reason


# ---- the age ----


@pytest.mark.parametrize(
    ("years", "tone"),
    [
        (17, Tone.CHECK),
        (18, Tone.PLAIN),
        (19, Tone.PLAIN),
        (55, Tone.PLAIN),
        (56, Tone.CHECK),
        (60, Tone.CHECK),
        (61, Tone.CHECK),
    ],
)
def test_an_age_outside_the_range_is_amber(years, tone):
    assert page(aged(years)).facts["age"].tone is tone


@pytest.mark.parametrize(
    ("years", "key"), [(17, "too_young"), (61, "too_old"), (56, "not_ticked"), (60, "not_ticked")]
)
def test_the_reason_says_which_limit_it_is(years, key):
    reason = page(aged(years)).facts["age"].reason
    assert reason == say(f"reception.age.{key}", low=18, high=60)


@pytest.mark.parametrize(
    ("answers", "tone"),
    [
        ((True, True, True), Tone.PLAIN),
        ((True, False, True), Tone.CHECK),
        ((False, False, False), Tone.CHECK),
    ],
)
def test_up_to_sixty_all_three_conditions_must_be_so(answers, tone):
    names = ("asks_to_give_again", "no_earlier_reaction", "meets_requirements")
    ticks = dict(zip(names, answers, strict=True))
    assert page(aged(57), ticks=ticks).facts["age"].tone is tone


def test_an_age_that_nobody_knows_is_said_so():
    assert page(CASES["passport"]).facts["age"].value == say("frame.unknown")


# ---- reactions ----


@pytest.mark.parametrize(
    ("name", "key", "tone"),
    [("first", "none", Tone.PLAIN), ("returning", "none", Tone.PLAIN), ("reaction", "had", Tone.CHECK)],
)
def test_an_earlier_reaction_is_amber(name, key, tone):
    fact = page(CASES[name]).facts["reactions"]
    assert (fact.value, fact.tone) == (say(f"reception.reactions.{key}"), tone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_reaction_is_told_by_day_and_severity(language):
    texts().switch(language)
    last = EarlierReaction(on=date(2026, 5, 16), severity="moderate")
    known = page(found(donor=directory(had_reaction=True, reaction=last), earlier=(WHOLE,)))
    unknown = page(CASES["reaction"])
    in_words = {"zh_CN": "上次 2026-05-16 中度", "en": "Last on 2026-05-16, moderate"}[language]
    assert known.facts["reactions"].reason.startswith(in_words)
    assert unknown.facts["reactions"].reason == say("reception.reactions.take_care")


# ---- headline, hint and main button ----


@pytest.mark.parametrize(
    ("name", "key"),
    [("first", "first"), ("returning", "may_begin"), ("too soon", "interval"), ("ticks", "ticks")],
)
def test_the_headline_says_what_matters_most(name, key):
    assert page(CASES[name]).headline == say(f"reception.headline.{key}", count=2)


def test_an_age_out_of_range_is_the_headline():
    assert page(aged(61)).headline == say("reception.headline.age", count=2)


def test_an_interval_comes_before_an_age():
    one = replace(
        aged(61), known=known(donor=directory(birth_on=date(1960, 1, 1)), earlier=(WHOLE,), intervals=(SOON,))
    )
    assert page(one).headline == say("reception.headline.interval", count=2)


@pytest.mark.parametrize(("name", "key"), [("returning", "nothing_known"), ("too soon", "decided_later")])
def test_the_hint_says_that_the_decision_comes_later(name, key):
    assert page(CASES[name]).hint == say(f"reception.hint.{key}")


@pytest.mark.parametrize(
    ("name", "tone"), [("first", "quiet"), ("no list", "amber"), ("old list", "amber"), ("red list", "amber")]
)
def test_the_form_of_a_first_donor_still_shows_the_list(name, tone):
    one = page(CASES[name])
    assert one.tone == tone
    assert one.facts["list"].value in one.hint


def test_a_first_donor_who_is_too_old_sees_it_beside_the_form():
    one = found(identity=read_document("01", _number(1960), TODAY, practice=True))
    assert page(one).tone == "amber"


def _number(year: int) -> str:
    from donor_room.practice.people import resident_number

    return resident_number(date(year, 1, 10), "male", 7)


@pytest.mark.parametrize("name", list(CASES))
def test_the_main_button_says_what_it_does(name):
    one = page(CASES[name])
    assert one.main == say(f"reception.main.{one.mode}")


@pytest.mark.parametrize(("plan", "note"), [("WB400", True), ("WB200", False), (None, False)])
def test_a_plan_is_called_as_last_time_only_if_it_is(plan, note):
    assert bool(page(CASES["returning"], plan=plan).plan_note) is note


def test_no_plan_is_chosen_before():
    assert page(CASES["first"]).plan is None


# ---- what stands against it ----


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("until", Meaning.DEFERRED_UNTIL),
        ("open end", Meaning.DEFERRED_UNTIL),
        ("for good", Meaning.DEFERRED_FOR_GOOD),
        ("elsewhere", Meaning.UNDECIDED),
    ],
)
def test_a_deferral_that_stands_has_its_shape(name, meaning):
    verdict = page(CASES[name]).verdict
    assert verdict is not None
    assert verdict.meaning is meaning


@pytest.mark.parametrize("name", ["first", "returning", "too soon", "ticks", "asks", "reaction"])
def test_whoever_may_begin_sees_no_verdict(name):
    assert page(CASES[name]).verdict is None


@pytest.mark.parametrize(("name", "has_day"), [("until", True), ("open end", False), ("for good", False)])
def test_a_day_is_told_only_if_the_station_knows_one(name, has_day):
    verdict = page(CASES[name]).verdict
    assert verdict is not None
    assert [("2026-12-20" in text) for text in (verdict.value, verdict.tell)] == [has_day, has_day]


@pytest.mark.parametrize(
    ("step", "frame"), [("exam", "examine"), ("decision", "decide"), ("labels", "label"), (None, "register")]
)
def test_a_visit_that_is_open_says_where_it_stands(step, frame):
    verdict = page(found(**RETURNING, open_visit="v1", open_step=step)).verdict
    assert verdict is not None
    assert verdict.value == say(f"frame.step.{frame}")


# ---- earlier donations ----


@pytest.mark.parametrize(("kind", "key"), [("WB400", "plans.WB400"), ("FAILED_SMALL", "not_finished")])
def test_an_earlier_donation_is_told_in_words(kind, key):
    last = EarlierDonation(kind=kind, on=WHOLE.on, volume_ml=400, site="人民广场")
    row = page(found(donor=directory(), earlier=(last,))).earlier[0]
    assert (row.on, row.what, row.where) == ("2026-05-16", say(f"reception.{key}"), "人民广场")


def test_volumes_are_added_up():
    one = found(donor=directory(count=3, donations=(WHOLE,) * 3), earlier=(WHOLE,) * 3)
    assert page(one).counts == say("reception.counts", count=3, volume="1,200")


def test_a_donor_without_history_is_said_so():
    assert page(CASES["first"]).counts == say("reception.no_history")


# ---- the banner ----


def test_a_name_that_is_not_known_yet_is_said_so():
    assert banner_of(state_of(CASES["first"]), CASES["first"]).name == say("reception.no_name_yet")


def test_the_banner_masks_the_document():
    assert "*" in banner_of(state_of(CASES["returning"]), CASES["returning"]).document


@pytest.mark.parametrize(
    ("rhd", "shown"), [("positive", True), ("negative", True), ("weak", False), (None, False)]
)
def test_an_rh_that_is_not_sure_is_not_shown(rhd, shown):
    one = found(donor=directory(rhd=rhd), earlier=(WHOLE,))
    assert bool(banner_of(state_of(one), one).rh) is shown


def test_without_sex_or_birth_nothing_is_guessed():
    line = banner_of(state_of(CASES["passport"]), CASES["passport"])
    assert (line.sex_and_age, line.born, line.group) == ("", "", "")


def test_the_age_in_the_banner_is_that_of_today():
    assert "36" in banner_of(state_of(CASES["returning"]), CASES["returning"]).sex_and_age


# ---- who was found ----


def line(step: str) -> VisitLine:
    moment = "2026-11-21T05:00:00+00:00"
    return VisitLine("v1", "s", step, "李建国", "male", "01", NUMBER, None, None, None, "", moment, moment)


@pytest.mark.parametrize(
    ("step", "key"),
    [("exam", "frame.step.examine"), ("closed", "reception.closed"), ("x", "reception.closed")],
)
def test_a_visit_of_today_is_found_with_its_step(step, key):
    assert telling.hit_of_visit(line(step)).note == say(key)


def test_a_name_that_was_found_is_masked():
    assert telling.hit_of_visit(line("exam")).name != "李建国"
    assert telling.hit_of_donor(0, "李建国", None, None).name != "李建国"


def test_a_donor_of_the_directory_is_told_by_the_year_of_birth():
    hit = telling.hit_of_donor(3, "李建国", date(1990, 3, 7), WHOLE)
    assert (hit.key, "1990" in hit.born, "03" in hit.born) == ("#3", True, False)


def test_a_donor_without_donations_is_told_so():
    hit = telling.hit_of_donor(0, None, None, None)
    assert (hit.name, hit.born, hit.note) == (say("frame.unknown"), "", say("reception.no_history"))


# ---- ethnic groups ----


@pytest.mark.parametrize("typed", ["01", "汉族", "汉", " 汉 ", "Han", "han", "HAN"])
def test_an_ethnic_group_is_understood_as_people_write_it(typed):
    assert telling.ethnic_code(typed) == "01"


@pytest.mark.parametrize("typed", ["", " ", "00", "不知道", "族"])
def test_what_is_no_ethnic_group_is_not_guessed(typed):
    assert telling.ethnic_code(typed) is None


@pytest.mark.parametrize(("language", "word"), [("zh_CN", "汉族"), ("en", "Han")])
def test_an_ethnic_group_is_said_in_the_language_of_the_screen(language, word):
    texts().switch(language)
    assert telling.ethnic_word("01") == word


def test_nobody_without_an_ethnic_group_gets_one():
    assert telling.ethnic_word(None) == ""


def test_the_limits_of_an_age_are_met_on_the_birthday():
    born = TODAY.replace(year=TODAY.year - 18)
    for day, tone in ((born, Tone.PLAIN), (born + timedelta(days=1), Tone.CHECK)):
        one = found(donor=directory(birth_on=day), identity=read_document("10", "E12345678", TODAY))
        assert page(one).facts["age"].tone is tone


def test_every_kind_of_donation_has_its_first_day():
    one = found(**RETURNING, next_days={"WB": date(2027, 5, 16), "APH_PLT": TODAY})
    assert page(one).next_days == (
        ("全血", "2027-05-16"),
        ("单采血小板", "今天就可以"),
        ("单采血浆", "今天就可以"),
    )


def test_who_never_gave_is_told_no_first_day():
    assert page(found()).next_days == ()
