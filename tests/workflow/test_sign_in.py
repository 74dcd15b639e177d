"""Who is let in, who may be the second person, and how long a wrong secret waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.workflow import sign_in
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused


@pytest.fixture
def fresh(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    desk = d.new_desk(tmp_path, clock, people=False)
    yield desk
    desk.close()


def let_in(desk: Desk, means: sign_in.Means = "password", secret: str = d.PASSWORD) -> None:
    sign_in.sign_in(desk, staff_id=d.NURSE, means=means, secret=secret)


def wrong(desk: Desk, times: int) -> None:
    for left in range(times - 1, -1, -1):
        code = "staff.wrong_secret" if left + 5 - times > 0 else "staff.wrong_secret_wait"
        with refused(code):
            let_in(desk, secret="wrong")


# ---- the first account -------------------------------------------------------------------------------------


def test_a_fresh_terminal_has_no_account(fresh: Desk) -> None:
    assert sign_in.staff(fresh) == ()


def test_the_first_administrator_is_made_once_and_is_signed_in(fresh: Desk) -> None:
    made = sign_in.create_first_administrator(fresh, name=" 陈立 ", password="long enough", pin="1122")
    assert (fresh.person, made.name, made.roles) == (made, "陈立", ("administrator", "team_leader"))
    assert made.password.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    with refused("staff.not_the_first"):
        sign_in.create_first_administrator(fresh, name="另一个", password="long enough", pin="1122")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "staff.no_name"),
        ({"password": "short12"}, "staff.password_short"),
        ({"password": "Password"}, "staff.password_common"),
        ({"pin": "123"}, "staff.pin_shape"),
        ({"pin": "12345"}, "staff.pin_shape"),
        ({"pin": "12a4"}, "staff.pin_shape"),
        ({"pin": "１２３４"}, "staff.pin_shape"),
    ],
)
def test_a_weak_account_is_refused(fresh: Desk, change: dict[str, str], code: str) -> None:
    with refused(code):
        sign_in.create_first_administrator(
            fresh, **({"name": "陈立", "password": "long enough", "pin": "1122"} | change)
        )
    assert sign_in.staff(fresh) == ()


# ---- further people ----------------------------------------------------------------------------------------


def add(desk: Desk, *roles: sign_in.Role) -> sign_in.Person:
    return sign_in.add_person(desk, name="新人", roles=roles, password="long enough", pin="1122")


def test_a_team_leader_adds_a_nurse_who_can_sign_in(desk: Desk) -> None:
    d.take_place(desk, d.LEADER)
    nurse = add(desk, "nurse")
    sign_in.sign_in(desk, staff_id=nurse.staff, means="password", secret="long enough")
    assert desk.person == nurse


@pytest.mark.parametrize(("staff_id", "allowed"), [(d.LEADER, False), (d.ADMINISTRATOR, True)])
def test_only_an_administrator_makes_an_administrator(desk: Desk, staff_id: str, allowed: bool) -> None:
    d.take_place(desk, staff_id)
    if allowed:
        assert add(desk, "administrator").may("enrol")
    else:
        with refused("staff.not_permitted"):
            add(desk, "administrator")


def test_a_nurse_adds_nobody(desk: Desk) -> None:
    d.take_place(desk, d.NURSE)
    with refused("staff.not_permitted"):
        add(desk, "nurse")


def test_a_person_without_a_role_is_refused(desk: Desk) -> None:
    with refused("staff.no_role"):
        add(desk)


# ---- signing in --------------------------------------------------------------------------------------------


def test_a_right_password_lets_in_and_is_written_down(desk: Desk) -> None:
    let_in(desk)
    assert desk.person is not None
    assert desk.person.staff == d.NURSE
    assert desk.ledger.of_house(e.SignedIn.KIND)[-1].act == e.SignedIn(staff=d.NURSE, means="password")


def test_a_wrong_password_lets_nobody_in(desk: Desk) -> None:
    desk.person = None
    wrong(desk, 1)
    assert desk.person is None


def test_an_unknown_person_is_refused(desk: Desk) -> None:
    with refused("staff.unknown"):
        sign_in.sign_in(desk, staff_id="nobody", means="password", secret=d.PASSWORD)


def test_the_first_sign_in_of_a_day_takes_the_password(desk: Desk, clock: FixedClock) -> None:
    with refused("staff.password_first"):
        let_in(desk, "pin", d.PIN)
    let_in(desk)
    let_in(desk, "pin", d.PIN)
    clock.instant += timedelta(days=1)
    with refused("staff.password_first"):
        let_in(desk, "pin", d.PIN)


def test_a_pin_of_another_terminal_is_wrong_here(desk: Desk) -> None:
    let_in(desk)
    desk.pin_pepper = b"another terminal"
    with refused("staff.wrong_secret"):
        let_in(desk, "pin", d.PIN)


def test_a_locked_desk_belongs_to_nobody(desk: Desk) -> None:
    sign_in.lock(desk, idle=True)
    sign_in.lock(desk, idle=True)
    assert desk.person is None
    assert [line.act for line in desk.ledger.of_house(e.Locked.KIND)] == [
        e.Locked(staff=d.EVERYBODY, idle=True)
    ]


# ---- waits -------------------------------------------------------------------------------------------------


def test_the_fifth_wrong_secret_waits_and_a_right_one_too(desk: Desk, clock: FixedClock) -> None:
    wrong(desk, 5)
    with refused("staff.wait"):
        let_in(desk)
    clock.instant += timedelta(seconds=30)
    let_in(desk)
    wrong(desk, 1)


@pytest.mark.parametrize(("failures", "seconds"), [(5, 30), (6, 60), (9, 480), (10, 900), (40, 900)])
def test_the_wait_grows_and_is_never_for_ever(
    desk: Desk, clock: FixedClock, failures: int, seconds: int
) -> None:
    for count in range(failures):
        desk.record_as_terminal(e.SignInRefused(staff=d.NURSE, means="pin", failures=count + 1))
    clock.instant += timedelta(seconds=seconds - 1)
    with refused("staff.wait"):
        let_in(desk)
    clock.instant += timedelta(seconds=1)
    let_in(desk)


def test_a_wait_survives_a_start_of_the_program(tmp_path: Path, clock: FixedClock) -> None:
    with d.at_work(tmp_path, clock) as desk:
        wrong(desk, 5)
    again = d.open_desk(tmp_path, clock)
    with refused("staff.wait"):
        let_in(again)
    again.close()


def test_a_clock_put_back_makes_no_wait_of_years(desk: Desk, clock: FixedClock) -> None:
    clock.instant = datetime(2099, 1, 1, tzinfo=UTC)
    wrong(desk, 5)
    clock.instant = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    with refused("staff.wait"):
        let_in(desk)
    clock.instant += timedelta(seconds=30)
    let_in(desk)


def test_wrong_secrets_of_yesterday_are_forgotten(desk: Desk, clock: FixedClock) -> None:
    wrong(desk, 4)
    clock.instant += timedelta(hours=13)
    wrong(desk, 1)
    wrong(desk, 1)
    let_in(desk)


def test_typos_between_right_signatures_are_not_in_a_row(desk: Desk) -> None:
    for _ in range(6):
        with refused("staff.wrong_secret"):
            sign_in.sign_with_pin(desk, "0000")
        sign_in.sign_with_pin(desk, d.PIN)


# ---- the second person -------------------------------------------------------------------------------------


def second(desk: Desk, staff_id: str, pin: str = d.PIN, act: str = "void") -> sign_in.Person:
    return sign_in.second_person(desk, staff_id=staff_id, pin=pin, act=act)


def test_another_person_confirms_with_an_own_pin(desk: Desk) -> None:
    assert second(desk, d.NURSE).name == "王芳"


@pytest.mark.parametrize(
    ("staff_id", "pin", "code"),
    [
        (d.EVERYBODY, d.PIN, "staff.same_person"),
        (d.ADMINISTRATOR, d.PIN, "staff.not_permitted"),
        (d.NURSE, "0000", "staff.wrong_secret"),
        ("nobody", d.PIN, "staff.unknown"),
    ],
)
def test_nobody_else_confirms(desk: Desk, staff_id: str, pin: str, code: str) -> None:
    with refused(code):
        second(desk, staff_id, pin)


def test_a_second_person_does_not_take_the_place(desk: Desk) -> None:
    second(desk, d.NURSE)
    assert desk.person is not None
    assert desk.person.staff == d.EVERYBODY


def test_everybody_else_who_may_is_offered(desk: Desk) -> None:
    offered = [one.staff for one in sign_in.possible_witnesses(desk, "void")]
    assert offered == [d.NURSE, d.NURSE_2, d.PHYSICIAN, d.LEADER]


def test_a_pin_for_nobody_known_changes_nothing(desk: Desk) -> None:
    before = sign_in.staff(desk)
    desk.record_as_terminal(e.PinSet(staff="nobody", pin="v"))
    assert sign_in.staff(desk) == before


def test_the_policy_says_how_short_a_password_may_be(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(desk.packs), "policy", replace(desk.packs.policy, password_least=20))
    with refused("staff.password_short"):
        sign_in.add_person(desk, name="王芳", roles=("nurse",), password="nineteen characters", pin="1234")
