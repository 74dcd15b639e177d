"""Somebody of another laptop signs in with the password, chooses a PIN here, or leaves it for later."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow import sign_in
from donor_room.workflow.staff_told import lock_who_left
from tests.support.desks import PASSWORD, QUICK
from tests.ui.terminals import terminal_at_work

TOLD = e.StaffTold(
    staff="s9",
    name="何宁",
    roles=("nurse",),
    password=QUICK.hash(PASSWORD),
    trained_on=None,
    trained_until=None,
    has_left=False,
    revision=3,
    signature="",
)


@pytest.fixture
def nurse(tmp_path, clock):
    """The desk after she has come in by her password; the station told of her before."""
    with terminal_at_work(tmp_path, clock) as nurse:
        nurse.do(lambda desk: desk.record_as_terminal(TOLD))
        nurse.terminal.switch_person()
        nurse.settle()
        nurse.terminal.presenter("sign_in")._by_password("s9", PASSWORD)
        nurse.settle()
        yield nurse


def give(nurse, pin: str, again: str) -> None:
    nurse.fill("own_pin", pin)
    nurse.fill("own_again", again)
    nurse.press(Act.MAIN)
    nurse.settle()


def test_a_pin_is_chosen_and_the_desk_is_where_it_was_left(nurse) -> None:
    assert nurse.window.page_name == "own_pin"
    give(nurse, "1470", "1470")
    assert nurse.window.page_name == "reception"
    assert nurse.do(lambda desk: sign_in.find_staff(desk, "s9").pin) is not None


@pytest.mark.parametrize(
    ("pin", "again", "field", "said"),
    [("1470", "1471", "again", "两次输入不同"), ("14", "14", "pin", "PIN 为 4 位数字")],
)
def test_what_is_wrong_is_said_beside_the_field(nurse, pin, again, field, said) -> None:
    give(nurse, pin, again)
    assert nurse.view.lines[field].message.text == said
    assert nurse.window.page_name == "own_pin"


def test_it_can_wait(nurse) -> None:
    nurse.press(Act.BACK)
    nurse.settle()
    assert nurse.window.page_name == "reception"
    assert nurse.do(lambda desk: sign_in.find_staff(desk, "s9").pin) is None


def test_the_page_speaks_english_too(nurse) -> None:
    texts().switch("en")
    assert nurse.view._headline.text() == "Choose a PIN for this laptop"


def test_who_left_is_sent_to_the_sign_in_at_once(nurse) -> None:
    give(nurse, "1470", "1470")
    nurse.do(lambda desk: desk.record_as_terminal(replace(TOLD, has_left=True, revision=4)))
    nurse.do(lock_who_left)
    nurse.settle()
    assert nurse.window.page_name == "sign_in"
    assert "何宁" not in [line.name for line in nurse.view.people]
