from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import msgspec
import pypdfium2
import pytest
import zxingcpp

from donor_room.domain.donation_number import ISBT128
from donor_room.domain.isbt128 import read_code
from donor_room.domain.own_codes import visit_code
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.entitlements import load_entitlements
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.documents import Claim, DeferralNotice, UnitWord, draw_document, save_document
from tests.printing.samples import SO_FAR, aftercare_slip, deferral_notice, donor_slip, handover_sheet

ZH = Texts("zh_CN")
ALL = (donor_slip, deferral_notice, aftercare_slip, handover_sheet)
LONG = {
    "name": "阿卜杜热合曼·买买提依明·吐尔逊", "station": "某某自治区某某自治州某某市中心血站第二采血部",
    "site": "某某大学新校区东门外献血屋与流动采血车停放点",
}  # fmt: skip


def text_of(document, texts=ZH):
    pdf = pypdfium2.PdfDocument(draw_document(document, texts))
    found = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return found


def pages_of(document):
    pdf = pypdfium2.PdfDocument(draw_document(document, ZH))
    count = len(pdf)
    pdf.close()
    return count


def refusal(document):
    with pytest.raises(Refusal) as caught:
        draw_document(document, ZH)
    return caught.value.code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", ALL)
def test_every_paper_is_drawn_in_both_languages(make, language):
    assert text_of(make(), Texts(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_the_family_and_the_own_word_hold_long_names_and_every_line(language):
    said, listed = Texts(language), load_entitlements()
    claim = Claim(
        lines=tuple(said.say(f"entitlements.leaflet.{one.id}") for one in listed.leaflet),
        entitled=tuple(said.say(f"entitlements.{one.id}") for one in listed.entitlements),
        proof="DRP1" + "A7" * 280, masked_name="㐂*𠮷",
    )  # fmt: skip
    unit = UnitWord(call="106399353519", left="457734773409", right="102165968981", apart_is_left=False)
    long = aftercare_slip(claim=claim, unit=unit, **(LONG | {"name": "㐂𠮷"}))
    assert pages_of(long) == 3
    found = text_of(long, said)
    assert "1063 9935 3519" in found
    assert said.say("documents.unit.left", word=said.say("documents.unit.use")) in found


def test_neither_slip_says_what_it_means():
    unit = UnitWord(call="106399353519", left="457734773409", right="102165968981", apart_is_left=True)
    pdf = pypdfium2.PdfDocument(draw_document(aftercare_slip(unit=unit, phone=None), ZH))
    page = pdf[len(pdf) - 1]
    half, height = page.get_width() / 2, 44 / 25.4 * 72
    said = [
        page.get_textpage().get_text_bounded(left=left, right=left + half, bottom=0, top=height)
        for left in (0, half)
    ]
    pdf.close()
    plain = {"".join(sign for sign in one if not sign.isdigit()) for one in said}
    assert len(plain) == 1
    assert not {"不要", "可以使用", "A9999"} & {
        word for word in ("不要", "可以使用", "A9999") if word in str(plain)
    }


@pytest.mark.parametrize("make", ALL)
def test_the_same_paper_has_the_same_bytes(make):
    assert draw_document(make(), ZH) == draw_document(make(), ZH)


@pytest.mark.parametrize("make", ALL)
def test_practice_is_on_every_paper_and_never_on_a_real_one(make):
    assert "练习" in text_of(make())
    assert "练习" not in text_of(make(practice=False))


@pytest.mark.parametrize("make", [donor_slip, deferral_notice, aftercare_slip])
def test_slips_are_one_page(make):
    assert pages_of(make()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [donor_slip, deferral_notice, aftercare_slip])
def test_long_names_and_places_fit(make, language):
    assert LONG["name"] in text_of(make(**LONG), Texts(language)).replace("\r\n", "")


@pytest.mark.parametrize("make", [donor_slip, deferral_notice, aftercare_slip])
def test_a_name_with_a_rare_character_is_drawn(make):
    assert draw_document(make(name="李𠮷䶮"), ZH)


@pytest.mark.parametrize("make", [donor_slip, deferral_notice, aftercare_slip])
def test_a_name_with_an_unknown_character_is_refused(make):
    assert refusal(make(name="李\ue123")) == "documents.glyph_missing"


def test_the_code_on_the_slip_opens_the_visit():
    slip = donor_slip(code=visit_code("01JD3KQ8ZP4T2M9X"))
    pdf = pypdfium2.PdfDocument(draw_document(slip, ZH))
    picture = pdf[0].render(scale=300 / 72).to_pil()
    pdf.close()
    [code] = zxingcpp.read_barcodes(picture)
    assert (read_code(code.text, ISBT128).kind, read_code(code.text, ISBT128).value) == (
        "visit",
        "01jd3kq8zp4t2m9x",
    )


def test_the_slip_has_no_number_before_there_is_one():
    early = donor_slip(number=None, check=None)
    assert "献血码" not in text_of(early)
    assert "A9999 26 014327" in text_of(donor_slip())


def test_a_deferral_notice_has_no_place_for_a_value_or_an_answer():
    fields = {field.name for field in msgspec.structs.fields(DeferralNotice)}
    assert fields == {
        "station",
        "practice",
        "name",
        "site",
        "decided_at",
        "outcome",
        "why",
        "next_on",
        "bring",
        "phone",
    }


def test_a_deferral_notice_says_when_to_come_again_and_what_to_bring():
    said = text_of(deferral_notice())
    assert "2027-02-16" in said
    assert "医院的复查结果" in said


@pytest.mark.parametrize("make", [donor_slip, deferral_notice, aftercare_slip])
def test_without_a_telephone_a_line_is_left_to_write_it_on(make):
    said = text_of(make(phone=None))
    assert "0571" not in said
    assert ZH.say("documents.phone", phone="").strip() in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", ["interval", "check", "health"])
def test_a_deferral_notice_says_why_in_general_terms(language, why):
    texts = Texts(language)
    start = texts.say(f"documents.notice.why.{why}")[:10]
    assert start in text_of(deferral_notice(why=why), texts)


@pytest.mark.parametrize("outcome", ["for_good", "later"])
def test_a_notice_without_a_day_promises_none(outcome):
    said = text_of(deferral_notice(outcome=outcome, next_on=None, bring=()))
    assert "2027" not in said
    assert ZH.say("documents.notice.from") not in said


def test_thanks_say_how_long_to_press_to_rest_and_to_keep_the_plaster_by_the_pack():
    said = text_of(aftercare_slip(press_minutes=11, rest_minutes=13, plaster_hours=5))
    assert "按住针眼至少 11 分钟" in said
    assert "休息至少 13 分钟" in said
    assert "至少贴 5 小时" in said


def test_thanks_carry_the_number_and_the_next_day():
    said = text_of(aftercare_slip())
    assert all(part in said for part in ("A9999 26 014327", "400 mL", "2027-05-21", "第 7 次"))


def test_the_day_of_collection_is_the_day_at_the_site():
    late = aftercare_slip(collected_at=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    assert "2026-11-22" in text_of(late)


@pytest.mark.parametrize(
    ("so_far", "words"),
    [
        ({"visits": 1}, "第一次献血"),
        ({"visits": 100}, "第 100 次"),
        ({"is_whole": False}, "您今天献出的血液"),
        ({"is_whole": False}, "至少 2,700 mL"),
        ({}, "再有 6.5 个奖励计次可达到无偿献血奉献奖铜奖"),
        ({"award": "无偿献血奉献奖金奖"}, "已达到无偿献血奉献奖金奖标准"),
    ],
)
def test_thanks_count_only_what_is_known(so_far, words):
    assert words in text_of(aftercare_slip(so_far=msgspec.structs.replace(SO_FAR, **so_far)))


def test_visits_counts_and_volume_of_a_hundred_donations_stand_beside_each_other():
    hundred = {"visits": 100, "award_counts": "195", "volume_ml": 39_000}
    said = text_of(aftercare_slip(so_far=msgspec.structs.replace(SO_FAR, **hundred)))
    assert all(part in said for part in ("100 次", "195 次", "39,000 mL"))


def test_without_a_sum_the_paper_tells_none():
    assert "您今天献出的血液" in text_of(aftercare_slip(so_far=None))


def test_thanks_leave_out_what_is_not_known():
    said = text_of(aftercare_slip(group=None, next_on=None, check=None))
    assert "血型（初筛）" not in said


def test_a_saved_paper_is_the_drawn_one(tmp_path):
    file = tmp_path / "slips" / "thanks.pdf"
    digest = save_document(aftercare_slip(), ZH, file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
    assert file.read_bytes() == draw_document(aftercare_slip(), ZH)


def test_a_paper_that_cannot_be_saved_is_trouble(tmp_path):
    (tmp_path / "slips").write_text("in the way", encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        save_document(aftercare_slip(), ZH, tmp_path / "slips" / "thanks.pdf")
    assert caught.value.code == "documents.not_saved"
