"""Two who gave on one day: whom a code names, whom nobody links, and what two laptops wrote apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.donation_number import check_character
from donor_room.domain.own_codes import chair_code, visit_code
from donor_room.domain.supplies import used_in
from donor_room.workflow import aftercare, collect, couples, register
from donor_room.workflow.desk import Desk
from donor_room.workflow.tickets import give_ticket
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def one(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "aftercare", 7)


@pytest.fixture
def other(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "aftercare", 8)


def number_of(visit: register.Visit) -> str:
    """Return the number with its check character, as it is typed."""
    current = visit.label_set
    return current.number + (check_character(current.number, current.planned.written_in) or "")


def fresh(desk: Desk, visit: register.Visit) -> register.Visit:
    return desk.visits.get(visit.id)


def occasions(desk: Desk, visit: register.Visit) -> list[str]:
    return [occasion.id for occasion in aftercare.occasions(desk, fresh(desk, visit))]


def test_a_couple_is_known_at_both_visits_and_has_its_coin(desk, one, other):
    assert "couple" not in occasions(desk, one)
    couples.link(desk, one.id, other.id)
    for visit, partner in ((one, other), (other, one)):
        told = couples.partner_of(desk, fresh(desk, visit))
        assert (told.visit, told.is_first, told.has_left) == (partner.id, True, False)
        assert occasions(desk, visit)[0] == "couple"
        assert aftercare.souvenirs_for(desk, fresh(desk, visit))[1] == "coin_couple"
    assert fresh(desk, other).couple == ()


def test_a_link_is_undone_at_either_visit_and_made_anew(desk, one, other):
    couples.link(desk, one.id, other.id)
    couples.part(desk, other.id)
    assert couples.partner_of(desk, fresh(desk, one)) is None
    assert "couple" not in occasions(desk, one)
    with refused("couple.none"):
        couples.part(desk, one.id)
    couples.link(desk, other.id, one.id)
    assert couples.partner_of(desk, fresh(desk, one)).visit == other.id


def test_slip_ticket_and_number_name_the_other(desk, one, other):
    ticket = give_ticket(desk, other.id).ticket
    encoded = next(label.encoded for label in other.label_set.planned.labels if label.role == "bag1")
    for text in (visit_code(other.id), ticket, ticket.lower(), f" {number_of(other)} ", encoded):
        assert couples.find_partner(desk, one.id, text).visit == other.id


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "couple.nothing_typed"),
        (chair_code(3), "couple.not_a_donor"),
        (visit_code("0123456789abcdef"), "couple.unknown"),
    ],
)
def test_what_names_nobody_is_refused(desk, one, text, code):
    with refused(code):
        couples.find_partner(desk, one.id, text)


def test_a_number_that_is_mistyped_or_of_nobody_here_is_refused(desk, one):
    number = one.label_set.number
    profile = one.label_set.planned.written_in
    strange = number[:-4] + "9876"
    with refused("couple.unknown"):
        couples.find_partner(desk, one.id, strange + (check_character(strange, profile) or ""))
    wrong = "A" if number_of(one)[-1] != "A" else "B"
    with refused("labels.number_check"):
        couples.find_partner(desk, one.id, number + wrong)
    with refused("labels.check_missing"):
        couples.find_partner(desk, one.id, number)
    for text in ("好好", "Z999", "=", "A001", "9" * 400):
        with refused("couple.unknown"):
            couples.find_partner(desk, one.id, text)
    with pytest.raises(register.Refusal):
        couples.find_partner(desk, one.id, "DRV")


def test_nobody_is_the_own_partner(desk, one):
    with refused("couple.oneself"):
        couples.find_partner(desk, one.id, number_of(one))
    with refused("couple.oneself"):
        couples.link(desk, one.id, one.id)


def test_who_gave_no_blood_is_linked_with_nobody(desk, one):
    waiting = d.bring_to(desk, "collection", 9)
    with refused("couple.nothing_given"):
        couples.link(desk, one.id, waiting.id)
    failed = collect.end(desk, d.needle_in(desk, waiting).id, volume_ml=40, reason="slow_flow")
    with refused("couple.nothing_given"):
        couples.link(desk, one.id, failed.id)
    with refused("couple.nothing_given_here"):
        couples.link(desk, failed.id, one.id)
    with refused("couple.nothing_given_here"):
        couples.possible_partners(desk, failed)


def test_a_visit_that_is_not_here_is_refused(desk, one):
    with refused("couple.unknown"):
        couples.link(desk, one.id, "feedfeedfeedfeed")


def test_another_day_is_refused(desk: Desk, one, clock: FixedClock):
    clock.instant += timedelta(days=1)
    tomorrow = d.bring_to(desk, "aftercare", 8)
    with refused("couple.other_day"):
        couples.link(desk, tomorrow.id, one.id)
    with refused("couple.other_day"):
        couples.find_partner(desk, tomorrow.id, number_of(one))


def test_who_is_linked_is_linked_with_nobody_else(desk, one, other):
    third = d.bring_to(desk, "aftercare", 9)
    couples.link(desk, one.id, other.id)
    for visit, partner, code in (
        (one, other, "couple.linked_already"),
        (other, one, "couple.linked_already"),
        (one, third, "couple.linked_here"),
        (third, one, "couple.linked_there"),
    ):
        with refused(code):
            couples.link(desk, visit.id, partner.id)
    assert couples.possible_partners(desk, third) == ()


def test_whoever_can_be_chosen_gave_here_today_the_last_one_first(desk, one, other, clock):
    clock.instant += timedelta(minutes=1)
    third = d.bring_to(desk, "aftercare", 9)
    d.bring_to(desk, "decision", 10)
    found = couples.possible_partners(desk, one)
    assert [partner.visit for partner in found] == [third.id, other.id]
    assert "*" in found[0].name


def test_what_was_written_apart_counts_once_and_is_told(desk, one, other):
    """Two laptops link one donor with two others: whoever was first stands, and the other one is told."""
    third = d.bring_to(desk, "aftercare", 9)
    couples.link(desk, one.id, other.id)
    desk.ledger.append([(third.id, e.CoupleSaid(partner=other.id, is_so=True))], by="s1")
    told = couples.partner_of(desk, fresh(desk, third))
    assert (told.visit, told.is_first) == (other.id, False)
    assert "couple" not in occasions(desk, third)
    assert couples.partner_of(desk, fresh(desk, other)).visit == one.id
    couples.part(desk, third.id)
    assert couples.partner_of(desk, fresh(desk, third)) is None


def test_a_partner_whose_visit_has_not_come_yet_is_told_without_a_name(desk, one):
    desk.ledger.append([(one.id, e.CoupleSaid(partner="on-another-laptop", is_so=True))], by="s1")
    told = couples.partner_of(desk, fresh(desk, one))
    assert (told.name, told.is_first, told.has_left) == ("", True, False)
    assert occasions(desk, one)[0] == "couple"


def test_who_has_left_without_a_coin_is_given_one_at_the_second_visit(desk, one, other):
    aftercare.start_rest(desk, one.id)
    aftercare.close(desk, one.id, how="donated", remark="演练")
    couples.link(desk, other.id, one.id)
    partner = couples.partner_of(desk, fresh(desk, other))
    assert aftercare.coin_for_both(desk, fresh(desk, other), partner) == "coin_couple"
    aftercare.give_souvenir(desk, other.id, souvenir="coin_couple")
    used = used_in(desk.ledger.of_visit(other.id), {other.id})
    assert used.souvenirs == {"coin_couple": 2}
    aftercare.give_souvenir(desk, other.id, souvenir="umbrella")
    assert used_in(desk.ledger.of_visit(other.id), {other.id}).souvenirs == {"umbrella": 1}
    blanket = next(item for item in desk.packs.supplies.items if item.souvenir == "blanket")
    aftercare.give_scanned(desk, other.id, replace(blanket, souvenir="coin_couple"))
    scanned = used_in(desk.ledger.of_visit(other.id), {other.id}).souvenirs
    assert scanned == {"umbrella": 1, "coin_couple": 2}
    with refused("walk.visit_closed"):
        couples.part(desk, one.id)


def test_who_had_the_coin_before_leaving_is_given_no_second_one(desk, one, other):
    couples.link(desk, one.id, other.id)
    aftercare.give_souvenir(desk, one.id, souvenir="coin_couple")
    aftercare.start_rest(desk, one.id)
    aftercare.close(desk, one.id, how="donated", remark="演练")
    aftercare.give_souvenir(desk, other.id, souvenir="coin_couple")
    recorded = [*desk.ledger.of_visit(one.id), *desk.ledger.of_visit(other.id)]
    assert used_in(recorded, {one.id, other.id}).souvenirs == {"coin_couple": 2}


def test_the_link_stays_through_a_rebuild(desk, one, other):
    couples.link(desk, one.id, other.id)
    before = d.drawn(desk)
    desk.rebuild()
    assert d.drawn(desk) == before
    assert couples.partner_of(desk, fresh(desk, other)).visit == one.id
