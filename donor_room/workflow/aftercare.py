"""Aftercare: rest, next eligible day, certificate and notice, souvenirs, and the end of the visit."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, get_args

from donor_room.domain import entries as e
from donor_room.domain.care_acts import Satisfaction
from donor_room.domain.directory import EarlierDonation
from donor_room.domain.entitlements import Entitlement, entitled
from donor_room.domain.history import next_eligible_days
from donor_room.domain.honours import Standing, standing, tally_of
from donor_room.domain.occasions import Occasion, Today, occasions_of
from donor_room.domain.refusal import Refusal, TextKey
from donor_room.domain.supplies import SupplyItem
from donor_room.domain.tally import Tally
from donor_room.domain.upper_age import years_for_upper_limit
from donor_room.domain.visit import Visit
from donor_room.packs.codes import Code
from donor_room.workflow import couples
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.register import donations_of


def start_rest(desk: Desk, visit: str) -> Visit:
    """Start the rest; refuses before the second proof of bag, tubes and form."""
    rules = desk.rules_of(desk.visits.get(visit))
    return desk.record(visit, e.RestStarted(minutes=rules.whole("rest_minutes_min")))


def all_donations(visit: Visit) -> tuple[EarlierDonation, ...]:
    """Return every donation known of the donor with the one of this visit, newest first."""
    earlier = visit.known.donations if visit.known else ()
    return (*donations_of(visit), *earlier)


def next_days(desk: Desk, visit: Visit) -> dict[str, date]:
    """Return the first day on which each family of donation may be given again (clause 9.2)."""
    return next_eligible_days(desk.packs.rules, all_donations(visit), visit.donor.sex)


def give_souvenir(desk: Desk, visit: str, *, souvenir: str) -> Visit:
    """Write down what was given in the place of all before; refuses what is not on the list.

    What goes with a couple is given twice where the partner has left without it.
    """
    return _give(desk, visit, souvenir, beside=False)


def coin_for_both(desk: Desk, visit: Visit, partner: couples.Partner | None) -> str | None:
    """Return what is given here for the partner besides, who has left without it; None for nothing."""
    if partner is None or not partner.is_first or not partner.has_left:
        return None
    coin = next((one.souvenir for one in occasions(desk, visit) if one.is_couple), None)
    return None if coin in partner.souvenirs else coin


def give_scanned(desk: Desk, visit: str, item: SupplyItem) -> Visit:
    """Give a souvenir whose bar code was scanned, beside what the donor has; the same one is given once."""
    if item.souvenir is None:
        raise Refusal("supplies.no_souvenir", item=TextKey(f"supplies.item.{item.code}"))
    if item.souvenir in desk.visits.get(visit).souvenirs:
        raise Refusal("supplies.souvenir_given", item=TextKey(f"supplies.item.{item.code}"))
    return _give(desk, visit, item.souvenir, beside=True)


def _give(desk: Desk, visit: str, souvenir: str, *, beside: bool) -> Visit:
    if desk.packs.codes("souvenir").find(souvenir) is None:
        raise Refusal("aftercare.no_souvenir")
    folded = desk.visits.get(visit)
    pieces = 2 if souvenir == coin_for_both(desk, folded, couples.partner_of(desk, folded)) else 1
    return desk.record(visit, e.SouvenirGiven(souvenir=souvenir, beside=beside, pieces=pieces))


def give_care(desk: Desk, visit: str, *, care: str) -> Visit:
    """Write down what was done for the donor: a code of the list, or a group of it, of which all was done.

    What was written down before is not written again. Refuses what is not offered with this donation.
    """
    folded = desk.visits.get(visit)
    offered = {one.code: one.group for one in care_for(desk, folded)}
    what = tuple(code for code, group in offered.items() if care in (code, group))
    if not what:
        raise Refusal("aftercare.no_care")
    fresh = tuple(code for code in what if code not in folded.care)
    return desk.record(visit, e.CareGiven(what=fresh)) if fresh else folded


def care_for(desk: Desk, visit: Visit) -> tuple[Code, ...]:
    """Return what can be done for a donor; calcium, juice and a blanket are for apheresis."""
    is_apheresis = desk.rules_of(visit).family(visit.plan) != "WB"
    return tuple(one for one in desk.packs.codes("care").codes if is_apheresis or one.group != "apheresis")


def give_voucher(desk: Desk, visit: str, *, voucher: str) -> Visit:
    """Write down the number of the allowance voucher; refuses one that another donor of the shift has."""
    number = "".join(voucher.split()).upper()
    folded = desk.visits.get(visit)
    if desk.rules_of(folded).family(folded.plan) == "WB":
        raise Refusal("aftercare.voucher_apheresis_only")
    if not _VOUCHER.fullmatch(number):
        raise Refusal("aftercare.voucher_shape")
    for line in common_lines(desk, open_only=False):
        if number in desk.visits.get(line.visit).vouchers:
            raise Refusal("aftercare.voucher_given", number=number)
    return desk.record(visit, e.VoucherGiven(voucher=number))


def say_satisfaction(desk: Desk, visit: str, *, satisfaction: str, words: str) -> Visit:
    """Write down how the donor found it, with the donor's own words if there are any."""
    told = next((one for one in get_args(Satisfaction) if one == satisfaction), None)
    if told is None:
        raise Refusal("aftercare.no_satisfaction")
    if len(words.strip()) > _LONGEST_WORDS or not words.isprintable():
        raise Refusal("aftercare.words_too_long", most=_LONGEST_WORDS)
    return desk.record(visit, e.SatisfactionSaid(satisfaction=told, words=words.strip() or None))


