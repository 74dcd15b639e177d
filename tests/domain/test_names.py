from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.names import (
    LONGEST_NAME,
    canonical,
    check_name,
    has_private_use,
    masked_name,
    reason_against_name,
    with_standard_places,
)
from donor_room.domain.refusal import Refusal


@pytest.mark.parametrize(
    "name",
    [
        "王小红",
        "张䶮",
        "周𬭎铭",
        "𠮷田样",
        "\U00031350一",
        "\U0002ebf0",
        "阿卜杜拉·买买提",
        "阿卜杜拉•买买提",
        "O’Brien Mary-Jane",
        "Jr., John",
        "José",
        "Jose\u0301",
        "김철수",
        "王〇一",
        "字" * 50,
    ],
)
def test_names_of_the_donor_room_are_taken(name):
    assert check_name(name) == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        (" \u3000", "empty"),
        ("字" * (LONGEST_NAME + 1), "too_long"),
        ("王\n红", "control"),
        ("王\u2028红", "control"),
        ("王\u2029红", "control"),
        ("王\u202e红", "invisible"),
        ("王\u2066红", "invisible"),
        ("王\u200b红", "invisible"),
        ("\ufeff王红", "invisible"),
        ("王\ue863", "private_use"),
        ("王\U000f0000", "private_use"),
        ("王\ud842", "half_character"),
        ("王?铭", "character"),
        ("王\ufffd", "character"),
        ("王1", "character"),
        ("王\u3000红", "character"),
        ("王\ufe0f", "character"),
        ("<b>王</b>", "character"),
        ("=1", "character"),
        ("·", "character"),
        ("\u0378", "character"),
    ],
)
def test_what_is_no_name_says_why(name, reason):
    with pytest.raises(Refusal) as said:
        check_name(name)
    assert said.value.code == f"identity.name.{reason}"


def test_a_private_character_is_taken_once_a_person_has_seen_it():
    assert check_name("王\ue863", private_use_shown=True) == "王\ue863"
    assert check_name("\ue863", private_use_shown=True) == "\ue863"


def test_outer_spaces_are_not_part_of_a_name():
    assert check_name(" 王红 ") == "王红"


def test_a_private_character_is_flagged():
    assert has_private_use("王\ue863")
    assert not has_private_use("王䶮")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉・买买提"),
        ("阿卜杜拉·买买提", "阿卜杜拉･买买提"),
        ("José", "Jose\u0301"),
        ("文红", "\u2f42红"),
        ("豈红", "\uf900红"),
        ("ＬＩ", "li"),
        ("Li  Hua", " li hua "),
        ("\ue81e", "\u9fb4"),
    ],
)
def test_two_ways_to_write_one_name_compare_equal(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), [("王红", "王虹"), ("𠮷田", "吉田"), ("张䶮", "张龑")])
def test_different_characters_stay_different(one, other):
    assert canonical(one) != canonical(other)


@given(st.text(st.characters(max_codepoint=0x9FFF, categories=["Lo", "Lu", "Ll", "Zs", "Po"]), max_size=30))
def test_the_form_for_comparison_keeps_its_own_form(name):
    assert canonical(canonical(name)) == canonical(name)


@given(st.text(max_size=80))
def test_no_text_raises_anything_but_a_refusal(text):
    reason = reason_against_name(text)
    assert reason is None or reason.startswith("identity.name.")


def test_the_places_of_2005_move_to_those_of_2022():
    assert with_standard_places(b"\xfe\x59\xa8\xbc".decode("gb18030")) == "\u9fb4\u1e3f"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("唐雪", "唐*"),
        ("周文静", "周*静"),
        ("欧阳文静", "欧阳*静"),
        ("欧阳静", "欧阳*"),
        ("欧阳", "欧*"),
        ("𠮷田样", "𠮷*样"),
        ("阿卜杜拉·买买提", "阿*提"),
        ("王", "王*"),
        ("", "*"),
    ],
)
def test_the_queue_shows_surname_and_last_character(name, shown):
    assert masked_name(name) == shown
