"""Every card is read back by an independent decoder, as what it says."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from donor_room.domain.own_codes import COMMANDS, read_own
from donor_room.packs.texts import Texts
from donor_room.printing.cards import draw_cards, draw_lids


def pages(pdf: bytes):
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.get_textpage().get_text_range(), page.render(scale=300 / 72).to_pil()
    document.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_each_chair_has_a_page_with_its_code_and_every_act(language: str) -> None:
    read = list(pages(draw_cards(3, Texts(language))))
    assert len(read) == 3
    for chair, (words, picture) in enumerate(read, 1):
        codes = [read_own(code.text) for code in zxingcpp.read_barcodes(picture)]
        wanted = {("chair", str(chair)), *(("act", command) for command in COMMANDS)}
        assert (len(codes), set(codes)) == (len(wanted), wanted)
        assert str(chair) in words.splitlines()[0]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_each_crate_has_its_code_to_be_cut_out(language: str) -> None:
    read = [
        code.text
        for _, picture in pages(draw_lids(6, Texts(language)))
        for code in zxingcpp.read_barcodes(picture)
    ]
    assert sorted(map(read_own, read)) == [("box", str(box)) for box in range(1, 7)]


def test_the_same_cards_are_the_same_bytes() -> None:
    assert draw_cards(2, Texts("zh_CN")) == draw_cards(2, Texts("zh_CN"))
