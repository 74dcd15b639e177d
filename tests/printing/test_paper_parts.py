"""Papers in their parts: what does not fit says so, and what is not known is left out."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.code128 import bars, modules
from donor_room.printing.documents import draw_document
from donor_room.printing.paper import SIZES, Paper, broken, text_width
from tests.printing.samples import aftercare_slip, deferral_notice, donor_slip, handover_sheet

ZH = Texts("zh_CN")
LONG = "献血前七天内服用过阿司匹林，因此不宜用于制备血小板"


def paper(size: str = "A6", practice: str | None = None) -> Paper:
    return Paper(size, title="t", author="a", practice=practice)


def read(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    found = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return found.replace("\r\n", "")


def text_of(document, texts: Texts = ZH) -> str:
    return read(draw_document(document, texts))


# ---- cells and lines ----


def test_a_short_cell_is_one_line():
    assert paper().cell(10, 10, 40, "400 mL", size=12) == pytest.approx(10 + 12 * 25.4 / 72)


@pytest.mark.parametrize("width", [20, 40, 60])
def test_a_long_cell_takes_more_lines_and_loses_nothing(width):
    sheet = paper()
    below = sheet.cell(10, 10, width, LONG, size=12)
    assert below > 10
    assert LONG in read(sheet.finished())


def test_a_narrow_cell_is_higher_than_a_wide_one():
    assert paper().cell(10, 10, 20, LONG, size=12) > paper().cell(10, 10, 60, LONG, size=12)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_line_keeps_its_width_wherever_it_stands(align):
    assert paper().text(10, 10, "李建国", align=align, width=60) == pytest.approx(text_width("李建国", 10))


def test_a_line_without_a_width_may_go_to_the_edge():
    sheet = paper()
    with pytest.raises(Refusal, match=r"documents\.text_does_not_fit"):
        sheet.text(sheet.width - 5, 10, "李建国李建国")


@pytest.mark.parametrize("size", list(SIZES))
def test_a_paper_has_its_size(size):
    sheet = paper(size)
    sheet.text(10, 10, "献血")
    document = pypdfium2.PdfDocument(sheet.finished())
    width, height = document[0].get_size()
    document.close()
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == SIZES[size]


def test_a_new_page_is_a_page():
    sheet = paper()
    sheet.text(10, 10, "献血")
    sheet.new_page()
    sheet.text(10, 10, "献血")
    document = pypdfium2.PdfDocument(sheet.finished())
    pages = len(document)
    document.close()
    assert pages == 2


def test_bold_is_wider_than_regular():
    assert text_width("Donor room", 12, "bold") > text_width("Donor room", 12)


@pytest.mark.parametrize("size", [6, 10, 20])
def test_a_width_grows_with_its_size(size):
    assert text_width("献血", 2 * size) == pytest.approx(2 * text_width("献血", size))


@pytest.mark.parametrize(("text", "lines"), [("", [""]), ("一\n二", ["一", "二"]), ("短", ["短"])])
def test_short_texts_are_broken_only_where_they_say_so(text, lines):
    assert broken(text, 60, 10) == lines


def test_words_of_latin_letters_are_not_torn():
    lines = broken("haemoglobin haemoglobin haemoglobin", 30, 10)
    assert {word for line in lines for word in line.split()} == {"haemoglobin"}


# ---- symbols ----


@pytest.mark.parametrize("text", ["A", "A660126000001", "=A66012600000100", "00", "1"])
def test_a_symbol_begins_and_ends_with_a_bar(text):
    pattern = modules(text, "code128")
    assert (pattern[0], pattern[-1]) == ("1", "1")


@pytest.mark.parametrize("text", ["A660126000001", "99", "0123456789"])
def test_no_bar_is_wider_than_four_modules(text):
    assert max(width for _, width in bars(modules(text, "code128"))) <= 4


@pytest.mark.parametrize("text", ["", "血", "A\n", "A\x00", "é"])
@pytest.mark.parametrize("symbology", ["code128", "codabar"])
def test_what_no_symbol_can_say_is_refused(text, symbology):
    with pytest.raises(Refusal, match=r"labels\.code_characters"):
        modules(text, symbology)


def test_digits_take_less_room_than_letters():
    assert len(modules("12345678", "code128")) < len(modules("ABCDEFGH", "code128"))


# ---- slips ----


@pytest.mark.parametrize("make", [donor_slip, deferral_notice, aftercare_slip])
def test_a_slip_without_a_phone_has_no_line_for_it(make):
    assert "0571" in text_of(make())
    assert "0571" not in text_of(make(phone=None))


@pytest.mark.parametrize("count", [1, 4, 8])
def test_every_step_has_its_box(count):
    steps = tuple(f"步骤{n}" for n in range(count))
    assert all(step in text_of(donor_slip(steps=steps)) for step in steps)


@pytest.mark.parametrize(("check", "shown"), [("G", True), (None, False)])
def test_a_check_character_is_boxed_only_where_there_is_one(check, shown):
    assert (
        draw_document(donor_slip(check=check), ZH) == draw_document(donor_slip(check=None), ZH)
    ) is not shown


@pytest.mark.parametrize("outcome", ["until", "for_good", "later"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_says_its_sentence(outcome, language):
    texts = Texts(language)
    notice = deferral_notice(outcome=outcome, next_on=date(2027, 2, 16) if outcome == "until" else None)
    assert texts.say(f"documents.notice.title.{outcome}").replace(" ", "") in text_of(notice, texts).replace(
        " ", ""
    )


def test_a_notice_with_nothing_to_bring_has_no_list():
    heading = ZH.say("documents.notice.bring")
    assert heading in text_of(deferral_notice())
    assert heading not in text_of(deferral_notice(bring=()))


@pytest.mark.parametrize(("group", "shown"), [("AB", True), (None, False)])
def test_a_group_stands_on_the_thanks_only_if_it_was_typed(group, shown):
    assert (ZH.say("documents.fact.group") in text_of(aftercare_slip(group=group))) is shown


@pytest.mark.parametrize(("kind", "words"), [("单采血小板", "单采血小板"), (None, "全血")])
def test_the_next_kind_is_named_or_is_the_same_again(kind, words):
    assert ZH.say("documents.thanks.next", kind=words) in text_of(aftercare_slip(next_kind=kind))


@pytest.mark.parametrize("volume_ml", [200, 300, 400])
def test_the_volume_stands_with_its_unit(volume_ml):
    assert f"{volume_ml} mL" in text_of(aftercare_slip(volume_ml=volume_ml))


# ---- the handover sheet ----


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_sheet_of_few_units_is_drawn(count):
    assert text_of(handover_sheet(count))


@pytest.mark.parametrize("vehicle", ["采血车 03", ""])
def test_a_shift_without_a_vehicle_names_none(vehicle):
    assert ("采血车" in text_of(handover_sheet(1, vehicle=vehicle))) is bool(vehicle)


@pytest.mark.parametrize("how", ["void", "returned", "unexplained"])
def test_every_dead_number_says_how_it_ended(how):
    assert ZH.say(f"documents.handover.{how}") in text_of(handover_sheet(1))


def test_both_persons_stand_on_the_sheet():
    text = text_of(handover_sheet(1))
    assert "孙悦" in text
    assert "陈立新" in text
