from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from donor_room.domain.identity import DocumentKind, check_character
from donor_room.domain.refusal import Refusal
from donor_room.workflow import list_file
from donor_room.workflow.group_list import _data_rows, read_list
from donor_room.workflow.list_file import Sheet

TODAY = date(2026, 11, 21)
VECTORS = Path(__file__).parents[1] / "vectors"
HEADING = ["姓名", "身份证号", "性别", "单位", "预约时段", "手机"]


def number(birth="19900307", order="001"):
    seventeen = "660001" + birth + order
    return seventeen + check_character(seventeen)


NUMBER = number()


def read(data, practice=True, name="list.csv"):
    return read_list(data, name, today=TODAY, practice=practice)


def csv_of(*rows, heading=HEADING, delimiter=",", encoding="utf-8"):
    return "\r\n".join(delimiter.join(row) for row in [heading, *rows]).encode(encoding)


def xlsx_of(*rows, heading=HEADING, before=()):
    book = Workbook()
    for row in [*before, heading, *rows]:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def only_row(*cells, **options):
    (row,) = read(csv_of(cells, **options)).rows
    return row


def reason(*cells, **options):
    (row,) = read(csv_of(cells, **options)).refused
    return row.reason


def code_of(data):
    with pytest.raises(Refusal) as said:
        read(data)
    return said.value.code.removeprefix("group_list.")


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        (
            "group_list.csv",
            35,
            {
                10: "identity.sex_disagrees",
                25: "identity.check_character",
                27: "group_list.duplicate",
                38: "group_list.no_name",
                41: "identity.length",
            },
        ),
        (
            "group_list.xlsx",
            25,
            {
                6: "group_list.no_name",
                8: "identity.sex_disagrees",
                11: "identity.check_character",
                28: "group_list.duplicate",
                30: "identity.length",
            },
        ),
    ],
)
def test_an_organisers_file_loses_no_row(name, taken, refused):
    found = read((VECTORS / name).read_bytes(), name=name)
    assert len(found.rows) == taken
    assert {row.row_no: row.reason for row in found.refused} == refused
    assert found.data_rows == taken + len(refused)


def test_rare_characters_of_a_gb18030_file_arrive():
    names = {row.name for row in read((VECTORS / "group_list.csv").read_bytes()).rows}
    assert {"张䶮", "朱𬭎铭", "𠮷田样", "阿卜杜拉·买买提"} <= names


def test_a_row_reads_whole():
    row = only_row("王兰", NUMBER, "男", "第三中学", "09:00-09:30", "+86 189-2174-2180")
    assert (row.name, row.sex, row.birth_on) == ("王兰", "male", date(1990, 3, 7))
    assert (row.organisation, row.slot, row.phone) == ("第三中学", "09:00-09:30", "18921742180")
    assert (row.row_no, row.notes, row.document.kind) == (2, (), DocumentKind.RESIDENT)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_way_of_saving_text_is_read(delimiter, encoding):
    assert only_row("张䶮", NUMBER, delimiter=delimiter, encoding=encoding).name == "张䶮"


def test_columns_come_in_any_order_under_any_usual_name():
    heading = ["序号", "联系电话*", "Gender", "证件号码（必填）", " 姓 名 "]
    row = only_row("1", "13900000000", "M", NUMBER, "王兰", heading=heading)
    assert (row.name, row.phone, row.sex) == ("王兰", "13900000000", "male")


def test_titles_and_blank_rows_above_the_heading_are_passed_over():
    found = read(xlsx_of(["王兰", NUMBER], before=[["2026年预约名单"], []]))
    assert [row.row_no for row in found.rows] == [4]


def test_every_sheet_with_a_heading_is_read():
    book = Workbook()
    for title, name, order in (("上午", "王兰", "001"), ("下午", "李梅", "003")):
        sheet = book.create_sheet(title)
        sheet.append(HEADING)
        sheet.append([name, number(order=order)])
    kept = io.BytesIO()
    book.save(kept)
    assert [(row.sheet, row.name) for row in read(kept.getvalue()).rows] == [
        ("上午", "王兰"),
        ("下午", "李梅"),
    ]


def test_a_hidden_sheet_is_read_and_its_rows_say_where_they_stand():
    book = Workbook()
    for title, name, order in (("名单", "王兰", "001"), ("补报", "李梅", "003")):
        sheet = book.create_sheet(title)
        sheet.append(HEADING)
        sheet.append([name, number(order=order)])
    book["补报"].sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)
    assert [(row.sheet, row.row_no, row.name) for row in read(kept.getvalue()).rows] == [
        ("名单", 2, "王兰"),
        ("补报", 2, "李梅"),
    ]


