"""What the banner and the queue say about a visit: masked, ready to be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from donor_room.domain.directory import EarlierDonation
from donor_room.domain.donor_tags import tags_of
from donor_room.domain.identity import age_on, masked
from donor_room.domain.names import masked_name
from donor_room.domain.queue import VisitLine
from donor_room.domain.visit import Visit
from donor_room.domain.walk import STEPS
from donor_room.packs.codes import load_codes
from donor_room.ui.texts import said, say, texts
from donor_room.ui.widgets.banner import DonorLine
from donor_room.ui.widgets.queue import QueueLine


def why_here(visit: Visit) -> str:
    """Return why the walk leads to this page and not on: a word of the station, or another day."""
    return said(f"hold.{visit.hold.reason}" if visit.hold is not None else "walk.lapsed")


def donor_line(visit: Visit, today: date) -> DonorLine:
    """Return the banner of a visit."""
    donor, told = visit.donor, visit.known
    last = told.donations[0] if told and told.donations else None
    return DonorLine(
        name=donor.name,
        sex_and_age=say(
            "frame.banner.sex_and_age", sex=say(f"frame.sex.{donor.sex}"), age=age_on(donor.birth_on, today)
        ),
        born=donor.birth_on.isoformat(),
        document=in_groups(masked(donor.document_number)),
        last=last_words(last, told.count if told else 0, was_asked=visit.directory_as_of is not None),
        plan=plan_words(visit.plan),
        group=told.groups if told else "",
        rh=_rh(told.rhd if told else None),
        tags=tag_words(tags_of(visit.tagged, told.tags if told else ())),
    )


def last_words(last: EarlierDonation | None, count: int, *, was_asked: bool) -> str:
    """Say when a donor gave last; first is only who stands on no list, and without a list nobody knows."""
    if last is not None:
        return f"{last.on.isoformat()}  {plan_words(last.kind)}"
    if count:
        return say("frame.banner.day_unknown", count=count)
    return say("frame.banner.first" if was_asked else "frame.unknown")


def in_groups(number: str) -> str:
    """Return a masked number of 18 characters as people read it: area, year, day, last four."""
    if len(number) != _RESIDENT_NUMBER:
        return number
    return " ".join((number[:6], number[6:10], number[10:14], number[14:]))


_RESIDENT_NUMBER = 18


def plan_words(kind: str) -> str:
    """Return a donation kind in words, such as 全血 400 mL."""
    found = load_codes("donation_kind").find(kind)
    return found.label(texts().language) if found else kind


def tag_words(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags in words; one of a newer program by its code."""
    known, language = load_codes("donor_tag"), texts().language
    return tuple(one.label(language) if (one := known.find(tag)) else tag for tag in tags)


def _rh(rhd: str | None) -> str:
    return say(f"frame.rh.{rhd}") if rhd in ("positive", "negative") else ""


def queue_line(
    line: VisitLine, *, place: int, now: datetime, here: str, late_after_min: int, ticket: str = ""
) -> QueueLine:
    """Return one row of the drawer; late_after_min is from when a wait is marked."""
    minutes = int((now - datetime.fromisoformat(line.waiting_since)).total_seconds() // 60)
    return QueueLine(
        visit=line.visit,
        number=ticket or str(place),
        name=masked_name(line.name),
        step=STEPS.index(line.step) + 1 if line.step in STEPS else len(STEPS),
        minutes=max(0, minutes),
        state=_state(line, is_late=minutes > late_after_min),
        is_open_here=line.visit == here,
    )


def _state(line: VisitLine, *, is_late: bool) -> str:
    if "reaction" in line.flags.split():
        return "reaction"
    if line.outcome == "physician" or "held" in line.flags.split():
        return "physician"
    return "late" if is_late else ""
