"""Somebody of an organiser's list at the desk: fields are filled, and only the document proves."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from donor_room.domain.card import CardRead
from donor_room.domain.identity import check_character
from donor_room.ui.keys import Act
from donor_room.ui.steps.reception.presenter import build
from donor_room.ui.texts import texts
from donor_room.workflow import expected
from donor_room.workflow.group_list import ListRow, read_list
from tests.support.cards import CARD
from tests.ui.steps import desk_people as people
from tests.ui.steps.house import ShellSpy, make_desk, press, put_up

VECTOR = (Path(__file__).parents[2] / "vectors" / "group_list.csv").read_bytes()
ENTER, ESC, F5, F10 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F5, Qt.Key.Key_F10


@pytest.fixture
def desk(tmp_path, clock):
    made = make_desk(tmp_path, clock, drive="group")
    group = read_list(VECTOR, "list.csv", today=clock.today(), practice=True)
    expected.take_list(made, group, file_sha256="0")
    yield made
    made.close()


@pytest.fixture
def row(desk) -> ListRow:
    return next(one.row for one in expected.awaited(desk) if one.row.name == "罗涵")


@pytest.fixture
def reception(shell: ShellSpy):
    made = build(shell)
    put_up(shell, made, None)
    return made


def typed(reception) -> dict[str, str]:
    return reception.view.form.typed()


def card_of(row: ListRow) -> CardRead:
    return replace(CARD, number=row.document.number, name="罗晗", sex=row.sex, birth_on=row.birth_on)


def test_whom_the_list_sent_must_show_the_document_first(reception, row) -> None:
    reception.expect(row, "")
    assert reception.state.mode == "idle"
    assert reception.view.hint.text() == "罗涵  2004-03-10  请放身份证，或输入证件号码末 4 位"


def test_the_last_four_fill_the_fields(reception, shell, row) -> None:
    reception.expect(row, "")
    press(shell.window, "8397", ENTER)
    told = typed(reception)
    assert (told["name"], told["sex"], told["birth_on"]) == ("罗涵", "male", "2004-03-10")
    assert (told["phone"], told["organisation"]) == ("15283679160", "市直机关工委")
    assert "来自团体名单" in reception.view.hint.text()


def test_what_was_typed_on_the_list_is_not_asked_again(reception, row) -> None:
    reception.expect(row, "8397")
    assert reception.state.mode == "form"


def test_other_digits_prove_nothing_and_are_said(reception, shell, row) -> None:
    reception.expect(row, "")
    press(shell.window, "8390", ENTER)
    assert reception.state.mode == "idle"
    assert reception.view.number_message.text == "与名单上罗涵的号码不同，请核对证件"


def test_of_two_with_the_same_last_four_more_is_asked(reception, shell, desk, row) -> None:
    days = (f"6600011990{month:02d}11839" for month in range(1, 13))
    number = next(_whole(day) for day in days if _whole(day).endswith("8397"))
    data = f"姓名,身份证号\n王国栋,{number}\n".encode()
    group = read_list(data, "", today=desk.clock.today(), practice=True)
    expected.take_list(desk, group, file_sha256="1")
    reception.expect(row, "")
    assert "末 5 位" in reception.view.hint.text()
    press(shell.window, "8397", ENTER)
    assert reception.state.mode == "idle"
    press(shell.window, "08397", ENTER)
    assert typed(reception)["name"] == "罗涵"


def _whole(seventeen: str) -> str:
    return seventeen + check_character(seventeen)


def test_nothing_is_registered_before_somebody_says_that_it_is_the_person(
    reception, shell, desk, row
) -> None:
    reception.expect(row, "8397")
    assert expected.awaited(desk)[7].visit is None
    press(shell.window, Qt.Key.Key_Tab)
    reception.view.plan.digit_pressed(1)
    press(shell.window, F10)
    assert [visit.donor.name for visit in shell.went_on] == ["罗涵"]
    assert shell.went_on[0].opened.source == "typed"


def test_the_whole_number_of_another_document_is_another_person(reception, shell, row) -> None:
    reception.expect(row, "")
    other = people.somebody(shell.desk, 5)
    press(shell.window, other.document_number, ENTER)
    assert reception.state.known.identity.number == other.document_number
    assert typed(reception)["name"] == ""


def test_a_number_that_is_typed_finds_its_row_without_the_list_page(reception, shell, row) -> None:
    press(shell.window, row.document.number, ENTER)
    assert typed(reception)["name"] == "罗涵"


def test_the_card_wins_over_the_list(reception, row) -> None:
    reception.expect(row, "")
    reception.card_read(card_of(row))
    told = typed(reception)
    assert (told["name"], told["phone"]) == ("罗晗", "15283679160")
    assert "来自团体名单" not in reception.view.hint.text()


def test_a_name_that_the_station_knows_wins_over_the_list(reception, shell, desk, row) -> None:
    donor = people.somebody(desk, 5)
    known = type(donor)(**{f: getattr(donor, f) for f in donor.__struct_fields__} | {
        "document_number": row.document.number, "name": "罗寒", "sex": row.sex, "birth_on": row.birth_on,
    })  # fmt: skip
    people.into_directory(desk, known)
    reception.expect(row, "8397")
    assert typed(reception)["name"] == "罗寒"


def test_esc_lets_the_person_go(reception, shell, row) -> None:
    reception.expect(row, "")
    assert reception.view.action(Act.BACK).isVisible()
    press(shell.window, ESC)
    assert reception.state.expected is None
    assert reception.view.hint.text() == "也可输入证件号码，按 Enter 查询"


def test_another_language_keeps_the_person(reception, row) -> None:
    reception.expect(row, "")
    texts().switch("en")
    assert "罗涵" in reception.view.hint.text()
    assert "ID card" in reception.view.hint.text()


def test_the_list_is_one_key_away_on_a_group_drive(reception, shell) -> None:
    press(shell.window, F5)
    assert shell.shown == ["group_list"]


def test_with_a_donor_at_the_desk_the_way_to_the_list_is_gone(reception, row) -> None:
    reception.expect(row, "8397")
    assert reception.view.action(Act.AGAIN).text() == "联系：没问过"


def test_on_a_street_there_is_no_way_to_a_list(tmp_path, clock, window) -> None:
    street = make_desk(tmp_path, clock)
    shell = ShellSpy(street, window, tmp_path)
    made = build(shell)
    put_up(shell, made, None)
    assert not made.view.action(Act.AGAIN).isVisible()
    street.close()
