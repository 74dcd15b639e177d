"""The answers on paper: one page A4 with all of them, the same bytes, or a refusal."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.answers import load_answers, told
from donor_room.packs.rules import load_rules
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.printing.answers_page import AnswersPage, draw_answers, save_answers
from tests.printing.paper_pictures import FAR


def page(texts: Texts, *, times: int = 1, **changes: object) -> AnswersPage:
    every = tuple(told(one, load_rules(), texts) for one in load_answers().answers) * times
    fields = {"station": FAR, "practice": True, "phone": None, "told": every, **changes}
    return AnswersPage(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_stands_on_one_page_a4(language):
    texts = Texts(language)
    drawn = draw_answers(page(texts), texts)
    assert drawn == draw_answers(page(texts), texts)
    (only,) = pypdfium2.PdfDocument(drawn)
    assert tuple(round(side / 72 * 25.4) for side in only.get_size()) == (210, 297)
    words = "".join(only.get_textpage().get_text_range().split())
    for one in page(texts).told:
        for part in (one.question, one.answer, one.source):
            assert "".join(part.split()) in words


def test_more_than_fits_is_refused():
    with pytest.raises(Refusal) as refused:
        draw_answers(page(Texts("en"), times=3), Texts("en"))
    assert refused.value.code == "documents.text_does_not_fit"


def test_a_folder_that_cannot_be_written_is_trouble(tmp_path: Path):
    (tmp_path / "answers").write_text("in the way")
    with pytest.raises(Trouble):
        save_answers(page(Texts("en")), Texts("en"), tmp_path / "answers")
