"""Turns what is known of a person into what the desk reads: headline, facts, verdict, earlier donations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from donor_room.domain.directory import EarlierDonation, EarlierReaction
from donor_room.domain.entries import Donor
from donor_room.domain.identity import age_on
from donor_room.domain.intervals import Span
from donor_room.domain.names import masked_name
from donor_room.domain.queue import VisitLine
from donor_room.domain.upper_age import UpperAge, years_for_upper_limit
from donor_room.packs.codes import load_codes
from donor_room.packs.texts import Language
from donor_room.ui.asking_presenter import words_of
from donor_room.ui.contact_words import contact_now
from donor_room.ui.donor_line import in_groups, last_words, plan_words, tag_words
from donor_room.ui.steps.reception.shown import Desk, Earlier, Fact, Hit, Verdict
from donor_room.ui.steps.reception.state import PLANS, State, count_of
from donor_room.ui.texts import said, said_by, say, texts
from donor_room.ui.tokens import Meaning, Tone
from donor_room.ui.widgets.banner import DonorLine
from donor_room.workflow.group_list import ListRow
from donor_room.workflow.register import Known

FAMILIES = ("WB", "APH_PLT", "APH_PLASMA")


@dataclass(frozen=True, slots=True)
class Limits:
    """What of the rule pack the desk shows: ages in completed years, ages of the list in hours."""

    age_min: int
    upper_age: UpperAge
    age_first: int
    age_repeat: int
    list_old_h: int
    list_red_h: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that one look-up brought from the store."""

    known: Known
    before: Donor | None
    organisation: str | None
    due_on: date | None
    interval: Span | None
    today: date
    limits: Limits
    listed: ListRow | None = None
    next_days: Mapping[str, date] = field(default_factory=dict)
    """By the family of a donation; one that nothing keeps waiting is left out."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of everybody who works or worked here, by the id of the staff."""


def desk_of(state: State, found: Found) -> Desk:
    """Return everything that the page shows of the person."""
    known = found.known
    mode = state.mode
    count = count_of(known)
    facts = {
        "list": list_fact(known, found.limits),
        "interval": _interval(known, found),
        "age": _age(state, found),
        "reactions": _reactions(known, count),
    }
    blocks = any(facts[name].tone is Tone.CHECK for name in ("interval", "age"))
    hint, tone = _hint(state, found, facts, blocks=blocks)
    return Desk(
        mode=mode,
        headline=_headline(state, count, facts),
        hint=hint,
        tone=tone,
        main=say(f"reception.main.{mode}"),
        facts=facts,
        plan=state.plan,
        plan_note=say("reception.plan_as_last") if state.plan and _is_as_last(state) else "",
        counts=_counts(known, count),
        earlier=[_earlier(one) for one in known.earlier],
        verdict=_verdict(known, found) if mode in ("deferred", "elsewhere") else None,
        next_days=() if mode == "deferred" else _next_days(found),
        contact=contact_words(state),
    )


def _headline(state: State, count: int, facts: dict[str, Fact]) -> str:
    if state.mode == "ticks":
        return say("reception.headline.ticks", count=count + 1)
    if state.is_first:
        return say("reception.headline.first")
    if facts["interval"].tone is Tone.CHECK:
        return say("reception.headline.interval", count=count + 1)
    if facts["age"].tone is Tone.CHECK:
        return say("reception.headline.age", count=count + 1)
    return say("reception.headline.may_begin", count=count + 1)


def _hint(state: State, found: Found, facts: dict[str, Fact], *, blocks: bool) -> tuple[str, str]:
    if state.mode == "ticks":
        return say("reception.hint.ticks", age=found.known.age_years, limit=found.limits.age_first), "quiet"
    if state.mode == "form":
        shown = facts["list"]
        words = [say("reception.fact.list"), shown.value, shown.reason]
        if facts["age"].tone is Tone.CHECK:
            words += [facts["age"].value, facts["age"].reason]
        check = Tone.CHECK in (shown.tone, facts["age"].tone)
        told = "  ".join(word for word in words if word)
        if found.listed is not None and state.card is None:
            listed = say("reception.hint.listed")
            return (f"{listed}\n{told}" if check else listed), "amber"
        return told, "amber" if check else "quiet"
    if blocks:
        return say("reception.hint.decided_later"), "quiet"
    return say("reception.hint.nothing_known"), "quiet"


