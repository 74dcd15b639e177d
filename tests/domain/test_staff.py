"""What roles permit, and who may be the second person."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from donor_room.domain.staff import PERMITTED, Person, Role, find_person, second_person_code

ROLES: tuple[Role, ...] = ("nurse", "physician", "team_leader", "administrator")


def person(staff: str, *roles: Role) -> Person:
    return Person(staff=staff, name="王芳", roles=roles, password="v")


ANYBODY_BUT_ADMINISTRATORS = {"nurse", "physician", "team_leader"}
TABLE = dict.fromkeys(PERMITTED, ANYBODY_BUT_ADMINISTRATORS) | {
    "decide": {"physician"},
    "release": {"physician"},
    "let_in_late": {"physician", "team_leader"},
    "shift": set(ROLES),
    "manage_staff": {"administrator", "team_leader"},
    "enrol": {"administrator"},
}


@pytest.mark.parametrize("act", PERMITTED)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says(act: str, role: Role) -> None:
    assert person("s1", role).may(act) == (role in TABLE[act])


def test_one_permitting_role_is_enough() -> None:
    assert person("s1", "administrator", "physician").may("decide")


def test_the_same_person_is_no_second_person() -> None:
    nurse = person("s1", "nurse")
    assert second_person_code(nurse, nurse, "void") == "staff.same_person"


def test_a_second_person_needs_the_permission_too() -> None:
    clerk = person("s2", "administrator")
    assert second_person_code(person("s1", "nurse"), clerk, "void") == "staff.not_permitted"


def test_another_permitted_person_is_a_second_person() -> None:
    assert second_person_code(person("s1", "nurse"), person("s2", "nurse"), "void") is None


def test_a_person_is_found_by_staff_id() -> None:
    people = [person("s1"), person("s2")]
    assert (find_person(people, "s2"), find_person(people, "s3")) == (people[1], None)


@pytest.mark.parametrize(
    ("until", "is_over"),
    [(None, False), (date(2026, 11, 20), True), (date(2026, 11, 21), False), (date(2027, 1, 1), False)],
)
def test_a_training_holds_to_the_end_of_its_last_day(until: date | None, is_over: bool) -> None:
    one = replace(person("s1", "nurse"), trained_until=until)
    assert one.training_is_over(date(2026, 11, 21)) is is_over
