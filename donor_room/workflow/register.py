"""Registration: who is this, does anything known stand against starting, and the visit's first entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.contact import Contact
from donor_room.domain.deferrals import standing_findings
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral, stricter
from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Facts, known
from donor_room.domain.findings import Finding
from donor_room.domain.history import interval_findings, kind_given
from donor_room.domain.identity import DocumentKind, Identity, age_on, disagreement, masked, read_document
from donor_room.domain.initials import initials
from donor_room.domain.names import canonical, check_name
from donor_room.domain.paper_form import visit_of
from donor_room.domain.queue import VisitLine
from donor_room.domain.refusal import Refusal
from donor_room.domain.upper_age import years_for_upper_limit
from donor_room.domain.visit import Visit
from donor_room.domain.walk import Step
from donor_room.workflow.came_back import decided_here, has_come_back, namesakes
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.donor_words import contact_known, tags_known
from donor_room.workflow.shift import the_shift
from donor_room.workflow.sign_in import second_person
from donor_room.workflow.tickets import new_visit

Source = Literal["card", "typed", "list"]
Tick = Literal["asks_to_give_again", "no_earlier_reaction", "meets_requirements", "is_endurance_athlete"]


Words = e.ContactSaid | e.DonorTagged
NeedsSecond = Literal["old_list", "other_document", "came_back"]

TICKS: tuple[Tick, ...] = ("asks_to_give_again", "no_earlier_reaction", "meets_requirements")
"""The three conditions of clause 7.1, in the order in which they are asked."""


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """The second person who is asked to look, and her or his PIN."""

    staff: str
    pin: str


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the holder of a document before anything else is typed.

    `standing` is what stands against the donor: the directory's word, or what was decided here since then;
    `deferral` is the stricter of both, and `keeps_out` says that it turns the donor away today.
    `intervals` is what earlier donations say of the plan; `open_visit` is a visit that has begun on this
    terminal and not ended, `here` all visits on it, newest first. `second_for` names what needs a second
    person.
    """

    identity: Identity
    masked: str
    donor: DirectoryDonor | None
    earlier: tuple[EarlierDonation, ...]
    directory_as_of: datetime | None
    directory_age_h: int | None
    deferral: StandingDeferral | None
    keeps_out: bool
    standing: tuple[Finding, ...]
    intervals: tuple[Finding, ...]
    here: tuple[VisitLine, ...]
    open_visit: str | None
    open_step: Step | None
    age_years: int | None
    needs_ticks: bool
    second_for: tuple[NeedsSecond, ...]
    contact: Contact | None = None
    """Whether the donor may be called; None = nobody asked."""
    tags: tuple[str, ...] = ()


def look_up(
    desk: Desk, *, document_kind: str | None, number: str, plan: str, on: date | None = None
) -> Known:
    """Return what is known by a document's number; refuses a number that cannot be one.

    `on` is the day of a form that is typed in, in the place of today.
    """
    today = on or desk.clock.today()
    kind = DocumentKind(document_kind) if document_kind else None
    identity = read_document(kind, number, today, practice=desk.practice)
    if not identity.valid or identity.kind is None:
        raise Refusal(f"identity.{identity.reason or 'kind_unknown'}")
    donor = desk.directory.find_by_document(identity.kind.value, identity.number)
    here = tuple(desk.visits.of_person(identity.kind.value, identity.number))
    visits = [desk.visits.get(line.visit) for line in here]
    earlier = earlier_donations(donor, visits)
    deferral = stricter(donor.deferral if donor else None, decided_here(desk, visits))
    facts = _standing_facts(today, identity, deferral, earlier, plan)
    unfinished = next((line for line in here if line.step != "closed"), None)
    age = age_on(identity.birth_on, today) if identity.birth_on else None
    return Known(
        identity=identity,
        masked=masked(identity.number),
        donor=donor,
        earlier=earlier,
        directory_as_of=desk.directory.as_of(),
        directory_age_h=desk.directory_age_h(),
        deferral=deferral,
        keeps_out=deferral is not None and deferral.keeps_out_on(today),
        standing=tuple(standing_findings(facts)),
        intervals=tuple(interval_findings(desk.packs.rules, facts)),
        here=here,
        open_visit=unfinished.visit if unfinished else None,
        open_step=unfinished.step if unfinished else None,  # type: ignore[arg-type]
        age_years=age,
        needs_ticks=identity.birth_on is not None and needs_ticks(desk, identity.birth_on, today),
        second_for=_second_for(desk, identity, visits),
        contact=contact_known(donor, visits),
        tags=tags_known(desk, donor, visits),
    )


def needs_ticks(desk: Desk, born_on: date, on: date | None = None) -> bool:
    """Say whether a donor of this age may give only under the three conditions of clause 7.1."""
    rules = desk.packs.rules
    years = years_for_upper_limit(born_on, on or desk.clock.today(), rules.upper_age)
    return rules.whole("age_max_first_years") < years <= rules.whole("age_max_repeat_years")


