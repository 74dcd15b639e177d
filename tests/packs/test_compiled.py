"""The second form of a pack: the same as its TOML, or passed over."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from typing import Any

import msgspec
import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.compiled import _seal, compile_pack, compiled_file, read_shape
from donor_room.packs.locate import resources_folder
from donor_room.packs.questionnaires import load_questionnaire, questionnaire_file

SHIPPED = sorted(resources_folder().rglob("*.compiled"))


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The interview of the program with its second form, in a folder of its own."""
    file = tmp_path / "ours.toml"
    copyfile(questionnaire_file(), file)
    compile_pack(file)
    return file


def title(file: Path) -> str:
    return load_questionnaire(file.stem, file.parent).title("zh_CN")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_each_shipped_second_form_was_made_of_the_toml_beside_it(file, tmp_path):
    toml = file.with_suffix("")
    again = copyfile(toml, tmp_path / toml.name)
    assert compile_pack(again).read_bytes() == file.read_bytes(), "run `questionnaire compile`"
    assert read_shape(toml, dict)[0] == tomllib.loads(toml.read_text(encoding="utf-8"))


def test_the_interview_is_shipped_with_its_second_form():
    assert compiled_file(questionnaire_file()) in SHIPPED


def test_it_is_read_in_the_place_of_the_toml_whose_stamp_the_pack_keeps(ours):
    raw = ours.read_bytes()
    other = msgspec.json.encode(tomllib.loads(raw.decode()) | {"title": {"zh": "别的", "en": "Other"}})
    compiled_file(ours).write_bytes(_seal(raw, other) + b"\n" + other + b"\n")
    assert title(ours) == "别的"
    assert load_questionnaire(ours.stem, ours.parent).stamp.sha256 == sha256(raw).hexdigest()


def test_one_changed_word_of_the_toml_and_the_second_form_is_passed_over(ours):
    changed = ours.read_text(encoding="utf-8").replace("献血者健康征询", "献血者征询", 1)
    ours.write_text(changed, encoding="utf-8")
    assert title(ours) == "献血者征询"


def test_one_turned_bit_of_the_second_form_and_it_is_passed_over(ours):
    made = compiled_file(ours)
    damaged = made.read_bytes().replace("献血者健康征询".encode(), "献血者健康征洵".encode(), 1)
    assert damaged != made.read_bytes()
    made.write_bytes(damaged)
    assert title(ours) == "献血者健康征询"


@pytest.mark.parametrize("left", [b"", b"\n", b"{}"], ids=["nothing", "a line", "no seal"])
def test_what_is_left_of_a_second_form_is_passed_over(ours, left):
    compiled_file(ours).write_bytes(left)
    assert title(ours) == "献血者健康征询"


def test_a_pack_without_a_second_form_is_read_from_its_toml(ours):
    compiled_file(ours).unlink()
    assert title(ours) == "献血者健康征询"


@pytest.mark.parametrize("value", ["2026-11-29", "inf"])
def test_what_json_cannot_carry_is_not_compiled(tmp_path, value):
    file = tmp_path / "a.toml"
    file.write_text(f"day = {value}\n", encoding="utf-8")
    with pytest.raises(Refusal, match="not_to_be_compiled"):
        compile_pack(file)
    assert not compiled_file(file).exists()


def test_the_second_form_is_held_against_the_shape_too(ours):
    class Shape(msgspec.Struct, forbid_unknown_fields=True):
        id: str

    with pytest.raises(msgspec.ValidationError):
        read_shape(ours, Shape)


def test_compiling_twice_gives_the_same_bytes(ours):
    first: Any = compiled_file(ours).read_bytes()
    assert compile_pack(ours).read_bytes() == first
