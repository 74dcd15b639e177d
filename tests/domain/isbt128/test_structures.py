from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.isbt128.structures import part_of, split, split_compound, structure_at
from donor_room.domain.isbt128.writing import compound_code
from donor_room.domain.refusal import Refusal

WHOLE = (
    "=A99992601432701",
    "=%6200",
    "=<E1234V00",
    "=>027001",
    "&>0270012359",
    "=*026333",
    "&*0263330930",
    "=}026333",
    "&}0263331200",
    "=\\620000000000000000",
    "=)1XX00AB123",
    "&)00001234rZ",
    "&(N0001",
    "={" + "0" * 18,
    "&\\" + "0" * 18,
    "&{" + "0" * 18,
    "=[" + "0" * 18,
    '="' + "0" * 18,
    "=;" + "A" * 21,
    "='" + "A" * 11,
    "=-" + "A" * 10,
    "&-" + "A" * 10,
    "=#0119800101",
    "=]202612",
    '&"' + "0" * 18,
    "=$" + "A" * 16,
    "=(" + "0" * 16,
    "=,000012",
    "&+A9999AAAAA",
    "=/A9997XYZ100T0479",
    "&:" + "A" * 19,
    "&/CHA999926014327",
    "&,1" + "A" * 18,
    "&,2" + "A" * 18,
    "&,3" + "A" * 19,
    "&,4" + "A" * 40,
)
"""One of every structure that has a length of its own."""


def refused(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return (caught.value.code, caught.value.values)


@pytest.mark.parametrize("text", WHOLE)
def test_a_structure_is_exactly_as_long_as_it_is(text):
    part = part_of(text)
    assert part is not None
    assert part.text == text
    for wrong in (text[:-1], text + "0"):
        code, values = refused(part_of, wrong)
        assert (code, values["kind"], values["text"]) == ("labels.code_shape", part.kind, wrong)


@pytest.mark.parametrize("second", "ABCDEFGHIJKLMNPQRSTUVWXYZ123456789")
def test_every_first_sign_of_a_number_begins_one(second):
    found = structure_at(f"={second}999926014327")
    assert found is not None
    assert (found[0], found[1].kind) == ("=", "donation")


@pytest.mark.parametrize("text", ["=O", "=0", "=a", "=", "&", "&A", "&0", "&,5", "&,", "", "A", "6200", "=~"])
def test_what_begins_as_nothing_is_no_structure(text):
    assert structure_at(text) is None
    assert part_of(text) is None


@pytest.mark.parametrize("letter", "amz")
def test_a_national_structure_is_whatever_the_nation_says(letter):
    part = part_of(f"&{letter}any thing~")
    assert part is not None
    assert (part.kind, part.value, part.content) == ("local", "any thing~", None)
    assert refused(part_of, f"&{letter}" + "x" * 81)[0] == "labels.code_shape"
    assert refused(part_of, f"&{letter}\x7f")[0] == "labels.code_shape"
    assert part_of(f"&{letter}" + "x" * 80)


@pytest.mark.parametrize(
    ("text", "identifier", "length"),
    [("&#0102AB", "&#", None), ("&$1", "&$", None), ("&,3" + "A" * 19, "&,3", 19), ("&(N0001", "&(", 5)],
)
def test_a_structure_that_is_not_ours_is_told_as_another(text, identifier, length):
    found = structure_at(text)
    assert found is not None
    assert (found[0], found[1].kind, found[1].length) == (identifier, "other", length)
    part = part_of(text)
    assert part is not None
    assert (part.kind, part.value) == ("other", text.removeprefix(identifier))


@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=8))
def test_what_was_joined_is_found_again(codes):
    assert [part.text for part in split("".join(codes))] == codes
    text = compound_code(codes)
    assert text.startswith(f"=+{len(codes):02d}000")
    assert [part.text for part in split_compound(text)] == codes


@pytest.mark.parametrize("text", ["&aX", "&;1", "&!1", "&#0102AB", "hello", "=%6200hello", "=%6200&aX"])
def test_what_has_no_end_of_its_own_is_not_split(text):
    code, values = refused(split, text)
    assert (code, values["kind"]) == ("labels.code_shape", "compound")
    assert values["text"] == text.removeprefix("=%6200")


def test_a_wrong_count_says_what_was_declared_and_what_was_found():
    code, values = refused(split_compound, "=+05000=%6200=%6200")
    assert (code, values["said"], values["found"]) == ("numbers.code_compound", 5, 2)


def test_an_order_of_a_list_that_is_not_ours_is_named():
    assert refused(split_compound, "=+01007=%6200") == (
        "numbers.code_compound_order",
        {"order": "007", "text": "=+01007=%6200"},
    )


def test_a_head_without_its_five_digits_is_no_compound():
    assert refused(split_compound, "=+0100") == ("labels.code_shape", {"kind": "compound", "text": "=+0100"})


def test_nothing_joined_is_no_compound_of_ours():
    assert compound_code(["=%6200"]) == "=+01000=%6200"
    assert refused(compound_code, ["&aX"])[0] == "labels.code_shape"
