"""Who comes on the day of the demonstration: the same people for the same seed."""

from __future__ import annotations

from datetime import date

import pytest

from donor_room.demo.cast import READINGS, Casting, known_before
from donor_room.domain.identity import age_on, read_document
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.workflow.group_list import ListRow

TODAY = date(2026, 11, 21)
CAST = Casting(1, TODAY).street(20)
BY_ROLE = {part.role: part for part in CAST}
NAMED = 14


def row(number: int, **changes) -> ListRow:
    donor = Casting(5, TODAY).street(NAMED)[number].donor
    fields = {
        "row_no": number, "sheet": "名单", "name": donor.name, "sex": None, "birth_on": None,
        "document": read_document("01", donor.document_number, TODAY, practice=True),
        "organisation": "样例学校", "slot": None, "phone": None, "notes": (),
    }  # fmt: skip
    return ListRow(**(fields | changes))


@pytest.mark.parametrize("seed", [1, 2, 99])
def test_the_same_seed_brings_the_same_people(seed):
    assert Casting(seed, TODAY).street(NAMED) == Casting(seed, TODAY).street(NAMED)


def test_another_seed_brings_others():
    numbers = {part.donor.document_number for part in CAST}
    assert numbers.isdisjoint(part.donor.document_number for part in Casting(2, TODAY).street(20))


@pytest.mark.parametrize("donors", [1, 2, NAMED, 15, 40])
def test_as_many_come_as_were_asked_for(donors):
    assert len(Casting(1, TODAY).street(donors)) == donors


@pytest.mark.parametrize("donors", [0, -3])
def test_at_least_one_donor_comes(donors):
    assert len(Casting(1, TODAY).street(donors)) == 1


def test_a_small_day_plays_the_first_parts_of_the_cast():
    small = [part.role for part in Casting(1, TODAY).street(3)]
    assert small == [part.role for part in CAST[:3]]


def test_no_two_parts_are_one_person():
    numbers = [part.donor.document_number for part in CAST]
    assert len(numbers) == len(set(numbers))


def test_no_two_parts_have_one_role():
    assert len(BY_ROLE) == len(CAST)


def test_after_the_cast_ordinary_donors_follow():
    assert [part.role for part in CAST[NAMED:]] == [f"ordinary_{place}" for place in range(20 - NAMED)]


@pytest.mark.parametrize("part", CAST, ids=lambda part: part.role)
def test_every_number_is_of_the_area_that_nobody_has(part):
    assert part.donor.document_number.startswith("66")
    assert read_document("01", part.donor.document_number, TODAY, practice=True).valid


@pytest.mark.parametrize("part", CAST, ids=lambda part: part.role)
def test_every_part_has_every_reading_as_text(part):
    assert set(part.readings) == set(READINGS)
    assert all(isinstance(text, str) for text in part.readings.values())


@pytest.mark.parametrize("incident", ["void", "second_needle", "reaction", "killed", "cut", "handed_on"])
def test_every_incident_happens_once(incident):
    assert [part.incident for part in CAST].count(incident) == 1


def test_a_first_donor_has_no_past():
    assert BY_ROLE["first_timer"].known is None


@pytest.mark.parametrize("role", ["returning", "too_soon", "barred", "aged_57", "aged_57_not"])
def test_who_came_before_is_known_to_the_station(role):
    part = BY_ROLE[role]
    assert part.known is not None
    assert (part.known.name, part.known.birth_on) == (part.donor.name, part.donor.birth_on)


@pytest.mark.parametrize(("role", "days"), [("returning", 210), ("too_soon", 60), ("aged_57", 400)])
def test_the_last_donation_lies_as_far_back_as_the_part_needs(role, days):
    known = BY_ROLE[role].known
    assert known is not None
    assert (TODAY - known.donations[0].on).days == days


def test_earlier_donations_stand_newest_first():
    days = [one.on for one in BY_ROLE["returning"].known.donations]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("role", ["aged_57", "aged_57_not"])
def test_the_donor_of_57_is_57(role):
    assert age_on(BY_ROLE[role].donor.birth_on, TODAY) == 57


@pytest.mark.parametrize(("role", "ends"), [("aged_57", "donated"), ("aged_57_not", "deferred")])
def test_of_57_only_one_with_all_conditions_may_give(role, ends):
    part = BY_ROLE[role]
    assert (all(part.ticks), part.ends) == (ends == "donated", ends)


def test_only_the_barred_donor_is_turned_away():
    assert [part.role for part in CAST if part.ends == "turned_away"] == ["barred"]


def test_answers_are_to_questions_of_the_pack():
    questions = {item.id for item in load_questionnaire().questionnaire.items}
    assert {item for part in CAST for item in part.answers} <= questions


def test_rare_names_come_by_card():
    assert (BY_ROLE["rare_name"].donor.name, BY_ROLE["rare_name"].comes) == ("𠮷田样", "card")


def test_the_station_knows_exactly_those_with_a_past():
    told = [donor for donor, _ in known_before(CAST)]
    assert told == [part.donor for part in CAST if part.known]


# ---- an organiser's list ----


def test_every_row_is_a_part_by_its_number():
    parts = Casting(1, TODAY).group((row(3), row(7)))
    assert [(part.role, part.row, part.comes) for part in parts] == [
        ("row_3", 3, "list"),
        ("row_7", 7, "list"),
    ]


def test_how_a_row_ends_is_left_to_the_rules():
    assert Casting(1, TODAY).group((row(1),))[0].ends == "by_the_rules"


def test_sex_and_birth_of_a_row_come_from_its_number():
    one = row(1)
    donor = Casting(1, TODAY).group((one,))[0].donor
    assert (donor.sex, donor.birth_on) == (one.document.sex, one.document.birth_on)


def test_what_the_list_says_wins_over_the_number():
    donor = Casting(1, TODAY).group((row(1, birth_on=date(2000, 1, 1)),))[0].donor
    assert donor.birth_on == date(2000, 1, 1)


def test_what_happens_on_the_way_falls_to_the_first_rows():
    parts = Casting(1, TODAY).group(tuple(row(number) for number in range(9)))
    assert [part.incident for part in parts][-2:] == ["", ""]
    assert {part.incident for part in parts} >= {"void", "killed", "cut", "reaction"}
