"""Staff whose secrets are proved in a moment: what a run tries is the work, not how long Argon2 takes."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher

from donor_room.domain import entries as e
from donor_room.domain.staff import Role
from donor_room.workflow.desk import Desk
from donor_room.workflow.sign_in import peppered, staff

PIN = "2468"
PEPPER = bytes(range(32))
WORKER, WITNESS = "s1", "s2"
_PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    WORKER: ("李全", ("nurse", "physician", "team_leader")),
    WITNESS: ("王芳", ("nurse", "team_leader")),
}
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _staff() -> tuple[e.Act, ...]:
    acts: list[e.Act] = []
    for who, (name, roles) in _PEOPLE.items():
        acts.append(e.StaffAdded(staff=who, name=name, roles=roles, password=_QUICK.hash("dry-winter-road")))
        acts.append(e.PinSet(staff=who, pin=_QUICK.hash(peppered(PEPPER, who, PIN))))
    return tuple(acts)


def enlist(desk: Desk) -> None:
    """Write the team into a new book."""
    desk.record_as_terminal(*_staff())


def sit_down(desk: Desk, who: str = WORKER) -> None:
    """Let somebody take the place at the desk without being asked a secret."""
    desk.person = next((one for one in staff(desk) if one.staff == who), None)
