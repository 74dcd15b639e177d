from decimal import Decimal

import pytest

from donor_room.domain.facts import NOT_ASKED, Missing, Number, Word, YesNo, known
from tests.support.fit_donor import fit_facts, without


@pytest.mark.parametrize(
    ("value", "unit", "fact"),
    [
        (Decimal("36.5"), "°C", Number(value=Decimal("36.5"), unit="°C")),
        (3, "", Number(value=Decimal(3), unit="")),
        (138, None, Number(value=Decimal(138), unit=None)),
        (True, "", YesNo(value=True)),
        ("reactive", "", Word(value="reactive")),
    ],
)
def test_a_value_becomes_a_fact_of_its_kind(value, unit, fact):
    assert known(value, unit) == fact


def test_a_fact_that_nobody_gave_was_not_asked():
    assert fit_facts().of("hct") is NOT_ASKED


def test_the_planned_kind_is_a_fact():
    assert fit_facts(kind="WB200").of("donation_kind") == Word(value="WB200")
    assert fit_facts(kind=None).of("donation_kind") == Missing(why="not_asked")


@pytest.mark.parametrize(("word", "sex"), [("male", "male"), ("female", "female"), ("unknown", None)])
def test_the_sex_for_spans_is_one_of_two_or_unknown(word, sex):
    assert fit_facts(sex=known(word)).sex == sex


def test_a_missing_sex_is_unknown():
    assert without(fit_facts(), "sex").sex is None
