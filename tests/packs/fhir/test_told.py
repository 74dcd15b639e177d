"""Every fault and every note of a file has a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import donor_room.packs.fhir
from donor_room.packs.fhir.told import parse_json
from donor_room.packs.texts import Texts

SOURCE = Path(donor_room.packs.fhir.__file__).parent
TEXTS = Texts("zh_CN")


def codes(kind: str) -> set[str]:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.glob("*.py"))
    return set(re.findall(rf'\.{kind}\([^()]*?(?:\([^()]*\)[^()]*?)*, "([a-z_]+)"', text))


def rules() -> set[str]:
    text = (SOURCE / "reader.py").read_text(encoding="utf-8")
    return set(re.findall(r'^        "([a-z_]+)": ', text, re.MULTILINE))


def test_every_fault_has_a_sentence():
    found = codes("fault") | rules() | {"not_json", "no_questionnaire", "no_type", "unknown_type"}
    assert len(found) > 20
    assert [code for code in sorted(found) if not TEXTS.has(f"questionnaire.fault.{code}")] == []


def test_every_note_has_a_sentence():
    assert len(codes("note")) > 8
    assert [code for code in sorted(codes("note")) if not TEXTS.has(f"questionnaire.note.{code}")] == []


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff", b"Infinity", b'{"a": 1, "a": 1}', b"[" * 100_000, rb'{"a": "\ud800"}']
)
def test_what_is_no_json_is_a_value_error(raw):
    with pytest.raises(ValueError, match=r"."):
        parse_json(raw)