def test_merged_cells_cost_no_row_and_a_merged_name_is_named():
    """What is merged stands in its first cell alone: below it is missing, and no person is made up."""
    book = Workbook()
    sheet = book.active
    sheet.append([*HEADING[:2], "单位"])
    for name, order in (("王兰", "001"), ("李梅", "003"), ("", "005")):
        sheet.append([name, number(order=order), "云冈机电公司" if order == "001" else None])
    sheet.merge_cells("C2:C4")
    sheet.merge_cells("A3:A4")
    kept = io.BytesIO()
    book.save(kept)
    told = read(kept.getvalue())
    assert [(row.name, row.organisation) for row in told.rows] == [("王兰", "云冈机电公司"), ("李梅", None)]
    assert [(row.row_no, row.reason) for row in told.refused] == [(4, "group_list.no_name")]


def test_ten_thousand_rows_are_all_taken_or_named():
    lines = ["姓名,身份证号"] + [f"王兰,{number(order=f'{n % 500 * 2 + 1:03d}')}" for n in range(10_000)]
    told = read("\r\n".join(lines).encode("gb18030"))
    assert (told.data_rows, len(told.rows)) == (10_000, 500)
    assert {row.reason for row in told.refused} == {"group_list.duplicate"}
    assert told.refused[-1].row_no == 10_001


def test_two_lists_side_by_side_are_both_read():
    heading = ["序号", "姓名", "身份证号", "电话", "序号", "姓名", "身份证号", "手机"]
    rows = [
        ["1", "王兰", NUMBER, "", "2", "李梅", number(order="003"), "13900000000"],
        ["3", "", "", "", "4"],
    ]
    found = read(csv_of(*rows, heading=heading))
    assert [(row.name, row.phone) for row in found.rows] == [("王兰", None), ("李梅", "13900000000")]
    assert found.data_rows == 2


def test_a_second_column_of_a_kind_does_not_begin_a_second_list():
    heading = ["姓名", "身份证号", "手机", "联系电话", "证件号码"]
    assert only_row("王兰", NUMBER, "13900000000", "13800000000", heading=heading).phone == "13900000000"


def test_a_sheet_without_heading_has_no_rows():
    assert _data_rows(Sheet("", ())) == []


def test_a_heading_repeated_on_each_page_is_no_row():
    assert read(csv_of(["王兰", NUMBER], HEADING, ["李梅", number(order="003")])).data_rows == 2


def test_a_row_with_nothing_but_its_running_number_is_no_row():
    assert (
        read(csv_of(["1", "王兰", NUMBER], ["2", "", ""], heading=["序号", "姓名", "身份证号"])).data_rows
        == 1
    )


@pytest.mark.parametrize(
    "written",
    [
        "６６０００１１９９００３０７００１３",
        f" {NUMBER[:6]} {NUMBER[6:]}\u200b",
        f"'{NUMBER}",
        f'"=""{NUMBER}"""',
        f"\ufeff{NUMBER}\u3000",
    ],
)
def test_a_number_is_read_however_a_spreadsheet_dressed_it(written):
    assert only_row("王兰", written).document.number == NUMBER


def test_a_small_x_is_a_check_character():
    small = "66000119810120085x"
    assert only_row("张小", small).document.number == small.upper()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["", NUMBER], "group_list.no_name"),
        (["\u200b ", NUMBER], "group_list.no_name"),
        (["王兰", ""], "group_list.no_number"),
        (["王兰", "无"], "group_list.no_number"),
        (["王兰", "6.60001E+17"], "group_list.digits_lost"),
        (["王兰", NUMBER[:-1]], "identity.length"),
        (["王兰", NUMBER[:-1] + "0"], "identity.check_character"),
        (["王兰", NUMBER, "女"], "identity.sex_disagrees"),
        (["王兰（女）", NUMBER], "identity.name.character"),
        (["王\ue863", NUMBER], "identity.name.private_use"),
        (["=A1", NUMBER], "group_list.formula"),
        (["王兰", "=A1"], "group_list.formula"),
        (["＝A1", NUMBER], "group_list.formula"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(cells, said):
    assert reason(*cells) == said


def test_a_practice_number_in_a_real_list_is_refused():
    (row,) = read(csv_of(["王兰", NUMBER]), practice=False).refused
    assert row.reason == "identity.practice_area"


def test_somebody_under_age_is_a_row_like_any_other():
    assert only_row("周宇", number("20200101")).birth_on == date(2020, 1, 1)


def test_a_refused_row_shows_neither_name_nor_number_whole():
    (row,) = read(csv_of(["欧阳文静", NUMBER, "女"])).refused
    assert (row.name, row.number, row.row_no) == ("欧阳*静", "660001********0013", 2)


def test_the_same_person_twice_names_the_first_row():
    found = read(csv_of(["王兰", NUMBER], ["王 兰", f" {NUMBER}"], ["李梅", NUMBER]))
    assert [(row.reason, row.same_as) for row in found.refused] == [
        ("group_list.duplicate", 2),
        ("group_list.number_of_another", 2),
    ]


def test_an_old_number_and_its_new_one_are_one_person():
    old = "660001900307001"
    (row,) = read(csv_of(["王兰", old], ["王兰", NUMBER])).refused
    assert row.reason == "group_list.duplicate"


def test_the_birth_column_must_agree_and_may_be_written_as_one_likes():
    heading = ["姓名", "身份证号", "出生日期"]
    for written in ("1990-03-07", "1990/3/7", "1990年3月7日", "1990.3.7", "19900307"):
        assert only_row("王兰", NUMBER, written, heading=heading).notes == ()
    assert reason("王兰", NUMBER, "1990-03-08", heading=heading) == "identity.birth_disagrees"
    assert only_row("王兰", NUMBER, "1990-02-30", heading=heading).notes == ("group_list.birth_unread",)
    assert only_row("王兰", NUMBER, "三月", heading=heading).notes == ("group_list.birth_unread",)


@pytest.mark.parametrize("phone", ["123", "23900000000", "13900000000/13800000000", "电话"])
def test_an_odd_phone_leaves_the_row_and_a_note(phone):
    row = only_row("王兰", NUMBER, "", "", "", phone)
    assert (row.phone, row.notes) == (None, ("group_list.phone_unread",))


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("+86 189-2174-2180", "18921742180"),
        ("008618921742180", "18921742180"),
        ("8618921742180", "18921742180"),
        ("１８９２１７４２１８０", "18921742180"),
        ("(0371) 6612-3456", "037166123456"),
    ],
)
def test_a_phone_is_kept_as_bare_digits(phone, kept):
    assert only_row("王兰", NUMBER, "", "", "", phone).phone == kept