def list_fact(known: Known, limits: Limits) -> Fact:
    """Return what the list of deferrals says, and how old it is; old lists are amber."""
    age_h = known.directory_age_h
    if age_h is None:
        return Fact(say("reception.list.none"), say("reception.list.cannot_decide"), Tone.CHECK)
    asks = known.deferral is not None and known.deferral.kind == "ask_station"
    value = say("reception.list.ask_station" if asks else "reception.list.nothing")
    if age_h > limits.list_red_h:
        return Fact(value, say("reception.list.red", hours=age_h), Tone.CHECK)
    if age_h > limits.list_old_h:
        return Fact(value, say("reception.list.old", hours=age_h), Tone.CHECK)
    reason = say("reception.list.physician") if asks else _freshness(age_h)
    return Fact(value, reason, Tone.CHECK if asks else Tone.PLAIN)


def _freshness(age_h: int) -> str:
    return say("reception.list.fresh", hours=age_h) if age_h else say("reception.list.just_now")


def _interval(known: Known, found: Found) -> Fact:
    if not known.earlier:
        return Fact(say("reception.interval.first"), say("reception.interval.no_record"))
    last = known.earlier[0]
    told = {"what": plan_words(last.kind), "on": last.on.isoformat(), "due": found.due_on or ""}
    if known.intervals:
        value = say("reception.interval.too_soon", span=_span(found.interval))
        return Fact(value, say("reception.interval.from", **told), Tone.CHECK)
    value = say("reception.interval.over", span=_span(found.interval))
    return Fact(value, say("reception.interval.from", **told))


def _span(span: Span | None) -> str:
    if span is None:
        return ""
    return say(f"measures.duration.{span.unit}.{'one' if span.n == 1 else 'many'}", n=span.n)


def _age(state: State, found: Found) -> Fact:
    birth_on = state.person.birth_on or found.known.identity.birth_on
    if birth_on is None:
        return Fact(say("frame.unknown"))
    age, limits = age_on(birth_on, found.today), found.limits
    upper = years_for_upper_limit(birth_on, found.today, limits.upper_age)
    value = say("reception.age.years", age=age)
    if limits.age_min <= age and upper <= limits.age_first:
        return Fact(value, say("reception.age.range", low=limits.age_min, high=limits.age_first))
    if limits.age_first < upper <= limits.age_repeat:
        is_well = all(state.ticks.values()) and bool(state.ticks)
        key = "reception.age.ticked" if is_well else "reception.age.not_ticked"
        return Fact(value, say(key, high=limits.age_repeat), Tone.PLAIN if is_well else Tone.CHECK)
    key = "reception.age.too_young" if age < limits.age_min else "reception.age.too_old"
    return Fact(value, say(key, low=limits.age_min, high=limits.age_repeat), Tone.CHECK)


def _reactions(known: Known, count: int) -> Fact:
    if known.donor is not None and known.donor.had_reaction:
        return Fact(say("reception.reactions.had"), _last_reaction(known.donor.reaction), Tone.CHECK)
    if not count:
        return Fact(say("reception.reactions.none"), say("reception.interval.no_record"))
    return Fact(say("reception.reactions.none"), say("reception.reactions.of", count=count))


def _last_reaction(last: EarlierReaction | None) -> str:
    """Say when the last reaction was and how bad, where the station tells it."""
    if last is None:
        return say("reception.reactions.take_care")
    severity = words_of("reaction_severity", last.severity).lower()
    return say("reception.reactions.last", on=last.on, severity=severity)


def contact_words(state: State) -> str:
    """Return whether the donor may be called, as it stands now."""
    return contact_now(state.may_call)


def _next_days(found: Found) -> tuple[tuple[str, str], ...]:
    """Return kind and first day of each; who never gave is kept waiting by nothing."""
    if not found.known.earlier:
        return ()
    return tuple(
        (say(f"aftercare.family.{family}"), _day_or_now(found.next_days.get(family), found.today))
        for family in FAMILIES
    )


def _day_or_now(due_on: date | None, today: date) -> str:
    return due_on.isoformat() if due_on is not None and due_on > today else say("reception.next.now")


def _is_as_last(state: State) -> bool:
    known = state.known
    return known is not None and bool(known.earlier) and known.earlier[0].kind == state.plan


def _counts(known: Known, count: int) -> str:
    volume = sum(one.volume_ml for one in known.earlier)
    return (
        say("reception.counts", count=count, volume=f"{volume:,}") if count else say("reception.no_history")
    )


