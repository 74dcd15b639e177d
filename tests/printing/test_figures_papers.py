"""Figures on paper and in a workbook: sums, parts, long names, no visit at all, and no formula."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import openpyxl
import pypdfium2
import pytest
from msgspec.structs import replace

from donor_room.domain.figures import By, Figures
from donor_room.domain.reaction_counts import ReactionCounts
from donor_room.domain.waiting import Wait
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.figures_book import figures_book
from donor_room.printing.figures_chart import draw_chart
from donor_room.printing.figures_sheet import FiguresReport, a_year_before, draw_figures
from tests.printing.samples import BESIDE

DAY = Figures(
    visits=12, donated=9, deferred=2, left=1, first=4, repeat=5, whole_blood=8, whole_blood_ml=2_700,
    apheresis=1, doses=2, needles=9, pierced=9, first_sticks=8, asked=5, points=14,
    reactions={"mild": 1, "severe": 1},
)  # fmt: skip
REPORT = FiguresReport(
    station="滨江市中心血站",
    practice=True,
    first=date(2026, 11, 21),
    last=date(2026, 11, 22),
    by="day",
    parts=(("2026-11-21", DAY), ("2026-11-22", DAY)),
    whole=replace(DAY, visits=24, donated=18, whole_blood_ml=5_400),
    units=Decimal(27),
    part_units=(Decimal("13.5"), Decimal("13.5")),
    reasons=(("血红蛋白", 3), ("ALT", 1)),
    density=Decimal("1.053"),
    printed_at=datetime(2026, 11, 22, 9, tzinfo=UTC),
)


def pages(report: FiguresReport, language: str = "zh_CN") -> list[str]:
    document = pypdfium2.PdfDocument(draw_figures(report, Texts(language)))
    return [page.get_textpage().get_text_bounded() for page in document]


def with_parts(count: int, name: str = "#", **changes: Any) -> FiguresReport:
    parts = tuple((name.replace("#", str(n)), DAY) for n in range(count))
    return replace(REPORT, by="site", parts=parts, part_units=(Decimal("13.5"),) * count, **changes)


def workbook(report: FiguresReport) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(figures_book(report, Texts("zh_CN"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_and_parts_stand_on_the_paper(language: str) -> None:
    (said,) = pages(REPORT, language)
    for part in (
        "24",
        "18",
        "27",
        "5,400",
        "2026-11-21",
        "2026-11-22",
        "13.5",
        "88.9 %",
        "(8/9)",
        "血红蛋白",
    ):
        assert part in said


def test_the_year_before_stands_beside_and_from_nothing_there_is_no_share() -> None:
    before = Figures(visits=20, donated=0, whole_blood_ml=6_000)
    (said,) = pages(replace(REPORT, before=before, units_before=Decimal(30)))
    for told in ("上年同期 20（+20.0 %）", "上年同期 30（-10.0 %）", "上年同期 0"):
        assert told in said
    assert "上年同期 0（" not in said
    assert "上年同期" not in pages(REPORT)[0]


def test_the_weight_says_by_which_density() -> None:
    assert "5.7 kg（1.053 g/mL）" in pages(REPORT)[0]
    assert "kg" not in pages(replace(REPORT, density=None))[0]


@pytest.mark.parametrize(
    ("days", "before"),
    [
        ((date(2026, 1, 1), date(2026, 12, 31)), (date(2025, 1, 1), date(2025, 12, 31))),
        ((date(2028, 2, 29), date(2028, 3, 1)), (date(2027, 2, 28), date(2027, 3, 1))),
    ],
)
def test_the_same_days_of_the_year_before(days: tuple[date, date], before: tuple[date, date]) -> None:
    assert a_year_before(*days) == before


def test_one_sum_needs_no_table() -> None:
    (said,) = pages(replace(REPORT, by="all", parts=(("", REPORT.whole),), part_units=(Decimal(27),)))
    assert "合计" not in said


WAITED = replace(
    DAY,
    waits={"exam": Wait(visits=21, median=6, most=37), "stay": Wait(visits=19, median=44, most=83)},
    reacted=ReactionCounts(
        count=3,
        kinds={"B1": 2, "X9": 1},
        categories={"vvr_awake": 3},
        grades={"1": 2, "not_judged": 1},
        derived={"1": 3},
        calls_due=2,
        calls_made=1,
    ),
    souvenirs={"towel": 1_203, "coin_of_old": 4},
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_waits_reactions_and_means_stand_on_the_paper(language: str) -> None:
    said = "".join(pages(replace(REPORT, whole=WAITED), language))
    texts = Texts(language)
    words = {
        "wait": texts.say("figures.sheet.wait.exam"),
        "not judged": texts.say("figures.reacted.not_judged"),
        "mean": texts.say("figures.sheet.mean_whole_blood", mean="337.5", n="8"),
        "unknown code": "X9",
        "minutes": "37",
        "souvenirs": texts.say("figures.sheet.souvenirs"),
        "pieces": "1,203",
        "a souvenir that left the list": "coin_of_old",
    }
    assert {name for name, word in words.items() if word not in said} == set()
    nothing = "".join(pages(REPORT, language))
    assert texts.say("figures.sheet.waits_title") not in nothing
    assert texts.say("figures.sheet.reacted_title") not in nothing


def test_the_workbook_has_waits_and_reactions_as_numbers_and_unknown_as_nothing() -> None:
    book = workbook(replace(REPORT, parts=(("2026-11-21", WAITED), ("2026-11-22", DAY)), whole=WAITED))
    waits, souvenirs, reacted = book.worksheets[2:5]
    assert list(souvenirs.iter_rows(values_only=True))[1:] == [
        ("2026-11-21", 1_203, 4), ("2026-11-22", 0, 0), ("合计", 1_203, 4)
    ]  # fmt: skip
    first, second, whole = list(waits.iter_rows(values_only=True))[1:]
    assert first[1:10] == (*[None] * 6, 21, 6, 37)
    assert set(second[1:]) == {None}
    assert whole[-3:] == (19, 44, 83)
    assert ("回访", "应回访", 2) in list(reacted.iter_rows(values_only=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_guests_and_supplies_stand_beside_and_in_no_sum(language: str) -> None:
    texts = Texts(language)
    (alone, *_rest), told = pages(REPORT, language), pages(replace(REPORT, beside=BESIDE), language)
    assert told[0].startswith(alone[:200])
    said = "".join(told)
    words = ("guests_title", "guests_how", "supplies_title")
    assert all(texts.say(f"figures.sheet.{word}")[:20] in said for word in words)
    assert [word for word in ("1,200", "1,212", "-1", "老花镜", "采血车 03") if word not in said] == []
    assert texts.say("supplies.not_counted") in said
    assert texts.say("figures.sheet.guests_title") not in "".join(pages(REPORT, language))
    assert texts.say("figures.sheet.supplies_title") not in "".join(pages(REPORT, language))


def test_the_workbook_has_guests_and_supplies_on_sheets_of_their_own() -> None:
    book = workbook(replace(REPORT, beside=BESIDE))
    first, guests, supplies = book.worksheets[0], *book.worksheets[5:]
    assert [row[1] for row in first.iter_rows(min_row=2, values_only=True)] == [12, 12, 24]
    rows = list(guests.iter_rows(min_row=2, values_only=True))
    assert rows == [("2026-11-21", 9, 3, 12), (None, 0, 1, 1), ("合计", 9, 4, 13)]
    items = {row[:2]: row[2:] for row in supplies.iter_rows(min_row=2, values_only=True)}
    assert items["合计", "glasses"] == ("老花镜", None, 0, None, 6, None, 2, 2)
    assert items["采血车 03", "umbrella"] == ("雨伞", 600, 50, 20, 629, -1, 6, 1)
    assert len(workbook(REPORT).worksheets) == 6


def test_many_items_turn_the_page_and_the_columns_are_said_again() -> None:
    many = tuple(BESIDE.supplies[0]._replace(item=str(n)) for n in range(90))
    told = pages(replace(REPORT, beside=replace(BESIDE, supplies=many)))
    assert [page.count("移交次数") > 0 for page in told[1:]] == [True] * (len(told) - 1)
    assert len(told) > 2


def test_nobody_came_and_the_paper_says_so() -> None:
    nothing = replace(
        REPORT, by="all", parts=(), part_units=(), whole=Figures(), units=Decimal(0), reasons=()
    )
    (said,) = pages(nothing)
    assert "无" in said
    assert "暂缓原因" not in said


def test_many_parts_turn_the_page_and_the_columns_are_said_again() -> None:
    told = pages(with_parts(120))
    assert len(told) == 4
    assert all("全血 mL" in page for page in told[:3])
    assert "第 4 页，共 4 页" in told[-1]


def test_many_reasons_turn_the_page_too() -> None:
    told = pages(replace(REPORT, reasons=tuple((f"原因 {n}", n) for n in range(90))))
    assert len(told) > 1
    assert "原因 89" in "".join(told)


@pytest.mark.parametrize("name", ["", "张家口市桥东区钻石南路与胜利路交叉口采血点第 # 号车", "=1+1", "国田#"])
def test_names_of_every_kind_have_room(name: str) -> None:
    told = "".join(pages(with_parts(3, name)))
    assert (name.replace("#", "2")[:4] or "（不详）") in told


def test_the_same_report_gives_the_same_bytes() -> None:
    assert draw_figures(REPORT, Texts("zh_CN")) == draw_figures(REPORT, Texts("zh_CN"))


def test_the_workbook_holds_numbers() -> None:
    book = workbook(REPORT)
    parts, reasons = book.worksheets[:2]
    rows = list(parts.iter_rows(values_only=True))
    assert rows[1][:4] == ("2026-11-21", 12, 9, 4)
    assert rows[-1][:3] == ("合计", 24, 18)
    assert rows[0].index("全血 U") == rows[1].index(13.5)
    assert list(reasons.iter_rows(values_only=True)) == [("血红蛋白", 3), ("ALT", 1)]


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)"])
def test_no_name_is_a_formula(name: str) -> None:
    cell = workbook(with_parts(1, name)).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


class _Drawn:
    """Keeps what a chart draws, in millimetres, as the paper would be told."""

    def __init__(self) -> None:
        self.bars: list[tuple[float, float, float]] = []
        self.words: list[str] = []

    def box(self, x: float, _y: float, width: float, height: float, **_look: object) -> None:
        self.bars.append((x, width, height))

    def text(self, _x: float, _y: float, words: str, **_look: object) -> None:
        self.words.append(words)

    def line(self, *_place: object, **_look: object) -> None:
        pass


def chart(by: By, *parts: tuple[str, int, int]) -> _Drawn:
    drawn = _Drawn()
    told = [(name, Figures(visits=visits, donated=donated)) for name, visits, donated in parts]
    draw_chart(cast("Any", drawn), 15, 100, 180, by, told, Texts("zh_CN"))
    return drawn


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        ("day", "2026-11-20", "2026-11-22"),
        ("month", "2025-12", "2026-02"),
        ("quarter", "2025-Q4", "2026-Q2"),
        ("year", "2024", "2026"),
    ],
)
def test_a_span_without_a_visit_is_a_gap_in_the_chart(by: By, first: str, last: str) -> None:
    drawn = chart(by, (first, 40, 30), (last, 20, 0))
    lefts = sorted({x for x, _width, _height in drawn.bars})
    assert [round((x - 15) // 60) for x in lefts] == [0, 2]
    assert [round(height, 3) for _x, _width, height in drawn.bars] == [30, 22.5, 15, 0]
    assert {"最高 40", first, last} <= set(drawn.words)


def test_nobody_at_all_in_some_days_is_bars_of_no_height() -> None:
    assert {height for *_place, height in chart("day", ("2026-11-20", 0, 0), ("2026-11-21", 0, 0)).bars} == {
        0
    }


@pytest.mark.parametrize(
    ("by", "count", "is_there"), [("day", 2, True), ("day", 1, False), ("site", 5, False)]
)
def test_only_days_and_longer_spans_have_a_chart(by: By, count: int, is_there: bool) -> None:
    parts = tuple((f"2026-11-{place + 1:02}", DAY) for place in range(count))
    report = replace(REPORT, by=by, parts=parts, part_units=(Decimal("13.5"),) * count)
    assert ("最高" in pages(report)[0]) is is_there


def test_a_year_of_days_keeps_its_bars_within_the_page() -> None:
    days = [(date.fromordinal(day).isoformat(), 9, 5) for day in range(739_000, 739_366)]
    bars = chart("day", *days).bars
    assert len(bars) == 2 * 366
    assert min(x for x, *_ in bars) >= 15
    assert max(x + width for x, width, _height in bars) <= 195 + 1e-6


def test_a_site_with_a_sign_that_no_cell_holds_is_written_without_it() -> None:
    rows = workbook(with_parts(1, "广\x0b场")).worksheets[0].iter_rows(min_row=2, max_row=2, values_only=True)
    assert [row[0] for row in rows] == ["广场"]
