"""A due list as CSV: opened as it is in China, no formula in it, and its mark before everything else."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from donor_room.domain.due import ANY_DAY
from donor_room.packs.table_files import csv_cell
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station.due_csv import due_csv
from donor_room.station.due_export import Export, Line, Taken
from donor_room.station.due_list import Wanted
from donor_room.workflow.register import UNKNOWN_DONOR
from tests.support.van import MORNING

EXPORT = Export(
    "e1", Wanted.of(family="WB", first="", last="2027-01-01", abo="", rhd="", tag=""),
    '急需 "O" 型,\n=1+1', "=clerk", "clerk", MORNING, "doctor", "physician", MORNING, True, MORNING,
)  # fmt: skip
LINES = [
    Line("样例,甲", "13800000000", ANY_DAY, UNKNOWN_DONOR),
    Line("=HYPERLINK(1)", "057188880000", date(2027, 1, 9), UNKNOWN_DONOR),
    Line('李"𠮷"䶮\r\n二行', "", date(2027, 1, 9), UNKNOWN_DONOR),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_read_back_whole_and_says_first_who_took_it_and_why(language: str) -> None:
    texts = Texts(language)
    file = due_csv(Taken(EXPORT, LINES, MORNING), texts)
    assert file.name.endswith(".csv")
    assert file.content.startswith(b"\xef\xbb\xbf")
    text = file.content.decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n") == 3 + len(LINES)
    mark, only_for, heads, *donors = csv.reader(io.StringIO(text, newline=""))
    assert mark[0].startswith("'=clerk · 2026-11-21 09:00")
    assert mark[0].endswith('急需 "O" 型, =1+1')
    assert only_for == [texts.say("due.book.only_for")]
    assert heads[:2] == [texts.say("due.book.column.name"), texts.say("due.book.column.phone")]
    assert [line[0] for line in donors] == ["样例,甲", "'=HYPERLINK(1)", '李"𠮷"䶮 二行']
    assert [line[1] for line in donors] == ["13800000000", "\t057188880000", ""]
    assert donors[0][-1] == texts.say("due.any_day")
    assert {len(line) for line in donors} == {len(heads)}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("before", ["", " ", "\t", "\r\n", "\u3000", "\x07"])
def test_nothing_that_begins_a_formula_begins_a_cell(sign: str, before: str) -> None:
    assert csv_cell(f"{before}{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("13800000000", "13800000000"),
        ("008613800000000", "\t008613800000000"),
        ("138000000001234", "\t138000000001234"),
        ("0571-88880000", "0571-88880000"),
        ("0", "0"),
        ("2026-11-21", "2026-11-21"),
        ("", ""),
        ("A=B", "A=B"),
    ],
)
def test_a_number_keeps_all_its_digits_and_everything_else_stays_as_it_is(text: str, kept: str) -> None:
    assert csv_cell(text) == kept
