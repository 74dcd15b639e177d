"""The list of nonconformities on paper and in files: whole, in both languages, and harmless to open."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import openpyxl
import pypdfium2
import pytest

from donor_room.domain.nonconforming import CODES
from donor_room.domain.refusal import Refusal
from donor_room.packs.nonconforming import (
    NonconformityList,
    Place,
    code_words,
    counted,
    heads,
    in_words,
)
from donor_room.packs.nonconforming_book import nonconforming_book, nonconforming_csv
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.nonconforming_sheet import MOST, draw_nonconforming
from tests.support.nonconforming import LONG_PLACE, LONG_REASON, NAMES, nonconformities, sample_list

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
CHINESE = re.compile("[\u4e00-\u9fff]")
ALL = len(CODES)


def pages(told: NonconformityList, language: str = "zh_CN") -> list[str]:
    document = pypdfium2.PdfDocument(draw_nonconforming(told, Texts(language), AT))
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_line_in_words(language: str) -> None:
    said = "".join("".join(page.split()) for page in pages(sample_list(ALL), language))
    texts = Texts(language)
    for code in CODES:
        assert said.count("".join(code_words(texts, "code", code).split())) >= 2, code
    for number in (0, ALL - 7):
        assert f"A6601260{number:05d}" in said
    assert "王芳" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_on_which_all_went_well_says_so(language: str) -> None:
    (said,) = pages(sample_list(0), language)
    assert Texts(language).say("nonconforming.none") in said
    assert Texts(language).say("nonconforming.column.at") not in said


def test_many_turn_the_page_and_each_page_has_its_heads() -> None:
    told = pages(sample_list(200))
    assert f"第 {len(told)} 页，共 {len(told)} 页" in told[-1]
    assert all("献血码" in page for page in told)
    assert "200 项" in told[0]


def test_what_has_left_is_said_and_where_it_is_whole() -> None:
    assert "2 次到访的内容已移出本机" in pages(sample_list(1, left=2))[0]
    assert "移出" not in pages(sample_list(1))[0]


def test_long_words_and_strange_signs_stop_no_list() -> None:
    long = tuple(one._replace(reason="W" * 900 + "\n😀\x07", part="x" * 300) for one in nonconformities(3))
    told = pages(sample_list(0)._replace(rows=long))
    assert "〓" not in told[0]  # behind the words that still had room
    strange = tuple(one._replace(reason="袋子\n😀") for one in nonconformities(4))
    assert "袋子 〓" in pages(sample_list(0)._replace(rows=strange[3:]))[0]


def test_a_list_too_long_for_paper_is_refused() -> None:
    (one,) = nonconformities(1)
    with pytest.raises(Refusal) as refused:
        draw_nonconforming(sample_list(0)._replace(rows=(one,) * (MOST + 1)), Texts("zh_CN"), AT)
    assert (refused.value.code, refused.value.values["n"]) == ("nonconforming.too_many", MOST + 1)


def test_the_workbook_has_every_line_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(nonconforming_book(sample_list(ALL, left=1), Texts("zh_CN"))))
    lines, kinds = book.worksheets
    assert [cell.value for cell in lines[1]] == list(heads(Texts("zh_CN")))
    assert lines.max_row == ALL + 1
    assert all(cell.data_type != "f" for row in lines.iter_rows() for cell in row)
    gap = next(row for row in lines.iter_rows(values_only=True) if row[1] == "献血码缺号")
    assert gap[4] == "=HYPERLINK(1) 标签遗失 😀"
    assert kinds.max_row == ALL + 1
    assert kinds["B1"].value == 1


def test_signs_that_no_workbook_takes_are_left_out_and_too_many_are_cut() -> None:
    (one,) = nonconformities(1)
    odd = one._replace(code="number_gap", reason="a\x07b" + "c" * 40_000)
    book = openpyxl.load_workbook(
        io.BytesIO(nonconforming_book(sample_list(0)._replace(rows=(odd,)), Texts("en")))
    )
    value = str(book.worksheets[0]["E2"].value)
    assert value.startswith("abc")
    assert len(value) == 32_000


@pytest.mark.parametrize(
    ("begin", "written"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\uff1d1+1", "'\uff1d1+1"),
        ("\t=x", "'=x"), ("\rx", "x"), ("two\nlines", "two lines"),
    ],
)  # fmt: skip
def test_no_line_of_the_csv_is_a_formula(begin: str, written: str) -> None:
    (one,) = nonconformities(1)
    told = sample_list(0)._replace(rows=(one._replace(code="number_gap", reason=begin),))
    _, line = csv.reader(io.StringIO(nonconforming_csv(told, Texts("zh_CN")).decode("utf-8-sig"), newline=""))
    assert line[4] == written


def test_the_csv_has_all_of_it() -> None:
    read = nonconforming_csv(sample_list(50), Texts("en"))
    assert read.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(read.decode("utf-8-sig"), newline="")))
    assert len(rows) == 51
    assert LONG_REASON in {row[4] for row in rows}


# ---- words -------------------------------------------------------------------------------------------------


def test_in_english_only_names_places_and_given_words_are_chinese() -> None:
    texts = Texts("en")
    for one in nonconformities(ALL):
        line = in_words(one._replace(witness=""), texts, Place("site", "03"), {})
        said = (line.code, line.of, line.settled, *([] if CHINESE.search(one.reason) else [line.reason]))
        assert not CHINESE.search(" ".join(said)), line


def test_who_is_not_known_stands_by_the_account_and_codes_by_themselves() -> None:
    (one,) = nonconformities(1)
    odd = one._replace(by="s9", witness="s8", reason="moon", code="moon", settled="eaten", part="cheese")  # type: ignore[arg-type]
    line = in_words(odd, Texts("zh_CN"), Place(), NAMES)
    assert (line.by, line.reason, line.code, line.of, line.where) == ("s9", "moon", "moon", "cheese", "")
    assert line.settled == "eaten（s8）"
    void = in_words(one._replace(reason="moon"), Texts("zh_CN"), LONG_PLACE, NAMES)
    assert void.reason == "moon"


def test_counts_stand_in_the_order_of_the_vocabulary() -> None:
    assert counted(["number_gap", "set_voided", "number_gap"]) == (("set_voided", 1), ("number_gap", 2))
    told = sample_list(ALL + 1)
    assert dict(told.by_code)["set_voided"] == 2
    assert told.open == sum(one.settled == "open" for one in told.rows)