def _earlier(one: EarlierDonation) -> Earlier:
    words = say(f"reception.plans.{one.kind}") if one.kind in PLANS else plan_words(one.kind)
    if one.kind == "FAILED_SMALL":
        words = say("reception.not_finished")
    return Earlier(one.on.isoformat(), words, one.site)


def _verdict(known: Known, found: Found) -> Verdict:
    if known.open_visit is not None:
        step = say(f"frame.step.{_FRAME_STEPS.get(str(known.open_step), 'register')}")
        return Verdict(
            Meaning.UNDECIDED, say("reception.elsewhere.word"), say("reception.elsewhere.reason"),
            say("reception.elsewhere.step"), step, "",
        )  # fmt: skip
    deferral = known.deferral
    until_on = deferral.until_on if deferral else None
    if deferral is not None and deferral.kind == "permanent":
        return Verdict(
            Meaning.DEFERRED_FOR_GOOD, "", say("reception.deferred.reason"), "", "",
            say("reception.deferred.tell_for_good"),
        )  # fmt: skip
    if until_on is None:
        return Verdict(
            Meaning.DEFERRED_UNTIL,
            "",
            say("reception.deferred.reason"),
            "",
            "",
            say("reception.deferred.tell_open"),
        )
    return Verdict(
        Meaning.DEFERRED_UNTIL, "", say("reception.deferred.reason"), say("reception.deferred.label"),
        say("reception.deferred.day", day=until_on.isoformat()),
        say("reception.deferred.tell_until", day=until_on.isoformat()),
    )  # fmt: skip


_FRAME_STEPS = {
    "register": "register", "interview": "interview", "exam": "examine", "tests": "blood_tests",
    "decision": "decide", "labels": "label", "collection": "collect", "aftercare": "aftercare",
}  # fmt: skip


def banner_of(state: State, found: Found) -> DonorLine:
    """Return the banner; what is not known yet is said so or left out."""
    person, known = state.person, found.known
    last = known.earlier[0] if known.earlier else None
    told = known.donor
    return DonorLine(
        name=person.name or say("reception.no_name_yet"),
        sex_and_age=_sex_and_age(state, found),
        born=person.birth_on.isoformat() if person.birth_on else "",
        document=in_groups(known.masked),
        last=last_words(last, count_of(known), was_asked=known.directory_as_of is not None),
        plan=plan_words(state.plan) if state.plan else "",
        group=told.groups if told else "",
        rh=say(f"frame.rh.{told.rhd}") if told and told.rhd in ("positive", "negative") else "",
        tags=tag_words(state.tags),
    )


def _sex_and_age(state: State, found: Found) -> str:
    person = state.person
    if person.sex is None or person.birth_on is None:
        return ""
    age = age_on(person.birth_on, found.today)
    return say("frame.banner.sex_and_age", sex=say(f"frame.sex.{person.sex}"), age=age)


def hit_of_visit(line: VisitLine) -> Hit:
    """Return a visit of today as a hit; a closed one can be looked at no more."""
    step = _FRAME_STEPS.get(line.step)
    note = said(f"frame.step.{step}") if step else said("reception.closed")
    return Hit(line.visit, masked_name(line.name), said("reception.today"), note)


def hit_of_donor(place: int, name: str | None, birth_on: date | None, last: EarlierDonation | None) -> Hit:
    """Return a donor of the directory as a hit: no number, the birth by its year alone."""
    born = said("reception.born", year=str(birth_on.year)) if birth_on else ""
    gave = said_by(lambda: f"{last.on.isoformat()}  {plan_words(last.kind)}" if last else "")
    note = gave or said("reception.no_history")
    return Hit(f"#{place}", masked_name(name) if name else said("frame.unknown"), born, note)


def ethnic_word(code: str | None) -> str:
    """Return an ethnic group in the language of the screen."""
    language: Language = "zh_CN" if texts().language == "zh_CN" else "en"
    return load_codes("ethnic_group").label(code, language) if code else ""


def ethnic_code(typed: str) -> str | None:
    """Return the code of what was typed: the word with or without 族, the code, or the English word."""
    wanted = typed.strip().casefold()
    for one in load_codes("ethnic_group").codes:
        if wanted in (one.code, one.zh, one.zh.removesuffix("族"), one.en.casefold()):
            return one.code
    return None