def _second_for(desk: Desk, identity: Identity, visits: Sequence[Visit]) -> tuple[NeedsSecond, ...]:
    """An old list may lack a deferral, a damaged one is none, some documents prove little, some come back."""
    age_h, oldest_h = desk.directory_age_h(), desk.packs.rules.whole("deferral_list_red_age_h")
    is_old = age_h > oldest_h if age_h is not None else desk.directory_aside is not None
    is_weak = identity.kind is DocumentKind.OTHER
    causes = {"old_list": is_old, "other_document": is_weak, "came_back": has_come_back(desk, visits)}
    return tuple(cause for cause, is_so in causes.items() if is_so)  # type: ignore[misc]


def earlier_donations(donor: DirectoryDonor | None, visits: Iterable[Visit]) -> tuple[EarlierDonation, ...]:
    """Return the donations known to the station and those of this terminal that it may not know yet."""
    known_donations = donor.donations if donor else ()
    own = tuple(given for visit in visits for given in donations_of(visit))
    days = {given.on for given in known_donations}
    merged = (*known_donations, *(given for given in own if given.on not in days))
    return tuple(sorted(merged, key=lambda given: given.on, reverse=True))


def donations_of(visit: Visit) -> tuple[EarlierDonation, ...]:
    """Return the donation that a visit ended with, if blood was taken in it."""
    if visit.collection is None or visit.collection_ended_at is None:
        return ()
    ended = visit.collection
    kind = kind_given(visit, ended)
    on = day_at_site(visit.collection_ended_at)
    return (EarlierDonation(kind=kind, on=on, volume_ml=ended.volume_ml, site=""),)


def _standing_facts(
    today: date,
    identity: Identity,
    deferral: StandingDeferral | None,
    earlier: tuple[EarlierDonation, ...],
    plan: str,
) -> Facts:
    return Facts(
        today=today,
        kind=plan,
        values={"sex": known(identity.sex)} if identity.sex else {},
        born_on=identity.birth_on,
        exclusions=(),
        not_sure=(),
        for_physician=(),
        earlier=earlier,
        standing=(deferral,) if deferral else (),
    )


def check_donor(desk: Desk, donor: e.Donor, on: date | None = None) -> None:
    """Refuse what cannot be true: a bad number, a name nobody can write, a birth that disagrees."""
    today = on or desk.clock.today()
    identity = read_document(
        DocumentKind(donor.document_kind), donor.document_number, today, practice=desk.practice
    )
    if not identity.valid:
        raise Refusal(f"identity.{identity.reason or 'kind_unknown'}")
    check_name(donor.name)
    differs = disagreement(identity, donor.birth_on, donor.sex)
    if differs is not None:
        raise Refusal(f"identity.{differs}")
    if donor.birth_on > today:
        raise Refusal("identity.birth_to_come")


def open_visit(
    desk: Desk,
    *,
    donor: e.Donor,
    source: Source,
    plan: str,
    ticks: Mapping[Tick, bool] | None = None,
    second: Second | None = None,
    paper: e.PaperForm | None = None,
    words: Sequence[Words | e.PaperLetIn] = (),
) -> Visit:
    """Begin a visit; refuses a person whose visit is still open here and one whom a deferral keeps out.

    The identity counts as heard by the person who opens: F10 on the page says so. `ticks` are the conditions
    that were asked at the desk; `second` is needed where `Known.second_for` says so; `words` are what the
    donor said beyond this day. What came in on `paper` is over: a deferral keeps nobody out any more, the
    decision says what it means.
    """
    what = _known_for(desk, donor, plan, day_at_site(paper.at) if paper else None)
    if what.keeps_out and not paper:
        raise Refusal("register.is_deferred")
    looked = _second_look(desk, what, second)
    asked = [e.Ticked(what=name, is_so=is_so) for name, is_so in (ticks or {}).items()]
    heard = e.IdentityConfirmed(at="registration", said=("name", "birth_on"))
    return desk.open_visit(
        visit_of(paper.form) if paper else _id_for(desk, donor),
        msgspec.structs.replace(_opening(desk, what, donor, source, plan), paper=paper),
        heard,
        *looked,
        *asked,
        *words,
    )


def turn_away(
    desk: Desk,
    *,
    donor: e.Donor,
    source: Source,
    plan: str,
    notice_sha256: str,
    words: Sequence[Words] = (),
) -> Visit:
    """Write down that a donor came whom a standing deferral keeps out, and which notice she or he took home.

    Nothing was asked and nothing is decided here: the visit is opened and closed as one act.
    """
    what = _known_for(desk, donor, plan)
    if not what.keeps_out:
        raise Refusal("register.not_deferred")
    until_on = what.deferral.until_on if what.deferral else None
    return desk.open_visit(
        _id_for(desk, donor),
        _opening(desk, what, donor, source, plan),
        *words,
        e.DocumentIssued(document="deferral_notice", sha256=notice_sha256, next_on=until_on),
        e.VisitClosed(how="deferred", remark=None),
    )


