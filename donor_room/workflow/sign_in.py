"""Who works here: the first administrator, further staff, password and PIN, quick switch, lock."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.refusal import Refusal
from donor_room.domain.staff import PIN_DIGITS, Person, Role, find_person, second_person_code
from donor_room.workflow.desk import Desk

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_MOST_DOUBLINGS = 10
_COMMON = frozenset({"12345678", "123456789", "password", "88888888", "00000000", "11111111", "11223344"})

Means = Literal["password", "pin"]


def staff(desk: Desk) -> tuple[Person, ...]:
    """Return everybody who may sign in, in the order in which they were added."""
    people: dict[str, Person] = {}
    for recorded in desk.ledger.of_house(e.StaffAdded.KIND, e.PinSet.KIND, e.StaffTold.KIND):
        act = recorded.act
        if isinstance(act, e.StaffAdded):
            people[act.staff] = Person(staff=act.staff, name=act.name, roles=act.roles, password=act.password)
        elif isinstance(act, e.PinSet) and act.staff in people:
            people[act.staff] = replace(people[act.staff], pin=act.pin)
        elif isinstance(act, e.StaffTold):
            people[act.staff] = _as_told(act, people.get(act.staff))
    return tuple(people.values())


def _as_told(act: e.StaffTold, before: Person | None) -> Person:
    """The station's word takes the place of what was here; the PIN is this terminal's own and stays."""
    return Person(
        staff=act.staff,
        name=act.name,
        roles=act.roles,
        password=act.password or (before.password if before else ""),
        pin=before.pin if before else None,
        trained_until=act.trained_until,
        has_left=act.has_left,
    )


def at_work(desk: Desk) -> tuple[Person, ...]:
    """Return everybody who may sign in now: who has left is only known by name."""
    return tuple(person for person in staff(desk) if not person.has_left)


def create_first_administrator(desk: Desk, *, name: str, password: str, pin: str) -> Person:
    """Make the first account of a fresh terminal; refuses when there is one, so no default account can be."""
    if staff(desk):
        raise Refusal("staff.not_the_first")
    roles: tuple[Role, ...] = ("administrator", "team_leader")
    added, pin_set = _new_person(desk, name=name, roles=roles, password=password, pin=pin)
    desk.record_as_terminal(added, pin_set)
    return sign_in(desk, staff_id=added.staff, means="password", secret=password)


def add_person(desk: Desk, *, name: str, roles: tuple[Role, ...], password: str, pin: str) -> Person:
    """Add a member of staff; a team leader may, but only an administrator makes another one."""
    if not roles:
        raise Refusal("staff.no_role")
    person = desk.signed_in()
    if "administrator" in roles and "administrator" not in person.roles:
        raise Refusal("staff.not_permitted", name=person.name)
    added, pin_set = _new_person(desk, name=name, roles=roles, password=password, pin=pin)
    desk.record_of_house(added, pin_set)
    return find_staff(desk, added.staff)


def _new_person(
    desk: Desk, *, name: str, roles: tuple[Role, ...], password: str, pin: str
) -> tuple[e.StaffAdded, e.PinSet]:
    if not name.strip():
        raise Refusal("staff.no_name")
    _refuse_weak(desk, password, pin)
    staff_id = f"s{len(staff(desk)) + 1:03d}-{secrets.token_hex(3)}"
    added = e.StaffAdded(staff=staff_id, name=name.strip(), roles=roles, password=_hasher().hash(password))
    return added, e.PinSet(staff=staff_id, pin=_pin_verifier(desk, staff_id, pin))


def _refuse_weak(desk: Desk, password: str, pin: str) -> None:
    least = desk.packs.policy.password_least
    if len(password) < least:
        raise Refusal("staff.password_short", least=least)
    if password.lower() in _COMMON:
        raise Refusal("staff.password_common")
    _refuse_pin(pin)


def _refuse_pin(pin: str) -> None:
    if len(pin) != PIN_DIGITS or not pin.isascii() or not pin.isdigit():
        raise Refusal("staff.pin_shape", digits=PIN_DIGITS)


def sign_in(desk: Desk, *, staff_id: str, means: Means, secret: str) -> Person:
    """Let a person in by password or PIN; the first sign-in of a day asks for the password.

    Refuses a wrong secret, saying how many tries are left until a wait, and every try during the wait.
    """
    person = find_staff(desk, staff_id)
    if means == "pin" and not may_use_pin(desk, staff_id):
        raise Refusal("staff.password_first")
    _check(desk, person, means=means, secret=secret)
    desk.record_as_terminal(e.SignedIn(staff=staff_id, means=means))
    desk.person = person
    return person


def set_own_pin(desk: Desk, *, pin: str) -> Person:
    """Let the person at the desk choose a PIN for this terminal, who came with a password of another one."""
    person = find_staff(desk, desk.signed_in().staff)
    if person.pin is not None:
        raise Refusal("staff.pin_there")
    _refuse_pin(pin)
    desk.record_of_house(e.PinSet(staff=person.staff, pin=_pin_verifier(desk, person.staff, pin)))
    desk.person = find_staff(desk, person.staff)
    return desk.person


def may_use_pin(desk: Desk, staff_id: str) -> bool:
    """Say whether the person has given the password on this day already."""
    person = find_staff(desk, staff_id)
    today = desk.clock.today()
    return person.pin is not None and any(
        recorded.act.staff == staff_id and recorded.act.means == "password"
        for recorded in desk.ledger.of_house(e.SignedIn.KIND)
        if isinstance(recorded.act, e.SignedIn)
        if day_at_site(instant_of(recorded.entry.hlc)) == today
    )


def prove(desk: Desk, person: Person, *, means: Means, secret: str) -> None:
    """Refuse unless the secret is the person's; a wrong one is written down, a right one ends the count."""
    if _check(desk, person, means=means, secret=secret):
        desk.record_as_terminal(e.SignedIn(staff=person.staff, means=means))


