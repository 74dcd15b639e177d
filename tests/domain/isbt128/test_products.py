from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.isbt128.products import (
    COLLECTIONS,
    Container,
    Product,
    container_code,
    lot_code,
    product_code,
    read_container,
    read_product,
)
from donor_room.domain.refusal import Refusal


def refused(call, *args, **named):
    with pytest.raises(Refusal) as caught:
        call(*args, **named)
    return (caught.value.code, caught.value.values)


@pytest.mark.parametrize(
    ("value", "coded_by", "collection", "division"),
    [
        ("E1234V00", "standard", "volunteer", "00"),
        ("F0001100", "standard", "autologous", "00"),
        ("S12954A0", "standard", "designated", "A0"),
        ("H0001X1a", "standard", "autologous_biohazard", "1a"),
        ("P00010Ba", "standard", "not_said", "Ba"),
        ("X0001V00", "standard", "volunteer", "00"),
        ("X1001000", "standard", None, "000"),
        ("YA001V00", "standard", "volunteer", "00"),
        ("Y1001000", "standard", None, "000"),
        ("T1295003", "standard", None, "003"),
        ("Z4382000", "standard", None, "000"),
        ("D6686000", "facility", None, "000"),
        ("DAX12000", "facility", None, "000"),
        ("AE134V00", "national", None, "V00"),
        ("C1234zZz", "national", None, "zZz"),
    ],
)
def test_a_product_code_has_its_parts(value, coded_by, collection, division):
    assert read_product(value) == Product(
        product=value[:5], coded_by=coded_by, collection=collection, division=division
    )


@pytest.mark.parametrize(
    "value", ["E1234Z00", "F1234a00", "S1295900", "P1295y00", "X0001Z00", "YZ999Z00", "H1234Z00"]
)
def test_a_collection_that_the_table_does_not_have_is_refused(value):
    assert refused(read_product, value) == ("numbers.code_value", {"kind": "product", "text": value})


@pytest.mark.parametrize("letter", "MNRTVW")
def test_a_counted_division_is_three_digits(letter):
    value = f"{letter}0001A0a"
    assert read_product(f"{letter}0001012").division == "012"
    assert refused(read_product, value) == ("numbers.code_value", {"kind": "product", "text": value})


def test_the_table_of_collections_is_whole():
    assert set(COLLECTIONS) == set("0VRSTPrsA1XDd2LEQ3456FC78BHJG")
    assert len(set(COLLECTIONS.values())) == len(COLLECTIONS)
    said = {sign: COLLECTIONS[sign] for sign in "V1XD23G"}
    assert said == {
        "V": "volunteer", "1": "autologous", "X": "autologous_biohazard", "D": "volunteer_directed_crossover",
        "2": "directed", "3": "directed_biohazard", "G": "emergency",
    }  # fmt: skip


def test_a_product_code_is_written():
    assert product_code("E1234") == "=<E1234V00"
    assert product_code("D6686", collection="0", division="00") == "=<D6686000"
    assert product_code("S1295", collection="4", division="A0") == "=<S12954A0"


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"product": "E123"}, "E123V00"),
        ({"product": "e1234"}, "e1234V00"),
        ({"product": "E1234", "division": "a0"}, "E1234Va0"),
        ({"product": "E1234", "division": "0A"}, "E1234V0A"),
    ],
)
def test_a_product_code_of_another_form_is_not_written(wanted, text):
    assert refused(product_code, **wanted) == ("labels.code_shape", {"kind": "product", "text": text})


def test_a_product_code_without_a_meaning_is_not_written():
    assert refused(product_code, "E1234", collection="Z")[0] == "numbers.code_value"


@pytest.mark.parametrize(
    ("value", "part", "catalogue"),
    [("1XX00AB123", "primary", "AB123"), ("2XX0027QzE", "2", "27QzE"), ("yXX1234567", "set", "1234567"),
     ("zXX0000000", "carton", "0"), ("BXX0000100", "B", "100")],
)  # fmt: skip
def test_a_container_is_a_part_of_a_set(value, part, catalogue):
    container = Container(part=part, maker="XX", catalogue=catalogue)
    assert read_container(value) == container
    assert container_code(container) == f"=){value}"


@pytest.mark.parametrize(
    "container",
    [Container(part="q", maker="XX", catalogue="1"), Container(part="1", maker="xx", catalogue="1"),
     Container(part="1", maker="XX", catalogue="12345678"), Container(part="", maker="XX", catalogue="1")],
)  # fmt: skip
def test_a_container_of_another_form_is_not_written(container):
    code, values = refused(container_code, container)
    assert (code, values["kind"]) == ("labels.code_shape", "container")


def test_a_lot_is_filled_up_with_zeros():
    assert lot_code("1234rZ") == "&)00001234rZ"
    assert lot_code("1234567890") == "&)1234567890"
    code, values = refused(lot_code, "12345678901")
    assert (code, values) == ("labels.code_shape", {"kind": "container_lot", "text": "12345678901"})


@given(
    st.from_regex(r"[0-9A-Z][A-Z0-9]{2}[1-9A-Za-z][A-Za-z0-9]{6}", fullmatch=True).filter(
        lambda text: text.isascii()
    )
)
def test_a_container_is_written_as_it_was_read(value):
    assert container_code(read_container(value)) == f"=){value}"