def test_a_sex_nobody_can_read_leaves_the_numbers_own():
    row = only_row("王兰", NUMBER, "未知")
    assert (row.sex, row.notes) == ("male", ("group_list.sex_unread",))


@pytest.mark.parametrize("formula", ['"=HYPERLINK(""http://x"",""y"")"', "@SUM(A1)", "+cmd|x", "-x", "＝A1"])
def test_a_formula_is_left_out_and_noted(formula):
    row = only_row("王兰", NUMBER, "", formula)
    assert (row.organisation, row.notes) == (None, ("group_list.formula_left_out",))


def test_a_long_text_is_cut_and_noted():
    row = only_row("王兰", NUMBER, "", "第" * 200)
    assert (row.organisation, row.notes) == ("第" * 100, ("group_list.text_cut",))


def test_a_two_character_name_padded_with_a_space_is_closed_up():
    assert only_row("王　兰", NUMBER).name == "王兰"
    assert only_row("Li Hua", NUMBER).name == "Li Hua"


@pytest.mark.parametrize(
    ("kind", "written", "read_as"),
    [
        ("护照", "AB123456", DocumentKind.PASSPORT_FOREIGN),
        ("护照", "E12345678", DocumentKind.PASSPORT_CHINESE),
        ("回乡证", "H12345678", DocumentKind.HK_MACAU_PERMIT),
        ("台胞证", "12345678", DocumentKind.TAIWAN_PERMIT),
        ("军官证", "军字第1234567号", DocumentKind.MILITARY),
        ("身份证", NUMBER, DocumentKind.RESIDENT),
    ],
)
def test_the_lists_word_helps_where_the_number_is_silent(kind, written, read_as):
    row = only_row("王兰", written, kind, heading=["姓名", "证件号码", "证件类型"])
    assert row.document.kind is read_as


def test_without_the_lists_word_a_foreign_passport_is_not_guessed():
    assert reason("王兰", "AB123456") == "identity.kind_unknown"


def test_two_documents_without_person_numbers_are_told_apart():
    heading = ["姓名", "证件号码", "证件类型"]
    found = read(csv_of(["王兰", "12345678", "台胞证"], ["李梅", "12345678", "军官证"], heading=heading))
    assert len(found.rows) == 2


def test_numbers_and_days_of_a_workbook_read_as_their_reader_saw_them():
    heading = ["姓名", "身份证号", "出生日期", "手机", "时段", "单位"]
    cells = ["王兰", NUMBER, datetime(1990, 3, 7), 18921742180, time(9, 30), True]  # noqa: DTZ001
    (row,) = read(xlsx_of(cells, heading=heading)).rows
    assert (row.phone, row.slot, row.organisation, row.notes) == ("18921742180", "09:30", "True", ())


def test_a_number_that_excel_rounded_is_told():
    (row,) = read(xlsx_of(["王兰", int(NUMBER)])).refused
    assert row.reason == "group_list.digits_lost"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "1.5"),
        (2.0, "2"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 9, 30), "2026-01-02 09:30"),  # noqa: DTZ001
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_a_cell_shows_its_value(value, text):
    assert list_file._cell_text(value) == text


