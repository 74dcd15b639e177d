"""Every code that these floors can say has its sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from donor_room.domain.identity import DocumentKind
from donor_room.packs.texts import Texts, places

ROOT = Path(__file__).parents[2] / "donor_room"
AREAS = ("identity", "devices", "group_list")
SAID = re.compile(r'"((?:devices|group_list|identity)\.[a-z_.]+)"')
IDENTITY_REASONS = re.compile(r'(?:return|yield) "([a-z_]+)"')
FILES = [
    *(ROOT / "devices").rglob("*.py"),
    ROOT / "domain/names.py",
    ROOT / "domain/card.py",
    ROOT / "workflow/group_list.py",
    ROOT / "workflow/list_file.py",
    ROOT / "commands/identity.py",
]


def codes():
    said = {code for file in FILES for code in SAID.findall(file.read_text("utf-8"))}
    reasons = IDENTITY_REASONS.findall((ROOT / "domain/identity.py").read_text("utf-8"))
    return sorted(said | {f"identity.{reason}" for reason in reasons if reason not in {"male", "female"}})


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_code_has_its_sentence(language):
    texts = Texts(language)
    assert len(codes()) > 50
    assert [code for code in codes() if not texts.has(code)] == []


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_say_the_same_things(area):
    chinese, english = Texts("zh_CN").area(area), Texts("en").area(area)
    assert {key: places(text) for key, text in chinese.items()} == {
        key: places(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_document_has_its_name(language):
    assert all(Texts(language).has(f"identity.kind.{kind}") for kind in DocumentKind)


@pytest.mark.parametrize("area", AREAS)
def test_chinese_keeps_chinese_punctuation_and_a_calm_voice(area):
    for text in Texts("zh_CN").area(area).values():
        assert not re.search(r"[\u4e00-\u9fff][,;:!?()]|！|非法|错误", text), text
