"""The people of the terminal: a new one with her roles."""

from __future__ import annotations

import pytest

from donor_room.ui.keys import Act
from donor_room.ui.texts import texts
from donor_room.workflow import sign_in
from tests.ui.terminals import LEADER, NURSE, terminal_at_work

NEW = {"name": "何宁", "password": "new-nurse-77", "pin": "1470"}


@pytest.fixture
def people(tmp_path, clock):
    """A team leader before the page of the people."""
    with terminal_at_work(tmp_path, clock, who=LEADER) as nurse:
        nurse.terminal.show("staff")
        nurse.settle()
        yield nurse


def fill_in(nurse, **wanted: str) -> None:
    for field, text in (NEW | wanted).items():
        nurse.fill(f"staff_{field}", text)


def add(nurse, *roles: str, **what: str) -> None:
    fill_in(nurse, **what)
    for role in roles:
        nurse.click(f"role_{role}")
    nurse.press(Act.MAIN)
    nurse.settle()


def names(nurse) -> list[str]:
    return [one.name for one in nurse.do(sign_in.staff)]


def beside(nurse, field: str) -> str:
    return nurse.view.lines[field].message.text


def test_a_person_with_two_roles_is_added_and_the_form_is_empty_again(people) -> None:
    add(people, "nurse", "physician")
    assert people.do(lambda desk: sign_in.staff(desk)[-1].roles) == ("nurse", "physician")
    assert [people.view.name.text(), people.view.password.text(), people.view.pin.text()] == ["", "", ""]
    assert not any(button.isChecked() for button in people.view.roles.values())


def test_the_cursor_waits_for_the_next_name(people) -> None:
    add(people, "nurse")
    assert people.window.focusWidget() is people.view.name


def test_the_new_person_stands_in_the_list_at_once(people) -> None:
    add(people, "nurse", "team_leader")
    rows = [(row.text, row.note) for row in people.view._people if row.isVisible()]
    assert rows[-1] == ("何宁", "护士 · 组长")


def test_the_new_person_signs_in_with_the_password_given(people) -> None:
    add(people, "nurse")
    people.press(Act.SWITCH_PERSON)
    people.wait_for_page("sign_in")
    people.press_digit(5)
    people.type("new-nurse-77")
    people.enter()
    people.wait(lambda: people.page != "sign_in", "the new nurse to be signed in")
    assert people.do(lambda desk: desk.person.name) == "何宁"


def test_a_role_pressed_twice_is_none(people) -> None:
    fill_in(people)
    people.click("role_nurse")
    people.click("role_nurse")
    assert not people.view.roles["nurse"].isChecked()


def test_a_person_without_a_role_is_refused(people) -> None:
    add(people)
    assert beside(people, "name") == "请选择至少一个角色"
    assert "何宁" not in names(people)


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": " "}, "name", "请输入姓名"),
        ({"password": "short"}, "password", "口令至少 8 位"),
        ({"password": "88888888"}, "password", "这个口令太常见，请换一个"),
        ({"pin": "14"}, "pin", "PIN 为 4 位数字"),
        ({"pin": "147a"}, "pin", "PIN 为 4 位数字"),
    ],
)
def test_a_weak_account_is_refused_beside_its_field(people, wrong, field, words) -> None:
    add(people, "nurse", **wrong)
    assert beside(people, field) == words
    assert len(names(people)) == 4


def test_what_was_typed_stays_when_it_is_refused(people) -> None:
    add(people, "nurse", pin="14")
    assert people.view.name.text() == "何宁"
    assert people.view.roles["nurse"].isChecked()


def test_a_leader_makes_no_administrator(people) -> None:
    add(people, "administrator")
    assert beside(people, "name") == "孙悦 没有这项权限"
    assert len(names(people)) == 4


def test_a_nurse_adds_nobody(tmp_path, clock) -> None:
    with terminal_at_work(tmp_path, clock, who=NURSE) as nurse:
        nurse.terminal.show("staff")
        nurse.settle()
        add(nurse, "nurse")
        assert beside(nurse, "name") == "王芳 没有这项权限"
        assert len(names(nurse)) == 4


def test_secrets_cannot_be_read_on_the_screen(people) -> None:
    fill_in(people)
    shown = [people.view.password.displayText(), people.view.pin.displayText()]
    assert [set(text) & set("new-nurse-771470") for text in shown] == [set(), set()]


def test_a_page_left_and_opened_again_is_empty(people) -> None:
    fill_in(people)
    people.press(Act.BACK)
    people.wait_for_page("reception")
    people.terminal.show("staff")
    people.settle()
    assert people.view.password.text() == ""


def test_roles_are_said_in_the_other_language_and_stay_chosen(people) -> None:
    people.click("role_physician")
    texts().switch("en")
    people.settle()
    assert people.view.roles["physician"].text() == "Physician"
    assert people.view.roles["physician"].isChecked()
    notes = [row.note for row in people.view._people if row.isVisible()]
    assert notes[0] == "Team leader · Nurse"


def test_nothing_is_cut_and_nothing_is_small(people) -> None:
    add(people, "nurse", pin="14")
    assert people.faults() == []
