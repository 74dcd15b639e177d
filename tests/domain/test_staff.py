"""What roles permit, and who may be the second person."""

from __future__ import annotations

import pytest

from donor_room.domain.staff import PERMITTED, Person, Role, find_person, second_person_code

ROLES: tuple[Role, ...] = ("nurse", "physician", "team_leader", "administrator")


def person(staff: str, *roles: Role) -> Person:
    return Person(staff=staff, name="王芳", roles=roles, password="v")


ANYBODY_BUT_ADMINISTRATORS = {"nurse", "physician", "team_leader"}
TABLE = dict.fromkeys(PERMITTED, ANYBODY_BUT_ADMINISTRATORS) | {
    "decide": {"physician"},
    "release": {"physician"},
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
