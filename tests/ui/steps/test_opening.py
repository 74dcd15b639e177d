"""Opening by keys: the passphrase of a new terminal, its first administrator, every later morning."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from donor_room.domain.clock import FixedClock
from donor_room.settings import PASSPHRASE_VARIABLE, profile_of
from donor_room.store import vault
from donor_room.ui.keys import Act
from donor_room.workflow import sign_in
from tests.support.profiles import PASSPHRASE, new_profile, open_at_once
from tests.ui.terminals import terminal_of

NAME, PASSWORD, FOUR = "陈立", "first-admin-1", "1122"


@pytest.fixture
def new(tmp_path: Path, clock: FixedClock):
    """A terminal that was never opened."""
    with terminal_of(profile_of(tmp_path / "house" / "terminal.db", "practice"), clock) as nurse:
        yield nurse


@pytest.fixture
def empty(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    """A terminal that is open and knows nobody yet."""
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    profile = new_profile(tmp_path)
    with terminal_of(profile, clock) as nurse:
        nurse.wait(lambda: nurse.view.asked == "first_person", "the first administrator's form")
        yield nurse


@pytest.fixture
def closed(tmp_path: Path, clock: FixedClock):
    """A terminal of yesterday whose passphrase is asked."""
    with terminal_of(new_profile(tmp_path), clock) as nurse:
        yield nurse


def beside(nurse, name: str) -> str:
    return nurse.view.lines[name].message.text


def fill_in(nurse, name: str = NAME, password: str = PASSWORD, pin: str = FOUR) -> None:
    for field, text in (("name", name), ("password", password), ("pin", pin)):
        nurse.fill(field, text)
    nurse.press(Act.MAIN)
    nurse.settle()


# ---- a new terminal ----------------------------------------------------------------------------------------


def test_a_new_terminal_asks_for_a_passphrase_twice(new) -> None:
    assert new.view.asked == "new_passphrase"
    assert [name for name, line in new.view.lines.items() if line.field.isVisible()] == [
        "passphrase",
        "again",
    ]
    assert "设定恢复口令" in new.said()


def test_nothing_typed_can_be_read_on_the_screen(new) -> None:
    modes = {name: line.field.echoMode() for name, line in new.view.lines.items()}
    assert set(modes.values()) == {QLineEdit.EchoMode.Password}


def test_the_cursor_stands_in_the_first_field_and_enter_leads_to_the_second(new) -> None:
    assert new.window.focusWidget().objectName() == "passphrase"
    new.enter()
    assert new.window.focusWidget().objectName() == "again"


def test_two_passphrases_that_differ_are_said_beside_the_second(new) -> None:
    new.fill("passphrase", PASSPHRASE)
    new.fill("again", PASSPHRASE + "x")
    new.press(Act.MAIN)
    assert beside(new, "again") == "两次输入不同，请再输一次"
    assert new.window.focusWidget().objectName() == "again"
    assert not vault.exists(new.terminal.profile.folder)


def test_without_a_passphrase_no_terminal_is_made(new) -> None:
    new.press(Act.MAIN)
    new.settle()
    assert beside(new, "passphrase")
    assert (new.view.asked, vault.exists(new.terminal.profile.folder)) == ("new_passphrase", False)


def test_a_passphrase_makes_the_terminal_and_the_first_administrator_signs_in(new) -> None:
    new.fill("passphrase", PASSPHRASE)
    new.fill("again", PASSPHRASE)
    new.press(Act.MAIN)
    new.wait(lambda: new.view.asked == "first_person", "the first administrator's form")
    fill_in(new)
    assert new.wait_for_page("shift") == "shift"
    assert new.do(lambda desk: (desk.person.name, desk.person.roles)) == (
        NAME,
        ("administrator", "team_leader"),
    )


# ---- the first administrator -------------------------------------------------------------------------------


def test_there_is_no_account_before_somebody_makes_one(empty) -> None:
    assert "新终端没有任何默认账号" in empty.said()
    assert empty.do(sign_in.staff) == ()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "请输入姓名"),
        ({"name": "  "}, "name", "请输入姓名"),
        ({"password": "short"}, "password", "口令至少 8 位"),
        ({"password": "12345678"}, "password", "这个口令太常见，请换一个"),
        ({"pin": "12"}, "pin", "PIN 为 4 位数字"),
        ({"pin": "abcd"}, "pin", "PIN 为 4 位数字"),
        ({"pin": "12345"}, "pin", "PIN 为 4 位数字"),
    ],
)
def test_a_weak_first_account_is_refused_beside_its_field(empty, wrong, field, words) -> None:
    fill_in(empty, **wrong)
    assert beside(empty, field) == words
    assert empty.window.focusWidget().objectName() == field
    assert empty.do(sign_in.staff) == ()


def test_a_second_refusal_takes_the_first_one_back(empty) -> None:
    fill_in(empty, password="short")
    fill_in(empty, pin="1")
    assert (beside(empty, "password"), beside(empty, "pin")) == ("", "PIN 为 4 位数字")


# ---- every later morning -----------------------------------------------------------------------------------


def test_a_terminal_that_is_there_asks_its_passphrase_once(closed) -> None:
    assert closed.view.asked == "unlock"
    assert [name for name, line in closed.view.lines.items() if line.field.isVisible()] == ["passphrase"]


def test_a_wrong_passphrase_is_said_beside_the_field(closed) -> None:
    closed.fill("passphrase", "wet summer road")
    closed.press(Act.MAIN)
    closed.settle()
    assert beside(closed, "passphrase") != ""
    assert not closed.terminal.has_desk()
    closed.fill("passphrase", PASSPHRASE)
    closed.press(Act.MAIN)
    closed.wait(closed.terminal.has_desk, "the desk")
    closed.settle()
    assert beside(closed, "passphrase") == ""


def test_an_empty_passphrase_is_answered(closed) -> None:
    closed.press(Act.MAIN)
    closed.settle()
    assert beside(closed, "passphrase")


def test_no_key_of_the_house_opens_a_page_before_the_terminal_is_open(closed) -> None:
    for act in (Act.SWITCH_PERSON, Act.RECORDS):
        closed.press(act)
    closed.scan("DRV0123456789ABCDEF")
    closed.settle()
    assert closed.page == "opening"
    assert closed.words() == "这里不需要这个码"


def test_with_the_passphrase_of_the_environment_the_sign_in_comes_at_once(
    tmp_path, clock, monkeypatch
) -> None:
    profile = new_profile(tmp_path)
    desk = open_at_once(profile, clock)
    sign_in.create_first_administrator(desk, name=NAME, password=PASSWORD, pin=FOUR)
    desk.close()
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    with terminal_of(profile, clock) as nurse:
        assert nurse.wait_for_page("sign_in") == "sign_in"
        assert [one.name for one in nurse.view.people] == [NAME]


def test_files_that_another_program_holds_are_said_and_nothing_can_be_pressed(
    tmp_path, clock, monkeypatch
) -> None:
    profile = new_profile(tmp_path)
    other = open_at_once(profile, clock)
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    with terminal_of(profile, clock) as nurse:
        nurse.settle()
        assert nurse.view.asked == "wait"
        assert nurse.view.main.missing not in ("", "请稍候")
    other.close()


def test_nothing_is_cut_and_nothing_is_small_when_a_passphrase_is_set(new) -> None:
    assert new.faults() == []


def test_nothing_is_cut_and_nothing_is_small_when_it_is_asked(closed) -> None:
    assert closed.faults() == []


def test_nothing_is_cut_and_nothing_is_small_for_the_first_administrator(empty) -> None:
    fill_in(empty, password="12345678")
    assert empty.faults() == []


def test_what_was_typed_stays_when_the_night_comes(new) -> None:
    new.fill("passphrase", PASSPHRASE)
    new.press(Act.NIGHT)
    assert new.view.text("passphrase") == PASSPHRASE
    new.key(Qt.Key.Key_F11)