def test_a_stray_quote_swallows_no_rows():
    rows = [['"王兰', NUMBER], ["李梅", number(order="003")], ['"周宇', number(order="005")]]
    assert [row.name for row in read(csv_of(*rows)).rows] == ["王兰", "李梅", "周宇"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_two_stray_quotes_that_look_like_a_pair_swallow_no_rows(newline):
    """The second closes what the first opened, so that the file is well formed and two donors are gone."""
    rows = ["姓名,身份证号,单位", f'王兰,"{NUMBER},甲', f"李梅,{number(order='003')},乙"]
    rows.append(f'周宇,{number(order="005")}",丙')
    assert [row.name for row in read(newline.join(rows).encode()).rows] == ["王兰", "李梅", "周宇"]


def test_a_cell_of_two_lines_is_one_cell():
    (row,) = read(f'姓名,身份证号,单位\n王兰,{NUMBER},"甲公司\n乙部门"\n'.encode()).rows
    assert row.organisation == "甲公司 乙部门"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n", "empty_file"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "old_excel"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"\x81\xff\xff\x00", "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        ("姓名,电话\n王兰,1".encode(), "no_heading"),
        (b"\x00\x01\x02", "no_heading"),
    ],
)
def test_what_is_no_list_says_why(data, code):
    assert code_of(data) == code


def test_an_endless_quote_is_one_refused_row():
    assert read(b'name,id\n"' + b"x" * 200_000).data_rows == 1


def test_the_refusal_of_a_file_names_the_file():
    with pytest.raises(Refusal) as said:
        read(b"", name="名单.csv")
    assert said.value.values["file"] == "名单.csv"


def test_a_workbook_without_list_or_with_missing_parts_is_told():
    assert code_of(xlsx_of(heading=["a", "b"])) == "no_heading"
    whole = xlsx_of(["王兰", NUMBER])
    assert code_of(whole.replace(b"xl/workbook.xml", b"xl/workbooX.xml")) == "damaged"


def test_too_large_too_long_and_too_well_packed_are_refused(monkeypatch):
    whole = xlsx_of(["王兰", NUMBER], ["李梅", number(order="003")])
    monkeypatch.setattr(list_file, "MOST_ROWS", 2)
    assert code_of(whole) == "too_many_rows"
    monkeypatch.setattr(list_file, "LARGEST_UNPACKED", 100)
    assert code_of(whole) == "too_large"
    monkeypatch.setattr(list_file, "LARGEST_FILE", 10)
    assert code_of(whole) == "too_large"


cells = st.sampled_from(["", "王兰", "=A1", NUMBER, "男", "女", "\u200b", "13900000000", '"', "，", "1E17"])


@given(st.lists(st.lists(cells | st.text(max_size=12), min_size=2, max_size=6), max_size=12))
def test_every_row_with_anything_in_it_is_taken_or_named(rows):
    tidy = [["".join(c for c in cell if c.isalnum() or c in "=\u200b") for cell in row] for row in rows]
    found = read(csv_of(*tidy, heading=HEADING, encoding="utf-8"))
    numbers = [row.row_no for row in (*found.rows, *found.refused)]
    assert len(set(numbers)) == len(numbers) == found.data_rows <= len(rows)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", "姓名,身份证号\n".encode(), b"\xff\xfe"])
)
def test_any_bytes_give_a_list_or_a_refusal(data, start):
    with contextlib.suppress(Refusal):
        assert read(start + data).data_rows >= 0


@given(st.integers(0, 4000), st.integers(1, 255))
def test_a_damaged_workbook_gives_a_list_or_a_refusal(place, flip):
    data = bytearray(WORKBOOK)
    data[place % len(data)] ^= flip
    with contextlib.suppress(Refusal):
        read(bytes(data))


WORKBOOK = xlsx_of(["王兰", NUMBER, "男", "第三中学"])


def sheet_of(rows: str) -> bytes:
    """A workbook whose rows are written as another program, or nobody's program, may write them."""
    packed, made = io.BytesIO(), zipfile.ZipFile(io.BytesIO(xlsx_of()))
    part = "xl/worksheets/sheet1.xml"
    whole = made.read(part).decode().replace("</sheetData>", f"{rows}</sheetData>")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in made.namelist():
            target.writestr(name, whole if name == part else made.read(name))
    return packed.getvalue()


def test_a_cell_touched_at_the_very_end_costs_no_wait():
    began = monotonic()
    found = read(sheet_of('<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row>'))
    assert (found.data_rows, monotonic() - began < 8) == (0, True)


def test_a_row_beyond_the_end_of_every_sheet_is_damage_and_no_endless_reading():
    assert code_of(sheet_of('<row r="999999999"><c r="A999999999"><v>1</v></c></row>')) == "damaged"
