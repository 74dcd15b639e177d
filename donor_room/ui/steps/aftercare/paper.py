"""The certificate slip of a donation: what it says, taken from the visit and the pack."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec

from donor_room.domain.contact import Contact
from donor_room.domain.donation_number import check_character
from donor_room.domain.honours import Standing
from donor_room.domain.names import masked_name
from donor_room.domain.refusal import Refusal
from donor_room.domain.supplies import Standing as SupplyStanding
from donor_room.domain.supplies import Supplies
from donor_room.domain.tally import Tally
from donor_room.domain.visit import Visit
from donor_room.packs.texts import Language, Texts
from donor_room.printing.documents import AftercareSlip, Claim, GivenSoFar, UnitWord, save_document
from donor_room.workflow import aftercare, couples, supplies
from donor_room.workflow.desk import Desk
from donor_room.workflow.donor_papers import proof_of, unit_codes_of
from donor_room.workflow.donor_words import contact_of
from donor_room.workflow.label_print import station_name
from donor_room.workflow.shift import current_shift

_PAPER_LANGUAGE: Language = "zh_CN"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows beside the rest."""

    rest_minutes: int
    press_minutes: int
    is_apheresis: bool
    care: tuple[str, ...]
    next_days: dict[str, date]
    counts: Tally
    standing: Standing
    souvenirs: tuple[str, ...]
    suggested: str | None
    occasions: tuple[str, ...]
    entitled: tuple[str, ...]
    low: tuple[SupplyStanding, ...]
    """Souvenirs of which there is little."""
    articles: Supplies
    """What a scanned bar code may be."""
    contact: Contact | None
    """Whether the donor may be called; None = nobody asked."""
    partner: couples.Partner | None
    """With whom the donor came, where both said so."""
    has_oath: bool
    """Whether the oath of an adult can be printed."""
    for_both: str | None
    """The souvenir that is given here for a partner besides, who has left without it."""


def facts_of(desk: Desk, visit: Visit) -> Facts:
    """Return minutes of rest, next days and counts; on the store thread."""
    counted = aftercare.counts(desk, visit)
    partner = couples.partner_of(desk, visit)
    occasions = aftercare.occasions(desk, visit)
    souvenirs, suggested = aftercare.souvenirs_for(desk, visit)
    return Facts(
        rest_minutes=visit.rest_minutes or desk.rules_of(visit).whole("rest_minutes_min"),
        press_minutes=desk.rules_of(visit).whole("press_minutes_min"),
        is_apheresis=desk.rules_of(visit).family(visit.plan) != "WB",
        care=tuple(one.code for one in aftercare.care_for(desk, visit)),
        next_days=aftercare.next_days(desk, visit),
        counts=counted,
        standing=aftercare.standing_of(desk, counted),
        souvenirs=souvenirs,
        suggested=suggested,
        occasions=tuple(one.id for one in occasions),
        entitled=tuple(one.id for one in aftercare.entitlements(desk, counted)),
        low=tuple(one for one in supplies.look(desk).low if one.item.kind == "souvenir"),
        articles=desk.packs.supplies,
        contact=contact_of(desk, visit),
        partner=partner,
        has_oath=any(one.paper == "oath" for one in occasions),
        for_both=aftercare.coin_for_both(desk, visit, partner),
    )


def issue_certificate(desk: Desk, visit: Visit, papers: Path) -> Visit:
    """Draw the slip into the folder of papers and write down that it was given; none without a donation."""
    current, ended, at = visit.label_set, visit.collection, visit.collection_ended_at
    if current is None or ended is None or at is None or ended.outcome == "failed":
        raise Refusal("aftercare.no_certificate")
    texts, rules = Texts(_PAPER_LANGUAGE), desk.rules_of(visit)
    family = rules.family(visit.plan)
    next_on = aftercare.next_days(desk, visit).get(family)
    shift = current_shift(desk)
    slip = AftercareSlip(
        station=station_name(desk) or texts.say("aftercare.station"),
        practice=desk.practice,
        name=visit.donor.name,
        number=current.number,
        check=check_character(current.number, current.planned.written_in),
        collected_at=at,
        site=shift.opened.site if shift else "",
        kind=texts.say(f"aftercare.family.{family}"),
        volume_ml=ended.volume_ml,
        group=visit.group.abo if visit.group else None,
        so_far=_so_far(desk, visit, texts),
        next_on=next_on,
        next_kind=texts.say(f"aftercare.family.{family}"),
        press_minutes=rules.whole("press_minutes_min"),
        rest_minutes=rules.whole("rest_minutes_min"),
        plaster_hours=rules.whole("plaster_hours_min"),
        phone=desk.packs.policy.phone,
        claim=_claim(desk, visit, texts, proof_of(desk, visit)),
        unit=_unit_word(desk, current.number),
    )
    copy = sum(one.document == "certificate" for one in visit.documents) + 1
    name = current.number if copy == 1 else f"{current.number}-{copy}"
    sha256 = save_document(slip, texts, papers / "certificates" / f"{name}.pdf")
    return aftercare.issue_document(desk, visit.id, document="certificate", sha256=sha256, next_on=next_on)


def _claim(desk: Desk, visit: Visit, texts: Texts, proof: str | None) -> Claim:
    reached = aftercare.entitlements(desk, aftercare.counts(desk, visit))
    return Claim(
        lines=tuple(texts.say(f"entitlements.leaflet.{one.id}") for one in desk.packs.entitlements.leaflet),
        entitled=tuple(texts.say(f"entitlements.{one.id}") for one in reached),
        proof=proof,
        masked_name=masked_name(visit.donor.name),
    )


def _unit_word(desk: Desk, number: str) -> UnitWord | None:
    """Return what the donor may say of the unit; nothing at a terminal that belongs to no station."""
    codes = unit_codes_of(desk, number)
    if codes is None:
        return None
    sides = (codes.slip_apart, codes.slip_use) if codes.apart_is_left else (codes.slip_use, codes.slip_apart)
    return UnitWord(call=codes.call, left=sides[0], right=sides[1], apart_is_left=codes.apart_is_left)


def _so_far(desk: Desk, visit: Visit, texts: Texts) -> GivenSoFar:
    counted = aftercare.counts(desk, visit)
    stands = aftercare.standing_of(desk, counted)
    return GivenSoFar(
        visits=counted.visits,
        award_counts=plain(counted.award_counts),
        volume_ml=counted.volume_ml,
        is_whole=counted.is_whole,
        award=texts.say(f"honours.{stands.reached}") if stands.reached else None,
        next_award=texts.say(f"honours.{stands.next}"),
        missing=plain(stands.missing),
    )


def plain(counts: Decimal) -> str:
    """Write counts without an exponent or a needless fraction: 195, 1.5."""
    return f"{counts.normalize():f}"
