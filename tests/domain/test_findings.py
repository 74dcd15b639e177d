from decimal import Decimal

import pytest

from donor_room.domain.facts import Bound, Missing, known
from donor_room.domain.findings import cannot_decide, plain, said


@pytest.mark.parametrize(
    ("value", "text"),
    [("36.50", "36.50"), ("1E+2", "100"), ("-0.0", "-0.0"), ("0.0000001", "0.0000001")],
)
def test_a_number_is_written_as_people_do(value, text):
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (known(Decimal("36.5"), "°C"), "36.5"),
        (Bound(side="below", value=Decimal("1.0520"), unit=""), "<1.0520"),
        (Bound(side="at_least", value=Decimal("1.051"), unit=""), "≥1.051"),
        (known(True), "yes"),
        (known(False), "no"),
        (known("AB"), "AB"),
        (Missing(why="stale"), ""),
    ],
)
def test_a_fact_is_said_in_one_word(fact, text):
    assert said(fact) == text


def test_what_cannot_be_decided_names_the_fact_and_why():
    finding = cannot_decide(rule="skin_ok", clause="7.6", tag="V", item="skin_ok", why="stale")
    assert (finding.outcome, finding.item, finding.text) == (
        "cannot_decide",
        "skin_ok",
        "rules.missing.stale",
    )
