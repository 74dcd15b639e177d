from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.refusal import Refusal
from donor_room.printing.paper import Paper, broken, text_width

SENTENCE = "如果您回去后想起有不适合献血的情况，请尽快打电话（0571-8800 1234），报上献血码。"


def paper(size="A6", practice=None):
    return Paper(size, title="t", author="a", practice=practice)


def refusal(call, *args, **named):
    with pytest.raises(Refusal) as caught:
        call(*args, **named)
    return caught.value.code


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found


def test_a_text_too_wide_for_its_place_is_refused():
    assert refusal(paper().text, 10, 10, "献血" * 40) == "documents.text_does_not_fit"


def test_a_text_may_shrink_where_its_place_allows_it():
    sheet = paper()
    assert sheet.text(10, 10, "献血" * 10, size=20, width=60, least=7) <= 60


def test_a_text_shrinks_no_further_than_allowed():
    assert (
        refusal(paper().text, 10, 10, "献血" * 10, size=20, width=20, least=7)
        == "documents.text_does_not_fit"
    )


@pytest.mark.parametrize("call", ["text", "paragraph"])
def test_a_character_without_a_glyph_is_refused(call):
    place = (10, 10) if call == "text" else (10, 10, 50)
    assert refusal(getattr(paper(), call), *place, "李\ue123") == "documents.glyph_missing"


def test_markup_is_text_and_opens_nothing():
    sheet = paper("A4")
    sheet.paragraph(10, 10, 150, '<img src="file:///etc/hostname"/><b>李</b>')
    assert "<b>李</b>" in text_of(sheet.finished())


def test_blood_stays_blood_when_the_text_is_copied():
    sheet = paper()
    sheet.text(10, 10, "献血者血型")
    assert "献血者血型" in text_of(sheet.finished())


@pytest.mark.parametrize("width", [30, 47.5, 80, 128])
def test_no_line_is_wider_than_its_place(width):
    lines = broken(SENTENCE, width, 10)
    assert all(text_width(line.rstrip("，。）"), 10) <= width for line in lines)


@pytest.mark.parametrize("width", range(20, 100, 3))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width):
    lines = broken(SENTENCE, width, 10)
    assert not any(line[0] in "，。）" for line in lines)
    assert not any(line[-1] in "（" for line in lines)


@given(
    st.lists(st.sampled_from(["献", "血", "，", "（", "）", "blood", "400", "mL"]), min_size=1).map(" ".join)
)
def test_nothing_is_lost_between_lines(text):
    assert "".join(broken(text, 30, 10)).replace(" ", "") == text.replace(" ", "")


def test_a_line_ends_where_the_text_says_so():
    assert broken("献血\n码", 50, 10) == ["献血", "码"]


def test_the_symbol_on_paper_is_read_by_a_scanner():
    sheet = paper()
    sheet.symbol(5, 10, "DRV01JD3KQ8ZP4T2M9X", width=95, height=14)
    document = pypdfium2.PdfDocument(sheet.finished())
    picture = document[0].render(scale=300 / 72).to_pil()
    document.close()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["DRV01JD3KQ8ZP4T2M9X"]


def test_a_symbol_too_long_for_the_paper_is_refused():
    assert (
        refusal(paper().symbol, 5, 10, "DRV" + "A" * 40, width=95, height=14)
        == "documents.symbol_does_not_fit"
    )


def test_practice_stands_on_every_page():
    sheet = paper(practice="练习 · 不是真实记录")
    sheet.new_page()
    assert text_of(sheet.finished()).count("不是真实记录") == 2


def test_the_same_drawing_gives_the_same_bytes():
    assert paper(practice="练习").finished() == paper(practice="练习").finished()
