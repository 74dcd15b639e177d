from __future__ import annotations

import msgspec
import pypdfium2
import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.documents import DeadLine, SupplyLine, draw_document
from tests.printing.samples import handover_sheet, units

ZH = Texts("zh_CN")


def pages_of(sheet, texts=ZH):
    pdf = pypdfium2.PdfDocument(draw_document(sheet, texts))
    found = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()
    return found


def lowest_ink(sheet):
    """Return how far down the last page but the foot is printed, as a share of its height."""
    pdf = pypdfium2.PdfDocument(draw_document(sheet, ZH))
    heights = []
    for page in pdf:
        image = page.render(scale=1).to_pil().convert("L").point(lambda tone: 255 if tone < 140 else 0)
        heights.append((image.getbbox() or (0, 0, 0, 0))[3] / image.height)
    pdf.close()
    return max(heights)


@pytest.mark.parametrize("count", [0, 1, 2, 43, 44, 51, 52, 53, 80, 150, 400])
def test_every_unit_is_on_the_sheet_whatever_their_number(count):
    said = "".join(pages_of(handover_sheet(count)))
    assert all(unit.number in said for unit in units(count))


@pytest.mark.parametrize("count", [0, 43, 52, 150])
def test_both_signatures_and_the_head_of_the_book_are_on_the_last_page(count):
    last = pages_of(handover_sheet(count))[-1]
    assert all(part in last for part in ("移交人", "接收人", "第 2417 条", "a3f1a3f1 a3f1a3f1"))


@pytest.mark.parametrize("count", [0, 20, 43, 52, 100])
def test_nothing_runs_over_the_lower_edge(count):
    assert lowest_ink(handover_sheet(count)) < 0.98


def test_each_page_says_which_of_how_many_it_is_in_both_copies():
    pages = pages_of(handover_sheet(150))
    half = len(pages) // 2
    for copy, words in ((pages[:half], "移交方留存"), (pages[half:], "接收方留存")):
        assert all(f"第 {place} 页，共 {half} 页" in page for place, page in enumerate(copy, start=1))
        assert words in copy[0]
    assert [page.replace("接收方留存", "移交方留存") for page in pages[half:]] == pages[:half]


@pytest.mark.parametrize("field", ["issued", "used", "void", "returned", "unexplained", "volume_ml"])
def test_a_sheet_that_does_not_add_up_is_refused(field):
    sheet = handover_sheet()
    wrong = msgspec.structs.replace(sheet, **{field: getattr(sheet, field) + 1})
    with pytest.raises(Refusal) as caught:
        draw_document(wrong, ZH)
    assert caught.value.code == "documents.sum_wrong"


def test_a_sheet_that_hides_a_unit_is_refused():
    sheet = handover_sheet()
    with pytest.raises(Refusal):
        draw_document(msgspec.structs.replace(sheet, used=42, void=2), ZH)


def test_nothing_unexplained_shows_no_field_for_it():
    sheet = handover_sheet(issued=45, unexplained=0, dead=())
    assert "未说明" not in "".join(pages_of(sheet))


def test_a_long_reason_is_never_cut():
    reason = "打印后献血者改变主意离开，标签六张全部找到，由第二人见证剪碎后放入医疗废物袋，时间十五点零九分"
    dead = (
        DeadLine(
            number="A9999 26 014306", how="void", reason=reason, persons=("阿卜杜热合曼·买买提依明", "孙悦")
        ),
    )
    said = "".join(pages_of(handover_sheet(dead=dead))).replace("\r\n", "")
    assert reason in said


def test_marked_units_are_listed_again_with_their_marks():
    first, *rest = units(43)
    marked = msgspec.structs.replace(first, marks=("不制备血小板", "发放前复核"))
    said = "".join(pages_of(handover_sheet(units=(marked, *rest))))
    assert "不制备血小板、发放前复核" in said
    assert said.count(first.number) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_dead_numbers_go_on_the_next_page(language):
    dead = tuple(
        DeadLine(number=f"A9999 26 {serial:06d}", how="void", reason="穿刺失败", persons=("王芳", "孙悦"))
        for serial in range(60)
    )
    pages = pages_of(handover_sheet(dead=dead), Texts(language))
    assert all(line.number in "".join(pages) for line in dead)


@pytest.mark.parametrize("count", [0, 1, 60])
def test_supplies_stand_in_both_copies_each_by_its_name_and_nothing_is_cut(count):
    lines = tuple(
        SupplyLine(
            what=f"纪念品第 {n} 种，名称较长的一种", out="9999", more="120", taken="88", counted="未点",
            difference="少 1", remark="在上一个停车点落下了一箱，已请司机回去拿，阿卜杜热合曼·买买提",
        )
        for n in range(count)
    )  # fmt: skip
    sheet = msgspec.structs.replace(handover_sheet(20), supplies=lines)
    said = "".join(pages_of(sheet))
    assert all(said.count(f"纪念品第 {n} 种") == 2 for n in range(count))
    assert (said.count("物资") == 2) is bool(count)
    assert lowest_ink(sheet) < 0.98
