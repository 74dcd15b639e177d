"""The station's reactions: each answer has words in both languages, each code is on its list."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain.reaction_judging import NOT_KNOWN, QUESTIONS
from donor_room.domain.refusal import Refusal
from donor_room.packs.codes import load_codes
from donor_room.packs.locate import resources_folder
from donor_room.packs.reactions import load_reactions
from donor_room.packs.texts import LANGUAGES, Texts

SHIPPED = (resources_folder() / "reactions" / "station.toml").read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_answer_and_risk_is_said_in_every_language(language: str) -> None:
    texts = Texts(language)
    keys = [f"reactions.{NOT_KNOWN}", *(f"reactions.ask.{name}.headline" for name in QUESTIONS)]
    keys += [f"reactions.{name}.{answer}" for name, answers in QUESTIONS.items() for answer in answers]
    for risk in load_reactions().risk:
        keys += [f"reactions.risk.{risk.id}", f"reactions.risk.not_known.{risk.id}"]
    assert [key for key in keys if not texts.has(key)] == []


def test_every_class_has_its_category() -> None:
    assert set(load_reactions().category_of) == {one.code for one in load_codes("reaction_kind").codes}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('gives = "A1.1"', 'gives = "Z9"'),
        ('gives = "haematoma"', 'gives = "bump"'),
        ('"A1.3" = "delayed_bleeding"', ""),
        ('"A1.3" = "delayed_bleeding"', '"A1.3" = "leak"'),
        ('where = ["swelling"]', 'where = ["nose"]'),
        ('where = ["swelling"]', 'were = ["swelling"]'),
        ('{ gives = 1, clause = "AABB SGT", tag = "R" },', ""),
        ("gives = 5, left_as", "gives = 6, left_as"),
        ('gives = "mild"', 'gives = "light"'),
        ("from_grade = 2", "from_grade = 0"),
        ('kinds = ["A1.2"', 'kinds = ["Y"'),
        ("every_min = 5", "every_min = 0"),
        ('id = "young"\nbelow = 24', 'id = "young"'),
        ('id = "young"\nbelow = 24', 'id = "woman"'),
        ('id = "afraid"', 'id = "tall"'),
        ("[about]", "[about"),
        ("献血反应的分类", "\udcff"),
    ],
)
def test_a_pack_that_cannot_be_meant_so_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in SHIPPED
    raw = SHIPPED.replace(old, new, 1).encode("utf-8", "surrogateescape")
    (tmp_path / "station.toml").write_bytes(raw)
    with pytest.raises(Refusal) as refused:
        load_reactions(tmp_path)
    assert (refused.value.code, refused.value.values["pack"]) == ("codes.unreadable", "reactions")
