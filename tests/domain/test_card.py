from __future__ import annotations

from datetime import date

import msgspec

from donor_room.domain.card import identity_of, notes_on_card, reason_against_card
from tests.support.cards import CARD

TODAY = date(2026, 11, 21)


def with_(**changes):
    return msgspec.structs.replace(CARD, **changes)


def test_a_sound_card_is_taken_in_practice_only():
    assert reason_against_card(CARD, TODAY, practice=True) is None
    assert reason_against_card(CARD, TODAY) == "identity.practice_area"


def test_a_chip_that_contradicts_its_own_number_is_refused():
    wrong_day, wrong_sex = with_(birth_on=date(1990, 3, 8)), with_(sex="female")
    assert reason_against_card(wrong_day, TODAY, practice=True) == "identity.birth_disagrees"
    assert reason_against_card(wrong_sex, TODAY, practice=True) == "identity.sex_disagrees"


def test_a_wrong_check_digit_on_a_card_is_refused():
    card = with_(number="660001199003070014")
    assert reason_against_card(card, TODAY, practice=True) == "identity.check_character"


def test_the_number_is_read_as_the_kind_of_the_card():
    assert identity_of(CARD, TODAY, practice=True).kind is CARD.kind


def test_a_card_is_good_on_its_last_day_and_noted_after_it():
    card = with_(valid_until=TODAY, is_long_term=False)
    assert notes_on_card(card, TODAY) == ()
    assert notes_on_card(card, date(2026, 11, 22)) == ("devices.card.expired",)
    assert notes_on_card(CARD, TODAY) == ()


def test_a_rare_character_is_noted_and_flagged():
    card = with_(name="王\ue863")
    assert card.has_rare_character
    assert notes_on_card(card, TODAY) == ("identity.name.private_use",)
    assert not CARD.has_rare_character
