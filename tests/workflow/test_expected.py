"""Who is expected: taken from a list, kept as long as the shift, proved by the document alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.identity import as_eighteen, read_document
from donor_room.domain.refusal import Refusal
from donor_room.workflow import register
from donor_room.workflow.desk import Desk
from donor_room.workflow.expected import (
    awaited,
    expected_row,
    forget_expected,
    is_meant,
    is_proved,
    tail_needed,
    take_list,
)
from donor_room.workflow.group_list import GroupList, ListRow, read_list
from donor_room.workflow.hand_over import close_shift, return_unspent
from tests.support.desks import ADMINISTRATOR, LEADER, PIN, open_desk, open_shift, refused, take_place

VECTOR = (Path(__file__).parents[1] / "vectors" / "group_list.csv").read_bytes()


def read(desk: Desk, data: bytes = VECTOR) -> GroupList:
    return read_list(data, "list.csv", today=desk.clock.today(), practice=True)


def one(name: str, number: str, phone: str = "") -> bytes:
    return f"姓名,身份证号,手机\n{name},{number},{phone}\n".encode()


@pytest.fixture
def rows(desk: Desk) -> tuple[ListRow, ...]:
    group = read(desk)
    take_list(desk, group, file_sha256="f0")
    return group.rows


def come(desk: Desk, row: ListRow) -> None:
    donor = e.Donor(
        document_kind=str(row.document.kind), document_number=row.document.number, name=row.name,
        sex=row.sex or "male", birth_on=row.birth_on or desk.clock.today(), phone=None, address=None,
        ethnic_group=None, organisation=None,
    )  # fmt: skip
    register.open_visit(desk, donor=donor, source="typed", plan="WB400")


def test_every_row_that_was_taken_is_expected_in_the_order_of_the_list(desk, rows) -> None:
    assert [one.row for one in awaited(desk)] == list(rows)
    assert {one.visit for one in awaited(desk)} == {None}


def test_the_book_says_how_many_and_which_file_but_nobodys_name(desk, rows) -> None:
    (taken,) = desk.ledger.of_house(e.ListTaken.KIND)
    assert (taken.act.taken, taken.act.refused, taken.act.file_sha256) == (35, 5, "f0")
    assert rows[0].name not in taken.entry.body
    assert rows[0].document.number not in taken.entry.body


def test_a_killed_program_still_expects_them(desk, rows, tmp_path) -> None:
    desk.close()
    again = open_desk(tmp_path)
    assert len(awaited(again)) == len(rows)
    again.close()


def test_who_has_come_is_known_by_the_document(desk, rows) -> None:
    come(desk, rows[2])
    assert [place for place, one in enumerate(awaited(desk)) if one.visit] == [2]


def test_an_old_number_of_fifteen_digits_and_the_new_one_are_one_person(desk) -> None:
    take_list(desk, read(desk, one("王国", "660001900307001")), file_sha256="1")
    new = as_eighteen("660001900307001")
    found = expected_row(desk, read_document(None, new, desk.clock.today(), practice=True))
    assert found is not None
    assert is_proved(found, "7001")
    assert is_proved(found, new[-4:])


def test_four_signs_are_enough_where_nobody_shares_them(desk, rows) -> None:
    assert {tail_needed(desk, row) for row in rows} == {4}


def test_a_short_number_is_needed_whole(desk) -> None:
    take_list(desk, read(desk, "姓名,证件类型,证件号码\n王国,户口簿,A12\n".encode()), file_sha256="9")
    rows = [one.row for one in awaited(desk)]
    assert [tail_needed(desk, row) for row in rows] == [len(row.document.number) for row in rows]


def test_a_later_list_corrects_an_earlier_one(desk, rows) -> None:
    number = rows[0].document.number
    told = take_list(desk, read(desk, one("何英", number, "13812345678")), file_sha256="2")
    assert told == (0, 1)
    assert (len(awaited(desk)), awaited(desk)[0].row.phone) == (35, "13812345678")


def test_a_list_without_people_is_not_taken(desk) -> None:
    with refused("group_list.nobody"):
        take_list(desk, read(desk, one("", "660001199003070011")), file_sha256="3")
    assert desk.ledger.of_house(e.ListTaken.KIND) == []


def test_who_may_not_register_takes_no_list(desk) -> None:
    take_place(desk, ADMINISTRATOR)
    with refused("staff.not_permitted"):
        take_list(desk, read(desk), file_sha256="4")
    assert awaited(desk) == ()


def test_at_the_end_of_the_shift_everybody_is_forgotten(desk, rows) -> None:
    return_unspent(desk)
    close_shift(desk, received_by=LEADER, pin=PIN, document_sha256="0")
    assert rows[0].name not in str(desk.ledger.cursor("expected"))
    assert awaited(desk) == ()
    assert expected_row(desk, rows[0].document) is None


def test_a_shift_does_not_know_the_people_of_another(desk, rows) -> None:
    kept = desk.ledger.cursor("expected")
    return_unspent(desk)
    close_shift(desk, received_by=LEADER, pin=PIN, document_sha256="0")
    desk.ledger.set_cursor("expected", kept)
    open_shift(desk)
    assert awaited(desk) == ()


def test_a_shift_that_does_not_close_keeps_its_list(desk, rows) -> None:
    with pytest.raises(Refusal):
        close_shift(desk, received_by=LEADER, pin=PIN, document_sha256="0")
    assert len(awaited(desk)) == len(rows)


def test_the_list_of_a_shift_can_be_let_go(desk, rows) -> None:
    forget_expected(desk)
    assert awaited(desk) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("何英", True),
        ("何", True),
        ("hy", True),
        ("4649", True),
        ("49", True),
        ("王", False),
        ("4640", False),
    ],
)
def test_somebody_is_looked_for_by_name_initials_or_end_of_the_number(rows, typed, meant) -> None:
    assert is_meant(rows[0], typed) is meant


@pytest.mark.parametrize(
    ("typed", "proves"),
    [
        ("4649", True), ("４６４９", True), ("660001198809284649", True), ("649", False), ("", False),
        ("4640", False), ("何英", False), ("66000119880928464", False),
    ],
)  # fmt: skip
def test_only_the_end_of_the_documents_number_proves(rows, typed, proves) -> None:
    assert is_proved(rows[0], typed) is proves