_VOUCHER = re.compile(r"[A-Z0-9-]{3,32}", re.ASCII)
_LONGEST_WORDS = 200


def issue_document(
    desk: Desk,
    visit: str,
    *,
    document: Literal["donor_slip", "deferral_notice", "certificate", "oath"],
    sha256: str,
    next_on: date | None,
) -> Visit:
    """Write down which paper the donor was given."""
    return desk.record(visit, e.DocumentIssued(document=document, sha256=sha256, next_on=next_on))


def rest_is_over(desk: Desk, visit: Visit) -> bool:
    """Say whether the donor has sat as long as the pack asks."""
    if visit.rest_started_at is None or visit.rest_minutes is None:
        return False
    return (desk.now_of(visit) - visit.rest_started_at).total_seconds() >= visit.rest_minutes * 60


def close(
    desk: Desk,
    visit: str,
    *,
    how: Literal["donated", "deferred", "left", "failed"],
    remark: str | None = None,
) -> Visit:
    """End the visit. A donor who leaves before the rest is over leaves with a remark."""
    folded = desk.visits.get(visit)
    if how in ("donated", "failed") and not rest_is_over(desk, folded) and not (remark or "").strip():
        raise Refusal("aftercare.rest_not_over", minutes=folded.rest_minutes or 0)
    if how == "left" and not (remark or "").strip():
        raise Refusal("aftercare.no_reason")
    return desk.record(visit, e.VisitClosed(how=how, remark=remark.strip() if remark else None))


def how_it_ends(visit: Visit) -> Literal["donated", "failed"]:
    """Return how a visit with a collection ends."""
    failed = visit.collection is not None and visit.collection.outcome == "failed"
    return "failed" if failed else "donated"


def standing_of(desk: Desk, counted: Tally) -> Standing:
    """Return which award the donor has reached and which is next; a preview, the station files awards."""
    return standing(desk.packs.rules.honours, counted)


def entitlements(desk: Desk, counted: Tally) -> tuple[Entitlement, ...]:
    """Return what the donor may ask for by the local rules; a hint, the station grants it."""
    return entitled(desk.packs.entitlements, counted)


def occasions(desk: Desk, visit: Visit) -> tuple[Occasion, ...]:
    """Return what today's donation is besides, in the order in which the station wants it remembered."""
    after, rules = counts(desk, visit), desk.packs.rules
    if not any(one.volume_ml for one in donations_of(visit)):
        return ()
    today = Today(
        born_on=visit.donor.birth_on,
        day=desk.today_of(visit),
        before=tally_of(rules, visit.known),
        after=after,
        honours=rules.honours,
        is_last=_is_last(desk, visit),
        is_couple=couples.is_couple(desk, visit),
    )
    return occasions_of(desk.packs.occasions, today)


def _is_last(desk: Desk, visit: Visit) -> bool:
    """Say whether the donor is above the highest age of clause 7.1 before this kind may be given again."""
    rules = desk.packs.rules
    next_on = next_days(desk, visit).get(rules.family(visit.plan))
    if next_on is None:
        return False
    years = years_for_upper_limit(visit.donor.birth_on, next_on, rules.upper_age)
    return years > rules.whole("age_max_repeat_years")


def souvenirs_for(desk: Desk, visit: Visit) -> tuple[tuple[str, ...], str | None]:
    """Return the souvenirs to choose from, as many as have a key, and which of them goes with an occasion."""
    usual = [one.code for one in desk.packs.codes("souvenir").codes if one.group != "occasion"]
    fitting = next((one.souvenir for one in occasions(desk, visit) if one.souvenir), None)
    if fitting is None:
        return tuple(usual[:_KEYS]), None
    return (*[code for code in usual if code != fitting][: _KEYS - 1], fitting), fitting


_KEYS = 10


def counts(desk: Desk, visit: Visit) -> Tally:
    """Return visits, award counts and volume of the donor with this donation (awards of 2022)."""
    return tally_of(desk.packs.rules, visit.known, donations_of(visit))
