"""The oath of an adult: one page, the same bytes, all of its words, whatever is long or rare."""

from __future__ import annotations

import pypdfium2
import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.documents import draw_document
from tests.printing.paper_pictures import LONG, RARE, _stripes
from tests.printing.samples import oath_paper

WIDE = _stripes(1_200, 300)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changes", [{}, {"picture": WIDE}, LONG | {"picture": WIDE}, RARE | {"site": ""}])
def test_it_is_one_page_of_an_a5_with_every_word(language, changes):
    texts = Texts(language)
    drawn = draw_document(oath_paper(**changes), texts)
    assert drawn == draw_document(oath_paper(**changes), texts)
    document = pypdfium2.PdfDocument(drawn)
    assert [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document] == [(148, 210)]
    told = "".join(document[0].get_textpage().get_text_range().split())
    for line in ("lead", "words.first", "words.second", "words.third", "words.fourth", "signature"):
        assert "".join(texts.say(f"oath.{line}").split()) in told


def test_words_too_long_for_the_page_are_refused():
    class Long(Texts):
        def say(self, key, **values):
            return super().say(key, **values) * (20 if key.startswith("oath.words") else 1)

    with pytest.raises(Refusal) as refused:
        draw_document(oath_paper(picture=WIDE), Long("en"))
    assert refused.value.code == "documents.text_does_not_fit"