def _check(desk: Desk, person: Person, *, means: Means, secret: str) -> int:
    """Refuse a wrong secret and any during a wait; return how many wrong ones came before a right one."""
    if person.has_left:
        raise Refusal("staff.left", name=person.name)
    if means == "pin" and person.pin is None:
        raise Refusal("staff.no_pin", name=person.name)
    failures, last = _failures(desk, person.staff)
    seconds = _seconds_to_wait(desk, failures, last)
    if seconds > 0:
        raise Refusal("staff.wait", seconds=seconds)
    if _is_right(desk, person, means=means, secret=secret):
        return failures
    desk.record_as_terminal(e.SignInRefused(staff=person.staff, means=means, failures=failures + 1))
    left = desk.packs.policy.secret_free_tries - failures - 1
    raise Refusal("staff.wrong_secret" if left > 0 else "staff.wrong_secret_wait", left=max(left, 0))


def second_person(desk: Desk, *, staff_id: str, pin: str, act: str) -> Person:
    """Return the second, different, permitted person after her or his PIN was right (S08)."""
    second = find_staff(desk, staff_id)
    code = second_person_code(desk.signed_in(), second, act)
    if code is not None:
        raise Refusal(code, name=second.name)
    prove(desk, second, means="pin", secret=pin)
    return second


def possible_witnesses(desk: Desk, act: str) -> tuple[Person, ...]:
    """Return everybody else who may confirm this act with an own PIN."""
    first = desk.signed_in()
    return tuple(one for one in at_work(desk) if one.pin and second_person_code(first, one, act) is None)


def sign_with_pin(desk: Desk, pin: str) -> None:
    """Ask the signed-in person's secret again, for a signature (S09)."""
    prove(desk, find_staff(desk, desk.signed_in().staff), means="pin", secret=pin)


def lock(desk: Desk, *, idle: bool) -> None:
    """Leave the desk: nobody is signed in, the donor in work stays."""
    if desk.person is None:
        return
    desk.record_of_house(e.Locked(staff=desk.person.staff, idle=idle))
    desk.person = None


def find_staff(desk: Desk, staff_id: str) -> Person:
    """Return a person of this terminal; refuses an unknown one."""
    person = find_person(staff(desk), staff_id)
    if person is None:
        raise Refusal("staff.unknown")
    return person


def _failures(desk: Desk, staff_id: str) -> tuple[int, datetime | None]:
    """Return how many wrong secrets came in a row since the last right one, and when the last was."""
    forgotten_after = timedelta(hours=desk.packs.policy.secret_forgotten_after_h)
    count, last = 0, None
    for recorded in desk.ledger.of_house(e.SignedIn.KIND, e.SignInRefused.KIND):
        act = recorded.act
        if isinstance(act, e.SignedIn) and act.staff == staff_id:
            count, last = 0, None
        elif isinstance(act, e.SignInRefused) and act.staff == staff_id:
            at = instant_of(recorded.entry.hlc)
            count = 1 if last is not None and at - last > forgotten_after else count + 1
            last = at
    if last is not None and desk.clock.now() - last > forgotten_after:
        return 0, None
    return count, last


def _seconds_to_wait(desk: Desk, failures: int, last: datetime | None) -> int:
    """A growing wait, never for ever: the last team leader in the field must get in again (S04).

    Where the clock was put back behind the last wrong secret, the wait counts from now.
    """
    policy = desk.packs.policy
    over = failures - policy.secret_free_tries
    if last is None or over < 0:
        return 0
    now = desk.clock.now()
    since = desk.refused_at[last] = min(desk.refused_at.get(last, last), now)
    wait_s = min(policy.secret_first_wait_s * 2 ** min(over, _MOST_DOUBLINGS), policy.secret_longest_wait_s)
    return ceil((since + timedelta(seconds=wait_s) - now).total_seconds())


def _is_right(desk: Desk, person: Person, *, means: Means, secret: str) -> bool:
    from argon2.exceptions import VerificationError

    verifier = person.password if means == "password" else person.pin
    given = secret if means == "password" else peppered(desk.pin_pepper, person.staff, secret)
    try:
        return verifier is not None and _hasher().verify(verifier, given)
    except VerificationError:
        return False


def _pin_verifier(desk: Desk, staff_id: str, pin: str) -> str:
    return _hasher().hash(peppered(desk.pin_pepper, staff_id, pin))


def peppered(pepper: bytes, staff_id: str, pin: str) -> str:
    """Bind a short PIN to a secret of this terminal, so that the verifier alone tells nobody the PIN."""
    return hmac.new(pepper, f"{staff_id}:{pin}".encode(), "sha256").hexdigest()


@cache
def _hasher() -> PasswordHasher:
    """64 MiB, 3 passes, 4 lanes: about 0.15 s on two cores (S02)."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
