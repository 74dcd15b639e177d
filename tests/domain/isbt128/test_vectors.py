"""Every row of the published vectors: what is right is read right, every trap is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from donor_room.domain.donation_number import ISBT128, check_character, parse_typed
from donor_room.domain.isbt128 import ScannedCode, read_code, transmission_flag
from donor_room.domain.isbt128.dates import Moment
from donor_room.domain.isbt128.groups import MESSAGES, Group
from donor_room.domain.refusal import Refusal

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "isbt128.json").read_text(encoding="utf-8"))
SECTIONS = {
    "note", "din", "din_negative", "structures", "compound", "code128_codewords_zint_2_11_1", "abo_rhd",
    "abo_rhd_unknown_rhd", "special_messages", "blood_group_traps", "dates", "product_traps", "unit_numbers",
    "code128_traps",
}  # fmt: skip
STRUCTURES = {
    "=%6200": ("group", "A+"),
    "=\\620000000000000000": ("antigens", None),
    "=<E1234V00": ("product", ("E1234", "volunteer", "00")),
    "=<S12954A0": ("product", ("S1295", "designated", "A0")),
    "&>0180292359": ("expiry", "2018-01-29T23:59"),
    "=>019031": ("expiry", "2019-01-31"),
    "=}017032": ("produced", "2017-02-01"),
}
"""What the rows under `structures` say in words."""


def rows(section: str) -> list[dict]:
    return VECTORS[section]


def by_code(row: dict) -> str:
    return row.get("barcode") or row.get("din") or row["gg"]


def refusal(text: str) -> str:
    with pytest.raises(Refusal) as caught:
        read_code(text, ISBT128)
    return caught.value.code


def group_of(text: str) -> Group:
    content = read_code(text, ISBT128).content
    assert isinstance(content, Group)
    return content


def moment_of(code: ScannedCode) -> Moment:
    assert isinstance(code.content, Moment)
    return code.content


def test_the_file_has_no_section_that_nobody_tests():
    assert set(VECTORS) == SECTIONS


@pytest.mark.parametrize("row", rows("din"), ids=by_code)
def test_a_published_number_has_its_published_check_character(row):
    assert check_character(row["din"], ISBT128) == row["check"]
    assert parse_typed(row["din"] + row["check"], ISBT128) == row["din"]
    assert transmission_flag(row["din"]) == row.get("type3", transmission_flag(row["din"]))


@pytest.mark.parametrize("row", [row for row in rows("din") if "barcode" in row], ids=by_code)
def test_a_published_code_gives_its_number_and_flag(row):
    code = read_code(row["barcode"], ISBT128)
    assert (code.number, code.flag) == (row["din"], row.get("flags") or row["type3"])


NEGATIVE = {
    "=G12341765432171": "labels.code_check",
    "=A999917123456": "labels.code_shape",
    "=O99991712345600": "labels.code_shape",
    "=A99991x12345600": "labels.code_shape",
    "=A99991712345600=%6200": "numbers.code_pair",
}


@pytest.mark.parametrize("row", rows("din_negative"), ids=by_code)
def test_a_published_wrong_number_is_refused_for_what_is_wrong(row):
    if row["barcode"] in NEGATIVE:
        assert refusal(row["barcode"]) == NEGATIVE[row["barcode"]]
    else:  # without an identifier nothing says that it is a number at all
        assert row["why"] == "no data identifier"
        assert read_code(row["barcode"], ISBT128).kind == "unknown"


@pytest.mark.parametrize("row", rows("structures"), ids=by_code)
def test_a_published_structure_says_what_it_means(row):
    code = read_code(row["barcode"], ISBT128)
    kind, said = STRUCTURES[row["barcode"]]
    content = code.content
    told = {
        "group": lambda: content.group,
        "antigens": lambda: content,
        "product": lambda: (content.product, content.collection, content.division),
    }.get(kind, lambda: content.text)
    assert (code.kind, told()) == (kind, said)


@pytest.mark.parametrize("row", rows("compound"), ids=by_code)
def test_a_published_compound_has_the_structures_that_it_declares(row):
    if row.get("invalid"):
        assert refusal(row["barcode"]) == "numbers.code_compound"
        return
    parts = read_code(row["barcode"], ISBT128).parts
    assert [part.kind for part in parts] == ["other", "slip", "other", "expiry"]
    assert (parts[1].number, parts[3].text) == ("A999917123456", "=>019031")


@pytest.mark.parametrize("row", rows("abo_rhd"), ids=by_code)
def test_a_published_group_is_read_as_itself(row):
    said = row["group"].replace(" RhD negative", "-").replace(" RhD positive", "+")
    assert group_of(row["barcode"]) == Group(group=said, use="default", message=None, phenotype=())


@pytest.mark.parametrize("row", rows("abo_rhd_unknown_rhd"), ids=by_code)
def test_a_group_without_rhd_has_no_sign(row):
    assert group_of(row["barcode"]).group == row["group"]


@pytest.mark.parametrize("row", rows("special_messages"), ids=by_code)
def test_a_published_message_is_no_group(row):
    read = group_of(f"=%{row['gg']}00")
    assert (read.group, read.use, read.message) == (None, None, MESSAGES[row["gg"]])


@pytest.mark.parametrize("row", rows("blood_group_traps"), ids=by_code)
def test_a_published_trap_of_the_groups_is_not_fallen_into(row):
    read = group_of(row["barcode"])
    if "not" in row:
        assert (read.group, row["not"]) == ("O+", "A RhD positive")
    else:
        assert (read.group, read.use) == ("A-", "directed")


@pytest.mark.parametrize("row", rows("dates"), ids=by_code)
def test_a_published_date_is_that_date_or_refused(row):
    if row.get("invalid"):
        assert refusal(row["barcode"]) == "labels.code_shape"
    else:
        assert moment_of(read_code(row["barcode"], ISBT128)).text == row["date"]


@pytest.mark.parametrize("row", rows("product_traps"), ids=by_code)
def test_a_product_behind_the_identifier_of_a_number_is_refused(row):
    assert refusal(row["barcode"]) == "labels.code_shape"


@pytest.mark.parametrize("row", rows("unit_numbers"), ids=by_code)
def test_a_unit_number_of_a_blood_service_is_judged_as_there(row):
    if row["valid"]:
        assert read_code(row["barcode"], ISBT128).number == row["din"]
    else:
        assert refusal(row["barcode"]) == "labels.code_shape"


@pytest.mark.parametrize("text", VECTORS["code128_codewords_zint_2_11_1"])
def test_a_text_of_the_codeword_table_is_read(text):
    kinds = {
        "=G": "donation",
        "=A": "slip",
        "=%": "group",
        "=<": "product",
        "&>": "expiry",
        "=*": "collected",
    }
    assert read_code(text, ISBT128).kind == kinds.get(text[:2], "unknown")


@pytest.mark.parametrize("row", rows("code128_traps"), ids=lambda row: row["data"])
def test_a_text_that_encoders_stumble_over_is_judged_here(row):
    expected = "slip" if row["data"].startswith("=") else "unknown"
    assert read_code(row["data"], ISBT128).kind == expected