def _known_for(desk: Desk, donor: e.Donor, plan: str, on: date | None = None) -> Known:
    """Return what is known of a donor who may begin a visit; refuses what stands against any beginning."""
    check_donor(desk, donor, on)
    what = look_up(desk, document_kind=donor.document_kind, number=donor.document_number, plan=plan, on=on)
    if what.open_visit is not None:
        raise Refusal("register.visit_is_open", step=what.open_step)
    if desk.packs.rules.kind_of(plan) is None:
        raise Refusal("register.no_plan")
    refuse_another_person(what.donor, donor)
    for line in what.here:
        refuse_another_person(_as_told(desk.visits.get(line.visit).donor), donor)
    if "came_back" not in what.second_for and has_come_back(desk, namesakes(desk, donor)):
        return msgspec.structs.replace(what, second_for=(*what.second_for, "came_back"))
    return what


def _id_for(desk: Desk, donor: e.Donor) -> str:
    """Return the id of the visit; who was checked in from a list waits under it already."""
    return new_visit(desk, donor.document_kind, donor.document_number)


def _opening(desk: Desk, what: Known, donor: e.Donor, source: Source, plan: str) -> e.VisitOpened:
    return e.VisitOpened(
        shift=the_shift(desk).id,
        donor=donor,
        source=source,
        plan=plan,
        known=_known_now(what),
        directory_as_of=what.directory_as_of,
    )


def _second_look(desk: Desk, what: Known, second: Second | None) -> tuple[e.SecondPersonLooked, ...]:
    if not what.second_for:
        return ()
    if second is None:
        raise Refusal("register.second_person_needed", cause=what.second_for[-1])
    witness = second_person(desk, staff_id=second.staff, pin=second.pin, act="register")
    return tuple(e.SecondPersonLooked(what=cause, witness=witness.staff) for cause in what.second_for)


def refuse_another_person(told: DirectoryDonor | None, donor: e.Donor) -> None:
    """One number, two persons: never merged, never split by a machine (I13)."""
    if told is None:
        return
    if told.name is not None and canonical(told.name) != canonical(donor.name):
        raise Refusal("register.other_name_known")
    if told.birth_on is not None and told.birth_on != donor.birth_on:
        raise Refusal("register.other_birth_known")
    if told.sex is not None and told.sex != donor.sex:
        raise Refusal("register.other_sex_known")


def _as_told(donor: e.Donor) -> DirectoryDonor:
    """Return who showed this document here before, as the directory would tell."""
    return msgspec.structs.replace(UNKNOWN_DONOR, name=donor.name, sex=donor.sex, birth_on=donor.birth_on)


def _known_now(what: Known) -> DirectoryDonor | None:
    """Return the directory's word with what happened on this terminal since.

    Readings of earlier visits and the last reaction are shown and decide nothing: the book takes over none of
    them.
    """
    if what.donor is None and not what.earlier and what.deferral is None:
        return None
    told = what.donor or UNKNOWN_DONOR
    extra = len(what.earlier) - len(told.donations)
    return msgspec.structs.replace(
        told,
        donations=what.earlier,
        count=told.count + max(extra, 0),
        deferral=what.deferral,
        readings=(),
        reaction=None,
        contact=what.contact,
        tags=what.tags,
    )


UNKNOWN_DONOR = DirectoryDonor(
    name=None,
    sex=None,
    birth_on=None,
    abo=None,
    rhd=None,
    donations=(),
    count=0,
    had_reaction=False,
    deferral=None,
)


def tick(desk: Desk, visit: str, *, what: Tick, is_so: bool) -> Visit:
    """Write down one of the conditions that are asked apart."""
    return desk.record(visit, e.Ticked(what=what, is_so=is_so))


def change_plan(desk: Desk, visit: str, plan: str) -> Visit:
    """Agree on another kind of donation."""
    if desk.packs.rules.kind_of(plan) is None:
        raise Refusal("register.no_plan")
    return desk.record(visit, e.PlanChanged(plan=plan))


def find(desk: Desk, text: str) -> tuple[VisitLine, ...]:
    """Return today's visits by name, number, phone or pinyin initials, to be taken up again."""
    wanted = canonical(text.strip())
    if not wanted:
        return ()
    the_shift(desk)
    lines = common_lines(desk, open_only=False)
    return tuple(line for line in lines if _matches(line, wanted))


def _matches(line: VisitLine, wanted: str) -> bool:
    holds = (canonical(line.name), line.document_number, line.phone or "", line.number or "")
    return any(wanted in text for text in holds) or initials(line.name).startswith(wanted)


def latest_possible(what: Known) -> date | None:
    """Return the first day on which nothing known stands against giving; None when none or open."""
    return decide((*what.standing, *what.intervals)).until_on
