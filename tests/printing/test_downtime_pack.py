"""The forms of a paper day: every box of the page stands on the form, and a scanner reads its number."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from donor_room import cli
from donor_room.domain.paper_form import forms_of, read_form, written
from donor_room.packs.consent import load_consent
from donor_room.packs.questionnaires import load_questionnaire
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Language, Texts
from donor_room.printing.downtime_pack import DowntimePack, draw_downtime_pack
from donor_room.workflow.paper_boxes import NUMBERS

NOT_ON_THE_FRONT = {"form", "answers", "gap", "sign", "void", "number"}
FORMS = forms_of("K7M2Q", 13)


def drawn(language: Language, forms: tuple[str, ...] = FORMS) -> pypdfium2.PdfDocument:
    pack = DowntimePack(
        forms=forms,
        rules=load_rules(),
        questionnaire=load_questionnaire(),
        notice=load_consent(language),
        station="新洲市中心血站",
        practice=False,
    )
    return pypdfium2.PdfDocument(draw_downtime_pack(pack, Texts(language)))


def text_of(page: pypdfium2.PdfPage) -> str:
    return page.get_textpage().get_text_range()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_box_of_the_page_and_every_question_stands_on_the_form(language: Language) -> None:
    pdf, texts = drawn(language, FORMS[:2]), Texts(language)
    front, back = text_of(pdf[3]), text_of(pdf[4])
    for key, no in NUMBERS.items():
        if key not in NOT_ON_THE_FRONT:
            assert f"{no} {texts.say(f'paper.box.{key}')}" in front
    words = load_questionnaire()
    for item in words.questionnaire.items:
        assert words.ask(item.id, language).split()[0] in back
    assert written(FORMS[0]) in front
    assert written(FORMS[0]) in back


def test_the_limits_of_the_rules_in_force_stand_beside_the_boxes() -> None:
    front = text_of(drawn("zh_CN", FORMS[:1])[3])
    for limit in (
        "男不低于 50，女不低于 45 kg",
        "90/60 至 < 140/90 mmHg",
        "60 至 100",
        "低于 37.3 °C",
        "男不低于 120",
    ):
        assert limit in front


def test_a_scanner_reads_the_number_of_each_form_on_both_its_sides() -> None:
    pdf = drawn("zh_CN", FORMS[:2])
    read = [
        read_form(code.text)
        for page in range(3, len(pdf))
        for code in zxingcpp.read_barcodes(pdf[page].render(scale=4).to_pil())
    ]
    assert read == [form for form in FORMS[:2] for _side in range(2)]


def test_the_index_has_a_line_for_each_form_also_beyond_a_page() -> None:
    pdf = drawn("zh_CN")
    assert written(FORMS[11]) in text_of(pdf[0])
    assert written(FORMS[12]) in text_of(pdf[1])


def test_the_paper_is_black_on_white() -> None:
    seen = drawn("zh_CN", FORMS[:1])[3].render(scale=1).to_pil().convert("RGB").getcolors(100_000) or []
    assert all(max(colour) - min(colour) < 6 for _count, colour in seen)


def test_the_command_writes_a_pack_and_names_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pack.pdf"
    assert cli.run(["downtime-pack", "--visits", "1", "--to", str(file), "--language", "en"]) == 0
    assert str(file) in capsys.readouterr().out
    assert len(pypdfium2.PdfDocument(file)) == 5


@pytest.mark.parametrize(
    ("words", "said"), [(["--visits", "0"], "999"), (["--to", "/nowhere/x.pdf"], "x.pdf")]
)
def test_what_cannot_be_printed_is_said(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["downtime-pack", *words]) == 2
    assert said in capsys.readouterr().err
